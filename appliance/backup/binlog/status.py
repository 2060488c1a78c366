"""What the archive of the binary log says of itself, for metrics, health and people."""

from __future__ import annotations

from dataclasses import dataclass

from appliance.backup.binlog.chain import Archived


@dataclass(frozen=True, slots=True)
class Lag:
    """How far the archive is behind.

    Attributes:
        bytes: written by the server and not yet in the spool.
        seconds: since the last event in the spool, when there are such bytes; else 0.
        unstored_bytes: in the spool and not yet in the repository.
    """

    bytes: int
    seconds: float
    unstored_bytes: int


@dataclass(frozen=True, slots=True)
class Status:
    """What the archive is doing; `problem` is empty while it streams and stores.

    `gaps` counts chains that broke since the start, `gap` says what the last one was.
    """

    streaming: bool = False
    problem: str = ""
    gaps: int = 0
    gap: str = ""
    last: Archived | None = None
    lag: Lag | None = None
