"""The tool about talents of a specialization."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from appliance.gamedata import names
from appliance.gamedata.classes import popularity, specializations
from appliance.gamedata.classes.popularity import Popularity
from appliance.gamedata.classes.talents import tree_of
from appliance.gamedata.classes.trees import TalentTree
from appliance.gamedata.realm import Branch
from appliance.tools.classes import models, told
from appliance.tools.context import Scope, ToolContext
from appliance.tools.models import Coded, Entry, Locale, LocaleField, ToolInput
from appliance.tools.registry import Sources, tool

_PURPOSE = (
    "what a character's talents are meant for is not in the data: purpose {purpose} does not "
    "change the counts; only pvp does, by honor and arena rating"
)


class Purpose(StrEnum):
    """What the talents are for."""

    LEVELING = "leveling"
    RAID = "raid"
    DUNGEON = "dungeon"
    PVP = "pvp"
    SOLO = "solo"


class GetTalentBuild(ToolInput):
    """Which talents."""

    spec_id: Annotated[
        Entry, Field(description="3.3.5: TalentTab id; master: ChrSpecialization id.")
    ]
    purpose: Annotated[
        Purpose, Field(strict=False, description="pvp counts characters with honor or a rating.")
    ]
    player_level: Annotated[
        int, Field(ge=1, le=255, description="Points of this level; counts it and those above.")
    ]
    locale: LocaleField = Locale.ENUS
    limit: Annotated[int, Field(ge=1, le=20, description="Most builds to show.")] = 3
    all_trees: Annotated[
        bool,
        Field(description="Show the other trees too: 3.3.5: of the class; master: hero trees."),
    ] = False


@tool(
    "get-talent-build",
    title="Talents",
    scope=Scope.REALM_READ,
    read_only=True,
    timeout_s=15,
    sources=Sources(
        wrath="client: Talent, TalentTab, Spell; characters: character_talent",
        master="client: trait trees (or Talent), ChrSpecialization; characters: "
        "character_trait_entry (or character_talent)",
    ),
)
async def get_talent_build(query: GetTalentBuild, context: ToolContext) -> models.TalentBuild:
    """Show a talent tree, the points of a level, and the talents and whole builds that characters
    of this realm really have. Counts, not advice."""
    realm, locale = context.realm, query.locale.value
    spec = await specializations.get(realm, query.spec_id, locale)
    tree = await tree_of(realm, spec, query.player_level, locale)
    spells = await told.spell_names(realm, tree, locale)
    classes = await names.class_names(realm, [spec.class_id], locale)
    pvp = query.purpose is Purpose.PVP
    found: Popularity | None = None
    if realm.characters is not None:
        sample = await popularity.players(realm, spec, query.player_level, pvp=pvp)
        found = await popularity.talents_of(realm, spec, tree, sample, query.limit)
    wrath = realm.branch is Branch.WRATH
    shown = told.talents(tree, _numbers(tree, query), spells, found)
    notes = list(tree.notes)
    notes += [told.NO_CHARACTERS] if found is None else told.sample_notes(found)
    if not pvp:
        notes.append(_PURPOSE.format(purpose=query.purpose.value))
    who = f"level {query.player_level} or above{', with honor or an arena rating' if pvp else ''}"
    return models.TalentBuild(
        source=realm.source,
        specialization=Coded(id=spec.id, name=spec.name),
        player_class=Coded(id=spec.class_id, name=classes.get(spec.class_id)),
        level=query.player_level,
        purpose=query.purpose.value,
        points=told.points(tree),
        talents=shown,
        total=len(tree.talents),
        truncated=len(shown) < len(tree.talents),
        counted=None
        if found is None
        else told.counted(found, f"{'of the class' if wrath else 'of it'}, {who}"),
        builds=[] if found is None else told.builds(tree, found, spells, () if wrath else shown),
        notes=notes,
    )


def _numbers(tree: TalentTree, query: GetTalentBuild) -> Collection[int]:
    """The talents to show: of 3.3.5 the tree asked for; of master all but hero trees."""
    if query.all_trees:
        return tree.talents.keys()
    if tree.tiered:
        return tree.own
    return [number for number, talent in tree.talents.items() if not talent.hero_tree]
