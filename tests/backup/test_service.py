"""The task that looks after backups, on the demo realm and a folder."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import trio

from appliance.backup import keeper
from appliance.backup.leading import Mandate
from appliance.backup.manifest import Reason
from appliance.backup.names import Kind
from appliance.backup.notes import Backup, Level, State
from appliance.backup.repository.interface import UNRANKED
from appliance.backup.repository.local import LocalRepository
from appliance.backup.runs import Listing, NoBackups
from appliance.backup.service import BackupService
from appliance.backup.site import Site, open_site
from appliance.backup.take import fresh_id, take
from appliance.errors import BackupLocked, NotFound, Unavailable
from appliance.failover.leader import SingleNode
from appliance.plans import plan_backups
from appliance.settings.backup import BackupSettings
from appliance.settings.model import Settings
from appliance.telemetry.health import Check, Status
from appliance.telemetry.metrics import Metrics
from tests.support.backups import NOON, SetClock, local_repository

NOW = NOON + timedelta(minutes=1)


@dataclass
class Bench:
    folder: Path
    clock: SetClock = field(default_factory=lambda: SetClock(NOW))
    metrics: Metrics = field(default_factory=Metrics)
    term: int | None = 1
    more: dict[str, object] = field(default_factory=dict)

    @property
    def settings(self) -> Settings:
        values = {"repository": str(self.folder), "jitter_s": 0, "min_free_bytes": 0} | self.more
        return Settings(backup=BackupSettings(**values))  # type: ignore[arg-type]

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[BackupService]:
        service = BackupService(self.settings, self.clock, self.metrics, leader=lambda: self.term)
        async with trio.open_nursery() as nursery:
            await nursery.start(service.run)
            yield service
            nursery.cancel_scope.cancel()

    async def site(self) -> Site:
        return await open_site(self.settings, self.clock, create=True)

    async def backups(self) -> tuple[Backup, ...]:
        return tuple(await (await self.site()).catalogue.list())

    def value(self, name: str, **labels: str) -> float | None:
        return self.metrics.registry.get_sample_value(f"trinitycore_mcp_backup_{name}", labels)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path / "backups")


async def until(condition: Callable[[], Awaitable[object]], limit_s: float = 30) -> None:
    with trio.fail_after(limit_s):
        while not await condition():  # noqa: ASYNC110 - what changes is on the disk
            await trio.sleep(0.01)


def checking(service: BackupService, status: Status) -> Callable[[], Awaitable[bool]]:
    async def condition() -> bool:
        return one(service).status is status

    return condition


def one(service: BackupService) -> Check:
    (check,) = service.checks()
    return check


async def opened(service: BackupService) -> Listing:
    found: list[Listing] = []

    async def condition() -> bool:
        try:
            found.append(await service.desk.list(limit=20, state=None))
        except Unavailable:
            return False
        return True

    await until(condition)
    return found[0]


async def all_proved(bench: Bench) -> bool:
    backups = await bench.backups()
    return len(backups) == 2 and {each.state for each in backups} == {State.VERIFIED}


async def test_what_is_due_is_taken_proved_and_shown(bench: Bench) -> None:
    async with bench.serving() as service:
        await until(lambda: all_proved(bench))
        await until(checking(service, Status.OK))
    first, second = sorted(await bench.backups(), key=lambda b: len(b.schemas))
    assert first.schemas == {"world"}
    assert second.schemas == {"auth", "characters"}
    assert second.manifest is not None
    assert second.manifest.reason is Reason.SCHEDULED
    assert second.manifest.taken_by.term == 1
    assert bench.value("last_proved_timestamp_seconds", database="world") == NOW.timestamp()
    assert bench.value("last_success_timestamp_seconds", database="auth") == NOW.timestamp()
    assert bench.value("expected_interval_seconds", database="auth") == 6 * 3600
    assert bench.value("attempts_total", database="characters") == 1
    assert bench.value("failures_total", database="characters") is None
    assert bench.value("running") == 0


async def test_the_next_slot_brings_the_next_backup(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeper, "LOOK_S", 0.01)
    async with bench.serving():
        await until(lambda: all_proved(bench))
        bench.clock.move(hours=6)

        async def third() -> bool:
            return len(await bench.backups()) == 3

        await until(third)
    newest = (await bench.backups())[0]
    assert newest.schemas == {"auth", "characters"}


async def test_a_process_that_died_in_a_run_leaves_no_gap(bench: Bench) -> None:
    """Killed while it took a backup: litter in the folder, nothing in the catalogue."""
    site = await bench.site()
    litter = bench.folder / f".partial-{fresh_id(site)}"
    litter.mkdir()
    (litter / "auth.frames").write_bytes(b"half")
    async with bench.serving():
        await until(lambda: all_proved(bench))
    assert not litter.exists()


async def test_other_settings_are_taken_up_at_once_when_nothing_runs(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No look at the clock is due for an hour."""
    monkeypatch.setattr(keeper, "LOOK_S", 3600.0)
    async with bench.serving() as service:
        await until(lambda: all_proved(bench))
        await until(lambda: idle(service))
        before, bench.folder = bench.folder, tmp_path / "elsewhere"
        service.change(bench.settings)
        await until(lambda: all_proved(bench))
        assert (await opened(service)).address == str(bench.folder)
        assert len(list(before.glob("*-full-*"))) == 2


