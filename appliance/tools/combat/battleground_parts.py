"""The parts of a battleground's answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from appliance.gamedata import battlegrounds, names
from appliance.gamedata.battlegrounds import Listed, Location, Spawn, Template
from appliance.gamedata.creatures import spawns as creature_spawns
from appliance.gamedata.enums import Enums
from appliance.gamedata.realm import Branch, Realm
from appliance.tools.combat import battleground_models as models
from appliance.tools.combat.terms import Position, named
from appliance.tools.decode import client_file, coded
from appliance.tools.models import Coded

_TEAMS = {0: None, 67: "horde", 469: "alliance"}


@dataclass(frozen=True, slots=True)
class Ground:
    """What is on the one map of a battleground."""

    gameobjects: list[Spawn]
    creatures: list[Spawn]
    locations: list[Location] | None
    brackets: list[battlegrounds.Bracket]


def starts(template: Template) -> dict[str, int | None]:
    """The locations where teams wait, by team."""
    return {"alliance": template.alliance_start, "horde": template.horde_start}


def levels(template: Template | None, listed: Listed | None) -> models.Levels | None:
    """The levels that may join: the template's where it has them, else the client's."""
    if template is not None and template.min_level is not None and template.max_level is not None:
        return models.Levels(min=template.min_level, max=template.max_level)
    if listed is not None and listed.max_level:
        return models.Levels(min=listed.min_level, max=listed.max_level)
    return None


def players(template: Template | None, listed: Listed | None) -> models.Players | None:
    """How many play."""
    if template is not None and template.max_players is not None:
        return models.Players(min=template.min_players, max=template.max_players, of="a team")
    if listed is not None and listed.max_players:
        return models.Players(min=listed.min_players, max=listed.max_players, of="a team")
    return None


def start_places(
    template: Template | None, locations: Sequence[Location] | None
) -> list[models.Start]:
    """Where teams wait."""
    if template is None:
        return []
    by_id = {location.id: location for location in locations or ()}
    return [
        models.Start(
            team=team,
            location=Coded(id=number, name=by_id[number].name if number in by_id else None),
            position=position(by_id[number]) if number in by_id else None,
        )
        for team, number in starts(template).items()
        if number
    ]


async def graveyards(
    realm: Realm,
    template: Template | None,
    locations: Sequence[Location] | None,
    maps: Sequence[int],
    locale: str,
) -> list[models.Graveyard]:
    """Safe places on its map that are nobody's start, or that the dead of a zone come to."""
    here = [location for location in locations or () if location.map in maps]
    rows = await battlegrounds.graveyards(realm, [location.id for location in here])
    zones = await names.area_names(realm, {row.zone for row in rows}, locale)
    waiting = set(starts(template).values()) if template else set()
    found = []
    for location in here:
        own = [row for row in rows if row.id == location.id]
        if location.id in waiting and not own:
            continue
        teams = {_TEAMS.get(row.faction) for row in own}
        found.append(
            models.Graveyard(
                location=Coded(id=location.id, name=location.name),
                position=position(location),
                zones=[named(zones, row.zone) for row in own],
                team=teams.pop() if len(teams) == 1 else None,
            )
        )
    return found


def placed(
    known: Enums,
    spawns: Sequence[Spawn],
    all_names: Mapping[int, str],
    types: Mapping[int, int],
    places: int,
) -> list[models.Placed]:
    """Spawns by what they are."""
    by_entry: dict[int, list[Spawn]] = {}
    for spawn in spawns:
        by_entry.setdefault(spawn.entry, []).append(spawn)
    return [
        models.Placed(
            what=named(dict(all_names), entry),
            type=coded(known, "GameobjectTypes", types[entry]) if entry in types else None,
            count=len(members),
            respawn_s=members[0].respawn_s,
            places=[Position(x=each.x, y=each.y, z=each.z) for each in members[:places]],
        )
        for entry, members in by_entry.items()
    ]


def battlemaster(
    number: int,
    all_names: dict[int, str],
    place: creature_spawns.Standing | None,
    maps: dict[int, str],
) -> models.Battlemaster:
    """Who lets players join, and where its first spawn is."""
    if place is None:
        return models.Battlemaster(creature=named(all_names, number))
    return models.Battlemaster(
        creature=named(all_names, number),
        map=named(maps, place.map),
        position=Position(x=place.x, y=place.y, z=place.z),
    )


def position(location: Location) -> Position:
    """A location's place."""
    return Position(x=location.x, y=location.y, z=location.z)


def notes(
    realm: Realm, template: Template | None, ground: Ground, maps: Sequence[int]
) -> list[str]:
    """What cannot be known."""
    told = [
        "rules, scores and the objects that scripts bring out (most flags, banners and gates) are "
        "C++ code of the server, not data"
    ]
    if template is None:
        told.append("battleground_template has no row: this server does not offer it")
    if ground.locations is None:
        wrath = realm.branch is Branch.WRATH
        where = client_file(realm.branch, "WorldSafeLocs") if wrath else "world_safe_locs"
        told.append(f"positions of starts and graveyards are in {where}, which is missing")
    if not ground.brackets and len(maps) == 1:
        file = client_file(realm.branch, "PvpDifficulty")
        told.append(f"no level brackets: {file} is missing or has none for its map")
    return told
