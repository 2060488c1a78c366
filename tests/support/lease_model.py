"""A model of a Lease behind the Kubernetes API: versions, conflicts, answers that do not come."""

from __future__ import annotations

import random

from appliance.failover.kubernetes.contest import (
    Action,
    Answer,
    Conflict,
    Found,
    Look,
    Missing,
    Record,
    Write,
)


class LeaseModel:
    """One Lease.

    Args:
        duration_s: how long holders want to be waited for.
        checks_versions: as the real API does; else whoever writes last wins.
    """

    def __init__(self, seed: int, duration_s: float, *, checks_versions: bool = True) -> None:
        self._random = random.Random(seed)
        self._duration_s = duration_s
        self._checks = checks_versions
        self._record: Record | None = None
        self._version = 0
        self._down_until = -1.0

    def disturb(self, t: float) -> None:
        """The API is away for a while."""
        self._down_until = t + self._random.uniform(0, self._duration_s)

    def handle(self, action: Action, node: str, t: float) -> Answer | None:
        """Answer as the API does."""
        if t < self._down_until:
            return None
        if isinstance(action, Look):
            return Found(self._record) if self._record else Missing()
        version = action.record.version if action.record else None
        current = self._record.version if self._record else None
        if version != current and self._checks:
            return Conflict()
        return Found(self._store(action))

    def _store(self, write: Write) -> Record:
        self._version += 1
        parting = self._record.parting if self._record else None
        self._record = Record(
            holder=write.holder,
            duration_s=self._duration_s if write.holder else 1.0,
            transitions=write.transitions,
            version=str(self._version),
            parting=parting if write.holder else (write.transitions, write.reason),
            content={},
        )
        return self._record
