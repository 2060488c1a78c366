"""What an item is, whichever branch it was read from. Numbers are the database's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

HAS_LOOT = 0x4
"""ItemFlags: the item can be opened for loot."""
IS_PROSPECTABLE = 0x40000
IS_MILLABLE = 0x20000000
KEEPS_GOLD_PRICE = 0x4
"""ItemFlags2: vendors take gold also where they ask for an extended cost."""
UNLIMITED_STACK = 2**31 - 1


class Stat(NamedTuple):
    """A bonus: its amount, on master worked out of its share of a budget in client files.

    `budget_share` is in 1/10,000 of the item's stat budget (StatPercentEditor).
    """

    type: int
    value: int | None = None
    budget_share: int | None = None


class Damage(NamedTuple):
    """Damage of one hit before attack power; `school` is a SpellSchools number."""

    minimum: float
    maximum: float
    school: int


class ItemSpell(NamedTuple):
    """A spell on an item.

    charges: 0 unlimited; negative: the item is used up with the last of them.
    procs_per_minute: 0 when the spell's own chance counts.
    cooldown_ms, category_cooldown_ms: None when the spell's own counts.
    """

    spell: int
    trigger: int
    charges: int
    procs_per_minute: float
    cooldown_ms: int | None
    category: int
    category_cooldown_ms: int | None


class Translation(NamedTuple):
    """An item's texts in another language; None or "" where they are not translated."""

    locale: str
    name: str | None
    description: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Demands:
    """What a character needs to use an item; 0 where nothing is asked, masks as stored."""

    level: int
    classes: int
    races: int
    skill: int
    skill_rank: int
    spell: int
    honor_rank: int
    city_rank: int
    faction: int
    faction_rank: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An item's template.

    item_class, subclass: None where only client files know them. flags: each mask by the name of
    its enumeration. sockets: SocketColor masks. Prices in copper; `buy_price` is for `buy_count`
    pieces. max_count: 0 any number, else how many a character may own. stack: UNLIMITED_STACK
    without a bound. duration_s: 0 for ever.
    """

    entry: int
    name: str
    description: str
    item_class: int | None
    subclass: int | None
    quality: int
    inventory_type: int
    item_level: int
    bonding: int
    flags: Mapping[str, int]
    demands: Demands
    stats: tuple[Stat, ...]
    sockets: tuple[int, ...]
    spells: tuple[ItemSpell, ...]
    buy_price: int
    buy_count: int
    sell_price: int
    max_count: int
    stack: int
    display_id: int = 0
    damages: tuple[Damage, ...] = ()
    delay_ms: int = 0
    ammo_type: int = 0
    range_modifier: float = 0.0
    armor: int = 0
    bonus_armor: float = 0.0
    block: int = 0
    resistances: Mapping[int, int] = field(default_factory=dict)
    socket_bonus: int = 0
    gem_properties: int = 0
    item_set: int = 0
    durability: int = 0
    bag_slots: int = 0
    bag_family: int = 0
    limit_category: int = 0
    starts_quest: int = 0
    lock: int = 0
    page: int = 0
    language: int = 0
    disenchant: int = 0
    disenchant_skill: int = -1
    random_property: int = 0
    random_suffix: int = 0
    duration_s: int = 0
    area: int = 0
    map: int = 0
    totem_category: int = 0
    holiday: int = 0
    food: int = 0
    money_loot: tuple[int, int] = (0, 0)
    script: str = ""
    verified_build: int = 0
    notes: tuple[str, ...] = ()

    def has_flag(self, enum: str, flag: int) -> bool:
        """Whether a bit of one of its masks is set."""
        return bool(self.flags.get(enum, 0) & flag)
