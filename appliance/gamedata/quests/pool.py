"""Many quests at once, each with what decides who may take it, and what it is worth."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from appliance.formulas.quests import quest_level_master
from appliance.gamedata.content_tuning import tuning_levels
from appliance.gamedata.lookup import as_record, column_list, fetch_by_ids, numbered
from appliance.gamedata.quests.objectives import objectives_of, wrath_objectives
from appliance.gamedata.quests.types import Objective, Standing, Tuning
from appliance.gamedata.realm import Branch, Realm

DAILY, UNAVAILABLE, WEEKLY = 0x1000, 0x4000, 0x8000
"""QuestFlags."""
REPEATABLE, MONTHLY = 0x1, 0x10
"""QuestSpecialFlags."""
DISABLED_TYPE = 1
"""QuestType of quests the client does not offer."""
DISABLED_QUEST = 1
"""disables.sourceType of quests."""

IN_AREAS = "SELECT ID FROM quest_template WHERE QuestSortID IN ({ids}) ORDER BY ID LIMIT %s"
TEMPLATES = "SELECT {columns} FROM quest_template WHERE ID IN ({ids}) ORDER BY ID"
ADDONS = "SELECT {columns} FROM quest_template_addon WHERE ID IN ({ids}) ORDER BY ID"
DISABLED = "SELECT entry FROM disables WHERE sourceType = %s AND entry IN ({ids}) ORDER BY entry"
SEASONAL = """
SELECT questId, eventEntry FROM game_event_seasonal_questrelation WHERE questId IN ({ids})
ORDER BY questId, eventEntry
"""

_COLUMNS = (
    *("ID", "LogTitle", "QuestType", "QuestLevel", "MinLevel", "ContentTuningID", "QuestSortID"),
    *("QuestInfoID", "SuggestedGroupNum", "RequiredPlayerKills", "RewardNextQuest"),
    *("RewardXPDifficulty", "RewardXPMultiplier", "RewardMoney", "RewardMoneyDifficulty"),
    *("RewardMoneyMultiplier", "StartItem", "Flags", "AllowableRaces", "Expansion"),
    *(*numbered("RequiredFactionId", 2), *numbered("RequiredFactionValue", 2)),
    *(*numbered("RequiredNpcOrGo", 4), *numbered("RequiredNpcOrGoCount", 4)),
    *(*numbered("RequiredItemId", 6), *numbered("RequiredItemCount", 6)),
    *numbered("ObjectiveText", 4),
)
_ADDON = (
    *("ID", "MaxLevel", "AllowableClasses", "PrevQuestID", "NextQuestID", "ExclusiveGroup"),
    *("BreadcrumbForQuestId", "RequiredSkillID", "RequiredSkillPoints", "RequiredMinRepFaction"),
    *("RequiredMinRepValue", "RequiredMaxRepFaction", "RequiredMaxRepValue", "SpecialFlags"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolQuest:
    """A quest among many. Masks: 0 for all; `races` has all bits on master's for all.

    level: 3.3.5: 0 and below for the player's own; master: None, `tuning` says it.
    previous, next, group, breadcrumb_for, offers_next: as in `types.Links`.
    """

    id: int
    title: str
    type: int
    level: int | None
    min_level: int
    max_level: int
    tuning: Tuning | None
    sort: int
    info: int
    group_size: int
    flags: int
    special_flags: int
    races: int
    classes: int
    skill: int
    skill_points: int
    least_standing: Standing | None
    most_standing: Standing | None
    previous: int
    next: int
    group: int
    breadcrumb_for: int
    offers_next: int
    xp_difficulty: int
    xp_multiplier: float
    money: int | None
    money_difficulty: int
    money_multiplier: float
    start_item: int
    objectives: tuple[Objective, ...]

    @property
    def repeats(self) -> bool:
        """Whether it can be done again and again, or every day, week or month."""
        return bool(self.special_flags & (REPEATABLE | MONTHLY) or self.flags & (DAILY | WEEKLY))

    def level_for(self, player_level: int) -> int | None:
        """Its level for a player, None where only client files know.

        Source (both branches): Player::GetQuestLevel.
        """
        if self.level is not None:
            return self.level if self.level > 0 else player_level
        found = self.tuning
        if found is None or found.quest_level is None or found.max_level is None:
            return None
        return quest_level_master(player_level, found.quest_level, found.max_level)


class _Seasonal(NamedTuple):
    quest: int
    event: int


async def in_areas(realm: Realm, areas: Collection[int], *, limit: int) -> list[int]:
    """Ids of the quests whose log files them under one of these areas, at most `limit`."""
    wanted = sorted(set(areas))
    sql = IN_AREAS.replace("{ids}", ",".join(["%s"] * len(wanted)))
    return await realm.world.fetch(sql, [*wanted, limit], row=int) if wanted else []


async def load(realm: Realm, ids: Collection[int]) -> dict[int, PoolQuest]:
    """Quests by id; ids that do not exist are left out."""
    rows = await _rows(realm, "quest_template", TEMPLATES, _COLUMNS, ids)
    addons = await _rows(realm, "quest_template_addon", ADDONS, _ADDON, rows)
    tunings = await _tunings(realm, {row.get("ContentTuningID", 0) for row in rows.values()})
    master = realm.branch is Branch.MASTER
    objectives = await objectives_of(realm, rows) if master else {}
    return {
        number: _quest(
            row,
            addons.get(number, {}),
            tunings.get(row.get("ContentTuningID", 0)),
            objectives.get(number, ()) if master else wrath_objectives(row, ()),
        )
        for number, row in rows.items()
    }


async def disabled(realm: Realm, ids: Collection[int]) -> frozenset[int]:
    """Those of the quests that the realm has switched off (table disables)."""
    if not realm.schema.has("disables"):
        return frozenset()
    found = await fetch_by_ids(realm.world, DISABLED, ids, row=int, before=[DISABLED_QUEST])
    return frozenset(found)


async def seasonal(realm: Realm, ids: Collection[int]) -> frozenset[int]:
    """Those of the quests that belong to a game event."""
    if not realm.schema.has("game_event_seasonal_questrelation"):
        return frozenset()
    rows = await fetch_by_ids(realm.world, SEASONAL, ids, row=_Seasonal)
    return frozenset(row.quest for row in rows)


async def _rows(
    realm: Realm, table: str, sql: str, columns: Collection[str], ids: Collection[int]
) -> dict[int, dict[str, Any]]:
    present = [name for name in columns if realm.schema.has(table, name)]
    text = sql.replace("{columns}", column_list(present))
    row: Callable[..., dict[str, Any]] = as_record(present)
    return {one["ID"]: one for one in await fetch_by_ids(realm.world, text, ids, row=row)}


async def _tunings(realm: Realm, ids: Collection[int]) -> dict[int, Tuning]:
    """Level ranges by ContentTuning id."""
    found = await tuning_levels(realm, ids)
    return {
        number: Tuning(number, levels.min, levels.max, levels.quest_min)
        for number, levels in found.items()
    }


def _quest(
    row: Mapping[str, Any],
    addon: Mapping[str, Any],
    tuning: Tuning | None,
    objectives: tuple[Objective, ...],
) -> PoolQuest:
    lowest = tuning.quest_level if tuning is not None else None
    return PoolQuest(
        id=row["ID"],
        title=row["LogTitle"] or "",
        type=row["QuestType"],
        level=row.get("QuestLevel"),
        min_level=row.get("MinLevel", lowest or 0),
        max_level=addon.get("MaxLevel", 0),
        tuning=tuning,
        sort=row["QuestSortID"],
        info=row["QuestInfoID"],
        group_size=row["SuggestedGroupNum"],
        flags=row["Flags"],
        special_flags=addon.get("SpecialFlags", 0),
        races=row["AllowableRaces"] or 0,
        classes=addon.get("AllowableClasses", 0),
        skill=addon.get("RequiredSkillID", 0),
        skill_points=addon.get("RequiredSkillPoints", 0),
        least_standing=_standing(addon, "Min"),
        most_standing=_standing(addon, "Max"),
        previous=addon.get("PrevQuestID", 0),
        next=addon.get("NextQuestID", 0),
        group=addon.get("ExclusiveGroup", 0),
        breadcrumb_for=abs(addon.get("BreadcrumbForQuestId", 0)),
        offers_next=row["RewardNextQuest"],
        xp_difficulty=row["RewardXPDifficulty"],
        xp_multiplier=row.get("RewardXPMultiplier", 1.0),
        money=row.get("RewardMoney"),
        money_difficulty=row.get("RewardMoneyDifficulty", 0),
        money_multiplier=row.get("RewardMoneyMultiplier", 1.0),
        start_item=row["StartItem"],
        objectives=objectives,
    )


def _standing(addon: Mapping[str, Any], which: str) -> Standing | None:
    faction = addon.get(f"Required{which}RepFaction", 0)
    return Standing(faction, addon[f"Required{which}RepValue"]) if faction else None
