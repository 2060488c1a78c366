"""Client rows of places the slice of real rows has."""

from __future__ import annotations

from typing import Any

_AREAS = [
    {"ID": 3537, "ContinentID": 571, "ParentAreaID": 0, "AreaName": "Borean Tundra"},
    {"ID": 4024, "ContinentID": 571, "ParentAreaID": 3537, "AreaName": "Coldarra"},
]
WRATH: dict[str, list[dict[str, Any]]] = {
    "AreaTable": _AREAS,
    "Map": [{"ID": 571, "Directory": "Northrend", "MapName": "Northrend", "ExpansionID": 2}],
}
MASTER: dict[str, list[dict[str, Any]]] = {
    "AreaTable": _AREAS,
    "Map": [{"ID": 571, "Directory": "Northrend", "MapName": "Northrend", "ExpansionID": 2}],
}
