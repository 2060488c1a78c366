"""What is known of backups, and what may be done to them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import trio

from appliance.backup.archive import writing
from appliance.backup.catalogue import Catalogue
from appliance.backup.manifest import Reason, encode_manifest
from appliance.backup.notes import Backup, Level, State
from appliance.backup.repository.interface import EXPIRES_S, RENEW_S
from appliance.backup.repository.local import LocalRepository
from appliance.backup.retention import Policy, judge
from appliance.errors import (
    BackupDamaged,
    BackupError,
    BackupLocked,
    NoSuchBackup,
    RepositoryError,
)
from tests.support.backups import NOON, SetClock, fresh_id, local_repository, manifest_of, take


class Place:
    """A repository with its catalogue."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = SetClock()
        self.repository = local_repository(folder, clock=self.clock)
        self.catalogue = Catalogue(self.repository, self.clock)

    async def take(self, *roles: str, hours: int = 0) -> str:
        moment = NOON + timedelta(hours=hours)
        return (await take(self.repository, moment=moment, roles=roles or ("auth",))).id

    async def prove(self, backup_id: str) -> None:
        await self.catalogue.record_proof(backup_id, Level.FULL, duration_s=2.0, term=0)

    async def only(self) -> Backup:
        (backup,) = await self.catalogue.list()
        assert backup == await self.catalogue.get(backup.id)
        return backup

    def overwrite(self, backup_id: str, name: str, content: bytes) -> None:
        (self.folder / backup_id / name).write_bytes(content)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


async def test_the_newest_come_first(place: Place) -> None:
    ids = [await place.take(hours=hours) for hours in (0, 2, 1)]
    newest_first = sorted(ids, reverse=True)
    assert [backup.id for backup in await place.catalogue.list()] == newest_first


async def test_of_one_second_the_newest_comes_first_as_retention_has_it(place: Place) -> None:
    """Their ids differ by chance only."""
    early, late = sorted([fresh_id(), fresh_id()], reverse=True)
    for backup_id, microseconds in ((early, 1), (late, 2)):
        manifest = manifest_of(backup_id).model_copy(
            update={"started_at": NOON + timedelta(microseconds=microseconds)}
        )
        async with writing(place.repository, backup_id, level=1) as archive:
            await archive.publish(manifest)
    found = await place.catalogue.list()
    assert [backup.id for backup in found] == [late, early]
    verdicts = judge([backup.candidate() for backup in found], Policy(), NOON)
    assert [verdict.id for verdict in verdicts] == [late, early]


async def test_a_backup_is_verified_by_a_full_proof_only(place: Place) -> None:
    backup_id = await place.take()
    assert (await place.only()).state is State.UNVERIFIED
    await place.catalogue.record_proof(backup_id, Level.QUICK, duration_s=1.0, term=0)
    backup = await place.only()
    assert backup.state is State.UNVERIFIED
    assert backup.check is not None
    assert backup.check.at == NOON
    place.clock.move(hours=1)
    await place.prove(backup_id)
    backup = await place.only()
    assert backup.state is State.VERIFIED
    assert backup.proof is not None
    assert (backup.proof.at, backup.proof.duration_s) == (NOON + timedelta(hours=1), 2.0)


async def test_damage_outweighs_proof_until_it_is_proved_again(place: Place) -> None:
    backup_id = await place.take()
    await place.prove(backup_id)
    await place.catalogue.mark_damaged(backup_id, "creature: a row differs", term=0)
    backup = await place.only()
    assert (backup.state, backup.problem) == (State.DAMAGED, "creature: a row differs")
    await place.catalogue.record_proof(backup_id, Level.QUICK, duration_s=1.0, term=0)
    assert (await place.only()).state is State.DAMAGED
    await place.prove(backup_id)
    assert (await place.only()).state is State.VERIFIED


async def test_a_proof_is_of_one_manifest(place: Place) -> None:
    backup_id = await place.take()
    await place.prove(backup_id)
    place.overwrite(backup_id, "manifest.json", encode_manifest(manifest_of(backup_id)))
    assert (await place.catalogue.get(backup_id)).state is State.UNVERIFIED


