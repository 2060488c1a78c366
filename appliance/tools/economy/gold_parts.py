"""Parts of get-gold-making-strategies' answer."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from appliance.gamedata import names
from appliance.gamedata.concurrency import concurrently
from appliance.gamedata.economy.flips import Flip
from appliance.gamedata.economy.grounds import Ground
from appliance.gamedata.economy.hunting import Harvest, Hunt
from appliance.gamedata.economy.profits import Profit, Profits
from appliance.gamedata.economy.quest_money import Paid
from appliance.gamedata.economy.ranking import Ranked
from appliance.gamedata.economy.values import Part
from appliance.gamedata.enums import enums
from appliance.gamedata.loot.tables import LootKind
from appliance.gamedata.realm import Realm
from appliance.gamedata.world.places import Position, locate
from appliance.tools.decode import coded, money
from appliance.tools.economy import gold_models as models
from appliance.tools.economy.amounts import copper
from appliance.tools.models import Coded

SHOWN_PARTS = 3
SHOWN_VENDORS = 5


@dataclass(frozen=True, slots=True)
class Words:
    """Names of everything that is shown; zones by (map, x, y) of a ground's centre."""

    creatures: Mapping[int, str]
    gameobjects: Mapping[int, str]
    items: Mapping[int, str]
    spells: Mapping[int, str]
    skills: Mapping[int, str]
    maps: Mapping[int, str]
    areas: Mapping[int, str]
    zones: Mapping[tuple[int, float, float], int | None]


async def words(
    realm: Realm,
    locale: str,
    hunt: Hunt,
    harvest: Harvest | None,
    flipped: Sequence[Flip],
    made: Sequence[Profit],
    professions: Collection[int],
) -> Words:
    """Ask for all names at once."""
    hunted = hunt.ranking.ranked
    nodes = harvest.ranking.ranked if harvest is not None else []
    grounds = [one.ground for one in (*hunted, *nodes)]
    items = {part.item for one in hunted for _, part in hunt.parts(one.entry)[:SHOWN_PARTS]}
    if harvest is not None:
        items |= {part.item for one in nodes for part in harvest.parts(one.entry)[:SHOWN_PARTS]}
    items |= {one.item for one in flipped} | {one.recipe.item for one in made}
    creatures = {one.entry for one in hunted}
    creatures |= {vendor for one in flipped for vendor in one.vendors[:SHOWN_VENDORS]}
    zones = await _zones(realm, grounds)
    async with concurrently() as questions:
        ask = questions.ask
        creature_names = ask(names.creature_names, realm, creatures, locale)
        objects = ask(names.gameobject_names, realm, {one.entry for one in nodes}, locale)
        item_names = ask(names.item_names, realm, items, locale)
        spells = ask(names.spell_names, realm, {one.recipe.spell for one in made}, locale)
        skills = ask(names.skill_names, realm, professions, locale)
        maps = ask(names.map_names, realm, {one.map for one in grounds}, locale)
        areas = ask(names.area_names, realm, {zone for zone in zones.values() if zone}, locale)
    return Words(
        creature_names.value,
        objects.value,
        item_names.value,
        spells.value,
        skills.value,
        maps.value,
        areas.value,
        zones,
    )


async def _zones(
    realm: Realm, grounds: Sequence[Ground]
) -> dict[tuple[int, float, float], int | None]:
    """The zone of each ground: that of its first place."""
    firsts = [ground.spots[0].point for ground in grounds]
    located = await locate(
        realm, [Position(one.map, one.x, one.y, one.zone, one.area) for one in firsts]
    )
    return {_key(ground): where.zone for ground, where in zip(grounds, located, strict=True)}


def _key(ground: Ground) -> tuple[int, float, float]:
    return ground.map, ground.centre.x, ground.centre.y


def creature_loops(realm: Realm, hunt: Hunt, known: Words) -> models.CreatureLoops:
    """Creatures, best first."""
    ranking = hunt.ranking
    return models.CreatureLoops(
        total=ranking.total,
        truncated=ranking.total > len(ranking.ranked),
        loops=[_creature(realm, hunt, one, known) for one in ranking.ranked],
    )


def _creature(realm: Realm, hunt: Hunt, one: Ranked, known: Words) -> models.CreatureLoop:
    catch = hunt.catches[one.entry]
    return models.CreatureLoop(
        **_loop(one, known),
        contributions=[
            _contribution(part, known, None if kind is LootKind.CREATURE else kind.value)
            for kind, part in hunt.parts(one.entry)[:SHOWN_PARTS]
        ],
        creature=Coded(id=one.entry, name=known.creatures.get(one.entry)),
        level_min=catch.prey.min_level,
        level_max=catch.prey.max_level,
        rank=coded(enums(realm.branch), "CreatureEliteType", catch.prey.rank),
        money_copper=catch.money,
    )


