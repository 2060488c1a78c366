"""Spells that make items, what they use up, and what that costs."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from appliance.errors import Unavailable
from appliance.gamedata import client
from appliance.gamedata.economy.flips import sellers
from appliance.gamedata.economy.prices import ItemPrice, prices
from appliance.gamedata.economy.remembered import Remembered
from appliance.gamedata.economy.values import Buyer
from appliance.gamedata.realm import Branch, Realm
from appliance.gamedata.spells.load import load
from appliance.gamedata.spells.types import Reagent, Spell

CREATE_ITEM, CREATE_ITEM_2 = 24, 157
"""SpellEffects (the second is called create loot on master)."""
MOST = 500
"""Recipes of one item that are looked at."""


class Recipe(NamedTuple):
    """A spell that makes `pieces` of an item on average; profession and skill 0 where none
    teaches it."""

    spell: int
    item: int
    pieces: float
    reagents: tuple[Reagent, ...]
    profession: int = 0
    skill: int = 0


class Recipes(NamedTuple):
    """Recipes by spell. missing: why they cannot be told, "" where they can."""

    recipes: tuple[Recipe, ...]
    missing: str = ""


class Ingredient(NamedTuple):
    """A reagent with the cheapest way to get one: copper and from whom, None where nobody sells."""

    item: int
    pieces: int
    copper_each: float | None
    source: Buyer | None


@dataclass(frozen=True, slots=True)
class Cost:
    """What one casting uses up; `copper` is None where a reagent has no price."""

    ingredients: tuple[Ingredient, ...]

    @property
    def copper(self) -> float | None:
        """All reagents together."""
        total = 0.0
        for one in self.ingredients:
            if one.copper_each is None:
                return None
            total += one.pieces * one.copper_each
        return total


_OF_PROFESSION: Remembered[int, tuple[Recipe, ...]] = Remembered()


async def of_professions(realm: Realm, professions: Collection[int]) -> Recipes:
    """What professions make of reagents."""

    async def find(wanted: Collection[int]) -> dict[int, tuple[Recipe, ...]]:
        return {number: await _of_profession(realm, number) for number in sorted(wanted)}

    try:
        found = await _OF_PROFESSION.get(realm.client, professions, find)
    except Unavailable as error:
        return Recipes((), str(error))
    return Recipes(tuple(one for number in sorted(found) for one in found[number]))


async def for_item(realm: Realm, item: int) -> Recipes:
    """How an item is made of reagents."""
    try:
        spells = await _making(realm, item)
        recipes = [one for one in _recipes(spells) if one.item == item]
        taught = await _taught(realm, [one.spell for one in recipes])
    except Unavailable as error:
        return Recipes((), str(error))
    return Recipes(
        tuple(
            one._replace(profession=taught[one.spell][0], skill=taught[one.spell][1])
            if one.spell in taught
            else one
            for one in recipes
        )
    )


async def costs(realm: Realm, recipes: Sequence[Recipe], medians: Mapping[int, int]) -> list[Cost]:
    """What each recipe costs: of a vendor who sells any number for money, or at auction."""
    items = {reagent.item for recipe in recipes for reagent in recipe.reagents}
    known = await prices(realm, items)
    sold = await sellers(realm, items)
    buyable = {item: known[item] for item in sold if item in known and known[item].buy > 0}
    return [
        Cost(tuple(_ingredient(reagent, buyable, medians) for reagent in recipe.reagents))
        for recipe in recipes
    ]


def _ingredient(
    reagent: Reagent, buyable: Mapping[int, ItemPrice], medians: Mapping[int, int]
) -> Ingredient:
    offers: list[tuple[float, Buyer]] = []
    if reagent.item in buyable:
        offers.append((buyable[reagent.item].buy_each, Buyer.VENDOR))
    if reagent.item in medians:
        offers.append((float(medians[reagent.item]), Buyer.AUCTION))
    copper, source = min(offers, default=(None, None))
    return Ingredient(reagent.item, reagent.pieces, copper, source)


async def _of_profession(realm: Realm, profession: int) -> tuple[Recipe, ...]:
    lines = [profession]
    if realm.branch is Branch.MASTER and await client.has(realm, "SkillLine"):
        children = await client.find(realm, "SkillLine", "ParentSkillLineID", [profession])
        lines += [row["ID"] for row in children]
    rows = await client.find(realm, "SkillLineAbility", "SkillLine", lines)
    ranks = {row["Spell"]: row.get("MinSkillLineRank", 0) for row in rows}
    spells = await load(realm, ranks)
    return tuple(
        one._replace(profession=profession, skill=ranks[one.spell]) for one in _recipes(spells)
    )


async def _making(realm: Realm, item: int) -> dict[int, Spell]:
    """Spells with an effect about the item."""
    if realm.branch is Branch.WRATH:
        rows = await client.find(realm, "Spell", "EffectItemType", [item])
        ids = [row["ID"] for row in rows]
    else:
        rows = await client.find(realm, "SpellEffect", "EffectItemType", [item])
        ids = [row["SpellID"] for row in rows]
    return await load(realm, ids[:MOST])


async def _taught(realm: Realm, spells: Collection[int]) -> dict[int, tuple[int, int]]:
    """Profession and skill points of spells, as far as SkillLineAbility says."""
    if not spells or not await client.has(realm, "SkillLineAbility"):
        return {}
    rows = await client.find(realm, "SkillLineAbility", "Spell", spells)
    return {row["Spell"]: (row["SkillLine"], row.get("MinSkillLineRank", 0)) for row in rows}


def _recipes(spells: Mapping[int, Spell]) -> list[Recipe]:
    """The spells that make an item of reagents."""
    found: list[Recipe] = []
    for number, spell in sorted(spells.items()):
        made = [one for one in spell.effects_of(CREATE_ITEM, CREATE_ITEM_2) if one.item > 0]
        if made and spell.reagents:
            first = made[0]
            pieces = max(1.0, (first.points_min + first.points_max) / 2)
            found.append(Recipe(number, first.item, pieces, spell.reagents))
    return found
