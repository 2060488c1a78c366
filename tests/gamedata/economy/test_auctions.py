from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from appliance.database.demo import demo_scripts, open_demo_world
from appliance.database.interface import Database
from appliance.database.pool import open_pool
from appliance.formulas.economy import Spread
from appliance.gamedata.economy import auctions
from appliance.gamedata.realm import Branch, Realm, Schema
from appliance.telemetry.metrics import Metrics
from tests.support.demo_worlds import demo_realm
from tests.support.servers import SqlServer

NOW = 1_700_000_000
MORE = """
INSERT INTO item_instance (guid, itemEntry, `count`, enchantments) VALUES
    (9001, 110017, 10, ''), (9002, 110017, 4, ''), (9003, 110017, 1, '');
INSERT INTO auctionhouse (id, houseid, itemguid, buyoutprice, `time`, startbid) VALUES
    (901, 2, 9001, 3000, 4102444800, 1), (902, 2, 9002, 0, 4102444800, 90),
    (903, 2, 9003, 7, 1699999999, 1)
"""
MASTER_ROWS = """
INSERT INTO item_instance (guid, itemEntry, count, enchantments) VALUES
    (1, 700, 200, ''), (2, 700, 150, ''), (3, 700, 20, ''), (4, 701, 1, ''), (5, 701, 1, ''),
    (6, 700, 5, '');
INSERT INTO auctionhouse (id, auctionHouseId, minBid, buyoutOrUnitPrice, bidAmount, endTime) VALUES
    (10, 2, 0, 40, 0, 4102444800), (11, 6, 0, 100, 0, 4102444800), (12, 2, 500, 0, 0, 4102444800),
    (13, 2, 100, 9000, 0, 4102444800), (14, 2, 0, 1, 0, 1600000000);
INSERT INTO auction_items (auctionId, itemGuid) VALUES
    (10, 1), (10, 2), (11, 3), (12, 4), (13, 5), (14, 6)
"""


@asynccontextmanager
async def market(*more: str) -> AsyncIterator[tuple[Realm, Database]]:
    async with (
        demo_realm() as realm,
        open_demo_world([*demo_scripts("characters"), *more]) as characters,
    ):
        yield replace(realm, characters=characters), characters


async def test_stacks_become_prices_of_units_by_house() -> None:
    async with market(MORE) as (realm, characters):
        found = await auctions.offers(realm, characters, 110017, now=NOW)
    assert sorted(found.houses) == [2, 7]
    neutral, alliance = found.houses[7], found.houses[2]
    assert (neutral.listings, neutral.units, neutral.bids_only) == (3, 35, 0)
    assert neutral.spread == Spread(100, 120, 120, 150)
    assert (alliance.listings, alliance.units) == (1, 10)
    assert (alliance.bids_only, alliance.bids_only_units) == (1, 4)
    assert alliance.spread == Spread(300, 300, 300, 300)
    assert (found.together.listings, found.together.units) == (4, 45)
    assert found.together.spread == Spread(100, 120, 120, 300)
    assert not found.truncated


async def test_an_item_nobody_offers_has_no_prices() -> None:
    async with market() as (realm, characters):
        found = await auctions.offers(realm, characters, 110001, now=NOW)
    assert (found.houses, found.together.listings, found.together.spread) == ({}, 0, None)


async def test_auctions_whose_time_is_over_do_not_count() -> None:
    async with market(MORE) as (realm, characters):
        found = await auctions.offers(realm, characters, 110017, now=4_200_000_000)
        assert not found.houses
        snapshot = await auctions.snapshot(realm, characters, now=4_200_000_000)
        assert not snapshot.items


async def test_a_snapshot_knows_every_item_and_which_medians_have_enough_listings() -> None:
    async with market(MORE) as (realm, characters):
        found = await auctions.snapshot(realm, characters, now=NOW)
        assert found.items[110017].listings == 4
        assert found.medians(least_listings=1)[110017] == 120
        assert found.medians(least_listings=4) == {110017: 120}
        assert found.medians(least_listings=5) == {}
        only = await auctions.snapshot(realm, characters, now=NOW, houses=[2])
        assert only.medians(least_listings=1) == {110017: 300}
    assert 110014 in found.items
    assert (found.items[110014].listings, found.items[110014].bids_only) == (1, 1)


async def test_a_market_is_summed_up_once_and_beside_the_loop(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    threads: list[bool] = []
    summed = auctions._summed

    def watched(*given: Any) -> auctions.Snapshot:
        threads.append(threading.current_thread() is threading.main_thread())
        return summed(*given)

    monkeypatch.setattr(auctions, "_summed", watched)
    async with market(MORE) as (realm, characters):
        first = await auctions.snapshot(realm, characters, now=NOW)
        again = await auctions.snapshot(realm, characters, now=NOW)
        assert threads == [False]
        assert again is first
        await auctions.snapshot(realm, characters, now=NOW, houses=[2])
        assert threads == [False, False]


async def test_houses_have_the_sides_names_without_the_clients_file() -> None:
    async with demo_realm() as realm:
        known = await auctions.house_names(realm, [2, 6, 7, 9], "enUS")
    assert known == {2: "Alliance", 6: "Horde", 7: "Neutral"}


@pytest.fixture
async def master_market(
    mariadb: SqlServer, data_dir: Path
) -> AsyncIterator[tuple[Realm, Database]]:
    schema = mariadb.create_schema(
        "economy_master_characters",
        data_dir / "trinitycore-master" / "schema" / "92_full" / "characters_database.sql",
        MASTER_ROWS,
    )
    async with open_pool(mariadb.settings(), schema, Metrics(), kind="characters") as database:
        yield Realm(Schema(Branch.MASTER, "", "", {}), "test", database), database


async def test_master_prices_units_of_commodities(master_market: tuple[Realm, Database]) -> None:
    realm, characters = master_market
    found = await auctions.offers(realm, characters, 700, now=NOW)
    assert {house: (one.listings, one.units) for house, one in found.houses.items()} == {
        2: (1, 350),
        6: (1, 20),
    }
    assert found.together.spread == Spread(40, 40, 40, 100)
    single = (await auctions.offers(realm, characters, 701, now=NOW)).together
    assert (single.listings, single.units, single.bids_only) == (1, 1, 1)
    assert single.spread == Spread(9000, 9000, 9000, 9000)
    snapshot = await auctions.snapshot(realm, characters, now=NOW)
    assert snapshot.medians(least_listings=2) == {700: 40}


async def test_the_published_characters_schema_of_335_holds_the_same_columns(
    mariadb: SqlServer, data_dir: Path
) -> None:
    schema = mariadb.create_schema(
        "economy_characters",
        data_dir / "trinitycore-335" / "schema" / "characters_database.sql",
        MORE,
    )
    async with (
        demo_realm() as realm,
        open_pool(mariadb.settings(), schema, Metrics(), kind="characters") as characters,
    ):
        found = await auctions.offers(realm, characters, 110017, now=NOW)
        everything = await auctions.snapshot(realm, characters, now=NOW)
    assert found.houses[2].spread == Spread(300, 300, 300, 300)
    assert (found.houses[2].bids_only, found.houses[2].bids_only_units) == (1, 4)
    assert everything.medians(least_listings=1) == {110017: 300}