def node_loops(harvest: Harvest, known: Words) -> models.NodeLoops:
    """Nodes, best first."""
    ranking = harvest.ranking
    loops = []
    for one in ranking.ranked:
        node = harvest.nodes[one.entry]
        loops.append(
            models.NodeLoop(
                **_loop(one, known),
                contributions=[
                    _contribution(part, known) for part in harvest.parts(one.entry)[:SHOWN_PARTS]
                ],
                gameobject=Coded(id=one.entry, name=known.gameobjects.get(one.entry)),
                profession=Coded(id=node.profession, name=known.skills.get(node.profession)),
                required_skill=node.skill,
                uses=node.uses,
            )
        )
    return models.NodeLoops(total=ranking.total, truncated=ranking.total > len(loops), loops=loops)


def _loop(one: Ranked, known: Words) -> dict[str, Any]:
    """What creatures and nodes have in common."""
    ground = one.ground
    low, high = ground.respawn_s
    zone = known.zones.get(_key(ground))
    return {
        "value": copper(one.value),
        "exact_copper": round(one.value, 4),
        "value_per_respawn": copper(one.value * ground.present),
        "value_per_hour_at_most": copper(one.value_per_hour),
        "ground": models.HuntingGround(
            map=Coded(id=ground.map, name=known.maps.get(ground.map)),
            zone=Coded(id=zone, name=known.areas.get(zone)) if zone else None,
            x=round(ground.centre.x, 1),
            y=round(ground.centre.y, 1),
            z=None if ground.centre.z is None else round(ground.centre.z, 1),
            places=len(ground.spots),
            present=round(ground.present, 3),
            respawn_s_min=low,
            respawn_s_max=high,
            per_hour_at_most=round(ground.per_hour, 2),
        ),
    }


def _contribution(part: Part, known: Words, loot: str | None = None) -> models.Contribution:
    return models.Contribution(
        item=Coded(id=part.item, name=known.items.get(part.item)),
        loot=loot,
        chance_percent=round(part.chance_percent, 4),
        pieces=round(part.pieces, 6),
        unit_value=money(part.unit.copper),
        paid_by=part.unit.buyer,
        adds_copper=round(part.copper, 4),
    )


def vendor_flips(found: Sequence[Flip], known: Words, limit: int) -> models.VendorFlips:
    """Vendor goods, most profit a piece first."""
    return models.VendorFlips(
        total=len(found),
        truncated=len(found) > limit,
        flips=[
            models.VendorFlip(
                item=Coded(id=one.item, name=known.items.get(one.item)),
                buy_each_copper=round(one.buy, 4),
                auction_median=money(one.median),
                profit_each=copper(one.profit),
                listings=one.listings,
                units=one.units,
                vendors=[
                    Coded(id=entry, name=known.creatures.get(entry))
                    for entry in one.vendors[:SHOWN_VENDORS]
                ],
                vendors_total=len(one.vendors),
            )
            for one in found[:limit]
        ],
    )


def quests(paid: Paid, limit: int) -> models.PayingQuests:
    """Quests, best paid first."""
    return models.PayingQuests(
        total=len(paid.quests),
        truncated=len(paid.quests) > limit,
        quests=[
            models.PayingQuest(
                quest=Coded(id=one.id, name=one.title),
                level=one.level,
                min_level=one.min_level,
                money=money(one.copper),
                again=one.again or None,
            )
            for one in paid.quests[:limit]
        ],
    )


def recipe_profits(made: Profits, known: Words, limit: int) -> models.RecipeProfits:
    """Recipes, most profit first."""
    return models.RecipeProfits(
        total=len(made.profits),
        truncated=len(made.profits) > limit,
        looked_at=made.looked_at,
        unpriced=made.unpriced,
        recipes=[_recipe(one, known) for one in made.profits[:limit]],
    )


def _recipe(one: Profit, known: Words) -> models.RecipeProfit:
    recipe = one.recipe
    return models.RecipeProfit(
        spell=Coded(id=recipe.spell, name=known.spells.get(recipe.spell)),
        item=Coded(id=recipe.item, name=known.items.get(recipe.item)),
        profession=Coded(id=recipe.profession, name=known.skills.get(recipe.profession)),
        required_skill=recipe.skill or None,
        pieces=recipe.pieces,
        cost=copper(one.cost.copper or 0.0),
        unit_value=money(one.unit.copper),
        paid_by=one.unit.buyer,
        profit=copper(one.copper),
    )
