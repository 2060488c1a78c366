"""Arguments for any tool, made from its schema: mostly right ones, some wrong, some hostile.

Texts carry a mark, so that `leaked` finds them in SQL.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any

from hypothesis import strategies as st

MARK = "zqx"
DIGITS = 4
"""Shorter numbers are in many a query of their own right."""
HOSTILE_TEXTS = (
    f"{MARK}' OR '1'='1",
    f"{MARK}%s %(a)s {{ids}} {{}}",
    f"{MARK}`; DROP TABLE creature_template; --",
    f"{MARK}\\",
    f"../../../etc/{MARK}",
    f"{MARK}\x00\x1b[31m",
    f"{MARK}\ud800",
    f"{MARK}%_%",
    f"{MARK} 🐺 ё ä" * 40,
)
HOSTILE_VALUES: tuple[Any, ...] = (
    None,
    True,
    -1,
    0,
    2**31,
    2**32,
    2**63,
    -(2**63) - 1,
    10**30,
    1.5,
    float("nan"),
    float("inf"),
    "5",
    "",
    [],
    {},
    [[[[]]]],
    {"$ref": "#/x"},
    *HOSTILE_TEXTS,
)


def arguments(schema: dict[str, Any], known: Collection[int]) -> st.SearchStrategy[dict[str, Any]]:
    """Arguments for a tool with this input schema; `known` are ids that exist."""
    required = set(schema.get("required", ()))
    right = {
        name: _value(part, schema, known) for name, part in schema.get("properties", {}).items()
    }
    wrong = {
        name: st.one_of(value, st.sampled_from(HOSTILE_VALUES)) for name, value in right.items()
    }
    fitting = st.fixed_dictionaries(
        {name: value for name, value in right.items() if name in required},
        optional={name: value for name, value in right.items() if name not in required},
    )
    hostile = st.fixed_dictionaries({}, optional=wrong | {f"{MARK}Extra": st.just(1)})
    return st.one_of(fitting, fitting, fitting, hostile)


def leaked(sql: str, given: Collection[dict[str, Any]]) -> bool:
    """Whether a text or a long number of the arguments became part of the SQL."""
    without_limits = re.sub(r"\bLIMIT \d+\s*$", "", sql)
    numbers = {word for word in re.findall(r"\d+", without_limits) if len(word) >= DIGITS}
    return MARK in sql.lower() or bool(numbers & {str(abs(n)) for n in _integers(given)})


def _integers(value: Any) -> Iterator[int]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for part in value:
            yield from _integers(part)
    elif isinstance(value, int):
        yield value


def _value(part: dict[str, Any], root: dict[str, Any], known: Collection[int]) -> Any:
    if "$ref" in part:
        return _value(root["$defs"][part["$ref"].removeprefix("#/$defs/")], root, known)
    if "anyOf" in part:
        return st.one_of(*(_value(each, root, known) for each in part["anyOf"]))
    if "enum" in part:
        return st.sampled_from(part["enum"])
    match part.get("type"):
        case "integer":
            return _integer(part, known)
        case "number":
            return _number(part)
        case "boolean":
            return st.booleans()
        case "string":
            return _text(part)
        case "array":
            items = _value(part.get("items", {}), root, known)
            most = min(part.get("maxItems", 6), 6)
            return st.lists(items, min_size=part.get("minItems", 0), max_size=most)
        case "object":
            return _object(part, root, known)
        case "null":
            return st.none()
    return st.sampled_from(HOSTILE_VALUES)


def _integer(part: dict[str, Any], known: Collection[int]) -> st.SearchStrategy[int]:
    low, high = part.get("minimum", -(2**40)), part.get("maximum", 2**40)
    fitting = sorted(number for number in known if low <= number <= high)
    anything = st.integers(low, high)
    return st.one_of(st.sampled_from(fitting), anything) if fitting else anything


def _number(part: dict[str, Any]) -> st.SearchStrategy[float]:
    low = part.get("minimum", part.get("exclusiveMinimum", -1e12))
    high = part.get("maximum", part.get("exclusiveMaximum", 1e12))
    return st.floats(low, high, allow_nan=False)


def _text(part: dict[str, Any]) -> st.SearchStrategy[str]:
    most = min(part.get("maxLength", 60), 60)
    plain = st.text(max_size=most).map(lambda text: (MARK + text)[:most])
    return st.one_of(plain, st.sampled_from(HOSTILE_TEXTS))


def _object(part: dict[str, Any], root: dict[str, Any], known: Collection[int]) -> Any:
    required = set(part.get("required", ()))
    made = {name: _value(each, root, known) for name, each in part.get("properties", {}).items()}
    return st.fixed_dictionaries(
        {name: value for name, value in made.items() if name in required},
        optional={name: value for name, value in made.items() if name not in required},
    )
