"""The rewards in get-quest-info's answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from appliance.gamedata.enums import Enums
from appliance.gamedata.loot.drops import LootTable
from appliance.gamedata.quests.amounts import Amounts, Experience
from appliance.gamedata.quests.types import NO_MONEY_FROM_XP, ItemCount, Quest, Reputation
from appliance.tools.decode import coded, money
from appliance.tools.models import Coded
from appliance.tools.quests import models

XP_WRATH = (
    "base * min(max(2 * (quest level - player level) + 20, 1), 10) / 10, rounded to steps of 5 to "
    "50 (3.3.5: Quest::GetXPReward, RoundXPValue)"
)
XP_MASTER = (
    "base * multiplier * min(max(2 * (quest level - player level) + 12, 1), 10) / 10, rounded to "
    "steps of 5 to 50; players of the last levels get a ninth for quests of earlier expansions "
    "(master: Quest::XPValue, RoundXPValue)"
)
MONEY_MASTER = (
    "QuestMoneyReward at the quest's level and RewardMoneyDifficulty * RewardMoneyMultiplier, "
    "before Rate.Quest.Money (master: Quest::MoneyValue)"
)


@dataclass(frozen=True, slots=True)
class Names:
    """Names of what a quest is about, each by id; an id that is missing has none here."""

    items: Mapping[int, str]
    creatures: Mapping[int, str]
    gameobjects: Mapping[int, str]
    spells: Mapping[int, str]
    factions: Mapping[int, str]
    quests: Mapping[int, str]
    currencies: Mapping[int, str]
    skills: Mapping[int, str]


def rewards(
    enums: Enums,
    quest: Quest,
    amounts: Amounts,
    names: Names,
    letter: models.RewardMail | None,
) -> models.QuestRewards:
    """What it gives."""
    found = quest.rewards
    pays = amounts.money if found.money is None else found.money
    pays = pays or 0
    no_bonus = quest.flags.get("QuestFlags", 0) & NO_MONEY_FROM_XP
    return models.QuestRewards(
        experience=_experience(quest, amounts.experience),
        money=money(pays) if pays > 0 else None,
        money_formula=MONEY_MASTER if found.money is None and pays else None,
        money_required=money(-pays) if pays < 0 else None,
        money_difficulty=found.money_difficulty or None,
        money_multiplier=_unless_one(found.money_multiplier),
        money_at_max_level=money(found.bonus_money) if found.bonus_money and not no_bonus else None,
        items=[amount(one, names) for one in found.items],
        choices=[
            models.ChoiceReward(
                item=None if one.currency else Coded(id=one.id, name=names.items.get(one.id)),
                currency=_currency(one.id, names) if one.currency else None,
                count=one.count,
            )
            for one in found.choices
        ],
        package_id=found.package or None,
        package=None
        if amounts.package is None
        else [amount(one, names) for one in amounts.package],
        currencies=[
            models.CurrencyReward(currency=_currency(one.item, names), count=one.count)
            for one in found.currencies
        ],
        reputations=[_reputation(enums, one, amounts, names) for one in found.reputations],
        spell=spell(found.spell, names),
        shown_spells=[Coded(id=one, name=names.spells.get(one)) for one in found.shown_spells],
        honor=found.honor or None,
        honor_of_kills=found.kill_honor or None,
        arena_points=found.arena_points or None,
        title=Coded(id=found.title, name=amounts.title) if found.title else None,
        talents=found.talents or None,
        skill=Coded(id=found.skill, name=names.skills.get(found.skill)) if found.skill else None,
        skill_points=found.skill_points or None,
        mail=letter,
    )


def _experience(quest: Quest, found: Experience | None) -> models.Experience | None:
    rewards = quest.rewards
    if not rewards.xp_difficulty:
        return None
    plain = models.Experience(
        difficulty=rewards.xp_difficulty, multiplier=_unless_one(rewards.xp_multiplier)
    )
    if found is None:
        return plain
    inputs = (
        f"QuestXP[{found.quest_level}][{rewards.xp_difficulty}] = {found.base}, quest level "
        f"{found.quest_level}, player level {found.player_level}"
    )
    if quest.tuning is not None:
        inputs += f", multiplier {rewards.xp_multiplier:g}"
    return plain.model_copy(
        update={
            "amount": found.amount,
            "player_level": found.player_level,
            "formula": XP_WRATH if quest.tuning is None else XP_MASTER,
            "inputs": inputs,
        }
    )


def amount(one: ItemCount, names: Names) -> models.ItemAmount:
    """Pieces of an item."""
    return models.ItemAmount(
        item=Coded(id=one.item, name=names.items.get(one.item)), count=one.count
    )


def spell(number: int, names: Names) -> Coded | None:
    """A spell; None for 0."""
    return Coded(id=number, name=names.spells.get(number)) if number else None


def mail(
    quest: Quest, amounts: Amounts, names: Names, sender: int, loot: LootTable | None
) -> models.RewardMail | None:
    """The letter that comes afterwards; None without one."""
    if not quest.rewards.mail_template:
        return None
    return models.RewardMail(
        template_id=quest.rewards.mail_template,
        subject=amounts.letter[0] or None if amounts.letter else None,
        text=amounts.letter[1] or None if amounts.letter else None,
        delay_s=quest.rewards.mail_delay_s,
        sender=Coded(id=sender, name=names.creatures.get(sender)) if sender else None,
        items=[
            models.MailItem(
                item=Coded(id=drop.item, name=drop.name),
                chance_percent=round(drop.chance_percent, 4),
                min_count=drop.min_count,
                max_count=drop.max_count,
            )
            for drop in (loot.drops if loot else ())
        ],
        truncated=loot.truncated if loot else False,
    )


def _currency(number: int, names: Names) -> Coded:
    return Coded(id=number, name=names.currencies.get(number))


def _reputation(
    enums: Enums, one: Reputation, amounts: Amounts, names: Names
) -> models.ReputationReward:
    rank = one.highest_rank
    amount = amounts.reputations.get(one.index) if one.amount is None else one.amount
    return models.ReputationReward(
        faction=Coded(id=one.faction, name=names.factions.get(one.faction)),
        amount=amount,
        table_entry=one.index if one.amount is None else None,
        until_rank=None if rank is None else coded(enums, "ReputationRank", rank),
    )


def _unless_one(multiplier: float) -> float | None:
    return None if multiplier == 1.0 else multiplier
