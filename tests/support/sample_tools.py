"""Tools for tests of the server: each does one thing a real tool might."""

from __future__ import annotations

from typing import Annotated

import structlog
import trio
from pydantic import Field

from appliance.errors import DatabaseDenied, DatabaseUnavailable, NotFound, QueryFailed
from appliance.telemetry.logs import add_request_id
from appliance.tools.context import Scope, ToolContext
from appliance.tools.models import Answer, Coded, Locale, LocaleField, ToolInput
from appliance.tools.registry import tool

EVENTS: list[str] = []
"""What happened in tools, for tests in the same process."""


class Echo(ToolInput):
    text: Annotated[str, Field(max_length=1000, description="What to say.")]
    times: Annotated[int, Field(ge=1, le=10, description="How often.")] = 1
    locale: LocaleField = Locale.ENUS


class Said(Answer):
    text: str
    nothing: str | None = None


@tool("echo", title="Echo", scope=Scope.GAME_READ, read_only=True, timeout_s=5)
async def echo(query: Echo, _context: ToolContext) -> Said:
    """Say the same.

    Nothing else.
    """
    return Said(source="test", text=query.text * query.times)


class Rows(ToolInput):
    count: Annotated[int, Field(ge=0, le=100_000)] = 3


class Table(Answer):
    rows: list[Coded]


@tool("rows", title="Rows", scope=Scope.GAME_READ, read_only=True, timeout_s=5)
async def rows(query: Rows, _context: ToolContext) -> Table:
    """Return many rows."""
    return Table(
        source="test",
        rows=[Coded(id=number, name=f"Wächter «{number}»\n") for number in range(query.count)],
    )


class Raw(Answer):
    text: str
    blob: bytes
    ratio: float | None
    by_name: dict[str, float | None]


class NoArguments(ToolInput):
    pass


@tool("raw", title="Raw", scope=Scope.GAME_READ, read_only=True, timeout_s=5)
async def raw(_query: NoArguments, _context: ToolContext) -> Raw:
    """Return what JSON has no form for."""
    return Raw(
        source="test\x07",
        text="a\x00b\x1b[31m\x7f\x9b\r\n\tc\ud800d",
        blob=b"\x00\xff\xfe",
        ratio=float("nan"),
        by_name={"up": float("inf"), "none": None},
    )


class Wait(ToolInput):
    seconds: Annotated[float, Field(ge=0, le=3600)]
    steps: Annotated[int, Field(ge=0, le=100)] = 0


@tool("wait", title="Wait", scope=Scope.GAME_READ, read_only=True, timeout_s=10)
async def wait(query: Wait, context: ToolContext) -> Said:
    """Take that long, telling how far it is after each step."""
    EVENTS.append("wait began")
    try:
        for step in range(max(query.steps, 1)):
            await trio.sleep(query.seconds / max(query.steps, 1))
            if query.steps:
                await context.progress(step + 1, query.steps, f"step {step + 1}")
    except trio.Cancelled:
        EVENTS.append("wait cancelled")
        raise
    EVENTS.append("wait ended")
    return Said(source="test", text="done")


@tool("wait-long", title="Wait long", scope=Scope.GAME_READ, read_only=True, timeout_s=120)
async def wait_long(query: Wait, context: ToolContext) -> Said:
    """Take that long, in a tool that may."""
    return await wait.function(query, context)


class Identity(Answer):
    caller: str
    request_id: str
    bound: dict[str, str]


@tool("identity", title="Identity", scope=Scope.GAME_READ, read_only=True, timeout_s=5)
async def identity(_query: NoArguments, context: ToolContext) -> Identity:
    """Say who calls, and what the log lines of this call carry."""
    await trio.lowlevel.checkpoint()
    bound = dict(add_request_id(None, "info", {}))
    return Identity(
        source="test", caller=context.caller.name, request_id=context.request_id, bound=bound
    )


class Fail(ToolInput):
    how: str


@tool("fail", title="Fail", scope=Scope.GAME_READ, read_only=True, timeout_s=5)
async def fail(query: Fail, _context: ToolContext) -> Said:
    """Fail in the way asked for."""
    match query.how:
        case "not-found":
            raise NotFound("no creature has entry 5", hint="search-creatures finds entries")
        case "away":
            raise DatabaseUnavailable("db1.internal:3306 refused trinity/hunter2")
        case "denied":
            raise DatabaseDenied("Access denied for user 'trinity'@'db1' (using password: YES)")
        case "refused":
            raise QueryFailed("no column `secret` in SELECT secret FROM account", code=1054)
        case "group":
            raise ExceptionGroup("several", [NotFound("one"), NotFound("two")])
        case "mixed":
            raise ExceptionGroup("several", [NotFound("one"), ValueError("hunter2")])
        case _:
            raise ZeroDivisionError("hunter2")


@tool("print", title="Print", scope=Scope.GAME_READ, read_only=True, timeout_s=5)
async def print_(_query: NoArguments, _context: ToolContext) -> Said:
    """Print to standard output, as careless libraries do."""
    print("stray print")
    structlog.get_logger().warning("stray log")
    return Said(source="test", text="printed")


@tool("write", title="Write", scope=Scope.OPERATIONS_WRITE, read_only=False, timeout_s=5)
async def write(_query: NoArguments, _context: ToolContext) -> Said:
    """Change something."""
    return Said(source="test", text="written")
