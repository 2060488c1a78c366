"""Who is there, seen by the changes of Leases."""

from __future__ import annotations

from appliance.failover.kubernetes.members import REMOVE_S, SILENT_S, Sightings
from appliance.failover.kubernetes.objects import MemberRecord


def seen(version: str, node: str = "a") -> MemberRecord:
    return MemberRecord(f"mcp-{node}", node, b"", version)


def test_a_member_is_there_while_its_lease_changes() -> None:
    sightings = Sightings()
    sightings.take([seen("1")], 0.0)
    assert sightings.here([seen("1")], SILENT_S) == {"a": b""}
    sightings.take([seen("1")], SILENT_S + 1)
    assert sightings.here([seen("1")], SILENT_S + 1) == {}
    sightings.take([seen("2")], SILENT_S + 2)
    assert sightings.here([seen("2")], SILENT_S + 2) == {"a": b""}


def test_a_lease_that_never_changes_is_dead_by_our_own_clock() -> None:
    sightings = Sightings()
    records = [seen("1"), seen("5", "b")]
    sightings.take(records, 0.0)
    assert sightings.dead(records, REMOVE_S) == ()
    later = [seen("1"), seen("6", "b")]
    sightings.take(later, REMOVE_S + 1)
    assert sightings.dead(later, REMOVE_S + 1) == (seen("1"),)
