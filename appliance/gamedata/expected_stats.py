"""What master expects of creatures and players at a level: ExpectedStat.db2 and its modifiers."""

from __future__ import annotations

from collections.abc import Collection

from appliance.formulas.creature import expected_stat as with_modifiers
from appliance.gamedata import client
from appliance.gamedata.realm import Realm

ANY_EXPANSION = -2
"""The rows that count where an expansion has none of its own."""
CURRENT_EXPANSION = -1
"""HealthScalingExpansion of what follows the latest expansion (EXPANSION_LEVEL_CURRENT)."""
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
    """One value of ExpectedStat at a level; see `expected_values`."""
    found = await expected_values(
        realm,
        [column],
        level,
        expansion=expansion,
        content_tuning=content_tuning,
        class_number=class_number,
    )
    return None if found is None else found[column]


async def expected_values(
    realm: Realm,
    columns: Collection[str],
    level: int,
    *,
    expansion: int = ANY_EXPANSION,
    content_tuning: int = 0,
    class_number: int = 0,
) -> dict[str, float] | None:
    """Values of ExpectedStat at a level, with the modifiers of content tuning and class.

    None when the file has no row for the level; the server then counts with 1. Modifiers bound to
    a season of keystones are left out.

    Args:
        expansion: CURRENT_EXPANSION for the latest one the file has rows of at this level.

    Source (master): DB2Stores.cpp, DB2Manager::EvaluateExpectedStat.

    Raises:
        Unavailable: a file is not there; names it.
    """
    rows = await client.find(realm, "ExpectedStat", "Lvl", [level])
    by_expansion = {row["ExpansionID"]: row for row in rows}
    if expansion == CURRENT_EXPANSION and by_expansion:
        expansion = max(by_expansion)
    row = by_expansion.get(expansion) or by_expansion.get(ANY_EXPANSION)
    if row is None:
        return None
    tuned = await _tuning_mods(realm, content_tuning)
    own = _CLASS_MODS.get(class_number)
    wanted = tuned if own is None else [*tuned, own]
    mods = await client.records(realm, "ExpectedStatMod", wanted) if wanted else {}
    found = {}
    for column in columns:
        field = _mod_field(column)
        factors = [mods[mod][field] for mod in tuned if mod in mods]
        class_mod = mods[own][field] if own is not None and own in mods else None
        found[column] = with_modifiers(row[column], factors, class_mod)
    return found


async def _tuning_mods(realm: Realm, content_tuning: int) -> list[int]:
    if not content_tuning:
        return []
    rows = await client.find(realm, "ContentTuningXExpected", "ContentTuningID", [content_tuning])
    return [row["ExpectedStatModID"] for row in rows if not row.get("MinMythicPlusSeasonID", 0)]


def _mod_field(column: str) -> str:
    """CreatureAutoAttackDps → CreatureAutoAttackDPSMod, ArmorConstant → ArmorConstantMod."""
    return f"{column.replace('Dps', 'DPS')}Mod"