async def test_what_runs_ends_under_the_settings_it_began_with(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = trio.Event(), trio.Event()

    async def slow(*args: Any, **options: Any) -> Any:
        begun.set()
        await go_on.wait()
        return await take(*args, **options)

    bench.more = {"schedule": "off", "world_schedule": "off"}
    async with bench.serving() as service:
        await opened(service)
        monkeypatch.setattr(keeper, "take", slow)
        run = service.desk.trigger(Kind.FULL, "")
        await begun.wait()
        before, bench.folder = bench.folder, tmp_path / "elsewhere"
        service.change(bench.settings)
        await trio.testing.wait_all_tasks_blocked()
        assert service.desk.address == str(before)
        go_on.set()
        await run.done.wait()
        assert run.error is None
        assert (before / run.id).is_dir()

        async def moved() -> bool:
            return service.desk.address == str(bench.folder)

        await until(moved)
        assert await bench.backups() == ()


async def test_backups_are_switched_off_and_on_again(bench: Bench) -> None:
    on = bench.settings
    async with bench.serving() as service:
        await until(lambda: all_proved(bench))
        service.change(Settings())
        assert service.checks() == []

        async def closed() -> bool:
            return service.desk.address == ""

        await until(closed)
        with pytest.raises(Unavailable, match=r"backup\.repository is not set"):
            service.desk.trigger(Kind.FULL, "")
        service.change(on)
        assert (await opened(service)).total == 2


async def test_a_pause_after_a_failure_ends_with_other_settings(bench: Bench) -> None:
    good = bench.settings
    bench.folder.write_text("no folder")
    async with bench.serving() as service:
        await until(checking(service, Status.FAILED))
        bench.folder.unlink()
        service.change(good)
        await until(lambda: all_proved(bench), 60)


async def test_a_backup_is_taken_when_asked_for_and_outlives_the_question(bench: Bench) -> None:
    bench.more = {"schedule": "off", "world_schedule": "off"}
    async with bench.serving() as service:
        await opened(service)
        run = service.desk.trigger(Kind.FULL, "before the update")
        with pytest.raises(Unavailable, match=f"the backup of {run.id} is under way"):
            service.desk.trigger(Kind.FULL, "")
        stages = []

        async def tell(stage: object) -> None:
            stages.append(stage)

        assert await run.follow(30, tell)
        assert run.error is None
        assert stages
        site = await bench.site()
        backup = await site.catalogue.get(run.id)
        assert backup.manifest is not None
        assert backup.manifest.description == "before the update"
        assert backup.manifest.reason is Reason.MANUAL
        assert backup.schemas == {"auth", "characters", "world"}


async def test_a_proof_that_is_asked_for(bench: Bench) -> None:
    site = await bench.site()
    taken = await take(
        site, Mandate(), backup_id=fresh_id(site), targets=site.targets, reason=Reason.MANUAL
    )
    bench.more = {"schedule": "off", "world_schedule": "off"}
    async with bench.serving() as service:
        await opened(service)
        with pytest.raises(NotFound, match="there is no backup"):
            await service.desk.verify("20260131T180000Z-full-0a1b2c", None)
        await until(lambda: idle(service))
        run = await service.desk.verify(taken.manifest.id, None)
        await run.done.wait()
        assert run.error is None
        assert run.notes[0].startswith("full check: ")
        victim = next((bench.folder / taken.manifest.id).rglob("*.frames"))
        victim.write_bytes(b"not it")
        await until(lambda: idle(service))
        run = await service.desk.verify(taken.manifest.id, Level.QUICK)
        await run.done.wait()
        assert run.error is not None
        assert "is damaged" in str(run.error)
        await until(checking(service, Status.FAILED))
        listing = await service.desk.list(limit=5, state=State.DAMAGED)
        assert [backup.id for backup in listing.backups] == [taken.manifest.id]
        assert listing.total == 1
        assert bench.value("damaged") == 1


async def idle(service: BackupService) -> bool:
    return service.desk.idle


async def test_only_the_leader_takes_backups(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeper, "LOOK_S", 0.01)
    bench.term = None
    async with bench.serving() as service:

        async def told() -> bool:
            return "another node leads" in service.desk._refusal

        await until(told)
        with pytest.raises(Unavailable, match="another node leads"):
            service.desk.trigger(Kind.FULL, "")
        assert (await service.desk.list(limit=1, state=None)).total == 0, "looking is free"
        bench.term = 4
        await until(lambda: all_proved(bench))
    assert {b.manifest.taken_by.term for b in await bench.backups() if b.manifest} == {4}


async def test_a_node_that_stands_by_knows_the_backups_and_takes_none(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeper, "LOOK_S", 0.01)
    async with trio.open_nursery() as nursery:
        service = BackupService(
            bench.settings, bench.clock, bench.metrics, leader=lambda: 3, who_leads=lambda: "b"
        )
        nursery.start_soon(service.stand_by)
        assert (await opened(service)).total == 0
        await trio.sleep(0.1)
        assert service.desk.generation == 0
        with pytest.raises(Unavailable, match="b leads, and takes the backups"):
            service.desk.trigger(Kind.FULL, "")
        nursery.cancel_scope.cancel()
    assert await bench.backups() == ()


async def test_a_run_that_was_cut_off_is_taken_again_in_the_next_term(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = keeper.take
    began = trio.Event()

    async def endless(*_: object, **__: object) -> object:
        began.set()
        await trio.sleep_forever()
        raise AssertionError

    monkeypatch.setattr(keeper, "take", endless)
    async with bench.serving() as service:
        await began.wait()
        run = service.desk.current
    assert run is not None
    assert "cut off" in str(run.error)
    monkeypatch.setattr(keeper, "take", real)
    bench.term = 2
    async with bench.serving():
        await until(lambda: all_proved(bench))
    assert {b.manifest.taken_by.term for b in await bench.backups() if b.manifest} == {2}


async def test_a_node_that_is_alone_again_goes_on_where_others_led(bench: Bench) -> None:
    site = await bench.site()
    repository = site.repository
    assert isinstance(repository, LocalRepository)
    with repository._change(9):
        pass
    service = plan_backups(bench.settings, bench.metrics, bench.clock, SingleNode())
    assert service is not None
    async with trio.open_nursery() as nursery:
        await nursery.start(service.run)
        await until(lambda: all_proved(bench))
        nursery.cancel_scope.cancel()
    assert {b.manifest.taken_by.term for b in await bench.backups() if b.manifest} == {UNRANKED}


async def test_a_deposed_leader_publishes_nothing(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lead is lost while the databases are read, before the backup would appear."""
    monkeypatch.setattr(keeper, "LOOK_S", 0.01)
    monkeypatch.setattr(keeper, "BUSY_S", 0.01)
    real = keeper.take
    began = trio.Event()

    async def slow(site: Site, mandate: Mandate, **rest: object) -> object:
        bench.term = None
        began.set()
        return await real(site, mandate, **rest)  # type: ignore[arg-type]

    monkeypatch.setattr(keeper, "take", slow)
    async with bench.serving() as service:
        await began.wait()

        async def told() -> bool:
            return "another node leads" in service.desk._refusal

        await until(told)
        assert bench.metrics.registry.get_sample_value(
            "trinitycore_mcp_fenced_effects_refused_total"
        )
        assert await bench.backups() == ()
        assert [path for path in bench.folder.iterdir() if path.is_dir()] == []


async def test_a_failed_run_is_told_counted_and_tried_again(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeper, "LOOK_S", 0.01)
    bench.more = {"world_schedule": "off", "retry_interval_s": 60.0}
    bench.more["min_free_bytes"] = 2**50
    async with bench.serving() as service:
        await until(checking(service, Status.WARNING))
        assert "failed: " in one(service).message
        assert bench.value("failures_total", database="auth") == 1
        bench.clock.move(seconds=59)
        await trio.sleep(0.1)
        assert bench.value("failures_total", database="auth") == 1
        bench.clock.move(seconds=2)

        async def again() -> bool:
            return bench.value("failures_total", database="auth") == 2

        await until(again)


async def test_a_change_of_the_catalogue_is_no_success_of_what_failed(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The archive of the binary log publishes a piece while a failed backup waits to be retried."""
    monkeypatch.setattr(keeper, "LOOK_S", 0.01)
    bench.more = {"world_schedule": "off", "retry_interval_s": 60.0, "min_free_bytes": 2**50}
    site = await bench.site()
    async with bench.serving() as service:
        await until(checking(service, Status.WARNING))
        held = await take(
            replace(site, repository=local_repository(bench.folder)),
            Mandate(),
            backup_id=fresh_id(site),
            targets=site.targets[2:],
            reason=Reason.MANUAL,
        )
        began = service._failures.not_before("back up characters")
        bench.clock.move(seconds=61)

        async def again() -> bool:
            return service._failures.not_before("back up characters") != began

        await until(again)
        assert service._failures.not_before("back up characters") is not None
        assert service._failures._known["back up characters"][0] == 2, "the pause grows"
    assert held.manifest.id


async def test_another_process_at_work_is_waited_for(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeper, "BUSY_S", 0.01)
    site = await bench.site()
    by_hand = site.repository.lock("backup by hand", term=1)
    async with bench.serving() as service:
        await opened(service)
        await trio.sleep(0.2)
        assert not await bench.backups()
        assert bench.value("failures_total", database="auth") is None
        by_hand.release()
        await until(lambda: all_proved(bench))


async def test_a_bug_restarts_the_service_and_is_told(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def bug(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr(keeper, "take", bug)
    monkeypatch.setattr("appliance.backup.service.RESTART_S", 0.01)
    async with bench.serving() as service:
        await until(checking(service, Status.FAILED))
        assert "ZeroDivisionError: a bug" in one(service).message
        crashes = bench.value("service_crashes_total")
        assert crashes is not None
        assert crashes >= 1
        monkeypatch.undo()
        await until(lambda: all_proved(bench))
        await until(checking(service, Status.OK))


async def test_a_repository_that_cannot_be_used_is_told_and_tried_again(bench: Bench) -> None:
    bench.folder.parent.mkdir(exist_ok=True)
    bench.folder.write_text("a file is in the way")
    bench.more = {"retry_interval_s": 0.05}
    async with bench.serving() as service:
        await until(checking(service, Status.FAILED))
        with pytest.raises(Unavailable, match="cannot be used now"):
            await service.desk.list(limit=1, state=None)
        bench.folder.unlink()
        await until(lambda: all_proved(bench))
        await until(checking(service, Status.OK))


async def test_where_nothing_is_configured_the_tools_say_what_to_set() -> None:
    desk = NoBackups()
    for ask in (
        lambda: desk.list(limit=1, state=None),
        lambda: desk.verify("20260131T180000Z-full-0a1b2c", None),
    ):
        with pytest.raises(Unavailable, match=r"backup\.repository"):
            await ask()
    with pytest.raises(Unavailable, match=r"backup\.repository"):
        desk.trigger(Kind.FULL, "")


def test_a_mandate_ends_with_the_term() -> None:
    terms = iter([2, 2, 3])
    mandate = Mandate(lambda: next(terms))
    assert mandate.term() == 2
    with pytest.raises(BackupLocked, match="term 2"):
        mandate.term()
    with pytest.raises(BackupLocked, match="another node leads"):
        Mandate(lambda: None)
