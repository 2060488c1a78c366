"""What health says of the backups."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from appliance.backup.binlog.selecting import Reach
from appliance.backup.binlog.status import Lag
from appliance.backup.binlog.status import Status as ArchiveStatus
from appliance.backup.condition import Condition, damaged_of, judge, standings_of
from appliance.backup.groups import groups_of
from appliance.backup.manifest import Position
from appliance.backup.names import Kind
from appliance.backup.notes import Backup, State
from appliance.settings.backup import BackupSettings
from appliance.telemetry.health import Status
from tests.backup.test_groups import TARGETS, backup
from tests.support.backups import NOON, fresh_id, manifest_of

GROUPS = groups_of(BackupSettings(), TARGETS[:3])


def condition(*backups: Backup, now: datetime = NOON) -> Condition:
    return Condition(standings_of(backups, GROUPS, now), damaged_of(backups), since=NOON)


def proved(at: datetime, *roles: str) -> Backup:
    return replace(backup(at, *roles), state=State.VERIFIED)


def test_all_is_well_when_everything_is_young_and_proved() -> None:
    found = judge(condition(proved(NOON), proved(NOON, "world")), NOON + timedelta(hours=11))
    assert found.status is Status.OK
    assert found.message == (
        "backed up and proved: auth 11 h ago, characters 11 h ago, world 11 h ago"
    )
    assert not found.essential


def test_a_backup_older_than_two_intervals_is_told() -> None:
    found = judge(condition(proved(NOON), proved(NOON, "world")), NOON + timedelta(hours=13))
    assert found.status is Status.WARNING
    assert "the last backup of characters is 13 h old, and one is due every 6 h" in found.message
    assert "world" not in found.message


def test_no_backup_at_all_is_told_after_an_hour() -> None:
    assert judge(condition(), NOON + timedelta(minutes=59)).status is Status.OK
    found = judge(condition(), NOON + timedelta(minutes=61))
    assert found.status is Status.WARNING
    assert "there is no backup of auth" in found.message


def test_a_realm_without_hotfixes_lacks_no_backup_of_them() -> None:
    groups = groups_of(BackupSettings(), TARGETS)
    backups = (proved(NOON), proved(NOON, "world"))
    known = Condition(standings_of(backups, groups, NOON), (), since=NOON - timedelta(days=1))
    assert judge(known, NOON).status is Status.OK


def test_what_nobody_restored_is_not_good() -> None:
    found = judge(condition(backup(NOON), proved(NOON, "world")), NOON)
    assert (found.status, found.message) == (Status.WARNING, "not proved: auth, characters")
    older = proved(NOON - timedelta(hours=6))
    found = judge(condition(backup(NOON), older, proved(NOON, "world")), NOON)
    assert found.status is Status.OK, "the proof of the newest one is under way"
    much_older = proved(NOON - timedelta(hours=18))
    found = judge(condition(backup(NOON), much_older, proved(NOON, "world")), NOON)
    assert found.message == "not proved: auth, characters"


def test_without_the_means_it_says_what_is_missing() -> None:
    known = replace(condition(backup(NOON)), cannot_prove="set backup.scratch_user")
    found = judge(known, NOON)
    assert found.status is Status.WARNING
    assert "not proved by a restore: set backup.scratch_user" in found.message


def test_damage_and_an_unusable_repository_are_failures() -> None:
    damaged = backup(NOON, state=State.DAMAGED)
    found = judge(condition(damaged, proved(NOON, "world")), NOON)
    assert found.status is Status.FAILED
    assert damaged.id in found.message
    found = judge(Condition(problem="/backups: no such folder"), NOON)
    assert (found.status, found.message) == (Status.FAILED, "/backups: no such folder")


def test_damage_is_over_when_something_newer_is_proved() -> None:
    damaged = backup(NOON - timedelta(hours=6), state=State.DAMAGED)
    lost = Backup(fresh_id(NOON - timedelta(hours=7)), State.DAMAGED, None)
    assert damaged_of([proved(NOON), damaged, lost]) == ()
    assert damaged_of([proved(NOON, "world"), damaged]) == (damaged.id,)
    assert damaged_of([lost]) == (lost.id,)


def test_the_last_failure_is_told() -> None:
    known = replace(condition(proved(NOON), proved(NOON, "world")), failures=("disk full",))
    assert judge(known, NOON).message == "failed: disk full"


def test_what_keeps_a_moment_from_being_reached_is_told() -> None:
    known = condition(proved(NOON), proved(NOON, "world"))
    fine = replace(known, archive=ArchiveStatus(streaming=True, lag=Lag(7, 299.0, 0)))
    assert judge(fine, NOON).status is Status.OK
    late = replace(known, archive=ArchiveStatus(streaming=True, lag=Lag(7, 301.0, 0)))
    assert judge(late, NOON).message == "the archive of the binary log is 301 s behind"
    off = replace(known, archive=ArchiveStatus(problem="the server's binary log is off"))
    found = judge(off, NOON)
    assert found.status is Status.WARNING
    assert found.message == "the binary log is not archived: the server's binary log is off"


def test_an_archive_that_does_not_lead_on_is_told_after_a_restart_too() -> None:
    archive = ArchiveStatus(streaming=True)
    known = condition(proved(NOON), proved(NOON, "world"))
    auth, *others = known.standings
    until = NOON + timedelta(minutes=7)
    fine = replace(auth, reach=Reach(until, 1))
    assert (fine.recoverable_until, auth.recoverable_until) == (until, NOON)
    broken = replace(auth, reach=Reach(until, 1, broken=True))
    for each, told in ((fine, False), (broken, True)):
        found = judge(replace(known, archive=archive, standings=(each, *others)), NOON)
        assert (found.status is Status.WARNING) == told
        assert found.message.endswith("has a gap: take a full backup of auth") == told


def test_pieces_of_the_binary_log_count_to_the_databases_of_their_server() -> None:
    position = Position(file="binlog.000001", offset=4)
    taken = backup(NOON)
    assert taken.manifest is not None
    taken = replace(taken, manifest=taken.manifest.model_copy(update={"position": position}))
    stored = manifest_of(
        fresh_id(NOON + timedelta(hours=1), Kind.INCREMENTAL),
        roles=(),
        parent=taken.id,
        position=Position(file="binlog.000001", offset=900),
    ).model_copy(update={"started_at": NOON - timedelta(minutes=5), "duration_s": 3600.0})
    piece = Backup(stored.id, State.UNVERIFIED, stored)
    auth, *_, world = standings_of([piece, taken], GROUPS, NOON)
    assert auth.recoverable_until == NOON + timedelta(minutes=55)
    assert world.recoverable_until is None
    damaged = replace(piece, state=State.DAMAGED)
    auth, *_ = standings_of([damaged, taken], GROUPS, NOON)
    assert (auth.recoverable_until, auth.reach.broken) == (NOON, True)


def test_a_gap_is_told_until_newer_backups_make_up_for_it() -> None:
    archive = ArchiveStatus(streaming=True, gaps=1)
    gap_at = NOON + timedelta(minutes=5)
    known = condition(proved(NOON), proved(NOON, "world"))
    found = judge(replace(known, archive=archive, gap_at=gap_at), NOON)
    assert found.message == (
        "the archive of the binary log has a gap: take a full backup of auth, characters, world"
    )
    newer = NOON + timedelta(minutes=10)
    known = condition(proved(newer), proved(newer, "world"), now=newer)
    found = judge(replace(known, archive=archive, gap_at=gap_at), newer)
    assert found.status is Status.OK
