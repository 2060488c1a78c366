"""The edge to Kubernetes: carries out what a contest decides, and keeps the list of members."""

from __future__ import annotations

from collections.abc import Callable

import trio

from appliance.clock import WallClock
from appliance.errors import ClusterError
from appliance.failover.json_api import Reply
from appliance.failover.kubernetes import objects
from appliance.failover.kubernetes.api import LeaseApi
from appliance.failover.kubernetes.contest import (
    Action,
    Answer,
    Conflict,
    Found,
    Look,
    Missing,
)
from appliance.failover.kubernetes.members import Membership
from appliance.failover.kubernetes.objects import Place


class KubernetesEngine:
    """See `appliance.failover.engine.Engine`."""

    def __init__(
        self, api: LeaseApi, place: Place, membership: Membership, clock: WallClock
    ) -> None:
        self._api = api
        self._place = place
        self._membership = membership
        self._clock = clock

    async def perform(self, action: Action, deadline: float) -> Answer:
        """Carry an action out.

        Raises:
            ClusterError: there was no answer in time, or a refusal.
        """
        began = trio.current_time()
        with trio.move_on_at(deadline):
            return await self._perform(action)
        waited_s = trio.current_time() - began
        raise ClusterError(f"the Kubernetes API did not answer within {waited_s:.1f} s")

    async def watch(self, ring: Callable[[], None]) -> None:
        """The Lease is looked at often enough; meanwhile those of the members are kept."""
        await self._membership.keep()

    async def retire(self) -> None:
        """Delete this node's own Lease."""
        await self._membership.leave()

    async def aclose(self) -> None:
        """Close the connections."""
        await self._api.aclose()
        await self._membership.aclose()

    async def _perform(self, action: Action) -> Answer:
        if isinstance(action, Look):
            return self._answer(await self._api.get(self._place.name))
        lease = objects.written(action, self._place, self._clock.now())
        write = self._api.create if action.record is None else self._api.update
        return self._answer(await write(lease))

    def _answer(self, reply: Reply) -> Answer:
        match reply.status:
            case 404:
                return Missing()
            case 409:
                return Conflict()
        try:
            return Found(objects.record(reply.fields, self._place))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ClusterError(
                f"the Kubernetes API answers with something else than a Lease: {reply.text!r}"
            ) from error
