"""What a quest gives: columns of quest_template, nearly the same on both branches."""

from __future__ import annotations

from typing import Any

from appliance.gamedata.lookup import column_list, numbered
from appliance.gamedata.quests.types import Choice, ItemCount, Reputation, Rewards
from appliance.gamedata.realm import Realm

REWARD_COLUMNS = (
    *("RewardXPDifficulty", "RewardXPMultiplier", "RewardMoney", "RewardMoneyDifficulty"),
    *("RewardMoneyMultiplier", "RewardBonusMoney", "RewardDisplaySpell", "RewardSpell"),
    *("RewardHonor", "RewardKillHonor", "RewardArenaPoints", "RewardTitle", "RewardTalents"),
    *("RewardSkillLineID", "RewardNumSkillUps", "QuestPackageID", "RewardFactionFlags"),
    *numbered("RewardDisplaySpell", 3),
    *(*numbered("RewardItem", 4), *numbered("RewardAmount", 4)),
    *(*numbered("RewardChoiceItemID", 6), *numbered("RewardChoiceItemQuantity", 6)),
    *(*numbered("RewardFactionID", 5), *numbered("RewardFactionValue", 5)),
    *(*numbered("RewardFactionOverride", 5), *numbered("RewardFactionCapIn", 5)),
    *(*numbered("RewardCurrencyID", 4), *numbered("RewardCurrencyQty", 4)),
)
_TYPES = numbered("Type", 6)
_CURRENCY = 1
"""quest_reward_choice_items.Type of a currency; 0 is an item (LootItemType)."""
_PERCENT_OF_POINT = 100
"""RewardFactionOverride is in hundredths of a reputation point."""


async def choice_types(realm: Realm, quest: int) -> tuple[int, ...]:
    """Of what type the six choices are; empty where all are items."""
    if not realm.schema.has("quest_reward_choice_items"):
        return ()
    sql = f"SELECT {column_list(_TYPES)} FROM quest_reward_choice_items WHERE QuestID = %s"
    rows = await realm.world.fetch(sql, [quest], row=_types)
    return rows[0] if rows else ()


def rewards(row: dict[str, Any], addon: dict[str, Any], types: tuple[int, ...]) -> Rewards:
    """The rewards in a row of quest_template and its addon; `types` are those of the choices."""
    shown = ("RewardDisplaySpell", *numbered("RewardDisplaySpell", 3))
    return Rewards(
        xp_difficulty=row["RewardXPDifficulty"],
        xp_multiplier=row.get("RewardXPMultiplier", 1.0),
        money=row.get("RewardMoney"),
        money_difficulty=row.get("RewardMoneyDifficulty", 0),
        money_multiplier=row.get("RewardMoneyMultiplier", 1.0),
        bonus_money=row["RewardBonusMoney"],
        items=_counted(row, "RewardItem", "RewardAmount", 4),
        choices=tuple(
            Choice(
                row[f"RewardChoiceItemID{n}"],
                row[f"RewardChoiceItemQuantity{n}"],
                bool(types) and types[n - 1] == _CURRENCY,
            )
            for n in range(1, 7)
            if row[f"RewardChoiceItemID{n}"]
        ),
        reputations=tuple(_reputation(row, n) for n in range(1, 6) if row[f"RewardFactionID{n}"]),
        currencies=_counted(row, "RewardCurrencyID", "RewardCurrencyQty", 4),
        spell=max(row["RewardSpell"], 0),
        shown_spells=tuple(row[name] for name in shown if row.get(name)),
        honor=row["RewardHonor"],
        kill_honor=row["RewardKillHonor"],
        arena_points=row["RewardArenaPoints"],
        title=row["RewardTitle"],
        talents=row.get("RewardTalents", 0),
        skill=row.get("RewardSkillLineID", 0),
        skill_points=row.get("RewardNumSkillUps", 0),
        package=row.get("QuestPackageID", 0),
        mail_template=addon.get("RewardMailTemplateID", 0),
        mail_delay_s=addon.get("RewardMailDelay", 0),
    )


def _counted(row: dict[str, Any], prefix: str, amount: str, count: int) -> tuple[ItemCount, ...]:
    return tuple(
        ItemCount(row[f"{prefix}{n}"], row[f"{amount}{n}"])
        for n in range(1, count + 1)
        if row.get(f"{prefix}{n}")
    )


def _reputation(row: dict[str, Any], index: int) -> Reputation:
    override = row[f"RewardFactionOverride{index}"]
    cap = row.get(f"RewardFactionCapIn{index}", 0)
    return Reputation(
        faction=row[f"RewardFactionID{index}"],
        index=row[f"RewardFactionValue{index}"],
        amount=int(override / _PERCENT_OF_POINT) if override else None,
        highest_rank=cap if cap else None,
    )


def _types(*types: int | None) -> tuple[int, ...]:
    return tuple(kind or 0 for kind in types)
