"""Client rows of mounts, pets, toys and heirlooms."""

from __future__ import annotations

from typing import Any

WRATH: dict[str, list[dict[str, Any]]] = {
    "SkillLineAbility": [
        {"ID": 6241, "SkillLine": 777, "Spell": 458},
        {"ID": 6243, "SkillLine": 777, "Spell": 470},
        {"ID": 20431, "SkillLine": 778, "Spell": 10673},
    ],
    "Spell": [
        {"ID": 458, "Name": "Brown Horse"},
        {"ID": 470, "Name": "Black Stallion"},
        {"ID": 10673, "Name": "Bombay Cat"},
    ],
}
MASTER: dict[str, list[dict[str, Any]]] = {
    "Mount": [
        {"ID": 6, "SourceSpellID": 458, "Name": "Brown Horse", "SourceText": "Vendor: Katie"},
        {"ID": 7, "SourceSpellID": 470, "Name": "Black Stallion", "SourceText": "Vendor: Katie"},
    ],
    "BattlePetSpecies": [
        {"ID": 39, "CreatureID": 2671, "SummonSpellID": 4055, "SourceText": "Profession"},
        {"ID": 40, "CreatureID": 2671, "SummonSpellID": 10673, "SourceText": "Vendor: Donni"},
    ],
    "Toy": [
        {"ID": 1, "ItemID": 1973, "SourceText": "World Drop"},
        {"ID": 2, "ItemID": 13379, "SourceText": "Drop: Piccolo"},
    ],
    "Heirloom": [{"ID": 1, "ItemID": 42943, "SourceText": "Vendor: Krom Stoutarm"}],
    "ItemSparse": [
        {"ID": 1973, "Display": "Orb of Deception", "OverallQualityID": 3},
        {"ID": 13379, "Display": "Piccolo of the Flaming Fire", "OverallQualityID": 3},
        {"ID": 42943, "Display": "Bloodied Arcanite Reaper", "OverallQualityID": 7},
    ],
}
