"""Health: what each check found, and the verdict. Pure; the same report feeds every reader.

Liveness asks whether a restart would help, readiness whether this process should get calls.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """The state of one check, or of the whole."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Check:
    """What one check found.

    `message` is one line for an operator, without secrets. `essential` checks decide readiness.
    `duration_s` is how long the check itself took, None when nothing was asked.
    """

    name: str
    status: Status
    message: str
    essential: bool = False
    duration_s: float | None = None


@dataclass(frozen=True, slots=True)
class HealthReport:
    """All checks and the verdicts drawn from them."""

    checks: tuple[Check, ...]
    live: bool
    ready: bool
    status: Status


def judge(
    checks: Iterable[Check], *, draining: bool = False, stalled: bool = False
) -> HealthReport:
    """Draw the verdict.

    Args:
        draining: the process was told to stop: alive, but not ready.
        stalled: the event loop or a task made no progress for too long: not live.
    """
    found = tuple(checks)
    blocked = any(check.essential and check.status is Status.FAILED for check in found)
    worst = Status.OK
    if blocked or stalled:
        worst = Status.FAILED
    elif draining or any(check.status is not Status.OK for check in found):
        worst = Status.WARNING
    return HealthReport(
        checks=found,
        live=not stalled,
        ready=not (blocked or draining or stalled),
        status=worst,
    )
