"""Contest of leadership at etcd. Pure.

The leader's key exists while somebody leads. Whoever creates it, in a transaction that compares its
create-revision with 0, leads in the term of that create-revision: revisions of a cluster only grow.
The key hangs on the lease of its creator and goes with it.

A keep-alive is answered from the memory of the member that takes itself for the leader of etcd, and
one that was paused or cut off may be wrong for a while. So a keep-alive counts once a linearizable
read that began after its answer is answered in the same term of etcd's own election: then no other
leader of etcd had begun to count the lease down before. That read says, too, whose the key is.

What fences: places that remember the highest term. They are needed where the key goes before its
time, which the next look notices: when it is deleted by hand, and when a former leader of etcd
before 3.4.28 or 3.5.10 revokes leases after it hung (etcd issue 15247). Who restores etcd from a
backup without raising its revision makes terms that such places refuse.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from appliance.failover.contest import Claim, Failed, Pace, Standing, Trouble, Wait
from appliance.failover.etcd.actions import (
    Acquire,
    Action,
    Answer,
    Done,
    Gone,
    Grant,
    Granted,
    Holder,
    KeepAlive,
    Kept,
    Look,
    Present,
    Resign,
    Seen,
    Taken,
    Tell,
)

TELL_S = 2.0
"""So often a node considers what it tells of itself."""


@dataclass(frozen=True, slots=True)
class EtcdContest:
    """One node's part.

    Attributes:
        endpoints: how many there are to try before a pause.
        extended_at: when the newest request that surely extended the lease was sent.
        kept: a keep-alive that waits for its confirmation: sent at, etcd's term.
        held_off_until: no claim before; inf between `withdraw` and `release`.
        releasing: why the place was given up last.
        resigned: the last term that we asked to end. It is never claimed again: a request that
            seems lost may still come through.
    """

    node: str
    ttl_s: int
    pace: Pace
    endpoints: int = 1
    lease: int | None = None
    extended_at: float = -math.inf
    kept: tuple[float, int] | None = None
    holder: Holder | None = None
    members: tuple[Present, ...] = ()
    parting: tuple[int, str] | None = None
    term: int = 0
    known: bool = False
    releasing: str | None = None
    resigned: int = 0
    held_off_until: float = -math.inf
    renew_at: float = -math.inf
    look_at: float = -math.inf
    tell_at: float = -math.inf
    retry_at: float = -math.inf
    failures: int = 0
    trouble: Trouble | None = None

    @property
    def is_ours(self) -> bool:
        """Whether the leader's key hangs on our lease."""
        return self.holder is not None and self.holder.lease == self.lease

    def standing(self, now: float) -> Standing:
        """What is known."""
        claim = None
        if self.holder is not None and self._may_claim(self.holder, now):
            claim = Claim(self.holder.term, self.extended_at + self.pace.local_s)
        return Standing(
            claim=claim,
            leader=self.holder.node if self.holder else None,
            term=self.term,
            parting=self.parting,
            known=self.known,
            has_place=self.is_ours,
            problem=self.trouble.problem
            if self.trouble and self.trouble.matters(now)
            else self._rival(),
        )

    def decide(self, now: float) -> Action | Wait:
        """What to do next."""
        held_off = now < self.held_off_until
        if now < self.retry_at:
            return Wait(self.retry_at)
        if self.lease is None:
            return Grant(self.ttl_s)
        if self.holder is not None and self.is_ours and self.holder.term <= self.resigned:
            return Resign(self.holder.term, self.releasing or "")
        if now >= self.renew_at:
            return KeepAlive(self.lease)
        if now >= self.look_at:
            return Look()
        if self.holder is None and not held_off:
            return Acquire(self.lease)
        if now >= self.tell_at:
            return Tell(self.lease)
        due = (self.renew_at, self.look_at, self.tell_at)
        return Wait(min(*due, self.held_off_until) if held_off else min(due))

    def after(
        self, action: Action, answer: Answer | Failed, sent_at: float, now: float
    ) -> EtcdContest:
        """What follows from an answer."""
        begun = self
        if isinstance(action, Acquire) and sent_at >= self.held_off_until:
            begun = replace(self, releasing=None)  # contested after standing back: to be claimed
        if isinstance(answer, Failed):
            return begun._after_failure(action, answer, now)
        well = replace(begun, failures=0)
        if self.trouble and self.trouble.is_over(action):
            well = replace(well, trouble=None)
        match answer:
            case Granted():
                return well._after_grant(answer, sent_at)
            case Kept():
                kept = (sent_at, answer.raft_term)
                renew_at = sent_at + self.pace.renew_s
                return replace(well, kept=kept, renew_at=renew_at, look_at=-math.inf)
            case Gone():
                retry_at = now + self.pace.pause_s
                return replace(well, lease=None, kept=None, retry_at=retry_at)
            case Seen():
                return well._after_look(answer, now)
            case Taken():
                return well._held_by(answer.holder)
            case Done():
                return well._after_done(action, now)

    def rung(self) -> EtcdContest:
        """Something changed at etcd: look at once."""
        return replace(self, look_at=-math.inf)

    def withdraw(self) -> EtcdContest:
        """Claim nothing from now on; the key stays until `release`."""
        return replace(self, held_off_until=math.inf, releasing=None)

    def release(self, now: float, reason: str) -> EtcdContest:
        """Delete the key if it is ours, and leave it to others for the length of a lease."""
        resigned = self.holder.term if self.holder is not None and self.is_ours else self.resigned
        held_off_until = now + self.pace.lease_s
        return replace(self, releasing=reason, resigned=resigned, held_off_until=held_off_until)

    def _may_claim(self, holder: Holder, now: float) -> bool:
        return self.is_ours and holder.term > self.resigned and now >= self.held_off_until

    def _after_failure(self, action: Action, answer: Failed, now: float) -> EtcdContest:
        failures = self.failures + 1
        pause_s = 0.0 if failures % self.endpoints else self.pace.pause_s
        trouble = Trouble(answer.problem, type(action), now + self.pace.lease_s)
        return replace(self, failures=failures, trouble=trouble, retry_at=now + pause_s)

    def _after_grant(self, answer: Granted, sent_at: float) -> EtcdContest:
        pace = Pace(float(answer.ttl_s))
        return replace(
            self,
            lease=answer.lease,
            pace=pace,
            extended_at=sent_at,
            kept=None,
            renew_at=sent_at + pace.renew_s,
            look_at=-math.inf,
            tell_at=-math.inf,
        )

    def _after_look(self, answer: Seen, now: float) -> EtcdContest:
        seen = self._held_by(answer.holder)
        seen = replace(
            seen,
            known=True,
            members=answer.members,
            parting=answer.parting,
            look_at=now + self.pace.look_s,
            kept=None,
        )
        if self.kept is None:
            return seen
        sent_at, raft_term = self.kept
        if raft_term != answer.raft_term:  # etcd elected meanwhile: who knows who kept it alive
            return replace(seen, renew_at=now + self.pace.pause_s)
        return replace(seen, extended_at=sent_at)

    def _after_done(self, action: Action, now: float) -> EtcdContest:
        if isinstance(action, Resign):
            return replace(self._held_by(None), look_at=-math.inf)
        others = tuple(member for member in self.members if member.node != self.node)
        return replace(self, members=others, tell_at=now + TELL_S)

    def _held_by(self, holder: Holder | None) -> EtcdContest:
        if holder is None:
            return replace(self, holder=None)
        held = replace(self, holder=holder, term=max(self.term, holder.term))
        if held.is_ours:
            # A key that comes after we stood down was asked for before.
            late = self.releasing is not None
            return replace(held, resigned=holder.term) if late else held
        # Somebody else leads: this node may contest again once that one goes.
        let_go = -math.inf if self.held_off_until < math.inf else math.inf
        return replace(held, held_off_until=let_go, releasing=None)

    def _rival(self) -> str:
        """A process that goes by our name, seen by what it wrote in the place of what we wrote."""
        if self.tell_at == -math.inf:
            return ""
        for member in self.members:
            if member.node == self.node and member.lease != self.lease:
                return f"another process calls itself {self.node!r}: give each its own ha.node"
        return ""
