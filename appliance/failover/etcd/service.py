"""A node's leadership by etcd, put together."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import trio

from appliance.errors import ClusterError
from appliance.failover.contest import Pace
from appliance.failover.engine import EngineLeadership
from appliance.failover.etcd.actions import Action, Answer, Grant, Granted, Look, Tell
from appliance.failover.etcd.contest import EtcdContest
from appliance.failover.etcd.gateway import EtcdGateway, EtcdPlan
from appliance.failover.facts import Facts
from appliance.failover.roster import Roster

if TYPE_CHECKING:
    from appliance.failover.surroundings import Surroundings

EXAMINE_S = 5.0
"""An examination of one endpoint takes no longer."""


def etcd_leadership(plan: EtcdPlan, around: Surroundings) -> EngineLeadership[Action, Answer]:
    """The leadership of one process; `run` makes it take part."""
    roster = Roster(plan.node, around.facts)
    pace = Pace(float(plan.ttl_s))
    return EngineLeadership(
        "etcd",
        plan.cluster,
        EtcdContest(plan.node, plan.ttl_s, pace, endpoints=len(plan.endpoints)),
        EtcdGateway(plan, roster),
        roster,
        around,
    )


async def examine(plan: EtcdPlan) -> tuple[str, ...]:
    """Ask every endpoint what a node asks; what is wrong, one line each.

    Reads the cluster's keys and writes one under a lease that is revoked at once.
    """
    problems = []
    clusters: dict[str | None, str] = {}
    for endpoint in plan.endpoints:
        try:
            found = await _examine(replace(plan, endpoints=(endpoint,)))
        except ClusterError as error:
            problems.append(str(error))
        else:
            clusters.setdefault(found, endpoint)
    if len(clusters) > 1:
        belong = " and ".join(clusters.values())
        problems.append(f"{belong} belong to different etcd clusters: two leaders would come of it")
    return tuple(problems)


async def _examine(plan: EtcdPlan) -> str | None:
    """The etcd cluster behind the only endpoint."""
    # The name of a node has no slash, so this is nobody's key.
    probe = replace(plan, node=f"examined/{plan.node}")
    gateway = EtcdGateway(probe, Roster(probe.node, Facts))
    deadline = trio.current_time() + EXAMINE_S
    try:
        await gateway.perform(Look(), deadline)
        granted = await gateway.perform(Grant(plan.ttl_s), deadline)
        if isinstance(granted, Granted):
            await gateway.perform(Tell(granted.lease), deadline)
        with trio.move_on_at(deadline):
            await gateway.retire()
        return gateway.cluster_id
    finally:
        await gateway.aclose()
