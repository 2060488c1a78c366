"""The tools that search documents and source, and read one document."""

from __future__ import annotations

from enum import StrEnum
from functools import partial
from typing import Annotated

from pydantic import Field

from appliance.errors import InvalidArgument, NotFound, ToolError, Unavailable
from appliance.fulltext import documents, texts
from appliance.fulltext.terms import terms
from appliance.library.documents import Category, Difficulty
from appliance.library.service import Library
from appliance.library.shelf import Shelf
from appliance.tools.context import Scope, ToolContext
from appliance.tools.library.places import Passage, passage
from appliance.tools.models import Page, ToolInput, ToolOutput
from appliance.tools.registry import Sources, tool

_SOURCES = Sources(wrath="folder of documents", master="folder of documents")
DocumentId = Annotated[
    str, Field(min_length=1, max_length=500, description="Path without suffix: patterns/combat.")
]
After = Annotated[int, Field(ge=0, le=10_000_000, description="Line to read on behind.")]
Lines = Annotated[int, Field(ge=1, le=1000, description="Most lines.")]


class SearchScope(StrEnum):
    """What is searched."""

    DOCUMENTS = "documents"
    SOURCE = "source"


class SearchWiki(ToolInput):
    """What to look for."""

    query: Annotated[str, Field(min_length=1, max_length=20_000)]
    category: Annotated[Category | None, Field(strict=False, description="Ranks higher.")] = None
    difficulty: Annotated[
        Difficulty | None, Field(strict=False, description="Only these documents.")
    ] = None
    limit: Annotated[int, Field(ge=1, le=50)] = 10
    scope: Annotated[
        SearchScope | None,
        Field(strict=False, description="Default: documents, else source code."),
    ] = None


class Passages(Page):
    """Passages, the best first."""

    scope: SearchScope
    passages: list[Passage]
    notes: list[str]


class GetPattern(ToolInput):
    """Which document, from which line."""

    pattern_id: DocumentId
    after: After = 0
    limit: Lines = 300


class GetGuide(ToolInput):
    """Which document, from which line."""

    guide_id: DocumentId
    after: After = 0
    limit: Lines = 300


class Section(ToolOutput):
    """A heading of a document."""

    line: int
    title: str


class DocumentText(Page):
    """A document, a page of lines at a time."""

    id: str
    title: str
    category: Category
    difficulty: Difficulty
    tags: str | None = None
    file: str
    first_line: int
    last_line: int
    sections: list[Section]
    text: str
    notes: list[str]


@tool(
    "search-playerbot-wiki", title="Documents and source", scope=Scope.GAME_READ, read_only=True,
    timeout_s=15,
    sources=Sources(
        wrath="folder of documents; source tree: src/**",
        master="folder of documents; source tree: src/**",
    ),
)  # fmt: skip
async def search_wiki(query: SearchWiki, context: ToolContext) -> Passages:
    """Search the configured documents, or the TrinityCore source code, by words: the best passages
    with file and line. Read a document whole with get-implementation-guide."""
    if not terms(query.query):
        raise InvalidArgument("query has no word to look for")
    library = context.services.library
    if query.scope is SearchScope.DOCUMENTS:
        return (await _search(library.documents(), query, query.scope))[0]
    if query.scope is SearchScope.SOURCE:
        return (await _search(library.source(), query, query.scope))[0]
    return await _search_both(library, query)


async def _search_both(library: Library, query: SearchWiki) -> Passages:
    """The documents' passages; the source's where the documents lack words that it has."""
    failed: list[ToolError] = []
    found: list[Passages] = []
    for scope, find in (
        (SearchScope.DOCUMENTS, library.documents),
        (SearchScope.SOURCE, library.source),
    ):
        try:
            passages, any_word = await _search(find(), query, scope)
        except (Unavailable, NotFound) as error:
            failed.append(error)
            continue
        if not any_word:
            why = failed[0] if failed else "the documents do not have all of the words"
            of_source = scope is SearchScope.SOURCE
            notes = [f"The source code was searched: {why}."] if of_source else []
            return passages.model_copy(update={"notes": [*notes, *passages.notes]})
        found.append(passages)
    if found:
        return found[0]
    raise next((error for error in failed if isinstance(error, NotFound)), failed[0])


async def _search(shelf: Shelf, query: SearchWiki, scope: SearchScope) -> tuple[Passages, bool]:
    """The best passages of one index, and whether they lack words; NotFound when none matches."""
    of_documents = scope is SearchScope.DOCUMENTS
    found, state = await shelf.ask(
        partial(
            texts.search, text=query.query, limit=query.limit,
            boost=query.category if of_documents else None,
            difficulty=query.difficulty if of_documents else None,
        )
    )  # fmt: skip
    if not found.hits:
        where = "; ".join((shelf.kind.title, *state))
        raise NotFound(f"nothing matches in {where}", hint="try fewer or other words")
    notes = []
    if found.any_word:
        notes.append("No passage has all of the words: these have some of them.")
    if not of_documents and (query.category or query.difficulty):
        notes.append("Source code has neither category nor difficulty.")
    return Passages(
        source=shelf.source,
        total=found.total,
        truncated=found.total > len(found.hits),
        scope=scope,
        passages=[passage(hit) for hit in found.hits],
        notes=[*notes, *state],
    ), found.any_word


@tool(
    "get-playerbot-pattern", title="Pattern", scope=Scope.GAME_READ, read_only=True, timeout_s=15,
    sources=_SOURCES,
)  # fmt: skip
async def get_pattern(query: GetPattern, context: ToolContext) -> DocumentText:
    """Read a document of the configured folder by its id, such as a pattern for bots or scripts."""
    return await _read(context, query.pattern_id, query.after, query.limit)


@tool(
    "get-implementation-guide", title="Guide", scope=Scope.GAME_READ, read_only=True, timeout_s=15,
    sources=_SOURCES,
)  # fmt: skip
async def get_guide(query: GetGuide, context: ToolContext) -> DocumentText:
    """Read a document of the configured folder by its id, such as a guide; long ones in pages."""
    return await _read(context, query.guide_id, query.after, query.limit)


async def _read(context: ToolContext, name: str, after: int, limit: int) -> DocumentText:
    shelf = context.services.library.documents()
    wanted = name.strip().removeprefix("./")
    found, notes = await shelf.ask(partial(documents.read, name=wanted, after=after, limit=limit))
    if found is None:
        near, _notes = await shelf.ask(partial(documents.nearest, name=wanted))
        hint = f"did you mean {', '.join(near)}?" if near else "search-playerbot-wiki finds ids"
        raise NotFound("no document has that id", hint=hint)
    if after >= found.lines:
        raise NotFound(f"the document ends with line {found.lines}")
    more = found.last < found.lines
    if found.cut:
        notes.append(f"Line {found.last} is cut: {found.cut} letters more are only in the file.")
    return DocumentText(
        source=shelf.source,
        total=found.lines,
        truncated=more or after > 0 or found.cut > 0,
        next_after=found.last if more else None,
        id=found.name,
        title=found.title,
        category=Category(found.category),
        difficulty=Difficulty(found.difficulty),
        tags=found.tags or None,
        file=found.path,
        first_line=found.first,
        last_line=found.last,
        sections=[Section(line=line, title=title) for line, title in found.headings],
        text=found.text,
        notes=notes,
    )
