"""A character's quests: finished, and in the log."""

from __future__ import annotations

from typing import NamedTuple

from appliance.gamedata import characters
from appliance.gamedata.realm import Realm

DONE = "SELECT quest FROM character_queststatus_rewarded WHERE guid = %s ORDER BY quest LIMIT %s"
LOG = "SELECT quest, status FROM character_queststatus WHERE guid = %s ORDER BY quest LIMIT %s"
COMPLETE, INCOMPLETE = 1, 3
"""QuestStatus: only to be handed in; begun. Failed quests are not counted as taken."""
MAX_DONE = 50_000
MAX_LOG = 1_000


class QuestLog(NamedTuple):
    """Quest ids; `completed` are those of the log that only wait for their end."""

    done: frozenset[int]
    in_log: frozenset[int]
    completed: frozenset[int]


class _Row(NamedTuple):
    quest: int
    status: int


async def quest_log(realm: Realm, guid: int) -> QuestLog:
    """What a character has done and is doing.

    Raises:
        Unavailable: no characters database.
    """
    database = characters.require(realm)
    done = await database.fetch(DONE, [guid, MAX_DONE], row=int)
    rows = await database.fetch(LOG, [guid, MAX_LOG], row=_Row)
    completed = frozenset(row.quest for row in rows if row.status == COMPLETE)
    begun = frozenset(row.quest for row in rows if row.status == INCOMPLETE)
    return QuestLog(frozenset(done), begun | completed, completed)
