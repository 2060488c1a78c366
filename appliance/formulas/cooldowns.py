"""When cooldowns of a group can be used in a fight, one after another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple


class Cooldown(NamedTuple):
    """A spell of one member that works for a while and then needs time. Milliseconds.

    cooldown_ms: of the spell itself. category, category_ms: what using it does to every spell of
    the same category that this member has; category 0 is none. gcd, gcd_ms: likewise for the
    global cooldown. kind: windows of one kind do not overlap.
    """

    owner: int
    spell: int
    kind: str
    duration_ms: int
    cooldown_ms: int
    category: int = 0
    category_ms: int = 0
    gcd: int = 0
    gcd_ms: int = 0

    @property
    def recovery_ms(self) -> int:
        """Time until the same member can use it again."""
        return max(self.cooldown_ms, self.category_ms if self.category else 0, self.gcd_ms)


class Window(NamedTuple):
    """A use: its aura works from `start_ms` to `end_ms`, or to the end of the fight."""

    start_ms: int
    end_ms: int
    owner: int
    spell: int
    kind: str


class Plan(NamedTuple):
    """Windows by start; whole is False where `most` cut them."""

    windows: tuple[Window, ...]
    whole: bool


def plan(cooldowns: Sequence[Cooldown], fight_ms: int, *, most: int) -> Plan:
    """Use every cooldown as early as it is ready and no other of its kind works.

    Greedy: the earliest possible use comes next; of several the longest, then by owner and spell.
    A use starts the spell's own cooldown and those of its category and global cooldown for the
    same owner. Cooldowns that last no time have no window and are left out.
    Source: SpellHistory::StartCooldown, SpellHistory::HasCooldown, SpellHistory.cpp.
    """
    usable = [one for one in cooldowns if one.duration_ms > 0 and one.recovery_ms > 0]
    ready = [0] * len(usable)
    free: dict[str, int] = {}
    windows: list[Window] = []
    while usable:
        start, _, _, _, chosen = min(
            (
                max(ready[place], free.get(one.kind, 0)),
                -one.duration_ms,
                one.owner,
                one.spell,
                place,
            )
            for place, one in enumerate(usable)
        )
        if start >= fight_ms:
            break
        if len(windows) >= most:
            return Plan(tuple(windows), whole=False)
        used = usable[chosen]
        end = min(start + used.duration_ms, fight_ms)
        windows.append(Window(start, end, used.owner, used.spell, used.kind))
        free[used.kind] = end
        for place, other in enumerate(usable):
            ready[place] = max(ready[place], start + _delay(used, other))
    return Plan(tuple(windows), whole=True)


def _delay(used: Cooldown, other: Cooldown) -> int:
    """How long after a use of `used` `other` cannot be used."""
    if used.owner != other.owner:
        return 0
    delay = used.cooldown_ms if used.spell == other.spell else 0
    if used.category and used.category == other.category:
        delay = max(delay, used.category_ms)
    if used.gcd_ms and other.gcd_ms and used.gcd == other.gcd:
        delay = max(delay, used.gcd_ms)
    return delay


def covered_ms(windows: Sequence[Window]) -> Mapping[str, int]:
    """How long something of each kind works; windows of a kind do not overlap."""
    found: dict[str, int] = {}
    for window in windows:
        found[window.kind] = found.get(window.kind, 0) + window.end_ms - window.start_ms
    return found


def most_uses(cooldown: Cooldown, fight_ms: int) -> int:
    """How often one member can use it in a fight that it starts ready."""
    if fight_ms <= 0:
        return 0
    return 1 if cooldown.recovery_ms <= 0 else (fight_ms - 1) // cooldown.recovery_ms + 1
