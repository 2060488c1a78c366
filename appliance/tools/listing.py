"""What a list of tools shows of each: as little as a model needs to choose and call it.

A list is read by every model in every conversation, so it is written for tokens: limits, defaults,
the forms of answers and words about fields of fields are left out. `describe-tool` has the whole,
and the server refuses what does not fit in words that name the field. What is left is still a JSON
Schema, only a laxer one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from appliance.tools.registry import Tool

LOCALE = "Locale"
"""Definition of a language's name: every tool has the same, so the server tells it once."""
_KEPT = ("type", "enum")
_PLAIN = frozenset({"after", "limit", "locale"})
"""Arguments that mean the same wherever they are: they need no words."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A tool as a list shows it."""

    name: str
    title: str | None
    description: str
    input_schema: Mapping[str, Any]
    read_only: bool


def listed(tool: Tool[Any, Any]) -> Listed:
    """A tool under its own name."""
    whole = tool.input_schema
    schema = _brief(whole, whole.get("$defs", {}))
    for name, part in schema.get("properties", {}).items():
        description = _description(whole["properties"][name])
        if description and name not in _PLAIN:
            part["description"] = description
    return Listed(tool.name, tool.title, tool.description, schema, tool.read_only)


def listed_alias(name: str, tool: Tool[Any, Any]) -> Listed:
    """A tool under an older name: it is described under its own."""
    description = f"Older name of {tool.name}, same arguments."
    return Listed(name, None, description, {"type": "object"}, tool.read_only)


def _description(part: Mapping[str, Any]) -> str | None:
    """What an argument is for: beside it, or in the only form it takes besides null."""
    inner = [_description(choice) for choice in part.get("anyOf", ()) if "type" in choice]
    return part.get("description") or next(filter(None, inner), None)


def _brief(part: Mapping[str, Any], definitions: Mapping[str, Any]) -> dict[str, Any]:
    """`part` with its definitions put in place and without what a caller can be told later."""
    if "$ref" in part:
        name = part["$ref"].removeprefix("#/$defs/")
        if name == LOCALE:
            return {"type": "string"}
        part = {**definitions[name], **part}
    choices = [choice for choice in part.get("anyOf", ()) if choice != {"type": "null"}]
    kept = _brief(choices[0], definitions) if len(choices) == 1 else {}
    kept |= {key: part[key] for key in _KEPT if part.get(key) is not None}
    if len(choices) > 1:
        kept["anyOf"] = [_brief(choice, definitions) for choice in choices]
    if part.get("default") is True:  # any other value is what one expects when nothing is said
        kept["default"] = True
    if "properties" in part:
        properties = part["properties"].items()
        kept["properties"] = {name: _brief(inner, definitions) for name, inner in properties}
    if part.get("required"):
        kept["required"] = part["required"]
    if part.get("items"):
        kept["items"] = _brief(part["items"], definitions)
    return kept
