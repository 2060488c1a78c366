"""What a creature is made of: looks, spells, resistances, reputation, places."""

from __future__ import annotations

from appliance.gamedata import names
from appliance.gamedata.creatures import details as creature_details
from appliance.gamedata.creatures import spawns
from appliance.gamedata.creatures.details import Addon, Movement
from appliance.gamedata.creatures.immunities import immune_to
from appliance.gamedata.creatures.spawns import Spawn
from appliance.gamedata.creatures.templates import Template
from appliance.gamedata.enums import Enums, enums
from appliance.gamedata.realm import Branch, Realm
from appliance.tools.creatures import profile_models as models
from appliance.tools.creatures import role_models as roles
from appliance.tools.creatures.terms import (
    Names,
    difficulty,
    movement_type,
    named,
    npc_flags,
)
from appliance.tools.creatures.where import Place
from appliance.tools.creatures.where import places as whereabouts
from appliance.tools.decode import coded, coded_if
from appliance.tools.models import Coded, Immunities

MAX_POINTS = 20
"""Spawn points shown; counts by map are always whole."""
_EVERYDAY = 1
"""The phase of the world as everybody sees it."""
_TEAMS = ("Alliance", "Horde")


async def translations(realm: Realm, entry: int) -> dict[str, Names]:
    """Its name and title by language."""
    rows = await creature_details.translations(realm, entry)
    return {
        row.locale: Names(name=row.name or None, title=row.title or None)
        for row in rows
        if row.name or row.title
    }


async def look(realm: Realm, template: Template, locale: str) -> models.Look:
    """What it looks like and how it moves."""
    known = enums(realm.branch)
    displays = await creature_details.models(realm, template.entry)
    addon = await creature_details.addon(realm, template.entry)
    movement = await creature_details.movement(realm, template.entry)
    auras = list(addon.auras) if addon else []
    spell_names = await names.spell_names(realm, auras, locale)
    return models.Look(
        models=[
            models.ModelChoice(display_id=row.display, scale=row.scale, probability=row.probability)
            for row in displays
        ],
        scale=template.scale,
        speed_walk=template.speed_walk,
        speed_run=template.speed_run,
        hover_height=template.hover_height,
        movement=movement_type(template.movement_type),
        **_movement(known, movement),
        **_addon(known, addon),
        auras=[named(spell_names, aura) for aura in auras],
        equipment=await _equipment(realm, template.entry, locale),
    )


async def spells(realm: Realm, entry: int, locale: str) -> list[Coded]:
    """The template's spells."""
    found = await creature_details.spells(realm, entry)
    spell_names = await names.spell_names(realm, found, locale)
    return [named(spell_names, spell) for spell in found]


async def resistances(realm: Realm, entry: int) -> list[models.Resistance]:
    """Its resistances to schools of magic."""
    known = enums(realm.branch)
    return [
        models.Resistance(
            school=coded(known, "SpellSchools", row.school), resistance=row.resistance
        )
        for row in await creature_details.resistances(realm, entry)
    ]


async def immunities(realm: Realm, template: Template) -> Immunities | None:
    """What it is immune to."""
    found = await immune_to(realm, template)
    return found and Immunities(**found._asdict())


async def reputation(realm: Realm, entry: int, locale: str) -> list[roles.KillReputation]:
    """What a kill gives with factions."""
    row = await creature_details.reputation(realm, entry)
    if row is None:
        return []
    known = enums(realm.branch)
    gains = (
        (row.faction_1, row.value_1, row.max_standing_1),
        (row.faction_2, row.value_2, row.max_standing_2),
    )
    faction_names = await names.faction_names(realm, [gain[0] for gain in gains], locale)
    return [
        roles.KillReputation(
            faction=named(faction_names, faction),
            value=value,
            until=coded(known, "ReputationRank", standing),
            team=team if row.by_team else None,
        )
        for (faction, value, standing), team in zip(gains, _TEAMS, strict=True)
        if faction
    ]


