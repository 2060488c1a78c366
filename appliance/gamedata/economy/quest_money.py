"""Quests that pay, for a player of some level."""

from __future__ import annotations

from typing import NamedTuple

from appliance.gamedata.content_tuning import tuning_levels
from appliance.gamedata.lookup import CHUNK
from appliance.gamedata.quests import pool, worth
from appliance.gamedata.quests.pool import DAILY, MONTHLY, REPEATABLE, WEEKLY
from appliance.gamedata.quests.types import NO_MONEY_FROM_XP
from appliance.gamedata.realm import Branch, Realm

STARTED = """
(EXISTS (SELECT 1 FROM creature_queststarter c WHERE c.quest = q.ID)
  OR EXISTS (SELECT 1 FROM gameobject_queststarter g WHERE g.quest = q.ID))
"""
PAID = (
    "q.RewardMoney + (CASE WHEN %s <> 0 AND (q.Flags & %s) = 0 "
    "THEN CAST(q.RewardBonusMoney AS SIGNED) ELSE 0 END)"
)
WRATH = f"""
SELECT q.ID, {PAID}
FROM quest_template q
WHERE q.MinLevel <= %s AND (q.QuestLevel <= 0 OR (q.QuestLevel >= %s AND q.QuestLevel <= %s))
  AND {PAID} > 0
  AND {STARTED}
ORDER BY 2 DESC, q.ID LIMIT %s
"""
TUNINGS = """
SELECT ContentTuningID FROM quest_template WHERE RewardMoneyDifficulty > 0
GROUP BY ContentTuningID ORDER BY ContentTuningID LIMIT 50000
"""
MASTER = f"""
SELECT q.RewardMoneyDifficulty, q.RewardMoneyMultiplier, q.ID FROM quest_template q
WHERE q.RewardMoneyDifficulty > 0 AND q.ContentTuningID IN ({{ids}}) AND {STARTED}
ORDER BY q.RewardMoneyDifficulty DESC, q.RewardMoneyMultiplier DESC, q.ID LIMIT %s
"""
HIGHEST_LEVEL = 80
"""3.3.5: where quests pay money for the experience they no longer give, unless MaxPlayerLevel of
worldserver.conf is lower."""
MOST = 400
"""Quests looked at."""


class PaidQuest(NamedTuple):
    """A quest with the copper it pays; how often it can be done: "", "repeatable", "daily",
    "weekly", "monthly"."""

    id: int
    title: str
    level: int | None
    min_level: int
    copper: int
    again: str


class Paid(NamedTuple):
    """Quests, best paid first.

    at_most_level: money instead of experience is counted in (the player is of the realm's highest
    level). missing: what has to be there to tell, "" where it is. truncated: more quests pay than
    were looked at.
    """

    quests: list[PaidQuest]
    at_most_level: bool
    missing: str = ""
    truncated: bool = False


class _Money(NamedTuple):
    quest: int
    copper: int


class _Grade(NamedTuple):
    """What orders quests of master before their money is known."""

    difficulty: int
    multiplier: float
    quest: int


async def paid_quests(realm: Realm, player_level: int, levels: range) -> Paid:
    """Quests of these levels that a player of `player_level` could be offered by somebody.

    Not asked for: race, class, reputation, profession and quests that come before.
    """
    if realm.branch is Branch.MASTER:
        return await _master(realm, player_level, levels)
    highest = player_level >= HIGHEST_LEVEL
    paid = [int(highest), NO_MONEY_FROM_XP]
    rows = await realm.world.fetch(
        WRATH, [*paid, player_level, levels[0], levels[-1], *paid, MOST + 1], row=_Money
    )
    found = await _described(realm, rows[:MOST], player_level)
    return Paid(found, highest, truncated=len(rows) > MOST)


async def _master(realm: Realm, player_level: int, levels: range) -> Paid:
    wanted = await candidates(realm, levels)
    if wanted is None:
        missing = "levels of quests: ContentTuning of the client or the hotfixes"
        return Paid([], False, missing)
    quests = await pool.load(realm, wanted[:MOST])
    tables = await worth.tables(realm, quests.values(), range(player_level, player_level + 1))
    if tables.money is None:
        return Paid([], False, realm.client.missing("QuestMoneyReward"))
    paid = [
        _Money(number, tables.worth(realm.branch, quest, player_level).copper or 0)
        for number, quest in quests.items()
    ]
    rows = sorted((row for row in paid if row.copper), key=lambda row: (-row.copper, row.quest))
    found = await _described(realm, rows, player_level)
    return Paid(found, False, truncated=len(wanted) > MOST)


async def candidates(realm: Realm, levels: range) -> list[int] | None:
    """Quests of master of these levels, those of the highest reward first; one more than MOST
    where there are more, None where no level is known."""
    ids = await realm.world.fetch(TUNINGS, row=int)
    known = await tuning_levels(realm, ids)
    if ids and all(one.min is None or one.max is None for one in known.values()):
        return None
    fitting = [
        number
        for number, one in known.items()
        if one.min is not None
        and one.max is not None
        and one.min <= levels[-1]
        and one.max >= levels[0]
    ]
    grades: list[_Grade] = []
    for start in range(0, len(fitting), CHUNK):
        chunk = fitting[start : start + CHUNK]
        sql = MASTER.replace("{ids}", ",".join(["%s"] * len(chunk)))
        grades += await realm.world.fetch(sql, [*chunk, MOST + 1], row=_Grade)
    grades.sort(key=lambda one: (-one.difficulty, -one.multiplier, one.quest))
    return [one.quest for one in grades[: MOST + 1]]


async def _described(realm: Realm, rows: list[_Money], player_level: int) -> list[PaidQuest]:
    """The quests that the realm has not switched off, with what they are."""
    ids = [row.quest for row in rows]
    quests = await pool.load(realm, ids)
    gone = await pool.disabled(realm, ids) | await pool.seasonal(realm, ids)
    return [
        PaidQuest(
            row.quest,
            quests[row.quest].title,
            quests[row.quest].level_for(player_level),
            quests[row.quest].min_level,
            row.copper,
            _again(quests[row.quest]),
        )
        for row in rows
        if row.quest in quests
        and row.quest not in gone
        and quests[row.quest].min_level <= player_level
        and not 0 < quests[row.quest].max_level < player_level
        and not quests[row.quest].flags & pool.UNAVAILABLE
    ]


def _again(quest: pool.PoolQuest) -> str:
    if quest.flags & DAILY:
        return "daily"
    if quest.flags & WEEKLY:
        return "weekly"
    if quest.special_flags & MONTHLY:
        return "monthly"
    return "repeatable" if quest.special_flags & REPEATABLE else ""
