"""What retention is told of a backup."""

from __future__ import annotations

from datetime import timedelta

import pytest

from appliance.backup.names import Kind
from appliance.backup.notes import Backup, Hold, State
from appliance.backup.retention import Standing
from tests.support.backups import NOON, fresh_id, manifest_of

FULL = fresh_id()
SEGMENT = fresh_id(kind=Kind.INCREMENTAL)


@pytest.mark.parametrize(
    ("state", "standing"),
    [
        (State.VERIFIED, Standing.PROVED),
        (State.UNVERIFIED, Standing.UNPROVED),
        (State.DAMAGED, Standing.DAMAGED),
    ],
)
def test_a_full_backup(state: State, standing: Standing) -> None:
    manifest = manifest_of(FULL, roles=("auth", "world"))
    late = manifest.model_copy(update={"started_at": NOON + timedelta(seconds=3)})
    candidate = Backup(FULL, state, late).candidate()
    assert candidate.standing is standing
    assert candidate.at == NOON + timedelta(seconds=3), "of the snapshot, not of the id"
    assert candidate.databases == {"auth", "world"}
    assert (candidate.parent, candidate.held) == (None, "")


def test_a_segment() -> None:
    manifest = manifest_of(SEGMENT, roles=(), parent=FULL)
    assert Backup(SEGMENT, State.UNVERIFIED, manifest).candidate().parent == FULL


@pytest.mark.parametrize(
    ("backup_id", "parent"), [(FULL, None), (SEGMENT, "")], ids=["full", "segment"]
)
def test_without_a_manifest_the_id_tells_what_it_can(backup_id: str, parent: str | None) -> None:
    candidate = Backup(backup_id, State.DAMAGED, None, problem="cut").candidate()
    assert (candidate.at, candidate.databases, candidate.parent) == (NOON, frozenset(), parent)


@pytest.mark.parametrize(
    ("reason", "held"), [("before the patch", "before the patch"), ("", "by request")]
)
def test_a_hold(reason: str, held: str) -> None:
    backup = Backup(FULL, State.VERIFIED, None, hold=Hold(at=NOON, reason=reason))
    assert backup.candidate().held == held
