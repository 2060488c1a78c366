"""What a C++ file says by its text alone: encoding, brackets, guards, leftovers, style."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

LINE_COLUMNS = 120
MOST_NESTED = 1000
"""Brackets within each other; beyond that nothing more is said of them."""
MOST_ALIKE = 1000
"""Findings of one kind; counting stops there."""
HEADERS = (".h", ".hh", ".hpp", ".hxx")

_PAIRS = {")": "(", "]": "[", "}": "{"}
_RAW = r'(?:u8|[uUL])?R"(?P<mark>[^()\\\s"]{0,16})\('
# Whole tokens that may hold brackets, then brackets and directives themselves. Each alternative is
# bounded by its line, so that the search is linear; raw strings and comments are ended by `find`.
_TOKEN = re.compile(
    r"//(?:\\\r?\n|[^\n])*"
    rf"|(?P<comment>/\*)|(?P<raw>{_RAW})"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|[0-9](?:'?[0-9A-Za-z_.])*"  # 1'000: no character begins here
    r"|[A-Za-z_]\w*"
    r"|'(?:\\.|[^'\\\n])+'"
    r"|(?P<directive>^[ \t]*#[ \t]*(?:if|ifdef|ifndef|else|elif|elifdef|elifndef|endif)\b)"
    r"|(?P<bracket>[(){}\[\]])",
    re.MULTILINE,
)
_CONDITION = re.compile(r"^[ \t]*#[ \t]*if", re.MULTILINE)
_LEFTOVER = re.compile(r"\$\{\w+\}|\{\{[#/^]?[ ]?[A-Za-z_]\w*[ ]?\}\}|@[A-Z][A-Z0-9_]+@|<%=?|%>")
_GUARD = re.compile(r"\A\s*#[ \t]*ifndef[ \t]+(\w+)[ \t]*\r?\n\s*#[ \t]*define[ \t]+\1\b")
_ONCE = re.compile(r"^[ \t]*#[ \t]*pragma[ \t]+once\b", re.MULTILINE)
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f]")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a line, from 1; `severity` is error, warning or style."""

    line: int
    severity: str
    message: str
    column: int | None = None


def check_text(content: bytes, name: str, *, style: bool) -> list[Finding]:
    """Everything found in a file's text, by line.

    Args:
        name: the file's name; headers need a guard.
        style: also say what only looks bad.
    """
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return [Finding(line, "error", "not valid UTF-8")]
    found = [*_characters(text), *_brackets(text), *islice(_leftovers(text), MOST_ALIKE)]
    if name.endswith(HEADERS):
        found += _guard(text)
    if style:
        found += islice(_style(text), MOST_ALIKE)
    return sorted(found, key=lambda finding: finding.line)


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def _characters(text: str) -> Iterator[Finding]:
    if (zero := text.find("\0")) >= 0:
        yield Finding(_line(text, zero), "error", "a zero byte")
    if hidden := _BIDI.search(text):
        message = "characters that turn the direction of text: what is read is not what compiles"
        yield Finding(_line(text, hidden.start()), "warning", message)
    returns = text.count("\r\n")
    if 0 < returns < text.count("\n"):
        yield Finding(1, "warning", "line ends are mixed: some are CRLF, some LF")


def _leftovers(text: str) -> Iterator[Finding]:
    for match in _LEFTOVER.finditer(text):
        message = f"a placeholder of a template is left: {match[0]}"
        yield Finding(_line(text, match.start()), "warning", message)


def _guard(text: str) -> Iterator[Finding]:
    code = _without_first_comments(text)
    guarded, once = _GUARD.match(code) is not None, _ONCE.search(text) is not None
    if not guarded and not once:
        yield Finding(1, "warning", "the header has neither an include guard nor #pragma once")


def _without_first_comments(text: str) -> str:
    """The text from the first thing that is no comment on."""
    position = 0
    while match := re.compile(r"\s*(?://[^\n]*|/\*)").match(text, position):
        if not match[0].endswith("/*"):
            position = match.end()
        elif (end := text.find("*/", match.end())) >= 0:
            position = end + 2
        else:
            break
    return text[position:].lstrip("\ufeff")


def _style(text: str) -> Iterator[Finding]:
    if text.startswith("\ufeff"):
        yield Finding(1, "style", "begins with a byte order mark")
    lines = text.split("\n")
    for number, line in enumerate(lines, start=1):
        bare = line.removesuffix("\r")
        if bare != bare.rstrip():
            yield Finding(number, "style", "blanks at the end of the line")
        if "\t" in bare:
            yield Finding(number, "style", "a tab", bare.index("\t") + 1)
        if len(bare) > LINE_COLUMNS:
            yield Finding(number, "style", f"{len(bare)} columns, over {LINE_COLUMNS}")
    if lines[-1]:
        yield Finding(len(lines), "style", "the last line does not end")


def _brackets(text: str) -> list[Finding]:
    """The first bracket without its like, or what is not closed.

    Of the branches of an #if, each begins with what was open before it; what the last one leaves
    open goes on. Files may open in one #if and close in another, so with more of them than a guard
    needs it is a warning.
    """
    severity = "warning" if len(_CONDITION.findall(text)) > 1 else "error"
    opened: list[tuple[str, int]] = []
    branches: list[list[tuple[str, int]]] = []
    position = 0
    while match := _TOKEN.search(text, position):
        position = match.end()
        if match["comment"] or match["raw"]:
            end = "*/" if match["comment"] else f'){match["mark"]}"'
            if (closed := text.find(end, position)) < 0:
                what = "comment" if match["comment"] else "raw string"
                return [Finding(_line(text, match.start()), "error", f"the {what} is not closed")]
            position = closed + len(end)
        elif match["directive"]:
            opened = _branch(match["directive"], opened, branches)
        elif bracket := match["bracket"]:
            if bracket not in _PAIRS:
                opened.append((bracket, match.start()))
            elif not opened or opened.pop()[0] != _PAIRS[bracket]:
                return [Finding(_line(text, match.start()), severity, f"{bracket} closes nothing")]
        if len(opened) > MOST_NESTED or len(branches) > MOST_NESTED:
            return [Finding(_line(text, position), "warning", "nested too deep to follow")]
    if opened:
        bracket, start = opened[-1]
        return [Finding(_line(text, start), severity, f"{bracket} is not closed")]
    return []


def _branch(
    directive: str, opened: list[tuple[str, int]], branches: list[list[tuple[str, int]]]
) -> list[tuple[str, int]]:
    """What is open after a directive of conditional compilation."""
    word = directive.strip(" \t#")
    if word in ("if", "ifdef", "ifndef"):
        branches.append(list(opened))
    elif branches and word == "endif":
        branches.pop()
    elif branches:
        return list(branches[-1])
    return opened
