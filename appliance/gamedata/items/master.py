"""Items of master: what the hotfixes override. All others are in client files."""

from __future__ import annotations

from typing import Any, NamedTuple

from appliance.errors import NotFound, Unavailable
from appliance.gamedata import hotfixes
from appliance.gamedata.items.types import (
    UNLIMITED_STACK,
    Demands,
    Item,
    ItemSpell,
    Stat,
    Translation,
)
from appliance.gamedata.lookup import numbered
from appliance.gamedata.realm import Realm

_STATS = 10
_ITEM = ("ClassID", "SubclassID")
_SPARSE = (
    *("Display", "Description", "AllowableRace", "AllowableClass", "LimitCategory"),
    *("DurationInInventory", "BagFamily", "ItemRange", "Stackable", "MaxCount"),
    *("RequiredAbility", "SellPrice", "BuyPrice", "VendorStackCount", "RequiredHoliday"),
    *("GemProperties", "SocketMatchEnchantmentId", "TotemCategoryID", "InstanceBound"),
    *("ZoneBound1", "ItemSet", "LockID", "StartQuestID", "PageID", "ItemDelay", "MinFactionID"),
    *("RequiredSkillRank", "RequiredSkill", "ItemLevel", "LanguageID", "Bonding"),
    *("ContainerSlots", "MinReputation", "RequiredPVPMedal", "RequiredPVPRank"),
    *("RequiredLevel", "InventoryType", "OverallQualityID"),
    *numbered("Flags", 4),
    *numbered("SocketType", 3),
    *numbered("StatModifierBonusStat", _STATS),
    *numbered("StatPercentEditor", _STATS),
)
_EFFECT = ("TriggerType", "Charges", "CoolDownMSec", "CategoryCoolDownMSec", "SpellCategoryID")
TRANSLATIONS = """
SELECT locale, VerifiedBuild, Display_lang, Description_lang FROM item_sparse_locale WHERE ID = %s
ORDER BY locale, VerifiedBuild
"""
_SOCKET_MASKS = dict(enumerate((1, 2, 4, 8, 16, 32, 14), start=1)) | {
    kind: 1 << (kind - 2) for kind in range(8, 19)
}
"""SocketType → SocketColor: meta, red, yellow, blue, hydraulic, cogwheel, prismatic, relics
(ItemTemplate.h, SocketColorToGemTypeMask)."""
_NEEDED = "ItemSparse.db2 of the client is needed for it, and is not loaded"


class _Translation(NamedTuple):
    locale: str
    build: int
    name: str | None
    description: str | None


async def read(realm: Realm, entry: int) -> Item:
    """The item as the hotfixes have it, in the base text.

    Raises:
        Unavailable: no hotfix is about it, so only the client's files can tell.
        NotFound: a hotfix takes it out of the game.
    """
    if realm.hotfixes is None:
        raise Unavailable(
            f"item {entry}: master keeps items in client files, and no hotfixes database is set",
            hint="configure the hotfixes database; " + _NEEDED,
        )
    if await hotfixes.removed(realm, "ItemSparse", [entry]):
        raise NotFound(f"item {entry} is removed by a hotfix (hotfix_data)")
    sparse = await hotfixes.record(realm, "item_sparse", "ID", entry, _SPARSE)
    if sparse is None:
        raise Unavailable(f"item {entry} is not in the hotfixes database", hint=_NEEDED)
    plain = await hotfixes.record(realm, "item", "ID", entry, _ITEM)
    return _item(sparse, plain, await _spells(realm, entry))


async def translations(realm: Realm, entry: int) -> list[Translation]:
    """Every translation of the item's texts, by locale."""
    if realm.hotfixes is None or not realm.schema.has_hotfix("item_sparse_locale"):
        return []
    rows = await realm.hotfixes.fetch(TRANSLATIONS, [entry], row=_Translation)
    rows.sort(key=lambda row: hotfixes.weight(row.build))
    last = {row.locale: row for row in rows}
    return [Translation(row.locale, row.name, row.description) for _, row in sorted(last.items())]


