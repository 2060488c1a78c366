from __future__ import annotations

import pytest

from appliance.gamedata.economy.expected import Expected, expected
from appliance.gamedata.loot import drops as loot
from appliance.gamedata.loot.drops import LootKind
from tests.support.demo_worlds import demo_realm
from tests.support.realms import open_realm
from tests.support.servers import SqlServer
from tests.support.small_worlds import small_realm

BANDIT, BARON = 100025, 100037


@pytest.mark.parametrize("entry", [BANDIT, BARON, 100022, 100027, 100044])
async def test_a_template_gives_what_the_loot_table_says(entry: int) -> None:
    async with demo_realm() as realm:
        found = await expected(realm, {LootKind.CREATURE: [entry]})
        table = await loot.drops(realm, LootKind.CREATURE, entry, "enUS")
    drops = {
        drop.item: (drop.chance_percent, drop.expected_count)
        for drop in table.drops
        if not (drop.quest_required or drop.conditions)
    }
    whole = {one.item: one[1:] for one in found.whole((LootKind.CREATURE, entry))}
    assert whole.keys() == drops.keys()
    for item, both in whole.items():
        assert both == pytest.approx(drops[item], abs=1e-4)
    assert found.items() == drops.keys()


async def test_references_are_taken_apart_and_scaled_by_their_chance() -> None:
    tables = {
        "creature_loot_template": [
            {"Entry": 1, "Item": 5, "Chance": 20},
            {"Entry": 1, "Item": 90, "Reference": 90, "Chance": 50, "MaxCount": 2},
            {"Entry": 2, "Item": 90, "Reference": 90, "Chance": 10, "MaxCount": 2},
            {"Entry": 2, "Item": 91, "Reference": 91, "Chance": 0},
        ],
        "reference_loot_template": [{"Entry": 90, "Item": 5, "Chance": 30, "MaxCount": 3}],
    }
    async with small_realm(tables) as realm:
        found = await expected(realm, {LootKind.CREATURE: [1, 2, 3]})
    assert len(found.shared) == 1
    assert found.whole((LootKind.CREATURE, 1)) == (
        Expected(5, 100 - 80 * (1 - 0.5 * 0.51), 0.2 + 0.5 * 2 * 0.3 * 2),
    )
    assert found.whole((LootKind.CREATURE, 2)) == (Expected(5, 5.1, 0.12),)
    assert found.whole((LootKind.CREATURE, 3)) == ()


async def test_what_was_asked_before_is_not_asked_again() -> None:
    async with demo_realm() as realm:
        first = await expected(realm, {LootKind.CREATURE: [BANDIT]})
        second = await expected(realm, {LootKind.CREATURE: [BANDIT, BARON]})
    place = (LootKind.CREATURE, BANDIT)
    assert second.mixes[place] is first.mixes[place]


async def test_real_templates_of_master(mariadb: SqlServer, master_slice: tuple[str, str]) -> None:
    async with open_realm(mariadb.settings(), *master_slice) as realm:
        entry = (await realm.world.fetch("SELECT MIN(Entry) FROM creature_loot_template", row=int))[
            0
        ]
        found = await expected(realm, {LootKind.CREATURE: [entry]})
        table = await loot.drops(realm, LootKind.CREATURE, entry, "enUS", limit=5000)
    fitting = [drop for drop in table.drops if not (drop.quest_required or drop.conditions)]
    whole = {one.item: one.pieces for one in found.whole((LootKind.CREATURE, entry))}
    assert whole == pytest.approx({drop.item: drop.expected_count for drop in fitting}, abs=1e-4)
