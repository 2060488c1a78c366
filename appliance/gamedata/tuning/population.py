"""Who is online, and how long each world of the realm list has run, as the servers wrote it."""

from __future__ import annotations

from typing import NamedTuple

from appliance.database.interface import Database

ONLINE = "SELECT COUNT(*) FROM characters WHERE `online` = 1"
UPTIMES = """
SELECT uptime.realmid, uptime.starttime, uptime.uptime, uptime.maxplayers, uptime.revision
FROM uptime JOIN (
    SELECT realmid, MAX(starttime) AS latest FROM uptime GROUP BY realmid
) AS newest ON newest.realmid = uptime.realmid AND newest.latest = uptime.starttime
ORDER BY uptime.starttime DESC LIMIT 20
"""
"""The last start of each world; a worldserver adds a row when it starts and updates it every
UpdateUptimeInterval minutes (worldserver.conf, 10)."""


class Uptime(NamedTuple):
    """The last start of a world: when (seconds since 1970), how many seconds it had run when it
    last wrote, the most players at a time since."""

    realm_id: int
    started_at: int
    uptime_s: int
    most_players: int
    revision: str


async def online(characters: Database) -> int:
    """Characters that are in the world now, bots among them."""
    (count,) = await characters.fetch(ONLINE, row=int)
    return count


async def uptimes(auth: Database) -> list[Uptime]:
    """The last start of each world that shares the auth database, the newest first."""
    return await auth.fetch(UPTIMES, row=Uptime)
