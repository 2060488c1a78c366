"""What get-gold-making-strategies says about how it was computed and what it does not know."""

from __future__ import annotations

from appliance.gamedata.economy.auctions import Snapshot
from appliance.gamedata.economy.hunting import Harvest, Hunt, Wish
from appliance.gamedata.economy.profits import Profits
from appliance.gamedata.economy.quest_money import MOST, Paid
from appliance.gamedata.realm import Realm
from appliance.tools.economy.amounts import NO_CHARACTERS
from appliance.tools.economy.gold_models import GetGoldMakingStrategies


def formulas(query: GetGoldMakingStrategies, wish: Wish, quests: Paid, wrath: bool) -> list[str]:
    """How the numbers came about."""
    found = [
        "value of a kill = mean money (Loot::generateMoneyLoot: (least + most) / 2) + sum over "
        "loot of expected pieces x unit value, at the default drop and money rates",
        "unit value = what a vendor pays; the auction median of a unit where that is more, the "
        f"item can be traded and at least {query.least_listings} listings have a buyout",
        f"per hour at most = sum over spawns within {query.radius} yards of share x 3600 / respawn "
        "in seconds; share < 1 where a pool shows only some of its members (PoolGroup)",
        f"creatures of level {wish.levels[0]} to {wish.levels[-1]} that can be attacked, serve no "
        "player (npcflag 0), are no civilians, guards, triggers or bosses"
        + ("" if wish.elites else ", and no elites"),
    ]
    if wrath:
        found.append(
            "quest money = RewardMoney"
            + (
                " + RewardBonusMoney (highest level, 80; not with flag 0x100)"
                if quests.at_most_level
                else ""
            )
        )
    else:
        found.append("quest money = QuestMoneyReward of the quest's level x RewardMoneyMultiplier")
    return found


def notes(
    realm: Realm,
    wish: Wish,
    *,
    hunt: Hunt,
    harvest: Harvest | None,
    quests: Paid,
    made: Profits | None,
    market: Snapshot | None,
) -> list[str]:
    """What is left out or not known."""
    found = [
        "not counted: loot that needs a quest or has conditions, spawns of game events and phases, "
        "killing and travel time, competition",
    ]
    if wish.map_id is None:
        found.append("instances are left out (instance_template); mapId names one")
    if not hunt.found.levels_known:
        found.append(
            f"creatures: no level is known ({realm.client.missing('ContentTuning')}), so none fits"
        )
    if not hunt.found.sides_known:
        found.append(
            "friendly creatures may be among these: " + realm.client.missing("FactionTemplate")
        )
    if hunt.found.truncated:
        found.append("more creatures are of these levels than were looked at")
    if not hunt.ranking.exact:
        found.append("creatures that were not looked at closely might bring as much as the last")
    if harvest is not None:
        found += _of_nodes(wish, harvest)
    if market is None:
        found.append(f"auction prices and vendor flips: {NO_CHARACTERS}")
    elif market.truncated:
        found.append("more auctions run than were read: medians are of a part")
    if quests.missing:
        found.append(f"quests: {quests.missing}")
    if quests.truncated:
        found.append(f"only the {MOST} best paid quests were looked at")
    found.append("quests: race, class, reputation and quests that come before are not checked")
    if made is not None and made.missing:
        found.append(f"recipes: {made.missing}")
    if any(price.uncertain for price in hunt.known.prices.values()):
        found.append("some vendor prices are those of ItemSparse; the server may compute others")
    return found


def _of_nodes(wish: Wish, harvest: Harvest) -> list[str]:
    found = []
    if harvest.missing:
        found.append(f"which chests are herbs and veins: {harvest.missing}")
    if wish.skill is None:
        found.append("skill points are not checked: professionSkill leaves out what needs more")
    if not harvest.ranking.exact:
        found.append("nodes that were not looked at closely might bring as much as the last")
    return found
