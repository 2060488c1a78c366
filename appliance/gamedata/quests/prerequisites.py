"""What must be done before many quests, as the server asks when one is offered.

`chain.py` tells one quest's story; this answers whether a player may take a quest now.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from appliance.gamedata.lookup import fetch_by_ids
from appliance.gamedata.quests.pool import PoolQuest
from appliance.gamedata.realm import Realm

POINTING_TO = """
SELECT NextQuestID, ID FROM quest_template_addon WHERE NextQuestID IN ({ids}) ORDER BY ID
"""
GROUPS_OF = """
SELECT ID, ExclusiveGroup FROM quest_template_addon WHERE ExclusiveGroup <> 0 AND ID IN ({ids})
ORDER BY ID
"""
MEMBERS = """
SELECT ABS(ExclusiveGroup), ID FROM quest_template_addon
WHERE ABS(ExclusiveGroup) IN ({ids}) AND ExclusiveGroup {sign} 0 ORDER BY ID
"""


@dataclass(frozen=True, slots=True)
class Needs:
    """What a quest asks for.

    one_of: alternatives, of which one must be finished whole; () when it asks for nothing.
    active: a quest that must be in the log, unfinished; 0 for none.
    excluded_by: quests that forbid it once one of them is taken or finished.
    """

    one_of: tuple[frozenset[int], ...] = ()
    active: int = 0
    excluded_by: frozenset[int] = field(default_factory=frozenset)

    def met(self, done: Collection[int], in_log: Collection[int]) -> bool:
        """Whether what must come before it has.

        Source (3.3.5): Player::SatisfyQuestPreviousQuest, SatisfyQuestDependentPreviousQuests;
        master asks alike. `excluded_by` is SatisfyQuestExclusiveGroup and
        SatisfyQuestBreadcrumbQuest.
        """
        if self.active and self.active not in in_log:
            return False
        return not self.one_of or any(way.issubset(done) for way in self.one_of)


class _Link(NamedTuple):
    key: int
    quest: int


async def needs(realm: Realm, quests: Mapping[int, PoolQuest]) -> dict[int, Needs]:
    """What each of the quests asks for."""
    before = await _previous(realm, quests)
    groups = {quest.id: quest.group for quest in quests.values() if quest.group}
    others = {one for found in before.values() for one in found} - quests.keys()
    rows = await fetch_by_ids(realm.world, GROUPS_OF, others, row=_Link)
    groups |= {row.key: row.quest for row in rows}
    whole = await _members(realm, {-group for group in groups.values() if group < 0}, "<")
    single = await _members(realm, {group for group in groups.values() if group > 0}, ">")
    return {
        quest.id: Needs(
            one_of=_ways(before.get(quest.id, ()), groups, whole),
            active=-quest.previous if quest.previous < 0 else 0,
            excluded_by=_excluded(quest, single),
        )
        for quest in quests.values()
    }


async def _previous(realm: Realm, quests: Mapping[int, PoolQuest]) -> dict[int, list[int]]:
    """Quests of which one must be finished: PrevQuestID, and NextQuestID of others."""
    found: dict[int, list[int]] = defaultdict(list)
    for quest in quests.values():
        if quest.previous > 0:
            found[quest.id].append(quest.previous)
    for row in await fetch_by_ids(realm.world, POINTING_TO, quests, row=_Link):
        if row.quest not in found[row.key]:
            found[row.key].append(row.quest)
    return found


async def _members(realm: Realm, groups: Iterable[int], sign: str) -> dict[int, frozenset[int]]:
    """Quests by the number of their ExclusiveGroup without its sign."""
    found: dict[int, set[int]] = defaultdict(set)
    sql = MEMBERS.replace("{sign}", sign)
    for row in await fetch_by_ids(realm.world, sql, groups, row=_Link):
        found[row.key].add(row.quest)
    return {group: frozenset(members) for group, members in found.items()}


def _ways(
    before: Iterable[int], groups: Mapping[int, int], whole: Mapping[int, frozenset[int]]
) -> tuple[frozenset[int], ...]:
    """Each earlier quest alone, or with all of its group where that asks for all."""
    ways = []
    for quest in before:
        group = groups.get(quest, 0)
        way = whole.get(-group, frozenset()) | {quest} if group < 0 else frozenset({quest})
        if way not in ways:
            ways.append(way)
    return tuple(ways)


def _excluded(quest: PoolQuest, single: Mapping[int, frozenset[int]]) -> frozenset[int]:
    found = single.get(quest.group, frozenset()) if quest.group > 0 else frozenset()
    if quest.breadcrumb_for:
        found |= {quest.breadcrumb_for}
    return found - {quest.id}
