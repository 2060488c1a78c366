"""TOML: its values and the line of each key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

from appliance.errors import SettingsError
from appliance.settings.documents import Document

_AT_LINE = re.compile(r"(.*) \(at (?:line (\d+), column \d+|end of document)\)")
_LONGEST_STATEMENT_LINES = 100
"""Lines of one value after which lines are no longer told apart; values here are short."""


def parse(text: str, name: str) -> Document:
    """Read the text of the TOML file `name`.

    Raises:
        SettingsError: the text is not TOML, or sets a key twice.
    """
    try:
        data = tomllib.loads(text)
    except RecursionError as error:
        raise SettingsError(f"{name}: not valid TOML: nested too deeply") from error
    except ValueError as error:  # TOMLDecodeError, and numbers longer than Python reads
        raise SettingsError(_one_line(str(error), text, name)) from error
    return Document(name, data, dict(_lines(text)))


def _one_line(message: str, text: str, name: str) -> str:
    found = _AT_LINE.fullmatch(message)
    reason, number = (found[1], found[2]) if found else (message, None)
    place = f"{name}:{number}" if number else name
    line = text.split("\n")[int(number) - 1] if number else ""
    if reason == "Cannot overwrite a value":
        return f"{place}: {line.partition('=')[0].strip() or 'a key'} is set twice"
    if "\\" in line:
        reason += "; in double quotes a backslash escapes: use single quotes or forward slashes"
    return f"{place}: not valid TOML: {reason}"


def _lines(text: str) -> Iterator[tuple[tuple[str, ...], int]]:
    """Yield each key's path with its line.

    `tomllib` tells no lines, but a statement is a document of its own: lines are gathered until
    they parse. `text` as a whole is known to be valid, so every statement ends.
    """
    section: tuple[str, ...] = ()
    statement, start = "", 0
    for number, line in enumerate(text.split("\n"), 1):
        if not statement:
            start = number
        elif number - start > _LONGEST_STATEMENT_LINES:
            return
        statement += line + "\n"
        try:
            parsed = tomllib.loads(statement)
        except tomllib.TOMLDecodeError:
            continue
        paths = list(_paths(parsed))
        if statement.lstrip().startswith("["):
            section = paths[-1]
            yield section, start
        else:
            yield from ((section + path, start) for path in paths)
        statement = ""


def _paths(data: dict[str, object]) -> Iterator[tuple[str, ...]]:
    for key, value in data.items():
        yield (key,)
        if isinstance(value, list) and len(value) == 1:
            (value,) = value
        if isinstance(value, dict):
            yield from ((key, *rest) for rest in _paths(value))
