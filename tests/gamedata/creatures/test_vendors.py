from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from appliance.clientdata.memory import MemoryClient
from appliance.gamedata.creatures import vendors
from appliance.gamedata.creatures.vendors import EventWare, Price
from appliance.gamedata.realm import Realm
from tests.support.client_rows.world import MASTER
from tests.support.demo_worlds import demo_realm
from tests.support.master_realm import master_realm

LISTS = """
INSERT INTO npc_vendor (entry, slot, item, maxcount, incrtime, ExtendedCost) VALUES
(100031, 1, 110001, 0, 0, 0),
(200001, 1, 110001, 0, 0, 0), (200001, 2, -200002, 0, 0, 0), (200001, 3, 110009, 3, 60, 0),
(200002, 1, 110003, 0, 0, 0), (200002, 2, 110001, 0, 0, 0), (200002, 3, -200003, 0, 0, 0),
(200003, 1, 110001, 0, 0, 5), (200003, 2, -200001, 0, 0, 0), (200003, 3, -299999, 0, 0, 0)
"""


@pytest.fixture
async def realm() -> AsyncIterator[Realm]:
    async with demo_realm(LISTS) as realm:
        yield realm


async def test_lists_are_taken_over_and_circles_end(realm: Realm) -> None:
    wares = (await vendors.stock(realm, [200001]))[200001]
    assert [(ware.item, ware.extended_cost, ware.vendor) for ware in wares] == [
        (110001, 0, 200001),
        (110003, 0, 200002),
        (110001, 5, 200003),
        (110009, 0, 200001),
    ]
    assert (wares[3].stock, wares[3].restock_s, wares[3].type) == (3, 60, vendors.ITEM_TYPE)


async def test_sizes_count_what_is_taken_over(realm: Realm) -> None:
    assert await vendors.sizes(realm, [100002, 100050, 200001, 5]) == {
        100002: 4,
        100050: 12,
        200001: 4,
    }


async def test_who_has_a_list_is_listed_without_the_flag_too(realm: Realm) -> None:
    page = await vendors.vendors(realm, after=0, limit=500)
    assert page.total == len(page.rows) == 10
    assert not page.more
    mouse = next(row for row in page.rows if row.entry == 100031)
    assert not mouse.npc_flags & vendors.VENDOR_FLAG


@pytest.mark.parametrize("limit", [1, 3, 9, 10, 11])
async def test_pages_hold_every_vendor_once(realm: Realm, limit: int) -> None:
    entries: list[int] = []
    more = True
    while more:
        page = await vendors.vendors(realm, after=entries[-1] if entries else 0, limit=limit)
        entries += [row.entry for row in page.rows]
        more = page.more
    assert entries == sorted(set(entries))
    assert len(entries) == page.total == 10


async def test_wares_of_events_are_named_once(realm: Realm) -> None:
    assert await vendors.event_stock(realm, 100051) == [
        EventWare(91, "Feast of Lanterns", 110087, 0, 0, 0),
        EventWare(91, "Feast of Lanterns", 110004, 0, 0, 0),
    ]


async def test_prices_are_those_of_one_purchase() -> None:
    change = """UPDATE item_template SET BuyPrice = 25, BuyCount = 5, FlagsExtra = 4
        WHERE entry = 110001"""
    async with demo_realm(change) as realm:
        assert await vendors.prices(realm, [110001, 5]) == {110001: Price(25, 5, True)}


async def test_prices_of_master_from_the_clients_file() -> None:
    async with master_realm() as realm:
        realm = replace(realm, client=MemoryClient(MASTER))
        found = await vendors.prices(realm, [700, 900001, 5])
    assert found == {700: Price(10203, 1, False), 900001: Price(12345, 1, False)}
