"""Leases of coordination.k8s.io/v1 as JSON. Pure.

The API's documentation: holderIdentity, leaseDurationSeconds, acquireTime, renewTime and
leaseTransitions of LeaseSpec; times are MicroTime. Times are for people and other tools: nothing
here compares them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from appliance.errors import ClusterError
from appliance.failover.kubernetes.contest import Record, Write, node_of

API_VERSION = "coordination.k8s.io/v1"
PATH = "/apis/coordination.k8s.io/v1/namespaces/{namespace}/leases"
CLUSTER, FACTS = "trinitycore-mcp/cluster", "trinitycore-mcp/facts"
PARTED, REASON = "trinitycore-mcp/parted-term", "trinitycore-mcp/parted-reason"
"""Annotations."""
MEMBER_OF = "trinitycore-mcp/member-of"
"""Label of the members' Leases; its value is the name of the leader's."""
LONGEST_TEXT = 200
FREE_S = 1
"""Duration of a Lease that was given up, as client-go writes it: the field cannot be 0."""


@dataclass(frozen=True, slots=True)
class Place:
    """The Lease that is contested.

    Attributes:
        name: of the Lease.
        cluster: who uses it: another cluster must not take it for its own.
        duration_s: how long others wait for a holder they do not hear of.
    """

    name: str
    namespace: str
    cluster: str
    duration_s: int

    def member_name(self, node: str) -> str:
        """Name of a member's own Lease."""
        return f"{self.name}-{node.lower()}"


def record(content: Mapping[str, Any], place: Place) -> Record:
    """The contested Lease.

    Raises:
        ValueError, KeyError, TypeError, AttributeError: it is none.
        ClusterError: it is another cluster's.
    """
    metadata, spec = content["metadata"], content.get("spec") or {}
    notes = metadata.get("annotations") or {}
    owner = notes.get(CLUSTER, place.cluster)
    if owner != place.cluster:
        raise ClusterError(
            f"the Lease {place.name} is that of cluster {text(owner)!r}",
            hint="give each cluster its own ha.kubernetes_lease",
        )
    duration = spec.get("leaseDurationSeconds")
    return Record(
        holder=text(spec.get("holderIdentity") or ""),
        duration_s=float(place.duration_s if duration is None else max(int(duration), FREE_S)),
        transitions=int(spec.get("leaseTransitions") or 0),
        version=version(metadata),
        parting=_parting(notes),
        content=content,
    )


def written(write: Write, place: Place, now: datetime) -> dict[str, Any]:
    """The Lease as it is to be; what others put into it stays.

    Args:
        now: for people.
    """
    before = dict(write.record.content) if write.record else {}
    spec, metadata = dict(before.get("spec") or {}), dict(before.get("metadata") or {})
    notes = dict(metadata.get("annotations") or {}) | {CLUSTER: place.cluster}
    spec["leaseTransitions"] = write.transitions
    spec["renewTime"] = micro_time(now)
    if write.taken:
        spec["acquireTime"] = micro_time(now)
    if write.holder:
        spec |= {"holderIdentity": write.holder, "leaseDurationSeconds": place.duration_s}
    else:
        spec.pop("holderIdentity", None)
        spec["leaseDurationSeconds"] = FREE_S
        notes |= {PARTED: str(write.transitions), REASON: text(write.reason)}
    metadata |= {"name": place.name, "namespace": place.namespace, "annotations": notes}
    return before | _lease(metadata, spec)


def member(
    place: Place, node: str, identity: str, facts: bytes, replaced: str | None, now: datetime
) -> dict[str, Any]:
    """A member's own Lease: that it is renewed shows that the member is there.

    Args:
        replaced: the resourceVersion that it replaces; None: there is none yet.
    """
    metadata: dict[str, Any] = {
        "name": place.member_name(node),
        "namespace": place.namespace,
        "labels": {MEMBER_OF: label(place.name)},
        "annotations": {CLUSTER: place.cluster, FACTS: facts.decode("utf-8", "replace")},
    }
    if replaced is not None:
        metadata["resourceVersion"] = replaced
    return _lease(
        metadata,
        {
            "holderIdentity": identity,
            "leaseDurationSeconds": place.duration_s,
            "renewTime": micro_time(now),
        },
    )


@dataclass(frozen=True, slots=True)
class MemberRecord:
    """A member's own Lease, as the API told it."""

    name: str
    node: str
    facts: bytes
    version: str


def member_records(content: Mapping[str, Any], place: Place) -> tuple[MemberRecord, ...]:
    """The members' Leases from a list.

    Raises:
        ValueError, KeyError, TypeError, AttributeError: it is none.
    """
    found = []
    for item in content["items"]:
        metadata = item["metadata"]
        notes = metadata.get("annotations") or {}
        holder = text((item.get("spec") or {}).get("holderIdentity") or "")
        if holder and notes.get(CLUSTER) == place.cluster:
            facts = str(notes.get(FACTS, "")).encode()
            found.append(
                MemberRecord(str(metadata["name"]), node_of(holder), facts, version(metadata))
            )
    return tuple(found)


def label(name: str) -> str:
    """A name as a label's value, which has at most 63 characters."""
    return name[:63].rstrip("-.")


def micro_time(now: datetime) -> str:
    """A time as the API writes it."""
    return now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def text(value: object) -> str:
    """Text of others, fit to be shown."""
    return "".join(each for each in str(value)[:LONGEST_TEXT] if each.isprintable())


def _lease(metadata: Mapping[str, Any], spec: Mapping[str, Any]) -> dict[str, Any]:
    return {"apiVersion": API_VERSION, "kind": "Lease", "metadata": metadata, "spec": spec}


def version(metadata: Mapping[str, Any]) -> str:
    """What a write must name, so that it replaces nothing else.

    Raises:
        ValueError, KeyError: there is none.
    """
    found = metadata["resourceVersion"]
    if not isinstance(found, str) or not found:
        raise ValueError("no resourceVersion")
    return found


def _parting(notes: Mapping[str, Any]) -> tuple[int, str] | None:
    try:
        return int(notes[PARTED]), text(notes.get(REASON, ""))
    except (KeyError, ValueError, TypeError):
        return None
