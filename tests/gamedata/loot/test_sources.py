from __future__ import annotations

from typing import Any

from appliance.database.interface import Database
from appliance.gamedata.loot import drops as loot
from appliance.gamedata.loot.drops import ItemSources, LootKind
from appliance.gamedata.loot.owners import owners_of
from appliance.gamedata.realm import Branch, Realm
from appliance.gamedata.schema import detect
from tests.gamedata.loot.test_drops import condition, item, to_reference
from tests.support.small_worlds import Tables, small_realm

CLOTH = 2589


def creature(entry: int, **loots: int) -> dict[str, Any]:
    return {"entry": entry, "name": f"creature {entry}", **loots}


async def sources(tables: Tables, limit: int = 100) -> ItemSources:
    async with small_realm(tables) as realm:
        return await loot.sources_of_item(realm, CLOTH, "enUS", limit=limit)


def brief(found: ItemSources) -> list[tuple[str, int, float]]:
    return [(source.kind, source.id, source.chance_percent) for source in found.sources]


async def test_direct_and_through_references_of_references() -> None:
    found = await sources(
        {
            "creature_template": [
                creature(1, lootid=100),
                creature(2, lootid=100),
                creature(3, lootid=101),
                creature(4, lootid=102, skinloot=50, pickpocketloot=60),
            ],
            "creature_loot_template": [
                item(100, CLOTH, 40, MaxCount=3),
                to_reference(101, 900, 50),
                to_reference(102, 999, 100),
                item(102, 7, 100),
            ],
            "reference_loot_template": [
                to_reference(900, 901, 20, GroupId=1),
                item(901, CLOTH, 30, GroupId=1),
                item(901, 8, 0, GroupId=1),
                item(901, CLOTH, 100, GroupId=2),
                item(999, 7, 100),
            ],
            "skinning_loot_template": [item(50, CLOTH, 80)],
            "pickpocketing_loot_template": [item(60, CLOTH, 5)],
        }
    )
    assert brief(found) == [
        ("skinning", 4, 80),
        ("creature", 1, 40),
        ("creature", 2, 40),
        ("pickpocketing", 4, 5),
        ("creature", 3, 3),
    ]
    first, last = found.sources[1], found.sources[-1]
    assert (first.name, first.loot_id, first.expected_count) == ("creature 1", 100, 0.8)
    assert (last.via_reference, last.group) == ((900, 901), 1)
    assert (found.item, found.total, found.truncated) == (CLOTH, 5, False)
    assert (found.unused_templates, found.notes) == (0, [])


async def test_the_share_of_a_group_counts_its_other_rows() -> None:
    found = await sources(
        {
            "creature_template": [creature(1, lootid=100)],
            "creature_loot_template": [
                item(100, 5, 40, GroupId=1),
                item(100, CLOTH, 0, GroupId=1),
                item(100, 6, 0, GroupId=1),
                item(100, 7, 0, GroupId=2),
                to_reference(100, 900, 50, GroupId=1),
            ],
            "reference_loot_template": [item(900, CLOTH, 0, GroupId=1)],
        }
    )
    # 30 % in the creature's own group, 50 % through the reference, which is not part of it.
    assert brief(found) == [("creature", 1, 65)]


async def test_gameobjects_items_spells_areas_and_mails() -> None:
    found = await sources(
        {
            "gameobject_template": [
                {"entry": 1, "name": "Chest", "type": 3, "Data1": 70},
                {"entry": 2, "name": "School", "type": 25, "Data1": 70},
                {"entry": 3, "name": "Door", "type": 0, "Data1": 70},
            ],
            "gameobject_loot_template": [item(70, CLOTH, 90)],
            "item_template": [
                {"entry": 11, "name": "Box"},
                {"entry": 12, "name": "Robe", "DisenchantID": 5},
            ],
            "item_loot_template": [item(11, CLOTH, 80), item(13, CLOTH, 80)],
            "disenchant_loot_template": [item(5, CLOTH, 70)],
            "prospecting_loot_template": [item(11, CLOTH, 60)],
            "milling_loot_template": [item(12, CLOTH, 50)],
            "spell_dbc": [{"Id": 21, "SpellName": "Rummage"}],
            "spell_loot_template": [item(21, CLOTH, 40)],
            "fishing_loot_template": [item(1519, CLOTH, 30)],
            "mail_loot_template": [item(108, CLOTH, 20)],
        }
    )
    assert [(source.kind, source.id, source.name) for source in found.sources] == [
        ("gameobject", 1, "Chest"),
        ("gameobject", 2, "School"),
        ("item", 11, "Box"),
        ("disenchant", 12, "Robe"),
        ("prospecting", 11, "Box"),
        ("milling", 12, "Robe"),
        ("spell", 21, "Rummage"),
        ("fishing", 1519, None),
        ("mail", 108, None),
    ]
    assert found.unused_templates == 1
    assert found.notes == [
        "fishing: the id is an area's, its name is in client files (AreaTable)",
        "mail: the id is that of a mail template",
    ]


async def test_common_items_are_cut_but_counted() -> None:
    count = 1300
    tables = {
        "creature_template": [creature(1 + n, lootid=1000 + n % 650) for n in range(count)],
        "creature_loot_template": [
            *(item(1000 + n, CLOTH, 1 + n % 50) for n in range(649)),
            to_reference(1649, 900, 10, GroupId=3),
        ],
        "reference_loot_template": [item(900, CLOTH, 10, GroupId=1)],
    }
    found = await sources(tables, limit=30)
    assert len(found.sources) == 30
    # The reference has no group 3: its two creatures give nothing.
    assert (found.total, found.truncated) == (count - 2, True)
    assert found.sources[0].chance_percent == 50
    assert brief(found) == sorted(brief(found), key=lambda one: (-one[2], one[1] % 650))


