"""A node's leadership by a Lease of Kubernetes, put together."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

import trio

from appliance.clock import WallClock
from appliance.failover.contest import Pace
from appliance.failover.engine import EngineLeadership
from appliance.failover.facts import Facts
from appliance.failover.kubernetes.api import LeaseApi
from appliance.failover.kubernetes.contest import Action, Answer, LeaseContest, Look
from appliance.failover.kubernetes.engine import KubernetesEngine
from appliance.failover.kubernetes.members import Membership
from appliance.failover.kubernetes.objects import Place
from appliance.failover.kubernetes.pod import Pod
from appliance.failover.roster import Roster

if TYPE_CHECKING:
    from appliance.failover.surroundings import Surroundings

EXAMINE_S = 5.0
"""An examination takes no longer."""


@dataclass(frozen=True, slots=True)
class KubernetesPlan:
    """Which Lease, and who asks for it."""

    node: str
    pod: Pod
    place: Place


def kubernetes_leadership(
    plan: KubernetesPlan, around: Surroundings
) -> EngineLeadership[Action, Answer]:
    """The leadership of one process; `run` makes it take part."""
    # A restarted process must not take the Lease of its former self for its own.
    identity = f"{plan.node}/{uuid.uuid4()}"
    roster = Roster(plan.node, around.facts)
    membership = Membership(LeaseApi(plan.pod), plan.place, identity, roster, around.clock)
    return EngineLeadership(
        "kubernetes",
        plan.place.cluster,
        LeaseContest(identity, Pace(float(plan.place.duration_s))),
        KubernetesEngine(LeaseApi(plan.pod), plan.place, membership, around.clock),
        roster,
        around,
    )


async def examine(plan: KubernetesPlan, clock: WallClock) -> None:
    """Read the Lease once, as a node does, and the members'.

    Raises:
        ClusterError: that cannot be done; says the fix.
    """
    api = LeaseApi(plan.pod)
    membership = Membership(api, plan.place, plan.node, Roster(plan.node, Facts), clock)
    try:
        engine = KubernetesEngine(api, plan.place, membership, clock)
        await engine.perform(Look(), trio.current_time() + EXAMINE_S)
    finally:
        await api.aclose()
