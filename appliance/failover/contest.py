"""What the ways of contesting leadership at an engine of others have in common. Pure.

A contest is a frozen value: `decide(now)` names the next action, the edge carries it out, and
`after(action, answer, ...)` is the contest that follows. Times are of `trio.current_time()`.

The lease of this node is counted from when the request that extended it was SENT, and only a share
of what the engine keeps: the engine counts from when it handled the request, later, and its clock
may run faster than ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, Self, TypeVar

LOCAL_SHARE = 0.8
"""Part of the engine's lease in which this node acts. Two clocks may differ in rate by 10 % each
way (0.8 x 1.1 < 0.9): far more than quartz does."""
PARTS = 5
"""Renewals in a lease: three in a row may fail before it ends here."""
LONGEST_LOOK_S = 1.0
"""The engine is looked at at least so often, whatever the lease."""

Action = TypeVar("Action")
Answer_contra = TypeVar("Answer_contra", contravariant=True)


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to act as leader.

    Attributes:
        term: the fencing token that goes with every effect.
        until: when it ends unless it is extended.
    """

    term: int
    until: float


@dataclass(frozen=True, slots=True)
class Pace:
    """How often the engine is asked, in seconds, from how long it keeps a lease."""

    lease_s: float

    @property
    def renew_s(self) -> float:
        """From one renewal to the next."""
        return self.lease_s / PARTS

    @property
    def look_s(self) -> float:
        """From one look to the next."""
        return min(LONGEST_LOOK_S, self.renew_s)

    @property
    def request_s(self) -> float:
        """A request takes no longer."""
        return self.lease_s / PARTS

    @property
    def pause_s(self) -> float:
        """Pause once every way to ask has failed."""
        return self.lease_s / (2 * PARTS)

    @property
    def local_s(self) -> float:
        """How long this node acts after a renewal was sent."""
        return self.lease_s * LOCAL_SHARE


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing to do until then, or until something is heard."""

    until: float


@dataclass(frozen=True, slots=True)
class Failed:
    """An action did not come to an answer; the engine may have done it all the same.

    Attributes:
        problem: one line that says the fix.
    """

    problem: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """A failure that people should know of.

    Attributes:
        action: what failed; the same kind of action coming to its end is the end of it.
        until: by then it is history, whether or not the same was tried again.
    """

    problem: str
    action: type
    until: float

    def matters(self, now: float) -> bool:
        """Whether it is of today."""
        return now < self.until

    def is_over(self, action: object) -> bool:
        """Whether an action that succeeded is the one that had failed."""
        return type(action) is self.action


@dataclass(frozen=True, slots=True)
class Standing:
    """What a contest makes known at an instant.

    Attributes:
        claim: this node's own, whether or not it still holds; None when it has none.
        leader: who holds the place, as the engine told last; None when nobody does.
        term: the highest seen.
        parting: the last leader that went by itself: its term, and why.
        known: whether the engine was asked at all.
        has_place: whether the engine keeps the place for this node, claimed or not.
        problem: why this node cannot take part; "" when it can.
    """

    claim: Claim | None
    leader: str | None
    term: int
    parting: tuple[int, str] | None
    known: bool
    has_place: bool
    problem: str


class Contest(Protocol[Action, Answer_contra]):
    """The decisions of one engine."""

    @property
    def pace(self) -> Pace:
        """How often this engine is asked."""

    def standing(self, now: float) -> Standing:
        """What is known."""

    def decide(self, now: float) -> Action | Wait:
        """What to do next."""

    def after(
        self, action: Action, answer: Answer_contra | Failed, sent_at: float, now: float
    ) -> Self:
        """What follows from an answer.

        Args:
            sent_at: just before the request was sent.
            now: just after the answer was read.
        """

    def rung(self) -> Self:
        """Something changed at the engine: look soon."""

    def withdraw(self) -> Self:
        """Claim nothing from now on; the place is kept until `release`."""

    def release(self, now: float, reason: str) -> Self:
        """Give the place up, and leave it to others for the length of a lease."""
