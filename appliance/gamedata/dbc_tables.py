"""The world database's own records of client tables on 3.3.5: spell_dbc and its like.

The server adds them to the file's, and does not start where an id is in both (source:
DBCDatabaseLoader.cpp, DBCDatabaseLoader::Load); what has no column is 0 or empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class DbcTable(NamedTuple):
    """A table of the world database with records of a client table.

    `columns` gives a column, or one for each place of an array, for each field of the file.
    """

    table: str
    key: str
    columns: Mapping[str, tuple[str, ...]]


def _three(prefix: str) -> tuple[str, ...]:
    return (f"{prefix}1", f"{prefix}2", f"{prefix}3")


_SAME = (
    *("Mechanic", "Attributes", "AttributesEx", "Targets", "CastingTimeIndex"),
    *("AuraInterruptFlags", "ProcChance", "ProcCharges", "MaxLevel", "BaseLevel", "SpellLevel"),
    *("DurationIndex", "RangeIndex", "EquippedItemClass", "MaxTargetLevel", "PreventionType"),
    "SchoolMask",
)
_SAME_THREE = (
    *("Effect", "EffectDieSides", "EffectRealPointsPerLevel", "EffectBasePoints"),
    *("EffectMechanic", "EffectRadiusIndex", "EffectItemType", "EffectMiscValue"),
    *("EffectMiscValueB", "EffectTriggerSpell", "EffectSpellClassMaskA"),
    *("EffectSpellClassMaskB", "EffectSpellClassMaskC"),
)
_RENAMED = {
    "ID": "Id",
    "DispelType": "Dispel",
    "AttributesExB": "AttributesEx2",
    "AttributesExC": "AttributesEx3",
    "AttributesExD": "AttributesEx4",
    "AttributesExE": "AttributesEx5",
    "AttributesExF": "AttributesEx6",
    "AttributesExG": "AttributesEx7",
    "ShapeshiftMask": "Stances",
    "ShapeshiftExclude": "StancesNot",
    "ProcTypeMask": "ProcFlags",
    "CumulativeAura": "StackAmount",
    "EquippedItemSubclass": "EquippedItemSubClassMask",
    "EquippedItemInvTypes": "EquippedItemInventoryTypeMask",
    "Name": "SpellName",
    "SpellClassSet": "SpellFamilyName",
    "MaxTargets": "MaxAffectedTargets",
    "DefenseType": "DmgClass",
    "RequiredAreasID": "AreaGroupId",
}
_RENAMED_THREE = {
    "ImplicitTargetA": "EffectImplicitTargetA",
    "ImplicitTargetB": "EffectImplicitTargetB",
    "EffectAura": "EffectApplyAuraName",
    "EffectAuraPeriod": "EffectAmplitude",
    "EffectAmplitude": "EffectMultipleValue",
    "SpellClassMask": "SpellFamilyFlags",
    "EffectChainAmplitude": "DmgMultiplier",
}
_SPELL: dict[str, tuple[str, ...]] = {
    **{name: (name,) for name in _SAME},
    **{field: (column,) for field, column in _RENAMED.items()},
    **{name: _three(name) for name in _SAME_THREE},
    **{field: _three(column) for field, column in _RENAMED_THREE.items()},
}
_ACHIEVEMENT: dict[str, tuple[str, ...]] = {
    "ID": ("ID",),
    "Faction": ("requiredFaction",),
    "InstanceID": ("mapID",),
    "Points": ("points",),
    "Flags": ("flags",),
    "MinimumCriteria": ("count",),
    "SharesCriteria": ("refAchievement",),
}
_DIFFICULTY: dict[str, tuple[str, ...]] = {
    "ID": ("id",),
    "DifficultySpellID": ("spellid0", "spellid1", "spellid2", "spellid3"),
}

DBC_TABLES: Mapping[str, DbcTable] = {
    "spell": DbcTable("spell_dbc", "Id", _SPELL),
    "spelldifficulty": DbcTable("spelldifficulty_dbc", "id", _DIFFICULTY),
    "achievement": DbcTable("achievement_dbc", "ID", _ACHIEVEMENT),
}
"""By the client table's name in lower case."""
