"""Worlds of a few rows, made for one test and held by the embedded engine."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from appliance.database.demo import open_demo_world
from appliance.gamedata.loot.tables import LootKind
from appliance.gamedata.realm import Branch, Realm, Schema

Tables = Mapping[str, Sequence[Mapping[str, Any]]]

_SMART = (
    "entryorguid source_type id link event_type event_phase_mask event_chance event_flags "
    "event_param1 event_param2 event_param3 event_param4 event_param5 action_type action_param1 "
    "action_param2 action_param3 action_param4 action_param5 action_param6 target_type "
    "target_param1 target_param2 target_param3 target_param4"
)
_CONDITIONS = (
    "SourceTypeOrReferenceId SourceGroup SourceEntry SourceId ElseGroup ConditionTypeOrReference "
    "ConditionTarget ConditionValue1 ConditionValue2 ConditionValue3 NegativeCondition"
)
_LOOT = "Entry Item {} QuestRequired LootMode GroupId MinCount MaxCount"
COLUMNS: dict[str, tuple[str, str, str]] = {
    "smart_scripts": (_SMART, "target_x target_y target_z target_o", "comment"),
    "conditions": (_CONDITIONS, "", "ScriptName"),
    "creature": ("guid id", "", ""),
    "creature_text": (
        "CreatureID GroupID ID Type Language Sound BroadcastTextId",
        "Probability",
        "Text",
    ),
    "creature_text_locale": ("CreatureID GroupID ID", "", "Locale Text"),
    "creature_template": ("entry lootid pickpocketloot skinloot", "", "name AIName ScriptName"),
    "creature_template_locale": ("entry", "", "locale Name"),
    "gameobject_template": ("entry type Data1", "", "name"),
    "item_template": ("entry Quality DisenchantID", "", "name"),
    "item_template_locale": ("ID", "", "locale Name"),
    "quest_template": ("ID", "", "LogTitle"),
    "spell_dbc": ("Id", "", "SpellName"),
    "game_event": ("eventEntry", "", "description"),
    "broadcast_text": ("ID", "", "Text Text1"),
    "broadcast_text_locale": ("ID", "", "locale Text Text1"),
    "gossip_menu": ("MenuID TextID", "", ""),
    "gossip_menu_option": (
        "MenuID OptionID OptionType OptionNpcFlag ActionMenuID ActionPoiID BoxCoded BoxMoney "
        "OptionBroadcastTextID BoxBroadcastTextID",
        "",
        "OptionText BoxText",
    ),
    "gossip_menu_option_locale": ("MenuID OptionID", "", "Locale OptionText BoxText"),
    "npc_text": (
        "ID " + " ".join(f"BroadcastTextID{n}" for n in range(8)),
        "",
        " ".join(f"text{n}_0 text{n}_1" for n in range(8)),
    ),
    "npc_text_locale": ("ID", "", "Locale " + " ".join(f"Text{n}_0 Text{n}_1" for n in range(8))),
    "points_of_interest": ("ID", "", "Name"),
    "waypoints": ("entry pointid", "", "point_comment"),
    "spawn_group_template": ("groupId", "", "groupName"),
    "creature_equip_template": ("CreatureID ID ItemID1 ItemID2 ItemID3", "", ""),
    "creature_summon_groups": ("summonerId summonerType groupId entry", "", ""),
    "creature_default_trainer": ("CreatureId TrainerId", "", ""),
    "areatrigger_tavern": ("id", "", "name"),
    "areatrigger_teleport": ("ID", "", "Name"),
    "areatrigger_involvedrelation": ("id quest", "", ""),
    "gameobject": ("guid id", "", ""),
    **{kind.table: (_LOOT.format("Reference"), "Chance", "") for kind in LootKind},
}
"""Table → names of its integer, float and text columns, as 3.3.5 has them."""

MASTER_COLUMNS: dict[str, tuple[str, str, str]] = {
    **COLUMNS,
    "smart_scripts": (
        _SMART + " action_param7",
        "target_x target_y target_z target_o",
        "comment Difficulties event_param_string action_param_string target_param_string",
    ),
    "creature_template": ("entry", "", "name AIName ScriptName"),
    "creature_template_difficulty": (
        "Entry DifficultyID LootID PickPocketLootID SkinLootID",
        "",
        "",
    ),
    "serverside_spell": ("Id DifficultyID", "", "SpellName"),
    "gossip_menu_option": (
        "MenuID OptionID OptionNpc ActionMenuID ActionPoiID BoxCoded BoxMoney SpellID",
        "",
        "OptionText BoxText",
    ),
    "npc_text": ("ID " + " ".join(f"BroadcastTextID{n}" for n in range(8)), "", ""),
    "waypoint_path": ("PathId", "", "Comment"),
    "phase_name": ("ID", "", "Name"),
    "world_safe_locs": ("ID", "", "Comment"),
    "world_state": ("ID", "", "Comment"),
    "quest_objectives": ("ID QuestID", "", "Description"),
    "creature_trainer": ("CreatureID TrainerID", "", ""),
    "conditions": (_CONDITIONS, "", "ScriptName ConditionStringValue1"),
    **{kind.table: (_LOOT.format("ItemType"), "Chance", "") for kind in LootKind},
}
"""The same as master of 2025 has them."""
for _absent in ("item_template", "item_template_locale", "spell_dbc", "npc_text_locale"):
    del MASTER_COLUMNS[_absent]

HOTFIX_COLUMNS: dict[str, tuple[str, str, str]] = {
    "item_sparse": ("ID OverallQualityID VerifiedBuild", "", "Display"),
    "spell_name": ("ID VerifiedBuild", "", "Name"),
    "hotfix_data": ("Id TableHash RecordId Status", "", ""),
    "broadcast_text": ("ID VerifiedBuild", "", "Text Text1"),
    "broadcast_text_locale": ("ID VerifiedBuild", "", "locale Text_lang Text1_lang"),
}

DEFAULTS = {"Chance": 100, "MinCount": 1, "MaxCount": 1, "LootMode": 1, "event_chance": 100}


@asynccontextmanager
async def small_realm(
    tables: Tables, branch: Branch = Branch.WRATH, hotfixes: Tables | None = None
) -> AsyncIterator[Realm]:
    """A realm with these rows; columns that a row does not name hold 0, "" or their default."""
    columns = COLUMNS if branch is Branch.WRATH else MASTER_COLUMNS
    async with (
        open_demo_world(_scripts(columns, tables)) as world,
        open_demo_world(_scripts(HOTFIX_COLUMNS, hotfixes or {})) as overrides,
    ):
        schema = Schema(branch, "", "", await world.tables(), await overrides.tables())
        master = branch is Branch.MASTER
        yield Realm(schema, "test", world, hotfixes=overrides if master else None)


def _scripts(columns: Mapping[str, tuple[str, str, str]], tables: Tables) -> list[str]:
    assert set(tables) <= set(columns), set(tables) - set(columns)
    return [_create(table, *names) for table, names in columns.items()] + [
        _insert(table, row) for table, rows in tables.items() for row in rows
    ]


def _create(table: str, integers: str, floats: str, texts: str) -> str:
    declared = [f"`{name}` bigint NOT NULL DEFAULT {_default(name)}" for name in integers.split()]
    declared += [f"`{name}` float NOT NULL DEFAULT {_default(name)}" for name in floats.split()]
    declared += [f"`{name}` varchar(255) DEFAULT ''" for name in texts.split()]
    return f"CREATE TABLE `{table}` ({', '.join(declared)});"


def _insert(table: str, row: Mapping[str, Any]) -> str:
    names = ", ".join(f"`{name}`" for name in row)
    values = ", ".join(
        str(value) if isinstance(value, int | float) else "'" + value.replace("'", "''") + "'"
        for value in row.values()
    )
    return f"INSERT INTO `{table}` ({names}) VALUES ({values});"


def _default(name: str) -> int:
    return DEFAULTS.get(name, 0)
