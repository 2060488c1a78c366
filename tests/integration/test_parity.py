"""Every query of the product gives equal rows on SQLite, MariaDB and MySQL.

The tools run over the whole demo realm on SQLite while their queries are recorded; each recorded
query is then asked of a real server that holds the same realm.
"""

from __future__ import annotations

from typing import Any

import pytest
import trio

from appliance.database.demo import demo_scripts, open_demo_world
from appliance.database.interface import Database, Parameter
from appliance.database.pool import open_pool
from appliance.errors import NotFound
from appliance.telemetry.metrics import Metrics
from appliance.tools import DOMAINS
from appliance.tools.context import ToolContext
from appliance.tools.registry import Tool, collect
from tests.support.demo_realms import recorded_demo_realm
from tests.support.realms import context_of
from tests.support.servers import SqlServer

UNKNOWN = 4_000_000_000
SWING = {
    "weaponDPS": 50.0, "attackSpeed": 2.0, "attackPower": 100, "critRating": 0, "level": 12,
}  # fmt: skip
TOOLS = collect(DOMAINS)
Query = tuple[str, tuple[Parameter, ...]]


def plain(*values: object) -> tuple[object, ...]:
    return values


async def ids(world: Database, sql: str) -> list[int]:
    return await world.fetch(sql, row=int)


async def calls(world: Database) -> list[tuple[str, dict[str, Any]]]:
    """Tool calls that reach every query: each thing of the realm, each filter, each locale."""
    found: list[tuple[str, dict[str, Any]]] = []
    for entry in [*await ids(world, "SELECT entry FROM creature_template"), UNKNOWN]:
        found += [("get-creature-full-info", {"entry": entry, "includeLoot": True})]
    for entry in [*await ids(world, "SELECT entry FROM item_template"), UNKNOWN]:
        found += [("get-item-info", {"itemId": entry, "locale": "ruRU"})]
    for entry in [*await ids(world, "SELECT ID FROM quest_template"), UNKNOWN]:
        found += [("get-quest-info", {"questId": entry, "locale": "deDE"})]
    first = (await ids(world, "SELECT MIN(entry) FROM creature_template"))[0]
    found += [("get-creature-full-info", {"entry": first, "locale": "frFR"})]
    for part in ("o", "Ä", "ä", "%", "_", "\\", "'", "WOLF", "🐺", "ё"):
        found += [("search-creatures", {"name": part})]
        found += [("search-creatures", {"name": part, "locale": "ruRU", "limit": 3})]
    filters: dict[str, Any] = {
        "type": 7, "family": 1, "classification": 1, "faction": 35, "expansion": 0, "isBoss": True,
        "isElite": True, "isVendor": True, "isTrainer": True,
    }  # fmt: skip
    for name, value in filters.items():
        found += [("search-creatures", {name: value})]
        if isinstance(value, bool):
            found += [("search-creatures", {name: False})]
    found += [("search-creatures", filters), ("search-creatures", {"after": first, "limit": 2})]
    for name in ("get-all-vendors", "get-all-trainers"):
        found += [(name, {}), (name, {"limit": 1}), (name, {"locale": "deDE"})]
    for kind in range(14):
        found += [("get-creatures-by-type", {"creatureType": kind, "limit": 3})]
    for faction in await ids(world, "SELECT DISTINCT faction FROM creature_template"):
        found += [("get-creatures-by-faction", {"faction": faction})]
    found += [("get-creature-statistics", {})]
    for name in ("type", "faction", "expansion"):
        found += [("get-creature-statistics", {name: filters[name]})]
    return [*found, *await newer_calls(world)]


