"""Parts of get-item-info's answer that stand in other tables than the item's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from appliance.gamedata.enums import Enums
from appliance.gamedata.items.sources import Offer, Offers, QuestUse
from appliance.gamedata.items.types import (
    HAS_LOOT,
    IS_MILLABLE,
    IS_PROSPECTABLE,
    KEEPS_GOLD_PRICE,
    Item,
)
from appliance.gamedata.loot.drops import Drop, ItemSource, ItemSources, LootKind, LootTable
from appliance.gamedata.realm import Branch
from appliance.tools.decode import client_file, coded, money
from appliance.tools.items import models
from appliance.tools.models import Coded, Money

OPENING_FLAGS = {
    LootKind.ITEM: HAS_LOOT,
    LootKind.PROSPECTING: IS_PROSPECTABLE,
    LootKind.MILLING: IS_MILLABLE,
}
"""Without its flag the server does not let a player get at the loot."""


@dataclass(frozen=True, slots=True)
class Around:
    """What the realm knows about an item beyond its template.

    contents: loot of the item itself, for each kind that has any.
    """

    offers: Offers
    sources: ItemSources
    uses: list[QuestUse]
    contents: Mapping[LootKind, LootTable]
    members: Mapping[int, str | None]
    pages: Sequence[str]
    random_choices: int
    spells: Mapping[int, str]
    factions: Mapping[int, str]
    quests: Mapping[int, str]


def sellers(item: Item, offers: Offers) -> models.Sellers:
    """Who sells it."""
    return models.Sellers(
        total=offers.total,
        truncated=offers.total > len(offers.offers),
        sellers=[_seller(item, offer) for offer in offers.offers],
    )


def _seller(item: Item, offer: Offer) -> models.Seller:
    for_gold = not offer.extended_cost or item.has_flag("ItemFlags2", KEEPS_GOLD_PRICE)
    return models.Seller(
        creature=Coded(id=offer.creature, name=offer.name),
        price=money(item.buy_price) if for_gold else None,
        extended_cost=offer.extended_cost or None,
        stock=offer.stock or None,
        restock_s=offer.restock_s if offer.stock else None,
        takes_over_list_of=offer.via_list or None,
        event=offer.event or None,
    )


def sources(enums: Enums, found: ItemSources) -> models.Sources:
    """Whose loot can hold it."""
    return models.Sources(
        total=found.total,
        truncated=found.truncated,
        sources=[_source(enums, one) for one in found.sources],
        unused_templates=found.unused_templates or None,
    )


def _source(enums: Enums, one: ItemSource) -> models.Source:
    return models.Source(
        kind=one.kind.value,
        id=one.id,
        name=one.name,
        difficulties=[coded(enums, "Difficulty", number) for number in one.difficulties] or None,
        chance_percent=round(one.chance_percent, 4),
        expected_count=round(one.expected_count, 4),
        min_count=one.min_count,
        max_count=one.max_count,
        quest_required=one.quest_required,
        conditions=one.conditions,
    )


def contents(item: Item, table: LootTable | None) -> models.Contents | None:
    """What comes out of it; None when nothing does."""
    if table is None:
        return None
    least, most = item.money_loot if table.kind is LootKind.ITEM else (0, 0)
    if not table.total and not most:
        return None
    return models.Contents(
        total=table.total,
        truncated=table.truncated,
        items=[_content(drop) for drop in table.drops],
        notes=table.notes,
        money_minimum=_amount(least, most),
        money_maximum=_amount(most, most),
    )


def _content(drop: Drop) -> models.Content:
    return models.Content(
        item=Coded(id=drop.item, name=drop.name),
        chance_percent=round(drop.chance_percent, 4),
        expected_count=round(drop.expected_count, 4),
        min_count=drop.min_count,
        max_count=drop.max_count,
        quest_required=drop.quest_required,
        conditions=drop.conditions,
    )


def _amount(copper: int, most: int) -> Money | None:
    return money(copper) if most else None


def disenchanting(item: Item, table: LootTable | None) -> models.Disenchanting | None:
    """What an enchanter gets out of it; None when nothing."""
    if not item.disenchant or item.disenchant_skill < 0:
        return None
    return models.Disenchanting(
        loot_id=item.disenchant,
        required_skill=item.disenchant_skill,
        items=contents(item, table),
    )


def quests(uses: Sequence[QuestUse], limit: int) -> models.ItemQuests:
    """The quests it has to do with."""
    return models.ItemQuests(
        total=len(uses),
        truncated=len(uses) > limit,
        quests=[
            models.ItemQuest(
                quest=Coded(id=one.quest, name=one.title), role=one.role, count=one.pieces
            )
            for one in uses[:limit]
        ],
    )


def item_set(item: Item, members: Mapping[int, str | None], limit: int) -> models.ItemSet | None:
    """Its set; `members` may hold one more than `limit`, which says that there are more."""
    if not item.item_set:
        return None
    return models.ItemSet(
        id=item.item_set,
        items=[Coded(id=entry, name=name) for entry, name in list(members.items())[:limit]],
        truncated=len(members) > limit,
    )


def notes(branch: Branch, item: Item, around: Around) -> list[str]:
    """What the answer does not say, and why."""
    found = [*item.notes, *around.sources.notes]
    offers = around.offers.offers
    if not item.buy_price and any(not offer.extended_cost for offer in offers):
        found.append("the buy price is 0 in this database: given away, or the price is missing")
    if any(offer.extended_cost for offer in offers):
        found.append(_missing(branch, "ItemExtendedCost", "what the extended costs are"))
    if around.offers.idle:
        found.append(
            "creatures that list it without the vendor flag, and so do not sell it: "
            f"{around.offers.idle}"
        )
    if any(spell.spell not in around.spells for spell in item.spells):
        spells = "Spell" if branch is Branch.WRATH else "SpellName"
        found.append(_missing(branch, spells, "names of spells without a name here"))
    found.append(
        _missing(
            branch, "SpellEffect" if branch is Branch.MASTER else "Spell", "which recipes make it"
        )
    )
    if item.disenchant and item.disenchant_skill < 0:
        found.append("it has disenchanting loot, but RequiredDisenchantSkill -1 forbids it")
    if item.demands.faction and not around.factions:
        found.append(_missing(branch, "Faction", "the name of the faction"))
    if item.random_property or item.random_suffix:
        file = "ItemRandomProperties" if item.random_property else "ItemRandomSuffix"
        found.append(_missing(branch, file, "which random enchantments it can have"))
    if item.item_set:
        found.append(_missing(branch, "ItemSet", "the name and the bonuses of its set"))
    if item.lock:
        found.append(_missing(branch, "Lock", "what opens its lock"))
    for kind, table in around.contents.items():
        if (
            table.total
            and kind in OPENING_FLAGS
            and not item.has_flag("ItemFlags", OPENING_FLAGS[kind])
        ):
            found.append(
                f"it has rows in {kind.table}, but its flags do not let a player get at them"
            )
    return found


def _missing(branch: Branch, file: str, what: str) -> str:
    return f"{what}: {client_file(branch, file)} of the client, not loaded"
