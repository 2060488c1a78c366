"""The tool that finds tools by what they are for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from math import log
from typing import Annotated, Any

from pydantic import Field

from appliance.fulltext.terms import SMALL_WORDS
from appliance.tools.aliases import ALIASES
from appliance.tools.context import Scope, ToolContext
from appliance.tools.models import Answer, ToolInput, ToolOutput
from appliance.tools.registry import Sources, Tool, Tools, tool

SEARCH_TOOLS = "search-tools"

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+")
_NAME, _TITLE, _TEXT = 3.0, 2.0, 1.0
_SAME_FROM = 85.0
"""From this similarity on (percent, Levenshtein), two words are the same word misspelt."""
_MOST_WORDS = 16
_STEM = 4
"""Letters that must agree before one word counts as another form of the other."""
_ALSO = {
    other: word
    for word, others in {
        "creature": "boss bosses mob mobs monster monsters npc npcs",
        "loot": "drop drops dropped dropping",
        "performance": "lag laggy lags slow",
        "reputation": "exalted friendly hated honored neutral revered",
        "vendor": "buy bought merchant sell sells shop sold",
    }.items()
    for other in others.split()
}
"""What players say → the word of the tools that is meant too."""


class SearchTools(ToolInput):
    """What for."""

    query: Annotated[str, Field(max_length=200, description="Words; empty lists all.")] = ""
    limit: Annotated[int, Field(ge=1, le=100)] = 10


class FoundTool(ToolOutput):
    """A tool in a line."""

    name: str
    purpose: str
    arguments: Annotated[list[str], Field(description="Names; a ! marks those it needs.")]


class FoundTools(Answer):
    """Tools, best first."""

    total: int
    truncated: Annotated[bool, Field(description="More match; raise `limit`.")]
    tools: list[FoundTool]
    notes: list[str]


@tool(
    SEARCH_TOOLS,
    title="Search tools",
    scope=Scope.GAME_READ,
    read_only=True,
    timeout_s=5,
    sources=Sources(wrath="the server's own tools", master="the server's own tools"),
)
async def search_tools(query: SearchTools, context: ToolContext) -> FoundTools:
    """Find tools for a task: creatures, items, quests, spells, loot, scripts, combat maths, source
    code, server health."""
    tools: Tools = context.tools
    allowed = {name: each for name, each in tools.items() if each.scope in context.caller.scopes}
    found = rank(query.query, allowed)
    return FoundTools(
        source="trinitycore-mcp",
        total=len(found),
        truncated=len(found) > query.limit,
        tools=[_line(allowed[name]) for name in found[: query.limit]],
        notes=[] if found else ["No tool has these words; an empty query lists all."],
    )


def rank(query: str, tools: Tools) -> list[str]:
    """Names of the tools that share words with `query`, best first; all, for no words.

    A word counts the more the fewer tools have it (inverse document frequency), and the more in a
    name than in a text. An older name counts as the name it stands for. Small words count
    nothing, and what players call something by counts as the tools' own word too.
    """
    wanted = words(query)[:_MOST_WORDS]
    wanted = list(dict.fromkeys([*wanted, *(_ALSO[word] for word in wanted if word in _ALSO)]))
    weights = {name: _weights(each) for name, each in tools.items()}
    if not wanted:
        return list(weights)
    scores = dict.fromkeys(weights, 0.0)
    for word in wanted:
        if word in SMALL_WORDS:
            continue
        hits = {name: _hit(word, known) for name, known in weights.items()}
        holders = sum(1 for weight in hits.values() if weight)
        if not holders:
            continue
        worth = log(1 + len(weights) / holders)
        for name, weight in hits.items():
            scores[name] += worth * weight
    found = [name for name in scores if scores[name]]
    return sorted(found, key=lambda name: (-scores[name], name))


def words(text: str) -> list[str]:
    """The words of a text or of a name in any spelling, small, each once."""
    return list(dict.fromkeys(word.lower() for word in _WORD.findall(text)))


@cache
def _weights(each: Tool[Any, Any]) -> Mapping[str, float]:
    """A tool's words with the most each is worth."""
    arguments = " ".join(each.input_schema.get("properties", {}))
    known = dict.fromkeys(words(f"{each.description} {arguments}"), _TEXT)
    known |= dict.fromkeys(words(each.title), _TITLE)
    old = " ".join(name for name, new in ALIASES.items() if new == each.name)
    known |= dict.fromkeys(words(f"{each.name} {old}"), _NAME)
    return known


def _hit(word: str, known: Mapping[str, float]) -> float:
    if word in known:
        return known[word]
    return max((weight / 2 for other, weight in known.items() if _alike(word, other)), default=0.0)


def _alike(word: str, other: str) -> bool:
    if min(len(word), len(other)) < _STEM:
        return False
    if word.startswith(other) or other.startswith(word):
        return True
    # Here and not above: 4 MB that a node does without until a word is not found.
    from rapidfuzz import fuzz

    return fuzz.ratio(word, other) >= _SAME_FROM


def _line(each: Tool[Any, Any]) -> FoundTool:
    schema = each.input_schema
    needed = set(schema.get("required", ()))
    return FoundTool(
        name=each.name,
        purpose=_first_sentence(each.description),
        arguments=[f"{name}!" if name in needed else name for name in _names(schema)],
    )


def _names(schema: Mapping[str, Any]) -> Iterable[str]:
    names: Iterable[str] = schema.get("properties", {})
    return names


def _first_sentence(text: str) -> str:
    return f"{text.split('. ')[0].rstrip('.')}."
