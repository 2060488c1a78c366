"""Which pieces lead from a backup to a point in time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from appliance.backup.binlog.chain import Archived
from appliance.backup.binlog.selecting import Reach, Until, parse_until, plan_replay, reach
from appliance.backup.manifest import Manifest, Position
from appliance.errors import BackupError
from tests.backup.binlog.test_chain import BEGAN, SOURCE
from tests.support.backups import fresh_id, manifest_of

MINUTE = timedelta(minutes=1)


def piece(number: int, parent: str, *, end: int = 500, before: str = "", at: int = -1) -> Archived:
    """Files are begun every ten minutes and full after nine."""
    created = BEGAN + (number if at < 0 else at) * 10 * MINUTE
    name = f"binlog.{number:06d}"
    key = f"{number}/{end}"
    return Archived(key, "7", name, end, created, created + 9 * MINUTE, before, parent)


CHAIN = [
    piece(1, "full"),
    piece(2, "1/500"),
    piece(3, "2/500", end=200),
    piece(3, "3/200"),
    piece(4, "3/500"),
]


def full(minutes: int, position: Position | None, flavour: str = "mariadb") -> Manifest:
    manifest = manifest_of(fresh_id(), ())
    server = manifest.server.model_copy(update={"server_id": "7", "flavour": flavour})
    return manifest.model_copy(
        update={"server": server, "position": position, "started_at": BEGAN + minutes * MINUTE}
    )


def names(pieces: tuple[Archived, ...]) -> list[str]:
    return [each.id for each in pieces]


AT_TWO = Position(file="binlog.000002", offset=300)


def test_goes_to_the_end_or_to_the_time() -> None:
    backup = full(25, AT_TWO)
    assert names(plan_replay(backup, CHAIN, Until()).pieces) == ["2/500", "3/500", "4/500"]
    until = Until(time=BEGAN + 35 * MINUTE)
    assert names(plan_replay(backup, CHAIN, until).pieces) == ["2/500", "3/500"]
    assert plan_replay(backup, CHAIN, until).reaches == BEGAN + 39 * MINUTE
    assert names(plan_replay(backup, CHAIN, Until(time=BEGAN + 26 * MINUTE)).pieces) == ["2/500"]


def test_begins_early_enough_for_a_set_of_gtids() -> None:
    chain = [
        piece(1, "full", before=f"{SOURCE}:1-5"),
        piece(2, "1/500", before=f"{SOURCE}:1-50"),
        piece(3, "2/500", before=f"{SOURCE}:1-90"),
    ]
    backup = full(25, Position(gtid=f"{SOURCE}:1-60"), "mysql")
    assert names(plan_replay(backup, chain, Until()).pieces) == ["2/500", "3/500"]


@pytest.mark.parametrize(
    ("backup", "archived", "until", "why"),
    [
        (full(25, None), CHAIN, Until(), "knows no position"),
        (full(25, AT_TWO), [], Until(), "does not hold"),
        (full(25, AT_TWO), CHAIN[2:], Until(), "does not hold"),
        (full(25, AT_TWO), [CHAIN[1], CHAIN[4]], Until(), "gap after binlog.000002"),
        (full(25, AT_TWO), CHAIN, Until(time=BEGAN), "choose an older backup"),
        (full(25, AT_TWO), CHAIN, Until(time=BEGAN, gtid="0-1-2"), "not at both"),
        (full(25, AT_TWO), CHAIN, Until(gtid="rubbish"), "no GTID of mariadb"),
    ],
)
def test_says_why_there_is_no_way(
    backup: Manifest, archived: list[Archived], until: Until, why: str
) -> None:
    with pytest.raises(BackupError, match=why):
        plan_replay(backup, archived, until)


def test_a_gap_after_the_time_does_not_matter() -> None:
    until = Until(time=BEGAN + 28 * MINUTE)
    pieces = plan_replay(full(25, AT_TWO), [CHAIN[1], CHAIN[4]], until).pieces
    assert names(pieces) == ["2/500"]


def test_a_gtid_may_be_before_a_gap() -> None:
    plan = plan_replay(full(25, AT_TWO), [CHAIN[1], CHAIN[4]], Until(gtid="0-1-2"))
    assert names(plan.pieces) == ["2/500"]


@pytest.mark.parametrize(
    ("archived", "damaged", "found"),
    [
        (CHAIN, (), Reach(BEGAN + 49 * MINUTE, 3)),
        ([], (), Reach()),
        (CHAIN[:1], (), Reach()),  # the file in use is stored later
        ([*CHAIN[:1], CHAIN[4]], (), Reach(broken=True)),
        ([CHAIN[1], CHAIN[4]], (), Reach(BEGAN + 29 * MINUTE, 1, broken=True)),
        (CHAIN, ("3/500",), Reach(BEGAN + 29 * MINUTE, 1, broken=True)),
        (CHAIN, ("2/500",), Reach(broken=True)),
        (CHAIN, ("3/200",), Reach(BEGAN + 49 * MINUTE, 3)),  # the whole file is there, too
    ],
)
def test_how_far_a_backup_can_be_brought_forward(
    archived: list[Archived], damaged: tuple[str, ...], found: Reach
) -> None:
    assert reach(full(25, AT_TWO), archived, damaged) == found
    assert reach(full(25, None), archived, damaged) == Reach()
    server = full(25, AT_TWO).server.model_copy(update={"server_id": "8"})
    other = full(25, AT_TWO).model_copy(update={"server": server})
    assert reach(other, archived, damaged) == Reach(), "another server's"


def test_names_that_come_again_are_told_apart() -> None:
    again = [*CHAIN, piece(2, "later full", end=400, at=9), piece(3, "2/400", end=900, at=10)]
    late = full(95, Position(file="binlog.000002", offset=300))
    assert names(plan_replay(late, again, Until()).pieces) == ["2/400", "3/900"]
    with pytest.raises(BackupError, match=r"gap after binlog\.000004"):
        plan_replay(full(25, AT_TWO), again, Until())


def test_reads_what_somebody_typed() -> None:
    noon = datetime(2026, 1, 2, 12, tzinfo=UTC)
    for text in ("2026-01-02T12:00:00", "2026-01-02 12:00:00Z", "2026-01-02T14:00:00+02:00"):
        assert parse_until(text) == Until(time=noon)
    assert parse_until(" 0-1-4711 ") == Until(gtid="0-1-4711")
    assert parse_until("end") == Until()
    with pytest.raises(BackupError, match="none was given"):
        parse_until(" ")
