"""Shows the settings: every key with its value and the source it came from, secrets masked."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from pydantic import SecretStr

from appliance.settings.keys import KEYS
from appliance.settings.load import Loaded

MASK = "********"
_WIDEST_VALUE = 48
"""Characters after which a value pushes its source to the right instead of all others."""


class Row(NamedTuple):
    """One key; `value` is what JSON can hold."""

    key: str
    value: str | int | float | bool | list[str] | None
    source: str


def rows(loaded: Loaded) -> list[Row]:
    """Every key in the order of the tree; a secret is masked, an empty one shown as empty."""
    found = []
    for dotted, key in KEYS.items():
        value = getattr(getattr(loaded.settings, key.section), key.name)
        found.append(Row(dotted, _plain(value), str(loaded.sources[dotted])))
    return found


def table(loaded: Loaded) -> str:
    """The rows for a terminal, in three columns."""
    shown = [(row.key, _words(row.value), row.source) for row in rows(loaded)]
    key_width = max(len(key) for key, _, _ in shown)
    value_width = min(max(len(value) for _, value, _ in shown), _WIDEST_VALUE)
    return "\n".join(
        f"{key:<{key_width}}  {value:<{value_width}}  {source}" for key, value, source in shown
    )


def as_json(loaded: Loaded) -> dict[str, object]:
    """The rows and warnings as a JSON object."""
    return {
        "settings": {row.key: {"value": row.value, "source": row.source} for row in rows(loaded)},
        "warnings": list(loaded.warnings),
    }


def _plain(value: object) -> str | int | float | bool | list[str] | None:
    match value:
        case SecretStr():
            return MASK if value.get_secret_value() else ""
        case StrEnum():
            return value.value
        case Path():
            return str(value)
        case tuple():
            return [str(item) for item in value]
        case None | str() | int() | float():
            return value
    raise TypeError(f"settings cannot hold {value!r}")


def _words(value: str | int | float | bool | list[str] | None) -> str:
    match value:
        case None | []:
            return "-"
        case "":
            return "(empty)"
        case bool():
            return "true" if value else "false"
        case list():
            return ", ".join(value)
        case float():
            return f"{value:g}"
    return str(value)
