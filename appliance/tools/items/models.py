"""The answer of get-item-info."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from appliance.tools.items.around_models import (
    Contents,
    Crafting,
    Disenchanting,
    ItemQuests,
    ItemSet,
    RandomEnchantment,
    Sellers,
    Sources,
)
from appliance.tools.models import Answer, Coded, Flags, Money, ToolOutput


class ReputationRank(ToolOutput):
    """A rank with a faction."""

    faction: Coded
    rank: Coded


class Requirements(ToolOutput):
    """What a character needs to use it; what is missing here is not asked for."""

    level: int | None = None
    classes: Flags | None = None
    races: Flags | None = None
    skill: Coded | None = None
    skill_rank: int | None = None
    spell: Coded | None = None
    honor_rank: int | None = None
    city_rank: int | None = None
    reputation: ReputationRank | None = None


class ItemStat(ToolOutput):
    """A bonus."""

    stat: Coded
    value: int | None = None
    budget_share: Annotated[
        int | None, Field(description="Master: 1/10000 of the budget of its item level.")
    ] = None


class WeaponDamage(ToolOutput):
    """Damage of one hit, without attack power."""

    minimum: float
    maximum: float
    school: Coded


class Weapon(ToolOutput):
    """How it hits."""

    damages: list[WeaponDamage]
    attack_speed_ms: int
    damage_per_second: float | None = None
    ammunition: Coded | None = None
    range_modifier: float | None = None


class Resistance(ToolOutput):
    """A resistance it gives."""

    school: Coded
    value: int


class Defense(ToolOutput):
    """How it protects."""

    armor: int
    bonus_armor: Annotated[float | None, Field(description="On top of `armor`.")] = None
    block: int | None = None
    resistances: list[Resistance]


class ItemSpell(ToolOutput):
    """A spell on it."""

    spell: Coded
    trigger: Coded
    charges: Annotated[
        int, Field(description="0 unlimited; negative: used up with the last charge.")
    ]
    procs_per_minute: float | None = None
    cooldown_ms: Annotated[
        int | None, Field(description="Missing: the spell's own cooldown counts.")
    ] = None
    category: int | None = None
    category_cooldown_ms: int | None = None


class Sockets(ToolOutput):
    """Its sockets, in their order."""

    colors: list[Coded]
    bonus: Annotated[
        Coded | None, Field(description="SpellItemEnchantment, when the colors match.")
    ] = None


class Container(ToolOutput):
    """What it holds."""

    slots: int
    only_for: Annotated[Flags | None, Field(description="Kinds of items it is limited to.")] = None


class Prices(ToolOutput):
    """Prices of vendors at neutral reputation."""

    buy: Money
    buy_count: Annotated[int, Field(description="Pieces for the buy price.")]
    sell: Annotated[Money, Field(description="What a vendor pays for one; 0: takes none.")]


class Readable(ToolOutput):
    """What is written in it."""

    language: Coded
    pages: list[str]
    truncated: bool


class Keeping(ToolOutput):
    """How it is kept; what is missing here does not limit it."""

    max_count: Annotated[int | None, Field(description="How many a character may own.")] = None
    limit_category: Annotated[Coded | None, Field(description="Owned together.")] = None
    stack_size: Annotated[int | None, Field(description="Missing: any number.")] = None
    duration_s: Annotated[int | None, Field(description="It is gone after that time.")] = None
    durability: int | None = None
    area: Annotated[Coded | None, Field(description="Gone outside this area.")] = None
    map: Annotated[Coded | None, Field(description="Gone outside this map.")] = None
    holiday: Annotated[Coded | None, Field(description="Usable in this holiday only.")] = None
    bag_family: Annotated[Flags | None, Field(description="Special bags that take it.")] = None


class LockKey(ToolOutput):
    """One way to open a lock."""

    kind: Annotated[str, Field(description="item, skill (kind of lock) or spell")]
    id: int
    name: str | None = None
    skill: Annotated[int | None, Field(description="Points needed.")] = None


class Lock(ToolOutput):
    """A lock; without keys the client's file Lock is missing."""

    id: int
    keys: list[LockKey] | None = None


class Gem(ToolOutput):
    """A gem; only its id where the client's file GemProperties is missing."""

    id: int
    colors: Flags | None = None
    enchantment: Coded | None = None


class Use(ToolOutput):
    """What else it does."""

    container: Container | None = None
    starts_quest: Coded | None = None
    lock: Annotated[Lock | None, Field(description="It is locked.")] = None
    text: Readable | None = None
    food: Annotated[Coded | None, Field(description="Pets that like this eat it.")] = None
    totem_category: Annotated[Coded | None, Field(description="The tool it counts as.")] = None
    gem: Annotated[Gem | None, Field(description="What it does in a socket.")] = None
    script: str | None = None


class ItemInfo(Answer):
    """Everything the realm's databases know about an item."""

    item_id: int
    name: str
    names: Annotated[dict[str, str], Field(description="Its name in other languages.")]
    description: str | None = None
    quality: Coded
    item_class: Annotated[Coded | None, Field(description="Missing: client data.")] = None
    subclass: Coded | None = None
    inventory_type: Coded
    bonding: Coded
    item_level: int
    display_id: int | None = None
    flags: Annotated[dict[str, Flags], Field(description="Masks that are not 0, by enumeration.")]
    requirements: Requirements
    stats: list[ItemStat]
    weapon: Weapon | None = None
    defense: Defense | None = None
    sockets: Sockets | None = None
    spells: list[ItemSpell]
    random_enchantment: RandomEnchantment | None = None
    keeping: Keeping
    use: Use
    item_set: ItemSet | None = None
    prices: Prices
    crafted_by: Annotated[
        Crafting | None, Field(description="Missing: the client's spells are not there.")
    ] = None
    sold_by: Sellers
    found_in: Sources
    contents: Annotated[Contents | None, Field(description="What is in it when opened.")] = None
    prospecting: Contents | None = None
    milling: Contents | None = None
    disenchanting: Disenchanting | None = None
    quests: ItemQuests
    verified_build: int
    notes: Annotated[list[str], Field(description="What is not known, and why.")]
