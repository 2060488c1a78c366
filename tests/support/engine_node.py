"""A node in a process of its own, with a leader's task that writes into a shared ledger.

A line of the ledger is the machine's monotonic time at which the node was asked whether it may act,
its name and its term. Run as a module: the engine, a JSON object of its plan, the ledger.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import trio

from tests.support.servers import CHECKOUT, dies_with_parent

ACT_S = 0.01
READY = b"ready\n"


class Act(NamedTuple):
    """A line of the ledger."""

    at: float
    node: str
    term: int


def read_ledger(path: Path) -> list[Act]:
    """Everything that leaders did, in the order of time."""
    lines = [line.split() for line in path.read_text().splitlines()]
    return sorted(Act(float(at), node, int(term)) for at, node, term in lines)


def check_ledger(acts: Sequence[Act]) -> None:
    """One leader a term, and no act in a term after one in a higher."""
    leaders: dict[int, str] = {}
    highest = 0
    for act in acts:
        assert leaders.setdefault(act.term, act.node) == act.node, act
        assert act.term >= highest, (act, highest)
        highest = act.term


@dataclass
class NodeProcess:
    """A running node."""

    name: str
    process: subprocess.Popen[bytes]

    def send(self, number: signal.Signals) -> None:
        """Stop, continue, end or kill it."""
        self.process.send_signal(number)


@contextmanager
def node_process(engine: str, plan: dict[str, Any], ledger: Path) -> Iterator[NodeProcess]:
    """A node that takes part."""
    command = [*dies_with_parent(), sys.executable, "-m", __name__, engine, json.dumps(plan)]
    log = ledger.with_suffix(f".{plan['node']}.log").open("ab")
    process = subprocess.Popen(
        [*command, str(ledger)], stdout=subprocess.PIPE, stderr=log, cwd=CHECKOUT
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == READY
        yield NodeProcess(plan["node"], process)
    finally:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()
        log.close()


def wait_for(ledger: Path, holds: Callable[[list[Act]], bool], timeout_s: float = 40.0) -> None:
    """Until the ledger shows what is waited for."""
    deadline = time.monotonic() + timeout_s
    while not (ledger.exists() and holds(read_ledger(ledger))):
        assert time.monotonic() < deadline, read_ledger(ledger)[-3:] if ledger.exists() else []
        time.sleep(0.02)


async def _act(leadership: Any, node: str, ledger: Path) -> None:
    descriptor = os.open(ledger, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    while True:
        asked_at = time.monotonic()
        term = leadership.term()
        if term is not None:
            os.write(descriptor, f"{asked_at:.6f} {node} {term}\n".encode())
        await trio.sleep(ACT_S)


def _leadership(engine: str, plan: dict[str, Any]) -> Any:
    from appliance.clock import SystemClock
    from appliance.failover.chronicle import Chronicle
    from appliance.failover.facts import Facts
    from appliance.failover.service import Surroundings

    async def stopped() -> None:
        """The ledger's task asks before each act, so there is nothing to wait for."""

    around = Surroundings(SystemClock(), Chronicle(plan["node"]), Facts, stopped)
    if engine == "etcd":
        from appliance.failover.etcd.gateway import EtcdPlan
        from appliance.failover.etcd.service import etcd_leadership

        return etcd_leadership(EtcdPlan(**plan), around)
    from appliance.failover.kubernetes.objects import Place
    from appliance.failover.kubernetes.pod import Pod
    from appliance.failover.kubernetes.service import KubernetesPlan, kubernetes_leadership

    pod = Pod(plan["api"], plan["namespace"], Path(plan["account"]))
    place = Place("lease", plan["namespace"], "test", plan["duration_s"])
    return kubernetes_leadership(KubernetesPlan(plan["node"], pod, place), around)


async def _main(engine: str, plan: dict[str, Any], ledger: Path) -> None:
    leadership = _leadership(engine, plan)
    with trio.open_signal_receiver(signal.SIGTERM) as signals:
        async with trio.open_nursery() as nursery:
            await nursery.start(leadership.run)
            nursery.start_soon(_act, leadership, plan["node"], ledger)
            os.write(1, READY)
            async for _ in signals:
                nursery.cancel_scope.cancel()


if __name__ == "__main__":
    import structlog

    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    trio.run(_main, sys.argv[1], json.loads(sys.argv[2]), Path(sys.argv[3]))
