"""Client rows for fights: encounters, expected values, keystones, battlegrounds."""

from __future__ import annotations

from typing import Any

from appliance.clientdata.interface import FileFacts, GameTable


def _expected(number: int, level: int, expansion: int, armor: float, constant: float) -> Any:
    return {
        "ID": number,
        "ExpansionID": expansion,
        "CreatureHealth": 1000.0,
        "PlayerHealth": 1000.0,
        "CreatureAutoAttackDps": 100.0,
        "CreatureArmor": armor,
        "PlayerMana": 1000.0,
        "PlayerPrimaryStat": 100.0,
        "PlayerSecondaryStat": 100.0,
        "ArmorConstant": constant,
        "CreatureSpellDamage": 100.0,
        "Lvl": level,
    }


def _mod(number: int, armor: float, constant: float) -> Any:
    return {
        "ID": number,
        "CreatureHealthMod": 1.0,
        "PlayerHealthMod": 1.0,
        "CreatureAutoAttackDPSMod": 1.0,
        "CreatureArmorMod": armor,
        "PlayerManaMod": 1.0,
        "PlayerPrimaryStatMod": 1.0,
        "PlayerSecondaryStatMod": 1.0,
        "ArmorConstantMod": constant,
        "CreatureSpellDamageMod": 1.0,
    }


def _tuning(number: int, mod: int, season: int) -> Any:
    return {
        "ID": number,
        "ExpectedStatModID": mod,
        "MinMythicPlusSeasonID": season,
        "MaxMythicPlusSeasonID": 0,
        "ContentTuningID": 900001,
    }


def _encounter(number: int, order: int, name: str) -> Any:
    return {
        "ID": number,
        "MapID": 900001,
        "DifficultyID": -1,
        "OrderIndex": order,
        "Name": name,
    }


def _section(number: int, order: int, parent: int, title: str, text: str, spell: int) -> Any:
    return {
        "ID": number,
        "JournalEncounterID": 900011,
        "OrderIndex": order,
        "ParentSectionID": parent,
        "Title": title,
        "BodyText": text,
        "SpellID": spell,
        "DifficultyMask": -1,
    }


WRATH: dict[str, list[dict[str, Any]]] = {
    "DungeonEncounter": [
        {
            "ID": 278,
            "MapID": 229,
            "Difficulty": 0,
            "OrderIndex": 6,
            "Name": "Warchief Rend Blackhand",
        }
    ],
    "Map": [
        {"ID": 229, "InstanceType": 1, "MapName": "Blackrock Spire", "AreaTableID": 1583},
        {"ID": 489, "InstanceType": 3, "MapName": "Warsong Gulch", "AreaTableID": 3277},
    ],
    "SpellDifficulty": [{"ID": 900001, "DifficultySpellID": (140012, 140013, 0, 0)}],
    "BattlemasterList": [
        {
            "ID": 2,
            "MapID": (489, -1, -1, -1, -1, -1, -1, -1),
            "InstanceType": 3,
            "GroupsAllowed": 1,
            "Name": "Warsong Gulch",
            "MaxGroupSize": 10,
            "HolidayWorldState": 0,
            "MinLevel": 10,
            "MaxLevel": 80,
        }
    ],
    "PvpDifficulty": [
        {"ID": 900001, "MapID": 489, "RangeIndex": 0, "MinLevel": 10, "MaxLevel": 19},
        {"ID": 900002, "MapID": 489, "RangeIndex": 1, "MinLevel": 20, "MaxLevel": 29},
    ],
    "WorldSafeLocs": [
        {"ID": 769, "Continent": 489, "Loc": (1519.53, 1481.87, 352.024), "AreaName": "Alliance"},
        {"ID": 770, "Continent": 489, "Loc": (933.99, 1430.74, 345.53), "AreaName": "Horde"},
    ],
}
MASTER: dict[str, list[dict[str, Any]]] = {
    "ExpectedStat": [
        _expected(475, 90, -2, 1470.0, 3430.0),
        _expected(900060, 60, -2, 600.0, 2000.0),
        _expected(900061, 60, 0, 500.0, 1500.0),
    ],
    "ExpectedStatMod": [
        _mod(1, 0.5, 1.0),
        _mod(900001, 2.0, 1.0),
        _mod(900002, 9.0, 9.0),
    ],
    "DungeonEncounter": [
        _encounter(900001, 0, "The Old Skipper"),
        _encounter(900002, 1, "The Kraken"),
    ],
    "JournalEncounter": [
        {"ID": 900011, "Name": "The Old Skipper", "DungeonEncounterID": 900001, "OrderIndex": 1}
    ],
    "JournalEncounterSection": [
        _section(900102, 1, 900101, "Harpoon", "Skewers whoever is farthest away.", 905),
        _section(900101, 0, 0, "Overview", "He does not swim.", 0),
    ],
    "KeystoneAffix": [
        {"ID": 9, "Name": "Tyrannical", "Description": "Bosses have more health.", "FiledataID": 1},
        {"ID": 10, "Name": "Fortified", "Description": "Others have more health.", "FiledataID": 2},
    ],
    "MapChallengeMode": [
        {
            "ID": 900001,
            "Name": "The Sunken Hold",
            "MapID": 900001,
            "Flags": 0,
            "ExpansionLevel": 8,
            "CriteriaCount": (1800, 1440, 1080),
        }
    ],
    "Map": [{"ID": 900001, "InstanceType": 1, "MapName": "The Sunken Hold"}],
    "ContentTuningXExpected": [_tuning(900001, 900001, 0), _tuning(900002, 900002, 12)],
}
CLASSES = {
    **{1: "warrior", 2: "paladin", 3: "hunter", 4: "rogue", 5: "priest", 6: "death knight"},
    **{7: "shaman", 8: "mage", 9: "warlock", 11: "druid"},
}
_RATINGS = ("crit melee", "armor penetration")


def _table(
    name: str, key: str, columns: tuple[str, ...], rows: dict[int, tuple[float, ...]]
) -> GameTable:
    return GameTable(name, key, columns, rows, FileFacts(name, "memory", 0))


WRATH_GAMETABLES: list[GameTable] = [
    _table("CombatRatings", "level", _RATINGS, {80: (45.90599, 15.395300)}),
    _table(
        "OCTClassCombatRatingScalar",
        "class",
        _RATINGS,
        {number: (1.0, 1.1) for number in CLASSES},
    ),
    _table("ChanceToMeleeCrit", "level", ("hunter",), {80: (0.00012,)}),
    _table("ChanceToMeleeCritBase", "class", ("value",), {3: (-0.01532,)}),
]
MASTER_GAMETABLES: list[GameTable] = [
    _table("CombatRatings", "level", ("Crit - Melee",), {60: (35.0,), 80: (700.0,)}),
    *(
        _table(name, "level", ("Scalar",), {2: (1.0,), 10: (1.77,)})
        for name in ("ChallengeModeHealth", "ChallengeModeDamage")
    ),
]