async def newer_calls(world: Database) -> list[tuple[str, dict[str, Any]]]:
    """Calls of the tools that read client tables and characters too."""
    found: list[tuple[str, dict[str, Any]]] = []
    for spell in [*await ids(world, "SELECT Id FROM spell_dbc"), 140101, UNKNOWN]:
        found += [("get-spell-info", {"spellId": spell, "locale": "frFR"})]
    for entry in await ids(world, "SELECT entry FROM creature_template"):
        found += [("get-boss-mechanics", {"bossCreatureId": entry, "locale": "deDE"})]
        found += [("calculate-melee-damage", {**SWING, "targetEntry": entry})]
    for entry in await ids(world, "SELECT entry FROM item_template"):
        found += [("get-item-pricing", {"itemId": entry})]
        found += [("get-farming-route", {"collectibleId": entry, "type": "toy"})]
    for level in (1, 5, 10, 15, 77):
        for side in ("alliance", "horde"):
            path = {"startLevel": level, "targetLevel": level + 3, "faction": side}
            found += [("get-leveling-path", path)]
        found += [("get-character-stats", {"level": level})]
        for zone in (9010, 9020, 9030, 9040):
            route = {"zoneId": zone, "playerLevel": level}
            found += [("optimize-quest-route", route)]
            found += [("optimize-quest-route", route | {"characterId": 1, "locale": "deDE"})]
        for professions in ([], ["skinning", "herbalism", "mining"]):
            gold = {"playerLevel": level, "professions": professions}
            found += [("get-gold-making-strategies", gold)]
    for faction in (9101, 9102, 9103, 9104):
        known = {"factionId": faction, "factionName": "x"}
        found += [("get-reputation-standing", known | {"currentReputation": 5, "characterId": 1})]
        grind = known | {"currentRep": 0, "targetStanding": "exalted"}
        found += [("get-reputation-grind-path", grind | {"characterId": 1})]
    for character in (1, 5, UNKNOWN):
        for kind in ("mount", "pet"):
            mine = {"type": kind, "characterId": character}
            found += [("get-collection-status", mine), ("find-missing-collectibles", mine)]
    for spec in (9301, 9302, 9303):
        build = {"specId": spec, "purpose": "raid", "playerLevel": 10}
        found += [("get-talent-build", build)]
        found += [("get-pvp-talent-build", {"specId": spec, "bracket": "2v2"})]
    found += [("get-class-specializations", {"classId": 1})]
    found += [("get-battleground-strategy", {"bgId": 90})]
    return found


@pytest.fixture(scope="module")
def recorded() -> dict[str, dict[Query, list[Any]]]:
    """Every query the tools ask of each database of the demo realm, with its rows on SQLite."""
    return trio.run(record)


async def record() -> dict[str, dict[Query, list[Any]]]:
    async with open_demo_world() as world:
        wanted = await calls(world)
    async with recorded_demo_realm() as (realm, databases):
        context = context_of(realm)
        for name, arguments in wanted:
            await answer(TOOLS[name], arguments, context)
        asked = {database.name: set(database.asked) for database in databases}
        return {
            database.name: {
                query: await database.fetch(query[0], query[1], row=plain)
                for query in asked[database.name]
            }
            for database in databases
        }


async def answer(tool: Tool[Any, Any], arguments: dict[str, Any], context: ToolContext) -> None:
    query = tool.input_type.model_validate(arguments)
    try:
        await tool.function(query, context)
    except NotFound:
        assert UNKNOWN in arguments.values(), (tool.name, arguments)


@pytest.mark.parametrize("engine", ["mariadb", "mysql"])
async def test_every_query_gives_equal_rows(
    engine: str, recorded: dict[str, dict[Query, list[Any]]], request: pytest.FixtureRequest
) -> None:
    server: SqlServer = request.getfixturevalue(engine)
    different = []
    for kind, queries in recorded.items():
        schema = server.create_schema(f"parity_{kind}", *demo_scripts(kind))
        async with open_pool(server.settings(), schema, Metrics(), kind=kind) as pool:
            for (sql, parameters), expected in queries.items():
                rows = await pool.fetch(sql, parameters, row=plain)
                if rows != expected:
                    different.append((kind, sql, parameters, expected[:3], rows[:3]))
                await trio.lowlevel.checkpoint()
    assert not different, f"{len(different)} queries differ: {different[0]}"


def test_every_statement_was_reached(recorded: dict[str, dict[Query, list[Any]]]) -> None:
    """A statement no call reaches is either dead or unproved; master's are proved elsewhere."""
    assert len({sql for sql, _parameters in recorded["world"]}) >= 100
    assert len({sql for sql, _parameters in recorded["characters"]}) >= 8
