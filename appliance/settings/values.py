"""One value, checked and turned into the type of its key.

Values of files are typed already and are taken strictly: a text is not a number. Values of
variables and flags are text and are read. Messages never repeat a secret.
"""

from __future__ import annotations

import math
import os
import re
from pathlib import Path, PureWindowsPath

from appliance.settings.keys import Key, Kind
from appliance.settings.sources import printable

_TRUE = ("true", "1", "yes", "on")
_FALSE = ("false", "0", "no", "off")
_WHOLE = re.compile(r"[+-]?[0-9]{1,18}")
_DECIMAL = re.compile(r"[+-]?([0-9]{1,18}(\.[0-9]{0,18})?|\.[0-9]{1,18})")
_UNEXPANDED = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)[^}]*\}")
_NOT_UTF_8 = re.compile("[\ud800-\udfff]")
"""How Python passes on bytes of the environment that are not UTF-8."""
_LONGEST_QUOTE = 40

CLEARED = "none"
"""The word that empties an optional key from a variable or a flag, where "" means not set."""


def from_file(key: Key, value: object, base: Path) -> object:
    """Return `value` as the type of `key`; relative paths start from `base`.

    Raises:
        ValueError: the value does not fit; the text says what was expected.
    """
    if key.optional and (value is None or value == ""):
        return None
    checked = _checked(key, value)
    if isinstance(checked, str):
        _refuse_unusable(key, checked)
    return resolved(str(checked), base) if key.kind is Kind.PATH else checked


def from_text(key: Key, text: str, base: Path) -> object:
    """Return the value that `text` means for `key`; relative paths start from `base`.

    Raises:
        ValueError: the value does not fit; the text says what was expected.
    """
    if key.optional and text.lower() in ("", CLEARED):
        return None
    return from_file(key, _typed(key, text), base)


def resolved(text: str, base: Path) -> Path:
    """The path that `text` means in a file in `base`.

    A path of Windows stays as it is elsewhere, so that messages about it show what was written.
    """
    path = Path(text)
    if is_foreign(path):
        return path
    return path.expanduser() if text.startswith("~/") else base / path


def is_foreign(path: Path) -> bool:
    """Whether `path` names a drive of Windows on another system."""
    return os.name != "nt" and bool(PureWindowsPath(path).drive)


def quoted(value: object) -> str:
    """`value` for a message: short, on one line, control characters escaped."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            shown = value if len(value) <= _LONGEST_QUOTE else value[:_LONGEST_QUOTE] + "…"
            return f'"{printable(shown)}"'
        case int() | float():
            return str(value) if abs(value) < 10**18 else "a number far too large"
        case None:
            return "nothing"
        case list() | tuple():
            return "a list"
        case dict():
            return "a section"
        case _:
            return "a date or time"


def _misfit(key: Key, value: object) -> ValueError:
    got = "" if key.kind is Kind.SECRET else f", not {quoted(value)}"
    return ValueError(f"expected {key.expected}{got}")


def _checked(key: Key, value: object) -> object:
    match key.kind, value:
        case Kind.BOOLEAN, bool():
            return value
        case Kind.INTEGER | Kind.NUMBER, bool():
            raise _misfit(key, value)
        case Kind.INTEGER, int():
            return _in_range(key, value)
        case Kind.NUMBER, int() | float():
            return float(_in_range(key, value))
        case Kind.CHOICE, str() if value in key.choices:
            return value
        case Kind.TEXT | Kind.PATH, str() if value:
            return value
        case Kind.SECRET, str():
            return value
        case Kind.LIST, list() | tuple() if all(isinstance(item, str) for item in value):
            for item in value:
                _refuse_unusable(key, item)
            return tuple(value)
    raise _misfit(key, value)


def _in_range(key: Key, value: int | float) -> int | float:
    fits = (
        math.isfinite(value)
        and (key.least is None or value >= key.least)
        and (key.above is None or value > key.above)
        and (key.most is None or value <= key.most)
    )
    if not fits:
        raise _misfit(key, value)
    return value


def _typed(key: Key, text: str) -> object:
    """What the text of a variable means; text that fits nothing is returned as it is."""
    match key.kind:
        case Kind.BOOLEAN if text.lower() in _TRUE + _FALSE:
            return text.lower() in _TRUE
        case Kind.INTEGER if _WHOLE.fullmatch(text):
            return int(text)
        case Kind.NUMBER if _DECIMAL.fullmatch(text):
            return float(text)
        case Kind.CHOICE:
            return text.lower()
        case Kind.LIST:
            return tuple(part.strip() for part in text.split(",") if part.strip())
    return text


def _refuse_unusable(key: Key, text: str) -> None:
    """Refuse what can only be a mistake: a variable nobody expanded, control characters."""
    is_secret = key.kind is Kind.SECRET
    # A password may contain anything, so there only a value that is nothing else counts.
    found = _UNEXPANDED.fullmatch(text) if is_secret else _UNEXPANDED.search(text)
    if found:
        raise ValueError(
            f"${{{found[1]}}} was not expanded: nothing here expands variables; "
            "write the value itself"
        )
    if _NOT_UTF_8.search(text):
        raise ValueError("is not UTF-8")
    if not is_secret and not text.isprintable():
        raise ValueError(
            f"{quoted(text)} contains control characters; in double quotes a backslash escapes: "
            "use single quotes or forward slashes"
        )
