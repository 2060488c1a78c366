from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from appliance.clientdata.demo import demo_client
from appliance.clientdata.memory import MemoryClient
from appliance.formulas.economy import mean_money
from appliance.formulas.reactions import Side
from appliance.gamedata.creatures import templates
from appliance.gamedata.economy.hunting import Wish, harvest, hunt
from appliance.gamedata.economy.values import Buyer, Part, UnitValue, Values
from appliance.gamedata.loot import drops as loot
from appliance.gamedata.loot.drops import LootKind
from appliance.gamedata.realm import Realm
from tests.support.client_rows import economy
from tests.support.demo_worlds import demo_realm
from tests.support.realms import open_realm
from tests.support.servers import SqlServer

BANDIT, WOLF, GRIZZLETHATCH, RUSK = 100025, 100022, 100030, 100027
LEVELS = range(5, 13)
LOCKS = (
    "UPDATE gameobject_template SET Data0 = 900004 WHERE entry IN (130006, 130007)",
    "UPDATE gameobject_template SET Data0 = 900005 WHERE entry = 130008",
)


@pytest.fixture
async def realm() -> AsyncIterator[Realm]:
    async with demo_realm(*LOCKS) as realm:
        yield realm


async def sum_of_drops(realm: Realm, kind: LootKind, loot_id: int) -> float:
    """Expected value of a template by the loot tool's own numbers."""
    table = await loot.drops(realm, kind, loot_id, "enUS", limit=5000)
    fitting = [drop for drop in table.drops if not (drop.quest_required or drop.conditions)]
    sell = dict(
        await realm.world.fetch("SELECT entry, SellPrice FROM item_template LIMIT 100000", row=pair)
    )
    return sum(drop.expected_count * sell.get(drop.item, 0) for drop in fitting)


def pair(entry: int, price: int) -> tuple[int, int]:
    return entry, price


async def test_a_kill_is_worth_its_money_and_its_expected_loot(realm: Realm) -> None:
    found = await hunt(realm, Wish(levels=LEVELS, limit=50))
    bandit = next(one for one in found.ranking.ranked if one.entry == BANDIT)
    assert found.catches[BANDIT].money == 32
    assert bandit.value == pytest.approx(
        32 + await sum_of_drops(realm, LootKind.CREATURE, BANDIT), abs=1e-3
    )
    assert bandit.value_per_hour == pytest.approx(bandit.value * 144)
    hours = [one.value_per_hour for one in found.ranking.ranked]
    assert hours == sorted(hours, reverse=True)
    assert found.ranking.exact
    assert found.ranking.total == len(found.ranking.ranked)


async def test_skinning_adds_its_loot(realm: Realm) -> None:
    plain = await hunt(realm, Wish(levels=LEVELS, limit=50))
    skinned = await hunt(realm, Wish(levels=LEVELS, limit=50, professions=frozenset((393,))))
    before = {one.entry: one.value for one in plain.ranking.ranked}
    after = {one.entry: one.value for one in skinned.ranking.ranked}
    assert after[GRIZZLETHATCH] - before[GRIZZLETHATCH] == pytest.approx(
        await sum_of_drops(realm, LootKind.SKINNING, GRIZZLETHATCH)
    )
    assert after[BANDIT] == before[BANDIT]


async def test_only_rogues_pick_pockets(realm: Realm) -> None:
    plain = await hunt(realm, Wish(levels=LEVELS, limit=50))
    picked = await hunt(realm, Wish(levels=LEVELS, limit=50, pickpocketing=True))
    assert {kind for kind, _ in plain.parts(BANDIT)} == {LootKind.CREATURE}
    before = {one.entry: one.value for one in plain.ranking.ranked}
    after = {one.entry: one.value for one in picked.ranking.ranked}
    pockets = [part for kind, part in picked.parts(BANDIT) if kind is LootKind.PICKPOCKETING]
    assert pockets
    assert after[BANDIT] - before[BANDIT] == pytest.approx(
        sum(part.copper for part in pockets), rel=1e-4
    )


async def test_elites_and_instances_only_when_asked_for(realm: Realm) -> None:
    plain = await hunt(realm, Wish(levels=range(5, 20), limit=50))
    assert RUSK not in {one.entry for one in plain.ranking.ranked}
    assert {one.ground.map for one in plain.ranking.ranked} == {900}
    elite = await hunt(realm, Wish(levels=range(5, 20), limit=50, elites=True))
    assert RUSK in {one.entry for one in elite.ranking.ranked}
    inside = await hunt(realm, Wish(levels=range(5, 20), limit=50, elites=True, map_id=901))
    assert {one.ground.map for one in inside.ranking.ranked} == {901}
    assert 100037 not in inside.catches, "the dungeon's boss"


async def test_levels_rank_and_respawn_choose(realm: Realm) -> None:
    low = await hunt(realm, Wish(levels=range(1, 5), limit=50))
    assert all(catch.prey.min_level <= 4 for catch in low.catches.values())
    slow = await hunt(realm, Wish(levels=LEVELS, limit=50, least_respawn_s=301))
    assert all(one.ground.respawn_s[0] > 300 for one in slow.ranking.ranked)
    first = await hunt(realm, Wish(levels=LEVELS, limit=1, by_hour=False))
    every = await hunt(realm, Wish(levels=LEVELS, limit=50))
    assert first.ranking.ranked[0].value == max(one.value for one in every.ranking.ranked)


