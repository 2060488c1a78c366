"""What a tool is, and how the tools of the domain modules are gathered."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import ModuleType
from typing import Any, Generic, TypeVar, get_type_hints

from appliance.tools.context import Scope, ToolContext
from appliance.tools.models import Answer, ToolInput

Input = TypeVar("Input", bound=ToolInput)
Output = TypeVar("Output", bound=Answer)
ToolFunction = Callable[[Input, ToolContext], Awaitable[Output]]


@dataclass(frozen=True, slots=True)
class Sources:
    """What a tool's answers are made of on each branch, for people who read the documentation.

    Databases, tables and client files in words; None where the branch has nothing of the kind and
    the tool says so.
    """

    wrath: str | None
    master: str | None


@dataclass(frozen=True)
class Tool(Generic[Input, Output]):
    """One tool: its contract and its function.

    `title` is for people, the function's docstring for the model. `timeout_s` bounds one call.
    `read_only` becomes MCP's hints: such a tool changes nothing and may be called again.
    """

    name: str
    title: str
    description: str
    scope: Scope
    read_only: bool
    timeout_s: float
    input_type: type[Input]
    output_type: type[Output]
    function: ToolFunction[Input, Output]
    sources: Sources | None = None

    @cached_property
    def input_schema(self) -> dict[str, Any]:
        """JSON Schema of the arguments."""
        schema: dict[str, Any] = _compact(self.input_type.model_json_schema())
        return schema

    @cached_property
    def output_outline(self) -> dict[str, Any]:
        """JSON Schema of the answer's first level: what a list of tools can afford to carry."""
        full = self.output_schema
        shown = {name: _outline(part, full) for name, part in full["properties"].items()}
        return {key: value for key, value in full.items() if key != "$defs"} | {"properties": shown}

    @cached_property
    def output_schema(self) -> dict[str, Any]:
        """JSON Schema of the whole answer."""
        schema: dict[str, Any] = _compact(self.output_type.model_json_schema(mode="serialization"))
        return schema


def tool(
    name: str,
    *,
    title: str,
    scope: Scope,
    read_only: bool,
    timeout_s: float,
    sources: Sources | None = None,
) -> Callable[[ToolFunction[Input, Output]], Tool[Input, Output]]:
    """Turn a typed async function into a Tool. Registers nothing: see `collect`."""

    def wrap(function: ToolFunction[Input, Output]) -> Tool[Input, Output]:
        description = inspect.getdoc(function)
        if not description:
            raise TypeError(f"tool {name!r} needs a docstring: it is what the model reads")
        hints = get_type_hints(function)
        output_type = hints.pop("return")
        input_type = next(iter(hints.values()))
        return Tool(
            name=name,
            title=title,
            description=" ".join(description.split()),
            scope=scope,
            read_only=read_only,
            timeout_s=timeout_s,
            input_type=input_type,
            output_type=output_type,
            function=function,
            sources=sources,
        )

    return wrap


Tools = Mapping[str, Tool[Any, Any]]


def collect(modules: Iterable[ModuleType]) -> Tools:
    """Return every Tool defined in `modules`, sorted by name.

    Raises:
        ValueError: two tools have the same name.
    """
    found: dict[str, Tool[Any, Any]] = {}
    for module in modules:
        for value in vars(module).values():
            if isinstance(value, Tool):
                if value.name in found:
                    raise ValueError(f"two tools are named {value.name!r}")
                found[value.name] = value
    return dict(sorted(found.items()))


def _compact(schema: Any) -> Any:
    """Drop the titles pydantic derives from names: they cost tokens and say nothing."""
    if isinstance(schema, dict):
        return {
            key: {name: _compact(value) for name, value in item.items()}
            if key in ("properties", "$defs")
            else _compact(item)
            for key, item in schema.items()
            if not (key == "title" and isinstance(item, str))
        }
    if isinstance(schema, list):
        return [_compact(item) for item in schema]
    return schema


def _outline(part: Any, schema: Any) -> dict[str, Any]:
    """What `part` is, without what is inside it."""
    if "$ref" in part:
        inner = schema["$defs"][part["$ref"].removeprefix("#/$defs/")]
        # The description beside a reference says what it is here, the inner one what it always is.
        part = {"type": inner["type"], **part}
    kept = {key: part[key] for key in ("type", "description", "enum") if key in part}
    if "anyOf" in part:
        others = [each for each in part["anyOf"] if each != {"type": "null"}]
        if len(others) == 1:
            kept = _outline(others[0], schema) | kept
            if kept["type"] == "number":
                # Other empty fields are left out; a number that is none (NaN) is null.
                kept["type"] = ["number", "null"]
    return kept
