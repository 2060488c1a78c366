"""Where something was found: parts of the answers of this domain."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from appliance.fulltext.texts import Hit
from appliance.tools.models import ToolOutput


class SourceLine(ToolOutput):
    """A line of a file, by its path from the configured folder."""

    name: str | None = None
    file: str
    line: int


class Passage(ToolOutput):
    """Lines that speak of what was asked."""

    id: Annotated[str | None, Field(description="Of the document, to read it whole.")] = None
    title: str | None = None
    heading: Annotated[str | None, Field(description="Section, or what the code declares.")] = None
    category: str | None = None
    difficulty: str | None = None
    file: str
    line: int
    text: str


def passage(hit: Hit) -> Passage:
    """A passage as it is answered."""
    return Passage(
        id=hit.name,
        title=hit.title,
        heading=hit.heading or None,
        category=hit.category,
        difficulty=hit.difficulty,
        file=hit.path,
        line=hit.line,
        text=hit.excerpt,
    )
