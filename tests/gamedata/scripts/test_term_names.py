"""Names of the ids in scripts, a lookup for each kind."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

import pytest

from appliance.clientdata.memory import MemoryClient
from appliance.gamedata.condition_sources import LOOT
from appliance.gamedata.realm import Branch
from appliance.gamedata.scripts.term_names import LOOKUPS, listed
from tests.support.demo_worlds import demo_realm
from tests.support.recording import Recording
from tests.support.small_worlds import small_realm

CREATURES = [
    {"entry": 38, "name": "Thug", "lootid": 5},
    {"entry": 39, "name": "Boss"},
    {"entry": 40, "name": "Clerk", "lootid": 5},
]
WRATH = {
    "creature_template": CREATURES,
    "gameobject_template": [{"entry": 9, "name": "Door"}],
    "quest_template": [{"ID": 7, "LogTitle": "Kobolds"}],
    "item_template": [{"entry": 25, "name": "Sword"}],
    "creature": [{"guid": 77, "id": 38}],
    "gameobject": [{"guid": 78, "id": 9}],
    "game_event": [{"eventEntry": 2, "description": "Winter Veil "}],
    "spawn_group_template": [{"groupId": 3, "groupName": "Guards"}],
    "waypoints": [
        {"entry": 380, "pointid": 1, "point_comment": "Thug"},
        {"entry": 380, "pointid": 2, "point_comment": "turns"},
    ],
    "creature_equip_template": [{"CreatureID": 38, "ID": 1, "ItemID1": 25, "ItemID2": 26}],
    "creature_summon_groups": [
        {"summonerId": 39, "groupId": 1, "entry": 38},
        {"summonerId": 39, "groupId": 1, "entry": 38},
        {"summonerId": 39, "groupId": 1, "entry": 99},
    ],
    "creature_default_trainer": [
        {"CreatureId": 38, "TrainerId": 4},
        {"CreatureId": 39, "TrainerId": 4},
    ],
    "areatrigger_tavern": [{"id": 11, "name": "Inn"}],
    "areatrigger_teleport": [{"ID": 12, "Name": "Cellar"}],
    "areatrigger_involvedrelation": [{"id": 13, "quest": 7}],
    "creature_text": [{"CreatureID": 38, "GroupID": 1, "Text": "Help!"}],
    "npc_text": [{"ID": 15, "text0_0": "Well met."}],
    "gossip_menu": [{"MenuID": 16, "TextID": 15}],
    "gossip_menu_option": [{"MenuID": 16, "OptionID": 2, "OptionText": "Trade"}],
}
CLIENT = MemoryClient(
    {
        "Achievement": [{"ID": 1, "Title": "Level 10"}],
        "CharTitles": [{"ID": 2, "Name": "%s the Patient"}, {"ID": 3, "Name": "Private %s"}],
        "SoundEntries": [{"ID": 4, "Name": "Growl"}],
        "TaxiPath": [{"ID": 5, "FromTaxiNode": 6, "ToTaxiNode": 7}],
        "TaxiNodes": [{"ID": 6, "Name": "Here"}, {"ID": 7, "Name": "There"}],
        "Faction": [{"ID": 8, "Name": "Gnolls"}],
        "FactionTemplate": [{"ID": 20, "Faction": 8}],
        "AreaTable": [{"ID": 12, "AreaName": "Elwynn"}],
        "BattlePetSpecies": [{"ID": 10, "CreatureID": 38}],
    }
)


async def found(
    kind: str, keys: Collection[Any], branch: Branch = Branch.WRATH, **tables: Any
) -> Mapping[Any, str]:
    master = {"creature_template": [{"entry": 38, "name": "Thug"}]}
    rows = WRATH if branch is Branch.WRATH else master
    async with small_realm({**rows, **tables}, branch) as bare:
        lookup = (LOOKUPS | LOOT)[kind]
        return await lookup(replace(bare, client=CLIENT), keys, "enUS")


@pytest.mark.parametrize(
    ("kind", "key", "name"),
    [
        ("creature spawn", 77, "Thug"),
        ("gameobject spawn", 78, "Door"),
        ("game event", 2, "Winter Veil"),
        ("spawn group", 3, "Guards"),
        ("path", 380, "Thug"),
        ("equipment", (38, 1), "Sword (item 25), item 26"),
        ("summon group", (39, 1), "2 x Thug (creature 38), 1 x creature 99"),
        ("trainer", 4, "Thug and 1 more"),
        ("area trigger", 11, "Inn"),
        ("area trigger", 12, "Cellar"),
        ("area trigger", 13, "Kobolds"),
        ("text", (38, 1), "“Help!”"),
        ("npc text", 15, "“Well met.”"),
        ("gossip menu", 16, "“Well met.”"),
        ("gossip option", (16, 2), "“Trade”"),
        ("achievement", 1, "Level 10"),
        ("title", 2, "the Patient"),
        ("title", 3, "Private"),
        ("sound", 4, "Growl"),
        ("taxi path", 5, "Here to There"),
        ("faction template", 20, "Gnolls"),
        ("faction template", 14, "monster"),
        ("zone", 12, "Elwynn"),
        ("world state", 3801, "wintergrasp active"),
        ("creature loot", 5, "the loot of Thug and 1 more"),
        ("fishing loot", 12, "the loot of Elwynn"),
    ],
)
async def test_names(kind: str, key: Any, name: str) -> None:
    assert await found(kind, [key]) == {key: name}


@pytest.mark.parametrize(
    ("kind", "key", "name", "tables"),
    [
        ("path", 3800, "Patrol", {"waypoint_path": [{"PathId": 3800, "Comment": "Patrol"}]}),
        ("phase", 169, "Start", {"phase_name": [{"ID": 169, "Name": "Start"}]}),
        ("graveyard", 4, "Hill", {"world_safe_locs": [{"ID": 4, "Comment": "Hill"}]}),
        ("world state", 9, "War", {"world_state": [{"ID": 9, "Comment": "War"}]}),
        (
            *("quest objective", 5, "Slay wolves of Kobolds"),
            {
                "quest_objectives": [{"ID": 5, "QuestID": 7, "Description": "Slay wolves"}],
                "quest_template": [{"ID": 7, "LogTitle": "Kobolds"}],
            },
        ),
        ("trainer", 4, "Thug", {"creature_trainer": [{"CreatureID": 38, "TrainerID": 4}]}),
        ("battle pet species", 10, "Thug", {}),
    ],
)
async def test_names_of_master(kind: str, key: Any, name: str, tables: dict[str, Any]) -> None:
    assert await found(kind, [key], Branch.MASTER, **tables) == {key: name}


@pytest.mark.parametrize("kind", sorted(LOOKUPS | LOOT))
async def test_what_is_not_there_has_no_name(kind: str) -> None:
    """An unknown id is missing, and so is one in a realm that has few tables."""
    keys = (
        [(9999, 99)] if kind in ("text", "gossip option", "equipment", "summon group") else [9999]
    )
    assert await found(kind, keys) == {}
    assert await found(kind, keys, Branch.MASTER) == {}


@pytest.mark.parametrize("kind", sorted(LOOKUPS))
async def test_no_ids_no_query(kind: str) -> None:
    async with demo_realm() as realm:
        world = Recording(realm.world)
        assert await LOOKUPS[kind](replace(realm, world=world), [], "deDE") == {}
        assert world.asked == []


def test_long_lists_are_cut() -> None:
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"], shown=2) == "a, b and 1 more"
    assert listed([]) == ""
