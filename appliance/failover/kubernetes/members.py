"""The members of a cluster in Kubernetes: each node renews a Lease of its own and reads all.

Only people are shown them; the election does not depend on any of it. A member is there while we
see its Lease change; one that never changes is removed after some minutes by whoever notices.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import structlog
import trio

from appliance.clock import WallClock
from appliance.errors import ClusterError
from appliance.failover.json_api import Reply
from appliance.failover.kubernetes import objects
from appliance.failover.kubernetes.api import LeaseApi
from appliance.failover.kubernetes.objects import MemberRecord, Place
from appliance.failover.roster import Roster

TELL_S = 5.0
"""From one renewal of the own Lease to the next."""
SILENT_S = 3 * TELL_S
"""A member whose Lease did not change for so long is away."""
REMOVE_S = 600.0
"""After so long its Lease is removed: pods of a Deployment never come back under their names."""

logger = structlog.get_logger("appliance.failover")


@dataclass(slots=True)
class Sightings:
    """When we saw each member's Lease change. Pure: clocks of two machines are never compared."""

    _changed: dict[str, tuple[str, float]] = field(default_factory=dict)

    def take(self, records: Iterable[MemberRecord], now: float) -> None:
        """Note what a list shows."""
        before = self._changed
        self._changed = {}
        for record in records:
            version, at = before.get(record.name, ("", now))
            self._changed[record.name] = (record.version, at if version == record.version else now)

    def here(self, records: Iterable[MemberRecord], now: float) -> Mapping[str, bytes]:
        """Members that are there, with what they tell of themselves."""
        return {
            record.node: record.facts
            for record in records
            if now - self._changed[record.name][1] <= SILENT_S
        }

    def dead(self, records: Iterable[MemberRecord], now: float) -> tuple[MemberRecord, ...]:
        """Members that are gone for good."""
        return tuple(record for record in records if now - self._changed[record.name][1] > REMOVE_S)


class Membership:
    """This node's part in the list of members."""

    def __init__(
        self, api: LeaseApi, place: Place, identity: str, roster: Roster, clock: WallClock
    ) -> None:
        self._api = api
        self._place = place
        self._identity = identity
        self._roster = roster
        self._clock = clock
        self._sightings = Sightings()
        self._version: str | None = None
        self._problem = ""

    async def keep(self) -> None:
        """Renew the own Lease and read the others', for ever."""
        while True:
            problem = f"the Kubernetes API did not answer within {TELL_S:.0f} s"
            with trio.move_on_after(TELL_S):
                try:
                    await self._tell()
                    await self._list()
                    problem = ""
                except ClusterError as error:
                    problem = str(error)
            if problem and problem != self._problem:
                logger.warning("members are not known", problem=problem)
            self._problem = problem
            await trio.sleep(TELL_S)

    async def leave(self) -> None:
        """Delete the own Lease."""
        try:
            await self._api.delete(self._place.member_name(self._roster.node))
        except ClusterError as error:
            logger.info("this node's own Lease stays behind", reason=str(error))

    async def aclose(self) -> None:
        """Close the connection."""
        await self._api.aclose()

    async def _tell(self) -> None:
        """Write the own Lease. A former process of this node may have left one."""
        name = self._place.member_name(self._roster.node)
        if self._version is None:
            self._version = self._version_of(await self._api.get(name))
        words, now = self._roster.own_words(), self._clock.now()
        own = objects.member(
            self._place, self._roster.node, self._identity, words, self._version, now
        )
        write = self._api.create if self._version is None else self._api.update
        self._version = None
        self._version = self._version_of(await write(own))

    @staticmethod
    def _version_of(reply: Reply) -> str | None:
        """The version to replace next time; None where that has to be asked."""
        metadata = reply.fields.get("metadata")
        if reply.status in (404, 409) or not isinstance(metadata, dict):
            return None
        return objects.text(metadata.get("resourceVersion") or "") or None

    async def _list(self) -> None:
        reply = await self._api.list(objects.label(self._place.name))
        now = trio.current_time()
        try:
            records = objects.member_records(reply.fields, self._place)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ClusterError(
                f"the Kubernetes API answers with something else than Leases: {reply.text!r}"
            ) from error
        self._sightings.take(records, now)
        self._roster.listed(self._sightings.here(records, now), now)
        for record in self._sightings.dead(records, now):
            await self._api.delete(record.name, record.version)
