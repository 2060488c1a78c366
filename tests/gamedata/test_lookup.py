"""Fetching rows for any number of ids."""

from __future__ import annotations

from appliance.database.interface import Database
from appliance.gamedata.lookup import CHUNK, as_record, column_list, fetch_by_ids, numbered
from tests.support.recording import Recording

NAMES = "SELECT entry, name FROM item_template WHERE name <> %s AND entry IN ({ids}) ORDER BY entry"


def pair(entry: int, name: str) -> tuple[int, str]:
    return entry, name


async def test_no_ids_no_query(demo_world: Database) -> None:
    world = Recording(demo_world)
    assert await fetch_by_ids(world, NAMES, [], row=pair, before=["x"]) == []
    assert await fetch_by_ids(world, NAMES, [0, -5], row=pair, before=["x"]) == []
    assert world.asked == []


async def test_ids_are_asked_once_and_in_order(demo_world: Database) -> None:
    world = Recording(demo_world)
    rows = await fetch_by_ids(
        world, NAMES, [110002, 110001, 110002, 99], row=pair, before=["Oat Biscuit"]
    )
    assert rows == [(110002, "Smoked Mudfin")]
    assert [parameters for _, parameters in world.asked] == [("Oat Biscuit", 99, 110001, 110002)]


async def test_many_ids_are_asked_in_chunks(demo_world: Database) -> None:
    world = Recording(demo_world)
    ids = range(109_001, 109_001 + 2 * CHUNK + 1)
    rows = await fetch_by_ids(world, NAMES, ids, row=pair, before=[""])
    assert [len(parameters) - 1 for _, parameters in world.asked] == [CHUNK, CHUNK, 1]
    assert [entry for entry, _ in rows] == [110001]


def test_columns() -> None:
    assert numbered("RewardItem", 2) == ("RewardItem1", "RewardItem2")
    assert column_list(["rank", "Order"]) == "`rank`, `Order`"
    assert as_record(["a", "b"])(1, None) == {"a": 1, "b": None}
