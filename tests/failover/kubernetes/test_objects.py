"""Leases as JSON."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.errors import ClusterError
from appliance.failover.kubernetes.contest import Write
from appliance.failover.kubernetes.objects import (
    CLUSTER,
    MemberRecord,
    Place,
    label,
    member,
    member_records,
    micro_time,
    record,
    written,
)

PLACE = Place("mcp", "realm", "test", duration_s=15)
NOW = datetime(2026, 2, 3, 4, 5, 6, 789, UTC)


def lease(**spec: Any) -> dict[str, Any]:
    return {
        "metadata": {"name": "mcp", "uid": "u", "resourceVersion": "9", "labels": {"x": "y"}},
        "spec": spec,
    }


def test_a_lease_of_ours_is_read() -> None:
    found = record(lease(holderIdentity="a/1", leaseDurationSeconds=30, leaseTransitions=4), PLACE)
    assert (found.holder, found.duration_s, found.transitions) == ("a/1", 30.0, 4)
    assert (found.version, found.parting) == ("9", None)


def test_a_lease_that_somebody_made_by_hand_is_free() -> None:
    bare = {"metadata": {"name": "mcp", "resourceVersion": "1"}}
    found = record(bare, PLACE)
    assert (found.holder, found.transitions, found.duration_s) == ("", 0, 15.0)


@pytest.mark.parametrize("version", ["", 5, None])
def test_a_lease_without_a_version_is_none(version: object) -> None:
    with pytest.raises((ValueError, KeyError)):
        record({"metadata": {"resourceVersion": version}}, PLACE)


def test_another_clusters_lease_is_refused() -> None:
    foreign = lease()
    foreign["metadata"]["annotations"] = {CLUSTER: "other"}
    with pytest.raises(ClusterError, match="cluster 'other'"):
        record(foreign, PLACE)


def test_taking_it_keeps_what_is_there() -> None:
    before = record(lease(holderIdentity="b/2", strategy="x"), PLACE)
    taken = written(Write(before, "a/1", 5, taken=True), PLACE, NOW)
    assert taken["metadata"]["uid"] == "u"
    assert taken["metadata"]["resourceVersion"] == "9"
    assert taken["metadata"]["labels"] == {"x": "y"}
    assert taken["spec"] == {
        "strategy": "x",
        "holderIdentity": "a/1",
        "leaseDurationSeconds": 15,
        "leaseTransitions": 5,
        "renewTime": "2026-02-03T04:05:06.000789Z",
        "acquireTime": "2026-02-03T04:05:06.000789Z",
    }
    assert before.content["spec"] == {"holderIdentity": "b/2", "strategy": "x"}


def test_giving_it_up_says_why() -> None:
    ours = record(lease(holderIdentity="a/1", leaseTransitions=5), PLACE)
    free = written(Write(ours, "", 5, reason="upgrade"), PLACE, NOW)
    assert "holderIdentity" not in free["spec"]
    assert free["spec"]["leaseDurationSeconds"] == 1
    free["metadata"]["resourceVersion"] = "10"
    assert record(free, PLACE).parting == (5, "upgrade")


def test_members_are_read_from_a_list() -> None:
    own = member(PLACE, "Node-1", "Node-1/7", b'{"version":"1"}', "3", NOW)
    assert own["metadata"]["name"] == "mcp-node-1"
    unheld = member(PLACE, "examined", "", b"", "3", NOW)
    foreign = member(Place("mcp", "realm", "other", 15), "x", "x/1", b"", "3", NOW)
    assert member_records({"items": [own, unheld, foreign]}, PLACE) == (
        MemberRecord("mcp-node-1", "Node-1", b'{"version":"1"}', "3"),
    )


def test_times_are_in_utc() -> None:
    there = NOW.astimezone(timezone(timedelta(hours=5)))
    assert micro_time(there) == "2026-02-03T04:05:06.000789Z"


def test_a_label_is_no_longer_than_labels_may_be() -> None:
    assert label("a" * 62 + ".b") == "a" * 62


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["metadata", "spec", "items", "annotations", "resourceVersion"])
            | st.sampled_from(["holderIdentity", "leaseDurationSeconds", "leaseTransitions"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(json_values)
def test_nonsense_is_a_lease_or_one_of_the_errors_named(content: Any) -> None:
    if not isinstance(content, dict):
        return
    for read in (record, member_records):
        try:
            read(content, PLACE)
        except (ValueError, KeyError, TypeError, AttributeError, ClusterError):
            continue
