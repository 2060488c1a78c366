"""Which of the peers leads: the leader election of Raft, as a pure function.

`step(config, state, event, now)` returns the next state and the effects, to be carried out in the
order they come in: the ballot is saved before anybody is told of it, the end of a reign is told
before leadership is handed on, its begin after everything else. The service puts the new state in
force before the effects: a lease that is given up has ended when `step` returns.
"""

from __future__ import annotations

from appliance.failover.state import Ballot, Config, Effect, Event, State



def start(config: Config, ballot: Ballot, now: float) -> State:
    """The state of a node that starts with the ballot its disk holds; `Tick` is the first event."""
    raise NotImplementedError


def step(
    config: Config, state: State, event: Event, now: float
) -> tuple[State, tuple[Effect, ...]]:
    """What becomes of the state, and what is to be done, when `event` happens at `now`."""
    raise NotImplementedError


def next_wake(state: State) -> float:
    """When `Tick` is due, unless another event comes before."""
    raise NotImplementedError


def lease_until(state: State) -> float:
    """When the lease ends; -inf when this node does not lead, inf when it is alone."""
    raise NotImplementedError


def may_act(state: State, now: float) -> int | None:
    """The term in which this node may act at this instant; None: it must not."""
    raise NotImplementedError
