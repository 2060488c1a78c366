"""get-farming-route: where a drop comes from, how long it may take, and a way along the spawns."""

from __future__ import annotations

from dataclasses import dataclass

from appliance.errors import InvalidArgument
from appliance.formulas.places import Point
from appliance.gamedata import names
from appliance.gamedata.concurrency import concurrently
from appliance.gamedata.economy import farming, recipes
from appliance.gamedata.economy.farming import Farmed, MapRoute
from appliance.gamedata.economy.grounds import instance_maps
from appliance.gamedata.economy.prices import ItemPrice, prices
from appliance.gamedata.economy.recipes import Recipes
from appliance.gamedata.items.sources import Offers, QuestUse, quests_about, sold_by
from appliance.gamedata.loot.drops import ItemSources, sources_of_item
from appliance.gamedata.realm import Branch, Realm
from appliance.tools.context import Scope, ToolContext
from appliance.tools.economy import farming_notes, farming_parts
from appliance.tools.economy.farming_models import FarmingRoute, GetFarmingRoute
from appliance.tools.economy.unknown import refuse_unknown
from appliance.tools.models import Coded
from appliance.tools.registry import Sources, tool

MOST_SOURCES = 1000
MOST_OFFERS = 200


@dataclass(frozen=True, slots=True)
class Ways:
    """Every way to get the item that the realm knows."""

    name: str | None
    price: ItemPrice | None
    loot: ItemSources
    offers: Offers
    quests: list[QuestUse]
    made: Recipes


@tool(
    "get-farming-route",
    title="Farming route",
    scope=Scope.GAME_READ,
    read_only=True,
    timeout_s=15,
    sources=Sources(
        wrath="world: loot tables with references, conditions, creature_template, creature,"
        " gameobject, pools, game events, npc_vendor, quest_template; client: Map, "
        "WorldMapArea, AreaTable, Spell",
        master="world: the same with creature_template_difficulty and loot by ItemType; "
        "client: ItemSparse, Item, Toy, Map, UiMapAssignment, AreaTable, SpellName "
        "and its side tables",
    ),
)
async def get_farming_route(query: GetFarmingRoute, context: ToolContext) -> FarmingRoute:
    """Plan where to farm a drop: true chances, kills needed, spawns ordered into a short way, least
    hours by respawn; and what gives the item otherwise."""
    realm = context.realm
    if query.start is not None and query.map_id is None:
        raise InvalidArgument("start: needs mapId, the map it is on")
    ways = await _ways(realm, query)
    if not _is_known(realm, ways):
        hint = "collectibleId is the entry of the item, not of a spell or a creature"
        await refuse_unknown(realm, query.collectible_id, hint)
    farms, cut = await farming.farmed(realm, ways.loot.sources, query.map_id)
    starts = {}
    if query.start is not None and query.map_id is not None:
        starts[query.map_id] = Point(query.start.x, query.start.y)
    routes = await farming.plan(
        farms,
        radius=float(query.radius),
        most_stops=query.max_stops,
        instances=await instance_maps(realm),
        starts=starts,
    )
    return await _answer(realm, query, ways, farms, routes, cut=cut)


def _is_known(realm: Realm, ways: Ways) -> bool:
    """Master's rows are about items that only client files name."""
    if ways.price is not None or ways.name is not None:
        return True
    traces = ways.loot.total or ways.offers.total or ways.quests
    return realm.branch is Branch.MASTER and bool(traces)


async def _ways(realm: Realm, query: GetFarmingRoute) -> Ways:
    item, locale = query.collectible_id, query.locale.value
    async with concurrently() as questions:
        ask = questions.ask
        named = ask(names.item_names, realm, [item], locale)
        priced = ask(prices, realm, [item])
        loot = ask(sources_of_item, realm, item, locale, limit=MOST_SOURCES)
        offers = ask(sold_by, realm, item, locale, limit=MOST_OFFERS)
        quests = ask(quests_about, realm, item, locale)
        made = ask(recipes.for_item, realm, item)
    return Ways(
        named.value.get(item),
        priced.value.get(item),
        loot.value,
        offers.value,
        [use for use in quests.value if use.role in farming_parts.REWARDS],
        made.value,
    )


async def _answer(
    realm: Realm,
    query: GetFarmingRoute,
    ways: Ways,
    farms: list[Farmed],
    routes: list[MapRoute],
    *,
    cut: bool,
) -> FarmingRoute:
    locale, limit = query.locale.value, query.limit
    shown_maps = routes[: query.max_maps]
    words = await farming_parts.words(realm, locale, farms, shown_maps, ways.made.recipes)
    others = farming_parts.other_ways(ways.loot, ways.offers, ways.quests, ways.made, words)
    ways_total = len(others) + ways.offers.total - len(ways.offers.offers)
    return FarmingRoute(
        source=realm.source,
        item=Coded(id=query.collectible_id, name=ways.name),
        type=query.type.value,
        found=farming_notes.found(farms, others, ways.loot, query.map_id),
        sources_total=len(farms),
        sources_truncated=len(farms) > limit,
        sources=[farming_parts.source(realm, farm, words) for farm in farms[:limit]],
        maps_total=len(routes),
        maps_truncated=len(routes) > len(shown_maps),
        maps=[farming_parts.farm_map(farms, one, words) for one in shown_maps],
        other_ways_total=ways_total,
        other_ways_truncated=ways_total > limit,
        other_ways=others[:limit],
        formulas=farming_notes.FORMULAS,
        notes=await farming_notes.notes(
            realm,
            query,
            price=ways.price,
            loot=ways.loot,
            made=ways.made,
            farms=farms,
            routes=routes,
            cut=cut,
        ),
    )