async def _spells(realm: Realm, entry: int) -> tuple[ItemSpell, ...]:
    """The spells that hotfixes add: links of item_x_item_effect to rows of item_effect."""
    links = await hotfixes.records(realm, "item_x_item_effect", "ItemID", [entry], ["ItemEffectID"])
    ids = [link["ItemEffectID"] for link in links]
    effects = await hotfixes.records(realm, "item_effect", "ID", ids, ("SpellID", *_EFFECT))
    return tuple(
        ItemSpell(
            spell=effect["SpellID"],
            trigger=effect["TriggerType"],
            charges=effect["Charges"],
            procs_per_minute=0.0,
            cooldown_ms=_own(effect["CoolDownMSec"]),
            category=effect["SpellCategoryID"],
            category_cooldown_ms=_own(effect["CategoryCoolDownMSec"]),
        )
        for effect in effects
        if effect["SpellID"] > 0
    )


def _item(
    sparse: dict[str, Any], plain: dict[str, Any] | None, spells: tuple[ItemSpell, ...]
) -> Item:
    def number(column: str) -> int:
        """0 where this version of the table does not have the column."""
        return int(sparse.get(column) or 0)

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
        flags={
            "ItemFlags": number("Flags1"),
            "ItemFlags2": number("Flags2"),
            "ItemFlags3": number("Flags3"),
            "ItemFlags4": number("Flags4"),
        },
        demands=Demands(
            level=number("RequiredLevel"),
            classes=number("AllowableClass"),
            races=number("AllowableRace"),
            skill=number("RequiredSkill"),
            skill_rank=number("RequiredSkillRank"),
            spell=number("RequiredAbility"),
            honor_rank=number("RequiredPVPRank"),
            city_rank=number("RequiredPVPMedal"),
            faction=number("MinFactionID"),
            faction_rank=number("MinReputation"),
        ),
        stats=_stats(sparse),
        sockets=tuple(
            _SOCKET_MASKS.get(number(name), 0) for name in numbered("SocketType", 3) if number(name)
        ),
        spells=spells,
        buy_price=number("BuyPrice"),
        buy_count=max(number("VendorStackCount"), 1),
        sell_price=number("SellPrice"),
        max_count=max(number("MaxCount"), 0),
        stack=stack if 0 < stack < UNLIMITED_STACK else UNLIMITED_STACK,
        delay_ms=number("ItemDelay"),
        range_modifier=float(sparse.get("ItemRange") or 0.0),
        socket_bonus=number("SocketMatchEnchantmentId"),
        gem_properties=number("GemProperties"),
        item_set=number("ItemSet"),
        bag_slots=number("ContainerSlots"),
        bag_family=number("BagFamily"),
        limit_category=number("LimitCategory"),
        starts_quest=number("StartQuestID"),
        lock=number("LockID"),
        page=number("PageID"),
        language=number("LanguageID"),
        duration_s=number("DurationInInventory"),
        area=number("ZoneBound1"),
        map=number("InstanceBound"),
        totem_category=number("TotemCategoryID"),
        holiday=number("RequiredHoliday"),
        verified_build=sparse["VerifiedBuild"],
        notes=_notes(plain),
    )


def _stats(sparse: dict[str, Any]) -> tuple[Stat, ...]:
    """The kinds of bonus; StatModifierBonusStat is -1 where there is none."""
    pairs = (
        (sparse.get(f"StatModifierBonusStat{n}"), sparse.get(f"StatPercentEditor{n}"))
        for n in range(1, _STATS + 1)
    )
    return tuple(
        Stat(kind, budget_share=share)
        for kind, share in pairs
        if kind is not None and kind >= 0 and share
    )


def _notes(plain: dict[str, Any] | None) -> tuple[str, ...]:
    notes = [
        "amounts of stats, armor and damage follow from RandPropPoints.db2, curves and item "
        "bonuses: client data, not loaded",
        "spells that are only in ItemEffect.db2 are not known",
    ]
    if plain is None:
        notes.append("class and subclass are in Item.db2: client data, not loaded")
    return tuple(notes)


def _own(milliseconds: int) -> int | None:
    return milliseconds if milliseconds >= 0 else None
