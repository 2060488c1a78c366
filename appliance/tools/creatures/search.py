"""Tools that find and count creatures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Annotated, NamedTuple

from pydantic import Field

from appliance.gamedata import names
from appliance.gamedata.creatures import search as creatures
from appliance.gamedata.creatures.levels import first_levels
from appliance.gamedata.creatures.search import CreatureFilter, CreatureRow, GroupRow
from appliance.gamedata.enums import Enums, enums
from appliance.gamedata.names import LocalCreature
from appliance.gamedata.realm import Branch, Realm
from appliance.tools.context import Scope, ToolContext
from appliance.tools.creatures.stance import Stance, stances
from appliance.tools.creatures.terms import SEARCH_SOURCES, npc_flags
from appliance.tools.decode import coded, coded_if
from appliance.tools.models import (
    Answer,
    Coded,
    Flags,
    Locale,
    LocaleField,
    Page,
    ToolInput,
    ToolOutput,
)
from appliance.tools.registry import Sources, tool

After = Annotated[
    int, Field(ge=0, le=2**32 - 1, description="Show entries above this one: `nextAfter`.")
]
Limit = Annotated[int, Field(ge=1, le=500, description="Most creatures to return.")]
TypeField = Annotated[int, Field(ge=0, le=255, description="Creature type: 1 beast … 7 humanoid.")]
FactionField = Annotated[int, Field(ge=0, le=65535, description="Faction template id.")]
ExpansionField = Annotated[
    int, Field(ge=-1, le=127, description="0 classic, 1 Burning Crusade, 2 Wrath …")
]


class SearchCreatures(ToolInput):
    """What to look for; all that is given must hold."""

    name: Annotated[
        str | None,
        Field(max_length=100, description="Part of the name; in `locale` too, when given."),
    ] = None
    type: TypeField | None = None
    family: Annotated[
        int | None, Field(ge=-32768, le=32767, description="Beast family: 1 wolf, 2 cat …")
    ] = None
    classification: Annotated[
        int | None,
        Field(ge=0, le=255, description="0 normal, 1 elite, 2 rare elite, 3 boss, 4 rare."),
    ] = None
    faction: FactionField | None = None
    expansion: ExpansionField | None = None
    is_boss: Annotated[bool, Field(description="Only world bosses (rank 3).")] = False
    is_elite: Annotated[bool, Field(description="Only ranks 1 to 3.")] = False
    is_vendor: Annotated[bool, Field(description="Only NPCs with the vendor flag.")] = False
    is_trainer: Annotated[bool, Field(description="Only NPCs with the trainer flag.")] = False
    limit: Limit = 50
    after: After = 0
    locale: LocaleField = Locale.ENUS


class CreaturesByType(ToolInput):
    """Which type."""

    creature_type: TypeField
    limit: Limit = 50
    after: After = 0
    locale: LocaleField = Locale.ENUS


class CreaturesByFaction(ToolInput):
    """Which faction template."""

    faction: FactionField
    limit: Limit = 100
    after: After = 0
    locale: LocaleField = Locale.ENUS


class CreatureStatistics(ToolInput):
    """Which creatures to count; all of them when nothing is given."""

    type: TypeField | None = None
    faction: FactionField | None = None
    expansion: ExpansionField | None = None


class Creature(ToolOutput):
    """A creature template in short."""

    entry: int
    name: str
    subname: str | None = None
    type: Coded
    family: Coded | None = None
    rank: Coded
    faction: Stance
    expansion: Coded
    min_level: int | None = None
    max_level: int | None = None
    npc_flags: Flags


class Creatures(Page):
    """Creatures by ascending entry."""

    creatures: list[Creature]
    notes: list[str]


class Ends(NamedTuple):
    """The least and the greatest level, None where they are not known."""

    min: int | None
    max: int | None


class Count(ToolOutput):
    """How many creatures have a value."""

    value: Coded
    creatures: int


class CreatureCounts(Answer):
    """How many creature templates there are, in all and by what they are."""

    total: int
    vendors: Annotated[int, Field(description="With the vendor flag.")]
    trainers: Annotated[int, Field(description="With the trainer flag.")]
    elites: Annotated[int, Field(description="Ranks 1 to 3.")]
    bosses: Annotated[int, Field(description="Rank 3, world boss.")]
    by_type: list[Count]
    by_rank: list[Count]
    by_expansion: list[Count]


@tool(
    "search-creatures",
    title="Search creatures",
    scope=Scope.GAME_READ,
    read_only=True,
    timeout_s=10,
    sources=SEARCH_SOURCES,
)
async def search_creatures(query: SearchCreatures, context: ToolContext) -> Creatures:
    """Find creatures (NPCs, mobs, bosses) by part of the name, type, family, rank, faction,
    expansion or role, by ascending entry. Use get-creature-full-info for one of them."""
    wanted = CreatureFilter(
        name_part=query.name,
        locale=query.locale,
        type=query.type,
        family=query.family,
        rank=query.classification,
        faction=query.faction,
        expansion=query.expansion,
        boss=query.is_boss,
        elite=query.is_elite,
        vendor=query.is_vendor,
        trainer=query.is_trainer,
    )
    return await _page(context.realm, wanted, query.after, query.limit)


@tool(
    "get-creatures-by-type",
    title="Creatures of a type",
    scope=Scope.GAME_READ,
    read_only=True,
    timeout_s=10,
    sources=SEARCH_SOURCES,
)
async def get_creatures_by_type(query: CreaturesByType, context: ToolContext) -> Creatures:
    """List the creatures of a type (1 beast, 2 dragonkin, 3 demon, 4 elemental, 5 giant,
    6 undead, 7 humanoid, 8 critter, 9 mechanical …) by ascending entry."""
    wanted = CreatureFilter(type=query.creature_type, locale=query.locale)
    return await _page(context.realm, wanted, query.after, query.limit)


@tool(
    "get-creatures-by-faction",
    title="Creatures of a faction",
    scope=Scope.GAME_READ,
    read_only=True,
    timeout_s=10,
    sources=SEARCH_SOURCES,
)
async def get_creatures_by_faction(query: CreaturesByFaction, context: ToolContext) -> Creatures:
    """List the creatures of a faction template id (35 friendly to all, 14 monster …) by
    ascending entry."""
    wanted = CreatureFilter(faction=query.faction, locale=query.locale)
    return await _page(context.realm, wanted, query.after, query.limit)


@tool(
    "get-creature-statistics",
    title="Creature statistics",
    scope=Scope.GAME_READ,
    read_only=True,
    timeout_s=10,
    sources=Sources(
        wrath="world: creature_template",
        master="world: creature_template, creature_template_difficulty",
    ),
)
async def get_creature_statistics(
    query: CreatureStatistics, context: ToolContext
) -> CreatureCounts:
    """Count the realm's creature templates: in all, by type, rank and expansion, and how many
    are vendors, trainers, elites or bosses."""
    realm = context.realm
    groups = await creatures.statistics(
        realm, type=query.type, faction=query.faction, expansion=query.expansion
    )
    known = enums(realm.branch)
    elite = [group for group in groups if group.rank in creatures.ELITE_RANKS]
    return CreatureCounts(
        source=realm.source,
        total=sum(group.creatures for group in groups),
        vendors=sum(group.vendors for group in groups),
        trainers=sum(group.trainers for group in groups),
        elites=sum(group.creatures for group in elite),
        bosses=sum(group.creatures for group in elite if group.rank == creatures.BOSS_RANK),
        by_type=_counts(known, "CreatureType", groups, lambda group: group.type),
        by_rank=_counts(known, "CreatureEliteType", groups, lambda group: group.rank),
        by_expansion=_counts(known, "Expansions", groups, lambda group: group.expansion),
    )


def _counts(
    known: Enums, enum: str, groups: list[GroupRow], value: Callable[[GroupRow], int]
) -> list[Count]:
    counted: Counter[int] = Counter()
    for group in groups:
        counted[value(group)] += group.creatures
    return [
        Count(value=coded(known, enum, number), creatures=counted[number])
        for number in sorted(counted)
    ]


async def _page(realm: Realm, wanted: CreatureFilter, after: int, limit: int) -> Creatures:
    page = await creatures.search(realm, wanted, after=after, limit=limit)
    entries = [row.entry for row in page.rows]
    translated = await names.local_creatures(realm, entries, wanted.locale)
    levels = await first_levels(realm, entries)
    factions = await stances(realm, {row.faction for row in page.rows}, wanted.locale)
    known = enums(realm.branch)
    shown = []
    for row in page.rows:
        tuned = levels.get(row.entry)
        low, high = (tuned.min, tuned.max) if tuned else (row.min_level, row.max_level)
        shown.append(
            _creature(known, row, translated.get(row.entry), factions[row.faction], Ends(low, high))
        )
    return Creatures(
        source=realm.source,
        total=page.total,
        truncated=page.more,
        next_after=entries[-1] if page.more else None,
        creatures=shown,
        notes=_notes(realm, shown),
    )


def _creature(
    known: Enums, row: CreatureRow, own: LocalCreature | None, faction: Stance, levels: Ends
) -> Creature:
    return Creature(
        entry=row.entry,
        name=(own and own.name) or row.name,
        subname=(own and own.title) or row.subname or None,
        type=coded(known, "CreatureType", row.type),
        family=coded_if(known, "CreatureFamily", row.family),
        rank=coded(known, "CreatureEliteType", row.rank),
        faction=faction,
        expansion=coded(known, "Expansions", row.expansion),
        min_level=levels.min,
        max_level=levels.max,
        npc_flags=npc_flags(known, row.npc_flags),
    )


def _notes(realm: Realm, shown: list[Creature]) -> list[str]:
    if realm.branch is Branch.MASTER and any(creature.min_level is None for creature in shown):
        return [
            "levels that are missing are in ContentTuning.db2 of the client, or depend on "
            "the expansion worldserver.conf sets"
        ]
    return []