async def places(realm: Realm, entry: int, locale: str) -> models.Spawns:
    """Where it stands."""
    found = await spawns.spawns(realm, entry, limit=MAX_POINTS)
    events = await spawns.event_spawns(realm, entry) if found.by_map else []
    known = enums(realm.branch)
    points = await whereabouts(realm, found.samples, locale)
    map_names = await names.map_names(realm, [row.map for row in found.by_map], locale)
    return models.Spawns(
        total=found.total,
        maps=[
            models.MapSpawns(
                map=named(map_names, row.map),
                spawns=row.spawns,
                respawn_min_s=row.respawn_min_s,
                respawn_max_s=row.respawn_max_s,
            )
            for row in found.by_map
        ],
        points=[
            _point(known, realm.branch, spawn, point)
            for spawn, point in zip(found.samples, points, strict=True)
        ],
        truncated=found.total > len(found.samples),
        events=[
            models.EventSpawns(
                event=Coded(id=abs(row.event), name=row.description or None),
                brings=row.event > 0,
                spawns=row.spawns,
            )
            for row in events
        ],
    )


def _movement(known: Enums, movement: Movement | None) -> dict[str, Coded | bool | None]:
    if movement is None:
        return {}
    chosen: dict[str, Coded | bool | None] = {
        "swims": None if movement.swim is None else bool(movement.swim),
        "rooted": bool(movement.rooted) or None,
    }
    for field, enum, value in (
        ("ground", "CreatureGroundMovementType", movement.ground),
        ("flight", "CreatureFlightMovementType", movement.flight),
        ("chase", "CreatureChaseMovementType", movement.chase),
        ("random", "CreatureRandomMovementType", movement.random),
    ):
        chosen[field] = None if value is None else coded(known, enum, value)
    return chosen


def _addon(known: Enums, addon: Addon | None) -> dict[str, Coded | int | None]:
    if addon is None:
        return {}
    stand, sheath = addon.stand_state, addon.sheath_state
    return {
        "mount_display_id": addon.mount or None,
        "stand_state": coded_if(known, "UnitStandStateType", stand),
        "sheath": coded_if(known, "SheathState", sheath),
        "emote": coded_if(known, "Emote", addon.emote),
        "waypoint_path": addon.path or None,
    }


async def _equipment(realm: Realm, entry: int, locale: str) -> list[models.EquipmentSet]:
    rows = await creature_details.equipment(realm, entry)
    items = [item for row in rows for item in (row.main_hand, row.off_hand, row.ranged)]
    item_names = await names.item_names(realm, items, locale)

    def held(item: int) -> Coded | None:
        return named(item_names, item) if item else None

    return [
        models.EquipmentSet(
            set=row.set,
            main_hand=held(row.main_hand),
            off_hand=held(row.off_hand),
            ranged=held(row.ranged),
        )
        for row in rows
    ]


def _point(known: Enums, branch: Branch, spawn: Spawn, place: Place) -> models.SpawnPoint:
    modes = _modes(spawn)
    if modes == [0]:
        modes = []
    return models.SpawnPoint(
        guid=spawn.guid,
        place=place,
        respawn_s=spawn.respawn_s,
        wander_yards=spawn.wander or None,
        movement=movement_type(spawn.movement_type),
        difficulties=[difficulty(known, branch, number) for number in modes] or None,
        phase_mask=spawn.phase_mask if spawn.phase_mask != _EVERYDAY else None,
        phase=spawn.phase or None,
        phase_group=spawn.phase_group or None,
        npc_flags=npc_flags(known, spawn.npc_flags) if spawn.npc_flags else None,
        script_name=spawn.script_name or None,
    )


def _modes(spawn: Spawn) -> list[int]:
    """Spawn modes of 3.3.5 (bits of spawnMask), difficulty ids of master."""
    if spawn.spawn_mask is not None:
        return [
            mode for mode in range(spawn.spawn_mask.bit_length()) if spawn.spawn_mask >> mode & 1
        ]
    ids = (spawn.difficulties or "").split(",")
    return [int(number) for number in ids if number.strip().isdigit()]
