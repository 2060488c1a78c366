"""What optimize-quest-route says besides the route: formula, inputs, what is not known."""

from __future__ import annotations

from appliance.gamedata.quests.offer import Offer
from appliance.gamedata.quests.route import CAMP_YARDS, Route
from appliance.gamedata.realm import Branch, Realm
from appliance.tools.decode import client_file
from appliance.tools.progress.player import Asked
from appliance.tools.progress.quest_route_models import OptimizeQuestRoute

_WRATH = (
    "XP: Quest::GetXPReward: QuestXP[quest level][RewardXPDifficulty] x clamp(2 x (quest level - "
    "player level) + 20, 1, 10) / 10, rounded by Quest::RoundXPValue. "
)
_MASTER = (
    "XP: Quest::XPValue: QuestXP[quest level][RewardXPDifficulty] x RewardXPMultiplier x clamp(2 x "
    "(quest level - player level) + 12, 1, 10) / 10, rounded; a cut for past expansions is not "
    "applied. "
)
_ROUTE = (
    "Route: cheapest insertion of the nearest stop, then 2-opt and single moves, nothing before "
    "what it needs; one camp for each objective, the nearest to where the quest starts"
)


def formula(branch: Branch) -> str:
    """How the numbers come about."""
    return (_WRATH if branch is Branch.WRATH else _MASTER) + _ROUTE


def inputs(query: OptimizeQuestRoute, found: Offer, count: int) -> str:
    """The numbers that went in."""
    return (
        f"player level {query.player_level}; {len(found.quests)} quests of {len(found.zone.areas)} "
        f"area(s), {len(found.fitting)} for this player, {count} on the route (at most "
        f"{query.max_quests}); camps of {CAMP_YARDS:.0f} yards; rates 1"
    )


def notes(
    realm: Realm,
    query: OptimizeQuestRoute,
    asked: Asked,
    found: Offer,
    spawns_cut: bool,
    route: Route,
) -> list[str]:
    """What is not known, and what needs a word."""
    said = ["distances are straight lines: roads, heights, flights and portals are not known"]

    def file(name: str) -> str:
        return client_file(realm.branch, name)

    if found.zone.map is None:
        said.append(
            f"without {file('AreaTable')} the zone has no name, areas inside it are not looked at, "
            "and quests that merely start in it are found only where spawns have their zone"
        )
    if any(one.xp is None for one in found.worths.values()):
        missing = f"{file('QuestXP')}, ContentTuning" if _master(realm) else file("QuestXP")
        said.append(f"xp is missing where {missing} does not say it")
    if any(one.copper is None for one in found.worths.values()):
        said.append(f"money is missing where {file('QuestMoneyReward')} does not say it")
    if asked.player.done is None:
        said.append(
            "without characterId it is not known which quests are done; needs.first names those "
            "to be done before that are not on the route"
        )
    if asked.side is None:
        said.append("without faction, raceId or characterId quests of both sides are mixed")
    if len(route.maps) > 1:
        said.append("the way from one map to another is not counted")
    if spawns_cut:
        said.append("there are more spawns than are looked at: a nearer camp may exist")
    return said


def _master(realm: Realm) -> bool:
    return realm.branch is Branch.MASTER
