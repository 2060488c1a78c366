"""Pages of the documentation, whose commands tests take and run."""

from __future__ import annotations

import re

from tests.support.process import CHECKOUT

DOCS = CHECKOUT / "docs"

Chapter = dict[str, list[str]]
"""Language of a block of code -> the blocks, in the page's order."""


def chapters(page: str) -> dict[str, Chapter]:
    """The code of a page of docs/: second-level heading -> language -> blocks."""
    parts = _split((DOCS / page).read_text(), "## ")
    return {heading: _blocks(text) for heading, text in parts.items()}


def sections(page: str, chapter: str) -> dict[str, Chapter]:
    """The code of one chapter of a page: third-level heading -> language -> blocks."""
    text = _split((DOCS / page).read_text(), "## ")[chapter]
    return {heading: _blocks(part) for heading, part in _split(text, "### ").items()}


def _split(text: str, mark: str) -> dict[str, str]:
    """Heading -> what follows it, by the headings that begin with `mark`."""
    found = re.split(rf"^{mark}", text, flags=re.MULTILINE)[1:]
    return {heading: body for heading, _, body in (part.partition("\n") for part in found)}


def _blocks(text: str) -> Chapter:
    blocks: Chapter = {}
    for language, code in re.findall(r"^```(\w+)\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        blocks.setdefault(language, []).append(code)
    return blocks
