"""What characters have with a faction."""

from __future__ import annotations

from typing import NamedTuple

from appliance.gamedata import sides
from appliance.gamedata.characters import Character, require
from appliance.gamedata.realm import Realm
from appliance.gamedata.world.factions import Faction

STORED = """
SELECT standing, flags FROM character_reputation WHERE guid = %s AND faction = %s LIMIT 1
"""
REWARDED = """
SELECT quest FROM character_queststatus_rewarded
WHERE guid = %s AND active = 1 ORDER BY quest LIMIT 50000
"""


class Standing(NamedTuple):
    """A character's standing: where its race and class begin, and what was stored on top."""

    base: int
    stored: int
    flags: int

    @property
    def total(self) -> int:
        """The standing. Source: ReputationMgr::GetReputation."""
        return self.base + self.stored


class _Row(NamedTuple):
    standing: int
    flags: int


async def standing(realm: Realm, character: Character, faction: Faction) -> Standing:
    """What a character has with a faction; without a row it is where its race and class begin."""
    rows = await require(realm).fetch(STORED, [character.guid, faction.id], row=_Row)
    begin = faction.base_of(sides.race_bit(realm, character.race), character.player_class)
    base = begin.standing if begin else 0
    if rows:
        return Standing(base, rows[0].standing, rows[0].flags)
    return Standing(base, 0, begin.flags if begin else 0)


async def rewarded(realm: Realm, character: Character) -> frozenset[int]:
    """Quests a character has been rewarded for."""
    return frozenset(await require(realm).fetch(REWARDED, [character.guid], row=int))
