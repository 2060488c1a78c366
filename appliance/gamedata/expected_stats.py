"""What master expects of creatures and players at a level: ExpectedStat.db2 and its modifiers."""

from __future__ import annotations

from math import prod

from appliance.formulas.creature import float32
from appliance.gamedata import client
from appliance.gamedata.realm import Realm

ANY_EXPANSION = -2
"""The rows that count where an expansion has none of its own."""
_CLASS_MODS = {1: 4, 2: 2, 4: 3, 8: 1}
"""Class number (warrior, paladin, rogue, mage, also as a creature's unit class) → its record in
ExpectedStatMod; other classes have none."""


async def expected_stat(
    realm: Realm,
    column: str,
    level: int,
    *,
    expansion: int = ANY_EXPANSION,
    content_tuning: int = 0,
    class_number: int = 0,
) -> float | None:
    """One value of ExpectedStat at a level, with the modifiers of content tuning and class.

    None when the file has no row for the level; the server then counts with 1. Modifiers bound to
    a season of keystones are left out.

    Source (master): DB2Stores.cpp, DB2Manager::EvaluateExpectedStat.

    Raises:
        Unavailable: a file is not there; names it.
    """
    rows = await client.find(realm, "ExpectedStat", "Lvl", [level])
    by_expansion = {row["ExpansionID"]: row for row in rows}
    row = by_expansion.get(expansion) or by_expansion.get(ANY_EXPANSION)
    if row is None:
        return None
    mods = await _tuning_mods(realm, content_tuning)
    if class_number in _CLASS_MODS:
        mods.append(_CLASS_MODS[class_number])
    found = await client.records(realm, "ExpectedStatMod", mods) if mods else {}
    field = _mod_field(column)
    return float32(row[column] * prod(found[mod][field] for mod in mods if mod in found))


async def _tuning_mods(realm: Realm, content_tuning: int) -> list[int]:
    if not content_tuning:
        return []
    rows = await client.find(realm, "ContentTuningXExpected", "ContentTuningID", [content_tuning])
    return [row["ExpectedStatModID"] for row in rows if not row.get("MinMythicPlusSeasonID", 0)]


def _mod_field(column: str) -> str:
    """CreatureAutoAttackDps → CreatureAutoAttackDPSMod, ArmorConstant → ArmorConstantMod."""
    return f"{column.replace('Dps', 'DPS')}Mod"
