"""Chains of quests: what must be done before one, and what opens after it.

PrevQuestID and NextQuestID of quest_template_addon say the same from two sides (ObjectMgr.cpp
joins them): one of the quests before must be finished. A negative PrevQuestID asks for a quest
that is in the log, not finished. Chains in the data may run in circles; each quest is told once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from appliance.gamedata.lookup import fetch_by_ids
from appliance.gamedata.names import quest_titles
from appliance.gamedata.realm import Realm

MAX_DEPTH = 50
"""Steps in one direction."""

PREVIOUS_OF = """
SELECT ID, ABS(PrevQuestID), PrevQuestID < 0 FROM quest_template_addon
WHERE PrevQuestID <> 0 AND ID IN ({ids}) ORDER BY ID
"""
POINTING_TO = """
SELECT NextQuestID, ID, 0 FROM quest_template_addon WHERE NextQuestID IN ({ids}) ORDER BY ID
"""
NEXT_OF = """
SELECT ID, NextQuestID, 0 FROM quest_template_addon
WHERE NextQuestID <> 0 AND ID IN ({ids}) ORDER BY ID
"""
AFTER = """
SELECT ABS(PrevQuestID), ID, PrevQuestID < 0 FROM quest_template_addon
WHERE ABS(PrevQuestID) IN ({ids}) ORDER BY ID
"""
GROUP = "SELECT ID FROM quest_template_addon WHERE ExclusiveGroup = %s ORDER BY ID"
BREADCRUMBS = """
SELECT ID FROM quest_template_addon WHERE BreadcrumbForQuestId IN (%s, %s) ORDER BY ID
"""
OFFERED_BY = "SELECT ID FROM quest_template WHERE RewardNextQuest = %s ORDER BY ID"


class Relation(StrEnum):
    """What one quest of a chain asks of the one before it."""

    FINISHED = "must be finished"
    ACTIVE = "must be in the log"


class Step(NamedTuple):
    """A quest of a chain.

    neighbour: the quest nearer to the one asked about that it is before (or after).
    relation: what the later of the two asks of the earlier. distance: steps, from 1.
    """

    quest: int
    title: str | None
    neighbour: int
    relation: Relation
    distance: int


@dataclass(frozen=True, slots=True)
class Chain:
    """The quests before and after one, nearest first; `truncated` when there are more."""

    before: list[Step]
    after: list[Step]
    truncated: bool


class _Edge(NamedTuple):
    near: int
    far: int
    active: int


async def chain(realm: Realm, quest: int, locale: str, *, limit: int) -> Chain:
    """The chain around a quest, at most `limit` quests in each direction."""
    before, more_before = await _walk(realm, quest, (PREVIOUS_OF, POINTING_TO), limit)
    after, more_after = await _walk(realm, quest, (NEXT_OF, AFTER), limit)
    titles = await quest_titles(realm, {step.quest for step in (*before, *after)}, locale)
    return Chain(
        [step._replace(title=titles.get(step.quest)) for step in before],
        [step._replace(title=titles.get(step.quest)) for step in after],
        more_before or more_after,
    )


async def same_group(realm: Realm, group: int, *, limit: int) -> list[int]:
    """Quests of an ExclusiveGroup; none for group 0."""
    if not group:
        return []
    return await realm.world.fetch(GROUP + " LIMIT %s", [group, limit], row=int)


async def breadcrumbs(realm: Realm, quest: int, *, limit: int) -> list[int]:
    """Quests that only lead to this one."""
    if not realm.schema.has("quest_template_addon", "BreadcrumbForQuestId"):
        return []
    return await realm.world.fetch(BREADCRUMBS + " LIMIT %s", [quest, -quest, limit], row=int)


async def offered_by(realm: Realm, quest: int, *, limit: int) -> list[int]:
    """Quests whose end offers this one at once (RewardNextQuest)."""
    return await realm.world.fetch(OFFERED_BY + " LIMIT %s", [quest, limit], row=int)


async def _walk(
    realm: Realm, quest: int, queries: Iterable[str], limit: int
) -> tuple[list[Step], bool]:
    """Breadth first from `quest` along the edges of `queries`; whether there are more."""
    steps: list[Step] = []
    seen = {quest}
    level = [quest]
    for distance in range(1, MAX_DEPTH + 1):
        edges = [
            edge
            for sql in queries
            for edge in await fetch_by_ids(realm.world, sql, level, row=_Edge)
        ]
        level = []
        for near, far, active in edges:
            if far in seen:
                continue
            if len(steps) == limit:
                return steps, True
            seen.add(far)
            level.append(far)
            relation = Relation.ACTIVE if active else Relation.FINISHED
            steps.append(Step(far, None, near, relation, distance))
        if not level:
            return steps, False
    return steps, True
