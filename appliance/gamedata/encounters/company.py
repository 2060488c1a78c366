"""Who is with a boss: summon groups of scripts, formations, and its instance's own script."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from appliance.gamedata.lookup import fetch_by_ids
from appliance.gamedata.realm import Realm

SUMMON_GROUPS = """
SELECT summonerId, groupId, entry, COUNT(*) FROM creature_summon_groups
WHERE summonerType = 0 AND summonerId IN ({ids})
GROUP BY summonerId, groupId, entry ORDER BY summonerId, groupId, entry
"""
FORMATION = """
SELECT m.id, COUNT(*) FROM creature b
JOIN creature_formations own ON own.memberGUID = b.guid
JOIN creature_formations f ON f.leaderGUID = own.leaderGUID
JOIN creature m ON m.guid = f.memberGUID
WHERE b.id = %s AND m.id <> b.id GROUP BY m.id ORDER BY m.id LIMIT %s
"""
INSTANCE_SCRIPTS = "SELECT map, script FROM instance_template WHERE map IN ({ids}) ORDER BY map"


class GroupMember(NamedTuple):
    """Creatures of one kind in a summon group."""

    summoner: int
    group: int
    entry: int
    pieces: int


class Companion(NamedTuple):
    """A creature in a formation with the boss, and how many of its spawns are."""

    entry: int
    spawns: int


class _InstanceScript(NamedTuple):
    map: int
    script: str | None


async def summon_groups(
    realm: Realm, summoners: Collection[int]
) -> dict[tuple[int, int], list[GroupMember]]:
    """The summon groups of creatures by (creature, group)."""
    if not realm.schema.has("creature_summon_groups"):
        return {}
    rows = await fetch_by_ids(realm.world, SUMMON_GROUPS, summoners, row=GroupMember)
    found: dict[tuple[int, int], list[GroupMember]] = {}
    for row in rows:
        found.setdefault((row.summoner, row.group), []).append(row)
    return found


async def companions(realm: Realm, entry: int, *, limit: int) -> list[Companion]:
    """Other creatures of the formations that its spawns belong to."""
    if not realm.schema.has("creature_formations", "memberGUID"):
        return []
    return await realm.world.fetch(FORMATION, [entry, limit], row=Companion)


async def instance_scripts(realm: Realm, maps: Collection[int]) -> dict[int, str]:
    """The C++ scripts of instances, by map."""
    if not realm.schema.has("instance_template", "script"):
        return {}
    rows = await fetch_by_ids(realm.world, INSTANCE_SCRIPTS, maps, row=_InstanceScript)
    return {row.map: row.script for row in rows if row.script}
