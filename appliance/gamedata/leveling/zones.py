"""What levelling needs to know about zones: names, maps, areas to discover, creatures to fight."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from appliance.formulas.experience import Content, content_of_map, exploration_xp
from appliance.gamedata import client, names
from appliance.gamedata.content_tuning import tuning_levels
from appliance.gamedata.creatures.levels import first_levels
from appliance.gamedata.lookup import fetch_by_ids
from appliance.gamedata.realm import Branch, Realm

EXPLORATION = "SELECT level, basexp FROM exploration_basexp ORDER BY level LIMIT 1000"
_ORDINARY = "t.npcflag = 0 AND t.`rank` = 0 AND t.type NOT IN (8, 11, 12)"
"""No quest givers or other services, no elites; critters, totems and pets give nothing."""
IN_ZONES = f"""
SELECT c.zoneId, t.minlevel, t.maxlevel, COUNT(*) FROM creature c
JOIN creature_template t ON t.entry = c.id WHERE c.zoneId IN ({{ids}}) AND {_ORDINARY}
GROUP BY c.zoneId, t.minlevel, t.maxlevel ORDER BY c.zoneId, t.minlevel, t.maxlevel
"""
IN_RECTANGLE = f"""
SELECT %s, t.minlevel, t.maxlevel, COUNT(*) FROM creature c
JOIN creature_template t ON t.entry = c.id
WHERE c.map = %s AND c.position_x BETWEEN %s AND %s AND c.position_y BETWEEN %s AND %s
AND {_ORDINARY} GROUP BY t.minlevel, t.maxlevel ORDER BY t.minlevel, t.maxlevel LIMIT 10000
"""
ENTRIES_IN_ZONES = """
SELECT c.zoneId, c.id, COUNT(*) FROM creature c
JOIN creature_template t ON t.entry = c.id
WHERE c.zoneId IN ({ids}) AND t.npcflag = 0 AND t.type NOT IN (8, 11, 12)
GROUP BY c.zoneId, c.id ORDER BY c.zoneId, c.id LIMIT 50000
"""
_SPLIT_MAPS = (530, 571)
"""Maps whose zones may count as another map (GetVirtualMapForMapAndZone)."""


class Creatures(NamedTuple):
    """Spawns of ordinary creatures of a zone with a range of levels."""

    zone: int
    low: int
    high: int
    spawns: int


@dataclass(frozen=True, slots=True)
class ZoneFacts:
    """A zone. None where client files are missing; areas: levels of its areas to discover."""

    id: int
    name: str | None
    map: int | None
    instance: bool | None
    content: Content | None
    areas: tuple[tuple[int, int], ...]

    def exploration_xp(self, player_level: int, base: Mapping[int, int]) -> int:
        """Experience for discovering all its areas at a level; an area has a range of levels."""
        return sum(
            exploration_xp(player_level, min(max(player_level, low), high), base)
            for low, high in self.areas
        )


class _Base(NamedTuple):
    level: int
    xp: int


class _Entries(NamedTuple):
    zone: int
    entry: int
    spawns: int


class _Area(NamedTuple):
    id: int
    map: int
    parent: int
    level: int


async def exploration_base(realm: Realm) -> dict[int, int]:
    """Experience for discovering an area, by its level."""
    if not realm.schema.has("exploration_basexp"):
        return {}
    rows = await realm.world.fetch(EXPLORATION, row=_Base)
    return {row.level: row.xp for row in rows}


async def facts(realm: Realm, zones: Collection[int], locale: str) -> dict[int, ZoneFacts]:
    """What the client's files say about the zones; just their ids without AreaTable."""
    if not await client.has(realm, "AreaTable"):
        return {zone: ZoneFacts(zone, None, None, None, None, ()) for zone in zones}
    wrath = realm.branch is Branch.WRATH
    level = "ExplorationLevel" if wrath else "ContentTuningID"
    scanned = await client.scan(realm, "AreaTable", ("ContinentID", "ParentAreaID", level))
    rows = {row[0]: _Area(*row) for row in scanned}
    wanted = set(zones)
    inside = [row for row in rows.values() if row.id in wanted or row.parent in wanted]
    levels: dict[int, tuple[int, int]] = {row.id: (row.level, row.level) for row in inside}
    if not wrath:
        tunings = await tuning_levels(realm, {row.level for row in inside})
        levels = {
            row.id: (known.min or 0, known.max or 0)
            for row in inside
            if (known := tunings.get(row.level)) is not None
        }
    areas: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for row in inside:
        if levels.get(row.id, (0, 0))[1] > 0:
            areas[row.id if row.id in wanted else row.parent].append(levels[row.id])
    maps = {zone: rows[zone].map for zone in wanted if zone in rows}
    kinds = await _maps(realm, set(maps.values()))
    virtual = await _virtual_maps(realm, maps)
    titles = await names.area_names(realm, wanted, locale)
    return {
        zone: ZoneFacts(
            id=zone,
            name=titles.get(zone),
            map=maps.get(zone),
            instance=kinds[maps[zone]].instance if maps.get(zone) in kinds else None,
            content=_content(maps.get(zone), kinds, virtual.get(zone)),
            areas=tuple(areas[zone]),
        )
        for zone in sorted(wanted)
    }


