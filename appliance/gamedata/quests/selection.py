"""Choose some of many quests so that what they need is among them or done.

Pure: no database. Quests that bring more experience come first; a quest brings along those it
needs. Quests whose needs are outside are taken last, and say so.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from appliance.gamedata.quests.pool import PoolQuest
from appliance.gamedata.quests.prerequisites import Needs


@dataclass(frozen=True, slots=True)
class Selection:
    """Chosen quests by id.

    before: for each, the chosen quests to finish first. active: the one to have in the log.
    outside: for each, alternatives that are not here and not known to be done.
    rivals: quests ruled out, or that need such a one, with the quest that forbids them.
    left: quests there was no room for.
    """

    quests: list[int] = field(default_factory=list)
    before: dict[int, frozenset[int]] = field(default_factory=dict)
    active: dict[int, int] = field(default_factory=dict)
    outside: dict[int, tuple[frozenset[int], ...]] = field(default_factory=dict)
    rivals: dict[int, int] = field(default_factory=dict)
    left: list[int] = field(default_factory=list)


def select(
    quests: Mapping[int, PoolQuest],
    needs: Mapping[int, Needs],
    values: Mapping[int, int],
    limit: int,
    *,
    done: Collection[int] = (),
    in_log: Collection[int] = (),
    last: Collection[int] = (),
) -> Selection:
    """At most `limit` quests of most value, each with what it needs.

    Args:
        values: what each quest is worth; the greater the better.
        done: finished quests. in_log: quests taken already, which need nothing more.
        last: quests to take only where there is room.
    """
    known = {one: Needs() if one in in_log else asked for one, asked in needs.items()}
    chooser = _Chooser(quests, known, frozenset(done), frozenset(in_log), limit)
    ranked = sorted(
        quests,
        key=lambda one: (one in last, bool(chooser.missing(one)), -values.get(one, 0), one),
    )
    for quest in ranked:
        chooser.take(quest)
    return chooser.found


class _Chooser:
    def __init__(
        self,
        quests: Mapping[int, PoolQuest],
        needs: Mapping[int, Needs],
        done: frozenset[int],
        in_log: frozenset[int],
        limit: int,
    ) -> None:
        self._quests, self._needs, self._limit = quests, needs, limit
        self._done, self._in_log = done, in_log
        self.found = Selection()

    def missing(self, quest: int) -> tuple[frozenset[int], ...]:
        """Alternatives a quest needs, when none is done or here whole."""
        asked = self._needs[quest]
        here = self._done | self._quests.keys()
        if asked.active and asked.active not in here | self._in_log:
            return (frozenset({asked.active}),)
        lacking = tuple(way - here for way in asked.one_of)
        return () if any(not way for way in lacking) else lacking

    def take(self, quest: int) -> None:
        """Take a quest with what it needs, if there is room and nothing rules it out."""
        if quest in self.found.quests or quest in self.found.rivals:
            return
        chain = self._chain(quest)
        rival = next((other for one in chain if (other := self._ruled_out(one, chain))), 0)
        if rival:
            self.found.rivals[quest] = rival
        elif len(self.found.quests) + len(chain) > self._limit:
            self.found.left.append(quest)
        else:
            for one in chain:
                self._add(one)

    def _ruled_out(self, quest: int, chain: Collection[int]) -> int:
        """A quest, chosen or about to be, that forbids this one; 0 for none."""
        if quest in self.found.rivals:
            return self.found.rivals[quest]
        others = self._needs[quest].excluded_by - {self._quests[quest].breadcrumb_for}
        taken = others & ({*self.found.quests, *chain} - {quest})
        return min(taken, default=0)

    def _chain(self, quest: int) -> list[int]:
        """The quest and all it needs that is not chosen yet, in an order that works."""
        found: list[int] = []
        seen: set[int] = set()

        def visit(one: int) -> None:
            if one in seen or one in self.found.quests or one not in self._quests:
                return
            seen.add(one)
            for other in sorted(self._way(one) | {self._needs[one].active} - {0}):
                visit(other)
            found.append(one)

        visit(quest)
        return found

    def _way(self, quest: int) -> frozenset[int]:
        """The alternative to follow: done already, else with most of it chosen, else the first."""
        here = self._done | self._quests.keys()
        ways = [way for way in self._needs[quest].one_of if way <= here]
        if not ways:
            return frozenset()
        chosen = frozenset(self.found.quests)
        return min(ways, key=lambda way: len(way - self._done - chosen)) - self._done

    def _add(self, quest: int) -> None:
        found = self.found
        found.quests.append(quest)
        if quest in found.left:
            found.left.remove(quest)
        found.before[quest] = self._way(quest)
        active = self._needs[quest].active
        if active in self._quests:
            found.active[quest] = active
        if missing := self.missing(quest):
            found.outside[quest] = missing
