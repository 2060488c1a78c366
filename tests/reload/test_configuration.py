"""Another configuration is taken into use wholly or not at all, and no call loses what it uses."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
import structlog
import trio
from hypothesis import example, given
from hypothesis import strategies as st
from trio.testing import MockClock

from appliance.errors import DatabaseUnavailable, SettingsError
from appliance.lifecycle.systemd import Notifier
from appliance.reload.configuration import INTERNAL, STOPPING, Configuration, Inputs
from appliance.reload.steps import Step
from appliance.server.dispatch import Dispatcher
from appliance.settings.load import Loaded
from appliance.settings.model import LogSettings, ServerSettings, Settings
from appliance.settings.reload import Changes, Pending
from appliance.telemetry.health import Check, Status
from appliance.telemetry.metrics import Metrics
from appliance.tools.context import LOCAL_CALLER, Scope, Services, ToolContext
from appliance.tools.models import Answer, ToolInput
from appliance.tools.registry import tool
from tests.support.backups import NOON, SetClock
from tests.support.mcp_server import RealmAway, check_health


class Pool:
    """What a generation of a part brings: calls must never find it closed."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.open = True


class Use(ToolInput):
    seconds: float


class Used(Answer):
    number: int


@tool("use", title="Use", scope=Scope.GAME_READ, read_only=True, timeout_s=10_000)
async def use(query: Use, context: ToolContext) -> Used:
    """Use the pool for a while."""
    pool: Any = context.services.source_tree
    until = trio.current_time() + query.seconds
    while True:
        assert pool.open
        if trio.current_time() >= until:
            return Used(source="test", number=pool.number)
        await trio.sleep(min(0.25, until - trio.current_time()))


@dataclass
class Part:
    """A part that takes its time to open a pool, and may refuse."""

    pools: list[Pool] = field(default_factory=lambda: [Pool(0)])
    takes_s: float = 1.0
    error: Exception | None = None
    committed: list[int] = field(default_factory=list)

    async def prepare(self, _changes: Changes) -> Step:
        await trio.sleep(self.takes_s)
        if self.error is not None:
            raise self.error
        old, new = [each for each in self.pools if each.open][-1], Pool(len(self.pools))
        self.pools.append(new)
        return Step(
            commit=lambda: self.committed.append(new.number),
            services={"source_tree": new},
            undo=partial(self._close, new),
            retire=partial(self._close, old),
            notes=(f"pool {new.number}",),
        )

    async def _close(self, pool: Pool) -> None:
        await trio.lowlevel.checkpoint()
        pool.open = False

    @property
    def open(self) -> list[int]:
        return [each.number for each in self.pools if each.open]


class Bench:
    """A configuration whose sources tests write."""

    def __init__(self, *parts: Any, notify: Path | None = None) -> None:
        self.metrics, self.stopping = Metrics(), trio.Event()
        self.settings = Settings()
        self.error: Exception | None = None
        self.logs: list[LogSettings] = []
        first: Any = next((part.pools[0] for part in parts if isinstance(part, Part)), None)
        services = Services(RealmAway(), check_health, source_tree=first)
        self.dispatcher = Dispatcher({"use": use}, services, self.metrics)
        self.configuration = Configuration(
            self.settings,
            Inputs(self._load, self.logs.append),
            self.dispatcher,
            clock=SetClock(NOON),
            metrics=self.metrics,
            notifier=Notifier({"NOTIFY_SOCKET": str(notify)} if notify else {}),
            stopping=self.stopping,
        )
        self.configuration.parts += parts

    def _load(self) -> Loaded:
        if self.error is not None:
            raise self.error
        return Loaded(self.settings, MappingProxyType({}), ())

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Configuration]:
        async with trio.open_nursery() as nursery:
            await nursery.start(self.configuration.run)
            yield self.configuration
            nursery.cancel_scope.cancel()

    async def use(self, seconds: float) -> None:
        answer = await self.dispatcher.call(
            "use", {"seconds": seconds}, caller=LOCAL_CALLER, request_id="r"
        )
        assert not answer.is_error, answer.error

    def value(self, name: str, **labels: str) -> float | None:
        return self.metrics.registry.get_sample_value(f"trinitycore_mcp_config_{name}", labels)

    @property
    def check(self) -> Check:
        (check,) = self.configuration.checks()
        return check


