"""Tools about items."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from appliance.gamedata import names
from appliance.gamedata.concurrency import concurrently
from appliance.gamedata.enums import enums
from appliance.gamedata.items import attached, crafting
from appliance.gamedata.items import sources as item_sources
from appliance.gamedata.items import templates as items
from appliance.gamedata.items.costs import ExtendedCost, extended_costs
from appliance.gamedata.items.types import Item
from appliance.gamedata.loot import drops as loot
from appliance.gamedata.loot.drops import LootKind
from appliance.gamedata.realm import Realm
from appliance.tools.context import Scope, ToolContext
from appliance.tools.decode import coded, flags
from appliance.tools.items import around as item_around
from appliance.tools.items import parts as item_parts
from appliance.tools.items.around import Around
from appliance.tools.items.models import ItemInfo
from appliance.tools.items.notes import notes
from appliance.tools.items.parts import Known
from appliance.tools.models import Entry, Locale, LocaleField, ToolInput
from appliance.tools.registry import Sources, tool


class GetItemInfo(ToolInput):
    """Which item."""

    item_id: Annotated[Entry, Field(description="The item's entry.")]
    locale: LocaleField = Locale.ENUS
    limit: Annotated[
        int, Field(ge=1, le=200, description="Most rows in each list (sellers, sources, quests).")
    ] = 25


@tool(
    "get-item-info",
    title="Item",
    scope=Scope.GAME_READ,
    read_only=True,
    timeout_s=15,
    sources=Sources(
        wrath="world: item_template and its side tables, npc_vendor, every loot table, "
        "quest_template; client: ItemSet, ItemExtendedCost, SpellItemEnchantment,"
        " GemProperties, ItemRandomProperties, ItemRandomSuffix, Lock, Spell",
        master="client and hotfixes: Item, ItemSparse, ItemEffect, ItemXItemEffect, "
        "ItemSet, ItemExtendedCost, RandPropPoints; world: npc_vendor, loot "
        "tables, quest_template",
    ),
)
async def get_item_info(query: GetItemInfo, context: ToolContext) -> ItemInfo:
    """Describe an item: quality, stats, spells, requirements, prices, who sells or drops it and how
    likely, quests, recipes, set, sockets, enchantments. Master needs ItemSparse.db2 or hotfixes."""
    realm, locale = context.realm, query.locale.value
    found = await items.get(realm, query.item_id, locale)
    around = await _around(realm, found.item, locale, query.limit)
    return _answer(realm, found, around, query.limit)


async def _around(realm: Realm, item: Item, locale: str, limit: int) -> Around:
    """Ask everything about the item that is not in its template."""
    loots = dict.fromkeys(item_around.OPENING_FLAGS, item.entry)
    loots |= {LootKind.DISENCHANT: item.disenchant} if item.disenchant else {}
    async with concurrently() as questions:
        ask = questions.ask
        offers = ask(_offers, realm, item.entry, locale, limit)
        sources = ask(loot.sources_of_item, realm, item.entry, locale, limit=limit)
        uses = ask(item_sources.quests_about, realm, item.entry, locale)
        contents = {
            kind: ask(loot.drops, realm, kind, number, locale, limit=limit)
            for kind, number in loots.items()
        }
        pages = ask(item_sources.pages, realm, item.page, locale)
        recipes = ask(crafting.recipes_of, realm, item.entry, locale)
        rest = ask(_attached, realm, item, locale, limit)
    sellers, costs = offers.value
    return Around(
        offers=sellers,
        costs=costs,
        sources=sources.value,
        uses=uses.value,
        contents={kind: table.value for kind, table in contents.items()},
        pages=pages.value,
        recipes=recipes.value,
        **rest.value,
    )


async def _offers(
    realm: Realm, entry: int, locale: str, limit: int
) -> tuple[item_sources.Offers, dict[int, ExtendedCost]]:
    found = await item_sources.sold_by(realm, entry, locale, limit=limit)
    asked = {offer.extended_cost for offer in found.offers}
    return found, await extended_costs(realm, asked, locale)


async def _attached(realm: Realm, item: Item, locale: str, limit: int) -> dict[str, Any]:
    """Its set, its random enchantments, and the names of what its template has ids of."""
    item_set = await attached.item_set(realm, item.item_set, locale)
    if item_set is not None:
        members = list(item_set.items)
    else:
        members = await item_sources.set_members(realm, item.item_set, limit=limit + 1)
    choices = await attached.random_choices(
        realm,
        random_property=item.random_property,
        random_suffix=item.random_suffix,
        locale=locale,
    )
    gem = await attached.gem(realm, item.gem_properties)
    enchantments = {item.socket_bonus, gem.enchantment if gem else 0}
    enchantments |= {one for choice in choices[:limit] for one in choice.enchantments}
    spells = {spell.spell for spell in item.spells} | {item.demands.spell}
    spells |= {bonus.spell for bonus in item_set.bonuses} if item_set else set()
    skills = {item.demands.skill, item_set.skill if item_set else 0}
    member_names = await names.item_names(realm, members, locale)
    return {
        "item_set": item_set,
        "members": {entry: member_names.get(entry) for entry in members},
        "random_choices": choices,
        "known": Known(
            spells=await names.spell_names(realm, _some(spells), locale),
            factions=await names.faction_names(realm, _some({item.demands.faction}), locale),
            quests=await names.quest_titles(realm, _some({item.starts_quest}), locale),
            skills=await names.skill_names(realm, _some(skills), locale),
            maps=await names.map_names(realm, _some({item.map}), locale),
            areas=await names.area_names(realm, _some({item.area}), locale),
            enchantments=await attached.enchantments(realm, enchantments, locale),
            gem=gem,
            lock=await attached.lock(realm, item.lock, locale),
            limit_category=await attached.limit_category(realm, item.limit_category, locale),
        ),
    }


def _some(ids: set[int]) -> set[int]:
    return {number for number in ids if number > 0}


def _answer(realm: Realm, found: items.LocalItem, around: Around, limit: int) -> ItemInfo:
    item, known = found.item, enums(realm.branch)
    kind = item.item_class
    return ItemInfo(
        source=realm.source,
        item_id=item.entry,
        name=item.name,
        names=found.names,
        description=item.description or None,
        quality=coded(known, "ItemQualities", item.quality),
        item_class=None if kind is None else coded(known, "ItemClass", kind),
        subclass=item_parts.subclass(known, item),
        inventory_type=coded(known, "InventoryType", item.inventory_type),
        bonding=coded(known, "ItemBondingType", item.bonding),
        item_level=item.item_level,
        display_id=item.display_id or None,
        flags={enum: flags(known, enum, mask) for enum, mask in item.flags.items() if mask},
        requirements=item_parts.requirements(known, item.demands, around.known),
        stats=item_parts.stats(known, item),
        weapon=item_parts.weapon(known, item),
        defense=item_parts.defense(known, item),
        sockets=item_parts.sockets(known, item, around.known),
        spells=item_parts.spells(known, item, around.known.spells),
        random_enchantment=item_around.random_enchantment(item, around, limit),
        keeping=item_parts.keeping(known, item, around.known),
        use=item_parts.use(known, item, around.known, around.pages),
        item_set=item_around.item_set(item, around, limit),
        prices=item_parts.prices(item),
        crafted_by=item_around.crafting(around, limit),
        sold_by=item_around.sellers(known, item, around),
        found_in=item_around.sources(known, around.sources),
        contents=item_around.contents(item, around.contents.get(LootKind.ITEM)),
        prospecting=item_around.contents(item, around.contents.get(LootKind.PROSPECTING)),
        milling=item_around.contents(item, around.contents.get(LootKind.MILLING)),
        disenchanting=item_around.disenchanting(item, around.contents.get(LootKind.DISENCHANT)),
        quests=item_around.quests(around.uses, limit),
        verified_build=item.verified_build,
        notes=notes(realm.branch, item, around),
    )
