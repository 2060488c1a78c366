"""The tool that explains a log message or a symptom."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import trio
from pydantic import Field

from appliance.errors import InvalidArgument, NotFound, Unavailable
from appliance.fulltext import texts
from appliance.fulltext.terms import terms
from appliance.library.documents import Category
from appliance.library.known_problems import Recognised, known_problems, recognise
from appliance.tools.context import Scope, ToolContext
from appliance.tools.library.places import Passage, passage
from appliance.tools.models import Answer, ToolInput, ToolOutput
from appliance.tools.registry import Sources, tool

MOST_PASSAGES = 5
MOST_LINE = 300


class GetTroubleshooting(ToolInput):
    """What is seen."""

    query: Annotated[
        str, Field(min_length=1, max_length=20_000, description="Log lines, or the symptom.")
    ]


class Diagnosis(ToolOutput):
    """A known problem."""

    problem: str
    matched: Annotated[str | None, Field(description="The line that shows it.")] = None
    meaning: str
    causes: list[str]
    fixes: list[str]
    branch: Annotated[str, Field(description="3.3.5, master or both.")]


class Troubleshooting(Answer):
    """What is known of it, the likeliest first."""

    diagnoses: list[Diagnosis]
    passages: Annotated[list[Passage], Field(description="From your documents.")]
    notes: list[str]


@tool(
    "get-troubleshooting-guide", title="Troubleshooting", scope=Scope.GAME_READ, read_only=True,
    timeout_s=15,
    sources=Sources(
        wrath="own list of log messages; folder of documents: troubleshooting",
        master="own list of log messages; folder of documents: troubleshooting",
    ),
)  # fmt: skip
async def get_troubleshooting(query: GetTroubleshooting, context: ToolContext) -> Troubleshooting:
    """Explain log lines of worldserver, authserver or a build, or a symptom in words: meaning,
    causes, what to do, and passages of the configured troubleshooting documents."""
    if not terms(query.query):
        raise InvalidArgument("query has no word to look for")
    known = await trio.to_thread.run_sync(lambda: recognise(query.query, known_problems()))
    source, notes, passages = "trinitycore-mcp, known log messages", list[str](), list[Passage]()
    try:
        shelf = context.services.library.documents()
        found, notes = await shelf.ask(
            partial(texts.search, text=query.query, limit=MOST_PASSAGES,
                    category=Category.TROUBLESHOOTING)
        )  # fmt: skip
        source = f"{source}; {shelf.source}"
        passages = [passage(hit) for hit in found.hits]
    except Unavailable as error:
        notes.append(f"Documents were not searched: {error}")
    if not known and not passages:
        raise NotFound(
            "no known message or symptom is like that",
            hint="paste the first error line of the log, or search-playerbot-wiki for the place",
        )
    if known and known[0].line is None:
        notes.append("No known message is in the text: the diagnoses are those its words speak of.")
    return Troubleshooting(
        source=source,
        diagnoses=[_diagnosis(each) for each in known],
        passages=passages,
        notes=notes,
    )


def _diagnosis(found: Recognised) -> Diagnosis:
    problem = found.problem
    return Diagnosis(
        problem=problem.name,
        matched=found.line[:MOST_LINE] if found.line else None,
        meaning=problem.meaning,
        causes=list(problem.causes),
        fixes=list(problem.fixes),
        branch=problem.branch,
    )
