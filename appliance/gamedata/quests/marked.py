"""What the client's map marks for a quest (quest_poi)."""

from __future__ import annotations

from typing import NamedTuple

from appliance.gamedata import client, names
from appliance.gamedata.realm import Branch, Realm

MARKS = """
SELECT MapID, {area}, COUNT(*) FROM quest_poi WHERE QuestID = %s
GROUP BY MapID, {area} ORDER BY MapID, {area}
"""


class Marks(NamedTuple):
    """Marks on one map page.

    zone: AreaTable id (3.3.5), where WorldMapArea says it. ui_map: UiMap id (master). name: of the
    one or the other.
    """

    map: int
    map_name: str | None
    zone: int | None
    ui_map: int | None
    name: str | None
    marks: int


class _Row(NamedTuple):
    map: int
    page: int
    marks: int


async def marks(realm: Realm, quest: int, locale: str) -> list[Marks]:
    """The pages the map marks something on, by map."""
    wrath = realm.branch is Branch.WRATH
    column = "WorldMapAreaId" if wrath else "UiMapID"
    if not realm.schema.has("quest_poi", column):
        return []
    rows = await realm.world.fetch(MARKS.replace("{area}", column), [quest], row=_Row)
    maps = await names.map_names(realm, {row.map for row in rows}, locale)
    pages = {row.page for row in rows if row.page > 0}
    if not wrath:
        known = await client.names(realm, "UiMap", pages, "Name", locale)
        return [
            Marks(row.map, maps.get(row.map), None, row.page, known.get(row.page), row.marks)
            for row in rows
        ]
    zones = await _zones(realm, pages)
    areas = await names.area_names(realm, set(zones.values()), locale)
    return [
        Marks(
            row.map,
            maps.get(row.map),
            zones.get(row.page),
            None,
            areas.get(zones.get(row.page, 0)),
            row.marks,
        )
        for row in rows
    ]


async def _zones(realm: Realm, pages: set[int]) -> dict[int, int]:
    """The zone of each record of WorldMapArea."""
    if not pages or not await client.has(realm, "WorldMapArea"):
        return {}
    found = await client.records(realm, "WorldMapArea", pages)
    return {number: row["AreaID"] for number, row in found.items() if row["AreaID"] > 0}
