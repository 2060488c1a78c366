"""What can be collected: mounts, pets, toys and heirlooms of the branch.

3.3.5: spells of the skills Mounts and Companions (client), and the items that teach such spells
(world). Master: the client's Mount, BattlePetSpecies, Toy and Heirloom, and ItemSparse for the
quality of the items that are toys and heirlooms.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from appliance.clientdata.interface import Record
from appliance.errors import Unavailable
from appliance.gamedata import client
from appliance.gamedata.realm import Branch, Realm

ITEMS_WRATH = """
SELECT entry, name, Quality, spellid_1, spelltrigger_1, spellid_2, spelltrigger_2, spellid_3,
       spelltrigger_3
FROM item_template WHERE class = 15 AND subclass = %s AND spellid_1 > 0 ORDER BY entry LIMIT 5000
"""
LEARN = 6
"""ITEM_SPELLTRIGGER_LEARN_SPELL_ID: the item's other spell is only the learning."""


class Kind(StrEnum):
    """Kinds of collections."""

    PET = "pet"
    MOUNT = "mount"
    TOY = "toy"
    HEIRLOOM = "heirloom"


_SUBCLASSES = {Kind.PET: 2, Kind.MOUNT: 5}
"""ItemSubclassMisc: companion pet, mount."""
_SKILLS = {Kind.PET: 778, Kind.MOUNT: 777}
"""SkillLine of companions and mounts (3.3.5)."""
_TABLES = {
    Kind.PET: "BattlePetSpecies",
    Kind.MOUNT: "Mount",
    Kind.TOY: "Toy",
    Kind.HEIRLOOM: "Heirloom",
}
_OF_ITEMS = (Kind.TOY, Kind.HEIRLOOM)
"""Kinds whose things are items themselves (master)."""


class Giver(NamedTuple):
    """An item that gives a thing; its quality is None where the item's own data is not at hand."""

    item: int
    quality: int | None = None


class Collectible(NamedTuple):
    """One thing to collect.

    key: what ownership is kept by: the learned spell (3.3.5, mounts of master), the item (toys,
        heirlooms) or the species (pets of master).
    givers: items that give it; master names one for toys and heirlooms.
    text: the client's own words about where it comes from (master).
    """

    key: int
    spell: int | None
    givers: tuple[Giver, ...]
    name: str | None = None
    creature: int | None = None
    text: str | None = None

    @property
    def quality(self) -> int | None:
        """The best quality among the items that give it."""
        return max((each.quality for each in self.givers if each.quality is not None), default=None)


class Catalogue(NamedTuple):
    """Everything of a kind, by key.

    missing: what was not at hand to know all. unrated: what was not at hand to know the quality of
    some, "" for nothing.
    """

    things: list[Collectible]
    missing: list[str]
    unrated: str = ""


class _Item(NamedTuple):
    entry: int
    name: str
    quality: int
    spell: int


async def catalogue(realm: Realm, kind: Kind, locale: str) -> Catalogue:
    """Everything of a kind on this realm's branch.

    Raises:
        Unavailable: the branch has nothing of the kind, or its client table is not at hand.
    """
    if realm.branch is Branch.MASTER:
        return await _master(realm, kind, locale)
    if kind not in _SUBCLASSES:
        raise Unavailable(f"3.3.5 has no collection of {kind}s", hint="ask for pet or mount")
    return await _wrath(realm, kind)


async def _wrath(realm: Realm, kind: Kind) -> Catalogue:
    rows = await realm.world.fetch(ITEMS_WRATH, [_SUBCLASSES[kind]], row=_item)
    items: dict[int, list[_Item]] = {}
    for item in rows:
        items.setdefault(item.spell, []).append(item)
    spells, missing = set(items), []
    if await client.has(realm, "SkillLineAbility"):
        abilities = await client.find(realm, "SkillLineAbility", "SkillLine", [_SKILLS[kind]])
        spells |= {row["Spell"] for row in abilities}
    else:
        missing.append(realm.client.missing("SkillLineAbility"))
    things = [_learned(spell, items.get(spell, [])) for spell in sorted(spells)]
    return Catalogue(things, missing)


def _learned(spell: int, items: list[_Item]) -> Collectible:
    givers = tuple(Giver(item.entry, item.quality) for item in items)
    return Collectible(spell, spell, givers, items[0].name if items else None)


def _item(entry: int, name: str, quality: int, *spells: int) -> _Item:
    """The item with the spell its use teaches: the one learned, else the first."""
    pairs = list(zip(spells[::2], spells[1::2], strict=True))
    taught = next((spell for spell, trigger in pairs if trigger == LEARN and spell > 0), spells[0])
    return _Item(entry, name, quality, taught)


async def _master(realm: Realm, kind: Kind, locale: str) -> Catalogue:
    name = _TABLES[kind]
    table = await client.table(realm, name, locale)
    rows = await client.records(realm, name, table.ids(), locale)
    make = {Kind.MOUNT: _mount, Kind.PET: _pet, Kind.TOY: _item_thing, Kind.HEIRLOOM: _item_thing}
    things = [make[kind](row) for row in rows.values()]
    found = {thing.key: thing for thing in things if thing.key > 0}
    ordered = [found[key] for key in sorted(found)]
    return await _rated(realm, ordered) if kind in _OF_ITEMS else Catalogue(ordered, [])


async def _rated(realm: Realm, things: list[Collectible]) -> Catalogue:
    """Toys or heirlooms with the quality of their items."""
    rows = await client.known(realm, "ItemSparse", [thing.key for thing in things])
    rated = [
        thing._replace(givers=(Giver(thing.key, rows[thing.key].get("OverallQualityID")),))
        if thing.key in rows
        else thing
        for thing in things
    ]
    lacking = any(thing.quality is None for thing in rated)
    if not lacking or await client.has(realm, "ItemSparse"):
        return Catalogue(rated, [])
    return Catalogue(rated, [], unrated=realm.client.missing("ItemSparse"))


def _mount(row: Record) -> Collectible:
    spell = row["SourceSpellID"]
    return Collectible(spell, spell, (), row.get("Name"), text=row.get("SourceText"))


def _pet(row: Record) -> Collectible:
    creature, text = row.get("CreatureID"), row.get("SourceText")
    return Collectible(row["ID"], row.get("SummonSpellID"), (), creature=creature, text=text)


def _item_thing(row: Record) -> Collectible:
    item = row["ItemID"]
    return Collectible(item, None, (Giver(item),), text=row.get("SourceText"))
