"""Master's curves: points of straight lines by which ratings and levels grow."""

from __future__ import annotations

import re

from appliance.gamedata import client
from appliance.gamedata.realm import Realm

_KINDS = (
    ("versatility damage taken", 11),
    ("versatility", 5),
    ("crit", 0),
    ("mastery", 1),
    ("haste", 2),
    ("speed", 3),
    ("avoidance", 4),
    ("lifesteal", 6),
    ("dodge", 7),
    ("block", 8),
    ("parry", 9),
)
"""Words of CombatRatings' columns and the global curve that diminishes them.

Source: master Player.cpp, Player::ApplyRatingDiminishing; DBCEnums.h, GlobalCurve."""


async def of_rating(realm: Realm, column: str) -> list[tuple[float, float]] | None:
    """Points of the global curve of a rating, by ascending x; empty where nothing diminishes it.

    None where the client's GlobalCurve or CurvePoint is not there.
    """
    if not (await client.has(realm, "GlobalCurve") and await client.has(realm, "CurvePoint")):
        return None
    words = " ".join(re.findall(r"[a-z]+", column.lower()))
    kind = next(
        (number for name, number in _KINDS if set(name.split()) <= set(words.split())), None
    )
    if kind is None:
        return []
    curves = await client.find(realm, "GlobalCurve", "Type", [kind])
    return await points(realm, curves[0]["CurveID"]) if curves else []


async def points(realm: Realm, curve: int) -> list[tuple[float, float]]:
    """Points of a curve, by ascending order index."""
    rows = await client.find(realm, "CurvePoint", "CurveID", [curve])
    ordered = sorted(rows, key=lambda row: row["OrderIndex"])
    return [(row["Pos"][0], row["Pos"][1]) for row in ordered]
