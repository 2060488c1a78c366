"""The realm's watch on virtual time, over the demo realm behind a switch."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
import trio
from trio.testing import MockClock

from appliance.clientdata.memory import MemoryClient
from appliance.database.demo import open_demo_world
from appliance.database.interface import Database, Engine, Parameter
from appliance.errors import DatabaseDenied, DatabaseUnavailable, Unavailable
from appliance.gamedata.realm import Branch
from appliance.gamedata.service import FIRST_ATTEMPT_S, PULSE, RealmPlan, RealmService
from appliance.lifecycle.pulse import Pulses
from appliance.lifecycle.running import running
from appliance.telemetry.health import Status

PLAN = RealmPlan("world@db1", ("auth", "hotfixes"), interval_s=5, attempt_s=10)


class Switched:
    """A database that can be switched off, or made to hang."""

    def __init__(self, behind: Database) -> None:
        self._behind = behind
        self.error: Exception | None = None
        self.hangs = False
        self.asked = 0

    @property
    def name(self) -> str:
        return self._behind.name

    @property
    def engine(self) -> Engine:
        return self._behind.engine

    async def _gate(self) -> None:
        self.asked += 1
        if self.hangs:
            await trio.sleep_forever()
        if self.error is not None:
            raise self.error

    async def fetch(self, sql: str, parameters: Sequence[Parameter] = (), **options: Any) -> Any:
        await self._gate()
        return await self._behind.fetch(sql, parameters, **options)

    def stream(
        self, sql: str, parameters: Sequence[Parameter] = (), **options: Any
    ) -> AbstractAsyncContextManager[AsyncIterator[list[tuple[Any, ...]]]]:
        return self._behind.stream(sql, parameters, **options)

    async def ping(self) -> float:
        await self._gate()
        return 0.001

    async def tables(self) -> Mapping[str, frozenset[str]]:
        await self._gate()
        return await self._behind.tables()


class Realms:
    """A realm service over switched databases."""

    def __init__(self, world: Database) -> None:
        self.databases = {kind: Switched(world) for kind in ("world", *PLAN.optional)}
        self.pulses = Pulses()
        self.service = RealmService(PLAN, self._open, self.pulses)

    @asynccontextmanager
    async def _open(self, kind: str) -> AsyncIterator[Database]:
        yield self.databases[kind]

    @property
    def ready(self) -> bool:
        return all(c.status is not Status.FAILED for c in self.service.checks() if c.essential)


@pytest.fixture
async def realms() -> AsyncIterator[Realms]:
    async with open_demo_world() as world:
        yield Realms(world)


async def test_a_realm_that_answers_is_there_when_the_service_is_ready(
    realms: Realms, autojump_clock: MockClock
) -> None:
    async with running(realms.service.run):
        realm = realms.service.current()
        assert (realm.source, realm.branch, realm.hotfixes) == ("world@db1", "3.3.5", None)
        assert realm.auth is realms.databases["auth"]
        assert {check.name for check in realms.service.checks()} == {"realm", "auth"}
        assert realms.databases["hotfixes"].asked == 0


async def test_a_realm_that_is_away_delays_nothing_says_why_and_comes_back(
    realms: Realms, autojump_clock: MockClock
) -> None:
    world = realms.databases["world"]
    world.error = DatabaseUnavailable("db1:3306 refuses")
    async with running(realms.service.run):
        assert not realms.ready
        with pytest.raises(Unavailable, match="db1:3306 refuses"):
            realms.service.current()
        world.error = None
        await trio.sleep(PLAN.interval_s)
        assert realms.ready
        world.error = DatabaseDenied("wrong password")
        await trio.sleep(PLAN.interval_s + 1)
        with pytest.raises(Unavailable, match="wrong password"):
            realms.service.current()
        assert realms.service.checks()[0].message == "wrong password"
        (auth,) = [check for check in realms.service.checks() if check.name == "auth"]
        assert (auth.status, "not asked" in auth.message) == (Status.WARNING, True)


async def test_a_realm_that_does_not_answer_holds_up_the_start_only_so_long(
    realms: Realms, autojump_clock: MockClock
) -> None:
    realms.databases["world"].hangs = True
    started = trio.current_time()
    async with running(realms.service.run):
        assert trio.current_time() - started == pytest.approx(FIRST_ATTEMPT_S)
        assert not realms.ready


async def test_attempts_become_rarer_but_never_rarer_than_the_interval(
    realms: Realms, autojump_clock: MockClock
) -> None:
    world = realms.databases["world"]
    world.error = DatabaseUnavailable("away")
    async with running(realms.service.run):
        await trio.sleep(60)
        assert 12 <= world.asked <= 18


async def test_a_database_beside_world_may_be_missing_and_come_back(
    realms: Realms, autojump_clock: MockClock
) -> None:
    realms.databases["auth"].error = DatabaseDenied("no right")
    async with running(realms.service.run):
        assert realms.ready
        assert realms.service.current().auth is None
        (auth,) = [check for check in realms.service.checks() if check.name == "auth"]
        assert (auth.status, auth.message) == (Status.WARNING, "no right")
        realms.databases["auth"].error = None
        await trio.sleep(PLAN.interval_s + 1)
        assert realms.service.current().auth is not None


async def test_a_probe_asks_now(realms: Realms, autojump_clock: MockClock) -> None:
    async with running(realms.service.run):
        probed = {check.name: check for check in await realms.service.probe()}
        assert probed["realm"].duration_s == 0.001
        realms.databases["world"].error = DatabaseUnavailable("just gone")
        probed = {check.name: check for check in await realms.service.probe()}
        assert (probed["realm"].status, probed["realm"].message) == (Status.FAILED, "just gone")


async def test_a_reload_names_the_schema_anew_at_once(
    realms: Realms, autojump_clock: MockClock
) -> None:
    async with running(realms.service.run):
        before = realms.service.current()
        realms.service.look_again()
        await trio.sleep(0.1)
        assert realms.service.current().schema is not before.schema


async def test_the_watch_beats_its_pulse_until_it_is_stuck(
    realms: Realms, autojump_clock: MockClock
) -> None:
    async with running(realms.service.run):
        await trio.sleep(100)
        assert realms.pulses.stalled(trio.current_time()) == []
        realms.databases["world"].hangs = True
        await trio.sleep(100)
        assert realms.pulses.stalled(trio.current_time()) == [PULSE]


async def test_client_files_are_those_of_the_branch_and_opened_anew_on_reload(
    realms: Realms, autojump_clock: MockClock
) -> None:
    asked: list[Branch] = []

    def client(branch: Branch) -> MemoryClient:
        asked.append(branch)
        return MemoryClient()

    plan = replace(PLAN, client=client)
    service = RealmService(plan, realms._open, realms.pulses)
    async with running(service.run):
        first = service.current().client
        realms.databases["world"].error = DatabaseUnavailable("away")
        await trio.sleep(plan.interval_s + 1)
        realms.databases["world"].error = None
        await trio.sleep(2 * plan.interval_s)
        assert service.current().client is first, "a realm that comes back keeps its files"
        service.look_again()
        await trio.sleep(1)
        assert service.current().client is not first
    assert asked == [Branch.WRATH, Branch.WRATH]
