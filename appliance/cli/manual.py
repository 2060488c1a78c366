"""Writes the manual page, trinitycore-mcp(1), to standard output, from the commands themselves.

`python -m appliance.cli.manual > trinitycore-mcp.1`. The page is dated by SOURCE_DATE_EPOCH and
has no date without it, so that two builds of the same source have the same page.
"""

from __future__ import annotations

import os
import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime

from appliance import __version__
from appliance.cli import PROGRAM, reference
from appliance.cli.output import write

_ESCAPED = str.maketrans(
    {"\\": r"\e", "-": r"\-", "'": r"\(aq", "`": r"\(ga", "^": r"\(ha", "~": r"\(ti"}
)
_CODE = re.compile(r"`([^`]+)`")
_WIDTH = 66
"""Letters of a line of source, before they are escaped: some tools mind more than 80."""


def page(*, date: str = "") -> str:
    """The page as roff, for the macros of man(7).

    Args:
        date: of the page, YYYY-MM-DD.
    """
    title = escaped(PROGRAM.upper())
    lines = [
        f'.TH {title} 1 "{date}" "{escaped(PROGRAM)} {escaped(__version__)}" "User Commands"',
        ".SH NAME",
        f"{escaped(PROGRAM)} \\- {escaped(reference.SUMMARY)}",
        ".SH SYNOPSIS",
        f".B {escaped(PROGRAM)}",
        escaped("COMMAND [OPTIONS] [SETTINGS]"),
        ".SH DESCRIPTION",
        *paragraphs(reference.DESCRIPTION),
        ".SH COMMANDS",
        *_commands(),
        ".SH SETTINGS",
        *paragraphs([reference.SETTINGS]),
        *terms(reference.settings_options()),
        ".SH EXIT STATUS",
        *terms(reference.EXIT_CODES),
        *paragraphs(["", reference.JSON]),
        ".SH ENVIRONMENT",
        *terms(reference.ENVIRONMENT),
        ".SH FILES",
        *terms(reference.FILES),
        ".SH EXAMPLES",
        *terms((f"{PROGRAM} {line}", meaning) for line, meaning in reference.EXAMPLES),
        ".SH SEE ALSO",
        *paragraphs([reference.SEE_ALSO]),
    ]
    return "\n".join(lines) + "\n"


def _commands() -> Iterator[str]:
    for entry in reference.entries():
        yield f".SS {escaped(entry.line)}"
        yield from paragraphs(entry.paragraphs)
        yield from terms(entry.options)


def paragraphs(texts: Iterable[str]) -> Iterator[str]:
    """Running text; what stands between backticks is bold."""
    for number, text in enumerate(texts):
        if number:
            yield ".PP"
        yield from filled(text)


def terms(rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    """A list of names and what they mean."""
    for name, meaning in rows:
        yield ".TP"
        yield f"\\fB{escaped(name)}\\fR"
        yield from filled(meaning) if meaning else ["\\&"]


def filled(text: str) -> Iterator[str]:
    """Text in lines of a source file, none of which reads as a request."""
    marked = _CODE.sub("\x01\\1\x02", text)
    for line in textwrap.wrap(marked, _WIDTH, break_long_words=False, break_on_hyphens=False):
        shown = escaped(line).replace("\x01", r"\fB").replace("\x02", r"\fR")
        yield r"\&" + shown if line.startswith(".") else shown


def escaped(text: str) -> str:
    """Text in which every character stands for itself, hyphens and quotes as they are typed."""
    plain = text.translate(_ESCAPED)
    return "".join(one if one.isascii() else f"\\[u{ord(one):04X}]" for one in plain)


def date_of(environ: Mapping[str, str]) -> str:
    """The day of SOURCE_DATE_EPOCH; empty without it."""
    epoch = environ.get("SOURCE_DATE_EPOCH", "")
    return f"{datetime.fromtimestamp(int(epoch), UTC):%F}" if epoch else ""


if __name__ == "__main__":
    write(page(date=date_of(os.environ)))
