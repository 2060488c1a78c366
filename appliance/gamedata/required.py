"""Tables and columns a world database must have for the appliance's queries to run.

What only some layouts of a branch have is not listed: queries ask `Schema.has` for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from appliance.gamedata.realm import Branch

Requirements = Mapping[str, Sequence[str]]
"""Table → columns, in the order in which an operator should hear of what is missing."""

_CREATURE = (
    *("entry", "KillCredit1", "KillCredit2", "name", "subname", "IconName", "faction", "npcflag"),
    *("speed_walk", "speed_run", "scale", "dmgschool", "BaseAttackTime", "RangeAttackTime"),
    *("BaseVariance", "RangeVariance", "unit_class", "unit_flags", "unit_flags2", "family"),
    *("type", "VehicleId", "AIName", "MovementType", "ExperienceModifier", "RacialLeader"),
    *("movementId", "RegenHealth", "flags_extra", "ScriptName"),
)
_SPAWN = (
    *("guid", "id", "map", "zoneId", "areaId", "equipment_id", "position_x", "position_y"),
    *("position_z", "orientation", "spawntimesecs", "MovementType", "npcflag", "ScriptName"),
)
_LOOT = (
    *("Entry", "Item", "Chance", "QuestRequired", "LootMode", "GroupId", "MinCount", "MaxCount"),
)
_SCRIPT = (
    *("entryorguid", "source_type", "id", "link", "event_type", "event_phase_mask"),
    *("event_chance", "event_flags", "event_param1", "event_param2", "event_param3"),
    *("event_param4", "event_param5", "action_type", "action_param1", "action_param2"),
    *("action_param3", "action_param4", "action_param5", "action_param6", "target_type"),
    *("target_param1", "target_param2", "target_param3", "target_param4", "target_x"),
    *("target_y", "target_z", "target_o", "comment"),
)
_COMMON: Requirements = {
    "creature_template": _CREATURE,
    "creature": _SPAWN,
    "creature_classlevelstats": (
        *("level", "class", "basemana", "attackpower", "rangedattackpower"),
    ),
    "creature_equip_template": ("CreatureID", "ID", "ItemID1", "ItemID2", "ItemID3"),
    "creature_text": (
        *("CreatureID", "GroupID", "ID", "Text", "Type", "Language", "Probability", "Sound"),
        "BroadcastTextId",
    ),
    "creature_onkill_reputation": (
        *("creature_id", "RewOnKillRepFaction1", "RewOnKillRepFaction2", "MaxStanding1"),
        *("RewOnKillRepValue1", "MaxStanding2", "RewOnKillRepValue2", "TeamDependent"),
    ),
    "creature_queststarter": ("id", "quest"),
    "creature_questender": ("id", "quest"),
    "gameobject": ("guid", "id", "map", "position_x", "position_y", "position_z"),
    "gameobject_template": ("entry", "type", "name", "Data1"),
    "gameobject_queststarter": ("id", "quest"),
    "gameobject_questender": ("id", "quest"),
    "npc_vendor": ("entry", "slot", "item", "maxcount", "incrtime", "ExtendedCost"),
    "trainer": ("Id", "Type", "Greeting"),
    "trainer_spell": (
        *("TrainerId", "SpellId", "MoneyCost", "ReqSkillLine", "ReqSkillRank", "ReqAbility1"),
        *("ReqAbility2", "ReqAbility3", "ReqLevel"),
    ),
    "creature_loot_template": _LOOT,
    "gameobject_loot_template": _LOOT,
    "item_loot_template": _LOOT,
    "pickpocketing_loot_template": _LOOT,
    "skinning_loot_template": _LOOT,
    "reference_loot_template": _LOOT,
    "smart_scripts": _SCRIPT,
    "conditions": (
        *("SourceTypeOrReferenceId", "SourceGroup", "SourceEntry", "SourceId", "ElseGroup"),
        *("ConditionTypeOrReference", "ConditionTarget", "ConditionValue1", "ConditionValue2"),
        *("ConditionValue3", "NegativeCondition"),
    ),
    "quest_template": ("ID", "LogTitle", "LogDescription", "QuestDescription", "Flags"),
    "quest_template_addon": ("ID", "PrevQuestID", "NextQuestID", "ExclusiveGroup"),
}
_WRATH: Requirements = {
    "creature_template": (
        *("difficulty_entry_1", "difficulty_entry_2", "difficulty_entry_3", "modelid1", "modelid2"),
        *("modelid3", "modelid4", "gossip_menu_id", "minlevel", "maxlevel", "exp", "rank"),
        *("type_flags", "lootid", "pickpocketloot", "skinloot", "mingold", "maxgold"),
        *("HealthModifier", "ManaModifier", "ArmorModifier", "DamageModifier", "dynamicflags"),
        *("mechanic_immune_mask", "spell_school_immune_mask", "HoverHeight"),
    ),
    "creature": ("spawnMask", "phaseMask"),
    "creature_classlevelstats": (
        *("basehp0", "basehp1", "basehp2", "basearmor", "damage_base", "damage_exp1"),
        "damage_exp2",
    ),
    "creature_default_trainer": ("CreatureId", "TrainerId"),
    "trainer": ("Requirement",),
    "creature_loot_template": ("Reference",),
    "reference_loot_template": ("Reference",),
    "item_template": ("entry", "class", "name", "Quality", "BuyCount", "BuyPrice", "SellPrice"),
    "quest_template": ("QuestLevel", "MinLevel", "RewardMoney", "RewardXPDifficulty"),
}
_MASTER: Requirements = {
    "creature_template": ("femaleName", "RequiredExpansion", "unit_flags3"),
    "creature": ("spawnDifficulties", "PhaseId", "PhaseGroup"),
    "creature_template_model": ("CreatureID", "Idx", "CreatureDisplayID", "DisplayScale"),
    "creature_trainer": ("CreatureID", "TrainerID", "MenuID"),
    "npc_vendor": ("type", "PlayerConditionID"),
    "quest_template": ("ContentTuningID", "RewardMoneyDifficulty", "RewardXPMultiplier"),
    "quest_objectives": ("ID", "QuestID", "Type", "ObjectID", "Amount"),
}


def _merged(first: Requirements, second: Requirements) -> Requirements:
    tables = [*first, *(table for table in second if table not in first)]
    return {table: (*first.get(table, ()), *second.get(table, ())) for table in tables}


REQUIRED: Mapping[Branch, Requirements] = {
    Branch.WRATH: _merged(_COMMON, _WRATH),
    Branch.MASTER: _merged(_COMMON, _MASTER),
}
"""What every supported layout of the branch has, and our queries use without asking."""


def first_missing(tables: Mapping[str, frozenset[str]], branch: Branch) -> str | None:
    """The first required thing `tables` lacks, as "table" or "table.column"; None: complete.

    Column names are compared without regard to case, as the servers do; table names with it.
    """
    for table, columns in REQUIRED[branch].items():
        if table not in tables:
            return table
        present = {column.lower() for column in tables[table]}
        for column in columns:
            if column.lower() not in present:
                return f"{table}.{column}"
    return None
