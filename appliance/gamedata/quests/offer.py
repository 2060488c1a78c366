"""The quests of a zone, and those of them that are for a player."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from appliance.formulas.reactions import Side
from appliance.gamedata.concurrency import concurrently
from appliance.gamedata.quests import eligible, parties, pool, prerequisites, reach, worth
from appliance.gamedata.quests.eligible import Facts, LeftOut, Player
from appliance.gamedata.quests.pool import PoolQuest
from appliance.gamedata.quests.prerequisites import Needs
from appliance.gamedata.quests.relations import Party
from appliance.gamedata.quests.worth import Worth
from appliance.gamedata.realm import Realm
from appliance.gamedata.world.zones import Zone

MAX_POOL = 1500
"""Most quests of one zone looked at."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Quests by id.

    fitting: for the player, with what they need and are worth. reasons: why the others are not.
    starters, enders: who offers and takes each. absent: fitting quests without a place to be taken
        or handed in, and why.
    """

    zone: Zone
    quests: Mapping[int, PoolQuest]
    fitting: Mapping[int, PoolQuest]
    reasons: Mapping[int, LeftOut]
    starters: Mapping[int, Sequence[Party]]
    enders: Mapping[int, Sequence[Party]]
    absent: Mapping[int, str]
    needs: Mapping[int, Needs]
    worths: Mapping[int, Worth]


async def offer(
    realm: Realm, where: Zone, player: Player, side: Side | None, *, repeatable: bool
) -> Offer:
    """The quests filed under a zone or started in it, sorted for a player."""
    async with concurrently() as questions:
        filed = questions.ask(pool.in_areas, realm, where.areas, limit=MAX_POOL)
        starting = questions.ask(parties.starting_in, realm, where.id, where.map)
    ids = [*dict.fromkeys([*filed.value, *starting.value])][:MAX_POOL]
    async with concurrently() as questions:
        loaded = questions.ask(pool.load, realm, ids)
        starters = questions.ask(parties.starters, realm, ids)
        enders = questions.ask(parties.enders, realm, ids)
        disabled = questions.ask(pool.disabled, realm, ids)
        seasonal = questions.ask(pool.seasonal, realm, ids)
        in_events = questions.ask(parties.in_events, realm, ids)
    quests = loaded.value
    facts = Facts(
        disabled.value,
        seasonal.value | (in_events.value - starters.value.keys()),
        await parties.of_enemies(realm, starters.value, side),
    )
    asked = {
        number: eligible.why_not(realm.branch, quest, player, facts, repeatable=repeatable)
        for number, quest in quests.items()
    }
    reasons = {number: reason for number, reason in asked.items() if reason is not None}
    fitting = {number: one for number, one in quests.items() if number not in reasons}
    needs = await prerequisites.needs(realm, fitting)
    reasons |= eligible.kept_back(needs, player)
    fitting = {number: one for number, one in quests.items() if number not in reasons}
    return Offer(
        zone=where,
        quests=quests,
        fitting=fitting,
        reasons=reasons,
        starters=starters.value,
        enders=enders.value,
        absent=await reach.out_of_reach(
            realm, fitting, starters.value, enders.value, player.in_log
        ),
        needs=needs,
        worths=await _worths(realm, fitting, player.level),
    )


async def _worths(realm: Realm, quests: Mapping[int, PoolQuest], level: int) -> dict[int, Worth]:
    tables = await worth.tables(realm, list(quests.values()), range(level, level + 1))
    return {number: tables.worth(realm.branch, one, level) for number, one in quests.items()}
