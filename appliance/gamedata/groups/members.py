"""Characters of a group: who they are and the spells they know."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import NamedTuple

from appliance.gamedata.characters import require
from appliance.gamedata.lookup import fetch_by_ids
from appliance.gamedata.realm import Branch, Realm

CHARACTERS_WRATH = """
SELECT guid, name, race, class, level, 0 FROM characters WHERE guid IN ({ids}) ORDER BY guid
"""
CHARACTERS_MASTER = """
SELECT guid, name, race, class, level, primarySpecialization FROM characters
WHERE guid IN ({ids}) ORDER BY guid
"""
SPELLS = """
SELECT guid, spell FROM character_spell WHERE disabled = 0 AND guid IN ({ids})
ORDER BY guid, spell LIMIT 100000
"""
TALENTS_WRATH = """
SELECT t.guid, t.spell FROM character_talent t
JOIN characters c ON c.guid = t.guid AND c.activeTalentGroup = t.talentGroup
WHERE t.guid IN ({ids}) ORDER BY t.guid, t.spell LIMIT 20000
"""
GROUP_MEMBERS = """
SELECT memberGuid, roles FROM group_member WHERE guid = %s ORDER BY memberGuid LIMIT 40
"""


class Known(NamedTuple):
    """A character; specialization is 0 where the branch or the character has none."""

    guid: int
    name: str | None
    race: int
    class_id: int
    level: int
    specialization: int


class GroupMember(NamedTuple):
    """A member of a live group with the mask of roles chosen in the dungeon finder."""

    guid: int
    roles: int


class _Spell(NamedTuple):
    guid: int
    spell: int


async def characters(realm: Realm, guids: Collection[int]) -> dict[int, Known]:
    """The characters that exist, by guid.

    Raises:
        Unavailable: no characters database.
    """
    if not guids:
        return {}
    sql = CHARACTERS_WRATH if realm.branch is Branch.WRATH else CHARACTERS_MASTER
    rows = await fetch_by_ids(require(realm), sql, guids, row=Known)
    return {row.guid: row for row in rows}


async def spells(realm: Realm, guids: Collection[int]) -> dict[int, set[int]]:
    """Spells that are stored for each character, and on 3.3.5 the talents of the active group."""
    found: dict[int, set[int]] = defaultdict(set)
    if not guids:
        return found
    database = require(realm)
    rows = await fetch_by_ids(database, SPELLS, guids, row=_Spell)
    if realm.branch is Branch.WRATH:
        rows += await fetch_by_ids(database, TALENTS_WRATH, guids, row=_Spell)
    for row in rows:
        found[row.guid].add(row.spell)
    return found


async def group_members(realm: Realm, group: int) -> list[GroupMember]:
    """Members of a group that exists now; none where there is no such group.

    Raises:
        Unavailable: no characters database.
    """
    return await require(realm).fetch(GROUP_MEMBERS, [group], row=GroupMember)
