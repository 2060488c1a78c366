"""Logs: one event a line on standard error, JSON for machines, readable on a terminal.

`structlog` loggers are used by the appliance, the standard library's by the packages it stands
on; both end here. Values under names that mean secrets are masked whatever the caller does.
"""

from __future__ import annotations

import atexit
import logging
import os
import sys
from collections.abc import Mapping
from contextvars import ContextVar
from functools import cache
from types import MappingProxyType
from typing import TextIO

import orjson
import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from appliance.telemetry import journal
from appliance.telemetry.log_writer import LogWriter

SECRET_NAMES = ("password", "secret", "token", "authorization", "api_key", "private_key")
MASK = "********"
_LEVELS = {name.lower(): level for name, level in logging.getLevelNamesMapping().items()}


request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
"""The request that the running task works on; every line it logs carries it."""


def add_request_id(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Say for which request an event was logged."""
    if (current := request_id.get()) is not None:
        event["request_id"] = current
    return event


def mask_secrets(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Replace values under names that mean a secret."""
    for name in event:
        if _is_secret(name):
            event[name] = MASK
    return event


@cache
def _is_secret(name: str) -> bool:
    """Names of fields come from the code, so there are few of them."""
    return any(secret in name for secret in SECRET_NAMES)


class Logs:
    """The log of the process, as it was set up; level and look may change while it runs.

    What was bound to a logger before keeps its list of processors, so that list is changed in
    place.
    """

    def __init__(self, writer: LogWriter, *, in_journal: bool) -> None:
        self._writer = writer
        self._in_journal = in_journal
        self._threshold = _Threshold()
        self._processors: list[Processor] = []
        self._handler = logging.StreamHandler(writer)
        structlog.configure(
            processors=self._processors,
            # Not by its own levels: they are fixed in what has been bound.
            wrapper_class=structlog.make_filtering_bound_logger(logging.DEBUG),
            logger_factory=lambda *names: _NamedLogger(writer, *names),
            cache_logger_on_first_use=True,
        )
        logging.getLogger().handlers[:] = [self._handler]

    def change(self, *, level: str, as_json: bool) -> None:
        """Write events from `level` on, as JSON or for people, from now on.

        Args:
            level: "debug", "info", "warning" or "error"; for the packages below us at least
                "info", because their debug lines show payloads.
        """
        shared: list[Processor] = [
            add_request_id,
            structlog.processors.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            mask_secrets,
        ]
        render = _render(as_json=as_json, colors=self._writer.isatty())
        if self._in_journal:
            render[-1] = journal.prioritized(render[-1])
        least = self._threshold.least = getattr(logging, level.upper())
        self._processors[:] = [self._threshold, *shared, *render]
        self._handler.setFormatter(
            structlog.stdlib.ProcessorFormatter(
                foreign_pre_chain=shared,
                processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *render],
            )
        )
        logging.getLogger().setLevel(max(least, logging.INFO))
        # Their info lines repeat for each request what our call line says once.
        for chatty in ("mcp", "httpx2", "hypercorn"):
            logging.getLogger(chatty).setLevel(max(least, logging.WARNING))

    def close(self) -> None:
        """Write what waits, and nothing more."""
        self._writer.close()


def configure(
    *,
    level: str,
    as_json: bool,
    stream: TextIO | None = None,
    environ: Mapping[str, str] = MappingProxyType({}),
) -> Logs:
    """Send every log event of the process to `stream` (standard error).

    Args:
        level: as in `Logs.change`.
        environ: the process environment, which says whether the journal reads the lines.
    """
    # A process started without standard error has None there.
    stream = stream or sys.stderr or open(os.devnull, "w")  # noqa: SIM115
    writer = LogWriter(stream)
    atexit.register(writer.close)
    log = Logs(writer, in_journal=journal.is_journal(stream, environ))
    log.change(level=level, as_json=as_json)
    return log


def _render(*, as_json: bool, colors: bool) -> list[Processor]:
    if as_json:
        return [
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(serializer=_to_json),
        ]
    # Other formatters print local variables, and those may hold secrets.
    return [
        structlog.dev.ConsoleRenderer(
            colors=colors, pad_event_to=0, exception_formatter=structlog.dev.plain_traceback
        )
    ]


class _Threshold:
    """Drops events below a level that may change."""

    def __init__(self) -> None:
        self.least = logging.DEBUG

    def __call__(self, _logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
        if _LEVELS[method] < self.least:
            raise structlog.DropEvent
        return event


class _NamedLogger:
    """A logger that knows the name it was asked for by, as the standard library's do."""

    def __init__(self, writer: LogWriter, name: str = "appliance") -> None:
        self.name = name
        self._write = writer.write

    def msg(self, message: str) -> None:
        """Write one line."""
        self._write(message + "\n")

    log = debug = info = warn = warning = error = critical = exception = msg


def _to_json(event: object, **_options: object) -> str:
    return orjson.dumps(event, default=str, option=orjson.OPT_NON_STR_KEYS).decode()
