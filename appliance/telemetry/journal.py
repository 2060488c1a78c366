"""The priority of log lines in systemd's journal: sd-daemon(3), JOURNAL_STREAM in systemd.exec(5).

The journal takes each line of standard error for one entry, and a "<4>" in front for its priority:
`journalctl -p warning` finds warnings by that.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from structlog.typing import EventDict, Processor, WrappedLogger

ERROR, INFO = 3, 6
PRIORITIES = {"debug": 7, "info": INFO, "warning": 4, "error": ERROR, "critical": 2}
"""Level of a log event: priority as syslog(3) counts."""


def is_journal(stream: TextIO, environ: Mapping[str, str]) -> bool:
    """Whether the service manager connected `stream` to the journal.

    The variable alone does not tell: a child inherits it whatever its own standard error is.
    """
    try:
        status = os.fstat(stream.fileno())
    except (OSError, ValueError):  # no file behind it, or a closed one
        return False
    return environ.get("JOURNAL_STREAM") == f"{status.st_dev}:{status.st_ino}"


def prioritized(render: Processor) -> Processor:
    """`render`, a processor that makes text, with the event's priority before each of its lines."""

    def prefixed(logger: WrappedLogger, method: str, event: EventDict) -> str:
        return with_priority(str(render(logger, method, event)), PRIORITIES.get(method, INFO))

    return prefixed


def with_priority(text: str, priority: int) -> str:
    """`text` with `priority` before each of its lines."""
    return "\n".join(f"<{priority}>{line}" for line in text.split("\n"))
