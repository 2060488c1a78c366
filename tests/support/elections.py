"""One node of an election, told by a test what happens to it and when."""

from __future__ import annotations

from collections.abc import Iterable

from appliance.failover import election
from appliance.failover.messages import (
    Heartbeat,
    HeartbeatReply,
    Message,
    NodeId,
    PreVoteReply,
    PreVoteRequest,
    VoteReply,
)
from appliance.failover.state import (
    Ballot,
    Became,
    Config,
    Effect,
    Event,
    Received,
    Role,
    SaveBallot,
    Send,
    StepDown,
    Tick,
    Timing,
)

TIMING = Timing()
BEGIN = 1000.0
ROUNDING = 1e-6


class Probe:
    """A node and its clock. What it wants done comes back as a list of effects.

    Attributes:
        now: its clock.
        state: what it knows.
    """

    def __init__(
        self,
        node: NodeId = "a",
        voters: Iterable[NodeId] = "abc",
        *,
        ballot: Ballot | None = None,
        witness: bool = False,
        seed: int = 1,
    ) -> None:
        self.config = Config(node, frozenset(voters), witness=witness, seed=seed)
        self.now = BEGIN
        self.state = election.start(self.config, ballot or Ballot(), self.now)

    @property
    def role(self) -> Role:
        """Its role."""
        return self.state.role

    @property
    def term(self) -> int:
        """Its term."""
        return self.state.ballot.term

    def acts(self) -> int | None:
        """The term in which it may act now."""
        return election.may_act(self.state, self.now)

    def happens(self, event: Event, after: float = 0.0) -> list[Effect]:
        """An event, `after` seconds from now, whatever should have happened meanwhile."""
        self.now += after
        self.state, effects = election.step(self.config, self.state, event, self.now)
        return list(effects)

    def hears(self, sender: NodeId, message: Message, after: float = 0.0) -> list[Effect]:
        """A message arrives."""
        return self.happens(Received(sender, message), after)

    def waits(self, seconds: float) -> list[Effect]:
        """Time passes, and each tick comes when it is due."""
        end, effects = self.now + seconds, []
        while election.next_wake(self.state) <= end:
            self.now = max(self.now, election.next_wake(self.state))
            effects += self.happens(Tick())
        self.now = end
        return effects

    def expires(self) -> list[Effect]:
        """Time passes until the election timeout, or the round, ends."""
        return self.waits(self.state.expires_at - self.now + ROUNDING)

    def asks(self) -> list[Effect]:
        """It hears no leader until it asks whether it would be elected."""
        effects = self.expires()
        assert self.role is Role.PRE_CANDIDATE
        return effects

    def campaigns(self) -> list[Effect]:
        """It asks, and enough others would vote for it."""
        self.asks()
        effects = []
        for voter in self.others():
            if self.role is Role.PRE_CANDIDATE:
                reply = PreVoteReply(self.term + 1, self.state.began_at, granted=True)
                effects += self.hears(voter, reply)
        assert self.role is Role.CANDIDATE
        return effects

    def wins(self) -> list[Effect]:
        """It campaigns and is elected; nobody has acknowledged a heartbeat yet."""
        self.campaigns()
        effects = []
        for voter in self.others():
            if self.role is Role.CANDIDATE:
                effects += self.hears(voter, VoteReply(self.term, granted=True))
        assert self.role is Role.LEADER
        return effects

    def leads(self) -> None:
        """It was elected, and all others acknowledge its first heartbeat."""
        self.wins()
        self.is_acknowledged_by(*self.others())

    def is_acknowledged_by(self, *voters: NodeId, sent_at: float | None = None) -> None:
        """Voters answer a heartbeat: the one that is sent now, or an earlier one."""
        at = self.now if sent_at is None else sent_at
        for voter in voters:
            self.hears(voter, HeartbeatReply(self.term, at))

    def follows(self, leader: NodeId = "b", term: int | None = None) -> list[Effect]:
        """It hears a heartbeat."""
        return self.hears(leader, Heartbeat(self.term or 1 if term is None else term, 7.0))

    def steps_down(self, to: NodeId | None = None) -> list[Effect]:
        """Its service wants another to lead."""
        return self.happens(StepDown(to))

    def others(self) -> list[NodeId]:
        """The other voters."""
        return sorted(self.config.voters - {self.config.node})

    def would_vote(self, sender: NodeId = "c", term: int | None = None) -> bool:
        """Whether it grants a pre-vote now; in the next term unless told otherwise."""
        asked = PreVoteRequest(self.term + 1 if term is None else term, 3.0)
        (send,) = self.hears(sender, asked)
        assert isinstance(send, Send)
        assert isinstance(send.message, PreVoteReply)
        return send.message.granted


def sent(effects: Iterable[Effect]) -> list[tuple[NodeId, Message]]:
    """Who is told what."""
    return [(effect.to, effect.message) for effect in effects if isinstance(effect, Send)]


def saved(effects: Iterable[Effect]) -> list[Ballot]:
    """What comes to the disk."""
    return [effect.ballot for effect in effects if isinstance(effect, SaveBallot)]


def became(effects: Iterable[Effect]) -> list[Became]:
    """Changes of role."""
    return [effect for effect in effects if isinstance(effect, Became)]
