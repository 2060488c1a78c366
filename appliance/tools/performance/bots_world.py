"""Who plays on the measured worldserver, as far as the databases can say."""

from __future__ import annotations

from appliance.errors import DatabaseError, Unavailable
from appliance.gamedata.realm import Realm
from appliance.gamedata.tuning import population
from appliance.tools.context import ToolContext
from appliance.tools.performance.bots_models import RealmFacts, UptimeFacts
from appliance.worldserver.finding import Target

SAME_START_S = 120
"""A worldserver takes its start time when it starts; reading its settings takes no longer."""


async def look_at_world(context: ToolContext, target: Target, notes: list[str]) -> RealmFacts:
    """Characters online and the worlds' last starts; what is away is said in `notes`."""
    try:
        realm = context.realm
    except Unavailable as error:
        notes.append(f"Players online are not known: {error}")
        return RealmFacts()
    online = await _online(realm, notes)
    worlds = await _worlds(realm, target, notes)
    if worlds and not any(world.is_measured for world in worlds):
        notes.append(
            "No world of auth.uptime started with the measured process: the databases may belong"
            " to another worldserver, and so may the characters online."
        )
    return RealmFacts(online_characters=online, worlds=worlds)


async def _online(realm: Realm, notes: list[str]) -> int | None:
    if realm.characters is None:
        notes.append("Players online are not known: there is no characters database.")
        return None
    try:
        return await population.online(realm.characters)
    except DatabaseError:
        notes.append("Players online are not known: the characters database does not answer.")
        return None


async def _worlds(realm: Realm, target: Target, notes: list[str]) -> list[UptimeFacts] | None:
    if realm.auth is None:
        notes.append("Uptime and revision are not known: there is no auth database.")
        return None
    try:
        rows = await population.uptimes(realm.auth)
    except DatabaseError:
        notes.append("Uptime and revision are not known: the auth database does not answer.")
        return None
    return [
        UptimeFacts(
            realm_id=row.realm_id,
            started_at=row.started_at,
            uptime_s=row.uptime_s,
            most_players=row.most_players,
            revision=row.revision,
            is_measured=abs(row.started_at - target.started_at) <= SAME_START_S,
        )
        for row in rows
    ]
