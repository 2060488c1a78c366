"""Three real processes with mutual TLS: whatever happens to the leader, one acts at a time."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.support.clusters import Cluster, cluster


def in_term(found: Cluster, term: int) -> bool:
    return any(line.startswith(f"{term} ") for line in found.ledger.read_text().splitlines())


@pytest.mark.sweep
def test_another_node_acts_after_each_fault_and_never_two(tmp_path: Path) -> None:
    with cluster(tmp_path, heartbeat_ms=200, election_timeout_ms=3000) as found:
        first, term = found.leader()
        found.wait(lambda: in_term(found, term))

        found.hurt(first, signal.SIGKILL)
        second, later = found.leader(after=term)
        assert second != first
        found.start(first)
        assert found.leader() == (second, later), "who comes back deposes nobody"

        paused = found.pause(second)
        third, after_pause = found.leader(after=later)
        found.wait(lambda: in_term(found, after_pause))
        paused.process.send_signal(signal.SIGCONT)
        found.nodes[second] = paused
        assert found.leader() == (third, after_pause), "it knows that its lease is over"

        stopping = found.nodes[third]
        found.hurt(third, signal.SIGTERM)
        fourth, handed = found.leader(after=after_pause)
        assert fourth != third
        assert handed == after_pause + 1, "nobody else had to ask"
        assert stopping.process.returncode == 0
        found.wait(lambda: in_term(found, handed))

        entries = found.settle()
        assert {each[0] for each in entries} >= {term, later, after_pause, handed}
