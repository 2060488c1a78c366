"""get-optimization-suggestions: nothing without numbers, each number with where it is from."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from appliance.database.interface import Engine
from appliance.database.pool import open_pool
from appliance.errors import Forbidden, InvalidArgument, NotFound, QueryFailed, Unavailable
from appliance.gamedata.realm import Branch, Realm, Schema
from appliance.telemetry.metrics import Metrics
from appliance.tools.context import LOCAL_CALLER, Caller, Scope
from appliance.tools.performance.bots import analyze_bot_performance
from appliance.tools.performance.suggestions import get_optimization_suggestions
from appliance.tuning.process import FIELDS
from tests.support.demo_realms import whole_demo_realm
from tests.support.performance import call, workspace_of
from tests.support.realms import context_of
from tests.support.servers import SqlServer

BUSY = {"machine": {"cores": 2}, "cpu": {"percentOfCore": {"p95": 190.0}}}
IDLE = {"machine": {"cores": 2}, "cpu": {"percentOfCore": {"p95": 5.0}}}
CHARACTERS = """
CREATE TABLE characters (guid INT PRIMARY KEY, account INT, name VARCHAR(12), online INT,
    KEY (name), KEY (online));
CREATE TABLE mail (id INT, receiver INT) ENGINE=MyISAM;
INSERT INTO characters VALUES (1, 1, 'A', 1);
ANALYZE TABLE characters;
"""


@pytest.fixture(params=["mariadb", "mysql"])
def server(request: pytest.FixtureRequest) -> SqlServer:
    found: SqlServer = request.getfixturevalue(request.param)
    return found


@asynccontextmanager
async def real_realm(server: SqlServer) -> AsyncIterator[Realm]:
    """A realm whose world is empty and whose characters table lacks an index."""
    world = server.create_schema("suggest_world", "CREATE TABLE version (id INT PRIMARY KEY)")
    characters = server.create_schema("suggest_characters", CHARACTERS)
    async with (
        open_pool(server.settings(), world, Metrics()) as first,
        open_pool(server.settings(), characters, Metrics(), kind="characters") as second,
    ):
        await first.ping()
        yield Realm(Schema(Branch.WRATH, "", "", {}), "real", first, characters=second)


async def test_a_read_only_account_is_enough_for_the_database(server: SqlServer) -> None:
    async with real_realm(server) as realm:
        found = await call(get_optimization_suggestions, context_of(realm))
    rules = {each.rule: each for each in found.suggestions}
    assert set(rules) == {"indexes-missing", "tables-not-innodb", "commits-not-written"}
    missing = rules["indexes-missing"].evidence
    assert [each.name for each in missing] == [
        "characters.characters rows, no index begins with account"
    ]
    assert (missing[0].value, missing[0].source) == (1, "information_schema.tables")
    assert rules["commits-not-written"].evidence[0].source == "SHOW GLOBAL VARIABLES"
    assert found.source == "real"
    assert found.total == 3
    assert any("has run 0." in note for note in found.notes)


async def test_filters_keep_what_is_wanted(server: SqlServer) -> None:
    async with real_realm(server) as realm:
        context = context_of(realm)

        async def rules(**filters: Any) -> list[str]:
            found = await call(get_optimization_suggestions, context, filters=filters)
            assert found.total == 3
            return [each.rule for each in found.suggestions]

        assert await rules(minImpact="medium") == ["tables-not-innodb"]
        assert await rules(maxDifficulty="easy") == ["commits-not-written"]
        assert await rules(categories=["algorithm"]) == ["indexes-missing"]
        assert await rules(categories=[]) == []


async def test_on_the_demo_realm_the_report_alone_speaks() -> None:
    async with whole_demo_realm() as realm:
        found = await call(get_optimization_suggestions, context_of(realm), performanceReport=BUSY)
    (only,) = found.suggestions
    assert only.rule == "all-cores-busy"
    values = {each.name: each.value for each in only.evidence}
    assert values == {"cpu_percent": 190, "cores": 2, "percent_of_cores": 95}
    assert found.source == "performance report"
    assert any("only on MySQL and MariaDB" in note for note in found.notes)
    assert found.quick_wins == []


async def test_a_sound_report_gets_no_advice() -> None:
    async with whole_demo_realm() as realm:
        found = await call(
            get_optimization_suggestions, context_of(realm), performanceReport=IDLE,
            includeQuickWins=False,
        )  # fmt: skip
    assert (found.total, found.suggestions, found.quick_wins) == (0, [], None)
    assert any("No rule fires" in note for note in found.notes)


async def test_without_anything_measured_it_says_what_to_give() -> None:
    async with whole_demo_realm() as realm:
        with pytest.raises(Unavailable, match=r"nothing was measured.*MySQL.*performanceReport"):
            await call(get_optimization_suggestions, context_of(realm))


async def test_a_database_that_is_away_leaves_the_report() -> None:
    class Away:
        name, engine = "world", Engine.MARIADB

        async def fetch(self, *_: object, **__: object) -> None:
            raise QueryFailed("gone")

    realm = Realm(Schema(Branch.WRATH, "", "", {}), "real", Away())  # type: ignore[arg-type]
    found = await call(get_optimization_suggestions, context_of(realm), performanceReport=BUSY)
    assert [each.rule for each in found.suggestions] == ["all-cores-busy"]
    assert any("does not answer" in note for note in found.notes)


async def test_a_report_is_read_from_the_workspace(tmp_path: Path) -> None:
    (tmp_path / "report.json").write_text(json.dumps(BUSY))
    (tmp_path / "list.json").write_text("[]")
    (tmp_path / "deep.json").write_text("[" * 100_000)
    (tmp_path / "binary.json").write_bytes(b"\xff\xfe\x00")
    async with whole_demo_realm() as realm:
        context = context_of(realm, workspace=workspace_of(tmp_path))

        async def ask(name: str) -> Any:
            return await call(get_optimization_suggestions, context, performanceReportFile=name)

        assert (await ask("report.json")).total == 1
        for name, said in (
            ("list.json", "must hold an object"), ("deep.json", "no JSON"),
            ("binary.json", "no JSON"), ("../../etc/passwd", "performanceReportFile"),
        ):  # fmt: skip
            with pytest.raises(InvalidArgument, match=said):
                await ask(name)
        with pytest.raises(NotFound):
            await ask("none.json")
        with pytest.raises(Unavailable, match=r"workspace\.path"):
            await call(
                get_optimization_suggestions, context_of(realm), performanceReportFile="a.json"
            )


async def test_a_report_in_the_workspace_needs_the_right_to_it(tmp_path: Path) -> None:
    (tmp_path / "report.json").write_text(json.dumps(BUSY))
    async with whole_demo_realm() as realm:
        operator = Caller("operator", LOCAL_CALLER.scopes - {Scope.WORKSPACE})
        context = replace(context_of(realm, workspace=workspace_of(tmp_path)), caller=operator)
        with pytest.raises(Forbidden, match="performanceReportFile needs the right workspace"):
            await call(get_optimization_suggestions, context, performanceReportFile="report.json")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"performanceReport": {"heap": 5}}, "none of the numbers rules need: machine.usableCores"),
        ({"performanceReport": BUSY, "performanceReportFile": "a"}, "give one of them"),
        ({"filters": {"minImpact": "huge"}}, "`filters.minImpact` must be one of"),
    ],
)
async def test_arguments_that_do_not_fit_are_refused(arguments: dict[str, Any], said: str) -> None:
    async with whole_demo_realm() as realm:
        with pytest.raises(InvalidArgument, match=said):
            await call(get_optimization_suggestions, context_of(realm), **arguments)


def test_rules_read_the_fields_that_the_measuring_tool_writes() -> None:
    schema = analyze_bot_performance.output_schema
    for places in FIELDS.values():
        part = schema
        for name in places[0][0].split("."):
            if part.get("additionalProperties"):
                break  # a mapping by resource
            part = part["properties"][name]
            part = next((each for each in part.get("anyOf", ()) if "$ref" in each), part)
            if "$ref" in part:
                part = schema["$defs"][part["$ref"].removeprefix("#/$defs/")]
