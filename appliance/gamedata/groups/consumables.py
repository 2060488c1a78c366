"""Consumables and what using them gives."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import NamedTuple

from appliance.gamedata import client
from appliance.gamedata.economy.remembered import Remembered
from appliance.gamedata.groups import abilities
from appliance.gamedata.groups.abilities import Ability
from appliance.gamedata.groups.capabilities import Capability, Kind, Reach
from appliance.gamedata.lookup import fetch_by_ids
from appliance.gamedata.realm import Branch, Realm

CLASS = 0
"""ItemClass of consumables."""
MOST = 20_000
WRATH = """
SELECT entry, subclass, RequiredLevel,
  CASE WHEN spelltrigger_1 IN (0, 5) THEN spellid_1 ELSE 0 END,
  CASE WHEN spelltrigger_2 IN (0, 5) THEN spellid_2 ELSE 0 END,
  CASE WHEN spelltrigger_3 IN (0, 5) THEN spellid_3 ELSE 0 END
FROM item_template WHERE class = 0 ORDER BY entry LIMIT %s
"""
VENDORS = "SELECT item FROM npc_vendor WHERE item IN ({ids}) GROUP BY item ORDER BY item"
NOT_SEATED = 0x40000
"""AURA_INTERRUPT_FLAG_NOT_SEATED, on master Standing: in `aura_interrupt_flags[0]`."""
_ON_USE = (0, 5)
_MASTER_TABLES = ("Item", "ItemXItemEffect", "ItemEffect", "ItemSparse")


class Consumable(NamedTuple):
    """An item, the spell it is used with, and what that gives whoever uses it."""

    item: int
    subclass: int
    required_level: int
    ability: Ability
    gives: tuple[Capability, ...]


class _Item(NamedTuple):
    item: int
    subclass: int
    level: int
    spells: tuple[int, ...]


_KNOWN: Remembered[str, tuple[Consumable, ...]] = Remembered()


async def consumables(realm: Realm) -> tuple[Consumable, ...]:
    """Every consumable whose use is a buff, by item; none where the items are not known."""

    async def find(_keys: Collection[str]) -> dict[str, tuple[Consumable, ...]]:
        wrath = realm.branch is Branch.WRATH
        items = await (_wrath(realm) if wrath else _master(realm))
        return {"all": await _giving(realm, items)}

    return (await _KNOWN.get(realm.client, ["all"], find))["all"]


async def missing_tables(realm: Realm) -> list[str]:
    """Client tables without which consumables are not known."""
    tables = () if realm.branch is Branch.WRATH else _MASTER_TABLES
    return [name for name in tables if not await client.has(realm, name)]


async def sold(realm: Realm, items: Collection[int]) -> set[int]:
    """Those of the items that a vendor offers."""
    if not realm.schema.has("npc_vendor"):
        return set()
    return set(await fetch_by_ids(realm.world, VENDORS, items, row=int))


async def _wrath(realm: Realm) -> list[_Item]:
    if not realm.schema.has("item_template"):
        return []
    return await realm.world.fetch(WRATH, [MOST], row=_item)


def _item(item: int, subclass: int, level: int, *spells: int) -> _Item:
    return _Item(item, subclass, level, tuple(one for one in spells if one > 0))


async def _master(realm: Realm) -> list[_Item]:
    if await missing_tables(realm):
        return []
    kinds = {
        number: subclass
        for number, item_class, subclass in await client.scan(
            realm, "Item", ("ClassID", "SubclassID")
        )
        if item_class == CLASS
    }
    effects = {
        number: spell
        for number, spell, trigger in await client.scan(
            realm, "ItemEffect", ("SpellID", "TriggerType")
        )
        if trigger in _ON_USE and spell > 0
    }
    spells: dict[int, list[int]] = defaultdict(list)
    for _, effect, item in await client.scan(realm, "ItemXItemEffect", ("ItemEffectID", "ItemID")):
        if item in kinds and effect in effects:
            spells[item].append(effects[effect])
    sparse = await client.records(realm, "ItemSparse", sorted(spells)) if spells else {}
    return [
        _Item(item, kinds[item], row.get("RequiredLevel", 0), tuple(spells[item]))
        for item, row in sparse.items()
    ]


async def _giving(realm: Realm, items: Iterable[_Item]) -> tuple[Consumable, ...]:
    rows = list(items)
    found = await abilities.of_spells(realm, {one for row in rows for one in row.spells}, "enUS")
    return tuple(
        Consumable(row.item, row.subclass, row.level, found[spell], gives)
        for row in rows
        for spell in row.spells
        if spell in found and (gives := _lasting(found[spell]))
    )


def _lasting(ability: Ability) -> tuple[Capability, ...]:
    """Buffs of the user that stay when the user gets up: no eating and drinking itself."""
    flags = ability.spell.aura_interrupt_flags
    seated = bool(flags and flags[0] & NOT_SEATED)
    return tuple(
        one
        for one in ability.of_kind(Kind.BUFF)
        if one.reach is not Reach.PET and not (seated and one.lasts_ms is None)
    )
