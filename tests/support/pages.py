"""Pages of the documentation, whose commands tests take and run."""

from __future__ import annotations

import re

from tests.support.process import CHECKOUT

DOCS = CHECKOUT / "docs"

Chapter = dict[str, list[str]]
"""Language of a block of code -> the blocks, in the page's order."""


def chapters(page: str) -> dict[str, Chapter]:
    """The code of a page of docs/: second-level heading -> language -> blocks."""
    text = (DOCS / page).read_text()
    found: dict[str, Chapter] = {}
    for part in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        heading, _, body = part.partition("\n")
        blocks: Chapter = {}
        for language, code in re.findall(r"^```(\w+)\n(.*?)^```", body, re.MULTILINE | re.DOTALL):
            blocks.setdefault(language, []).append(code)
        found[heading] = blocks
    return found
