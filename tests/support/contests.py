"""Three contenders before a model of an engine, in simulated time, with everything that goes wrong.

True time is the simulation's; every process has a clock of its own that runs up to 10 % too fast or
too slow. Messages are late or lost, processes stop and go on, restart, stand down. The checker
looks at all claims at every instant at which one changes.
"""

from __future__ import annotations

import heapq
import itertools
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from appliance.failover.contest import Contest, Failed, Wait

SKEW = 0.1
LONGEST_PAUSE_LEASES = 2.0


class Model(Protocol):
    """An engine."""

    def handle(self, action: Any, node: str, t: float) -> Any:
        """Carry an action out at `t`; the answer, or None where none will come."""

    def disturb(self, t: float) -> None:
        """Something of the engine's own goes wrong."""


@dataclass
class Process:
    """One contender."""

    name: str
    contest: Contest[Any, Any]
    rate: float
    offset: float
    paused_until: float = -1.0
    turn: int = 0
    """Counts what it waits for; events of earlier turns are void."""
    is_dead: bool = False

    def clock(self, t: float) -> float:
        return self.offset + self.rate * t

    def true_time(self, now: float) -> float:
        return (now - self.offset) / self.rate

    def claims(self, t: float) -> int | None:
        """The term in which it would act at `t`."""
        now = self.clock(t)
        claim = self.contest.standing(now).claim
        return claim.term if claim is not None and now < claim.until else None


@dataclass
class World:
    """One schedule, given by its seed."""

    seed: int
    model: Model
    make: Callable[[str, int], Contest[Any, Any]]
    """A contender from its name and the number of its start."""
    lease_s: float

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        self.t = 0.0
        self.calm = False
        self._order = itertools.count()
        self._events: list[tuple[float, int, Callable[[], None]]] = []
        self._starts = itertools.count()
        self.processes = [self._process(name) for name in "abc"]
        self.reigns: list[tuple[int, str]] = []
        """(term, process) of each claim, in the order in which they began."""
        self.led_s = 0.0

    def run(self, troubled_s: float, calm_s: float) -> None:
        """Live through a time of trouble and a calm one."""
        for process in self.processes:
            self._later(self.random.uniform(0, 1), lambda p=process: self._wake(p))
        self._later(self.random.expovariate(1.0), self._trouble)
        self._advance(troubled_s)
        self.calm = True
        self._advance(troubled_s + calm_s)

    def holders(self) -> list[tuple[str, int]]:
        """Who would act now, and in which term."""
        found = [(process.name, process.claims(self.t)) for process in self.processes]
        return [(name, term) for name, term in found if term is not None]

    def _advance(self, until: float) -> None:
        while self._events and self._events[0][0] <= until:
            before = self.t
            self.t, _, event = heapq.heappop(self._events)
            if self.calm and self.holders():
                self.led_s += self.t - before
            event()
            self._check()
        self.t = until

    def _check(self) -> None:
        holders = self.holders()
        assert len(holders) <= 1, f"seed {self.seed}, t={self.t:.3f}: {holders}"
        for name, term in holders:
            if self.reigns and self.reigns[-1] == (term, name):
                continue
            highest = max((each for each, _ in self.reigns), default=0)
            assert term >= highest, f"seed {self.seed}: term {term} after {highest}"
            assert (term, name) in self.reigns or term > highest, (self.seed, term, name)
            self.reigns.append((term, name))

    def _process(self, name: str) -> Process:
        contest = self.make(name, next(self._starts))
        rate = 1 + self.random.uniform(-SKEW, SKEW)
        return Process(name, contest, rate, self.random.uniform(0, 1000))

    def _later(self, delay: float, event: Callable[[], None]) -> None:
        heapq.heappush(self._events, (self.t + max(delay, 1e-6), next(self._order), event))

    def _wake(self, process: Process) -> None:
        """What the task of a process does when it gets to run."""
        process.turn += 1
        if process.is_dead or self._is_paused(process, lambda: self._wake(process)):
            return
        now = process.clock(self.t)
        step = process.contest.decide(now)
        ends_at = self._claim_end(process, now)
        if isinstance(step, Wait):
            self._at(process, min(step.until, ends_at), lambda: self._wake(process))
            return
        self._send(process, step, now, min(now + process.contest.pace.request_s, ends_at))

    def _claim_end(self, process: Process, now: float) -> float:
        claim = process.contest.standing(now).claim
        return claim.until if claim is not None and now < claim.until else float("inf")

    def _send(self, process: Process, action: Any, sent_at: float, deadline: float) -> None:
        turn = process.turn
        self._at(process, deadline, lambda: self._end(process, action, Failed("late"), sent_at))
        if self._lost():
            return

        def arrive() -> None:
            answer = self.model.handle(action, process.name, self.t)
            if answer is None or self._lost():
                return

            def receive() -> None:
                if process.turn == turn and not process.is_dead:
                    self._end(process, action, answer, sent_at)

            self._later(self._delay(), receive)

        self._later(self._delay(), arrive)

    def _end(self, process: Process, action: Any, answer: Any, sent_at: float) -> None:
        if self._is_paused(process, lambda: self._end(process, action, answer, sent_at)):
            return
        now = process.clock(self.t)
        process.contest = process.contest.after(action, answer, sent_at, now)
        self._wake(process)

    def _at(self, process: Process, now: float, event: Callable[[], None]) -> None:
        """An event at a time of the process's clock, void once it has turned to something else."""
        turn = process.turn
        delay = process.true_time(now) - self.t
        if delay < 1e6:
            self._later(delay, lambda: event() if process.turn == turn else None)

    def _is_paused(self, process: Process, again: Callable[[], None]) -> bool:
        if self.t >= process.paused_until:
            return False
        turn = process.turn
        delay = process.paused_until - self.t
        self._later(delay, lambda: again() if process.turn == turn else None)
        return True

    def _lost(self) -> bool:
        return not self.calm and self.random.random() < 0.1

    def _delay(self) -> float:
        if self.calm or self.random.random() < 0.8:
            return self.random.uniform(0.0005, 0.02)
        return self.random.expovariate(2 / self.lease_s)

    def _trouble(self) -> None:
        if self.calm:
            return
        self._later(self.random.expovariate(4 / self.lease_s), self._trouble)
        process = self.random.choice(self.processes)
        match self.random.randrange(6):
            case 0 | 1:
                pause_s = self.random.uniform(0, LONGEST_PAUSE_LEASES) * self.lease_s
                process.paused_until = max(process.paused_until, self.t + pause_s)
            case 2:
                self._restart(process)
            case 3:
                self._stand_down(process)
            case _:
                self.model.disturb(self.t)

    def _restart(self, process: Process) -> None:
        """The process dies, and another of its name begins."""
        fresh = self._process(process.name)
        self.processes[self.processes.index(process)] = fresh
        process.is_dead = True
        self._later(self.random.uniform(0, 1), lambda: self._wake(fresh))

    def _stand_down(self, process: Process) -> None:
        """Its tasks end a little later, at the end of its claim at the latest."""
        if self.t < process.paused_until:
            return
        ends_at = min(self._claim_end(process, process.clock(self.t)), process.clock(self.t + 1))
        process.contest = process.contest.withdraw()
        delay = self.random.uniform(0, max(0.0, process.true_time(ends_at) - self.t))

        def release() -> None:
            process.contest = process.contest.release(process.clock(self.t), "test")

        self._later(delay, release)
