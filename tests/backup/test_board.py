"""What Prometheus reads of the backups."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from appliance.backup.binlog.status import Lag
from appliance.backup.binlog.status import Status as ArchiveStatus
from appliance.backup.board import Board, stored_bytes
from appliance.backup.groups import groups_of
from appliance.backup.manifest import FileEntry
from appliance.backup.names import Kind
from appliance.backup.notes import Backup, Level, Proof, State
from appliance.settings.backup import BackupSettings
from appliance.telemetry.health import Status
from appliance.telemetry.metrics import Metrics
from tests.backup.test_groups import TARGETS, backup
from tests.support.backups import NOON, fresh_id, manifest_of

GROUPS = groups_of(BackupSettings(world_schedule="off"), TARGETS[:3])


def entry(name: str, size: int) -> FileEntry:
    return FileEntry(name=name, bytes=size, sha256="0" * 64, raw_bytes=size, statements=1)


def test_what_is_known_of_each_database_and_nothing_that_is_not() -> None:
    metrics = Metrics()
    board = Board(metrics)

    def value(name: str, **labels: str) -> float | None:
        return metrics.registry.get_sample_value(f"trinitycore_mcp_backup_{name}", labels)

    older = replace(backup(NOON - timedelta(hours=6)), state=State.VERIFIED)
    damaged = backup(NOON, state=State.DAMAGED)
    stored = manifest_of(fresh_id(kind=Kind.INCREMENTAL), roles=(), parent=older.id)
    piece = Backup(stored.id, State.UNVERIFIED, stored)
    board.show([piece, damaged, older], GROUPS, NOON, 7, "")
    assert value("binlog_unproved") == 1
    hashed = Proof(level=Level.QUICK, at=NOON, duration_s=1, manifest_sha256="")
    board.show([replace(piece, check=hashed), damaged, older], GROUPS, NOON, 7, "")
    assert value("binlog_unproved") == 0
    taken_at = (NOON - timedelta(hours=6)).timestamp()
    assert value("last_success_timestamp_seconds", database="auth") == taken_at
    assert value("last_proved_timestamp_seconds", database="auth") == taken_at
    assert value("recoverable_until_timestamp_seconds", database="auth") == taken_at
    assert value("expected_interval_seconds", database="auth") == 21_600
    assert value("last_duration_seconds", database="auth") == 1.5
    assert value("damaged") == 1
    assert value("free_bytes") == 7
    for name in ("last_success_timestamp_seconds", "expected_interval_seconds"):
        assert value(name, database="world") is None
    assert value("running") == 0
    with board.running():
        assert value("running") == 1
    assert value("running") == 0
    board.attempt(TARGETS[:1])
    board.not_backed_up(TARGETS[:1])
    assert value("attempts_total", database="auth") == 1
    assert value("failures_total", database="auth") == 1


def test_a_crash_is_told_until_the_repository_is_open_again() -> None:
    board = Board(Metrics())
    board.crashed("ZeroDivisionError: x")
    assert board.check(NOON).status is Status.FAILED
    board.opened(NOON)
    assert board.check(NOON).status is Status.OK
    board.unusable("no such folder")
    assert board.check(NOON).message == "no such folder"
    board.opened(NOON)
    board.failed("back up realm", "disk full")
    assert board.check(NOON).message == "failed: disk full"
    board.went_well("back up realm")
    assert board.check(NOON).status is Status.OK


@pytest.mark.parametrize(
    ("names", "size"), [(("auth/ddl.frames", "auth/account.frames"), 30), ((), 42)]
)
def test_the_size_of_one_database(names: tuple[str, ...], size: int) -> None:
    """Of a physical backup, whose files belong to no database, it is all of it."""
    files = [entry(name, 10 * number) for number, name in enumerate(names, start=1)]
    files.append(entry("world/creature.frames" if names else "instance.frames", 42))
    assert stored_bytes(manifest_of(fresh_id(), files), "auth") == size


def test_how_the_archive_of_the_binary_log_is() -> None:
    metrics = Metrics()
    board = Board(metrics)
    board.show([backup(NOON)], GROUPS, NOON, 7, "backup.verify is off")
    board.show_archive(ArchiveStatus(streaming=True, lag=Lag(5, 2.5, 9)), NOON)

    def value(name: str) -> float | None:
        return metrics.registry.get_sample_value(f"trinitycore_mcp_backup_binlog_{name}")

    assert (value("streaming"), value("lag_seconds")) == (1, 2.5)
    assert (value("unstored_bytes"), value("gaps")) == (9, 0)
    later = NOON + timedelta(minutes=1)
    board.show_archive(ArchiveStatus(gaps=1), later)
    board.show_archive(ArchiveStatus(gaps=1), later + timedelta(days=1))
    assert value("gaps") == 1
    assert "has a gap" in board.check(later).message
    board.show([backup(later)], GROUPS, later, 7, "backup.verify is off")
    assert "has a gap" not in board.check(later).message
    board.show_archive(None, later)
    assert "binary log" not in board.check(later).message
