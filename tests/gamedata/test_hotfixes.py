"""Hotfixes of master: which row counts, and which records are gone."""

from __future__ import annotations

import pytest

from appliance.gamedata import hotfixes
from tests.support.demo_worlds import demo_realm
from tests.support.master_realm import master_realm


@pytest.mark.parametrize(
    ("table", "number"),
    [("Item", 0x50238EC2), ("ItemSparse", 0x919BE54E), ("BroadcastText", 0x021826BB)],
)
def test_the_number_of_a_table(table: str, number: int) -> None:
    assert hotfixes.table_hash(table) == number
    assert hotfixes.table_hash(table.lower()) == number


def test_a_row_of_ones_own_counts_most_then_the_newest_build() -> None:
    assert sorted([50000, -1, 49000, 0], key=hotfixes.weight) == [49000, 50000, -1, 0]


async def test_the_row_that_counts() -> None:
    async with master_realm() as realm:
        columns = ("Display", "NoSuchColumn")
        new = await hotfixes.record(realm, "item_sparse", "ID", 700, columns)
        own = await hotfixes.record(realm, "item_sparse", "ID", 702, columns)
        assert new == {"ID": 700, "VerifiedBuild": 50000, "Display": "Good Oar"}
        assert own == {"ID": 702, "VerifiedBuild": -1, "Display": "Our Own Anchor"}
        assert await hotfixes.record(realm, "item_sparse", "ID", 9, columns) is None
        assert await hotfixes.records(realm, "no_such_table", "ID", [700], columns) == []


async def test_the_last_word_on_a_record_decides_whether_it_is_gone() -> None:
    async with master_realm() as realm:
        assert await hotfixes.removed(realm, "ItemSparse", [700, 702, 703]) == {703}
        assert await hotfixes.removed(realm, "Item", [700, 702, 703]) == {702}


async def test_without_hotfixes_nothing_is_gone() -> None:
    async with demo_realm() as realm:
        assert await hotfixes.removed(realm, "ItemSparse", [703]) == frozenset()
        assert await hotfixes.record(realm, "item_sparse", "ID", 700, ["Display"]) is None
