"""The tool that says what a combat rating is worth."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import Field

from appliance.clientdata.interface import GameTable
from appliance.errors import InvalidArgument, NotFound
from appliance.formulas.ratings import GREATEST_LEVEL_WRATH
from appliance.gamedata import ratings
from appliance.gamedata.enums import enums
from appliance.gamedata.realm import Branch, Realm
from appliance.tools.context import Scope, ToolContext
from appliance.tools.decode import coded
from appliance.tools.models import Answer, Coded, ToolInput, ToolOutput
from appliance.tools.registry import Sources, tool

_SAME_WORDS = {
    "critical": "crit",
    "cr": "",
    "rating": "",
    "percent": "",
    "chance": "",
    "leech": "lifesteal",
}
"""Words of other spellings, and words that say nothing."""
_POINTS = ({"expertise"}, {"weapon", "skill"}, {"defense", "skill"})
"""Words of ratings whose worth is points of a skill, not percent."""


class GetCombatRating(ToolInput):
    """Which rating, at which level."""

    level: Annotated[int, Field(ge=1, le=255, description="Level of the character.")]
    stat_name: Annotated[
        str,
        Field(
            min_length=1,
            max_length=64,
            description="For example crit melee, CR_HASTE_SPELL, Lifesteal; crit is all of them.",
        ),
    ]
    class_id: Annotated[
        int | None, Field(ge=1, le=32, description="3.3.5: some classes get more from a rating.")
    ] = None
    rating: Annotated[
        float | None, Field(ge=0, le=1_000_000, description="Also say what this much is worth.")
    ] = None


class RatingWorth(ToolOutput):
    """One rating."""

    rating: Annotated[str, Field(description="Its column in the GameTable.")]
    per_percent: Annotated[float, Field(description="Rating for 1 % before the class's share.")]
    class_scalar: float | None = None
    percent: Annotated[float | None, Field(description="What the given rating is worth.")] = None
    diminished: Annotated[
        bool | None, Field(description="Whether a global curve took part in it.")
    ] = None


class CombatRating(Answer):
    """What ratings are worth at a level."""

    level: int
    class_: Annotated[Coded | None, Field(serialization_alias="class")] = None
    ratings: list[RatingWorth]
    formula: str
    notes: list[str]


@tool(
    "get-combat-rating",
    title="Combat rating",
    scope=Scope.GAME_READ,
    read_only=True,
    timeout_s=10,
    sources=Sources(
        wrath="client: gtCombatRatings.dbc, gtOCTClassCombatRatingScalar.dbc",
        master="client: gt/CombatRatings.txt, GlobalCurve.db2, CurvePoint.db2",
    ),
)
async def get_combat_rating(query: GetCombatRating, context: ToolContext) -> CombatRating:
    """Say how much combat rating is 1 % of a stat at a level, and what a given rating is worth by
    the server's own formula."""
    realm = context.realm
    wrath = realm.branch is Branch.WRATH
    table, row = await ratings.combat_ratings(realm, query.level)
    if row not in table.rows:
        last = max(table.rows, default=0)
        raise NotFound(f"{table.facts.path} has no level {row}", hint=f"its last is {last}")
    columns = _matching(table, query.stat_name)
    notes = _notes(query, columns, wrath=wrath)
    worth = [
        await _worth(realm, column, table.value(row, column) or 0.0, query, notes)
        for column in columns
    ]
    known = enums(realm.branch)
    return CombatRating(
        source=realm.source,
        level=query.level,
        class_=None if query.class_id is None else coded(known, "Classes", query.class_id),
        ratings=worth,
        formula="rating * class scalar / per percent (Player::GetRatingMultiplier)"
        if wrath
        else "rating / per percent, then the rating's global curve "
        "(Player::GetRatingMultiplier, ApplyRatingDiminishing)",
        notes=list(dict.fromkeys(notes)),
    )


def _notes(query: GetCombatRating, columns: list[str], *, wrath: bool) -> list[str]:
    """What holds for the whole answer."""
    notes = []
    if wrath and query.level > GREATEST_LEVEL_WRATH:
        notes.append(f"Levels above {GREATEST_LEVEL_WRATH} count as {GREATEST_LEVEL_WRATH}.")
    if wrath and query.class_id is None:
        notes.append("Without classId the class's share is taken as 1.")
    if not wrath and query.class_id is not None:
        notes.append("classId changes nothing: on master a rating is worth the same to all.")
    points = [name for name in columns if any(words <= _words(name) for words in _POINTS)]
    if points:
        notes.append(f"Points, not percent, are what these give: {', '.join(points)}.")
    return notes


async def _worth(
    realm: Realm, column: str, per_percent: float, query: GetCombatRating, notes: list[str]
) -> RatingWorth:
    bare = RatingWorth(rating=column, per_percent=per_percent)
    wrath = realm.branch is Branch.WRATH
    if wrath and not per_percent:
        notes.append(f"{column} has no number at this level: the server gives nothing for it.")
    if not wrath and (query.rating is None or not per_percent):
        return bare
    share = await ratings.share(realm, column, query.class_id)
    if wrath and query.class_id is not None and share.scalar is None:
        raise NotFound(f"{ratings.CLASS_SHARES} has no class {query.class_id}")
    if share.curve is None:
        notes.append(
            f"Whether the worth diminishes is not known: {realm.client.missing('GlobalCurve')}"
        )
    percent = None
    if query.rating is not None and per_percent:
        percent = round(share.percent(query.rating, per_percent), 4)
    return bare.model_copy(
        update={
            "class_scalar": share.scalar,
            "percent": percent,
            "diminished": None if wrath else bool(share.curve),
        }
    )


def _matching(table: GameTable, wanted: str) -> list[str]:
    """Columns that hold every word of `wanted`; the one of just these words alone, if there is one.

    Raises:
        InvalidArgument: there is none; names them all.
    """
    words = _words(wanted)
    found = [column for column in table.columns if words and words <= _words(column)]
    exact = [column for column in found if _words(column) == words]
    if not found:
        raise InvalidArgument(
            f"statName: no rating of that name; there are {', '.join(table.columns)}"
        )
    return exact or found


def _words(name: str) -> frozenset[str]:
    parted = re.sub(r"([a-z])([A-Z])", r"\1 \2", name)
    found = (word.lower() for word in re.split(r"[^A-Za-z0-9]+", parted))
    return frozenset(word for word in (_SAME_WORDS.get(each, each) for each in found) if word)
