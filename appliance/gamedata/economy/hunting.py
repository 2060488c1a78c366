"""What killing creatures and gathering from nodes is worth, and where it brings most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import trio

from appliance.formulas.economy import mean_money
from appliance.formulas.reactions import Side
from appliance.gamedata.economy import nodes as gathered
from appliance.gamedata.economy.expected import Loots, Place, expected
from appliance.gamedata.economy.nodes import Node
from appliance.gamedata.economy.prey import Found, Prey, prey
from appliance.gamedata.economy.professions import cutting_skill
from appliance.gamedata.economy.ranking import Ranking, rank
from appliance.gamedata.economy.values import Part, Values, values
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


class Catch(NamedTuple):
    """What one kill gives: mean copper, and loot templates that the player gets at."""

    prey: Prey
    money: float
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Hunt:
    """Creatures, best first, with what they give."""

    found: Found
    catches: Mapping[int, Catch]
    loots: Loots
    known: Values
    ranking: Ranking

    def parts(self, entry: int) -> list[tuple[LootKind, Part]]:
        """What each item of a creature's templates adds to the value of a kill, most first."""
        found = [
            (place[0], part)
            for place in self.catches[entry].places
            for part in self.known.parts(self.loots.whole(place))
        ]
        return sorted(found, key=lambda pair: (-pair[1].copper, pair[1].item))


@dataclass(frozen=True, slots=True)
class Harvest:
    """Nodes, best first, with what they give; `missing` as in `nodes.Nodes`."""

    nodes: Mapping[int, Node]
    loots: Loots
    known: Values
    ranking: Ranking
    missing: str

    def parts(self, entry: int) -> list[Part]:
        """What each item adds to the value of a node until it is gone, most first."""
        node = self.nodes[entry]
        found = self.known.parts(self.loots.whole((LootKind.GAMEOBJECT, node.loot)))
        return [part._replace(pieces=part.pieces * node.uses) for part in found]


async def hunt(realm: Realm, wish: Wish) -> Hunt:
    """The creatures that bring most."""
    found = await prey(realm, wish.levels, elites=wish.elites, side=wish.side)
    uses = {one.entry: _templates(one, wish) for one in found.prey}
    wanted: dict[LootKind, set[int]] = {}
    for places in uses.values():
        for kind, number in places:
            wanted.setdefault(kind, set()).add(number)
    loots = await expected(realm, wanted)
    known = await values(realm, loots, wish.medians)
    catches = {
        one.entry: Catch(one, mean_money(one.money_min, one.money_max), uses[one.entry])
        for one in found.prey
    }
    worth = await trio.to_thread.run_sync(_worths, catches, loots, known)
    ranking = await _rank(realm, CREATURE, worth, wish)
    return Hunt(found, catches, loots, known, ranking)


async def harvest(realm: Realm, wish: Wish) -> Harvest:
    """The nodes that bring most."""
    found = await gathered.nodes(realm, wish.professions, skill=wish.skill)
    loots = await expected(realm, {LootKind.GAMEOBJECT: {one.loot for one in found.nodes}})
    known = await values(realm, loots, wish.medians)
    of_templates = _worth_of_templates(loots, known)
    by_entry = {one.entry: one for one in found.nodes}
    worth = {
        number: one.uses * of_templates.get((LootKind.GAMEOBJECT, one.loot), 0.0)
        for number, one in by_entry.items()
    }
    ranking = await _rank(realm, GAMEOBJECT, worth, wish)
    return Harvest(by_entry, loots, known, ranking, found.missing)


def _templates(one: Prey, wish: Wish) -> tuple[Place, ...]:
    """The loot templates of a creature that the player gets at."""
    found = [(LootKind.CREATURE, one.loot)]
    if cutting_skill(one.type_flags) in wish.professions:
        found.append((LootKind.SKINNING, one.skin_loot))
    if wish.pickpocketing:
        found.append((LootKind.PICKPOCKETING, one.pickpocket_loot))
    return tuple(place for place in found if place[1])


def _worths(catches: Mapping[int, Catch], loots: Loots, known: Values) -> dict[int, float]:
    """The mean value of a kill of each creature."""
    of_templates = _worth_of_templates(loots, known)
    return {
        entry: catch.money + sum(of_templates.get(place, 0.0) for place in catch.places)
        for entry, catch in catches.items()
    }


def _worth_of_templates(loots: Loots, known: Values) -> dict[Place, float]:
    """The mean value of what each template gives."""
    shared = {row: known.worth(found) for row, found in loots.shared.items()}
    return {
        place: known.worth(mix.own)
        + sum(share * shared.get(row, 0.0) for share, row in mix.references)
        for place, mix in loots.mixes.items()
    }


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
