"""What many quests give a player of a level: experience and money."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from appliance.clientdata.interface import Record
from appliance.formulas.quests import quest_money_master, quest_xp_master, quest_xp_wrath
from appliance.gamedata import client
from appliance.gamedata.quests.pool import PoolQuest
from appliance.gamedata.realm import Branch, Realm


class Worth(NamedTuple):
    """Experience and copper; None where a client file is missing that says it."""

    xp: int | None
    copper: int | None


class Tables(NamedTuple):
    """Rows of QuestXP and QuestMoneyReward by level; None without the file."""

    experience: dict[int, Record] | None
    money: dict[int, Record] | None

    def worth(self, branch: Branch, quest: PoolQuest, player_level: int) -> Worth:
        """What a quest gives at a level, before the rates of worldserver.conf."""
        level = quest.level_for(player_level)
        return Worth(self._xp(branch, quest, level, player_level), self._copper(quest, level))

    def _xp(
        self, branch: Branch, quest: PoolQuest, level: int | None, player_level: int
    ) -> int | None:
        if not quest.xp_difficulty:
            return 0
        base = _entry(self.experience, level, quest.xp_difficulty)
        if base is None or level is None:
            return None
        if branch is Branch.WRATH:
            return quest_xp_wrath(base, level, player_level)
        return quest_xp_master(base, level, player_level, quest.xp_multiplier)

    def _copper(self, quest: PoolQuest, level: int | None) -> int | None:
        if quest.money is not None:
            return max(0, quest.money)
        if not quest.money_difficulty:
            return 0
        base = _entry(self.money, level, quest.money_difficulty)
        return None if base is None else quest_money_master(base, quest.money_multiplier)


async def tables(realm: Realm, quests: Collection[PoolQuest], player_levels: range) -> Tables:
    """The rows that decide about the quests for players of these levels."""
    levels = {quest.level_for(level) for quest in quests for level in player_levels} - {None}
    wanted = {level for level in levels if level is not None}
    return Tables(
        await _rows(realm, "QuestXP", wanted), await _rows(realm, "QuestMoneyReward", wanted)
    )


async def _rows(realm: Realm, name: str, levels: Collection[int]) -> dict[int, Record] | None:
    if not await client.has(realm, name):
        return None
    return await client.records(realm, name, levels)


def _entry(rows: dict[int, Record] | None, level: int | None, difficulty: int) -> int | None:
    """The value of a row; None without the file. A level without a row gives nothing."""
    if rows is None or level is None:
        return None
    row = rows.get(level)
    values = row["Difficulty"] if row is not None else ()
    return int(values[difficulty]) if difficulty < len(values) else 0
