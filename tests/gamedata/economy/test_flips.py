from __future__ import annotations

from appliance.formulas.economy import Offer
from appliance.gamedata.economy.auctions import Asked, Snapshot
from appliance.gamedata.economy.flips import flips, sellers
from tests.support.demo_worlds import demo_realm
from tests.support.realms import open_realm
from tests.support.servers import SqlServer

BISCUIT, BANDAGE, STOCKED, PELT = 110001, 110008, 110021, 110011


def asked(price: float, units: int = 10, listings: int = 2) -> Asked:
    return Asked(listings, units, 0, 0, (Offer(price, units),))


async def test_things_that_any_number_is_sold_of_for_less_are_worth_it() -> None:
    market = Snapshot(
        {
            BISCUIT: asked(9.0),
            BANDAGE: asked(1000.0, 3, 1),
            STOCKED: asked(100_000.0),
            PELT: asked(100_000.0),
        },
        truncated=False,
    )
    async with demo_realm() as realm:
        found = await flips(realm, market, market.medians(least_listings=1))
    assert [one.item for one in found] == [BANDAGE, BISCUIT], "not the stocked and the unsold"
    biscuit = found[1]
    assert (biscuit.buy, biscuit.median, biscuit.profit) == (5.0, 9, 4.0)
    assert (biscuit.listings, biscuit.units, biscuit.vendors) == (2, 10, (100002, 100003))


async def test_nothing_is_worth_it_at_the_vendors_price() -> None:
    market = Snapshot({BISCUIT: asked(5.0)}, truncated=False)
    async with demo_realm() as realm:
        assert await flips(realm, market, market.medians(least_listings=1)) == []


async def test_sellers_must_stand_somewhere_and_be_vendors() -> None:
    away = "DELETE FROM creature WHERE id = 100002"
    closed = "UPDATE creature_template SET npcflag = 1 WHERE entry = 100003"
    async with demo_realm(away) as realm:
        assert await sellers(realm, [BISCUIT]) == {BISCUIT: [100003]}
    async with demo_realm(away, closed) as realm:
        assert await sellers(realm, [BISCUIT]) == {}


async def test_the_query_runs_on_master(mariadb: SqlServer, master_slice: tuple[str, str]) -> None:
    async with open_realm(mariadb.settings(), *master_slice) as realm:
        item = (
            await realm.world.fetch(
                "SELECT MIN(v.item) FROM npc_vendor v JOIN creature c ON c.id = v.entry"
                " JOIN creature_template t ON t.entry = v.entry"
                " WHERE v.type = 1 AND v.maxcount = 0 AND v.ExtendedCost = 0 AND v.item > 0"
                " AND (t.npcflag & 128) <> 0",
                row=int,
            )
        )[0]
        found = await sellers(realm, [item])
    assert list(found) == [item]
