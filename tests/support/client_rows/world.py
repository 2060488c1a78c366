"""Client rows for names, places, factions, and for what surrounds creatures, items and quests."""

from __future__ import annotations

from typing import Any

from appliance.clientdata.interface import GameTable

WRATH: dict[str, list[dict[str, Any]]] = {
    "Spell": [
        {"ID": 133, "Name": "Fireball", "NameSubtext": "Rank 1"},
        {"ID": 6603, "Name": "Auto Attack", "NameSubtext": ""},
    ],
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
    "SkillLine": [{"ID": 164, "CategoryID": 11, "DisplayName": "Blacksmithing"}],
    "ChrClasses": [{"ID": 6, "Name": "Death Knight"}],
    "ChrRaces": [{"ID": 10, "Name": "Blood Elf"}],
}

MASTER: dict[str, list[dict[str, Any]]] = {
    "SpellName": [{"ID": 133, "Name": "Fireball"}],
    "ItemSparse": [{"ID": 6948, "Display": "Hearthstone"}],
    "CurrencyTypes": [{"ID": 1166, "Name": "Timewarped Badge"}],
    "Map": [{"ID": 0, "InstanceType": 0, "MapName": "Eastern Kingdoms"}],
    "AreaTable": [{"ID": 12, "ContinentID": 0, "ParentAreaID": 0, "AreaName": "Elwynn Forest"}],
    "SkillLine": [{"ID": 164, "CategoryID": 11, "DisplayName": "Blacksmithing"}],
    "ChrClasses": [{"ID": 13, "Name": "Evoker"}],
    "ChrRaces": [{"ID": 10, "Name": "Blood Elf"}],
}

WRATH_GAMETABLES: list[GameTable] = []
MASTER_GAMETABLES: list[GameTable] = []
