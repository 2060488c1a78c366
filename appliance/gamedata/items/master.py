"""Items of master: client files, with the hotfixes over them."""

from __future__ import annotations

from typing import NamedTuple

from appliance.clientdata.interface import Record
from appliance.errors import NotFound, Unavailable
from appliance.gamedata import client, hotfixes
from appliance.gamedata.items import master_stats
from appliance.gamedata.items.types import (
    UNLIMITED_STACK,
    Demands,
    Item,
    ItemSpell,
    Stat,
    Translation,
)
from appliance.gamedata.names import BASE_LOCALE
from appliance.gamedata.realm import Realm

TRANSLATIONS = """
SELECT locale, VerifiedBuild, Display_lang, Description_lang FROM item_sparse_locale WHERE ID = %s
ORDER BY locale, VerifiedBuild
"""
_SOCKET_MASKS = dict(enumerate((1, 2, 4, 8, 16, 32, 14), start=1)) | {
    kind: 1 << (kind - 2) for kind in range(8, 19)
}
"""SocketType → SocketColor: meta, red, yellow, blue, hydraulic, cogwheel, prismatic, relics
(ItemTemplate.h, SocketColorToGemTypeMask)."""
_FLAGS = ("ItemFlags", "ItemFlags2", "ItemFlags3", "ItemFlags4")


class _Translation(NamedTuple):
    locale: str
    build: int
    name: str | None
    description: str | None


async def read(realm: Realm, entry: int) -> Item:
    """The item in the base text: ItemSparse and Item of the client, with the hotfixes over them.

    Raises:
        Unavailable: there are no client files, and no hotfix is about it.
        NotFound: there is no such item, or a hotfix takes it out of the game.
    """
    whole = await client.has(realm, "ItemSparse")
    if realm.hotfixes is None and not whole:
        raise Unavailable(
            f"item {entry}: master keeps items in client files, and no hotfixes database is set",
            hint=f"set database.hotfixes; {realm.client.missing('ItemSparse')}",
        )
    if await hotfixes.removed(realm, "ItemSparse", [entry]):
        raise NotFound(f"item {entry} is removed by a hotfix (hotfix_data)")
    sparse = await _record(realm, "ItemSparse", entry)
    if sparse is None and whole:
        aside = "" if realm.hotfixes else ", or the hotfixes database has it, which is not at hand"
        raise NotFound(f"there is no item {entry} in ItemSparse.db2", hint=f"check the id{aside}")
    if sparse is None:
        needed = realm.client.missing("ItemSparse")
        raise Unavailable(f"item {entry} is not in the hotfixes database", hint=needed)
    plain = await _record(realm, "Item", entry)
    built = await hotfixes.record(realm, "item_sparse", "ID", entry, ())
    stats, notes = await master_stats.stats(realm, sparse, plain)
    spells = await _spells(realm, entry)
    notes += _notes(plain, effects_known=await client.has(realm, "ItemXItemEffect"))
    return _item(sparse, plain, stats, spells, built["VerifiedBuild"] if built else 0, notes)


async def _record(realm: Realm, table: str, entry: int, locale: str = BASE_LOCALE) -> Record | None:
    """A record of the client's table as the hotfixes have it; None where neither knows it."""
    return (await client.known(realm, table, [entry], locale)).get(entry)


async def translations(realm: Realm, entry: int, locale: str) -> list[Translation]:
    """Every translation of the item's texts that the hotfixes have, and the client's of `locale`,
    by locale."""
    last: dict[str, Translation] = {}
    if locale != BASE_LOCALE and await client.has(realm, "ItemSparse"):
        row = await _record(realm, "ItemSparse", entry, locale)
        if row is not None:
            last[locale] = Translation(locale, row["Display"], row["Description"])
    if realm.hotfixes is not None and realm.schema.has_hotfix("item_sparse_locale"):
        rows = await realm.hotfixes.fetch(TRANSLATIONS, [entry], row=_Translation)
        rows.sort(key=lambda row: hotfixes.weight(row.build))
        last |= {row.locale: Translation(row.locale, row.name, row.description) for row in rows}
    return [found for _, found in sorted(last.items())]


