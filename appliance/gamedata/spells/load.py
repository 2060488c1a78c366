"""Load spells of either branch, resolved.

3.3.5: Spell.dbc under world.spell_dbc. Master: SpellName and its side tables under the hotfixes,
and world.serverside_spell, whose spells no client file has.
"""

from __future__ import annotations

from collections.abc import Collection

from appliance.errors import Unavailable
from appliance.gamedata import client
from appliance.gamedata.realm import Branch, Realm
from appliance.gamedata.spells import master, serverside, wrath
from appliance.gamedata.spells.types import Spell

BASE_LOCALE = "enUS"
NO_DIFFICULTY = 0
_MOST_FALLBACKS = 8


async def load(
    realm: Realm,
    ids: Collection[int],
    locale: str = BASE_LOCALE,
    difficulty: int = NO_DIFFICULTY,
) -> dict[int, Spell]:
    """The spells of `ids` that exist, by id.

    `difficulty` (master): whose rows count first, then those of the difficulties it falls back to.

    Raises:
        Unavailable: neither the client's table of spells nor the databases have any of `ids`.
    """
    wanted = sorted({number for number in ids if number > 0})
    if not wanted:
        return {}
    if realm.branch is Branch.WRATH:
        return await wrath.build(realm, await client.records(realm, "Spell", wanted, locale))
    order = await difficulties(realm, difficulty)
    found = await serverside.load(realm, wanted, order)
    missing = [number for number in wanted if number not in found]
    try:
        return found | await master.build(realm, missing, locale, order)
    except Unavailable:
        if found:
            return found
        raise


async def difficulties(realm: Realm, difficulty: int) -> list[int]:
    """A difficulty, those it falls back to, and none: the order in which the server looks.

    Source: SpellMgr::GetSpellInfo (master), SpellMgr.cpp.
    """
    order = [difficulty]
    known = await client.has(realm, "Difficulty")
    while known and order[-1] and len(order) < _MOST_FALLBACKS:
        row = await client.record(realm, "Difficulty", order[-1])
        following = row.get("FallbackDifficultyID", 0) if row else 0
        if following in order:
            break
        order.append(following)
    return order if order[-1] == NO_DIFFICULTY else [*order, NO_DIFFICULTY]
