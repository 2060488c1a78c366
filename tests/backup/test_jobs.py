"""What is to be done next."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from appliance.backup.groups import groups_of
from appliance.backup.jobs import LONGEST_RETRY_S, PRUNE, Failures, Job, damage_key, next_job
from appliance.backup.manifest import Reason
from appliance.backup.names import Kind
from appliance.backup.notes import Backup, Level, Proof, State
from appliance.settings.backup import BackupSettings
from tests.backup.test_groups import TARGETS, backup
from tests.support.backups import NOON, fresh_id, manifest_of

GROUPS = groups_of(BackupSettings(), TARGETS)
NOW = NOON + timedelta(minutes=10)


def job(
    *backups: Backup,
    now: datetime = NOW,
    failures: Failures | None = None,
    changed: bool = False,
    level: Level = Level.FULL,
) -> Job | None:
    return next_job(
        backups,
        GROUPS,
        lambda _: level,
        failures or Failures(300),
        now,
        jitter=timedelta(0),
        seed="",
        changed=changed,
    )


def proved(each: Backup) -> Backup:
    return replace(each, state=State.VERIFIED)


def test_a_new_realm_is_backed_up_at_once_what_cannot_be_replaced_first() -> None:
    first = job()
    assert first is not None
    assert first.key == "back up characters"
    assert first.at <= NOW
    second = job(backup(NOON))
    assert second is not None
    assert second.key == "back up world"


def test_then_what_was_taken_is_proved_and_then_pruned() -> None:
    taken, world = backup(NOON), backup(NOON, "world")
    proof = job(taken, world, changed=True)
    assert proof is not None
    assert proof.backup_id == taken.id
    proof = job(proved(taken), world, changed=True)
    assert proof is not None
    assert proof.backup_id == world.id
    last = job(proved(taken), proved(world), changed=True)
    assert last is not None
    assert last.key == PRUNE
    idle = job(proved(taken), proved(world))
    assert idle is not None
    assert (idle.key, idle.at) == ("back up characters", NOON + timedelta(hours=6))


def piece(minutes: int) -> Backup:
    manifest = manifest_of(
        fresh_id(NOON + timedelta(minutes=minutes), Kind.INCREMENTAL), roles=(), parent=fresh_id()
    )
    return Backup(manifest.id, State.UNVERIFIED, manifest)


def test_pieces_of_the_binary_log_are_read_once_the_oldest_first_after_the_backups() -> None:
    first, second = piece(1), piece(2)
    known = (proved(backup(NOON)), proved(backup(NOON, "world")))
    found = job(second, first, backup(NOON), known[1], changed=True)
    assert found is not None
    assert "-full-" in found.backup_id
    found = job(second, first, *known, changed=True)
    assert found is not None
    assert found.backup_id == first.id
    found = job(second, proved(first), *known, changed=True)
    assert found is not None
    assert found.backup_id == second.id
    damaged = replace(second, state=State.DAMAGED)
    found = job(damaged, proved(first), *known, changed=True)
    assert found is not None
    assert found.key == PRUNE
    seen = Proof(level=Level.QUICK, at=NOON, duration_s=1, manifest_sha256="")
    found = job(replace(second, check=seen), *known, level=Level.QUICK)
    assert found is not None
    assert found.group is not None


def test_where_nothing_can_be_restored_one_look_at_the_hashes_is_enough() -> None:
    taken, world = backup(NOON), proved(backup(NOON, "world"))
    found = job(taken, world, level=Level.QUICK)
    assert found is not None
    assert found.backup_id == taken.id
    seen = Proof(level=Level.QUICK, at=NOON, duration_s=1, manifest_sha256="")
    idle = job(replace(taken, check=seen), world, level=Level.QUICK)
    assert idle is not None
    assert idle.group is not None


def test_a_failed_backup_is_tried_again_later_and_others_do_not_wait() -> None:
    failures = Failures(300)
    assert failures.add("back up characters", NOW) == 300
    found = job(failures=failures)
    assert found is not None
    assert found.key == "back up world"
    found = job(proved(backup(NOON, "world")), failures=failures)
    assert found is not None
    assert (found.key, found.at) == ("back up characters", NOW + timedelta(seconds=300))


def test_backups_that_turn_out_damaged_are_not_taken_over_and_over() -> None:
    failures = Failures(300)
    failures.add(damage_key(GROUPS[0]), NOW)
    damaged, world = backup(NOON, state=State.DAMAGED), proved(backup(NOON, "world"))
    found = job(damaged, world, failures=failures)
    assert found is not None
    assert (found.key, found.at) == ("back up characters", NOW + timedelta(seconds=300))
    failures.clear(damage_key(GROUPS[0]))
    found = job(damaged, world, failures=failures)
    assert found is not None
    assert found.at <= NOW


def test_the_next_slot_comes_on_time_whatever_failed_before() -> None:
    failures = Failures(7200)
    before = NOON + timedelta(hours=5, minutes=50)
    failures.add("back up characters", before)
    world = proved(backup(NOON, "world"))
    found = job(world, now=before, failures=failures)
    assert found is not None
    assert found.at == NOON + timedelta(hours=6)


def test_pauses_grow_to_an_hour_and_end_with_a_success() -> None:
    failures = Failures(300)
    pauses = [failures.add("x", NOW) for _ in range(6)]
    assert pauses == [300, 600, 1200, 2400, LONGEST_RETRY_S, LONGEST_RETRY_S]
    failures.clear("x")
    assert failures.not_before("x") is None
    assert failures.add("x", NOW) == 300


@given(st.lists(st.integers(0, 60 * 24 * 3), max_size=6), st.integers(0, 60 * 24 * 3))
def test_a_restart_at_any_moment_backs_up_within_the_minute(ago: list[int], late: int) -> None:
    """Whatever was killed: when the current slot has no backup, the next start takes one."""
    now = NOON + timedelta(minutes=late)
    backups = sorted(
        (backup(now - timedelta(minutes=each)) for each in ago), key=lambda b: b.id, reverse=True
    )
    found = job(*backups, now=now)
    slot = GROUPS[0].due(backups, now, jitter=timedelta(0), seed="")
    assert found is not None
    assert slot is not None
    served = any(
        each.manifest is not None
        and each.manifest.reason is Reason.SCHEDULED
        and each.manifest.started_at >= now.replace(hour=now.hour // 6 * 6, minute=0)
        for each in backups
    )
    assert (found.key == "back up characters" and found.at <= now) == (not served)
    assert (slot.at <= now) == (not served)