async def test_auction_medians_count_where_they_are_higher_and_the_item_is_traded(
    realm: Realm,
) -> None:
    medians = {110013: 50, 110028: 1}
    found = await hunt(realm, Wish(levels=range(5, 20), elites=True, limit=50, medians=medians))
    known = found.known
    assert known.unit(110013) == UnitValue(50, Buyer.AUCTION)
    assert known.unit(110028) == UnitValue(3, Buyer.VENDOR)
    bound = next(item for item, price in known.prices.items() if price.bonding == 1)
    sold = Values(known.prices, {bound: 9_000_000}).unit(bound)
    assert sold == UnitValue(known.prices[bound].sell, Buyer.VENDOR)
    parts = [part for _, part in found.parts(BANDIT)]
    assert parts[0] == Part(110013, 40.0, 0.8, UnitValue(50, Buyer.AUCTION))
    assert [part.copper for part in parts] == sorted((part.copper for part in parts), reverse=True)


async def test_friends_are_left_out_where_factions_are_known(realm: Realm) -> None:
    blind = await hunt(realm, Wish(levels=LEVELS))
    assert not blind.found.sides_known
    friend = f"UPDATE creature_template SET faction = 35 WHERE entry = {BANDIT}"
    async with demo_realm(friend) as changed:
        known = replace(changed, client=demo_client())
        seen = await hunt(known, Wish(levels=LEVELS, limit=50, side=Side.ALLIANCE))
    assert seen.found.sides_known
    assert BANDIT not in seen.catches
    assert WOLF in seen.catches


async def test_conditioned_loot_is_not_counted(realm: Realm) -> None:
    condition = f"""INSERT INTO conditions (SourceTypeOrReferenceId, SourceGroup, SourceEntry,
        ConditionTypeOrReference, ConditionValue1) VALUES (1, {BANDIT}, 110013, 6, 469)"""
    async with demo_realm(condition) as changed:
        found = await hunt(changed, Wish(levels=LEVELS, limit=50))
    items = {one.item for one in found.loots.whole((LootKind.CREATURE, BANDIT))}
    assert 110013 not in items
    assert 110031 not in items, "needs a quest"
    assert 110026 in items


async def test_herbs_and_veins_need_locks_and_schools_do_not(realm: Realm) -> None:
    everything = frozenset((182, 186, 356))
    blind = await harvest(realm, Wish(levels=LEVELS, professions=everything))
    assert [one.entry for one in blind.ranking.ranked] == [130017]
    assert "Lock" in blind.missing
    school = blind.nodes[130017]
    assert (school.profession, school.uses, school.skill) == (356, 3.0, None)
    value = await sum_of_drops(realm, LootKind.GAMEOBJECT, 130017)
    assert blind.ranking.ranked[0].value == pytest.approx(3 * value)
    added = sum(part.copper for part in blind.parts(130017))
    assert added == pytest.approx(blind.ranking.ranked[0].value)
    seeing = replace(realm, client=MemoryClient(economy.WRATH))
    found = await harvest(seeing, Wish(levels=LEVELS, professions=everything))
    assert not found.missing
    assert {one.entry for one in found.ranking.ranked} == {130006, 130007, 130008, 130017}
    assert (found.nodes[130006].profession, found.nodes[130006].skill) == (182, 15)
    assert (found.nodes[130008].profession, found.nodes[130008].skill) == (186, 1)
    novice = await harvest(seeing, Wish(levels=LEVELS, professions=everything, skill=14))
    assert {one.entry for one in novice.ranking.ranked} == {130008, 130017}
    miner = await harvest(seeing, Wish(levels=LEVELS, professions=frozenset((186,))))
    assert {one.entry for one in miner.ranking.ranked} == {130008}


async def test_a_limit_keeps_the_best(realm: Realm) -> None:
    every = await hunt(realm, Wish(levels=LEVELS, limit=50))
    some = await hunt(realm, Wish(levels=LEVELS, limit=2))
    assert some.ranking.ranked == every.ranking.ranked[:2]
    assert some.ranking.total == every.ranking.total


async def test_real_creatures_of_335(mariadb: SqlServer, wrath_slice: str) -> None:
    async with open_realm(mariadb.settings(), wrath_slice) as realm:
        found = await hunt(realm, Wish(levels=range(5, 13), limit=20))
        for one in found.ranking.ranked:
            template = (await templates.templates(realm, [one.entry]))[one.entry]
            assert template.min_level is not None
            assert template.min_level <= 12
            money = mean_money(template.gold_min or 0, template.gold_max or 0)
            assert found.catches[one.entry].money == money
            sold = await sum_of_drops(realm, LootKind.CREATURE, template.loot or 0)
            assert one.value == pytest.approx(money + sold, rel=1e-3)
            assert one.ground.per_hour == pytest.approx(
                sum(3600 / spot.point.respawn_s * spot.share for spot in one.ground.spots)
            )
        wolf = next(one for one in found.ranking.ranked if one.entry == 525)
        assert (wolf.ground.map, wolf.ground.respawn_s) == (0, (300, 300))
        assert wolf.ground.present > 1


async def test_real_creatures_of_master(mariadb: SqlServer, master_slice: tuple[str, str]) -> None:
    async with open_realm(mariadb.settings(), *master_slice) as realm:
        found = await hunt(realm, Wish(levels=range(5, 13), limit=20))
        assert found.found.levels_known
        assert found.ranking.ranked
        for one in found.ranking.ranked:
            low, high = found.catches[one.entry].prey[1:3]
            assert low <= 12
            assert high >= 5
