"""How much a quest gives where a client table says it: experience, money, reputation, names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from appliance.formulas.quests import (
    quest_level_master,
    quest_money_master,
    quest_xp_master,
    quest_xp_wrath,
)
from appliance.gamedata import client
from appliance.gamedata.quests.types import ItemCount, Quest
from appliance.gamedata.realm import Branch, Realm

GAINED, LOST = 1, 2
"""Records of QuestFactionReward: reputation that is gained, and that is lost."""


@dataclass(frozen=True, slots=True)
class Experience:
    """Experience for a player of a level, before rates; `base` is the table's value."""

    amount: int
    base: int
    quest_level: int
    player_level: int


@dataclass(frozen=True, slots=True)
class Amounts:
    """What client tables add to a quest's rewards; None or nothing where they do not tell.

    money: master, for the same level as `experience`. reputations: by RewardFactionValue.
    letter: subject and text. package: the items of which master gives what suits the player.
    """

    experience: Experience | None
    money: int | None
    reputations: Mapping[int, int]
    title: str | None
    letter: tuple[str, str] | None
    package: tuple[ItemCount, ...] | None


async def amounts(realm: Realm, quest: Quest, player_level: int | None, locale: str) -> Amounts:
    """What the quest gives to a player of that level, by default of the quest's own level."""
    rewards = quest.rewards
    levels = _levels(realm.branch, quest, player_level)
    titles = await client.names(realm, "CharTitles", _some(rewards.title), "Name", locale)
    return Amounts(
        experience=await _experience(realm, quest, levels),
        money=await _money(realm, quest, levels),
        reputations=await _reputations(realm, {one.index for one in rewards.reputations}),
        title=titles.get(rewards.title),
        letter=await _letter(realm, rewards.mail_template, locale),
        package=await _package(realm, rewards.package),
    )


async def quest_sort(realm: Realm, sort: int, locale: str) -> str | None:
    """The name of a QuestSort, where a quest is listed that belongs to no zone."""
    return (await client.names(realm, "QuestSort", [sort], "SortName", locale)).get(sort)


def _levels(branch: Branch, quest: Quest, player_level: int | None) -> tuple[int, int] | None:
    """(the quest's level, the player's); None where nothing says them."""
    if branch is Branch.WRATH:
        own = quest.level if quest.level is not None and quest.level > 0 else None
        player = player_level or own
        return None if player is None else (own or player, player)
    tuning = quest.tuning
    if tuning is None or tuning.quest_level is None or tuning.max_level is None:
        return None
    player = player_level or tuning.max_level
    return quest_level_master(player, tuning.quest_level, tuning.max_level), player


async def _experience(
    realm: Realm, quest: Quest, levels: tuple[int, int] | None
) -> Experience | None:
    rewards = quest.rewards
    if levels is None or not rewards.xp_difficulty:
        return None
    quest_level, player_level = levels
    base = await _cell(realm, "QuestXP", quest_level, rewards.xp_difficulty)
    if base is None:
        return None
    if realm.branch is Branch.WRATH:
        amount = quest_xp_wrath(base, quest_level, player_level)
    else:
        amount = quest_xp_master(base, quest_level, player_level, rewards.xp_multiplier)
    return Experience(amount, base, quest_level, player_level)


async def _money(realm: Realm, quest: Quest, levels: tuple[int, int] | None) -> int | None:
    rewards = quest.rewards
    if levels is None or not rewards.money_difficulty:
        return None
    base = await _cell(realm, "QuestMoneyReward", levels[0], rewards.money_difficulty)
    return None if base is None else quest_money_master(base, rewards.money_multiplier)


async def _cell(realm: Realm, table: str, level: int, difficulty: int) -> int | None:
    """A value of a table with a record for each level and ten columns."""
    if not await client.has(realm, table):
        return None
    row = await client.record(realm, table, level)
    if row is None or not 0 <= difficulty < len(row["Difficulty"]):
        return None
    value: int = row["Difficulty"][difficulty]
    return value


async def _reputations(realm: Realm, indexes: set[int]) -> dict[int, int]:
    """Amounts by RewardFactionValue.

    Source (both branches): Player::RewardReputation(Quest const*).
    """
    if not indexes or not await client.has(realm, "QuestFactionReward"):
        return {}
    rows = await client.records(realm, "QuestFactionReward", [GAINED, LOST])
    found = {}
    for index in indexes:
        row = rows.get(LOST if index < 0 else GAINED)
        if row is not None and abs(index) < len(row["Difficulty"]):
            found[index] = row["Difficulty"][abs(index)]
    return found


async def _letter(realm: Realm, template: int, locale: str) -> tuple[str, str] | None:
    """Subject and text of a letter (3.3.5)."""
    if not template or not await client.has(realm, "MailTemplate"):
        return None
    row = await client.record(realm, "MailTemplate", template, locale)
    return None if row is None else (row.get("Subject", ""), row["Body"])


async def _package(realm: Realm, number: int) -> tuple[ItemCount, ...] | None:
    if not number or not await client.has(realm, "QuestPackageItem"):
        return None
    rows = await client.find(realm, "QuestPackageItem", "PackageID", [number])
    return tuple(ItemCount(row["ItemID"], row["ItemQuantity"]) for row in rows)


def _some(number: int) -> list[int]:
    return [number] if number else []
