"""Parts of get-item-info's answer, each from the template alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from appliance.formulas.items import damage_per_second
from appliance.gamedata.enums import Enums
from appliance.gamedata.items.attached import KEY_ITEM, KEY_SKILL, KEY_SPELL, Gem, Key
from appliance.gamedata.items.sources import MAX_PAGES
from appliance.gamedata.items.types import UNLIMITED_STACK, Demands, Item
from appliance.tools.decode import coded, coded_if, flags, limited, money
from appliance.tools.items import models
from appliance.tools.models import Coded

SUBCLASSES = {
    0: "ItemSubclassConsumable",
    1: "ItemSubclassContainer",
    2: "ItemSubclassWeapon",
    3: "ItemSubclassGem",
    4: "ItemSubclassArmor",
    5: "ItemSubclassReagent",
    6: "ItemSubclassProjectile",
    7: "ItemSubclassTradeGoods",
    8: "ItemSubclassGeneric",
    9: "ItemSubclassRecipe",
    10: "ItemSubclassMoney",
    11: "ItemSubclassQuiver",
    12: "ItemSubclassQuest",
    13: "ItemSubclassKey",
    14: "ItemSubclassPermanent",
    15: "ItemSubclassJunk",
    16: "ItemSubclassGlyph",
}
"""ItemClass → the enumeration of its subclasses; class 8 is ItemEnhancement on master."""
_WEAPON = 2
LOCK_KEYS = {KEY_ITEM: "item", KEY_SKILL: "skill", KEY_SPELL: "spell"}


@dataclass(frozen=True, slots=True)
class Known:
    """What ids in the item's template stand for; nothing where a client file is missing."""

    spells: Mapping[int, str]
    factions: Mapping[int, str]
    quests: Mapping[int, str]
    skills: Mapping[int, str]
    maps: Mapping[int, str]
    areas: Mapping[int, str]
    enchantments: Mapping[int, str]
    gem: Gem | None
    lock: tuple[Key, ...] | None
    limit_category: str | None


def subclass(enums: Enums, item: Item) -> Coded | None:
    """Its subclass, whose meaning depends on its class."""
    if item.subclass is None or item.item_class is None:
        return None
    enum = SUBCLASSES.get(item.item_class, "")
    if item.item_class == 8 and enum not in enums:
        enum = "ItemSubclassItemEnhancement"
    return coded(enums, enum, item.subclass) if enum in enums else Coded(id=item.subclass)


def requirements(enums: Enums, demands: Demands, known: Known) -> models.Requirements:
    """What a character needs."""
    return models.Requirements(
        level=demands.level or None,
        classes=limited(enums, "ClassMask", demands.classes),
        races=limited(enums, "RaceMask", demands.races),
        skill=Coded(id=demands.skill, name=known.skills.get(demands.skill))
        if demands.skill
        else None,
        skill_rank=demands.skill_rank or None,
        spell=Coded(id=demands.spell, name=known.spells.get(demands.spell))
        if demands.spell
        else None,
        honor_rank=demands.honor_rank or None,
        city_rank=demands.city_rank or None,
        reputation=models.ReputationRank(
            faction=Coded(id=demands.faction, name=known.factions.get(demands.faction)),
            rank=coded(enums, "ReputationRank", demands.faction_rank),
        )
        if demands.faction
        else None,
    )


def stats(enums: Enums, item: Item) -> list[models.ItemStat]:
    """Its bonuses."""
    return [
        models.ItemStat(
            stat=coded(enums, "ItemModType", stat.type),
            value=stat.value,
            budget_share=stat.budget_share,
        )
        for stat in item.stats
    ]


def weapon(enums: Enums, item: Item) -> models.Weapon | None:
    """How it hits; None for what is no weapon."""
    if item.item_class != _WEAPON and not item.damages:
        return None
    dps = damage_per_second([(one.minimum, one.maximum) for one in item.damages], item.delay_ms)
    return models.Weapon(
        damages=[
            models.WeaponDamage(
                minimum=one.minimum,
                maximum=one.maximum,
                school=coded(enums, "SpellSchools", one.school),
            )
            for one in item.damages
        ],
        attack_speed_ms=item.delay_ms,
        damage_per_second=round(dps, 2) if item.damages else None,
        ammunition=coded(enums, "ItemSubclassProjectile", item.ammo_type)
        if item.ammo_type
        else None,
        range_modifier=item.range_modifier or None,
    )


