"""Bosses, spells, factions, zones, levels and prices of the published 3.3.5 data.

Each answer has to be encoded, and small enough for an assistant to read.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import trio

from appliance.clientdata.folders import DBC, ClientFolders
from appliance.errors import NotFound
from appliance.gamedata.realm import Branch, Realm
from appliance.server.encoding import encode
from appliance.settings.knowledge import ClientDataSettings
from appliance.tools import DOMAINS
from appliance.tools.registry import collect
from tests.support.client_files import write_client_files
from tests.support.realms import context_of, open_realm
from tests.support.servers import SqlServer

pytestmark = [pytest.mark.realdata, pytest.mark.sweep]

TOOLS = collect(DOMAINS)
AT_ONCE = 4
MOST_BYTES = 120_000
ARMED = """
SELECT entry FROM creature_template
WHERE `rank` > 0 OR entry IN (SELECT CreatureID FROM creature_template_spell) ORDER BY entry
"""
ZONES = """
SELECT QuestSortID FROM quest_template WHERE QuestSortID > 0
GROUP BY QuestSortID ORDER BY QuestSortID
"""
FACTIONS = """
SELECT RewOnKillRepFaction1 FROM creature_onkill_reputation WHERE RewOnKillRepFaction1 > 0
UNION SELECT RewardFactionID1 FROM quest_template WHERE RewardFactionID1 > 0
"""
Call = tuple[str, dict[str, Any]]


@pytest.fixture
async def realm(mariadb: SqlServer, wrath_indexed: str, tmp_path: Path) -> AsyncIterator[Realm]:
    """Real rows; of client files only those that do not say which areas and factions there are."""
    write_client_files(tmp_path, Branch.WRATH)
    for table in ("AreaTable", "Faction", "FactionTemplate"):
        (tmp_path / "dbc" / f"{table}.dbc").unlink()
    folders = ClientDataSettings(dbc_path=tmp_path / "dbc", gt_path=tmp_path / "gt")
    async with open_realm(mariadb.settings(), wrath_indexed) as bare:
        yield replace(bare, client=ClientFolders(folders, DBC))


async def answer_all(realm: Realm, calls: Iterable[Call]) -> dict[str, int]:
    """Call each; return how many of each tool were answered. What is not there may be said."""
    waiting, context = iter(calls), context_of(realm)
    answered: dict[str, int] = {}

    async def work() -> None:
        for name, arguments in waiting:
            tool = TOOLS[name]
            try:
                found = await tool.function(tool.input_type.model_validate(arguments), context)
            except NotFound:
                continue
            assert len(encode(found)) < MOST_BYTES, (name, arguments)
            answered[name] = answered.get(name, 0) + 1

    async with trio.open_nursery() as nursery:
        for _ in range(AT_ONCE):
            nursery.start_soon(work)
    return answered


async def ids(realm: Realm, sql: str) -> list[int]:
    return await realm.world.fetch(sql, row=int)


async def test_every_armed_creature_as_a_boss(realm: Realm) -> None:
    calls = [("get-boss-mechanics", {"bossCreatureId": one}) for one in await ids(realm, ARMED)]
    answered = await answer_all(realm, calls)
    assert answered["get-boss-mechanics"] == len(calls) > 8_000


async def test_every_spell_of_the_database(realm: Realm) -> None:
    spells = await ids(realm, "SELECT Id FROM spell_dbc ORDER BY Id")
    answered = await answer_all(realm, [("get-spell-info", {"spellId": one}) for one in spells])
    assert answered["get-spell-info"] == len(spells) > 4_000


async def test_every_zone_and_level(realm: Realm) -> None:
    zones = await ids(realm, ZONES)
    calls: list[Call] = [
        ("optimize-quest-route", {"zoneId": zone, "playerLevel": level})
        for zone in zones
        for level in (5, 25, 45, 65, 80)
    ]
    for level in range(1, 79, 3):
        asked = {"startLevel": level, "targetLevel": level + 2}
        calls += [
            ("get-leveling-path", asked | {"faction": side}) for side in ("alliance", "horde")
        ]
        calls += [("get-gold-making-strategies", {"playerLevel": level, "professions": ["mining"]})]
    answered = await answer_all(realm, calls)
    assert answered["optimize-quest-route"] > 200
    assert answered["get-leveling-path"] == 52
    assert answered["get-gold-making-strategies"] == 26


async def test_every_faction_and_many_items(realm: Realm) -> None:
    factions = await ids(realm, FACTIONS)
    calls: list[Call] = [
        (
            "get-reputation-grind-path",
            {
                "factionId": one,
                "factionName": "?",
                "currentRep": 0,
                "targetStanding": "exalted",
                "limit": 200,
            },
        )
        for one in factions
    ]
    for item in (await ids(realm, "SELECT entry FROM item_template ORDER BY entry"))[::20]:
        calls += [("get-item-pricing", {"itemId": item})]
        calls += [("get-farming-route", {"collectibleId": item, "type": "toy"})]
    answered = await answer_all(realm, calls)
    assert answered["get-reputation-grind-path"] == len(factions) > 50
    assert answered["get-item-pricing"] == answered["get-farming-route"] > 1_500
