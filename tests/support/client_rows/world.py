"""Client rows for names, places, factions, and for what surrounds creatures, items and quests."""

from __future__ import annotations

from typing import Any

from appliance.clientdata.interface import FileFacts, GameTable


def _template(
    number: int, faction: int, flags: int, own: int, friends: int, enemies: int, lists: int = 4
) -> dict[str, Any]:
    """A row of FactionTemplate without factions by name."""
    return {
        "ID": number,
        "Faction": faction,
        "Flags": flags,
        "FactionGroup": own,
        "FriendGroup": friends,
        "EnemyGroup": enemies,
        "Enemies": (0,) * lists,
        "Friend": (0,) * lists,
    }


def _ui_map(number: int, area: int, region: tuple[float, ...], building: int = 0) -> dict[str, Any]:
    """A row of UiMapAssignment on the Eastern Kingdoms."""
    return {
        "ID": number,
        "MapID": 0,
        "AreaID": area,
        "Region": region,
        "WMODoodadPlacementID": building,
        "WMOGroupID": 0,
    }


def _expected(number: int, level: int, expansion: int, health: float) -> dict[str, Any]:
    """A row of ExpectedStat: 100 armor, 10 damage a second."""
    return {
        "ID": number,
        "ExpansionID": expansion,
        "CreatureHealth": health,
        "PlayerHealth": 1.0,
        "CreatureAutoAttackDps": 10.0,
        "CreatureArmor": 100.0,
        "PlayerMana": 1.0,
        "PlayerPrimaryStat": 1.0,
        "PlayerSecondaryStat": 1.0,
        "ArmorConstant": 1.0,
        "CreatureSpellDamage": 1.0,
        "Lvl": level,
    }


def _expected_mod(number: int, *, health: float = 1.0, armor: float = 1.0) -> dict[str, Any]:
    """A row of ExpectedStatMod."""
    return {
        "ID": number,
        "CreatureHealthMod": health,
        "PlayerHealthMod": 1.0,
        "CreatureAutoAttackDPSMod": 1.0,
        "CreatureArmorMod": armor,
        "PlayerManaMod": 1.0,
        "PlayerPrimaryStatMod": 1.0,
        "PlayerSecondaryStatMod": 1.0,
        "ArmorConstantMod": 1.0,
        "CreatureSpellDamageMod": 1.0,
    }