async def at_once(function: Callable[..., Any], *args: Any, **_options: Any) -> Any:
    """Instead of a thread, for which virtual time would not wait."""
    return function(*args)


@pytest.fixture(autouse=True, scope="module")
def no_threads() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trio.to_thread, "run_sync", at_once)
        patch.setattr("appliance.lifecycle.memory.settle_anew", lambda: None)
        yield


MOMENTS = st.integers(min_value=0, max_value=40).map(lambda number: number / 4)


class Other:
    """A part that needs no time, and that no call of these tests uses."""

    async def prepare(self, _changes: Changes) -> Step:
        return Step(services={"workspace": object()})


@given(
    calls=st.lists(st.tuples(MOMENTS, MOMENTS), max_size=8),
    reloads=st.lists(
        st.tuples(MOMENTS, st.sampled_from(["refused", "applied", "of another part"])), max_size=6
    ),
)
@example(calls=[(4, 10)], reloads=[(2, "applied"), (5, "of another part"), (6, "applied")])
def test_no_call_ever_finds_closed_what_it_began_with(
    calls: list[tuple[float, float]], reloads: list[tuple[float, str]]
) -> None:
    """Whatever begins when, and whichever of the reloads are refused or change another part."""
    part = Part()

    async def call(bench: Bench, at: float, seconds: float) -> None:
        await trio.sleep(at)
        await bench.use(seconds)

    async def reload(bench: Bench, at: float, kind: str) -> None:
        await trio.sleep(at)
        part.error = DatabaseUnavailable("nobody answers") if kind == "refused" else None
        bench.configuration.parts[:] = [Other()] if kind == "of another part" else [Other(), part]
        outcome = await bench.configuration.reload()
        assert outcome.applied or outcome.problems == ("nobody answers",)

    async def main() -> None:
        bench = Bench(part)
        async with bench.running():
            async with trio.open_nursery() as nursery:
                for at, seconds in calls:
                    nursery.start_soon(call, bench, at, seconds)
                for at, kind in reloads:
                    nursery.start_soon(reload, bench, at, kind)
            await trio.testing.wait_all_tasks_blocked()
            in_use: Any = bench.dispatcher.services.source_tree
            assert part.open == [in_use.number]  # and nothing else was left behind

    trio.run(main, clock=MockClock(autojump_threshold=0))


async def test_what_is_refused_by_one_is_undone_by_all_and_every_reason_is_told(
    autojump_clock: MockClock,
) -> None:
    good, other = Part(), Part(error=SettingsError("two", problems=("first", "second")))
    failing = Part(error=DatabaseUnavailable("nobody answers", hint="start it"))
    bench = Bench(good, other, failing)
    bench.settings = Settings(log=LogSettings.model_validate({"level": "error"}))
    async with bench.running() as configuration:
        before = bench.dispatcher.services
        outcome = await configuration.reload()
        assert outcome.problems == ("first", "second", "nobody answers (start it)")
        assert (outcome.changed, outcome.pending, outcome.notes) == ((), (), ())
        assert configuration.settings == Settings()
        assert bench.dispatcher.services is before
        assert (good.open, good.committed, bench.logs) == ([0], [], [])
    assert bench.check.status is Status.WARNING
    assert bench.check.message.startswith("reload refused at 2026-")
    assert bench.check.message.endswith("all stays as it was: first (and 2 more)")
    assert bench.value("last_reload_successful") == 0
    assert bench.value("reloads_total", result="refused") == 1


async def test_what_is_applied_is_told_and_what_was_refused_is_over(
    autojump_clock: MockClock,
) -> None:
    part = Part()
    bench = Bench(part)
    assert bench.check == Check("configuration", Status.OK, "as at the start")
    assert bench.value("last_reload_successful") == 1
    bench.error = SettingsError("wrong")
    async with bench.running() as configuration:
        assert (await configuration.reload()).problems == ("wrong",)
        bench.error = None
        bench.settings = Settings(
            log=LogSettings.model_validate({"level": "error"}), server=ServerSettings(port=3001)
        )
        with structlog.testing.capture_logs() as lines:
            outcome = await configuration.reload()
        assert outcome.changed == ("log.level",)
        assert outcome.pending == (Pending("server.port", "3000"),)
        assert outcome.notes == ("pool 1",)
        assert configuration.settings.log.level == "error"
        assert configuration.settings.server.port == 3000
        assert [each.level for each in bench.logs] == ["error"]
    events = {line["event"]: line for line in lines}
    assert events["configuration reloaded"]["changed"] == ["log.level"]
    assert events["restart needed"]["key"] == "server.port"
    assert "pool 1" in events
    assert bench.check.message == "server.port needs a restart: 3000 stays"
    assert bench.value("last_reload_successful") == 1
    assert bench.value("last_reload_success_timestamp_seconds") == NOON.timestamp()
    assert bench.value("reloads_total", result="applied") == 1


