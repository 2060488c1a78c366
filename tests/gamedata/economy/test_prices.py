from __future__ import annotations

from dataclasses import replace

from appliance.clientdata.memory import MemoryClient
from appliance.gamedata.economy.prices import prices
from tests.support.client_rows import economy
from tests.support.demo_worlds import demo_realm
from tests.support.master_realm import master_realm


async def test_wrath_reads_item_template() -> None:
    async with demo_realm() as realm:
        found = await prices(realm, [110001, 110074, 0, 999999])
    biscuit, pendant = found[110001], found[110074]
    assert sorted(found) == [110001, 110074]
    assert (biscuit.buy, biscuit.buy_count, biscuit.buy_each, biscuit.sell) == (25, 5, 5.0, 1)
    assert (pendant.item_class, pendant.inventory_type, pendant.bonding) == (4, 2, 1)
    assert (biscuit.varied, biscuit.uncertain) == (False, False)


async def test_wrath_knows_items_whose_pieces_differ() -> None:
    async with demo_realm(
        "UPDATE item_template SET RandomSuffix = 5 WHERE entry = 110001"
    ) as realm:
        assert (await prices(realm, [110001]))[110001].varied


async def test_master_pays_by_class_unless_prices_are_fixed() -> None:
    async with master_realm(hotfixes=False) as realm:
        found = await prices(
            replace(realm, client=MemoryClient(economy.MASTER)), [900401, 900402, 900403, 900404]
        )
    reed, fixed, hat, flute = (found[number] for number in sorted(found))
    assert (reed.buy, reed.buy_count, reed.sell, reed.uncertain) == (100, 5, 5, False)
    assert (fixed.sell, fixed.uncertain) == (77, False)
    assert (hat.sell, hat.bonding, hat.uncertain) == (150, 2, True)
    assert (flute.sell, flute.item_class, flute.subclass, flute.uncertain) == (1, 15, 2, True)


async def test_master_without_files_knows_what_the_hotfixes_hold() -> None:
    async with master_realm() as realm:
        found = await prices(realm, [700, 900401])
    assert sorted(found) == [700]
    assert (found[700].buy, found[700].buy_count) == (10203, 1)


async def test_master_without_anything_knows_no_price() -> None:
    async with master_realm(hotfixes=False) as realm:
        assert await prices(realm, [700]) == {}
