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


def configure(
    *,
    level: str,
    as_json: bool,
    stream: TextIO | None = None,
    environ: Mapping[str, str] = MappingProxyType({}),
) -> LogWriter:
    """Send every log event of the process to `stream` (standard error); return its writer.

    Args:
        level: "debug", "info", "warning" or "error"; for the packages below us at least "info",
            because their debug lines show payloads.
        environ: the process environment, which says whether the journal reads the lines.
    """
    # A process started without standard error has None there.
    stream = stream or sys.stderr or open(os.devnull, "w")  # noqa: SIM115
    writer = LogWriter(stream)
    atexit.register(writer.close)
    threshold = getattr(logging, level.upper())
    shared: list[Processor] = [
        add_request_id,
        structlog.processors.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        mask_secrets,
    ]
    render: list[Processor]
    if as_json:
        render = [
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(serializer=_to_json),
        ]
    else:
        # Other formatters print local variables, and those may hold secrets.
        render = [
            structlog.dev.ConsoleRenderer(
                colors=writer.isatty(),
                pad_event_to=0,
                exception_formatter=structlog.dev.plain_traceback,
            )
        ]
    if journal.is_journal(stream, environ):
        render[-1] = journal.prioritized(render[-1])
    structlog.configure(
        processors=[*shared, *render],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=lambda *names: _NamedLogger(writer, *names),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(writer)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *render],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(threshold, logging.INFO))
    # Their info lines repeat for each request what our call line says once.
    for chatty in ("mcp", "httpx2", "hypercorn"):
        logging.getLogger(chatty).setLevel(max(threshold, logging.WARNING))
    return writer


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