async def creatures(realm: Realm, zones: Collection[ZoneFacts]) -> dict[int, list[Creatures]]:
    """Ordinary creatures of zones: those whose zone is written down, else (3.3.5) those inside
    the rectangle of the zone's map."""
    ids = {zone.id for zone in zones}
    if realm.branch is Branch.MASTER:
        found = await _of_master(realm, ids)
    else:
        found = await fetch_by_ids(realm.world, IN_ZONES, ids, row=Creatures)
        known = {row.zone for row in found}
        found += await _in_rectangles(realm, ids - known)
    by_zone: dict[int, list[Creatures]] = defaultdict(list)
    for row in found:
        by_zone[row.zone].append(row)
    return dict(by_zone)


async def _of_master(realm: Realm, zones: Collection[int]) -> list[Creatures]:
    rows = await fetch_by_ids(realm.world, ENTRIES_IN_ZONES, zones, row=_Entries)
    levels = await first_levels(realm, {row.entry for row in rows})
    return [
        Creatures(row.zone, known.min, known.max, row.spawns)
        for row in rows
        if (known := levels.get(row.entry)) is not None
    ]


async def _in_rectangles(realm: Realm, zones: Collection[int]) -> list[Creatures]:
    if not zones or not await client.has(realm, "WorldMapArea"):
        return []
    found: list[Creatures] = []
    for row in await client.find(realm, "WorldMapArea", "AreaID", zones):
        box = [row["LocBottom"], row["LocTop"], row["LocRight"], row["LocLeft"]]
        parameters = [row["AreaID"], row["MapID"], *box]
        found += await realm.world.fetch(IN_RECTANGLE, parameters, row=Creatures)
    return found


class _Map(NamedTuple):
    instance: bool
    expansion: int


async def _maps(realm: Realm, maps: Collection[int]) -> dict[int, _Map]:
    if not await client.has(realm, "Map"):
        return {}
    rows = await client.records(realm, "Map", maps)
    return {
        number: _Map(bool(row["InstanceType"]), row.get("ExpansionID", 0))
        for number, row in rows.items()
    }


async def _virtual_maps(realm: Realm, zones: Mapping[int, int]) -> dict[int, int]:
    """The map each zone counts as (3.3.5), where the client says another than its own."""
    split = [zone for zone, on in zones.items() if on in _SPLIT_MAPS]
    if not split or not await client.has(realm, "WorldMapArea"):
        return {}
    rows = await client.find(realm, "WorldMapArea", "AreaID", split)
    return {row["AreaID"]: row["DisplayMapID"] for row in rows if row["DisplayMapID"] >= 0}


def _content(number: int | None, kinds: Mapping[int, _Map], virtual: int | None) -> Content | None:
    if number is None or number not in kinds:
        return None
    return content_of_map(number if virtual is None else virtual, kinds[number].expansion)
