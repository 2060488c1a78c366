"""A node's leadership by a Lease of Kubernetes, put together."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

import trio

from appliance.clock import WallClock
from appliance.errors import ClusterError
from appliance.failover.contest import Pace
from appliance.failover.engine import EngineLeadership
from appliance.failover.facts import Facts
from appliance.failover.kubernetes import objects
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
    """Read the contested Lease, and use every right on one that nobody else knows.

    Raises:
        ClusterError: something is not allowed or not there; says the fix.
    """
    api, place = LeaseApi(plan.pod), plan.place
    membership = Membership(api, place, plan.node, Roster(plan.node, Facts), clock)
    deadline = trio.current_time() + EXAMINE_S
    try:
        await KubernetesEngine(api, place, membership, clock).perform(Look(), deadline)
        with trio.move_on_at(deadline):
            return await _use_rights(api, place, f"examined.{plan.node}", clock)
        raise ClusterError(f"the Kubernetes API did not answer within {EXAMINE_S:.0f} s")
    finally:
        await api.aclose()


async def _use_rights(api: LeaseApi, place: Place, name: str, clock: WallClock) -> None:
    """Create, read, list, update and delete a Lease that is no member's: nobody holds it."""
    await api.create(objects.member(place, name, "", b"", None, clock.now()))
    found = await api.get(place.member_name(name))
    version = str(found.fields.get("metadata", {}).get("resourceVersion"))
    await api.update(objects.member(place, name, "", b"", version, clock.now()))
    await api.list(objects.label(place.name))
    await api.delete(place.member_name(name))
