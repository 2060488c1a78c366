"""The tool that calls any other, for clients that are shown only a few."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from appliance.errors import InvalidArgument
from appliance.tools.context import Scope, ToolContext
from appliance.tools.models import Answer, ToolInput
from appliance.tools.registry import Sources, tool

CALL_TOOL = "call-tool"
LONGEST_S = 3600.0
"""At least the longest time any tool may take; each has its own."""


class CallTool(ToolInput):
    """Which tool, and what it gets."""

    name: Annotated[str, Field(min_length=1, max_length=64)]
    arguments: Annotated[dict[str, Any], Field(description="As describe-tool says.")] = Field(
        default_factory=dict
    )


def unwrap(name: str, arguments: object) -> tuple[str, object]:
    """The call that is meant: of a well-formed call of this tool, the one it names.

    So it has the rights, deadline, metrics and log line of the tool it names, and no others.
    """
    if name != CALL_TOOL or not isinstance(arguments, dict):
        return name, arguments
    inner, given = arguments.get("name"), arguments.get("arguments", {})
    if not isinstance(inner, str) or not isinstance(given, dict):
        return name, arguments
    if not inner or arguments.keys() - {"name", "arguments"}:
        return name, arguments
    return inner, given


@tool(
    CALL_TOOL,
    title="Call a tool",
    scope=Scope.GAME_READ,
    read_only=False,
    timeout_s=LONGEST_S,
    sources=Sources(wrath="what the called tool reads", master="what the called tool reads"),
)
async def call_tool(_query: CallTool, _context: ToolContext) -> Answer:
    """Call any tool by its name; answers as that tool does."""
    # A call that names another tool never comes here: the spine unwraps it.
    raise InvalidArgument("`name` must be another tool", hint="search-tools finds one")
