"""The operations port's endpoints about the cluster: /leader, /cluster, /cluster/step-down.

They tell what this node knows and ask no other. Who may reach the port may read; leadership is
given up only for somebody on this machine (`local.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import orjson
from quart import Response, request
from quart_trio import QuartTrio

from appliance.console.local import refusal
from appliance.failover.leader import Leadership
from appliance.failover.status import ClusterStatus, Failover, Member

LONGEST_REASON = 200
ASKED_FOR = "asked for on the operations port"
ALONE = "nobody else could lead"


def add_cluster(app: QuartTrio, leadership: Leadership) -> None:
    """Add the endpoints to the application."""

    @app.get("/leader")
    async def leader() -> Response:
        term, status = leadership.term(), leadership.status()
        found = HTTPStatus.OK if term is not None else HTTPStatus.SERVICE_UNAVAILABLE
        told = {"node": status.node, "leads": term is not None}
        return _json(told | {"leader": status.leader, "term": status.term}, found)

    @app.get("/cluster")
    async def cluster() -> Response:
        return _json(cluster_data(leadership.status()))

    @app.post("/cluster/step-down")
    async def step_down() -> Response:
        if why := refusal("cluster step-down"):
            return _json({"steppedDown": False, "error": why}, HTTPStatus.FORBIDDEN)
        if leadership.term() is None:
            leads = leadership.status().leader
            return _json({"steppedDown": False, "leader": leads}, HTTPStatus.CONFLICT)
        await leadership.step_down(_reason(await request.body))
        status = leadership.status()
        if leadership.term() is not None and status.leader == status.node:
            alone = {"steppedDown": False, "error": ALONE, "leader": status.node}
            return _json(alone, HTTPStatus.CONFLICT)
        return _json({"steppedDown": True, "leader": status.leader, "term": status.term})


def cluster_data(status: ClusterStatus) -> dict[str, Any]:
    """A cluster as JSON shows it."""
    return {
        "backend": status.backend,
        "cluster": status.cluster,
        "node": status.node,
        "role": status.role,
        "term": status.term,
        "leader": status.leader,
        "leaseRemainingSeconds": _rounded(status.lease_remaining_s),
        "voters": status.voters,
        "quorum": status.quorum,
        "reachable": status.reachable,
        "hasQuorum": status.has_quorum,
        "problem": status.problem or None,
        "members": [_member(each) for each in status.members],
        "failovers": [_failover(each) for each in status.failovers],
    }


def _member(member: Member) -> dict[str, Any]:
    return {
        "node": member.node,
        "role": member.role,
        "witness": member.witness,
        "address": member.address or None,
        "heardAgeSeconds": _rounded(member.heard_age_s),
        "roundTripSeconds": _rounded(member.round_trip_s),
        "term": member.term,
        "version": member.version,
        "health": member.health,
        "ready": member.ready,
        "callsInFlight": member.calls_in_flight,
        "loopLagSeconds": _rounded(member.loop_lag_s),
        "generation": member.generation,
    }


def _failover(failover: Failover) -> dict[str, Any]:
    return {
        "at": failover.at.isoformat(timespec="milliseconds"),
        "term": failover.term,
        "previous": failover.previous,
        "leader": failover.leader,
        "reason": failover.reason,
        "durationSeconds": _rounded(failover.duration_s),
    }


def _rounded(seconds: float | None) -> float | None:
    """Seconds to the tenth of a millisecond; an endless lease has no number in JSON."""
    return None if seconds is None or seconds == float("inf") else round(seconds, 4)


def _reason(content: bytes) -> str:
    """The reason in a body, on one line; a body without one is none."""
    try:
        found = orjson.loads(content)
    except orjson.JSONDecodeError:
        return ASKED_FOR
    reason = found.get("reason") if isinstance(found, dict) else None
    if not isinstance(reason, str) or not reason.strip():
        return ASKED_FOR
    return "".join(one for one in reason[:LONGEST_REASON] if one.isprintable())


def _json(content: Mapping[str, Any], status: HTTPStatus = HTTPStatus.OK) -> Response:
    headers = {"cache-control": "no-store"}
    return Response(orjson.dumps(content), status, headers, content_type="application/json")
