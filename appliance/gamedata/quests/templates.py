"""Quests: template and addon of both branches. Relations are in `quest_relations`,
chains in `quest_chain`."""

from __future__ import annotations

from typing import Any, NamedTuple

from appliance.errors import NotFound
from appliance.gamedata.content_tuning import tuning_levels
from appliance.gamedata.lookup import as_record, column_list, numbered
from appliance.gamedata.quests import texts as quest_texts
from appliance.gamedata.quests.objectives import master_objectives, wrath_objectives
from appliance.gamedata.quests.rewards import REWARD_COLUMNS, choice_types, rewards
from appliance.gamedata.quests.types import ItemCount, Links, Quest, Standing, Tuning
from appliance.gamedata.realm import Branch, Realm

_COLUMNS = (
    *("ID", "QuestType", "QuestLevel", "MinLevel", "ContentTuningID", "QuestSortID"),
    *("QuestInfoID", "SuggestedGroupNum", "RequiredPlayerKills", "RewardNextQuest", "StartItem"),
    *("Flags", "FlagsEx", "FlagsEx2", "FlagsEx3", "TimeAllowed", "AllowableRaces", "Expansion"),
    *("LogTitle", "LogDescription", "QuestDescription", "AreaDescription"),
    *("QuestCompletionLog", "VerifiedBuild"),
    *(*numbered("RequiredFactionId", 2), *numbered("RequiredFactionValue", 2)),
    *(*numbered("RequiredNpcOrGo", 4), *numbered("RequiredNpcOrGoCount", 4)),
    *(*numbered("RequiredItemId", 6), *numbered("RequiredItemCount", 6)),
    *(*numbered("ItemDrop", 4), *numbered("ItemDropQuantity", 4)),
    *numbered("ObjectiveText", 4),
    *REWARD_COLUMNS,
)
_ADDON = (
    *("MaxLevel", "AllowableClasses", "SourceSpellID", "PrevQuestID", "NextQuestID"),
    *("ExclusiveGroup", "BreadcrumbForQuestId", "RewardMailTemplateID", "RewardMailDelay"),
    *("RequiredSkillID", "RequiredSkillPoints", "RequiredMinRepFaction"),
    *("RequiredMaxRepFaction", "RequiredMinRepValue", "RequiredMaxRepValue"),
    *("ProvidedItemCount", "SpecialFlags", "ScriptName"),
)
_FLAGS = {"QuestFlags": "Flags", "QuestFlagsEx": "FlagsEx", "QuestFlagsEx2": "FlagsEx2"}


class LocalQuest(NamedTuple):
    """A quest with its texts in the language asked for, and its title in all others it has."""

    quest: Quest
    titles: dict[str, str]


async def get(realm: Realm, quest: int, locale: str) -> LocalQuest:
    """The quest with this id.

    Raises:
        NotFound: there is no such quest.
    """
    row = await _row(realm, "quest_template", _COLUMNS, quest)
    if row is None:
        raise NotFound(f"there is no quest {quest} in quest_template", hint="check the id")
    # A quest without a row in the addon table has zeros everywhere in it.
    addon = await _row(realm, "quest_template_addon", _ADDON, quest) or {}
    translations = await quest_texts.translations(realm, quest)
    local = next((one for one in translations if one.locale == locale), None)
    if realm.branch is Branch.WRATH:
        objectives = wrath_objectives(row, local.objectives if local else ())
    else:
        objectives = await master_objectives(realm, quest, locale)
    types = await choice_types(realm, quest)
    found = Quest(
        texts=await quest_texts.texts(realm, row, local, locale),
        objectives=objectives,
        rewards=rewards(row, addon, types),
        links=_links(row, addon),
        tuning=await _tuning(realm, row.get("ContentTuningID", 0)),
        notes=_notes(row),
        **_plain(row, addon),
    )
    return LocalQuest(found, {one.locale: one.texts[0] for one in translations if one.texts[0]})


async def _row(
    realm: Realm, table: str, columns: tuple[str, ...], quest: int
) -> dict[str, Any] | None:
    """The quest's row of a table, with those of `columns` that this version of it has."""
    present = [name for name in columns if realm.schema.has(table, name)]
    sql = f"SELECT {column_list(present)} FROM {table} WHERE ID = %s"
    rows = await realm.world.fetch(sql, [quest], row=as_record(present))
    return rows[0] if rows else None


async def _tuning(realm: Realm, number: int) -> Tuning | None:
    if not number:
        return None
    levels = (await tuning_levels(realm, [number])).get(number)
    if levels is None:
        return Tuning(number, None, None)
    return Tuning(number, levels.min, levels.max, levels.quest_min)


def _plain(row: dict[str, Any], addon: dict[str, Any]) -> dict[str, Any]:
    """Fields of Quest that are columns."""
    start_item = row["StartItem"]
    return {
        "id": row["ID"],
        "type": row["QuestType"],
        "level": row.get("QuestLevel"),
        "min_level": row.get("MinLevel"),
        "max_level": addon.get("MaxLevel", 0),
        "sort": row["QuestSortID"],
        "info": row["QuestInfoID"],
        "group_size": row["SuggestedGroupNum"],
        "flags": {enum: row[name] for enum, name in _FLAGS.items() if name in row},
        "special_flags": addon.get("SpecialFlags", 0),
        "time_limit_s": row["TimeAllowed"],
        "classes": addon.get("AllowableClasses", 0),
        "races": row["AllowableRaces"] or 0,
        "skill": addon.get("RequiredSkillID", 0),
        "skill_points": addon.get("RequiredSkillPoints", 0),
        "least_standing": _standing(addon, "Min"),
        "most_standing": _standing(addon, "Max"),
        "found_items": tuple(
            ItemCount(row[f"ItemDrop{n}"], row[f"ItemDropQuantity{n}"])
            for n in range(1, 5)
            if row[f"ItemDrop{n}"]
        ),
        "given": ItemCount(start_item, max(addon.get("ProvidedItemCount", 0), 1))
        if start_item
        else None,
        "start_spell": addon.get("SourceSpellID", 0),
        "expansion": row.get("Expansion"),
        "script": addon.get("ScriptName", ""),
        "verified_build": row["VerifiedBuild"] or 0,
    }


def _standing(addon: dict[str, Any], which: str) -> Standing | None:
    faction = addon.get(f"Required{which}RepFaction", 0)
    return Standing(faction, addon[f"Required{which}RepValue"]) if faction else None


def _links(row: dict[str, Any], addon: dict[str, Any]) -> Links:
    return Links(
        previous=addon.get("PrevQuestID", 0),
        next=addon.get("NextQuestID", 0),
        exclusive_group=addon.get("ExclusiveGroup", 0),
        breadcrumb_for=abs(addon.get("BreadcrumbForQuestId", 0)),
        offers_next=row["RewardNextQuest"],
    )


def _notes(row: dict[str, Any]) -> tuple[str, ...]:
    unnamed = row.get("FlagsEx3", 0)
    return (f"FlagsEx3 is 0x{unnamed:X}; its bits have no names here",) if unnamed else ()
