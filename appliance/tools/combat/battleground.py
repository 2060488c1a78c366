"""Tool that tells what a battleground is made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from appliance.errors import NotFound
from appliance.gamedata import battlegrounds, client, names
from appliance.gamedata.battlegrounds import Listed, Template
from appliance.gamedata.concurrency import concurrently
from appliance.gamedata.creatures import spawns as creature_spawns
from appliance.gamedata.enums import enums
from appliance.gamedata.realm import Branch, Realm
from appliance.tools.combat import battleground_models as models
from appliance.tools.combat import battleground_parts as parts
from appliance.tools.combat.terms import named
from appliance.tools.context import Scope, ToolContext
from appliance.tools.decode import client_file
from appliance.tools.models import Coded, Locale, LocaleField, ToolInput
from appliance.tools.registry import Sources, tool

MAX_SPAWNS = 2000
"""Spawns of a map that are read, of gameobjects and creatures each."""
MAX_BATTLEMASTERS = 100
_KINDS = {3: "battleground", 4: "arena"}


class GetBattlegroundStrategy(ToolInput):
    """Which battleground."""

    bg_id: Annotated[
        int, Field(ge=1, le=2**31 - 1, description="BattlemasterList id, e.g. 2 Warsong Gulch.")
    ]
    locale: LocaleField = Locale.ENUS
    limit: Annotated[
        int, Field(ge=1, le=300, description="Most kinds of gameobjects, creatures, battlemasters.")
    ] = 60
    places: Annotated[int, Field(ge=1, le=50, description="Most places of each.")] = 8


@tool(
    "get-battleground-strategy",
    title="Battleground",
    scope=Scope.GAME_READ,
    read_only=True,
    timeout_s=15,
    sources=Sources(
        wrath="world: battleground_template, gameobject, creature, graveyard_zone, "
        "battlemaster_entry, game_event_battleground_holiday; client: "
        "BattlemasterList, PvpDifficulty, WorldSafeLocs",
        master="world: the same, world_safe_locs; client: BattlemasterList, "
        "BattlemasterListXMap, PVPDifficulty",
    ),
)
async def get_battleground_strategy(
    query: GetBattlegroundStrategy, context: ToolContext
) -> models.BattlegroundAnswer:
    """What a battleground or arena is made of: levels, brackets, starts, graveyards, events,
    objects and creatures with coordinates, battlemasters. Facts, no advice."""
    realm, locale, number = context.realm, query.locale.value, query.bg_id
    template = await battlegrounds.template(realm, number)
    listed = await battlegrounds.listed(realm, number, locale)
    if template is None and listed is None:
        raise await _unknown(realm, number)
    maps, notes = _maps(realm, number, listed)
    ids = [loc for loc in (parts.starts(template) if template else {}).values() if loc]
    ground = await _ground(realm, maps, ids)
    if len(maps) > 1:
        notes.append("it is played on several maps: ask for each by its own id to see its map")
    notes += parts.notes(realm, template, ground, maps)
    return await _answer(realm, query, template, listed, maps, ground, notes)


async def _unknown(realm: Realm, number: int) -> NotFound:
    """That nothing at hand knows it, what is missing, and what is known."""
    known = await battlegrounds.known(realm)
    hint = "known are " + ", ".join(f"{each} {name}" for each, name in known.items())
    if await client.has(realm, "BattlemasterList"):
        return NotFound(f"there is no battleground {number}", hint=hint)
    file = client_file(realm.branch, "BattlemasterList")
    return NotFound(
        f"battleground_template has no battleground {number}, and {file} is missing",
        hint=hint if known else "",
    )


def _maps(realm: Realm, number: int, listed: Listed | None) -> tuple[list[int], list[str]]:
    if listed is not None and listed.maps:
        return list(listed.maps), []
    file = client_file(realm.branch, "BattlemasterList")
    if realm.branch is Branch.WRATH and number in battlegrounds.WRATH_MAPS:
        return list(battlegrounds.WRATH_MAPS[number]), [
            f"its map is that of the client of 3.3.5a; {file} is missing or has none"
        ]
    return [], [f"its map is in {file}, which is missing or has none"]


async def _ground(realm: Realm, maps: Sequence[int], ids: Sequence[int]) -> parts.Ground:
    if len(maps) != 1:
        return parts.Ground([], [], await battlegrounds.locations(realm, ids=ids), [])
    async with concurrently() as questions:
        ask = questions.ask
        objects = ask(battlegrounds.gameobjects, realm, maps[0], limit=MAX_SPAWNS + 1)
        beings = ask(battlegrounds.creatures, realm, maps[0], limit=MAX_SPAWNS + 1)
        locations = ask(battlegrounds.locations, realm, maps=maps, ids=ids)
        brackets = ask(battlegrounds.brackets, realm, maps[0])
    return parts.Ground(objects.value, beings.value, locations.value, brackets.value)


async def _answer(
    realm: Realm,
    query: GetBattlegroundStrategy,
    template: Template | None,
    listed: Listed | None,
    maps: list[int],
    ground: parts.Ground,
    notes: list[str],
) -> models.BattlegroundAnswer:
    locale, known = query.locale.value, enums(realm.branch)
    masters = await battlegrounds.battlemasters(realm, query.bg_id, limit=MAX_BATTLEMASTERS + 1)
    standing = await creature_spawns.standing(realm, masters)
    map_names = await names.map_names(
        realm, {*maps, *(place.map for place in standing.values())}, locale
    )
    objects = ground.gameobjects[:MAX_SPAWNS]
    beings = ground.creatures[:MAX_SPAWNS]
    types = await battlegrounds.object_types(realm, {spawn.entry for spawn in objects})
    object_names = await names.gameobject_names(realm, types, locale)
    creature_names = await names.creature_names(
        realm, {*masters, *(spawn.entry for spawn in beings)}, locale
    )
    placed_objects = parts.placed(known, objects, object_names, types, query.places)
    placed_beings = parts.placed(known, beings, creature_names, {}, query.places)
    cut = max(len(placed_objects), len(placed_beings), len(masters)) > query.limit
    name = (listed.name if listed else "") or (template.comment if template else None)
    return models.BattlegroundAnswer(
        source=realm.source,
        battleground=Coded(id=query.bg_id, name=name or None),
        kind=_KINDS.get(listed.kind) if listed else None,
        description=(listed.long_text or listed.short_text or None) if listed else None,
        maps=[named(map_names, number) for number in maps],
        levels=parts.levels(template, listed),
        players=parts.players(template, listed),
        max_group_size=(listed.max_group or None) if listed else None,
        weight=template.weight if template else None,
        start_max_distance=(template.start_max_distance or None) if template else None,
        script_name=(template.script_name or None) if template else None,
        brackets=[models.Bracket(**each._asdict()) for each in ground.brackets],
        starts=parts.start_places(template, ground.locations),
        graveyards=await parts.graveyards(realm, template, ground.locations, maps, locale),
        holidays=[
            models.Holiday(
                event=Coded(id=each.event, name=each.description or None),
                every_minutes=each.every_min,
                length_minutes=each.length_min,
            )
            for each in await battlegrounds.holidays(realm, query.bg_id)
        ],
        gameobjects=placed_objects[: query.limit],
        creatures=placed_beings[: query.limit],
        battlemasters=[
            parts.battlemaster(number, creature_names, standing.get(number), map_names)
            for number in masters[: query.limit]
        ],
        truncated=cut or max(len(ground.gameobjects), len(ground.creatures)) > MAX_SPAWNS,
        notes=notes,
    )
