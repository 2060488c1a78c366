"""Tools about items."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from appliance.gamedata import names
from appliance.gamedata.concurrency import concurrently
from appliance.gamedata.enums import enums
from appliance.gamedata.items import sources as item_sources
from appliance.gamedata.items import templates as items
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
from appliance.tools.models import Entry, Locale, LocaleField, ToolInput
from appliance.tools.registry import tool


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
)
async def get_item_info(query: GetItemInfo, context: ToolContext) -> ItemInfo:
    """Describe an item by its id: quality, stats, damage, spells, requirements, prices, flags.

    Also who sells it, whose loot holds it with true chances, which quests give or need it, what
    comes out of it, its set, its pages and its name in other languages. On master only items that
    the hotfixes database overrides are known: all others are in the client's ItemSparse.db2.
    """
    realm, locale = context.realm, query.locale.value
    found = await items.get(realm, query.item_id, locale)
    around = await _around(realm, found.item, locale, query.limit)
    return _answer(realm, found, around, query.limit)


async def _around(realm: Realm, item: Item, locale: str, limit: int) -> Around:
    """Ask everything about the item that is not in its template."""
    loots = dict.fromkeys(item_around.OPENING_FLAGS, item.entry)
    loots |= {LootKind.DISENCHANT: item.disenchant} if item.disenchant else {}
    group = item.random_property or item.random_suffix
    spells = {spell.spell for spell in item.spells} | {item.demands.spell}
    async with concurrently() as questions:
        ask = questions.ask
        offers = ask(item_sources.sold_by, realm, item.entry, locale, limit=limit)
        sources = ask(loot.sources_of_item, realm, item.entry, locale, limit=limit)
        uses = ask(item_sources.quests_about, realm, item.entry, locale)
        contents = {
            kind: ask(loot.drops, realm, kind, number, locale, limit=limit)
            for kind, number in loots.items()
        }
        members = ask(item_sources.set_members, realm, item.item_set, locale, limit=limit + 1)
        pages = ask(item_sources.pages, realm, item.page, locale)
        choices = ask(item_sources.random_enchantments, realm, group)
        spell_names = ask(names.spell_names, realm, spells, locale)
        factions = ask(names.faction_names, realm, [item.demands.faction], locale)
        quests = ask(names.quest_titles, realm, [item.starts_quest], locale)
    return Around(
        offers=offers.value,
        sources=sources.value,
        uses=uses.value,
        contents={kind: table.value for kind, table in contents.items()},
        members=members.value,
        pages=pages.value,
        random_choices=choices.value,
        spells=spell_names.value,
        factions=factions.value,
        quests=quests.value,
    )


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
        requirements=item_parts.requirements(known, item.demands, around.spells, around.factions),
        stats=item_parts.stats(known, item),
        weapon=item_parts.weapon(known, item),
        defense=item_parts.defense(known, item),
        sockets=item_parts.sockets(known, item),
        spells=item_parts.spells(known, item, around.spells),
        random_enchantment=item_parts.random_enchantment(item, around.random_choices),
        keeping=item_parts.keeping(known, item),
        use=item_parts.use(known, item, around.quests, around.pages),
        item_set=item_around.item_set(item, around.members, limit),
        prices=item_parts.prices(item),
        sold_by=item_around.sellers(item, around.offers),
        found_in=item_around.sources(known, around.sources),
        contents=item_around.contents(item, around.contents.get(LootKind.ITEM)),
        prospecting=item_around.contents(item, around.contents.get(LootKind.PROSPECTING)),
        milling=item_around.contents(item, around.contents.get(LootKind.MILLING)),
        disenchanting=item_around.disenchanting(item, around.contents.get(LootKind.DISENCHANT)),
        quests=item_around.quests(around.uses, limit),
        verified_build=item.verified_build,
        notes=item_around.notes(realm.branch, item, around),
    )
