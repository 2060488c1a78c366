"""What get-farming-route says about how it was computed and what it does not know."""

from __future__ import annotations

from collections.abc import Sequence

from appliance.errors import Unavailable
from appliance.gamedata import client
from appliance.gamedata.economy.farming import MOST_SPAWNS, Farmed, MapRoute
from appliance.gamedata.economy.prices import ItemPrice
from appliance.gamedata.economy.recipes import Recipes
from appliance.gamedata.loot.drops import ItemSources
from appliance.gamedata.realm import Branch, Realm
from appliance.tools.economy.farming_models import CollectibleType, GetFarmingRoute, OtherWay
from appliance.tools.economy.farming_parts import kinds

FORMULAS = [
    "tries = ceil(log(1 - certainty) / log(1 - chance)); 1 where it always drops",
    "drops per hour at most = sum over spawns, and kinds of loot of each (corpse, skinning, "
    "pickpocketing), of chance x share x 3600 / respawn in seconds; "
    "share < 1 where a pool shows only some of its members (PoolGroup); hours per drop at least = "
    "1 / that; no killing or travel time in it",
    "order of stops: nearest neighbour or cheapest insertion, then 2-opt; straight lines in yards",
]
_MISCELLANEOUS, _PET, _MOUNT = 15, 2, 5
"""ItemClass, and ItemSubclassJunk."""
_SUBCLASSES = {CollectibleType.PET: _PET, CollectibleType.MOUNT: _MOUNT}


def found(
    farms: Sequence[Farmed],
    others: Sequence[OtherWay],
    loot: ItemSources,
    map_id: int | None,
) -> str:
    """The answer in a sentence."""
    ways = sorted({other.way for other in others})
    elsewhere = f"; it comes from: {', '.join(ways)}" if ways else ""
    if not farms:
        known = "nothing that stands in the world is looted for it"
        return known + (elsewhere or ", and no other way to get it is in this realm's data")
    spawns = {(spot.point.kind, spot.point.guid) for farm in farms for spot in farm.spots}
    where = "" if map_id is None else f" on map {map_id}"
    looted = "looted for it: " + ("more than was looked at" if loot.truncated else kinds(farms))
    if not spawns:
        return f"{looted}; none has a spawn{where}: scripts or events bring them{elsewhere}"
    return f"{looted}; spawns{where}: {len(spawns)}"


async def notes(
    realm: Realm,
    query: GetFarmingRoute,
    *,
    price: ItemPrice | None,
    loot: ItemSources,
    made: Recipes,
    farms: Sequence[Farmed],
    routes: Sequence[MapRoute],
    cut: bool,
) -> list[str]:
    """What is left out or not known."""
    told = [note for note in [await _type_note(realm, query, price)] if note]
    told += loot.notes
    if loot.unused_templates:
        told.append(f"loot templates that hold it and nothing uses: {loot.unused_templates}")
    if any(route.instance for route in routes):
        told.append("instances: what was killed comes back with a reset, so no hours are told")
    if any(spot.point.respawn_s <= 0 for farm in farms for spot in farm.spots):
        told.append("spawns without a respawn time are brought out by something else: no hours")
    if any(farm.source.quest_required for farm in farms):
        told.append("some of it drops only for players with a quest that needs it")
    if any(_phased(farm) for farm in farms):
        told.append("some spawns are in phases that not every player sees")
    if cut:
        told.append(f"more spawns than {MOST_SPAWNS} of a kind: some are not in the routes")
    if made.missing:
        told.append(f"recipes: {made.missing}")
    told.append("chances are at the default drop rates")
    return told


def _phased(farm: Farmed) -> bool:
    return any(
        (spot.point.phase_mask is not None and not spot.point.phase_mask & 1)
        or spot.point.phase
        or spot.point.phase_group
        for spot in farm.spots
    )


async def _type_note(realm: Realm, query: GetFarmingRoute, price: ItemPrice | None) -> str | None:
    """What is wrong with the type, as far as the item says."""
    if query.type is CollectibleType.TOY:
        return await _toy_note(realm, query.collectible_id)
    if price is None or price.item_class is None:
        return f"type: {realm.client.missing('Item')}, so it is not checked"
    if (price.item_class, price.subclass) == (_MISCELLANEOUS, _SUBCLASSES[query.type]):
        return None
    return f"type: this item is no {query.type.value} by its class and subclass"


async def _toy_note(realm: Realm, item: int) -> str | None:
    if realm.branch is Branch.WRATH:
        return "type: 3.3.5 has no toys"
    try:
        rows = await client.find(realm, "Toy", "ItemID", [item])
    except Unavailable as error:
        return f"type: {error}, so it is not checked"
    return None if rows else "type: this item is no toy (Toy)"
