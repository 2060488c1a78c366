"""analyze-bot-performance over real processes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from appliance.errors import Forbidden, InvalidArgument, QueryFailed, Unavailable
from appliance.tools.context import LOCAL_CALLER, Caller, Scope, Services, ToolContext
from appliance.tools.performance.bots import analyze_bot_performance
from appliance.tools.performance.suggestions import get_optimization_suggestions
from tests.support.demo_realms import whole_demo_realm
from tests.support.performance import call, workspace_of, worldserver_of
from tests.support.programs import BUSY, GROWING, IDLE, program
from tests.support.realms import context_of

SHORT = {"mode": "realtime", "duration": 400, "interval": 50}


async def test_a_busy_server_is_measured_with_who_plays(tmp_path: Path) -> None:
    async with whole_demo_realm() as realm:
        with program(BUSY) as process:
            context = context_of(realm, worldserver=worldserver_of(process.pid, tmp_path))
            found = await call(analyze_bot_performance, context, **SHORT)
    assert found.process.pid == process.pid
    assert found.window.seconds > 0.2
    assert 2 <= found.window.samples <= 9 - found.window.missed
    cpu = found.cpu.percent_of_core
    assert 0 < cpu.mean < 101
    assert cpu.minimum <= cpu.p50 <= cpu.p95 <= cpu.maximum
    assert found.cpu.percent_of_machine == pytest.approx(cpu.mean / found.machine.cores, abs=0.02)
    assert found.cpu.threads[0].percent_of_core > 0
    assert found.memory.rss_bytes > 2**20
    assert found.memory.growth is None  # too short
    assert found.network.connections == {}
    assert found.traffic is None
    assert found.realm.online_characters is not None
    assert found.realm.worlds[0].revision == "demo"
    assert not found.realm.worlds[0].is_measured
    assert any("another worldserver" in note for note in found.notes)
    assert any("no network bytes by process" in note for note in found.notes)
    assert len(found.samples) == found.window.samples - 1


async def test_the_cost_of_a_character_is_a_division_of_measured_numbers(tmp_path: Path) -> None:
    async with whole_demo_realm() as realm:
        with program(IDLE) as process:
            context = context_of(realm, worldserver=worldserver_of(process.pid, tmp_path))
            found = await call(analyze_bot_performance, context, mode="snapshot")
    online = found.realm.online_characters
    assert online
    expected = found.memory.rss_bytes / 2**20 / online
    assert found.per_character.memory_mb == pytest.approx(expected, abs=1e-3)
    assert any("base load" in note for note in found.notes)
    assert found.memory.proportional_bytes is not None


async def test_only_what_is_asked_for_is_told(tmp_path: Path) -> None:
    async with whole_demo_realm() as realm:
        with program(IDLE) as process:
            context = context_of(realm, worldserver=worldserver_of(process.pid, tmp_path))
            metrics = {"cpu": False, "memory": True, "network": False}
            found = await call(analyze_bot_performance, context, **SHORT, metrics=metrics)
    assert (found.cpu, found.network, found.traffic) == (None, None, None)
    assert found.samples[0].cpu_percent is None
    assert found.samples[0].rss_bytes is not None
    assert found.per_character.cpu_percent_of_core is None


async def test_memory_that_grows_becomes_a_suggestion(tmp_path: Path) -> None:
    async with whole_demo_realm() as realm:
        with program(GROWING) as process:
            context = context_of(realm, worldserver=worldserver_of(process.pid, tmp_path))
            found = await call(
                analyze_bot_performance, context, mode="realtime", duration=5500, interval=250
            )
        growth = found.memory.growth
        assert growth.bytes_per_s - growth.margin_bytes_per_s > 2**20 / 60
        assert len(found.samples) <= 30
        report = found.model_dump(mode="json", by_alias=True, exclude_none=True)
        told = await call(get_optimization_suggestions, context, performanceReport=report)
        grows = next(each for each in told.suggestions if each.rule == "memory-grows")
        (shown,) = (each.value for each in grows.evidence if each.name == "growth")
        assert shown == pytest.approx(growth.bytes_per_s, rel=1e-5)


async def test_long_series_are_told_in_thirty_parts(tmp_path: Path) -> None:
    async with whole_demo_realm() as realm:
        with program(BUSY) as process:
            context = context_of(realm, worldserver=worldserver_of(process.pid, tmp_path))
            found = await call(
                analyze_bot_performance, context, mode="realtime", duration=1200, interval=20
            )
    assert len(found.samples) == min(30, found.window.samples - 1)
    assert found.samples[-1].at_s == pytest.approx(found.window.seconds, abs=2e-3)


async def test_what_is_missing_is_named() -> None:
    async with whole_demo_realm() as realm:
        with pytest.raises(Unavailable, match=r"worldserver\.pid_file.*worldserver\.executable"):
            await call(analyze_bot_performance, context_of(realm), mode="realtime")


async def test_without_a_realm_the_process_is_measured_all_the_same(tmp_path: Path) -> None:
    class Away:
        def current(self) -> None:
            raise Unavailable("the realm is not available: nobody answers")

    with program(IDLE) as process:
        worldserver = worldserver_of(process.pid, tmp_path)
        services = Services(Away(), lambda: None, worldserver=worldserver)  # type: ignore[arg-type,return-value]
        found = await call(analyze_bot_performance, ToolContext(services), **SHORT)
    assert found.cpu is not None
    assert found.realm.online_characters is None
    assert found.per_character is None
    assert "Players online are not known: the realm is not available: nobody answers" in found.notes


async def test_without_databases_beside_the_world_notes_say_so(tmp_path: Path) -> None:
    class Broken:
        async def fetch(self, *_: object, **__: object) -> None:
            raise QueryFailed("no such table")

    async with whole_demo_realm() as realm:
        with program(IDLE) as process:
            worldserver = worldserver_of(process.pid, tmp_path)
            for database, said in ((None, "there is no"), (Broken(), "does not answer")):
                poorer = replace(realm, characters=database, auth=database)  # type: ignore[arg-type]
                context = context_of(poorer, worldserver=worldserver)
                found = await call(analyze_bot_performance, context, **SHORT)
                assert sum(said in note for note in found.notes) == 2
                assert found.realm.worlds is None


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"metrics": {"cpu": False, "memory": False, "network": False}}, "metrics: at least one"),
        ({"interval": 500}, "interval: must not be above duration"),
        ({"duration": 60001}, "`duration` must be at most 60000"),
        ({"interval": 1}, "`interval` must be at least 20"),
    ],
)
async def test_arguments_that_do_not_fit_are_refused(
    arguments: dict[str, object], said: str
) -> None:
    async with whole_demo_realm() as realm:
        with pytest.raises(InvalidArgument, match=said):
            await call(analyze_bot_performance, context_of(realm), **(SHORT | arguments))


async def test_samples_are_written_where_that_is_allowed(tmp_path: Path) -> None:
    async with whole_demo_realm() as realm:
        with program(IDLE) as process:
            worldserver = worldserver_of(process.pid, tmp_path)
            workspace = workspace_of(tmp_path)
            context = context_of(realm, worldserver=worldserver, workspace=workspace)
            found = await call(analyze_bot_performance, context, **SHORT, exportCSV="runs/a.csv")
            assert found.csv_file == "runs/a.csv"
            lines = (tmp_path / "runs" / "a.csv").read_text().splitlines()
            assert len(lines) == found.window.samples
            with pytest.raises(InvalidArgument, match="such a file already"):
                await call(analyze_bot_performance, context, **SHORT, exportCSV="runs/a.csv")
            with pytest.raises(InvalidArgument, match="exportCSV"):
                await call(analyze_bot_performance, context, **SHORT, exportCSV="../a.csv")
            readonly = workspace_of(tmp_path, allow_write=False)
            context = context_of(realm, worldserver=worldserver, workspace=readonly)
            found = await call(analyze_bot_performance, context, **SHORT, exportCSV="b.csv")
            assert found.csv_file is None
            assert any("workspace.allow_write" in note for note in found.notes)


async def test_a_file_needs_the_right_to_write_files(tmp_path: Path) -> None:
    async with whole_demo_realm() as realm:
        context = context_of(realm, workspace=workspace_of(tmp_path))
        operator = Caller("operator", LOCAL_CALLER.scopes - {Scope.WORKSPACE})
        with pytest.raises(Forbidden, match="workspace"):
            await call(
                analyze_bot_performance, replace(context, caller=operator), **SHORT,
                exportCSV="a.csv",
            )  # fmt: skip
