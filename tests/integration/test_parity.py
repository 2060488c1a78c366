"""Every query of the product gives equal rows on SQLite, MariaDB and MySQL.

The tools run over the whole demo realm on SQLite while their queries are recorded; each recorded
query is then asked of a real server that holds the same realm.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from importlib.resources import files
from typing import Any

import pytest
import trio

from appliance.database.interface import Database, Engine, Parameter
from appliance.database.pool import open_pool
from appliance.errors import ToolError
from appliance.gamedata.realm import Realm
from appliance.gamedata.schema import detect
from appliance.telemetry.health import HealthReport, judge
from appliance.telemetry.metrics import Metrics
from appliance.tools import DOMAINS
from appliance.tools.context import ToolContext
from appliance.tools.registry import Tool, collect
from tests.support.servers import SqlServer

TOOLS = collect(DOMAINS)
Query = tuple[str, tuple[Parameter, ...]]


class Recording:
    """A database that remembers what it was asked."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.asked: set[Query] = set()

    @property
    def name(self) -> str:
        return self._database.name

    @property
    def engine(self) -> Engine:
        return self._database.engine

    async def fetch(self, sql: str, parameters: Sequence[Parameter] = (), **options: Any) -> Any:
        self.asked.add((sql, tuple(parameters)))
        return await self._database.fetch(sql, parameters, **options)

    def stream(
        self, sql: str, parameters: Sequence[Parameter] = (), **options: Any
    ) -> AbstractAsyncContextManager[AsyncIterator[list[tuple[Any, ...]]]]:
        self.asked.add((sql, tuple(parameters)))
        return self._database.stream(sql, parameters, **options)

    async def ping(self) -> float:
        return await self._database.ping()

    async def tables(self) -> Mapping[str, frozenset[str]]:
        return await self._database.tables()


class OneRealm:
    def __init__(self, realm: Realm) -> None:
        self.realm = realm

    def current(self) -> Realm:
        return self.realm


async def no_health() -> HealthReport:
    return judge([])


def plain(*values: object) -> tuple[object, ...]:
    return values


async def ids(world: Database, sql: str) -> list[int]:
    return await world.fetch(sql, row=int)


async def calls(world: Database) -> list[tuple[str, dict[str, Any]]]:
    """Tool calls that reach every query: each thing of the realm, each filter, each locale."""
    found: list[tuple[str, dict[str, Any]]] = []
    for entry in [*await ids(world, "SELECT entry FROM creature_template"), 4_000_000_000]:
        found += [("get-creature-full-info", {"entry": entry, "includeLoot": True})]
    for entry in [*await ids(world, "SELECT entry FROM item_template"), 4_000_000_000]:
        found += [("get-item-info", {"itemId": entry, "locale": "ruRU"})]
    for entry in [*await ids(world, "SELECT ID FROM quest_template"), 4_000_000_000]:
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
    return found


@pytest.fixture
async def recorded(demo_world: Database) -> dict[Query, list[Any]]:
    """Every query the tools ask of the demo realm, with its rows on SQLite."""
    recording = Recording(demo_world)
    realm = Realm(await detect(recording, None), "demo", recording)
    context = ToolContext(OneRealm(realm), no_health)
    for name, arguments in await calls(demo_world):
        await answer(TOOLS[name], arguments, context)
    assert recording.asked
    return {
        query: await demo_world.fetch(query[0], query[1], row=plain) for query in recording.asked
    }


async def answer(tool: Tool[Any, Any], arguments: dict[str, Any], context: ToolContext) -> None:
    query = tool.input_type.model_validate(arguments)
    try:
        await tool.function(query, context)
    except ToolError:
        assert 4_000_000_000 in arguments.values(), (tool.name, arguments)


@pytest.mark.parametrize("engine", ["mariadb", "mysql"])
async def test_every_query_gives_equal_rows(
    engine: str, recorded: dict[Query, list[Any]], request: pytest.FixtureRequest
) -> None:
    server: SqlServer = request.getfixturevalue(engine)
    folder = files("appliance.database") / "demo_realm" / "world"
    sources = sorted((part for part in folder.iterdir() if part.name.endswith(".sql")), key=str)
    schema = server.create_schema("parity", *(part.read_text("utf-8") for part in sources))
    different = []
    async with open_pool(server.settings(), schema, Metrics()) as pool:
        for (sql, parameters), expected in recorded.items():
            rows = await pool.fetch(sql, parameters, row=plain)
            if rows != expected:
                different.append((sql, parameters, expected[:3], rows[:3]))
            await trio.lowlevel.checkpoint()
    assert not different, f"{len(different)} of {len(recorded)} queries differ: {different[0]}"


async def test_every_statement_was_reached(recorded: dict[Query, list[Any]]) -> None:
    """A statement no call reaches is either dead or unproved; master's are proved elsewhere."""
    assert len({sql for sql, _parameters in recorded}) >= 40
