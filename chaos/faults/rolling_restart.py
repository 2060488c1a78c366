"""One replica after the other is stopped and started, the leader among them; no call may fail."""

from __future__ import annotations

from chaos.drill import Drill
from chaos.trial import Trial


async def run(trial: Trial) -> None:
    """Restart the followers, then the leader, each as soon as the one before is ready."""
    order = [*trial.followers, trial.leader] if trial.lab.elects else list(trial.lab.nodes.values())
    trial.fault(f"restart of {', '.join(node.name for node in order)}")
    for node in order:
        await node.stop()
        node.start()
        await node.wait_until("/readyz", 200)


DRILL = Drill(
    "rolling_restart",
    "restart of one replica after the other",
    run,
    short=True,
    once_may_fail=False,
)
