"""Choose some of many quests so that what they need is among them or done.

Pure: no database. Quests that bring more experience come first; a quest brings along those it
needs. Quests whose needs are outside are taken last, and say so.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter

from appliance.gamedata.quests.pool import PoolQuest
from appliance.gamedata.quests.prerequisites import Needs


@dataclass(frozen=True, slots=True)
class Selection:
    """Chosen quests by id.

    before: for each, the chosen quests to finish first. active: the one to have in the log.
    outside: for each, alternatives that are not here and not known to be done.
    rivals: quests ruled out, or that need such a one, with the quest that forbids them.
    circles: quests that wait for themselves, or need such a one.
    left: quests there was no room for.
    """

    quests: list[int] = field(default_factory=list)
    before: dict[int, frozenset[int]] = field(default_factory=dict)
    active: dict[int, int] = field(default_factory=dict)
    outside: dict[int, tuple[frozenset[int], ...]] = field(default_factory=dict)
    rivals: dict[int, int] = field(default_factory=dict)
    circles: set[int] = field(default_factory=set)
    left: list[int] = field(default_factory=list)


def select(
    quests: Mapping[int, PoolQuest],
    needs: Mapping[int, Needs],
    values: Mapping[int, int],
    limit: int,
    *,
    done: Collection[int] = (),
    in_log: Collection[int] = (),
) -> Selection:
    """At most `limit` quests of most value, each with what it needs.

    Args:
        values: what each quest is worth; the greater the better.
        done: finished quests. in_log: quests taken already, which need nothing more.
    """
    known = {one: Needs() if one in in_log else asked for one, asked in needs.items()}
    chooser = _Chooser(quests, known, frozenset(done), frozenset(in_log), limit)
    ranked = sorted(
        quests,
        key=lambda one: (bool(chooser.missing(one)), -values.get(one, 0), one),
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
        self._ranks = self._ranked()
        self.found = Selection(circles=set(quests.keys() - self._ranks.keys()))

    def _ranked(self) -> dict[int, int]:
        """How many rounds of others come before each quest; those in circles have no number.

        A quest that could be done by quests from elsewhere breaks a circle.
        """
        ranks: dict[int, int] = {}
        for rank in range(len(self._quests) + 1):
            waiting = [one for one in self._quests if one not in ranks]
            ready = [one for one in waiting if self._after(one, ranks)]
            ready = ready or [one for one in waiting if self._after(one, ranks, elsewhere=True)]
            if not ready:
                break
            ranks |= dict.fromkeys(ready, rank)
        return ranks

    def _after(self, quest: int, ranks: Collection[int], *, elsewhere: bool = False) -> bool:
        """Whether quests done or in `ranks` are enough, or those of no way here at all."""
        asked = self._needs[quest]
        if asked.active in self._quests and asked.active not in ranks:
            return False
        here = self._done | self._quests.keys()
        inside = [way for way in asked.one_of if way <= here]
        if not inside or (elsewhere and len(inside) < len(asked.one_of)):
            return True
        return any(all(one in ranks for one in way - self._done) for way in inside)

    def missing(self, quest: int) -> tuple[frozenset[int], ...]:
        """Alternatives a quest needs, when none is done or here whole."""
        asked = self._needs[quest]
        here = self._done | self._quests.keys()
        if asked.active and asked.active not in here | self._in_log:
            return (frozenset({asked.active}),)
        if self._ways(quest):
            return ()
        return tuple(way - here for way in asked.one_of if not way <= here)

    def take(self, quest: int) -> None:
        """Take a quest with what it needs, if there is room and nothing rules it out."""
        found = self.found
        if quest in found.before or quest in found.rivals or quest in found.circles:
            return
        chain = self._chain(quest)
        rival = next((other for one in chain if (other := self._ruled_out(one, chain))), 0)
        if rival:
            found.rivals[quest] = rival
        elif self._circular(chain):
            found.circles.add(quest)
        elif len(found.quests) + len(chain) > self._limit:
            found.left.append(quest)
        else:
            # Asked before any counts as chosen: none is a way to itself, nor to one before it.
            lacking = {one: self.missing(one) for one in chain}
            for one, way in chain.items():
                self._add(one, way, lacking[one])

    def _ruled_out(self, quest: int, chain: Collection[int]) -> int:
        """A quest, chosen or about to be, that forbids this one; 0 for none."""
        if quest in self.found.rivals:
            return self.found.rivals[quest]
        others = self._needs[quest].excluded_by - {self._quests[quest].breadcrumb_for}
        taken = others & ({*self.found.quests, *chain} - {quest})
        return min(taken, default=0)

    def _circular(self, chain: Mapping[int, frozenset[int]]) -> bool:
        """Whether one would be handed in before what must be taken while it is in the log.

        Of the ways alone there is no circle: they lead to lower ranks, or to what is chosen.
        """
        if not any(self._needs[one].active in self._quests for one in chain):
            return False
        waits: dict[tuple[int, str], set[tuple[int, str]]] = {}
        for one, way in {**self.found.before, **chain}.items():
            waits.setdefault((one, "take"), set()).update((other, "end") for other in way)
            waits.setdefault((one, "end"), set()).add((one, "take"))
            held = self._needs[one].active
            if held in self._quests:
                waits[one, "take"].add((held, "take"))
                waits.setdefault((held, "end"), set()).add((one, "take"))
        try:
            TopologicalSorter(waits).prepare()
        except CycleError:
            return True
        return False

    def _chain(self, quest: int) -> dict[int, frozenset[int]]:
        """The quest and all it needs that is not chosen yet, each with what comes before it, in
        an order that works."""
        found: dict[int, frozenset[int]] = {}
        seen: set[int] = set()

        def visit(one: int) -> None:
            if one in seen or one in self.found.before or one not in self._quests:
                return
            seen.add(one)
            way = self._way(one)
            for other in sorted(way | {self._needs[one].active} - {0}):
                visit(other)
            found[one] = way

        visit(quest)
        return found

    def _ways(self, quest: int) -> list[frozenset[int]]:
        """Alternatives that can be done before the quest."""
        rank = self._ranks.get(quest, 0)
        return [
            way
            for way in self._needs[quest].one_of
            if all(
                one in self._done or one in self.found.before or self._ranks.get(one, rank) < rank
                for one in way
            )
        ]

    def _way(self, quest: int) -> frozenset[int]:
        """The alternative to follow: done already, else with most of it chosen, else the first."""
        if not (ways := self._ways(quest)):
            return frozenset()
        chosen = self.found.before.keys()
        return min(ways, key=lambda way: len(way - self._done - chosen)) - self._done

    def _add(self, quest: int, way: frozenset[int], missing: tuple[frozenset[int], ...]) -> None:
        found = self.found
        found.quests.append(quest)
        found.circles.discard(quest)
        if quest in found.left:
            found.left.remove(quest)
        found.before[quest] = way
        active = self._needs[quest].active
        if active in self._quests:
            found.active[quest] = active
        if missing:
            found.outside[quest] = missing
