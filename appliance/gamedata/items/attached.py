"""What client tables say about an item: its set, enchantments, gems, locks, random names."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from appliance.clientdata.interface import Record
from appliance.formulas.items import enchantment_chances
from appliance.gamedata import client, names
from appliance.gamedata.realm import Branch, Realm

KEY_ITEM, KEY_SKILL, KEY_SPELL = 1, 2, 3
"""Lock.Type: what can open a lock (LockKeyType)."""

ENCHANTMENTS = """
SELECT ench, chance FROM item_enchantment_template WHERE entry = %s ORDER BY ench LIMIT %s
"""
MOST_ENCHANTMENTS = 1000


class Bonus(NamedTuple):
    """A bonus of a set: worn pieces it takes, its spell, on master the one specialization."""

    pieces: int
    spell: int
    spec: int


@dataclass(frozen=True, slots=True)
class ItemSet:
    """A set of items (ItemSet)."""

    id: int
    name: str
    items: tuple[int, ...]
    bonuses: tuple[Bonus, ...]
    skill: int
    skill_rank: int


class Gem(NamedTuple):
    """What a gem does in a socket: its colors (SocketColor mask) and its enchantment."""

    colors: int
    enchantment: int


class Key(NamedTuple):
    """One way to open a lock: an item, a kind of lock picking (LockType), a spell."""

    type: int
    id: int
    name: str | None
    skill: int


class Choice(NamedTuple):
    """A random enchantment: ItemRandomProperties or ItemRandomSuffix."""

    id: int
    name: str | None
    chance_percent: float
    enchantments: tuple[int, ...]


async def item_set(realm: Realm, number: int, locale: str) -> ItemSet | None:
    """A set with its bonuses, by pieces; None where no client table knows it."""
    if number <= 0 or not await client.has(realm, "ItemSet"):
        return None
    row = await client.record(realm, "ItemSet", number, locale)
    if row is None:
        return None
    wrath = realm.branch is Branch.WRATH
    bonuses = _own_bonuses(row) if wrath else await _set_spells(realm, number)
    return ItemSet(
        id=number,
        name=row["Name"],
        items=tuple(item for item in row["ItemID"] if item),
        bonuses=tuple(sorted(bonuses)),
        skill=row["RequiredSkill"],
        skill_rank=row["RequiredSkillRank"],
    )


def _own_bonuses(row: Record) -> list[Bonus]:
    pairs = zip(row["SetThreshold"], row["SetSpellID"], strict=True)
    return [Bonus(pieces, spell, 0) for pieces, spell in pairs if spell]


async def _set_spells(realm: Realm, number: int) -> list[Bonus]:
    if not await client.has(realm, "ItemSetSpell"):
        return []
    rows = await client.find(realm, "ItemSetSpell", "ItemSetID", [number])
    return [Bonus(row["Threshold"], row["SpellID"], row["ChrSpecID"]) for row in rows]


async def enchantments(realm: Realm, ids: Collection[int], locale: str) -> dict[int, str]:
    """Texts of enchantments ("+10 Stamina") by id, where the client's file is there."""
    wanted = {number for number in ids if number > 0}
    return await client.names(realm, "SpellItemEnchantment", wanted, "Name", locale)


async def gem(realm: Realm, number: int) -> Gem | None:
    """What an item does as a gem; None where it is none, or no client table knows it."""
    if number <= 0 or not await client.has(realm, "GemProperties"):
        return None
    row = await client.record(realm, "GemProperties", number)
    if row is None:
        return None
    return Gem(row["Type"], row.get("EnchantID", row.get("Enchant_ID", 0)))


async def lock(realm: Realm, number: int, locale: str) -> tuple[Key, ...] | None:
    """What opens a lock; None where no client table knows it."""
    if number <= 0 or not await client.has(realm, "Lock"):
        return None
    row = await client.record(realm, "Lock", number)
    if row is None:
        return None
    keys = list(_keys(row))
    known = {
        KEY_ITEM: await names.item_names(realm, _ids(keys, KEY_ITEM), locale),
        KEY_SKILL: await client.names(realm, "LockType", _ids(keys, KEY_SKILL), "Name", locale),
        KEY_SPELL: await names.spell_names(realm, _ids(keys, KEY_SPELL), locale),
    }
    return tuple(key._replace(name=known.get(key.type, {}).get(key.id)) for key in keys)


def _keys(row: Record) -> Iterator[Key]:
    for kind, number, skill in zip(row["Type"], row["Index"], row["Skill"], strict=True):
        if kind:
            yield Key(kind, number, None, skill)


def _ids(keys: Collection[Key], kind: int) -> list[int]:
    return [key.id for key in keys if key.type == kind]


async def random_choices(
    realm: Realm, *, random_property: int, random_suffix: int, locale: str
) -> list[Choice]:
    """The random enchantments of a group, likeliest first; nameless without client files."""
    group, table = random_property or random_suffix, "ItemRandomProperties"
    if not random_property:
        table = "ItemRandomSuffix"
    if group <= 0 or not realm.schema.has("item_enchantment_template", "ench"):
        return []
    rows = await realm.world.fetch(ENCHANTMENTS, [group, MOST_ENCHANTMENTS], row=_Chance)
    records: dict[int, Record] = {}
    if await client.has(realm, table):
        records = await client.records(realm, table, [row.id for row in rows], locale)
    chances = enchantment_chances([row.chance for row in rows])
    found = [
        _choice(row.id, chance, records.get(row.id))
        for row, chance in zip(rows, chances, strict=True)
    ]
    return sorted(found, key=lambda choice: (-choice.chance_percent, choice.id))


class _Chance(NamedTuple):
    id: int
    chance: float


def _choice(number: int, chance: float, record: Record | None) -> Choice:
    if record is None:
        return Choice(number, None, chance, ())
    enchantments = tuple(one for one in record["Enchantment"] if one)
    return Choice(number, record["Name"], chance, enchantments)


async def limit_category(realm: Realm, number: int, locale: str) -> str | None:
    """The name of a group of which a character may own only so many."""
    found = await client.names(realm, "ItemLimitCategory", [number], "Name", locale)
    return found.get(number)