async def _spells(realm: Realm, entry: int) -> tuple[ItemSpell, ...]:
    """Its spells: links of ItemXItemEffect to records of ItemEffect.

    Without client files only what hotfixes add.
    """
    links = await client.find_known(realm, "ItemXItemEffect", "ItemID", [entry])
    effects = await client.known(realm, "ItemEffect", [link["ItemEffectID"] for link in links])
    return tuple(_spell(effect) for effect in effects.values() if effect["SpellID"] > 0)


def _spell(effect: Record) -> ItemSpell:
    return ItemSpell(
        spell=effect["SpellID"],
        trigger=effect["TriggerType"],
        charges=effect["Charges"],
        procs_per_minute=0.0,
        cooldown_ms=_own(effect["CoolDownMSec"]),
        category=effect["SpellCategoryID"],
        category_cooldown_ms=_own(effect["CategoryCoolDownMSec"]),
    )


def _races(sparse: Record) -> int:
    """A mask of races: one number, or on the latest layouts two halves of 32 bits."""
    if "AllowableRaces" not in sparse or "AllowableRace" in sparse:
        return int(sparse.get("AllowableRace", -1))
    low, high = (half & 0xFFFFFFFF for half in sparse["AllowableRaces"])
    return int(low | high << 32)


def _item(
    sparse: Record,
    plain: Record | None,
    stats: tuple[Stat, ...],
    spells: tuple[ItemSpell, ...],
    build: int,
    notes: tuple[str, ...],
) -> Item:
    def number(field: str) -> int:
        """0 where this layout does not have the field."""
        return int(sparse.get(field) or 0)

    def numbers(field: str) -> tuple[int, ...]:
        return tuple(int(value or 0) for value in sparse.get(field, ()))

    stack = number("Stackable")
    return Item(
        entry=sparse["ID"],
        name=sparse.get("Display") or "",
        description=sparse.get("Description") or "",
        item_class=plain["ClassID"] if plain else None,
        subclass=plain["SubclassID"] if plain else None,
        quality=number("OverallQualityID"),
        inventory_type=number("InventoryType"),
        item_level=number("ItemLevel"),
        bonding=number("Bonding"),
        flags=dict(zip(_FLAGS, numbers("Flags"), strict=False)),
        demands=Demands(
            level=number("RequiredLevel"),
            classes=number("AllowableClass"),
            races=_races(sparse),
            skill=number("RequiredSkill"),
            skill_rank=number("RequiredSkillRank"),
            spell=number("RequiredAbility"),
            honor_rank=number("RequiredPVPRank"),
            city_rank=number("RequiredPVPMedal"),
            faction=number("MinFactionID"),
            faction_rank=number("MinReputation"),
        ),
        stats=stats,
        sockets=tuple(_SOCKET_MASKS.get(kind, 0) for kind in numbers("SocketType") if kind),
        spells=spells,
        buy_price=number("BuyPrice"),
        buy_count=max(number("VendorStackCount"), 1),
        sell_price=number("SellPrice"),
        max_count=max(number("MaxCount"), 0),
        stack=stack if 0 < stack < UNLIMITED_STACK else UNLIMITED_STACK,
        delay_ms=number("ItemDelay"),
        range_modifier=float(sparse.get("ItemRange") or 0.0),
        socket_bonus=number("Socket_match_enchantment_ID"),
        gem_properties=number("Gem_properties"),
        item_set=number("ItemSet"),
        bag_slots=number("ContainerSlots"),
        bag_family=number("BagFamily"),
        limit_category=number("LimitCategory"),
        starts_quest=number("StartQuestID"),
        lock=number("LockID"),
        page=number("PageID"),
        language=number("LanguageID"),
        duration_s=number("DurationInInventory"),
        area=next(iter(numbers("ZoneBound")), 0),
        map=number("InstanceBound"),
        totem_category=number("TotemCategoryID"),
        holiday=number("RequiredHoliday"),
        verified_build=build,
        notes=notes,
    )


def _notes(plain: Record | None, *, effects_known: bool) -> tuple[str, ...]:
    notes = ["armor, damage and item bonuses follow from tables and the character: not worked out"]
    if not effects_known:
        notes.append("spells that are only in ItemXItemEffect.db2 and ItemEffect.db2 are not known")
    if plain is None:
        notes.append("class and subclass are in Item.db2 of the client, which is not there")
    return tuple(notes)


def _own(milliseconds: int) -> int | None:
    return milliseconds if milliseconds >= 0 else None
