"""JSON of strangers: read with a bound, and asked for values of a kind.

Asking never fails: what is missing or of another kind is None or empty.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import orjson

from appliance.errors import InvalidArgument

MOST_JSON = 8 * 2**20
"""Largest JSON document, in bytes: it is read in one step, during which nothing else moves."""
MOST_COUNT = 2**63 - 1
"""Largest count: what a 64-bit counter holds."""


def read_json(data: bytes, *, field: str) -> object:
    """Return the value a JSON document holds.

    Raises:
        InvalidArgument: it is no JSON, or too large.
    """
    if len(data) > MOST_JSON:
        raise InvalidArgument(f"`{field}` is JSON of more than {MOST_JSON} bytes")
    try:
        value: object = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise InvalidArgument(
            f"`{field}` is no JSON: line {error.lineno}, column {error.colno}"
        ) from None
    return value


def mapping(value: object) -> Mapping[str, Any]:
    """The object `value` is."""
    return value if isinstance(value, dict) else {}


def listed(value: object) -> list[Any]:
    """The list `value` is."""
    return value if isinstance(value, list) else []


def text(source: Mapping[str, Any], *names: str) -> str:
    """The first text with something in it that has one of these names."""
    for name in names:
        value = source.get(name)
        if isinstance(value, str) and value:
            return value
    return ""


def number(source: Mapping[str, Any], *names: str) -> float | None:
    """The first finite number, not negative, that has one of these names. NaN is none."""
    for name in names:
        value = source.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float):
            continue
        if 0 <= value <= MOST_COUNT:
            return float(value)
    return None


def count(value: object) -> int | None:
    """The whole number `value` is, 0 where it is negative; floats without a fraction are whole."""
    if isinstance(value, bool):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return min(max(value, 0), MOST_COUNT) if isinstance(value, int) else None


def seconds(text: str | None) -> float | None:
    """The duration an attribute holds: 1.5, 1,234.5 or 0.25s."""
    try:
        value = float((text or "").strip().removesuffix("s").replace(",", ""))
    except ValueError:
        return None
    return value if 0 <= value < math.inf else None
