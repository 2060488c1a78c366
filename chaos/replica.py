"""A replica of the drills: the program itself, and what a drill does to it from within.

`python -m chaos.replica serve …` is `trinitycore-mcp serve …` with three additions, each named by
an environment variable:

CHAOS_LEDGER   file: a leader-only task appends to it, started and stopped as the product's own.
CHAOS_NODE     the name it writes there.
CHAOS_VERSION  the version that the program claims to be, for upgrades without a second program.
CHAOS_STALL_S  SIGUSR1 blocks the event loop for this many seconds, as a bug would.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

import trio

EFFECT_EVERY_S = 0.01


def claim_version() -> None:
    """Before anything else of the program is imported: many places copy the version."""
    if version := os.environ.get("CHAOS_VERSION"):
        import appliance

        appliance.__version__ = version


def allow_stalls() -> None:
    """Block the main thread, in which the loop runs, at each SIGUSR1."""
    stall_s = float(os.environ.get("CHAOS_STALL_S", "0"))

    def stall(_number: int, _frame: FrameType | None) -> None:
        time.sleep(stall_s)

    if stall_s:
        signal.signal(signal.SIGUSR1, stall)


async def keep_ledger(path: Path, node: str, term: Callable[[], int | None]) -> None:
    """Append to the ledger until cancelled, or until `term` says that this node may not act."""
    from chaos import ledger

    begun = term()
    if begun is None:
        return
    ledger.append(path, node, begun, "began")
    try:
        while (now := term()) is not None:
            ledger.append(path, node, now, "acted")
            await trio.sleep(EFFECT_EVERY_S)
    finally:
        ledger.append(path, node, begun, "ended")


def add_ledger() -> None:
    """Give the leader one task more."""
    path, node = os.environ.get("CHAOS_LEDGER"), os.environ.get("CHAOS_NODE", "")
    if not path:
        return
    from appliance.failover.leader import Leadership
    from appliance.failover.tasks import LeaderTask, LeaderTasks

    original = LeaderTasks.__init__

    def with_ledger(
        self: LeaderTasks,
        leadership: Leadership,
        tasks: Sequence[LeaderTask],
        *more: Any,
        **options: Any,
    ) -> None:
        work = partial(keep_ledger, Path(path), node, leadership.term)
        original(self, leadership, [*tasks, LeaderTask("ledger", work)], *more, **options)

    LeaderTasks.__init__ = with_ledger  # type: ignore[method-assign]


def main() -> None:
    """Add what the drill wants, then be the program."""
    claim_version()
    allow_stalls()
    add_ledger()
    from appliance.cli import main as program

    program()


if __name__ == "__main__":
    main()
