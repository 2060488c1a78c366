"""The tool that tells what the indexes hold."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from appliance.errors import Unavailable
from appliance.fulltext import declarations, documents, texts
from appliance.fulltext.store import Index, size_bytes
from appliance.library.documents import Category, Difficulty
from appliance.library.shelf import Shelf, State, state_of
from appliance.tools.context import Scope, ToolContext
from appliance.tools.models import Answer, ToolInput, ToolOutput
from appliance.tools.registry import Sources, tool


class ListCategories(ToolInput):
    """Nothing to choose."""


class CategoryCount(ToolOutput):
    """Documents of one category."""

    category: Category
    documents: int
    basic: int
    intermediate: int
    advanced: int


class IndexState(ToolOutput):
    """How far one index is."""

    name: str
    files: int
    skipped: Annotated[dict[str, int], Field(description="Files without text, by reason.")]
    classes: int | None = None
    methods: int | None = None
    definitions: int | None = None
    generation: Annotated[int, Field(description="Counts its changes.")]
    bytes: int
    percent: Annotated[int | None, Field(description="While it is being built.")] = None


class Categories(Answer):
    """What the documents are about, and the state of the indexes."""

    documents: int
    categories: list[CategoryCount]
    indexes: list[IndexState]
    notes: list[str]


@dataclass(frozen=True, slots=True)
class _Held:
    """What one index holds."""

    files: int
    skipped: Counter[str]
    state: State
    bytes: int
    declared: dict[str, int]
    documents: dict[tuple[str, str], int]


@tool(
    "list-documentation-categories", title="Documents", scope=Scope.GAME_READ, read_only=True,
    timeout_s=15,
    sources=Sources(
        wrath="folder of documents; source tree: src/**",
        master="folder of documents; source tree: src/**",
    ),
)  # fmt: skip
async def list_categories(_query: ListCategories, context: ToolContext) -> Categories:
    """Count the configured documents by category and difficulty, and tell how far the indexes of
    documents and source tree are."""
    library = context.services.library
    counts: dict[tuple[str, str], int] = {}
    indexes, notes, sources, missing = list[IndexState](), list[str](), list[str](), None
    for find in (library.documents, library.source):
        try:
            shelf = find()
            held, state = await shelf.ask(_held)
        except Unavailable as error:
            missing = missing or error
            notes.append(str(error))
            continue
        counts |= held.documents
        notes += state
        sources.append(shelf.source)
        indexes.append(_index(shelf, held))
    if not indexes and missing is not None:
        raise missing
    return Categories(
        source=", ".join(dict.fromkeys(sources)),
        documents=sum(counts.values()),
        categories=[_category(each, counts) for each in Category],
        indexes=indexes,
        notes=notes,
    )


def _held(index: Index) -> _Held:
    known = texts.known(index)
    skipped = Counter(reason for _stamp, reason in known.values() if reason)
    return _Held(
        len(known),
        skipped,
        state_of(index),
        size_bytes(index),
        declarations.counts(index),
        dict(documents.counts(index)),
    )


def _index(shelf: Shelf, held: _Held) -> IndexState:
    of_source = shelf.kind.name == "source"
    return IndexState(
        name=shelf.kind.name,
        files=held.files,
        skipped=dict(held.skipped),
        **(held.declared if of_source else {}),
        generation=held.state.generation,
        bytes=held.bytes,
        percent=held.state.percent if held.state.building else None,
    )


def _category(category: Category, counts: dict[tuple[str, str], int]) -> CategoryCount:
    by_level = {level.value: counts.get((category.value, level.value), 0) for level in Difficulty}
    return CategoryCount(category=category, documents=sum(by_level.values()), **by_level)
