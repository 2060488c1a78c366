"""One trial of a drill: the fault, what is expected of it, and the record of what happened."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from time import monotonic
from typing import Any

import trio

from chaos import ledger
from chaos.clients import LEGACY, ONCE, READ, SLOW_S, Call, percentile
from chaos.lab import Lab
from chaos.node import Node

CALM_S = 1.0
"""Calls before the fault, so that a trial shows what was normal."""
AFTER_S = 1.0
NEW_LEADER_S = 1.5
"""A new leader has to act by then: twice the longest election timeout."""
LATEST_S = 60.0
"""What has not come by then does not come."""
OUTLIVED = "leader tasks outlived the lease"
"""What the product logs where it happens."""


@dataclass
class Record:
    """What a trial came to. Times in seconds; calls that ended in the trial.

    without_leader_s: the longest time in which nobody acted as the leader.
    new_leader_s: from the fault to the first effect in a new term; None where none was due.
    once_failed: calls that may not be retried, older clients' among them.
    late: what did not hold in time; a problem, unless the machine itself stood still.
    """

    drill: str
    trial: int
    fault: str = ""
    leader: str = ""
    term: int = 0
    new_leader: str = ""
    new_term: int = 0
    new_leader_s: float | None = None
    without_leader_s: float | None = None
    calls: int = 0
    reads_failed: int = 0
    once_failed: int = 0
    refused: int = 0
    slow: int = 0
    p50_s: float = 0.0
    p99_s: float = 0.0
    longest_s: float = 0.0
    acted: dict[str, str] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    notes: dict[str, Any] = field(default_factory=dict)

    def count(self, calls: Iterable[Call]) -> None:
        """Take the figures of the clients' calls."""
        found = list(calls)
        failed = [call for call in found if call.failure]
        took = [call.took_s for call in found]
        self.calls = len(found)
        self.reads_failed = sum(call.kind == READ for call in failed)
        self.once_failed = sum(call.kind in (ONCE, LEGACY) for call in failed)
        self.refused = sum(call.refused for call in found)
        self.slow = sum(call.took_s > SLOW_S for call in found)
        self.p50_s, self.p99_s = percentile(took, 0.5), percentile(took, 0.99)
        self.longest_s = max(took, default=0.0)
        self.failures = sorted({f"{call.kind}: {call.failure}" for call in failed})[:10]

    def plain(self) -> dict[str, Any]:
        """For JSON: times to the tenth of a millisecond."""
        return {
            name: round(value, 4) if isinstance(value, float) and math.isfinite(value) else value
            for name, value in asdict(self).items()
        }


class Trial:
    """What a drill's `run` works with; it says what it does and what it expects."""

    def __init__(
        self, lab: Lab, record: Record, leader: Node | None, *, began: float, timed: bool = True
    ) -> None:
        self._timed = timed
        self.lab = lab
        self.record = record
        self.record.leader = leader.name if leader else ""
        self.began = began
        self.fault_at = math.inf
        self.silenced: set[str] = set()
        self.excused = 0
        self._leader = leader
        self._outlived = {name: node.times_logged(OUTLIVED) for name, node in lab.nodes.items()}

    @property
    def leader(self) -> Node:
        """Who led when the trial began."""
        assert self._leader is not None, "the replicas of this lab do not elect"
        return self._leader

    @property
    def followers(self) -> list[Node]:
        """The two others."""
        return self.lab.followers(self.leader)

    def fault(self, words: str, *, silenced: Iterable[str] = (), excused: int = 0) -> None:
        """Say what happens now; see `ledger.violations` for who is silenced or excused."""
        self.record.fault = words
        self.silenced |= set(silenced)
        self.excused = excused
        if last := ledger.last_effect(self.lab.entries()):
            self.record.term = last.term
        self.fault_at = monotonic()

    def expect(self, holds: bool, words: str) -> None:
        """Note a broken promise; the drill goes on, and fails at its end."""
        if not holds:
            self.record.problems.append(words)

    async def hold(self, seconds: float) -> None:
        """Let the fault last until so long after its beginning."""
        await trio.sleep(max(0.0, self.fault_at + seconds - monotonic()))

    def expect_in_time(self, took_s: float, within_s: float, words: str) -> None:
        """Note what came late; where nothing is timed, only what never came."""
        self.expect(took_s <= LATEST_S, f"{words}: {took_s:.3f} s")
        if self._timed and within_s < took_s <= LATEST_S:
            self.record.late.append(f"{words}: {took_s:.3f} s")

    async def expect_new_leader(self, within_s: float = NEW_LEADER_S) -> None:
        """Somebody has to act in a higher term by then."""
        term = self.record.term
        took_s = await self.lab.wait_for_effect(term, self.fault_at, LATEST_S)
        self.record.new_leader_s = took_s
        self.expect_in_time(took_s, within_s, "a new leader came late")

    async def expect_same_leader(self, seconds: float) -> None:
        """Nobody may act in a higher term for so long."""
        took_s = await self.lab.wait_for_effect(self.record.term, self.fault_at, seconds)
        if self._timed and math.isfinite(took_s):
            self.record.late.append(f"a new leader after {took_s:.3f} s")

    def close(self) -> None:
        """Take the figures, and judge what holds of every fault."""
        lab, record = self.lab, self.record
        now = monotonic()
        record.count(lab.load.since(self.began))
        if not lab.elects:
            return
        entries = [entry for entry in lab.entries() if entry.at >= self.began]
        since = min(self.fault_at, now)
        record.without_leader_s = ledger.silence(entries, since, now)
        terms = {entry.term: entry.node for entry in entries if not entry.refused}
        record.acted = {str(term): node for term, node in sorted(terms.items())}
        if terms:
            record.new_term = max(terms)
            record.new_leader = terms[record.new_term]
        self._excuse_stalled()
        found = ledger.violations(entries, silenced=self.silenced, excused=self.excused)
        record.problems += found

    def _excuse_stalled(self) -> None:
        """A process that got no turn while its lease ended said so, and could not know better."""
        if self._timed and not self.lab.pulse.stood_still_s(self.began):
            return
        for name, before in self._outlived.items():
            if times := self.lab.nodes[name].times_logged(OUTLIVED) - before:
                self.silenced.add(name)
                self.excused += times


async def calm(seconds: float) -> None:
    """Let the clients call."""
    await trio.sleep(seconds)
