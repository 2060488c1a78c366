from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from appliance.gamedata.creatures import quests as creature_quests
from appliance.gamedata.creatures.quests import EventQuest
from appliance.gamedata.realm import Realm
from tests.support.demo_worlds import demo_realm


@pytest.fixture
async def realm() -> AsyncIterator[Realm]:
    async with demo_realm() as realm:
        yield realm


async def test_quests_of_an_npc(realm: Realm) -> None:
    started = await realm.world.fetch(
        "SELECT quest FROM creature_queststarter WHERE id = 100001 ORDER BY quest", row=int
    )
    roles = await creature_quests.quest_roles(realm, 100001)
    assert roles.started == started != []
    assert roles.during_events == []


async def test_quests_of_an_event(realm: Realm) -> None:
    roles = await creature_quests.quest_roles(realm, 100051)
    assert roles.during_events == [EventQuest(120013, 91, "Feast of Lanterns")]


async def test_menus_of_the_template_and_of_the_table() -> None:
    table = "CREATE TABLE creature_template_gossip (CreatureID int, MenuID int)"
    rows = "INSERT INTO creature_template_gossip VALUES (1, 9), (1, 3), (2, 4)"
    async with demo_realm(table, rows) as realm:
        assert await creature_quests.menus(realm, 1, None) == [3, 9]
        assert await creature_quests.menus(realm, 1, 9) == [3, 9]
        assert await creature_quests.menus(realm, 5, 0) == []
