"""get-gold-making-strategies: what brings money, ranked by what the realm's data says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from appliance.clock import SystemClock
from appliance.errors import InvalidArgument
from appliance.formulas.reactions import Side
from appliance.gamedata.concurrency import concurrently
from appliance.gamedata.economy import auctions, flips, hunting, profits, quest_money
from appliance.gamedata.economy.auctions import Snapshot
from appliance.gamedata.economy.flips import Flip
from appliance.gamedata.economy.hunting import Harvest, Hunt, Wish
from appliance.gamedata.economy.professions import (
    FISHING,
    HERBALISM,
    MINING,
    known,
    parse,
)
from appliance.gamedata.economy.profits import Profits
from appliance.gamedata.economy.quest_money import Paid
from appliance.gamedata.realm import Branch, Realm
from appliance.tools.context import Scope, ToolContext
from appliance.tools.economy import gold_notes, gold_parts
from appliance.tools.economy.gold_models import (
    GetGoldMakingStrategies,
    GoldMaking,
    Order,
    SideName,
)
from appliance.tools.models import Coded
from appliance.tools.registry import Sources, tool

_SIDES = {SideName.ALLIANCE: Side.ALLIANCE, SideName.HORDE: Side.HORDE}
_GATHERING = frozenset((HERBALISM, MINING, FISHING))


@dataclass(frozen=True, slots=True)
class Earned:
    """Everything that was found; None for what was not asked for."""

    hunt: Hunt
    harvest: Harvest | None
    flips: list[Flip] | None
    quests: Paid
    profits: Profits | None


@tool(
    "get-gold-making-strategies",
    title="Ways to earn gold",
    scope=Scope.REALM_READ,
    read_only=True,
    timeout_s=15,
    sources=Sources(
        wrath="world: creature_template, creature, gameobject, pools, loot tables, "
        "item_template, npc_vendor, quest_template; characters: auctionhouse; client:"
        " Lock, Spell, SkillLineAbility, FactionTemplate",
        master="world: the same with creature_template_difficulty; client and hotfixes: "
        "ContentTuning, ItemSparse, QuestMoneyReward, Lock, SpellName and its side "
        "tables; characters: auctionhouse, auction_items",
    ),
)
async def get_gold_making_strategies(
    query: GetGoldMakingStrategies, context: ToolContext
) -> GoldMaking:
    """Rank ways to earn gold at a level from the realm's data: kills, herbs and veins, vendor
    goods, quests, recipes. Per hour is a bound by respawn; killing speed is unknown."""
    realm = context.realm
    professions, unknown = parse(realm.branch, query.professions)
    if unknown:
        listed = ", ".join(known(realm.branch).values())
        raise InvalidArgument("professions: one is none of this branch", hint=f"there are {listed}")
    market = await _market(realm, query)
    medians = market.medians(least_listings=query.least_listings) if market else {}
    wish = _wish(query, professions, medians)
    earned = await _earn(realm, query, wish, market)
    return await _answer(realm, query, professions, wish, earned, market)


def _wish(
    query: GetGoldMakingStrategies, professions: Mapping[int, str], medians: Mapping[int, int]
) -> Wish:
    low = max(1, query.player_level - query.levels_below)
    return Wish(
        levels=range(low, query.player_level + query.levels_above + 1),
        professions=frozenset(professions),
        skill=query.profession_skill,
        pickpocketing=query.pickpocketing,
        elites=query.include_elites,
        side=_SIDES[query.faction] if query.faction is not None else None,
        map_id=query.map_id,
        radius=float(query.radius),
        least_respawn_s=query.min_respawn_s,
        by_hour=query.sort is Order.PER_HOUR,
        limit=query.limit,
        medians=medians,
    )


async def _market(realm: Realm, query: GetGoldMakingStrategies) -> Snapshot | None:
    if realm.characters is None:
        return None
    now = int(SystemClock().now().timestamp())
    houses = () if query.house_id is None else (query.house_id,)
    return await auctions.snapshot(realm, realm.characters, now=now, houses=houses)


async def _earn(
    realm: Realm, query: GetGoldMakingStrategies, wish: Wish, market: Snapshot | None
) -> Earned:
    gathers = bool(_GATHERING & wish.professions)
    async with concurrently() as questions:
        ask = questions.ask
        hunt = ask(hunting.hunt, realm, wish)
        quests = ask(quest_money.paid_quests, realm, query.player_level, wish.levels)
        harvest = ask(hunting.harvest, realm, wish) if gathers else None
        flipped = ask(flips.flips, realm, market, wish.medians) if market is not None else None
        made = (
            ask(profits.profits, realm, wish.professions, wish.medians, skill=wish.skill)
            if wish.professions
            else None
        )
    return Earned(
        hunt.value,
        harvest.value if harvest is not None else None,
        flipped.value if flipped is not None else None,
        quests.value,
        made.value if made is not None else None,
    )


async def _answer(
    realm: Realm,
    query: GetGoldMakingStrategies,
    professions: Mapping[int, str],
    wish: Wish,
    earned: Earned,
    market: Snapshot | None,
) -> GoldMaking:
    locale, limit = query.locale.value, query.limit
    words = await gold_parts.words(
        realm,
        locale,
        earned.hunt,
        earned.harvest,
        (earned.flips or [])[:limit],
        earned.profits.profits[:limit] if earned.profits is not None else [],
        professions,
    )
    return GoldMaking(
        source=realm.source,
        player_level=query.player_level,
        creature_levels=[wish.levels[0], wish.levels[-1]],
        professions=[
            Coded(id=number, name=words.skills.get(number)) for number in sorted(professions)
        ],
        creatures=gold_parts.creature_loops(realm, earned.hunt, words),
        nodes=gold_parts.node_loops(earned.harvest, words) if earned.harvest else None,
        vendor_flips=gold_parts.vendor_flips(earned.flips, words, limit)
        if earned.flips is not None
        else None,
        quests=gold_parts.quests(earned.quests, limit),
        recipes=gold_parts.recipe_profits(earned.profits, words, limit)
        if earned.profits is not None and not earned.profits.missing
        else None,
        formulas=gold_notes.formulas(query, wish, earned.quests, realm.branch is Branch.WRATH),
        notes=gold_notes.notes(
            realm,
            wish,
            hunt=earned.hunt,
            harvest=earned.harvest,
            quests=earned.quests,
            made=earned.profits,
            market=market,
        ),
    )
