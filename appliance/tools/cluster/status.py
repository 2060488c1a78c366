"""The tool that says who leads, who follows and who is away."""

from __future__ import annotations

from appliance.failover.status import ClusterStatus, Failover, Member
from appliance.tools.context import Scope, ToolContext
from appliance.tools.models import Answer, ToolInput, ToolOutput
from appliance.tools.registry import Sources, tool


class ClusterQuery(ToolInput):
    """Nothing to choose."""


class MemberFacts(ToolOutput):
    """One node; what is not known is left out."""

    node: str
    role: str
    address: str | None = None
    term: int | None = None
    heard_age_seconds: float | None = None
    round_trip_seconds: float | None = None
    version: str | None = None
    health: str | None = None
    ready: bool | None = None
    calls_in_flight: int | None = None
    catalogue_generation: int | None = None


class FailoverFacts(ToolOutput):
    """One change of the leader."""

    at: str
    term: int
    previous: str | None = None
    leader: str
    reason: str
    duration_seconds: float | None = None


class ClusterFacts(Answer):
    """The cluster as the node that answers sees it."""

    node: str
    role: str
    leader: str | None = None
    term: int
    lease_remaining_seconds: float | None = None
    has_quorum: bool
    quorum: int | None = None
    reachable: int | None = None
    voters: int
    members: list[MemberFacts]
    failovers: list[FailoverFacts]
    notes: list[str]


@tool(
    "get-cluster-status",
    title="Cluster status",
    scope=Scope.OPERATIONS_READ,
    read_only=True,
    timeout_s=5,
    sources=Sources(wrath="heartbeats between nodes", master="heartbeats between nodes"),
)
async def get_cluster_status(_query: ClusterQuery, context: ToolContext) -> ClusterFacts:
    """Tell which node leads, how all are, whether a majority is there, and the last failovers."""
    status = context.services.leadership.status()
    return ClusterFacts(
        source=_source(status),
        node=status.node,
        role=status.role,
        leader=status.leader,
        term=status.term,
        lease_remaining_seconds=_rounded(status.lease_remaining_s),
        has_quorum=status.has_quorum,
        quorum=status.quorum,
        reachable=status.reachable,
        voters=status.voters,
        members=[_member(each) for each in status.members],
        failovers=[_failover(each) for each in status.failovers],
        notes=_notes(status),
    )


def _source(status: ClusterStatus) -> str:
    if status.backend == "single":
        return "this process, which is alone"
    return f"cluster {status.cluster} as {status.node or 'this process'} sees it"


def _notes(status: ClusterStatus) -> list[str]:
    notes = [status.problem] if status.problem else []
    if status.backend == "single":
        notes.append("one node without others (ha.enabled is false): it always leads")
    elif status.backend != "none" and not status.has_quorum:
        what = "nobody leads" if status.quorum is None else "no majority is heard: nobody can lead"
        notes.append(f"{what}; reads are answered all the same")
    return notes


def _member(member: Member) -> MemberFacts:
    return MemberFacts(
        node=member.node,
        role=member.role,
        address=member.address or None,
        term=member.term,
        heard_age_seconds=_rounded(member.heard_age_s),
        round_trip_seconds=_rounded(member.round_trip_s),
        version=member.version,
        health=member.health,
        ready=member.ready,
        calls_in_flight=member.calls_in_flight,
        catalogue_generation=member.generation,
    )


def _failover(failover: Failover) -> FailoverFacts:
    return FailoverFacts(
        at=failover.at.isoformat(timespec="milliseconds"),
        term=failover.term,
        previous=failover.previous,
        leader=failover.leader,
        reason=failover.reason,
        duration_seconds=_rounded(failover.duration_s),
    )


def _rounded(seconds: float | None) -> float | None:
    """Seconds to the tenth of a millisecond; a lease without end is left out."""
    return None if seconds is None or seconds == float("inf") else round(seconds, 4)
