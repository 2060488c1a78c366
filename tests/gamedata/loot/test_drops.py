from __future__ import annotations

from typing import Any

import pytest

from appliance.database.interface import Database
from appliance.gamedata.hotfixes import table_hash
from appliance.gamedata.loot import drops as loot
from appliance.gamedata.loot.drops import LootKind
from appliance.gamedata.realm import Branch, Realm
from appliance.gamedata.schema import detect
from tests.support.small_worlds import Tables, small_realm

NAMES = {
    "item_template": [
        {"entry": 1, "name": "Copper", "Quality": 1},
        {"entry": 2, "name": "Sword", "Quality": 3},
        {"entry": 3, "name": "Shield", "Quality": 2},
    ],
    "item_template_locale": [{"ID": 2, "locale": "deDE", "Name": "Schwert"}],
}


def item(entry: int, number: int, chance: float, **more: Any) -> dict[str, Any]:
    return {"Entry": entry, "Item": number, "Chance": chance, **more}


def to_reference(entry: int, number: int, chance: float, **more: Any) -> dict[str, Any]:
    return {"Entry": entry, "Item": number, "Reference": number, "Chance": chance, **more}


def condition(kind: int, source: int, entry: int, number: int, *values: int) -> dict[str, Any]:
    return {
        "SourceTypeOrReferenceId": source,
        "SourceGroup": entry,
        "SourceEntry": number,
        "ConditionTypeOrReference": kind,
        **{f"ConditionValue{n}": value for n, value in enumerate(values, 1)},
    }


async def table(tables: Tables, limit: int = 200, locale: str = "enUS") -> loot.LootTable:
    async with small_realm({**NAMES, **tables}) as realm:
        return await loot.drops(realm, LootKind.CREATURE, 100, locale, limit=limit)


async def test_drops_have_names_qualities_and_true_chances() -> None:
    found = await table(
        {
            "creature_loot_template": [
                item(100, 1, 40, MinCount=2, MaxCount=4),
                to_reference(100, 900, 50, GroupId=1),
                item(101, 3, 99),
            ],
            "reference_loot_template": [
                item(900, 2, 30, GroupId=1),
                item(900, 3, 0, GroupId=1),
                item(900, 1, 100, GroupId=2),
            ],
        },
        locale="deDE",
    )
    assert [(drop.item, drop.name, drop.quality) for drop in found.drops] == [
        (1, "Copper", 1),
        (3, "Shield", 2),
        (2, "Schwert", 3),
    ]
    copper, shield, sword = found.drops
    assert (copper.chance_percent, copper.expected_count) == (40, 1.2)
    assert (copper.min_count, copper.max_count, copper.via_reference) == (2, 4, ())
    assert (shield.chance_percent, sword.chance_percent) == (35, 15)
    assert (sword.group, sword.via_reference, sword.ways) == (1, (900,), 1)
    assert (found.kind, found.loot_id, found.total, found.truncated) == ("creature", 100, 3, False)
    assert found.notes == [loot.RATES]


async def test_references_are_followed_to_the_end() -> None:
    chain = [to_reference(number, number + 1, 100) for number in range(900, 905)]
    found = await table(
        {
            "creature_loot_template": [to_reference(100, 900, 10)],
            "reference_loot_template": [*chain, item(905, 2, 50)],
        }
    )
    (sword,) = found.drops
    assert sword.chance_percent == 5
    assert sword.via_reference == (900, 901, 902, 903, 904, 905)


async def test_quest_items_are_marked() -> None:
    found = await table({"creature_loot_template": [item(100, 1, 35, QuestRequired=1)]})
    assert found.drops[0].quest_required
    assert found.drops[0].chance_percent == 35


async def test_conditions_stand_beside_the_drop_they_belong_to() -> None:
    found = await table(
        {
            "creature_loot_template": [
                item(100, 1, 35),
                item(100, 2, 25),
                to_reference(100, 900, 50),
            ],
            "reference_loot_template": [item(900, 1, 20)],
            "conditions": [
                condition(6, 1, 100, 1, 469),
                condition(27, 10, 900, 1, 70, 3),
                condition(36, 1, 101, 2),
            ],
        }
    )
    # The same item by two ways with different conditions is told twice, not added up.
    assert [(drop.item, drop.chance_percent, drop.conditions) for drop in found.drops] == [
        (1, 35, ["the player who loots is of the alliance"]),
        (2, 25, []),
        (1, 10, ["the player who loots is of level at least 70"]),
    ]


async def test_no_more_than_asked_for() -> None:
    rows = [item(100, number, number) for number in range(1, 8)]
    found = await table({"creature_loot_template": rows}, limit=3)
    assert [drop.item for drop in found.drops] == [7, 6, 5]
    assert (found.total, found.truncated) == (7, True)
    assert found.drops[0].name is None
    assert not (await table({"creature_loot_template": rows}, limit=7)).truncated