@pytest.mark.parametrize("where", ["load", "prepare"])
async def test_a_bug_refuses_and_does_not_end_the_process(
    where: str, autojump_clock: MockClock
) -> None:
    part, good = Part(), Part()
    bench = Bench(good, part)
    async with bench.running() as configuration:
        if where == "load":
            bench.error = KeyError("bug")
        else:
            part.error = KeyError("bug")
        assert (await configuration.reload()).problems == (INTERNAL,)
        assert good.open == [0]
        bench.error = part.error = None
        assert (await configuration.reload()).applied


async def test_a_process_that_stops_takes_nothing_new_into_use(autojump_clock: MockClock) -> None:
    bench = Bench(Part())
    async with bench.running() as configuration:
        bench.stopping.set()
        assert (await configuration.reload()).problems == (STOPPING,)


async def test_signals_that_come_meanwhile_are_one_reload() -> None:
    begun, go_on = trio.Event(), trio.Event()

    class Slow(Part):
        async def prepare(self, changes: Changes) -> Step:
            begun.set()
            await go_on.wait()
            return await super().prepare(changes)

    part = Slow(takes_s=0)
    bench = Bench(part)
    async with bench.running() as configuration:
        configuration.ask()
        await begun.wait()
        for _ in range(5):
            configuration.ask()
        go_on.set()
        await configuration.reload()
    assert part.committed == [1, 2]


async def test_a_renewed_file_is_a_change_until_it_was_applied(tmp_path: Path) -> None:
    certificate = tmp_path / "certificate.pem"
    certificate.write_text("one")
    settings = Settings(server=ServerSettings(tls_certificate=certificate, tls_key=certificate))
    refusing: list[Exception] = []

    class Port:
        async def prepare(self, _changes: Changes) -> Step:
            if refusing:
                raise refusing[0]
            return Step()

    bench = Bench()
    bench.settings = settings
    bench.configuration = Configuration(
        settings,
        Inputs(lambda: Loaded(settings, MappingProxyType({}), ()), bench.logs.append),
        bench.dispatcher,
        clock=SetClock(NOON),
        metrics=Metrics(),
        notifier=Notifier({}),
        stopping=bench.stopping,
    )
    bench.configuration.parts.append(Port())
    keys = ("server.tls_certificate", "server.tls_key")
    async with bench.running() as configuration:
        assert (await configuration.reload()).changed == ()
        certificate.write_text("two")
        refusing.append(DatabaseUnavailable("no"))
        assert not (await configuration.reload()).applied
        refusing.clear()
        assert (await configuration.reload()).changed == keys
        assert (await configuration.reload()).changed == ()


@pytest.fixture
def manager(tmp_path: Path) -> Callable[[], list[str]]:
    """What a service manager at tmp_path/notify has heard."""
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    listening.bind(str(tmp_path / "notify"))
    listening.setblocking(False)

    def heard() -> list[str]:
        found = []
        try:
            while True:
                found.append(listening.recv(1000).decode())
        except BlockingIOError:
            return found
        finally:
            listening.close()

    return heard


async def test_the_service_manager_hears_the_beginning_and_the_end(
    tmp_path: Path, manager: Callable[[], list[str]]
) -> None:
    bench = Bench(notify=tmp_path / "notify")
    bench.configuration.status = "serving"
    async with bench.running() as configuration:
        await configuration.reload()
        bench.error = SettingsError("wrong")
        await configuration.reload()
    began, ended, again, refused = manager()
    for message in (began, again):
        first, second = message.splitlines()
        assert first == "RELOADING=1"
        assert second.removeprefix("MONOTONIC_USEC=").isdigit()
    assert ended == "READY=1\nSTATUS=serving"
    assert refused == "READY=1\nSTATUS=serving; reload refused: wrong"
