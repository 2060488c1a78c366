"""Parts of get-item-info's answer: what surrounds an item."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from appliance.tools.models import Coded, ExtendedCost, Money, ToolOutput


class Seller(ToolOutput):
    """A creature that sells it."""

    creature: Coded
    price: Annotated[Money | None, Field(description="For one purchase; missing: no money.")] = None
    extended_cost: Annotated[
        ExtendedCost | None, Field(description="Asked for besides or instead of money.")
    ] = None
    stock: Annotated[int | None, Field(description="Missing: any number.")] = None
    restock_s: int | None = None
    takes_over_list_of: int | None = None
    event: Annotated[str | None, Field(description="Sold during this game event only.")] = None


class Sellers(ToolOutput):
    """Who sells it."""

    total: int
    truncated: bool
    sellers: list[Seller]


class Chance(ToolOutput):
    """How likely, and how many."""

    chance_percent: Annotated[float, Field(description="Of at least one, per loot.")]
    expected_count: float
    min_count: int
    max_count: int
    quest_required: bool
    conditions: Annotated[list[str], Field(description="One of these must hold.")]


class Source(Chance):
    """Something whose loot can hold it."""

    kind: Annotated[str, Field(description="creature, gameobject, item, skinning, fishing, …")]
    id: int
    name: str | None = None
    difficulties: list[Coded] | None = None


class Content(Chance):
    """Something that comes out of it."""

    item: Coded


class Sources(ToolOutput):
    """Whose loot can hold it, likeliest first."""

    total: int
    truncated: bool
    sources: list[Source]
    unused_templates: Annotated[
        int | None, Field(description="Loot templates that hold it but that nothing uses.")
    ] = None


class Contents(ToolOutput):
    """What comes out of it."""

    total: int
    truncated: bool
    items: list[Content]
    notes: list[str]
    money_minimum: Money | None = None
    money_maximum: Money | None = None


class Disenchanting(ToolOutput):
    """What an enchanter gets out of it."""

    loot_id: int
    required_skill: int
    items: Contents | None = None


class ItemQuest(ToolOutput):
    """A quest it has to do with."""

    quest: Coded
    role: Annotated[
        str,
        Field(description="reward, choice, required, needed on the way or given at the start"),
    ]
    count: int


class ItemQuests(ToolOutput):
    """The quests it has to do with."""

    total: int
    truncated: bool
    quests: list[ItemQuest]


class SetBonus(ToolOutput):
    """What wearing some of a set gives."""

    pieces: int
    spell: Coded
    specialization: Annotated[int | None, Field(description="Only for this ChrSpecialization.")] = (
        None
    )


class ItemSet(ToolOutput):
    """The set it belongs to."""

    id: int
    name: str | None = None
    items: list[Coded]
    truncated: bool
    bonuses: Annotated[
        list[SetBonus] | None, Field(description="Missing: the client's ItemSet is not there.")
    ] = None
    skill: Annotated[Coded | None, Field(description="Bonuses need it.")] = None
    skill_rank: int | None = None


class RandomChoice(ToolOutput):
    """One random enchantment it can get."""

    id: int
    name: str | None = None
    chance_percent: float
    enchantments: Annotated[
        list[Coded] | None, Field(description="$i stands for an amount by the item's level.")
    ] = None


class RandomEnchantment(ToolOutput):
    """A random enchantment it gets when it drops: a property or a suffix, likeliest first."""

    kind: str
    group: int
    total: int
    truncated: bool
    choices: list[RandomChoice]


class Reagent(ToolOutput):
    """What making it uses up."""

    item: Coded
    count: int


class Recipe(ToolOutput):
    """A spell that makes it."""

    spell: Coded
    makes_least: int | None = None
    makes_most: int | None = None
    skill: Coded | None = None
    skill_rank: Annotated[int | None, Field(description="Rank needed to learn it.")] = None
    reagents: list[Reagent]
    recipes: Annotated[list[Coded], Field(description="Items that teach it.")]
    trainers: Annotated[list[Coded], Field(description="Creatures that teach it.")]


class Crafting(ToolOutput):
    """The spells that make it."""

    total: int
    truncated: bool
    recipes: list[Recipe]
