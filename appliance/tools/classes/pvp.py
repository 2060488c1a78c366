"""The tool about talents that players have in PvP."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from appliance.errors import Unavailable
from appliance.gamedata import names
from appliance.gamedata.classes import popularity, pvp_talents, specializations
from appliance.gamedata.classes.popularity import BRACKETS, Popularity, Sample
from appliance.gamedata.classes.specializations import Specialization
from appliance.gamedata.classes.talents import tree_of
from appliance.gamedata.realm import Branch, Realm
from appliance.tools.classes import models, told
from appliance.tools.context import Scope, ToolContext
from appliance.tools.models import Coded, Entry, Locale, LocaleField, ToolInput
from appliance.tools.registry import Sources, tool

_NO_RATINGS = (
    "ratings of this bracket are not in the database, or nobody has one: all characters of the "
    "specialization are counted"
)
_WRATH_LEVEL = 80
"""Level whose points builds are held against on 3.3.5."""


class Bracket(StrEnum):
    """A kind of rated PvP."""

    TWO = "2v2"
    THREE = "3v3"
    FIVE = "5v5"
    BATTLEGROUND = "rbg"
    SHUFFLE = "solo_shuffle"


class GetPvpTalentBuild(ToolInput):
    """Which talents."""

    spec_id: Annotated[
        Entry, Field(description="3.3.5: TalentTab id; master: ChrSpecialization id.")
    ]
    bracket: Annotated[Bracket, Field(strict=False, description="Whose ratings count.")]
    locale: LocaleField = Locale.ENUS
    minimum_rating: Annotated[
        int, Field(ge=1, le=10000, description="Count characters from this rating on.")
    ] = 1
    limit: Annotated[int, Field(ge=1, le=20, description="Most builds to show.")] = 3


@tool(
    "get-pvp-talent-build",
    title="PvP talents",
    scope=Scope.REALM_READ,
    read_only=True,
    timeout_s=15,
    sources=Sources(
        wrath="client: Talent, TalentTab; characters: character_talent, "
        "character_arena_stats, arena_team_member",
        master="client: PvpTalent, PvpTalentSlotUnlock; characters: character_pvp_talent, "
        "character_arena_stats",
    ),
)
async def get_pvp_talent_build(
    query: GetPvpTalentBuild, context: ToolContext
) -> models.PvpTalentBuild:
    """Show a specialization's PvP talents and how many rated players of this realm have them
    (3.3.5: their talents). Counts, not advice. Needs client files."""
    realm, locale = context.realm, query.locale.value
    spec = await specializations.get(realm, query.spec_id, locale)
    classes = await names.class_names(realm, [spec.class_id], locale)
    player_class = Coded(id=spec.class_id, name=classes.get(spec.class_id))
    if realm.branch is Branch.WRATH:
        return await _wrath(realm, spec, query, player_class)
    return await _master(realm, spec, query, player_class)


async def _wrath(
    realm: Realm, spec: Specialization, query: GetPvpTalentBuild, player_class: Coded
) -> models.PvpTalentBuild:
    bracket, locale = query.bracket.value, query.locale.value
    if bracket not in BRACKETS:
        raise Unavailable(
            f"3.3.5 has no bracket {bracket}", hint=f"brackets of 3.3.5: {', '.join(BRACKETS)}"
        )
    tree = await tree_of(realm, spec, _WRATH_LEVEL, locale)
    spells = await told.spell_names(realm, tree, locale)
    found: Popularity | None = None
    if realm.characters is not None:
        sample = await popularity.rated(realm, spec, 1, bracket, query.minimum_rating)
        found = await popularity.talents_of(realm, spec, tree, sample, query.limit)
    notes = ["3.3.5 has no PvP talents: the talents of rated characters are shown"]
    return models.PvpTalentBuild(
        source=realm.source,
        specialization=Coded(id=spec.id, name=spec.name),
        player_class=player_class,
        bracket=bracket,
        minimum_rating=query.minimum_rating,
        talents=told.talents(tree, tree.own, spells, found),
        builds=told.builds(tree, found, spells) if found is not None else None,
        counted=_counted(found, query, rated=True),
        notes=notes + _notes(found),
    )


async def _master(
    realm: Realm, spec: Specialization, query: GetPvpTalentBuild, player_class: Coded
) -> models.PvpTalentBuild:
    locale = query.locale.value
    rows = await pvp_talents.of_spec(realm, spec.id)
    ids = {spell for row in rows for spell in (row.spell, row.overrides)}
    spells = await names.spell_names(realm, ids, locale)
    found: Popularity | None = None
    rated = False
    if realm.characters is not None:
        sample, rated = await _sample(realm, spec, query)
        found = await popularity.pvp_talents_of(realm, sample, query.limit)
    named = {row.id: spells.get(row.spell) for row in rows}
    notes = [] if rated or found is None else [_NO_RATINGS]
    return models.PvpTalentBuild(
        source=realm.source,
        specialization=Coded(id=spec.id, name=spec.name),
        player_class=player_class,
        bracket=query.bracket.value,
        minimum_rating=query.minimum_rating,
        pvp_talents=[_talent(row, spells, found) for row in rows],
        slots=[
            models.Slot(slot=slot, level=level)
            for slot, level in await pvp_talents.slots_of(realm, spec.class_id)
        ]
        or None,
        pvp_builds=[
            models.PvpBuild(
                players=one.players,
                share_percent=told.share(one.players, found.players),
                talents=[
                    models.Picked(id=number, name=named.get(number), rank=rank)
                    for number, rank in one.picks
                ],
            )
            for one in found.builds
        ]
        if found is not None
        else None,
        counted=_counted(found, query, rated=rated),
        notes=notes + _notes(found),
    )


async def _sample(
    realm: Realm, spec: Specialization, query: GetPvpTalentBuild
) -> tuple[Sample, bool]:
    """Rated characters; all of the specialization where the bracket has no ratings."""
    if query.bracket.value in BRACKETS:
        rated = await popularity.rated(realm, spec, 1, query.bracket.value, query.minimum_rating)
        if rated.guids:
            return rated, True
    return await popularity.players(realm, spec, 1), False


def _talent(
    row: pvp_talents.PvpTalent, spells: dict[int, str], found: Popularity | None
) -> models.PvpTalent:
    count = found.having(row.id) if found is not None else None
    return models.PvpTalent(
        id=row.id,
        spell=Coded(id=row.spell, name=spells.get(row.spell)),
        replaces=Coded(id=row.overrides, name=spells.get(row.overrides)) if row.overrides else None,
        level=row.level,
        slots=list(row.slots) or None,
        players=count,
        share_percent=told.share(count, found.players) if found is not None and count else None,
    )


def _counted(
    found: Popularity | None, query: GetPvpTalentBuild, *, rated: bool
) -> models.Counted | None:
    if found is None:
        return None
    who = (
        f"rated {query.minimum_rating} or above in {query.bracket.value}, by the matchmaker or "
        "personally in a team"
    )
    return told.counted(found, who if rated else "of the specialization, whatever their rating")


def _notes(found: Popularity | None) -> list[str]:
    return [told.NO_CHARACTERS] if found is None else told.sample_notes(found)
