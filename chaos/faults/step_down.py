"""The leader hands over because its operator wants it to."""

from __future__ import annotations

import urllib.request

import trio

from chaos.drill import Drill
from chaos.hosts import LabError
from chaos.node import CONSOLE_PORT, Node
from chaos.switch import inside
from chaos.trial import AFTER_S, Trial, calm

WITHIN_S = 0.2
PATIENCE_S = 30.0


async def run(trial: Trial) -> None:
    """Ask it to, from its own machine."""
    leader = trial.leader
    trial.fault(f"{leader.name} steps down")
    await trio.to_thread.run_sync(step_down, leader)
    await trial.expect_new_leader(WITHIN_S)
    await calm(AFTER_S)


def step_down(node: Node) -> None:
    """POST from the node's loopback: the operations port takes it from nowhere else.

    Raises:
        LabError: it does not.
    """
    request = urllib.request.Request(
        f"http://127.0.0.1:{CONSOLE_PORT}/cluster/step-down",
        data=b'{"reason": "drill"}',
        headers={"Content-Type": "application/json"},
    )
    try:
        with inside(node.network.namespace(node.name)):
            urllib.request.urlopen(request, timeout=PATIENCE_S).close()
    except OSError as error:
        raise LabError(f"{node.name} did not step down: {error}") from error


DRILL = Drill("step_down", "the leader steps down", run, short=True, once_may_fail=False)