async def test_an_exchanged_manifest_is_seen_although_it_was_read_before(place: Place) -> None:
    backup_id, other = await place.take(), await place.take(hours=1)
    await place.catalogue.list()
    place.overwrite(backup_id, "manifest.json", place.repository.manifest(other))
    with pytest.raises(BackupDamaged, match=f"is the one of backup {other}"):
        await place.catalogue.reader(backup_id)
    with pytest.raises(BackupDamaged):
        await place.prove(backup_id)
    states = {backup.id: backup.state for backup in await place.catalogue.list()}
    assert states == {backup_id: State.DAMAGED, other: State.UNVERIFIED}


async def test_one_backup_that_cannot_be_read_does_not_hide_the_others(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    sick, well = await place.take(), await place.take(hours=1)
    read = LocalRepository.manifest

    def refuse(repository: LocalRepository, backup_id: str) -> bytes:
        if backup_id == sick:
            raise RepositoryError("manifest.json: Permission denied")
        return read(repository, backup_id)

    monkeypatch.setattr(LocalRepository, "manifest", refuse)
    states = {backup.id: backup.state for backup in await place.catalogue.list()}
    assert states == {sick: State.UNREADABLE, well: State.UNVERIFIED}
    with pytest.raises(RepositoryError):
        await place.catalogue.reader(sick)


async def test_a_broken_manifest_is_listed_as_damaged(place: Place) -> None:
    good, bad, gone = [await place.take(hours=hours) for hours in range(3)]
    place.overwrite(bad, "manifest.json", b"{}")
    (place.folder / gone / "manifest.json").unlink()
    states = {backup.id: backup.state for backup in await place.catalogue.list()}
    assert states == {good: State.UNVERIFIED, bad: State.DAMAGED, gone: State.DAMAGED}
    with pytest.raises(BackupDamaged):
        await place.catalogue.reader(bad)


async def test_a_newer_format_is_listed_and_refused_in_words(place: Place) -> None:
    newer, ours = await place.take(), await place.take(hours=1)
    content = place.repository.manifest(newer)
    place.overwrite(
        newer, "manifest.json", content.replace(b'"format_version":1', b'"format_version":9')
    )
    states = {backup.id: backup.state for backup in await place.catalogue.list()}
    assert states == {newer: State.UNREADABLE, ours: State.UNVERIFIED}
    assert "has format 9" in (await place.catalogue.get(newer)).problem
    with pytest.raises(BackupError, match="has format 9"):
        await place.catalogue.reader(newer)


async def test_what_is_read_is_what_was_written(place: Place) -> None:
    reader = await place.catalogue.reader(await place.take())
    assert [row async for row in reader.statements("auth/ddl.frames")] == [
        b"CREATE TABLE account (id INT)"
    ]


async def test_a_held_backup_stays_until_released_or_over(place: Place) -> None:
    backup_id, other = await place.take(), await place.take(hours=1)
    await place.catalogue.hold(backup_id, "before the patch", term=0)
    with pytest.raises(BackupError, match="is held: before the patch"):
        await place.catalogue.remove(backup_id, term=0)
    await place.catalogue.release(backup_id, term=0)
    await place.catalogue.remove(backup_id, term=0)

    until = NOON + timedelta(days=1)
    await place.catalogue.hold(other, "for a day", until=until, term=0)
    with pytest.raises(BackupError, match="is held"):
        await place.catalogue.remove(other, term=0)
    place.clock.move(days=1)
    await place.catalogue.remove(other, term=0)
    assert await place.catalogue.list() == ()


async def test_a_hold_whose_note_is_broken_holds(place: Place) -> None:
    backup_id = await place.take()
    await place.catalogue.hold(backup_id, "x", term=0)
    place.overwrite(backup_id, "hold.json", b"{")
    with pytest.raises(BackupError, match="its note is broken"):
        await place.catalogue.remove(backup_id, term=0)


async def test_broken_notes_prove_nothing(place: Place) -> None:
    backup_id = await place.take()
    await place.prove(backup_id)
    place.overwrite(backup_id, "proof.json", b"{")
    assert (await place.only()).state is State.UNVERIFIED
    place.overwrite(backup_id, "damaged.json", b"{")
    assert (await place.only()).state is State.DAMAGED


async def test_a_note_is_read_again_only_when_it_changed(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bucket charges for each; the archive of the binary log has hundreds."""
    backup_id = await place.take()
    await place.prove(backup_id)
    read: list[str] = []
    note = LocalRepository.note

    def counted(repository: LocalRepository, backup_id: str, name: str) -> bytes | None:
        read.append(name)
        return note(repository, backup_id, name)

    monkeypatch.setattr(LocalRepository, "note", counted)
    for _ in range(3):
        assert (await place.only()).state is State.VERIFIED
    assert read == ["proof.json"]
    place.clock.move(hours=1)
    other = Catalogue(place.repository, place.clock)
    await other.record_proof(backup_id, Level.FULL, duration_s=3.0, term=0)
    backup = await place.only()
    assert backup.proof is not None
    assert backup.proof.duration_s == 3.0
    await other.mark_damaged(backup_id, "x", term=0)
    assert (await place.only()).state is State.DAMAGED


async def test_the_last_proved_backup_of_each_database_stays(place: Place) -> None:
    both = await place.take("auth", "characters")
    newer = await place.take("auth", hours=1)
    unproved = await place.take("auth", "characters", hours=2)
    for backup_id in (both, newer):
        await place.prove(backup_id)
    with pytest.raises(BackupError, match="is the last proved one of characters"):
        await place.catalogue.remove(both, term=0)
    await place.catalogue.remove(newer, term=0)
    await place.prove(unproved)
    await place.catalogue.remove(both, term=0)
    assert [backup.id for backup in await place.catalogue.list()] == [unproved]


async def test_a_safety_backup_stands_in_for_no_other(place: Place) -> None:
    proved = await place.take()
    safety = fresh_id(NOON + timedelta(hours=1))
    manifest = manifest_of(safety).model_copy(update={"reason": Reason.SAFETY})
    async with writing(place.repository, safety, level=1) as archive:
        await archive.publish(manifest)
    for backup_id in (proved, safety):
        await place.prove(backup_id)
    with pytest.raises(BackupError, match="is the last proved one of auth"):
        await place.catalogue.remove(proved, term=0)
    await place.catalogue.remove(safety, term=0)


async def test_a_damaged_backup_may_go_and_counts_for_nothing(place: Place) -> None:
    damaged, proved = await place.take(), await place.take(hours=1)
    await place.prove(damaged)
    await place.catalogue.mark_damaged(damaged, "cut", term=0)
    await place.prove(proved)
    with pytest.raises(BackupError, match="last proved"):
        await place.catalogue.remove(proved, term=0)
    await place.catalogue.remove(damaged, term=0)


async def test_a_deposed_leader_changes_nothing(place: Place) -> None:
    backup_id = await place.take()
    await place.catalogue.hold(backup_id, "x", term=5)
    before = await place.catalogue.generation()
    changes = (
        lambda: place.catalogue.hold(backup_id, "y", term=4),
        lambda: place.catalogue.release(backup_id, term=4),
        lambda: place.catalogue.mark_damaged(backup_id, "y", term=4),
        lambda: place.catalogue.record_proof(backup_id, Level.FULL, duration_s=1, term=4),
    )
    for change in changes:
        with pytest.raises(BackupLocked, match="term 4 of this node is over"):
            await change()
    await place.catalogue.release(backup_id, term=5)
    with pytest.raises(BackupLocked):
        await place.catalogue.remove(backup_id, term=4)
    assert await place.catalogue.generation() == before + 1
    assert (await place.only()).state is State.UNVERIFIED


@pytest.mark.parametrize("bad", ["..", "../x", "", "20260131T120000Z-full-0a1b2c/../.."])
async def test_paths_are_no_ids(place: Place, bad: str) -> None:
    catalogue = place.catalogue
    for door in (
        lambda: catalogue.get(bad),
        lambda: catalogue.reader(bad),
        lambda: catalogue.hold(bad, "x", term=0),
        lambda: catalogue.release(bad, term=0),
        lambda: catalogue.mark_damaged(bad, "x", term=0),
        lambda: catalogue.record_proof(bad, Level.FULL, duration_s=1, term=0),
        lambda: catalogue.remove(bad, term=0),
    ):
        with pytest.raises(BackupError, match="not the id"):
            await door()


async def test_an_unknown_id_is_named(place: Place) -> None:
    unknown = fresh_id()
    for door in (
        lambda: place.catalogue.get(unknown),
        lambda: place.catalogue.reader(unknown),
        lambda: place.catalogue.hold(unknown, "x", term=0),
        lambda: place.catalogue.remove(unknown, term=0),
    ):
        with pytest.raises(NoSuchBackup, match=unknown):
            await door()


async def test_two_runs_are_never_on_at_once(place: Place) -> None:
    async def second() -> None:
        async with place.catalogue.lock("verify", term=0):
            raise AssertionError("both have the lock")

    async with place.catalogue.lock("backup", term=0):
        with pytest.raises(BackupLocked, match="backup on one"):
            await second()
    async with place.catalogue.lock("verify", term=0):
        pass


async def test_what_a_run_raises_comes_out_as_it_is_and_frees_the_lock(place: Place) -> None:
    async def fail() -> None:
        async with place.catalogue.lock("backup", term=0):
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    async with place.catalogue.lock("backup", term=0):
        pass


class Shaky:
    """A lock whose renewals fail as told, and go well after that."""

    def __init__(self, *failures: BackupError | None) -> None:
        self.failures = list(failures)

    def renew(self) -> None:
        failure = self.failures.pop(0) if self.failures else None
        if failure is not None:
            raise failure

    def release(self) -> None:
        pass


@pytest.fixture
def inline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Threads are real time, which a clock that jumps does not wait for."""

    async def run_sync(
        function: Callable[..., object], *arguments: object, abandon_on_cancel: bool = False
    ) -> object:
        await trio.lowlevel.checkpoint()
        return function(*arguments)

    monkeypatch.setattr(trio.to_thread, "run_sync", run_sync)


AWAY = RepositoryError("the server cannot be reached")


@pytest.mark.usefixtures("inline")
@pytest.mark.parametrize(
    ("failures", "ends_after_s", "why"),
    [
        ([None, BackupLocked("two has it now")], 2 * RENEW_S, "two has it now"),
        ([AWAY] * 100, EXPIRES_S / 2, "cannot be reached"),
    ],
)
async def test_a_run_whose_lock_is_lost_ends(
    place: Place,
    monkeypatch: pytest.MonkeyPatch,
    autojump_clock: trio.testing.MockClock,
    failures: list[BackupError | None],
    ends_after_s: float,
    why: str,
) -> None:
    monkeypatch.setattr(LocalRepository, "lock", lambda _self, _purpose, term: Shaky(*failures))

    async def run() -> None:
        async with place.catalogue.lock("backup", term=0):
            await trio.sleep_forever()

    began = trio.current_time()
    with pytest.raises(BackupLocked if "two" in why else RepositoryError, match=why):
        await run()
    assert ends_after_s <= trio.current_time() - began <= ends_after_s + 2 * RENEW_S


@pytest.mark.usefixtures("inline")
async def test_a_server_away_for_a_moment_ends_no_run(
    place: Place, monkeypatch: pytest.MonkeyPatch, autojump_clock: trio.testing.MockClock
) -> None:
    lock = Shaky(AWAY, AWAY, None, AWAY)
    monkeypatch.setattr(LocalRepository, "lock", lambda _self, _purpose, term: lock)
    async with place.catalogue.lock("backup", term=0):
        await trio.sleep(2 * EXPIRES_S)
    assert lock.failures == []
