"""Spells that stand for each other in the modes of an instance (3.3.5: SpellDifficulty)."""

from __future__ import annotations

from appliance.gamedata import client
from appliance.gamedata.realm import Realm

IN_WORLD = """
SELECT spellid0, spellid1, spellid2, spellid3 FROM spelldifficulty_dbc
WHERE spellid0 = %s OR spellid1 = %s OR spellid2 = %s OR spellid3 = %s ORDER BY id LIMIT 1
"""


async def variants_of(realm: Realm, spell: int) -> list[int]:
    """The spell cast in each of the four modes, 0 where the mode has none; empty for none at all.

    Source: SpellMgr::GetSpellIdForDifficulty (3.3.5), SpellMgr.cpp.
    """
    if await client.has(realm, "SpellDifficulty"):
        rows = await client.find(realm, "SpellDifficulty", "DifficultySpellID", [spell])
        return [max(0, one) for one in rows[0]["DifficultySpellID"]] if rows else []
    if not realm.schema.has("spelldifficulty_dbc"):
        return []
    found = await realm.world.fetch(IN_WORLD, [spell] * 4, row=_modes)
    return found[0] if found else []


def _modes(*spells: int) -> list[int]:
    return list(spells)