WRATH: dict[str, list[dict[str, Any]]] = {
    "Spell": [
        {"ID": 133, "Name": "Fireball", "NameSubtext": "Rank 1"},
        {"ID": 6603, "Name": "Auto Attack", "NameSubtext": ""},
        {
            "ID": 2660,
            "Name": "Rough Sharpening Stone",
            "NameSubtext": "",
            "Effect": (24, 0, 0),
            "EffectItemType": (2862, 0, 0),
            "EffectBasePoints": (0, 0, 0),
            "EffectDieSides": (1, 0, 0),
            "Reagent": (2835, 0, 0, 0, 0, 0, 0, 0),
            "ReagentCount": (1, 0, 0, 0, 0, 0, 0, 0),
        },
    ],
    "SkillLineAbility": [{"ID": 1537, "SkillLine": 164, "Spell": 2660, "MinSkillLineRank": 1}],
    "Lock": [
        {
            "ID": 57,
            "Type": (2, 1, 0, 0, 0, 0, 0, 0),
            "Index": (1, 2835, 0, 0, 0, 0, 0, 0),
            "Skill": (225, 0, 0, 0, 0, 0, 0, 0),
            "Action": (0, 0, 0, 0, 0, 0, 0, 0),
        }
    ],
    "LockType": [{"ID": 1, "Name": "Lockpicking"}],
    "CurrencyTypes": [{"ID": 241, "ItemID": 44990}],
    "Map": [
        {"ID": 0, "InstanceType": 0, "MapName": "Eastern Kingdoms", "AreaTableID": 0},
        {"ID": 36, "InstanceType": 1, "MapName": "Deadmines", "AreaTableID": 1581},
    ],
    "AreaTable": [
        {"ID": 12, "ContinentID": 0, "ParentAreaID": 0, "AreaName": "Elwynn Forest"},
        {"ID": 87, "ContinentID": 0, "ParentAreaID": 12, "AreaName": "Goldshire"},
        {"ID": 1519, "ContinentID": 0, "ParentAreaID": 0, "AreaName": "Stormwind City"},
        {"ID": 1581, "ContinentID": 36, "ParentAreaID": 0, "AreaName": "The Deadmines"},
    ],
    "WorldMapArea": [
        {
            "ID": 14,
            "MapID": 0,
            "AreaID": 0,
            "LocLeft": 18171.970703,
            "LocRight": -22569.210938,
            "LocTop": 11176.344727,
            "LocBottom": -15973.344727,
        },
        {
            "ID": 30,
            "MapID": 0,
            "AreaID": 12,
            "LocLeft": 1535.416626,
            "LocRight": -1935.416626,
            "LocTop": -7939.583008,
            "LocBottom": -10254.166016,
        },
        {
            "ID": 301,
            "MapID": 0,
            "AreaID": 1519,
            "LocLeft": 1722.916626,
            "LocRight": -14.583333,
            "LocTop": -7995.833008,
            "LocBottom": -9154.166016,
        },
    ],
    "Faction": [
        {
            "ID": 72,
            "ReputationIndex": 19,
            "ReputationRaceMask": (1100, 690, 1, 0),
            "ReputationClassMask": (0, 0, 0, 0),
            "ReputationBase": (3100, -42000, 4000, 0),
            "ReputationFlags": (17, 6, 17, 0),
            "ParentFactionID": 469,
            "ParentFactionMod": (0.25, 0.25),
            "ParentFactionCap": (5, 0),
            "Name": "Stormwind",
        },
        {
            "ID": 31,
            "ReputationIndex": -1,
            "ReputationRaceMask": (0, 0, 0, 0),
            "ReputationClassMask": (0, 0, 0, 0),
            "ReputationBase": (0, 0, 0, 0),
            "ReputationFlags": (0, 0, 0, 0),
            "ParentFactionID": 0,
            "ParentFactionMod": (0.0, 0.0),
            "ParentFactionCap": (0, 0),
            "Name": "Friendly",
        },
    ],
    "FactionTemplate": [
        _template(11, 72, 72, 2, 3, 12),
        _template(14, 14, 0, 8, 0, 1),
        _template(35, 31, 0, 0, 15, 0),
        _template(85, 76, 72, 4, 5, 10),
        _template(900001, 31, 0x2000, 0, 0, 0),
    ],
    "QuestXP": [{"ID": 10, "Difficulty": (0, 40, 105, 210, 315, 420, 525, 630, 840, 0)}],
    "QuestFactionReward": [
        {"ID": 1, "Difficulty": (0, 10, 25, 75, 150, 250, 350, 500, 1000, 5)},
        {"ID": 2, "Difficulty": (0, -10, -25, -75, -150, -250, -350, -500, -1000, -5)},
    ],
    "CharTitles": [{"ID": 77, "Name": "%s the Patient", "Name1": "%s the Patient"}],
    "MailTemplate": [{"ID": 119, "Subject": "With thanks", "Body": "Well done."}],
    "QuestSort": [{"ID": 22, "SortName": "Seasonal"}],
    "SkillLine": [{"ID": 164, "CategoryID": 11, "DisplayName": "Blacksmithing"}],
    "ChrClasses": [{"ID": 6, "Name": "Death Knight"}],
    "ChrRaces": [{"ID": 10, "Name": "Blood Elf"}],
}

