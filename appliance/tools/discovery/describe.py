"""The tool that shows everything about another."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Annotated, Any

from pydantic import Field

from appliance.errors import NotFound
from appliance.tools.aliases import ALIASES
from appliance.tools.context import Scope, ToolContext
from appliance.tools.models import Answer, ToolInput
from appliance.tools.registry import Tools, tool

DESCRIBE_TOOL = "describe-tool"


class DescribeTool(ToolInput):
    """Which tool."""

    name: Annotated[str, Field(min_length=1, max_length=64)]
    whole_answer: Annotated[bool, Field(description="Whole schema of answers; can be long.")] = (
        False
    )


class ToolDescription(Answer):
    """One tool."""

    name: str
    title: str
    description: str
    read_only: bool
    scope: Annotated[str, Field(description="The right a caller needs.")]
    timeout_s: float
    reads_on_wrath: str | None = None
    reads_on_master: str | None = None
    input_schema: Annotated[dict[str, Any], Field(description="JSON Schema of the arguments.")]
    output_schema: Annotated[
        dict[str, Any],
        Field(description="JSON Schema of the answer: its first level, or all of it."),
    ]


@tool(
    DESCRIBE_TOOL,
    title="Describe a tool",
    scope=Scope.GAME_READ,
    read_only=True,
    timeout_s=5,
)
async def describe_tool(query: DescribeTool, context: ToolContext) -> ToolDescription:
    """Show a tool's arguments and answer as JSON Schema, with limits and defaults."""
    tools: Tools = context.tools
    found = tools.get(ALIASES.get(query.name, query.name))
    if found is None:
        near = get_close_matches(query.name, tools, n=3)
        hint = f"did you mean {', '.join(near)}?" if near else "search-tools finds tools"
        raise NotFound("no tool has that name", hint=hint)
    sources = found.sources
    return ToolDescription(
        source="trinitycore-mcp",
        name=found.name,
        title=found.title,
        description=found.description,
        read_only=found.read_only,
        scope=found.scope,
        timeout_s=found.timeout_s,
        reads_on_wrath=sources and sources.wrath,
        reads_on_master=sources and sources.master,
        input_schema=found.input_schema,
        output_schema=found.output_schema if query.whole_answer else found.output_outline,
    )
