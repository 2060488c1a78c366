"""Tools that list the NPCs who sell and teach."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import Field

from appliance.gamedata import names
from appliance.gamedata.concurrency import concurrently
from appliance.gamedata.creatures import spawns, trainers, vendors
from appliance.gamedata.creatures.trainers import Trainer, TrainerRow
from appliance.gamedata.creatures.vendors import VendorRow
from appliance.gamedata.realm import Branch, Realm
from appliance.tools.context import Scope, ToolContext
from appliance.tools.creatures.stance import Stance, stances
from appliance.tools.creatures.terms import trainer_type
from appliance.tools.creatures.where import Place, places
from appliance.tools.models import Coded, Locale, LocaleField, Page, ToolInput, ToolOutput
from appliance.tools.registry import Sources, tool


class AllServices(ToolInput):
    """Which part of the list."""

    limit: Annotated[int, Field(ge=1, le=500, description="Most NPCs to return.")] = 100
    after: Annotated[
        int, Field(ge=0, le=2**32 - 1, description="Show entries above this one: `nextAfter`.")
    ] = 0
    locale: LocaleField = Locale.ENUS


class ServiceNpc(ToolOutput):
    """An NPC and where it stands."""

    entry: int
    name: str
    subname: str | None = None
    faction: Stance
    spawns: Annotated[int, Field(description="How many stand in the world.")]
    place: Annotated[Place | None, Field(description="Of the spawn with the lowest guid.")] = None


class Vendor(ServiceNpc):
    """An NPC that sells."""

    items: Annotated[int, Field(description="Things for sale, but for those of game events.")]
    has_flag: Annotated[bool, Field(description="Without the vendor flag nobody can buy here.")]


class Vendors(Page):
    """NPCs that sell, by ascending entry."""

    vendors: list[Vendor]


class TaughtList(ToolOutput):
    """A list of spells for sale."""

    trainer_id: int
    type: Coded
    teaches: Annotated[str | None, Field(description="Whom; missing: everybody.")] = None
    spells: int


class TrainerNpc(ServiceNpc):
    """An NPC that teaches."""

    trainers: list[TaughtList]
    has_flag: Annotated[bool, Field(description="Without the trainer flag nobody learns here.")]


class Trainers(Page):
    """NPCs that teach, by ascending entry."""

    trainers: list[TrainerNpc]


@tool(
    "get-all-vendors",
    title="Vendors",
    scope=Scope.GAME_READ,
    read_only=True,
    timeout_s=10,
    sources=Sources(
        wrath="world: npc_vendor, creature_template, creature; client: Map, AreaTable, "
        "WorldMapArea, Faction, FactionTemplate",
        master="world: npc_vendor, creature_template, creature; client: Map, AreaTable, "
        "UiMapAssignment, Faction, FactionTemplate",
    ),
)
async def get_all_vendors(query: AllServices, context: ToolContext) -> Vendors:
    """List the NPCs that sell, by ascending entry: where the first of each stands, how many
    there are and how much they sell. Use get-creature-full-info for what one of them sells."""
    realm = context.realm
    page = await vendors.vendors(realm, after=query.after, limit=query.limit)
    entries = [row.entry for row in page.rows]
    async with concurrently() as questions:
        introduced = questions.ask(_introduced, realm, page.rows, query.locale)
        sizes = questions.ask(vendors.sizes, realm, entries)
    return Vendors(
        source=realm.source,
        total=page.total,
        truncated=page.more,
        next_after=entries[-1] if page.more else None,
        vendors=[
            Vendor(
                **introduced.value[row.entry],
                items=sizes.value.get(row.entry, 0),
                has_flag=bool(row.npc_flags & vendors.VENDOR_FLAG),
            )
            for row in page.rows
        ],
    )


@tool(
    "get-all-trainers",
    title="Trainers",
    scope=Scope.GAME_READ,
    read_only=True,
    timeout_s=10,
    sources=Sources(
        wrath="world: creature_default_trainer, trainer, trainer_spell, creature; "
        "client: Map, AreaTable, WorldMapArea, Faction, FactionTemplate",
        master="world: creature_trainer, trainer, trainer_spell, creature; client: Map, "
        "AreaTable, UiMapAssignment, Faction, FactionTemplate",
    ),
)
async def get_all_trainers(query: AllServices, context: ToolContext) -> Trainers:
    """List the NPCs that teach, by ascending entry: where the first of each stands, how many
    there are, whom they teach and how many spells. Use get-creature-full-info for the spells."""
    realm = context.realm
    page = await trainers.trainers(realm, after=query.after, limit=query.limit)
    entries = [row.entry for row in page.rows]
    async with concurrently() as questions:
        introduced = questions.ask(_introduced, realm, page.rows, query.locale)
        taught = questions.ask(trainers.taught_by, realm, entries)
    required = [
        trainer.requirement
        for lists in taught.value.values()
        for trainer in lists
        if trainers.TYPES.get(trainer.type) == "tradeskill"
    ]
    spell_names = await names.spell_names(realm, required, query.locale)
    return Trainers(
        source=realm.source,
        total=page.total,
        truncated=page.more,
        next_after=entries[-1] if page.more else None,
        trainers=[
            TrainerNpc(
                **introduced.value[row.entry],
                trainers=_lists(realm.branch, taught.value.get(row.entry, []), spell_names),
                has_flag=bool(row.npc_flags & trainers.TRAINER_FLAG),
            )
            for row in page.rows
        ],
    )


async def _introduced(
    realm: Realm, rows: Sequence[VendorRow | TrainerRow], locale: str
) -> dict[int, dict[str, Any]]:
    """What a ServiceNpc says of each of the rows."""
    entries = [row.entry for row in rows]
    standing = await spawns.standing(realm, entries)
    translated = await names.local_creatures(realm, entries, locale)
    found = await places(realm, list(standing.values()), locale)
    place_of = dict(zip(standing, found, strict=True))
    factions = await stances(realm, {row.faction for row in rows}, locale)
    shown = {}
    for row in rows:
        own = translated.get(row.entry)
        shown[row.entry] = {
            "entry": row.entry,
            "name": (own and own.name) or row.name,
            "subname": (own and own.title) or row.subname or None,
            "faction": factions[row.faction],
            "spawns": standing[row.entry].spawns if row.entry in standing else 0,
            "place": place_of.get(row.entry),
        }
    return shown


def _lists(branch: Branch, taught: list[Trainer], spell_names: dict[int, str]) -> list[TaughtList]:
    return [
        TaughtList(
            trainer_id=trainer.id,
            type=trainer_type(trainer.type),
            teaches=trainers.requirement_text(branch, trainer, spell_names),
            spells=trainer.spells,
        )
        for trainer in taught
    ]
