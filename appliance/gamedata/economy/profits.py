"""Recipes that bring more than they cost."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from appliance.gamedata.economy.prices import prices
from appliance.gamedata.economy.recipes import Cost, Recipe, costs, of_professions
from appliance.gamedata.economy.values import UnitValue, Values
from appliance.gamedata.realm import Realm


class Profit(NamedTuple):
    """A recipe, what one casting costs, and what it is sold for; copper."""

    recipe: Recipe
    cost: Cost
    unit: UnitValue

    @property
    def copper(self) -> float:
        """What is left of one casting."""
        return self.recipe.pieces * self.unit.copper - (self.cost.copper or 0.0)


@dataclass(frozen=True, slots=True)
class Profits:
    """Recipes with a profit, most first.

    looked_at: all recipes of the professions; unpriced: those with a reagent nobody sells.
    missing: why nothing can be told, "" where it can.
    """

    profits: list[Profit]
    looked_at: int
    unpriced: int
    missing: str = ""


async def profits(
    realm: Realm,
    professions: Collection[int],
    medians: Mapping[int, int],
    *,
    skill: int | None = None,
) -> Profits:
    """What is worth making with these professions, for up to `skill` points."""
    found = await of_professions(realm, professions)
    chosen = [one for one in found.recipes if skill is None or one.skill <= skill]
    priced = await costs(realm, chosen, medians)
    known = Values(await prices(realm, {one.item for one in chosen}), medians)
    made = [
        Profit(recipe, cost, known.unit(recipe.item))
        for recipe, cost in zip(chosen, priced, strict=True)
        if cost.copper is not None
    ]
    gains = sorted(
        (one for one in made if one.copper > 0), key=lambda one: (-one.copper, one.recipe.spell)
    )
    return Profits(gains, len(chosen), len(chosen) - len(made), found.missing)
