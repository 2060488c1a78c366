"""What killing creatures and gathering from nodes is worth, and where it brings most."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import trio

from appliance.formulas.economy import mean_money
from appliance.formulas.reactions import Side
from appliance.gamedata.economy import nodes as gathered
from appliance.gamedata.economy.expected import Place, Yield, expected
from appliance.gamedata.economy.nodes import Node
from appliance.gamedata.economy.prey import Found, Prey, prey
from appliance.gamedata.economy.professions import cutting_skill
from appliance.gamedata.economy.ranking import Ranking, rank
from appliance.gamedata.economy.values import Values, values
from appliance.gamedata.loot.tables import LootKind
from appliance.gamedata.realm import Realm
from appliance.gamedata.world.spawns import CREATURE, GAMEOBJECT


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a player can do and wants.

    levels: of creatures. professions: SkillType numbers; skill: the points in them, None for any.
    radius: yards, of a ground. by_hour: order by the value of an hour, else of one kill.
    medians: auction prices of pieces that count beside those of vendors.
    """

    levels: range
    professions: frozenset[int] = frozenset()
    skill: int | None = None
    pickpocketing: bool = False
    elites: bool = False
    side: Side | None = None
    map_id: int | None = None
    radius: float = 120.0
    least_respawn_s: int = 1
    by_hour: bool = True
    limit: int = 10
    medians: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Catch:
    """What one kill gives: mean copper, and what each of its loot templates holds."""

    prey: Prey
    money: float
    yields: Mapping[LootKind, Yield]

    def worth(self, known: Values) -> float:
        """The mean value of one kill."""
        return self.money + sum(known.worth(found) for found in self.yields.values())


@dataclass(frozen=True, slots=True)
class Hunt:
    """Creatures, best first, with what they give."""

    found: Found
    catches: Mapping[int, Catch]
    known: Values
    ranking: Ranking


@dataclass(frozen=True, slots=True)
class Harvest:
    """Nodes, best first, with what they give; `missing` as in `nodes.Nodes`."""

    nodes: Mapping[int, Node]
    yields: Mapping[int, Yield]
    known: Values
    ranking: Ranking
    missing: str


async def hunt(realm: Realm, wish: Wish) -> Hunt:
    """The creatures that bring most."""
    found = await prey(realm, wish.levels, elites=wish.elites, side=wish.side)
    uses = {one.entry: _templates(one, wish) for one in found.prey}
    wanted: dict[LootKind, set[int]] = {}
    for places in uses.values():
        for kind, number in places:
            wanted.setdefault(kind, set()).add(number)
    loots = await expected(realm, wanted)
    known = await values(realm, loots.values(), wish.medians)
    catches = {one.entry: _catch(one, uses[one.entry], loots) for one in found.prey}
    worth = await trio.to_thread.run_sync(_worths, catches, known)
    ranking = await _rank(realm, CREATURE, worth, wish)
    return Hunt(found, catches, known, ranking)


async def harvest(realm: Realm, wish: Wish) -> Harvest:
    """The nodes that bring most."""
    found = await gathered.nodes(realm, wish.professions, skill=wish.skill)
    loots = await expected(realm, {LootKind.GAMEOBJECT: {one.loot for one in found.nodes}})
    known = await values(realm, loots.values(), wish.medians)
    by_entry = {one.entry: one for one in found.nodes}
    yields = {
        number: loots.get((LootKind.GAMEOBJECT, one.loot), ()) for number, one in by_entry.items()
    }
    worth = {number: one.uses * known.worth(yields[number]) for number, one in by_entry.items()}
    ranking = await _rank(realm, GAMEOBJECT, worth, wish)
    return Harvest(by_entry, yields, known, ranking, found.missing)


def _templates(one: Prey, wish: Wish) -> Sequence[Place]:
    """The loot templates of a creature that the player gets at."""
    found = [(LootKind.CREATURE, one.loot)]
    if cutting_skill(one.type_flags) in wish.professions:
        found.append((LootKind.SKINNING, one.skin_loot))
    if wish.pickpocketing:
        found.append((LootKind.PICKPOCKETING, one.pickpocket_loot))
    return [place for place in found if place[1]]


def _catch(one: Prey, places: Collection[Place], loots: Mapping[Place, Yield]) -> Catch:
    return Catch(
        one,
        mean_money(one.money_min, one.money_max),
        {place[0]: loots[place] for place in places if place in loots},
    )


def _worths(catches: Mapping[int, Catch], known: Values) -> dict[int, float]:
    return {entry: catch.worth(known) for entry, catch in catches.items()}


async def _rank(realm: Realm, kind: str, worth: Mapping[int, float], wish: Wish) -> Ranking:
    return await rank(
        realm,
        kind,
        worth,
        radius=wish.radius,
        limit=wish.limit,
        by_hour=wish.by_hour,
        map_id=wish.map_id,
        least_respawn_s=wish.least_respawn_s,
    )
