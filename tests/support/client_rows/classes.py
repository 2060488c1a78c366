"""Client rows for specializations and talents; ids of 900000 and above are invented."""

from __future__ import annotations

from typing import Any


def _link(number: int, **more: Any) -> dict[str, Any]:
    """A row that joins two tables."""
    return {"ID": number} | more


def _condition(number: int, kind: int, **more: Any) -> dict[str, Any]:
    """A row of TraitCond; what it does not name is 0."""
    plain = {
        "CondType": kind,
        "SpecSetID": 0,
        "TraitCurrencyID": 0,
        "SpentAmountRequired": 0,
        "RequiredLevel": 0,
        "GrantedRanks": 0,
        "QuestID": 0,
        "AchievementID": 0,
    }
    return {"ID": number} | plain | more


WRATH: dict[str, list[dict[str, Any]]] = {}
MASTER: dict[str, list[dict[str, Any]]] = {
    "ChrSpecialization": [
        {
            "ID": 990,
            "Name": "Cinder",
            "Description": "Burns.",
            "ClassID": 8,
            "OrderIndex": 1,
            "Role": 2,
            "Flags": 0,
            "PrimaryStatPriority": 0,
            "MasterySpellID": (900103, 0),
        },
        {
            "ID": 991,
            "Name": "Slag",
            "Description": "",
            "ClassID": 8,
            "OrderIndex": 0,
            "Role": 1,
            "Flags": 0,
            "PrimaryStatPriority": 5,
            "MasterySpellID": (0, 0),
        },
    ],
    "SpecializationSpells": [
        {"ID": 900001, "SpecID": 990, "SpellID": 900103, "OverridesSpellID": 0}
    ],
    "PvpTalent": [
        {
            "ID": 900001,
            "SpecID": 990,
            "SpellID": 900104,
            "OverridesSpellID": 0,
            "LevelRequired": 20,
            "PvpTalentCategoryID": 91,
        }
    ],
    "PvpTalentCategory": [{"ID": 91, "TalentSlotMask": 6}],
    "PvpTalentSlotUnlock": [
        {
            "ID": 91,
            "Slot": 1,
            "LevelRequired": 20,
            "DeathKnightLevelRequired": 58,
            "DemonHunterLevelRequired": 98,
        }
    ],
    "SkillLine": [{"ID": 60001, "CategoryID": 7, "DisplayName": "Cinders"}],
    "SkillRaceClassInfo": [{"ID": 60001, "SkillID": 60001, "ClassMask": 128}],
    "SkillLineAbility": [
        {
            "ID": 900001,
            "SkillLine": 60001,
            "Spell": 900101,
            "ClassMask": 0,
            "SupercedesSpell": 0,
        }
    ],
    "SkillLineXTraitTree": [{"ID": 900001, "SkillLineID": 60001, "TraitTreeID": 901}],
    "TraitNode": [
        {"ID": 900001, "TraitTreeID": 901, "PosX": 100, "PosY": 100, "Type": 0},
        {"ID": 900002, "TraitTreeID": 901, "PosX": 100, "PosY": 200, "Type": 2},
        {"ID": 900003, "TraitTreeID": 901, "PosX": 200, "PosY": 200, "Type": 0},
    ],
    "TraitNodeXTraitNodeEntry": [
        _link(900001, TraitNodeID=900001, TraitNodeEntryID=900011, Index=0),
        _link(900002, TraitNodeID=900002, TraitNodeEntryID=900012, Index=100),
        _link(900003, TraitNodeID=900002, TraitNodeEntryID=900013, Index=200),
        _link(900004, TraitNodeID=900003, TraitNodeEntryID=900014, Index=0),
    ],
    "TraitNodeEntry": [
        {"ID": 900011, "TraitDefinitionID": 900021, "MaxRanks": 2, "NodeEntryType": 1},
        {"ID": 900012, "TraitDefinitionID": 900022, "MaxRanks": 1, "NodeEntryType": 1},
        {"ID": 900013, "TraitDefinitionID": 900023, "MaxRanks": 1, "NodeEntryType": 1},
        {"ID": 900014, "TraitDefinitionID": 900024, "MaxRanks": 1, "NodeEntryType": 1},
    ],
    "TraitDefinition": [
        {"ID": 900021, "SpellID": 900102, "OverrideName": ""},
        {"ID": 900022, "SpellID": 900105, "OverrideName": ""},
        {"ID": 900023, "SpellID": 900106, "OverrideName": "Slag Stride"},
        {"ID": 900024, "SpellID": 900106, "OverrideName": ""},
    ],
    "TraitEdge": [_link(900001, LeftTraitNodeID=900001, RightTraitNodeID=900002, Type=2)],
    "TraitCond": [
        _condition(900001, 1, SpecSetID=901),
        _condition(900002, 1, SpecSetID=902),
        _condition(900003, 0, TraitCurrencyID=901, SpentAmountRequired=2, RequiredLevel=15),
    ],
    "SpecSetMember": [
        _link(900001, SpecSet=901, ChrSpecializationID=990),
        _link(900002, SpecSet=902, ChrSpecializationID=991),
    ],
    "TraitNodeXTraitCond": [
        _link(900001, TraitNodeID=900002, TraitCondID=900001),
        _link(900002, TraitNodeID=900003, TraitCondID=900002),
    ],
    "TraitNodeGroupXTraitNode": [_link(900001, TraitNodeGroupID=901, TraitNodeID=900002)],
    "TraitNodeGroupXTraitCond": [_link(900001, TraitNodeGroupID=901, TraitCondID=900003)],
    "TraitTreeXTraitCost": [_link(900001, TraitTreeID=901, TraitCostID=901)],
    "TraitCost": [{"ID": 901, "Amount": 1, "TraitCurrencyID": 901}],
    "TraitTreeXTraitCurrency": [_link(900001, Index=0, TraitTreeID=901, TraitCurrencyID=901)],
    "TraitCurrency": [{"ID": 901, "Type": 2}],
    "TraitCurrencySource": [
        {
            "ID": number,
            "TraitCurrencyID": 901,
            "Amount": amount,
            "PlayerLevel": level,
            "QuestID": quest,
            "AchievementID": 0,
            "TraitNodeEntryID": 0,
        }
        for number, amount, level, quest in (
            (900001, 2, 10, 0),
            (900002, 1, 15, 0),
            (900003, 1, 20, 0),
            (900004, 1, 0, 77),
        )
    ],
}
