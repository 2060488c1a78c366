"""Zones: areas of AreaTable with everything inside them."""

from __future__ import annotations

from typing import NamedTuple

from appliance.errors import NotFound
from appliance.gamedata import client, names
from appliance.gamedata.realm import Realm

SUGGESTIONS = 5
"""Zones named when one does not exist."""


class Zone(NamedTuple):
    """An area: its name and map where AreaTable is there, and all areas inside it, itself first."""

    id: int
    name: str | None
    map: int | None
    areas: tuple[int, ...]


async def zone(realm: Realm, number: int, locale: str) -> Zone:
    """An area with those inside it; just the number where AreaTable is not there.

    Raises:
        NotFound: AreaTable has no such area; names some that it has.
    """
    if not await client.has(realm, "AreaTable"):
        return Zone(number, None, None, (number,))
    record = await client.record(realm, "AreaTable", number, locale)
    if record is None:
        raise NotFound(
            f"there is no area {number} in AreaTable", hint=await _suggestion(realm, number, locale)
        )
    found = {number: None}
    level = [number]
    while level:
        inside = await client.find(realm, "AreaTable", "ParentAreaID", level)
        level = [row["ID"] for row in inside if row["ID"] not in found]
        found |= dict.fromkeys(level)
    known = await names.area_names(realm, [number], locale)
    return Zone(number, known.get(number), record["ContinentID"], tuple(found))


async def _suggestion(realm: Realm, number: int, locale: str) -> str:
    """Zones of the map with this number, as a map's id is easily taken for a zone's; else near."""
    rows = await client.scan(realm, "AreaTable", ("ContinentID", "ParentAreaID"))
    zones = [(area, on) for area, on, parent in rows if not parent]
    chosen = [area for area, on in zones if on == number][:SUGGESTIONS]
    on_map = f"zones of map {number}" if chosen else "nearest numbers"
    if not chosen:
        chosen = sorted((area for area, _ in zones), key=lambda one: (abs(one - number), one))
        chosen = chosen[:SUGGESTIONS]
    known = await names.area_names(realm, chosen, locale)
    listed = ", ".join(f"{area} {known.get(area, '')}".strip() for area in chosen)
    return f"zoneId is an AreaTable id; {on_map}: {listed}"
