"""Parts of get-item-info's answer that stand in other tables than the item's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from appliance.gamedata.enums import Enums
from appliance.gamedata.items.attached import Choice, ItemSet
from appliance.gamedata.items.costs import ExtendedCost
from appliance.gamedata.items.crafting import MOST_RECIPES, Recipe
from appliance.gamedata.items.sources import Offer, Offers, QuestUse
from appliance.gamedata.items.types import (
    HAS_LOOT,
    IS_MILLABLE,
    IS_PROSPECTABLE,
    KEEPS_GOLD_PRICE,
    Item,
)
from appliance.gamedata.loot.drops import Drop, ItemSource, ItemSources, LootKind, LootTable
from appliance.tools.decode import coded, extended_cost, money
from appliance.tools.items import around_models as models
from appliance.tools.items.parts import Known
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

    contents: loot of the item itself, for each kind that has any. members: of its set, perhaps one
    more than are shown. recipes: None where no client file tells.
    """

    offers: Offers
    sources: ItemSources
    uses: list[QuestUse]
    contents: Mapping[LootKind, LootTable]
    item_set: ItemSet | None
    members: Mapping[int, str | None]
    pages: Sequence[str]
    random_choices: Sequence[Choice]
    costs: Mapping[int, ExtendedCost]
    recipes: Sequence[Recipe] | None
    known: Known


def sellers(enums: Enums, item: Item, around: Around) -> models.Sellers:
    """Who sells it."""
    offers = around.offers
    return models.Sellers(
        total=offers.total,
        truncated=offers.total > len(offers.offers),
        sellers=[_seller(enums, item, offer, around.costs) for offer in offers.offers],
    )


def _seller(
    enums: Enums, item: Item, offer: Offer, costs: Mapping[int, ExtendedCost]
) -> models.Seller:
    for_gold = not offer.extended_cost or item.has_flag("ItemFlags2", KEEPS_GOLD_PRICE)
    return models.Seller(
        creature=Coded(id=offer.creature, name=offer.name),
        price=money(item.buy_price) if for_gold else None,
        extended_cost=extended_cost(enums, offer.extended_cost, costs.get(offer.extended_cost)),
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


def item_set(item: Item, around: Around, limit: int) -> models.ItemSet | None:
    """Its set."""
    if not item.item_set:
        return None
    found, known = around.item_set, around.known
    members = [Coded(id=entry, name=name) for entry, name in around.members.items()]
    return models.ItemSet(
        id=item.item_set,
        name=found.name if found else None,
        items=members[:limit],
        truncated=len(members) > limit,
        bonuses=None
        if found is None
        else [
            models.SetBonus(
                pieces=bonus.pieces,
                spell=Coded(id=bonus.spell, name=known.spells.get(bonus.spell)),
                specialization=bonus.spec or None,
            )
            for bonus in found.bonuses
        ],
        skill=Coded(id=found.skill, name=known.skills.get(found.skill))
        if found and found.skill
        else None,
        skill_rank=found.skill_rank or None if found else None,
    )


def random_enchantment(item: Item, around: Around, limit: int) -> models.RandomEnchantment | None:
    """The random enchantment it gets; None without one."""
    group = item.random_property or item.random_suffix
    if not group:
        return None
    known = around.known.enchantments
    return models.RandomEnchantment(
        kind="random property" if item.random_property else "random suffix",
        group=group,
        total=len(around.random_choices),
        truncated=len(around.random_choices) > limit,
        choices=[
            models.RandomChoice(
                id=choice.id,
                name=choice.name,
                chance_percent=round(choice.chance_percent, 4),
                enchantments=[Coded(id=one, name=known.get(one)) for one in choice.enchantments]
                or None,
            )
            for choice in around.random_choices[:limit]
        ],
    )


def crafting(around: Around, limit: int) -> models.Crafting | None:
    """The spells that make it."""
    recipes = around.recipes
    if recipes is None:
        return None
    return models.Crafting(
        total=len(recipes),
        truncated=len(recipes) > limit or len(recipes) == MOST_RECIPES,
        recipes=[_recipe(recipe, limit) for recipe in recipes[:limit]],
    )


def _recipe(recipe: Recipe, limit: int) -> models.Recipe:
    return models.Recipe(
        spell=Coded(id=recipe.spell, name=recipe.name),
        makes_least=recipe.least,
        makes_most=recipe.most,
        skill=Coded(id=recipe.skill, name=recipe.skill_name) if recipe.skill else None,
        skill_rank=recipe.skill_rank or None,
        reagents=[
            models.Reagent(item=Coded(id=one.item, name=one.name), count=one.pieces)
            for one in recipe.reagents
        ],
        recipes=[Coded(id=one.item, name=one.name) for one in recipe.recipes[:limit]],
        trainers=[Coded(id=one.item, name=one.name) for one in recipe.trainers[:limit]],
    )