MASTER: dict[str, list[dict[str, Any]]] = {
    "SpellName": [{"ID": 133, "Name": "Fireball"}],
    "ItemSparse": [
        {
            "ID": 6948,
            "Display": "Hearthstone",
            "Description": "",
            "OverallQualityID": 1,
            "InventoryType": 0,
            "ItemLevel": 1,
            "BuyPrice": 0,
            "VendorStackCount": 1,
            "Flags": (0, 0, 0, 0),
            "Stackable": 1,
            "ItemSet": 0,
            "AllowableRace": -1,
            "AllowableClass": -1,
            "StatModifier_bonusStat": (-1,) * 10,
            "StatPercentEditor": (0,) * 10,
        },
        {
            "ID": 900001,
            "Display": "Ring of Proof",
            "Description": "",
            "OverallQualityID": 4,
            "InventoryType": 11,
            "ItemLevel": 100,
            "BuyPrice": 12345,
            "VendorStackCount": 1,
            "Flags": (0, 0, 0, 0),
            "Stackable": 1,
            "ItemSet": 900001,
            "AllowableRace": -1,
            "AllowableClass": -1,
            "StatModifier_bonusStat": (5, 7, 36, -1, -1, -1, -1, -1, -1, -1),
            "StatPercentEditor": (5000, 7500, 5000, 0, 0, 0, 0, 0, 0, 0),
        },
    ],
    "Item": [
        {"ID": 6948, "ClassID": 15, "SubclassID": 0},
        {"ID": 900001, "ClassID": 4, "SubclassID": 0},
    ],
    "RandPropPoints": [
        {
            "ID": 100,
            "EpicF": (200.0, 150.0, 100.0, 90.0, 0.0),
            "SuperiorF": (180.0, 140.0, 90.0, 80.0, 0.0),
            "GoodF": (160.0, 130.0, 80.0, 70.0, 0.0),
        }
    ],
    "ItemXItemEffect": [{"ID": 900001, "ItemEffectID": 900001, "ItemID": 900001}],
    "ItemEffect": [
        {
            "ID": 900001,
            "TriggerType": 1,
            "Charges": 0,
            "CoolDownMSec": -1,
            "CategoryCoolDownMSec": -1,
            "SpellCategoryID": 0,
            "SpellID": 133,
        }
    ],
    "ItemSet": [
        {
            "ID": 900001,
            "Name": "Proofs",
            "RequiredSkill": 0,
            "RequiredSkillRank": 0,
            "ItemID": (900001,) + (0,) * 16,
        }
    ],
    "ItemSetSpell": [
        {"ID": 900001, "ChrSpecID": 62, "SpellID": 133, "Threshold": 2, "ItemSetID": 900001}
    ],
    "SpellEffect": [{"ID": 900001, "Effect": 24, "EffectItemType": 900001, "SpellID": 900002}],
    "SpellReagents": [
        {
            "ID": 900001,
            "SpellID": 900002,
            "Reagent": (6948, 0, 0, 0, 0, 0, 0, 0),
            "ReagentCount": (3, 0, 0, 0, 0, 0, 0, 0),
        }
    ],
    "CurrencyTypes": [{"ID": 1166, "Name": "Timewarped Badge"}],
    "Map": [{"ID": 0, "InstanceType": 0, "MapName": "Eastern Kingdoms"}],
    "AreaTable": [
        {
            "ID": 12,
            "ContinentID": 0,
            "ParentAreaID": 0,
            "AreaName": "Elwynn Forest",
            "Flags": (0x40, 0),
        },
        {
            "ID": 87,
            "ContinentID": 0,
            "ParentAreaID": 12,
            "AreaName": "Goldshire",
            "Flags": (0x40000000, 0),
        },
    ],
    "UiMapAssignment": [
        _ui_map(902001, 0, (-12000.0, -4000.0, -500.0, -6000.0, 4000.0, 500.0)),
        _ui_map(902002, 12, (-10254.2, -1935.42, -1000.0, -7939.58, 1535.42, 1000.0)),
        _ui_map(902003, 87, (-9600.0, -100.0, -1000.0, -9300.0, 200.0, 1000.0)),
        _ui_map(902004, 12, (-9500.0, 0.0, -1000.0, -9400.0, 100.0, 1000.0), building=7),
    ],
    "Faction": [
        {
            "ID": 72,
            "ReputationIndex": 19,
            "ReputationRaceMask": (1100, 690, 1, 0),
            "ReputationClassMask": (0, 0, 0, 0),
            "ReputationBase": (3100, -42000, 4000, 0),
            "ReputationFlags": (17, 6, 17, 0),
            "ParentFactionID": 469,
            "ParentFactionMod": (0.25, 0.25),
            "ParentFactionCap": (5, 0),
            "Name": "Stormwind",
        },
    ],
    "FactionTemplate": [_template(11, 72, 72, 2, 3, 12, 8), _template(14, 14, 0, 8, 0, 1, 8)],
    "QuestXP": [{"ID": 60, "Difficulty": (0, 100, 200, 400, 600, 800, 1000, 1200, 1600, 0)}],
    "QuestMoneyReward": [{"ID": 60, "Difficulty": (0, 100, 200, 400, 601, 800, 1000, 1, 1, 0)}],
    "QuestFactionReward": [
        {"ID": 1, "Difficulty": (0, 10, 25, 75, 150, 250, 350, 500, 1000, 5)},
        {"ID": 2, "Difficulty": (0, -10, -25, -75, -150, -250, -350, -500, -1000, -5)},
    ],
    "QuestPackageItem": [
        {"ID": 900001, "PackageID": 900001, "ItemID": 6948, "ItemQuantity": 2, "DisplayType": 0}
    ],
    "UiMap": [{"ID": 37, "Name": "Elwynn Forest"}],
    "ContentTuning": [
        {
            "ID": 77,
            "MinLevelSquish": 10,
            "MaxLevelSquish": 60,
            "MinLevelScalingOffset": 0,
            "MaxLevelScalingOffset": 0,
            "AllowedMinOffset": 5,
        },
        {
            "ID": 900070,
            "MinLevelSquish": 70,
            "MaxLevelSquish": 70,
            "MinLevelScalingOffset": 0,
            "MaxLevelScalingOffset": 0,
            "AllowedMinOffset": -5,
        },
        {
            "ID": 900071,
            "MinLevelSquish": 0,
            "MaxLevelSquish": 0,
            "MinLevelScalingOffset": 2,
            "MaxLevelScalingOffset": 2,
            "AllowedMinOffset": 0,
        },
    ],
    "ExpectedStat": [
        _expected(900070, 70, 0, 1000.0),
        _expected(900071, 71, 0, 1000.0),
        _expected(900072, 71, 9, 2000.0),
    ],
    "ExpectedStatMod": [
        _expected_mod(2, armor=0.5),
        _expected_mod(4, armor=1.0),
        _expected_mod(900070, health=2.0),
    ],
    "ContentTuningXExpected": [
        {
            "ID": 900070,
            "ExpectedStatModID": 900070,
            "MinMythicPlusSeasonID": 0,
            "MaxMythicPlusSeasonID": 0,
            "ContentTuningID": 900070,
        }
    ],
    "SkillLine": [{"ID": 164, "CategoryID": 11, "DisplayName": "Blacksmithing"}],
    "ChrClasses": [{"ID": 13, "Name": "Evoker"}],
    "ChrRaces": [{"ID": 10, "Name": "Blood Elf"}],
}

_FACTS = FileFacts("gametable", "memory", 0)
WRATH_GAMETABLES: list[GameTable] = []
_BY_SLOT = ("ArmorMultiplier", "WeaponMultiplier", "TrinketMultiplier", "JewelryMultiplier")
MASTER_GAMETABLES: list[GameTable] = [
    GameTable(name, "item level", _BY_SLOT, {100: (1.0, 1.0, 1.0, multiplier)}, _FACTS)
    for name, multiplier in (("StaminaMultByILvl", 2.0), ("CombatRatingsMultByILvl", 0.5))
]
