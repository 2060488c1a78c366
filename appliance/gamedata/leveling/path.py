"""A greedy way through zones: always on to the one whose quests bring most at the level reached.

Pure: no database. An estimate: quests are taken as soon as their level allows, one after the
other; what must be done before them, travel and time are not known here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

ABOVE = 3
"""Quests up to so many levels above the player's are counted."""
WORTH_A_STEP = 0.1
"""A zone must bring at least this part of a level, or the level is filled by kills."""


class Quest(Protocol):
    """A quest that brings experience, or whose experience is not known."""

    @property
    def id(self) -> int: ...

    @property
    def zone(self) -> int: ...

    def open_at(self, level: int) -> bool:
        """Whether a player of this level gets it and it is not gray."""

    def xp_at(self, level: int) -> int | None:
        """What it brings at this level; None where nothing says it."""


@dataclass(slots=True)
class LevelGain:
    """What a step brings while the player has a level."""

    level: int
    quests: int = 0
    quest_xp: int = 0


@dataclass(slots=True)
class Step:
    """A stay in a zone (None: anywhere, by kills) from one level to another.

    need: experience from where the step begins to where it ends. kills: what of it only kills can
    bring, by level. opened: quests done here, or open where nobody knows what they bring.
    """

    zone: int | None
    first: int
    last: int
    need: int
    exploration_xp: int = 0
    levels: list[LevelGain] = field(default_factory=list)
    kills: dict[int, int] = field(default_factory=dict)
    opened: set[int] = field(default_factory=set)

    @property
    def quest_xp(self) -> int:
        """Experience of the quests done here."""
        return sum(one.quest_xp for one in self.levels)


@dataclass(frozen=True, slots=True)
class State:
    """A level and the experience gained since it was reached."""

    level: int
    xp: int = 0


class Walker:
    """Walks from a level to another.

    Args:
        needs: experience from each level to the next.
        exploration: experience for discovering all of a zone, at a level.
    """

    def __init__(
        self,
        quests: Collection[Quest],
        needs: Mapping[int, int],
        target: int,
        exploration: Callable[[int, int], int],
    ) -> None:
        self._zones: dict[int, list[Quest]] = defaultdict(list)
        for quest in sorted(quests, key=lambda one: one.id):
            self._zones[quest.zone].append(quest)
        self._needs, self._target = needs, target
        self._exploration = exploration
        self._done: set[int] = set()
        self._discovered: set[int | None] = set()

    def walk(self, start: int) -> list[Step]:
        """The steps to the target level; a zone may come again once more of it is open."""
        state, steps = State(start), list[Step]()
        while state.level < self._target:
            step, after = self._best(state)
            if step is None or step.quest_xp + step.exploration_xp < self._least(state):
                state = self._by_kills(state, steps)
                continue
            self._done |= step.opened
            self._discovered.add(step.zone)
            steps.append(step)
            state = after
        return steps

    def _least(self, state: State) -> float:
        return WORTH_A_STEP * min(
            self._needs[state.level], self._needs[self._target - 1], self._left(state)
        )

    def _left(self, state: State) -> int:
        """Experience still missing to the target."""
        levels = range(state.level, self._target)
        return sum(self._needs[level] for level in levels) - state.xp

    def _best(self, state: State) -> tuple[Step | None, State]:
        found: tuple[Step | None, State] = (None, state)
        most = 0
        for zone, quests in sorted(self._zones.items()):
            left = [quest for quest in quests if quest.id not in self._done]
            if not any(quest.open_at(state.level) for quest in left):
                continue
            step, after = self._stay(zone, left, state)
            if step.quest_xp + step.exploration_xp > most:
                most, found = step.quest_xp + step.exploration_xp, (step, after)
        return found

    def _stay(self, zone: int, quests: Sequence[Quest], state: State) -> tuple[Step, State]:
        """Do all quests of a zone that open while the player is there."""
        new = zone not in self._discovered
        explored = self._exploration(zone, state.level) if new else 0
        step = Step(zone, state.level, state.level, 0, explored)
        now = self._gain(state, step.exploration_xp)
        left = list(quests)
        moved = True
        while moved and now.level < self._target:
            moved = False
            waiting = []
            for quest in left:
                xp = quest.xp_at(now.level) if quest.open_at(now.level) else None
                if xp is None or now.level >= self._target:
                    waiting.append(quest)
                    continue
                moved = True
                self._count(step, now.level, quest, xp)
                now = self._gain(now, xp)
            left = waiting
        step.last = now.level
        step.need = self._left(state) - self._left(now)
        return step, now

    def _by_kills(self, state: State, steps: list[Step]) -> State:
        """Fill the level by kills alone, as a step of its own or as part of the last such."""
        need = self._needs[state.level] - state.xp
        if not steps or steps[-1].zone is not None:
            steps.append(Step(None, state.level, state.level, 0))
        step = steps[-1]
        step.last, step.need = state.level + 1, step.need + need
        step.kills[state.level] = need
        return State(state.level + 1)

    def _gain(self, state: State, xp: int) -> State:
        level, have = state.level, state.xp + xp
        while level < self._target and have >= self._needs[level]:
            have -= self._needs[level]
            level += 1
        return State(level, have if level < self._target else 0)

    @staticmethod
    def _count(step: Step, level: int, quest: Quest, xp: int) -> None:
        step.opened.add(quest.id)
        if not step.levels or step.levels[-1].level != level:
            step.levels.append(LevelGain(level))
        step.levels[-1].quests += 1
        step.levels[-1].quest_xp += xp


def by_counts(
    quests: Collection[Quest], needs: Mapping[int, int], start: int, target: int
) -> list[Step]:
    """The steps where nobody knows what quests bring: at each level the zone with most of them.

    The player stays as long as a zone has at least half as many as the best.
    """
    zones: dict[int, list[Quest]] = defaultdict(list)
    for quest in quests:
        zones[quest.zone].append(quest)
    steps: list[Step] = []
    for level in range(start, target):
        counts = {
            zone: [quest.id for quest in found if quest.open_at(level)]
            for zone, found in zones.items()
        }
        best = min(counts, key=lambda zone: (-len(counts[zone]), zone), default=None)
        here = steps[-1].zone if steps else None
        if best is not None and not counts[best]:
            best = None
        if best is not None and here is not None and len(counts[here]) * 2 >= len(counts[best]):
            best = here
        if not steps or best != here:
            steps.append(Step(best, level, level, 0))
        step = steps[-1]
        step.last, step.need = level + 1, step.need + needs[level]
        step.kills[level] = needs[level]
        open_now = counts[best] if best is not None else []
        step.opened |= set(open_now)
        step.levels.append(LevelGain(level, len(open_now)))
    return steps