def defense(enums: Enums, item: Item) -> models.Defense | None:
    """How it protects; None when it does not."""
    if not (item.armor or item.bonus_armor or item.block or item.resistances):
        return None
    return models.Defense(
        armor=item.armor,
        bonus_armor=item.bonus_armor or None,
        block=item.block or None,
        resistances=[
            models.Resistance(school=coded(enums, "SpellSchools", school), value=value)
            for school, value in item.resistances.items()
        ],
    )


def sockets(enums: Enums, item: Item, known: Known) -> models.Sockets | None:
    """Its sockets; None without any."""
    if not item.sockets:
        return None
    return models.Sockets(
        colors=[_color(enums, color) for color in item.sockets],
        bonus=_enchantment(item.socket_bonus, known),
    )


def _color(enums: Enums, color: int) -> Coded:
    """A socket's color; one that takes several has all their names."""
    name = enums.name("SocketColor", color) or " or ".join(enums.flags("SocketColor", color))
    return Coded(id=color, name=name)


def spells(enums: Enums, item: Item, names: Mapping[int, str]) -> list[models.ItemSpell]:
    """The spells on it."""
    return [
        models.ItemSpell(
            spell=Coded(id=one.spell, name=names.get(one.spell)),
            trigger=coded(enums, "ItemSpelltriggerType", one.trigger),
            charges=one.charges,
            procs_per_minute=one.procs_per_minute or None,
            cooldown_ms=one.cooldown_ms,
            category=one.category or None,
            category_cooldown_ms=one.category_cooldown_ms,
        )
        for one in item.spells
    ]


def _enchantment(number: int, known: Known) -> Coded | None:
    return Coded(id=number, name=known.enchantments.get(number)) if number else None


def keeping(enums: Enums, item: Item, known: Known) -> models.Keeping:
    """How it is kept."""
    family = item.bag_family if not item.bag_slots else 0
    return models.Keeping(
        max_count=item.max_count or None,
        limit_category=Coded(id=item.limit_category, name=known.limit_category)
        if item.limit_category
        else None,
        stack_size=item.stack if item.stack != UNLIMITED_STACK else None,
        duration_s=item.duration_s or None,
        durability=item.durability or None,
        area=Coded(id=item.area, name=known.areas.get(item.area)) if item.area else None,
        map=Coded(id=item.map, name=known.maps.get(item.map)) if item.map else None,
        holiday=coded_if(enums, "HolidayIds", item.holiday),
        bag_family=flags(enums, "BAG_FAMILY_MASK", family) if family else None,
    )


def container(enums: Enums, item: Item) -> models.Container | None:
    """What it holds; None for what is no bag."""
    if not item.bag_slots:
        return None
    return models.Container(
        slots=item.bag_slots,
        only_for=flags(enums, "BAG_FAMILY_MASK", item.bag_family) if item.bag_family else None,
    )


def use(enums: Enums, item: Item, known: Known, pages: Sequence[str]) -> models.Use:
    """What else it does."""
    return models.Use(
        container=container(enums, item),
        starts_quest=Coded(id=item.starts_quest, name=known.quests.get(item.starts_quest))
        if item.starts_quest
        else None,
        lock=_lock(item.lock, known),
        text=models.Readable(
            language=coded(enums, "Language", item.language),
            pages=list(pages),
            truncated=len(pages) == MAX_PAGES,
        )
        if item.page
        else None,
        food=coded_if(enums, "PetDiet", item.food),
        totem_category=coded(enums, "TotemCategory", item.totem_category)
        if item.totem_category
        else None,
        gem=_gem(enums, item.gem_properties, known),
        script=item.script or None,
    )


def _lock(number: int, known: Known) -> models.Lock | None:
    if not number:
        return None
    if known.lock is None:
        return models.Lock(id=number)
    return models.Lock(
        id=number,
        keys=[
            models.LockKey(
                kind=LOCK_KEYS.get(key.type, str(key.type)),
                id=key.id,
                name=key.name,
                skill=key.skill or None,
            )
            for key in known.lock
        ],
    )


def _gem(enums: Enums, number: int, known: Known) -> models.Gem | None:
    if not number:
        return None
    if known.gem is None:
        return models.Gem(id=number)
    return models.Gem(
        id=number,
        colors=flags(enums, "SocketColor", known.gem.colors),
        enchantment=_enchantment(known.gem.enchantment, known),
    )


def prices(item: Item) -> models.Prices:
    """Its prices."""
    return models.Prices(
        buy=money(item.buy_price), buy_count=item.buy_count, sell=money(item.sell_price)
    )
