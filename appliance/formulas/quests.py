"""Experience of quests (TrinityCore QuestDef.cpp: Quest::RoundXPValue, GetXPReward, XPValue).

The table of base values (QuestXP.dbc, QuestXP.db2) is client data; callers look it up.
"""

from __future__ import annotations

from appliance.formulas.creature import float32

_FULL_TENTHS = 10


def round_xp(xp: int) -> int:
    """Round experience to steps of 5 up to 100, 10 up to 500, 25 up to 1000 and 50 above."""
    for limit, step in ((100, 5), (500, 10), (1000, 25)):
        if xp <= limit:
            return step * ((xp + step // 2) // step)
    return 50 * ((xp + 25) // 50)


def xp_tenths_wrath(quest_level: int, player_level: int) -> int:
    """How many tenths of a quest's experience a player gets, 1 to 10 (3.3.5).

    `quest_level` -1 stands for a quest of the player's own level.
    """
    return _tenths(quest_level, player_level, grace=20)


def quest_xp_wrath(base_xp: int, quest_level: int, player_level: int) -> int:
    """Experience of a quest before rates (3.3.5).

    `base_xp` is QuestXP.dbc's value for the quest's level and RewardXPDifficulty.
    """
    return round_xp(xp_tenths_wrath(quest_level, player_level) * base_xp // _FULL_TENTHS)


def quest_xp_master(
    base_xp: int, quest_level: int, player_level: int, multiplier: float = 1.0
) -> int:
    """Experience of a quest before rates and the cut for quests of past expansions (master).

    `base_xp` is QuestXP.db2's value for the quest's level and RewardXPDifficulty, `multiplier`
    the quest's RewardXPMultiplier.
    """
    tenths = _tenths(quest_level, player_level, grace=12)
    return round_xp(int(tenths * base_xp * multiplier) // _FULL_TENTHS)


def _tenths(quest_level: int, player_level: int, *, grace: int) -> int:
    level = player_level if quest_level == -1 else quest_level
    return max(1, min(_FULL_TENTHS, 2 * (level - player_level) + grace))


def quest_level_master(player_level: int, least: int, greatest: int) -> int:
    """The level a quest of master has for a player.

    `least` and `greatest` are those of its content tuning, `least` with TargetLevelDelta.

    Source (master): Player::GetQuestLevel; the quest of another side, which has the greatest
    level alone, is left out.
    """
    return min(player_level, greatest) if player_level >= least else least


def quest_money_master(base: int, multiplier: float) -> int:
    """Money of a quest in copper before rates.

    `base` is QuestMoneyReward.db2's value for the quest's level and RewardMoneyDifficulty.

    Source (master): Quest::MoneyValue.
    """
    return int(float32(float32(base) * float32(multiplier)))
