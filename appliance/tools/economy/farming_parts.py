"""Parts of get-farming-route's answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from appliance.formulas.economy import CONFIDENCES, tries_for
from appliance.gamedata import names
from appliance.gamedata.economy.farming import Farmed, MapRoute, Stop, stands
from appliance.gamedata.economy.recipes import Recipe, Recipes
from appliance.gamedata.enums import enums
from appliance.gamedata.items.sources import Offers, QuestUse
from appliance.gamedata.loot.drops import ItemSources, LootKind
from appliance.gamedata.realm import Realm
from appliance.gamedata.world.places import Position, locate
from appliance.gamedata.world.spawns import CREATURE, GAMEOBJECT, SpawnPoint
from appliance.tools.decode import coded
from appliance.tools.economy import farming_models as models
from appliance.tools.models import Coded

REWARDS = {"reward": "quest reward", "choice": "quest reward to choose"}
"""Roles of quests that give the item away."""
SHOWN_SOURCES = 3
_CONTAINERS = {
    LootKind.ITEM: "container",
    LootKind.PROSPECTING: "prospecting",
    LootKind.MILLING: "milling",
    LootKind.DISENCHANT: "disenchanting",
    LootKind.FISHING: "fishing",
    LootKind.MAIL: "mail",
    LootKind.SPELL: "spell",
}


@dataclass(frozen=True, slots=True)
class Words:
    """Names of what is shown; zones by guid and kind of a stop's first spawn."""

    creatures: Mapping[int, str]
    maps: Mapping[int, str]
    areas: Mapping[int, str]
    spells: Mapping[int, str]
    zones: Mapping[tuple[str, int], int | None]


async def words(
    realm: Realm,
    locale: str,
    farms: Sequence[Farmed],
    routes: Sequence[MapRoute],
    made: Sequence[Recipe],
) -> Words:
    """Ask for the names."""
    firsts = [_first(stop) for route in routes for stop in route.stops]
    located = await locate(
        realm, [Position(one.map, one.x, one.y, one.zone, one.area) for one in firsts]
    )
    zones = {(one.kind, one.guid): where.zone for one, where in zip(firsts, located, strict=True)}
    stand_ins = {farm.stand.thing[1] for farm in farms if farm.stand.mode}
    return Words(
        await names.creature_names(realm, stand_ins, locale),
        await names.map_names(realm, {route.map for route in routes}, locale),
        await names.area_names(realm, {zone for zone in zones.values() if zone}, locale),
        await names.spell_names(realm, {recipe.spell for recipe in made}, locale),
        zones,
    )


def source(realm: Realm, farm: Farmed, known: Words) -> models.FarmedSource:
    """What is looted for it."""
    one, stand = farm.source, farm.stand
    times = [spot.point.respawn_s for spot in farm.spots]
    tries = [tries_for(one.chance_percent, certainty) for certainty in CONFIDENCES]
    return models.FarmedSource(
        kind=one.kind.value,
        source=Coded(id=one.id, name=one.name),
        chance_percent=round(one.chance_percent, 4),
        min_count=one.min_count,
        max_count=one.max_count,
        quest_required=one.quest_required,
        conditions=one.conditions,
        difficulties=[
            coded(enums(realm.branch), "Difficulty", number) for number in one.difficulties
        ]
        or None,
        stands_as=Coded(id=stand.thing[1], name=known.creatures.get(stand.thing[1]))
        if stand.mode
        else None,
        spawn_mode=stand.mode or None,
        tries=models.Tries(
            for_50_percent=tries[0], for_90_percent=tries[1], for_99_percent=tries[2]
        ),
        spawns=len(farm.spots),
        spawns_in_events=farm.events,
        respawn_s_min=min(times, default=None),
        respawn_s_max=max(times, default=None),
    )


def farm_map(farms: Sequence[Farmed], route: MapRoute, known: Words) -> models.FarmMap:
    """The way along one map."""
    rate = route.drops_per_hour
    return models.FarmMap(
        map=Coded(id=route.map, name=known.maps.get(route.map)),
        instance=route.instance,
        stops=[_stop(farms, stop, known, instance=route.instance) for stop in route.stops],
        stops_left_out=route.left_out,
        yards=round(route.yards, 1),
        drops_per_hour_at_most=round(rate, 6) if rate else None,
        hours_per_drop_at_least=round(1 / rate, 3) if rate else None,
    )


def _stop(farms: Sequence[Farmed], stop: Stop, known: Words, *, instance: bool) -> models.FarmStop:
    first = _first(stop)
    zone = known.zones.get((first.kind, first.guid))
    times = [spot.point.respawn_s for _, spot in stop.members]
    counts = Counter(index for index, _ in stop.members)
    shown = sorted(counts, key=lambda index: (-counts[index], index))[:SHOWN_SOURCES]
    return models.FarmStop(
        x=round(stop.centre.x, 1),
        y=round(stop.centre.y, 1),
        z=None if stop.centre.z is None else round(stop.centre.z, 1),
        zone=Coded(id=zone, name=known.areas.get(zone)) if zone else None,
        sources=[
            models.StopSource(
                source=Coded(id=farms[index].source.id, name=farms[index].source.name),
                spawns=counts[index],
                present=round(sum(spot.share for each, spot in stop.members if each == index), 3),
            )
            for index in shown
        ],
        sources_total=len(counts),
        respawn_s_min=min(times),
        respawn_s_max=max(times),
        drops_per_hour_at_most=None if instance else round(stop.drops_per_hour, 6),
    )


def _first(stop: Stop) -> SpawnPoint:
    return stop.members[0][1].point


def other_ways(
    loot: ItemSources,
    offers: Offers,
    quests: Sequence[QuestUse],
    made: Recipes,
    known: Words,
) -> list[models.OtherWay]:
    """Vendors, quests, recipes, and loot of what stands nowhere."""
    found = [
        models.OtherWay(
            way="vendor",
            of=Coded(id=offer.creature, name=offer.name),
            detail=_offer_detail(offer.stock, offer.extended_cost, offer.event),
        )
        for offer in offers.offers
    ]
    found += [
        models.OtherWay(way=REWARDS[use.role], of=Coded(id=use.quest, name=use.title))
        for use in quests
    ]
    found += [
        models.OtherWay(
            way="recipe", of=Coded(id=recipe.spell, name=known.spells.get(recipe.spell))
        )
        for recipe in made.recipes
    ]
    found += [
        models.OtherWay(
            way=_CONTAINERS[one.kind],
            of=Coded(id=one.id, name=one.name),
            detail=f"{round(one.chance_percent, 4):g} % each time",
        )
        for one in loot.sources
        if not stands(one.kind) and one.kind in _CONTAINERS
    ]
    return found


def _offer_detail(stock: int, extended_cost: int, event: str) -> str | None:
    parts = [f"{stock} at a time"] if stock else []
    parts += [f"extended cost {extended_cost}"] if extended_cost else []
    parts += [f"only during {event}"] if event else []
    return ", ".join(parts) or None


def kinds(farms: Sequence[Farmed]) -> str:
    """How many creatures and gameobjects are looted for it, in words."""
    things = {(farm.stand.thing[0], farm.source.id) for farm in farms}
    count = {kind: sum(1 for each, _ in things if each == kind) for kind in (CREATURE, GAMEOBJECT)}
    return " and ".join(
        f"{number} {kind}{'' if number == 1 else 's'}" for kind, number in count.items() if number
    )
