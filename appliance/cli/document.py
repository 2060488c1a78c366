"""Writes `docs/reference/cli.md` and `appliance/cli/setting_keys.py` from commands and settings.

A tool for development, like `appliance.settings.document`: `make docs` runs both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from appliance.cli import PROGRAM, reference
from appliance.settings.keys import KEYS, Kind

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "cli.md"
SETTING_KEYS = Path(__file__).with_name("setting_keys.py")

_KEYS_HEAD = '''\
"""The settings' keys, each with the values that can be listed. Written by `make docs`.

Completion reads them here: loading the settings' model takes longer than a person waits for a Tab.
"""

from collections.abc import Mapping

VALUES: Mapping[str, tuple[str, ...]] = {
'''
_SPECIAL = re.compile(r"[<*]")
_CODE = re.compile(r"(`[^`]+`)")


def setting_keys() -> str:
    """The text of `appliance/cli/setting_keys.py`."""
    lines = [_KEYS_HEAD]
    for dotted, key in KEYS.items():
        values = ("true", "false") if key.kind is Kind.BOOLEAN else key.choices
        listed = ", ".join(f'"{value}"' for value in values) + ("," if len(values) == 1 else "")
        lines.append(f'    "{dotted}": ({listed}),\n')
    return "".join([*lines, "}\n"])


def command_line() -> str:
    """The text of `docs/reference/cli.md`."""
    return "\n".join(_command_line()) + "\n"


def _command_line() -> Iterator[str]:
    yield "# Command line\n"
    yield f"Written from the commands by `make docs`; `man {PROGRAM}` has the same.\n"
    yield from _paragraphs(*reference.DESCRIPTION)
    for entry in reference.entries():
        yield f"{'##' if entry.name.count(' ') == 1 else '###'} {entry.name}\n"
        yield f"    {entry.line}\n"
        yield from _paragraphs(*entry.paragraphs)
        yield from _rows(entry.options)
    for title, rows, texts in (
        ("Settings", reference.settings_options(), (reference.SETTINGS,)),
        ("Exit status", reference.EXIT_CODES, (reference.JSON,)),
        ("Environment", reference.ENVIRONMENT, ()),
        ("Files", reference.FILES, ()),
    ):
        yield f"## {title}\n"
        yield from _paragraphs(*texts)
        yield from _rows(rows)
    yield "## Examples\n"
    yield from _rows(tuple((f"{PROGRAM} {line}", told) for line, told in reference.EXAMPLES))


def _paragraphs(*texts: str) -> Iterator[str]:
    for text in texts:
        yield f"{_prose(text)}\n"


def _rows(rows: reference.Rows) -> Iterator[str]:
    for name, meaning in rows:
        yield f"- `{name}`" + (f": {_prose(meaning)}" if meaning else "")
    if rows:
        yield ""


def _prose(text: str) -> str:
    """Text without marks of Markdown but those for code."""
    parts = _CODE.split(text)
    return "".join(
        part if number % 2 else _SPECIAL.sub(r"\\\g<0>", part) for number, part in enumerate(parts)
    )


def main() -> None:
    """Write both files."""
    for path, text in ((REFERENCE, command_line()), (SETTING_KEYS, setting_keys())):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