async def test_what_is_unusual_is_noted() -> None:
    found = await table(
        {
            "creature_loot_template": [
                item(100, 1, 0),
                item(100, 2, 90, GroupId=1),
                item(100, 3, 50, GroupId=1, LootMode=2),
                to_reference(100, 901, 100),
                to_reference(100, 900, 100, MaxCount=2),
            ],
            "reference_loot_template": [item(900, 3, 0, GroupId=1)],
        }
    )
    assert found.notes == [
        "gives nothing by default: Copper (item 1): 0 %, but it has chance 0: the server skips it",
        "gives nothing by default: Shield (item 3): 50 % in group 1 (at most one of it), "
        "only in loot mode hard mode 1",
        "reference 901 has no rows",
        loot.REPEATS,
        loot.RATES,
    ]


async def test_a_loot_id_without_rows() -> None:
    found = await table({})
    assert (found.drops, found.total, found.truncated) == ([], 0, False)
    assert found.notes == ["creature_loot_template has no entry 100"]


async def test_every_kind_has_its_table_and_conditions() -> None:
    sources = {
        LootKind.DISENCHANT: 2,
        LootKind.PICKPOCKETING: 8,
        LootKind.REFERENCE: 10,
        LootKind.SPELL: 12,
    }
    for kind, source in sources.items():
        tables = {
            kind.table: [item(7, 1, 50)],
            "conditions": [condition(36, source, 7, 1)],
        }
        async with small_realm({**NAMES, **tables}) as realm:
            found = await loot.drops(realm, kind, 7, "enUS")
        assert [drop.conditions for drop in found.drops] == [["the player who loots is alive"]]


async def test_the_layout_of_today() -> None:
    """ItemType instead of Reference; groups that are rolled again may repeat an item."""
    typed = [
        {"Entry": 100, "ItemType": 0, "Item": 1, "Chance": 50},
        {"Entry": 100, "ItemType": 1, "Item": 900, "Chance": 100, "GroupId": 1, "MaxCount": 2},
        {"Entry": 100, "ItemType": 2, "Item": 1166, "Chance": 100, "MinCount": 10, "MaxCount": 20},
        {"Entry": 100, "ItemType": 3, "Item": 777, "Chance": 40},
        {"Entry": 100, "ItemType": 9, "Item": 5, "Chance": 100},
    ]
    members = [
        {"Entry": 900, "ItemType": 0, "Item": number, "Chance": 0, "GroupId": 1}
        for number in (2, 3)
    ]
    hotfixes = {
        "item_sparse": [
            {"ID": 1, "Display": "Copper", "OverallQualityID": 0, "VerifiedBuild": 1},
            {"ID": 1, "Display": "Copper", "OverallQualityID": 1, "VerifiedBuild": 2},
            {"ID": 2, "Display": "Gone", "OverallQualityID": 4, "VerifiedBuild": 2},
        ],
        "hotfix_data": [
            {"Id": 1, "TableHash": table_hash("ItemSparse"), "RecordId": 2, "Status": 2}
        ],
    }
    tables = {"creature_loot_template": typed, "reference_loot_template": members}
    async with small_realm(tables, Branch.MASTER, hotfixes) as realm:
        found = await loot.drops(realm, LootKind.CREATURE, 100, "enUS")
    assert [(drop.item, drop.name, drop.quality, drop.chance_percent) for drop in found.drops] == [
        (2, None, None, 75),
        (3, None, None, 75),
        (1, "Copper", 1, 50),
    ]
    assert found.notes == [
        "thing of ItemType 9 5: 100 %, 1-1 pieces",
        "currency 1166: 100 %, 10-20 pieces",
        "tracking quest 777: 40 %, 1-1 pieces",
        loot.RATES,
    ]


@pytest.mark.parametrize("kind", list(LootKind))
async def test_every_template_of_the_demo_realm(kind: LootKind, demo_world: Database) -> None:
    realm = Realm(await detect(demo_world, None), "demo", demo_world)
    entries = await demo_world.fetch(
        f"SELECT DISTINCT Entry FROM {kind.table} ORDER BY Entry", row=int
    )
    assert entries
    for entry in entries:
        found = await loot.drops(realm, kind, entry, "deDE")
        assert found.drops
        assert all(0 < drop.chance_percent <= 100 for drop in found.drops), entry
        assert all(drop.name and drop.quality is not None for drop in found.drops), entry
        chances = [drop.chance_percent for drop in found.drops]
        assert chances == sorted(chances, reverse=True)
