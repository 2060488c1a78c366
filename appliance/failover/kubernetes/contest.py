"""Contest of leadership at a Lease of coordination.k8s.io/v1. Pure.

Every write names the resourceVersion it read, so of two that write at once one meets a conflict.
Clocks of two machines are never compared: a Lease has expired when we saw no change of it for as
long as its holder said, counted from when the answer that showed the change was read. The times
written into it are for people.

The fencing token is `leaseTransitions`: one more each time the place is taken, never less than
what this node has seen. What it fences: places that remember the highest token they were shown (the
catalogue of backups, the lock in the database). What it does not: Kubernetes itself stops no late
effect of a former holder, and who deletes the Lease or edits the number by hand while no node runs
lets it start anew; such places then refuse until it has grown past what they remember.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from appliance.failover.contest import Claim, Failed, Pace, Standing, Trouble, Wait


@dataclass(frozen=True, slots=True)
class Record:
    """The Lease, as the API told it.

    Attributes:
        holder: identity of the process that leads; "" when the place is free.
        duration_s: how long the holder wants to be waited for.
        transitions: the fencing token.
        version: the resourceVersion.
        parting: why the last holder went, if it went by itself.
        content: the whole object, so that a write keeps what others put into it.
    """

    holder: str
    duration_s: float
    transitions: int
    version: str
    parting: tuple[int, str] | None
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Look:
    """Read the Lease."""


@dataclass(frozen=True, slots=True)
class Write:
    """Write the Lease, unless it changed since it was read.

    Attributes:
        record: what was read; None: it is to be created.
        holder: "" to give the place up.
        taken: the place is taken now, not kept.
        reason: why it is given up.
    """

    record: Record | None
    holder: str
    transitions: int
    taken: bool = False
    reason: str = ""


Action = Look | Write


@dataclass(frozen=True, slots=True)
class Found:
    """The Lease as it is, after a look or our own write."""

    record: Record


@dataclass(frozen=True, slots=True)
class Missing:
    """There is no such Lease."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody else wrote meanwhile."""


Answer = Found | Missing | Conflict


def node_of(identity: str) -> str:
    """The node in an identity, which is node/chance: a restarted process is another holder."""
    return identity.rpartition("/")[0] or identity


@dataclass(frozen=True, slots=True)
class LeaseContest:
    """One process's part.

    Attributes:
        identity: of this process, never used again.
        record: the newest that was seen; None when there is none, or none was seen yet.
        changed_at: when the answer that showed the record's newest change was read.
        claim: the term and lease of our newest write.
    """

    identity: str
    pace: Pace
    record: Record | None = None
    changed_at: float = -math.inf
    claim: Claim | None = None
    term: int = 0
    known: bool = False
    releasing: str | None = None
    held_off_until: float = -math.inf
    renew_at: float = -math.inf
    look_at: float = -math.inf
    retry_at: float = -math.inf
    trouble: Trouble | None = None

    @property
    def is_ours(self) -> bool:
        """Whether the Lease names this process."""
        return self.record is not None and self.record.holder == self.identity

    @property
    def expires_at(self) -> float:
        """When nobody may hold the place any more, unless the record changes."""
        if self.record is None or not self.record.holder:
            return -math.inf
        return self.changed_at + self.record.duration_s

    def standing(self, now: float) -> Standing:
        """What is known."""
        held_off = now < self.held_off_until
        holder = "" if now >= self.expires_at else (self.record.holder if self.record else "")
        return Standing(
            claim=self.claim if self.is_ours and not held_off else None,
            leader=node_of(holder) or None,
            term=self.term,
            parting=self.record.parting if self.record else None,
            known=self.known,
            has_place=self.is_ours,
            problem=self.trouble.problem if self.trouble and self.trouble.matters(now) else "",
        )

    def decide(self, now: float) -> Action | Wait:
        """What to do next."""
        if now < self.retry_at:
            return Wait(self.retry_at)
        if not self.known or now >= self.look_at:
            return Look()
        if self.is_ours:
            return self._keep(now)
        free_at = max(self.expires_at, self.held_off_until)
        if now >= free_at:
            return Write(self.record, self.identity, self.term + 1, taken=True)
        return Wait(min(self.look_at, free_at))

    def after(
        self, action: Action, answer: Answer | Failed, sent_at: float, now: float
    ) -> LeaseContest:
        """What follows from an answer."""
        if isinstance(answer, Failed):
            # The write may have been carried out: look before the next one.
            trouble = Trouble(answer.problem, type(action), now + self.pace.lease_s)
            retry_at = now + self.pace.pause_s
            return replace(self, trouble=trouble, retry_at=retry_at, look_at=-math.inf)
        well = self
        if self.trouble and self.trouble.is_over(action):
            well = replace(self, trouble=None)
        match answer:
            case Conflict():
                return replace(well, look_at=-math.inf)
            case Missing():
                gone = replace(well, record=None, claim=None, known=True)
                return replace(gone, look_at=now + self.pace.look_s, releasing=None)
            case Found():
                seen = well._after_sight(answer.record, now)
                return seen if isinstance(action, Look) else seen._after_write(action, sent_at)

    def rung(self) -> LeaseContest:
        """Something changed: look at once."""
        return replace(self, look_at=-math.inf)

    def withdraw(self) -> LeaseContest:
        """Claim nothing from now on; the Lease keeps our name until `release`."""
        return replace(self, held_off_until=math.inf, releasing=None)

    def release(self, now: float, reason: str) -> LeaseContest:
        """Clear the holder if it is us, and leave the place to others for the length of a lease."""
        return replace(self, releasing=reason, held_off_until=now + self.pace.lease_s)

    def _keep(self, now: float) -> Action | Wait:
        """What the holder does."""
        if self.releasing is not None and now < self.held_off_until:
            return Write(self.record, "", self.term, reason=self.releasing)
        if now >= self.renew_at:
            return Write(self.record, self.identity, self.term)
        return Wait(self.renew_at)

    def _after_sight(self, record: Record, now: float) -> LeaseContest:
        same = self.record is not None and self.record.version == record.version
        seen = replace(
            self,
            record=record,
            known=True,
            changed_at=self.changed_at if same else now,
            term=max(self.term, record.transitions),
            look_at=now + self.pace.look_s,
        )
        if seen.is_ours:
            return seen
        seen = replace(seen, claim=None, releasing=None, renew_at=-math.inf)
        if record.holder and self.held_off_until < math.inf:
            # Somebody else leads: this process may contest again once that one goes.
            return replace(seen, held_off_until=-math.inf)
        return seen

    def _after_write(self, action: Write, sent_at: float) -> LeaseContest:
        if not action.holder:
            return self
        return replace(
            self,
            claim=Claim(action.transitions, sent_at + self.pace.local_s),
            renew_at=sent_at + self.pace.renew_s,
            look_at=math.inf,  # the next renewal is a look, too
        )
