"""Client rows for prices, gathering and recipes; ids of 900000 and above are invented.

3.3.5 makes items of the demo realm; the locks are those of a herb and of a vein.
"""

from __future__ import annotations

from typing import Any

_EIGHT = (0,) * 8


def _lock(number: int, kind: int, skill: int) -> dict[str, Any]:
    """A lock that opens to a skill."""
    return {
        "ID": number,
        "Type": (2, *_EIGHT[1:]),
        "Index": (kind, *_EIGHT[1:]),
        "Skill": (skill, *_EIGHT[1:]),
        "Action": _EIGHT,
    }


def _recipe(number: int, name: str, item: int, pieces: int, *reagents: int) -> dict[str, Any]:
    """A spell of 3.3.5 that makes pieces of an item of (item, pieces, item, pieces …)."""
    items, counts = reagents[::2], reagents[1::2]
    return {
        "ID": number,
        "Name": name,
        "EquippedItemClass": -1,
        "Effect": (24, 0, 0),
        "EffectItemType": (item, 0, 0),
        "EffectBasePoints": (pieces - 1, 0, 0),
        "EffectDieSides": (1, 0, 0),
        "Reagent": (*items, *_EIGHT[len(items) :]),
        "ReagentCount": (*counts, *_EIGHT[len(counts) :]),
    }


def _taught(number: int, profession: int, spell: int, rank: int) -> dict[str, Any]:
    return {"ID": number, "SkillLine": profession, "Spell": spell, "MinSkillLineRank": rank}


WRATH: dict[str, list[dict[str, Any]]] = {
    "Lock": [_lock(900004, 2, 15), _lock(900005, 3, 1), _lock(900006, 1, 70)],
    "Spell": [
        _recipe(900301, "Brew of Two Moons", 110006, 2, 110017, 1, 110003, 5),
        _recipe(900302, "Set Quartz", 110074, 1, 110023, 1, 110014, 2),
        _recipe(900303, "Impossible Boot", 110026, 1, 110024, 1),
    ],
    "SkillLineAbility": [
        _taught(900301, 171, 900301, 40),
        _taught(900302, 755, 900302, 0),
        _taught(900303, 755, 900303, 0),
    ],
    "AuctionHouse": [
        {"ID": 7, "FactionID": 0, "DepositRate": 75, "ConsignmentRate": 15, "Name": "Goblin House"}
    ],
}


def _sparse(number: int, name: str, **more: Any) -> dict[str, Any]:
    """A row of ItemSparse; what it does not name is 0."""
    plain = {
        "Display": name,
        "Description": "",
        "BuyPrice": 0,
        "SellPrice": 0,
        "VendorStackCount": 1,
        "Flags": (0, 0, 0, 0),
        "InventoryType": 0,
        "Bonding": 0,
        "OverallQualityID": 1,
        "StartQuestID": 0,
    }
    return {"ID": number} | plain | more


MASTER: dict[str, list[dict[str, Any]]] = {
    "Lock": [
        {
            "ID": 900004,
            "Flags": 0,
            "Index": (34, *_EIGHT[1:]),
            "Skill": (1, *_EIGHT[1:]),
            "Type": (2, *_EIGHT[1:]),
            "Action": _EIGHT,
        }
    ],
    "ItemSparse": [
        _sparse(900401, "Reed", BuyPrice=100, VendorStackCount=5, SellPrice=77),
        _sparse(900402, "Fixed Reed", BuyPrice=100, SellPrice=77, Flags=(0, 0x4000, 0, 0)),
        _sparse(900403, "Reed Hat", BuyPrice=1000, SellPrice=150, InventoryType=1, Bonding=2),
        _sparse(900404, "Reed Flute", BuyPrice=10, SellPrice=1),
    ],
    "Item": [
        {"ID": 900401, "ClassID": 7, "SubclassID": 5},
        {"ID": 900402, "ClassID": 7, "SubclassID": 5},
        {"ID": 900403, "ClassID": 4, "SubclassID": 1},
        {"ID": 900404, "ClassID": 15, "SubclassID": 2},
    ],
    "ItemClass": [
        {"ID": 8, "ClassName": "Trade Goods", "ClassID": 7, "PriceModifier": 0.25, "Flags": 0}
    ],
    "Toy": [{"ID": 900404, "SourceText": "", "ItemID": 900404, "Flags": 0, "SourceTypeEnum": 0}],
    "SpellName": [{"ID": 900411, "Name": "Carve Flute"}],
    "SpellEffect": [
        {
            "ID": 900411,
            "SpellID": 900411,
            "DifficultyID": 0,
            "EffectIndex": 0,
            "Effect": 24,
            "EffectAura": 0,
            "EffectBasePointsF": 1.0,
            "EffectItemType": 900404,
            "EffectMiscValue": (0, 0),
            "EffectRadiusIndex": (0, 0),
            "EffectSpellClassMask": (0, 0, 0, 0),
            "ImplicitTarget": (1, 0),
        }
    ],
    "SpellReagents": [
        {
            "ID": 900411,
            "SpellID": 900411,
            "Reagent": (900401, *_EIGHT[1:]),
            "ReagentCount": (3, *_EIGHT[1:]),
        }
    ],
    "SkillLine": [{"ID": 900420, "DisplayName": "Reed Carving", "ParentSkillLineID": 773}],
    "SkillLineAbility": [
        {"ID": 900411, "SkillLine": 900420, "Spell": 900411, "MinSkillLineRank": 5}
    ],
}
