"""The tool that finds anything by name."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from appliance.gamedata.finder.service import Found
from appliance.tools.context import Scope, ToolContext
from appliance.tools.models import Answer, Locale, LocaleField, ToolInput, ToolOutput
from appliance.tools.registry import Sources, tool


class Kind(StrEnum):
    """What has a name."""

    CREATURE = "creature"
    ITEM = "item"
    QUEST = "quest"
    SPELL = "spell"
    GAMEOBJECT = "gameobject"


class FindByName(ToolInput):
    """What to look for."""

    name: Annotated[
        str, Field(min_length=1, max_length=100, description="Name or part of it; an id too.")
    ]
    kinds: Annotated[
        list[Annotated[Kind, Field(strict=False)]] | None,
        Field(min_length=1, max_length=5, description="Only these kinds."),
    ] = None
    locale: LocaleField = Locale.ENUS
    limit: Annotated[int, Field(ge=1, le=50)] = 10


class NameMatch(ToolOutput):
    """Something that is called so."""

    kind: Kind
    id: int
    name: str
    matched: Annotated[str | None, Field(description="The text found, where it differs.")] = None
    locale: Annotated[str | None, Field(description="Language of `matched`.")] = None
    score: Annotated[float, Field(description="1: the same name; below 0.6: misspelt.")]


class NameMatches(Answer):
    """What is called so, best first."""

    matches: list[NameMatch]
    truncated: Annotated[bool, Field(description="True when there are more.")]
    notes: list[str]


@tool(
    "find-by-name",
    title="Find by name",
    scope=Scope.GAME_READ,
    read_only=True,
    timeout_s=15,
    sources=Sources(
        wrath=(
            "world: creature_template, item_template, quest_template, gameobject_template, their "
            "*_locale, spell_dbc; Spell.dbc"
        ),
        master=(
            "world: creature_template, quest_template, gameobject_template, their *_locale, "
            "serverside_spell; ItemSparse.db2, SpellName.db2; hotfixes"
        ),
    ),
)
async def find_by_name(query: FindByName, context: ToolContext) -> NameMatches:
    """Find ids of creatures, items, quests, spells and gameobjects by a name in any language,
    misspelt or in part; best match first."""
    finder = context.services.finder
    found = await finder.find(
        query.name, kinds=query.kinds, locale=query.locale, limit=query.limit + 1
    )
    shown = found[: query.limit]
    notes = []
    if not found:
        notes.append("Nothing has a name like that: try fewer words, or only the rarest one.")
    elif not shown[0].exact:
        notes.append("Nothing has exactly this name; these come closest.")
    return NameMatches(
        source=finder.source,
        matches=[_match(each) for each in shown],
        truncated=len(found) > query.limit,
        notes=notes,
    )


def _match(found: Found) -> NameMatch:
    differs = found.matched != found.name
    return NameMatch(
        kind=Kind(found.kind),
        id=found.id,
        name=found.name,
        matched=found.matched if differs else None,
        locale=found.locale if differs else None,
        score=found.score,
    )
