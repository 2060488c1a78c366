"""Documents (.md, .rst, .txt): what they are about, and their sections as chunks. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import PurePosixPath

from appliance.fulltext.texts import File, Stamp, cut

SUFFIXES = (".md", ".rst", ".txt")
MOST_TITLE = 200
MOST_FRONT_LINES = 50
_ATX = re.compile(r" {0,3}#{1,6}(?:[ \t]+(.*))?$")
_CLOSING = re.compile(r"(?:^|[ \t])#+[ \t]*$")
_UNDERLINE = re.compile(r" {0,3}(=+|-+|~+|\^+|\*+|\++)[ \t]*$")
_MARKDOWN_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_FIELD = re.compile(r"([A-Za-z_]+)[ \t]*:[ \t]*(.*)$")
_WORDS = re.compile(r"[^a-z]+")


class Category(StrEnum):
    """What a document is for."""

    GETTING_STARTED = "getting_started"
    PATTERNS = "patterns"
    WORKFLOWS = "workflows"
    TROUBLESHOOTING = "troubleshooting"
    API_REFERENCE = "api_reference"
    EXAMPLES = "examples"
    ADVANCED = "advanced"


class Difficulty(StrEnum):
    """How much a document takes for granted."""

    BASIC = "basic"
    INTERMEDIATE = "intermediate"
    ADVANCED = "advanced"


_HINTS: Mapping[str, Category] = {
    "troubleshoot": Category.TROUBLESHOOTING, "troubleshooting": Category.TROUBLESHOOTING,
    "faq": Category.TROUBLESHOOTING, "errors": Category.TROUBLESHOOTING,
    "debug": Category.TROUBLESHOOTING, "debugging": Category.TROUBLESHOOTING,
    "problems": Category.TROUBLESHOOTING, "fix": Category.TROUBLESHOOTING,
    "pattern": Category.PATTERNS, "patterns": Category.PATTERNS,
    "workflow": Category.WORKFLOWS, "workflows": Category.WORKFLOWS,
    "process": Category.WORKFLOWS, "contributing": Category.WORKFLOWS,
    "api": Category.API_REFERENCE, "reference": Category.API_REFERENCE,
    "example": Category.EXAMPLES, "examples": Category.EXAMPLES, "sample": Category.EXAMPLES,
    "samples": Category.EXAMPLES, "advanced": Category.ADVANCED, "internals": Category.ADVANCED,
    "performance": Category.ADVANCED, "architecture": Category.ADVANCED,
    "design": Category.ADVANCED, "start": Category.GETTING_STARTED,
    "started": Category.GETTING_STARTED, "install": Category.GETTING_STARTED,
    "installation": Category.GETTING_STARTED, "introduction": Category.GETTING_STARTED,
    "setup": Category.GETTING_STARTED, "tutorial": Category.GETTING_STARTED,
    "readme": Category.GETTING_STARTED,
}  # fmt: skip
"""A word of a folder or file name → the category it speaks for."""
_LEVELS: Mapping[str, Difficulty] = {
    "beginner": Difficulty.BASIC, "easy": Difficulty.BASIC, "basic": Difficulty.BASIC,
    "basics": Difficulty.BASIC, "intermediate": Difficulty.INTERMEDIATE,
    "medium": Difficulty.INTERMEDIATE, "advanced": Difficulty.ADVANCED,
    "expert": Difficulty.ADVANCED, "hard": Difficulty.ADVANCED,
}  # fmt: skip
_USUAL = {Category.GETTING_STARTED: Difficulty.BASIC, Category.ADVANCED: Difficulty.ADVANCED}


def read_document(path: str, stamp: Stamp, text: str) -> File:
    """A document as it is indexed; its id is the path without the suffix."""
    lines = text.split("\n")
    if len(lines) > 1 and not lines[-1]:
        lines.pop()
    front, start = front_matter(lines)
    named = PurePosixPath(path)
    words = [word for part in (*named.parent.parts, named.stem) for word in _split(part)]
    category = _category(front.get("category", ""), words)
    parts = list(sections(lines, start, markdown=named.suffix.lower() == ".md"))
    first = next((title for _at, title, _lines in parts if title), "")
    title = front.get("title") or first or named.stem
    return File(
        path,
        stamp,
        [chunk for at, heading, body in parts for chunk in cut(body, at, heading or title)],
        name=str(named.with_suffix("")),
        title=title[:MOST_TITLE],
        category=category,
        difficulty=_difficulty(front.get("difficulty", ""), words, category),
        tags=front.get("tags", "").strip("[]")[:MOST_TITLE],
        lines=len(lines),
    )


def front_matter(lines: Sequence[str]) -> tuple[dict[str, str], int]:
    """The `name: value` lines between two rules at the very top, and how many lines they take."""
    if not lines or lines[0].rstrip() != "---":
        return {}, 0
    found: dict[str, str] = {}
    for at, line in enumerate(lines[1 : MOST_FRONT_LINES + 1], start=1):
        if line.rstrip() in ("---", "..."):
            return found, at + 1
        if field := _FIELD.match(line):
            found[field[1].lower()] = field[2].strip().strip("\"'")
    return {}, 0


def sections(
    lines: Sequence[str], start: int, *, markdown: bool
) -> Iterator[tuple[int, str, Sequence[str]]]:
    """First line's number (from 1), heading and lines of every section, whole and in order.

    Lines before `start` are the front matter. Code between fences has no headings, nor has text
    of other formats any but underlined ones.
    """
    begin, heading, fence = start, "", ""
    for at in range(start, len(lines)):
        line = lines[at]
        if markdown and (mark := _FENCE.match(line)):
            if not fence:
                fence = mark[1]
            elif mark[1].startswith(fence) and not line.strip(" \t" + fence[0]):
                fence = ""
            continue
        if fence:
            continue
        title, above = _heading(lines, at, start, markdown)
        if title is None:
            continue
        if above > begin and any(each.strip() for each in lines[begin:above]):
            yield begin + 1, heading, lines[begin:above]
            begin = above
        heading = title[:MOST_TITLE]
    yield begin + 1, heading, lines[begin:]


def _heading(lines: Sequence[str], at: int, start: int, markdown: bool) -> tuple[str | None, int]:
    """The heading that line `at` completes, and the line it begins on."""
    if markdown and (atx := _ATX.match(lines[at])):
        return _CLOSING.sub("", (atx[1] or "").strip()).strip(), at
    underline = _MARKDOWN_UNDERLINE if markdown else _UNDERLINE
    if at == start or not underline.match(lines[at]):
        return None, at
    above = lines[at - 1].strip()
    alone = at - 1 == start or not lines[at - 2].strip() or underline.match(lines[at - 2])
    long_enough = markdown or len(lines[at].strip()) >= len(above) > 1
    if alone and long_enough and above[:1].isalnum():
        return above, at - 1
    return None, at


def _split(name: str) -> list[str]:
    return [word for word in _WORDS.split(name.lower()) if word]


def _category(said: str, words: Sequence[str]) -> Category:
    """What the document says of itself, else what its folder or name says, the nearest first."""
    wanted = "_".join(_split(said))
    if wanted in Category.__members__.values():
        return Category(wanted)
    for word in (*reversed(_split(said)), *reversed(words)):
        if word in _HINTS:
            return _HINTS[word]
    return Category.WORKFLOWS


def _difficulty(said: str, words: Sequence[str], category: Category) -> Difficulty:
    for word in (*_split(said), *reversed(words)):
        if word in _LEVELS:
            return _LEVELS[word]
    return _USUAL.get(category, Difficulty.INTERMEDIATE)