async def test_templates_that_nothing_uses_are_counted_apart() -> None:
    found = await sources({"creature_loot_template": [item(100, CLOTH, 5)]})
    assert (found.sources, found.total, found.unused_templates) == ([], 0, 1)


async def test_an_item_that_nothing_gives() -> None:
    found = await sources({})
    assert (found.sources, found.total, found.truncated, found.notes) == ([], 0, False, [])


async def test_references_in_a_circle_end() -> None:
    found = await sources(
        {
            "creature_template": [creature(1, lootid=100)],
            "creature_loot_template": [to_reference(100, 900, 50)],
            "reference_loot_template": [
                to_reference(900, 901, 50),
                to_reference(901, 900, 50),
                item(901, CLOTH, 100),
            ],
        }
    )
    assert brief(found) == [("creature", 1, 25)]


async def test_conditions_of_the_item_are_told() -> None:
    found = await sources(
        {
            "creature_template": [creature(1, lootid=100), creature(2, lootid=101)],
            "creature_loot_template": [item(100, CLOTH, 50), to_reference(101, 900, 40)],
            "reference_loot_template": [item(900, CLOTH, 100)],
            "conditions": [condition(36, 1, 100, CLOTH), condition(6, 10, 900, CLOTH, 67)],
        }
    )
    assert [source.conditions for source in found.sources] == [
        ["the player who loots is alive"],
        ["the player who loots is of the horde"],
    ]


async def test_master_has_loot_by_difficulty() -> None:
    tables = {
        "creature_template": [creature(1), creature(2)],
        "creature_template_difficulty": [
            {"Entry": 1, "DifficultyID": 1, "LootID": 100},
            {"Entry": 1, "DifficultyID": 2, "LootID": 100, "SkinLootID": 50},
            {"Entry": 2, "DifficultyID": 0, "LootID": 101},
        ],
        "creature_loot_template": [
            {"Entry": 100, "ItemType": 0, "Item": CLOTH, "Chance": 50},
            {"Entry": 101, "ItemType": 1, "Item": 900, "Chance": 50},
            {"Entry": 101, "ItemType": 2, "Item": CLOTH, "Chance": 100},
            {"Entry": 101, "ItemType": 1, "Item": CLOTH, "Chance": 100},
        ],
        "reference_loot_template": [{"Entry": 900, "ItemType": 0, "Item": CLOTH, "Chance": 20}],
        "skinning_loot_template": [{"Entry": 50, "ItemType": 0, "Item": CLOTH, "Chance": 5}],
        "disenchant_loot_template": [{"Entry": 9, "ItemType": 0, "Item": CLOTH, "Chance": 1}],
    }
    async with small_realm(tables, Branch.MASTER) as realm:
        found = await loot.sources_of_item(realm, CLOTH, "enUS")
    assert [(s.kind, s.id, s.difficulties, s.chance_percent) for s in found.sources] == [
        ("creature", 1, (1, 2), 50),
        ("creature", 2, (0,), 10),
        ("skinning", 1, (2,), 5),
        ("disenchant", 9, (), 1),
    ]
    assert found.notes == ["disenchant: which items have this id is in client files"]


async def test_both_directions_agree_on_the_demo_realm(demo_world: Database) -> None:
    """What a template gives is what its items come from, with the same chance."""
    realm = Realm(await detect(demo_world, None), "demo", demo_world)
    items = await demo_world.fetch("SELECT entry FROM item_template ORDER BY entry", row=int)
    places: set[tuple[LootKind, int]] = set()
    backward: dict[tuple[object, ...], float] = {}
    for number in items:
        found = await loot.sources_of_item(realm, number, "enUS", limit=1000)
        assert not found.truncated
        for source in found.sources:
            places.add((source.kind, source.loot_id))
            place = (source.kind, source.loot_id, number, source.quest_required)
            backward[*place, *source.conditions] = source.chance_percent
    forward: dict[tuple[object, ...], float] = {}
    for kind, loot_id in places:
        table = await loot.drops(realm, kind, loot_id, "enUS", limit=1000)
        for drop in table.drops:
            place = (kind, loot_id, drop.item, drop.quest_required)
            forward[*place, *drop.conditions] = drop.chance_percent
    assert forward == backward


async def test_owners_of_templates_nothing_uses_are_missing() -> None:
    async with small_realm({"creature_template": [creature(5, lootid=1)]}) as realm:
        found = await owners_of(realm, {LootKind.CREATURE: [1, 2], LootKind.MAIL: [3]})
    assert {place: [owner.id for owner in owners] for place, owners in found.items()} == {
        (LootKind.CREATURE, 1): [5],
        (LootKind.MAIL, 3): [3],
    }


async def test_templates_that_hold_it_and_never_give_it_are_named() -> None:
    """A row of a hard mode counts only once a script sets that mode: hiding it would mislead."""
    rows = [item(entry, CLOTH, 100, LootMode=2) for entry in range(100, 107)]
    found = await sources(
        {"creature_template": [creature(1, lootid=100)], "creature_loot_template": rows}
    )
    assert (found.sources, found.total) == ([], 0)
    (note,) = found.notes
    assert "creature 100, creature 101, creature 102, creature 103, creature 104 and 2 more" in note
    plain = await sources(
        {
            "creature_template": [creature(1, lootid=100)],
            "creature_loot_template": [item(100, CLOTH, 9)],
        }
    )
    assert plain.notes == []
