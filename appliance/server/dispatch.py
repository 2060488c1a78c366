"""The spine of a call, the same for every transport: name, right, arguments, deadline, answer.

Knows neither HTTP nor stdio nor JSON-RPC. No error of a tool leaves it: those the appliance
raises on purpose are told to the caller in a line, bugs are logged and answered with a request id.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import structlog
import trio

from appliance.errors import (
    ApplianceError,
    ClientFileError,
    DatabaseBusy,
    DatabaseDenied,
    DatabaseError,
    DatabaseUnavailable,
    Forbidden,
    QueryTimeout,
    SchemaUnsupported,
    ToolError,
    ToolTimeout,
    UnknownTool,
)
from appliance.server.arguments import nearest, validate
from appliance.server.encoding import clean_text, encode
from appliance.server.recording import INTERNAL, UNKNOWN, Recorder, kind
from appliance.telemetry import logs
from appliance.telemetry.metrics import Metrics
from appliance.tools.aliases import ALIASES
from appliance.tools.context import Caller, Progress, Services, ToolContext, no_progress
from appliance.tools.discovery.call import unwrap
from appliance.tools.registry import Input, Output, Tool, Tools

logger = structlog.get_logger("appliance.calls")

NAME_CHARACTERS = 64


@dataclass(frozen=True, slots=True)
class CallAnswer:
    """What a call came to: the JSON object that answers it, or else what went wrong."""

    body: bytes = b""
    error: str | None = None

    @property
    def is_error(self) -> bool:
        """Whether the tool could not answer."""
        return self.error is not None


class Era:
    """The calls that began with the same services, and those of the eras before."""

    def __init__(self, services: Services, before: Era | None = None) -> None:
        self.services = services
        self._before = before
        self._calls = 0
        self._idle = trio.Event()
        self._idle.set()

    def begin(self) -> None:
        """A call begins."""
        if not self._calls:
            self._idle = trio.Event()
        self._calls += 1

    def end(self) -> None:
        """A call has ended."""
        self._calls -= 1
        if not self._calls:
            self._idle.set()

    async def wait_over(self) -> None:
        """Wait for the end of its calls and of all that began before them.

        Theirs may hold on to the same parts. Of an era that is current there may be more calls.
        """
        if self._before is not None:
            await self._before.wait_over()
            self._before = None
        await self._idle.wait()


class Dispatcher:
    """Calls tools.

    Args:
        tools: every tool that can be called.
        services: what a tool gets to work with.
        aliases: older names; those whose target is not in `tools` are inert.
    """

    def __init__(
        self,
        tools: Tools,
        services: Services,
        metrics: Metrics,
        *,
        aliases: Mapping[str, str] = ALIASES,
    ) -> None:
        self.tools = tools
        self.aliases = aliases
        self.by_name = {old: tools[new] for old, new in aliases.items() if new in tools} | dict(
            tools
        )
        """Every name that can be called, older ones too."""
        self._era = Era(services)
        self._in_flight = metrics.calls_in_flight
        self.in_flight = 0
        """Calls being worked on."""
        self._recorders = {name: Recorder(name, metrics) for name in (*tools, UNKNOWN)}

    @property
    def services(self) -> Services:
        """What calls that begin now get to work with, until their end."""
        return self._era.services

    def change_services(self, services: Services) -> Era:
        """Give calls that begin from now on other services; return the era of those before."""
        before, self._era = self._era, Era(services, self._era)
        return before

    def find(self, name: str) -> Tool[Any, Any]:
        """Return the tool with this name or older name.

        Raises:
            UnknownTool: there is none; names the nearest one.
        """
        if (tool := self.by_name.get(name)) is not None:
            return tool
        close = nearest(name, list(self.tools))
        raise UnknownTool(
            f"Unknown tool: {' '.join(clean_text(name[:NAME_CHARACTERS]).split())}",
            hint=f"did you mean {close}?" if close else "search-tools finds one",
        )

    async def call(
        self,
        name: str,
        arguments: object,
        *,
        caller: Caller,
        request_id: str,
        progress: Progress = no_progress,
    ) -> CallAnswer:
        """Answer one call.

        Every log line written meanwhile carries `request_id`.

        Raises:
            UnknownTool: no tool has this name. Of a name inside a call of call-tool the answer
                tells it.
        """
        bound = logs.request_id.set(request_id)
        self._in_flight.inc()
        self.in_flight += 1
        era = self._era
        era.begin()
        meant, given = unwrap(name, arguments)
        context = ToolContext(era.services, caller, request_id, progress, self.tools)
        try:
            return await self._call(meant, given, context)
        except UnknownTool as error:
            if meant == name:
                raise
            return CallAnswer(error=str(error))
        finally:
            era.end()
            self._in_flight.dec()
            self.in_flight -= 1
            logs.request_id.reset(bound)

    async def _call(self, name: str, arguments: object, context: ToolContext) -> CallAnswer:
        recorder = self._recorders[UNKNOWN]
        started: float | None = None
        outcome, error_type = "cancelled", ""
        try:
            tool = self.find(name)
            recorder = self._recorders[tool.name]
            query = _admit(tool, arguments, context.caller)
            started = trio.current_time()
            body = encode(await _run(tool, query, context))
            outcome = "ok"
            return CallAnswer(body)
        except UnknownTool as error:
            outcome, error_type = "error", kind(error)
            raise
        except Exception as failure:
            # Elsewhere a bug ends the process. Here it would let one tool end everyone's server.
            if (expected := _expected(failure)) is None:
                outcome, error_type = "failed", INTERNAL
                logger.exception("tool failed", tool=recorder.tool_name)
                return CallAnswer(error=f"internal error, request id {context.request_id}")
            outcome, error_type = "error", kind(expected)
            return CallAnswer(error=_tell(expected, context.request_id))
        finally:
            recorder.record(
                outcome,
                error_type=error_type,
                duration_s=None if started is None else trio.current_time() - started,
                caller=context.caller.name,
            )


def _admit(tool: Tool[Input, Any], arguments: object, caller: Caller) -> Input:
    """Return the typed arguments of a call this caller may make."""
    if tool.scope not in caller.scopes:
        raise Forbidden(f"{tool.name} needs the right {tool.scope}, which you do not have")
    return validate(tool, arguments)


async def _run(tool: Tool[Input, Output], query: Input, context: ToolContext) -> Output:
    with trio.move_on_after(tool.timeout_s):
        return await tool.function(query, context)
    raise ToolTimeout(
        f"{tool.name} did not answer within {tool.timeout_s:g} s",
        hint="ask for less, or try again later",
    )


def _expected(failure: Exception) -> ApplianceError | None:
    """The deliberate error `failure` stands for; None when any part of it is a bug."""
    leaves = list(_leaves(failure))
    expected = [leaf for leaf in leaves if isinstance(leaf, ApplianceError)]
    return expected[0] if len(expected) == len(leaves) else None


def _leaves(failure: Exception) -> Iterator[Exception]:
    if isinstance(failure, ExceptionGroup):
        for part in failure.exceptions:
            yield from _leaves(part)
    else:
        yield failure


def _tell(error: ApplianceError, request_id: str) -> str:
    """Return the one line the caller is told.

    What a database says of itself (its address, its account, our SQL) is for the operator's log.
    """
    if isinstance(error, ToolError | SchemaUnsupported | ClientFileError):
        return " ".join(clean_text(str(error)).split())
    logger.warning("call failed", reason=str(error), request_id=request_id)
    match error:
        case DatabaseBusy():
            told = "the server is busy with other questions; try again in a moment"
        case DatabaseUnavailable():
            told = "the realm's database cannot be reached right now; try again in a moment"
        case DatabaseDenied():
            told = "the realm's database refuses this server; its operator has to look"
        case QueryTimeout():
            told = "the realm's database took too long; ask for less, or try again later"
        case DatabaseError():
            told = "the realm's database refuses a query of this tool"
        case _:
            told = "this server cannot answer now"
    return f"{told} (request id {request_id})"
