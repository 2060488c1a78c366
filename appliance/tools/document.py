"""Writes `docs/TOOLS.md` from the registry: what each tool takes, gives and reads.

A tool for development, like `appliance.settings.document`: `make docs` runs both.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

from appliance.tools import DOMAINS
from appliance.tools.aliases import ALIASES
from appliance.tools.registry import Sources, Tool, Tools, collect

PATH = Path(__file__).parents[2] / "docs" / "TOOLS.md"

_HEAD = """\
# Tools

Written from the registry by `make docs`. Names on the wire are camelCase. Numbers are integers
where the schema says so: "5" is not 5. An argument that does not exist is refused with the nearest
spelling. An answer names its `source`; what cannot be known is said in `notes`; a tool that lacks
its data on a branch, its client file or the characters database answers with an error that names
the missing piece.

Scopes are the rights that callers will need once callers are told apart: `game:read` world content,
`realm:read` what players did, `operations:read` health and load, `workspace` files and programs
below the configured folder.

`tools.profile` (`MCP_PROFILE`) decides what `tools/list` shows: `full` everything here but the
three of discovery, and the older names; `core` what most conversations need, and discovery;
`minimal` discovery alone: `search-tools`, `describe-tool` and `call-tool`, which reach all others.
Whatever is shown, every tool can be called. Lists leave out limits, defaults and the forms of
answers to spare tokens; `describe-tool` has the whole.
"""
TO_COME = (
    "get-metrics-snapshot",
    "get-security-status",
    "query-logs",
)
"""Tools of the 62 that are promised and not in this version."""
_NONE = "not on this branch: the tool says so"


def document() -> str:
    """The text of `docs/TOOLS.md`."""
    tools = collect(DOMAINS)
    parts = [_HEAD, "\n## Overview\n\n", _overview(list(tools.values())), "\n", _aliases(tools)]
    parts.append(f"\nStill to come: {', '.join(f'`{name}`' for name in TO_COME)}.\n")
    for domain, members in _by_domain().items():
        parts.append(f"\n## {domain}\n")
        parts += [_section(tool) for tool in members]
    return "".join(parts)


def main() -> None:
    """Write the file."""
    PATH.write_text(document(), encoding="utf-8")


def _by_domain() -> dict[str, list[Tool[Any, Any]]]:
    """The tools by the folder of `tools/` they live in."""
    found: dict[str, list[Tool[Any, Any]]] = defaultdict(list)
    for module in DOMAINS:
        domain = module.__name__.removeprefix("appliance.tools.").split(".")[0]
        found[domain.capitalize()] += collect([module]).values()
    return {name: sorted(found[name], key=lambda tool: tool.name) for name in sorted(found)}


def _overview(tools: list[Tool[Any, Any]]) -> str:
    rows = ["| tool | what it answers | scope | 3.3.5 | master |\n|---|---|---|---|---|\n"]
    for tool in tools:
        first = tool.description.split(". ")[0].rstrip(".") + "."
        known = tool.sources or Sources("", "")
        marks = ("no" if known.wrath is None else "yes", "no" if known.master is None else "yes")
        rows.append(_row(f"[{tool.name}](#{tool.name})", first, f"`{tool.scope}`", *marks))
    return "".join(rows)


def _aliases(tools: Tools) -> str:
    rows = [f"`{old}` → `{new}`" for old, new in ALIASES.items() if new in tools]
    return f"Older names that still work: {', '.join(rows)}.\n" if rows else ""


def _section(tool: Tool[Any, Any]) -> str:
    known = tool.sources or Sources("", "")
    return (
        f"\n### {tool.name}\n\n{tool.description}\n\n"
        f"Scope `{tool.scope}`, at most {tool.timeout_s:g} s.\n\n"
        f"{_inputs(tool.input_schema)}\n{_outputs(tool.output_outline)}\n"
        f"Reads on 3.3.5: {known.wrath or _NONE}.\n\nReads on master: {known.master or _NONE}.\n"
    )


def _inputs(schema: dict[str, Any]) -> str:
    properties = schema.get("properties", {})
    if not properties:
        return "No arguments.\n"
    required = set(schema.get("required", ()))
    rows = ["| argument | value | default | meaning |\n|---|---|---|---|\n"]
    for name, part in properties.items():
        default = "required" if name in required else _default(part)
        rows.append(_row(f"`{name}`", _value(part, schema), default, part.get("description", "")))
    return "".join(rows)


def _outputs(outline: dict[str, Any]) -> str:
    required = set(outline.get("required", ()))
    rows = ["| answer | value | meaning |\n|---|---|---|\n"]
    for name, part in outline["properties"].items():
        shown = f"`{name}`" if name in required else f"`{name}`?"
        rows.append(_row(shown, _value(part, outline), part.get("description", "")))
    return "".join(rows)


def _default(part: dict[str, Any]) -> str:
    default = part.get("default")
    return (
        "" if default is None else f"`{default}`".replace("True", "true").replace("False", "false")
    )


def _value(part: dict[str, Any], schema: dict[str, Any]) -> str:
    """What a value may be, in a few words."""
    if "$ref" in part:
        part = {**schema["$defs"][part["$ref"].removeprefix("#/$defs/")], **part}
    if "anyOf" in part:
        kinds = [_value(each, schema) for each in part["anyOf"] if each.get("type") != "null"]
        return " or ".join(dict.fromkeys(kinds))
    if "enum" in part:
        return ", ".join(f"`{choice}`" for choice in part["enum"])
    kind = part.get("type", "any")
    if isinstance(kind, list):
        kind = " or ".join(kind)
    if kind == "array":
        return f"list of {_value(part['items'], schema)}" if part.get("items") else "list"
    return f"{kind} {_bounds(part)}".rstrip()


def _bounds(part: dict[str, Any]) -> str:
    low, high = part.get("minimum"), part.get("maximum")
    if low is None and high is None:
        return ""
    return f"{'…' if low is None else low} to {'…' if high is None else high}"


def _row(*cells: str) -> str:
    return "| " + " | ".join(" ".join(cell.replace("|", "\\|").split()) for cell in cells) + " |\n"


if __name__ == "__main__":
    main()
