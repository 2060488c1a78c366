"""Typed arguments of a call, and what the caller is told when they do not fit.

Messages name fields as the caller spells them and say what was expected. Values are never
repeated: they may be secrets, and they may be instructions in disguise.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails, PydanticSerializationError, to_json

from appliance.errors import InvalidArgument
from appliance.server.encoding import clean_text
from appliance.tools.models import ToolInput
from appliance.tools.registry import Tool

Input = TypeVar("Input", bound=ToolInput)

PROBLEMS_SHOWN = 8
NAME_CHARACTERS = 64

_EXPECTED: Mapping[str, str] = {
    "bool_parsing": "true or false",
    "bool_type": "true or false",
    "dict_type": "an object",
    "finite_number": "a finite number",
    "float_parsing": "a number",
    "float_type": "a number",
    "greater_than": "more than {gt}",
    "greater_than_equal": "at least {ge}",
    "int_from_float": "an integer",
    "int_parsing": "an integer",
    "int_type": "an integer",
    "less_than": "less than {lt}",
    "less_than_equal": "at most {le}",
    "list_type": "a list",
    "literal_error": "one of {expected}",
    "enum": "one of {expected}",
    "model_type": "an object",
    "multiple_of": "a multiple of {multiple_of}",
    "none_required": "null",
    "string_pattern_mismatch": "text of the form {pattern}",
    "string_too_long": "at most {max_length} characters long",
    "string_too_short": "at least {min_length} characters long",
    "string_type": "a string",
    "string_unicode": "valid Unicode text",
    "too_long": "a list of at most {max_length}",
    "too_short": "a list of at least {min_length}",
    "tuple_type": "a list",
}
"""What pydantic's error types mean, in words. `{…}` are limits of the schema, not values."""

_JSON_TYPES: tuple[tuple[type, str], ...] = (
    (bool, "true or false"),
    (int, "an integer"),
    (float, "a number with a fraction"),
    (str, "a string"),
    (list, "a list"),
    (dict, "an object"),
)


def validate(tool: Tool[Input, Any], arguments: object) -> Input:
    """Return the typed arguments of one call; None means there are none.

    Raises:
        InvalidArgument: they do not fit. One message names every problem and its cure.
    """
    if arguments is None:
        arguments = {}
    if not isinstance(arguments, dict):
        raise InvalidArgument(f"the arguments of {tool.name} must be an object of named values")
    try:
        # By way of JSON, because strict validation of Python values knows no JSON forms: the
        # name of an enumeration's member would not do for the member.
        return tool.input_type.model_validate_json(to_json(arguments))
    except PydanticSerializationError:
        raise InvalidArgument(f"the arguments of {tool.name} are not valid Unicode text") from None
    except ValidationError as error:
        # The cause holds the values; it must not reach a log through the chain.
        raise InvalidArgument(_explain(tool, arguments, error)) from None


def _explain(tool: Tool[Any, Any], arguments: Mapping[str, Any], error: ValidationError) -> str:
    problems: dict[str, list[str]] = {}
    for detail in error.errors(include_url=False):
        path, problem = _problem(tool, arguments, detail)
        said = problems.setdefault(path, [])
        if problem not in said:
            said.append(problem)
    lines = [f"{path} {' or '.join(said)}".strip() for path, said in problems.items()]
    if (more := len(lines) - PROBLEMS_SHOWN) > 0:
        lines[PROBLEMS_SHOWN:] = [f"and {more} more"]
    return f"the arguments of {tool.name} do not fit: {'; '.join(lines)}"


def _problem(
    tool: Tool[Any, Any], arguments: Mapping[str, Any], detail: ErrorDetails
) -> tuple[str, str]:
    """Return the field's path as shown to the caller and what is wrong with it."""
    kind = detail["type"]
    context = detail.get("ctx", {})
    path = _path(detail["loc"], arguments, missing=kind == "missing")
    shown = f"`{path}`" if path else ""
    match kind:
        case "missing":
            return shown, _with_description(tool, path, "is missing")
        case "extra_forbidden":
            return shown, f"is unknown ({_known(tool, path)})"
        case "value_error" | "assertion_error":
            return shown, str(context.get("error", "does not fit"))
    if (expected := _EXPECTED.get(kind)) is None:
        return shown, _with_description(tool, path, "is not a valid value")
    problem = f"must be {expected.format_map(context)}"
    if kind.endswith(("_type", "_parsing", "_from_float")):
        problem += f", not {_json_type(detail['input'])}"
    return shown, problem


def _path(location: tuple[int | str, ...], arguments: Any, *, missing: bool) -> str:
    """Return `location` in the caller's spelling, without the names of union members in it."""
    path = ""
    here = arguments
    for index, part in enumerate(location):
        if _holds(here, part):
            here = here[part]
        elif not (missing and index == len(location) - 1):
            continue
        if isinstance(part, int):
            path += f"[{part}]"
        else:
            path += f".{_name(part)}" if path else _name(part)
    return path


def _holds(container: object, part: int | str) -> bool:
    if isinstance(container, dict):
        return part in container
    return isinstance(container, list) and isinstance(part, int) and part < len(container)


def _name(name: str) -> str:
    """A name chosen by the caller, fit for one line."""
    short = name if len(name) <= NAME_CHARACTERS else f"{name[:NAME_CHARACTERS]}…"
    return clean_text(short).replace("\n", " ").replace("`", "'")


def nearest(name: str, names: list[str]) -> str | None:
    """The name among `names` that `name` was probably meant to be: misspelt or cut short."""
    folded = {known.lower(): known for known in names}
    wanted = name[:NAME_CHARACTERS].lower().replace("_", "")
    if close := get_close_matches(wanted, folded, n=1):
        return folded[close[0]]
    longer = [known for known in folded if wanted and known.endswith(wanted)]
    return folded[longer[0]] if len(longer) == 1 else None


def _fields(tool: Tool[Any, Any]) -> dict[str, str | None]:
    """The tool's arguments in the caller's spelling, each with its description."""
    return {
        field.alias or name: field.description
        for name, field in tool.input_type.model_fields.items()
    }


def _known(tool: Tool[Any, Any], path: str) -> str:
    names = list(_fields(tool))
    if not names:
        return f"{tool.name} takes no arguments"
    if close := nearest(path, names):
        return f"did you mean `{close}`?"
    return f"{tool.name} takes {', '.join(f'`{name}`' for name in names)}"


def _with_description(tool: Tool[Any, Any], path: str, problem: str) -> str:
    description = _fields(tool).get(path)
    return f"{problem} ({description.rstrip('.')})" if description else problem


def _json_type(value: object) -> str:
    return next((name for kind, name in _JSON_TYPES if isinstance(value, kind)), "null")
