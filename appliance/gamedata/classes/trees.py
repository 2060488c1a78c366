"""What a talent tree is on either branch, and whether a build fits it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from appliance.formulas.spells import points_for_tier

Picks = Mapping[int, int]
"""A build: ranks by choice."""


class Choice(NamedTuple):
    """What can be learned: one spell a rank, or one spell of several ranks (master)."""

    id: int
    spells: tuple[int, ...]
    max_rank: int
    name: str = ""


class Prerequisite(NamedTuple):
    """A talent that must be learned before: to `rank` at least, of any choice it has."""

    talent: int
    rank: int
    any_of: bool = False
    """It is enough to have one of those marked so."""


@dataclass(frozen=True, slots=True)
class Talent:
    """A place in a tree. tier, column: from 0 (3.3.5), or a position (master).

    cost: points of a currency that a rank takes. spent: points of the currency to be spent in the
    tree before. granted: ranks that cost nothing.
    """

    id: int
    tree: int
    tier: int
    column: int
    choices: tuple[Choice, ...]
    prerequisites: tuple[Prerequisite, ...] = ()
    costs: tuple[tuple[int, int], ...] = ()
    spent: tuple[tuple[int, int], ...] = ()
    level: int = 0
    granted: int = 0
    hero_tree: int = 0


@dataclass(frozen=True, slots=True)
class Budget:
    """Points that a level gives, by currency (3.3.5 has one: 0); `formula` says how."""

    level: int
    points: Mapping[int, int]
    formula: str

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.points.values())


@dataclass(frozen=True, slots=True)
class TalentTree:
    """Every talent of a class, by id; `own` are those of the asked specialization.

    tiered: a tier opens by points spent in its tree (3.3.5). one_per_tier: as on master before
    trait trees.
    """

    talents: Mapping[int, Talent]
    own: frozenset[int]
    budget: Budget
    tiered: bool = False
    one_per_tier: bool = False
    notes: tuple[str, ...] = ()
    places: Mapping[int, tuple[Talent, Choice]] = field(init=False)
    """Talent and choice by choice id."""
    ranks: Mapping[int, tuple[int, int]] = field(init=False)
    """Choice id and rank by the spell of that rank."""

    def __post_init__(self) -> None:
        places = {
            choice.id: (talent, choice)
            for talent in self.talents.values()
            for choice in talent.choices
        }
        ranks = {
            spell: (number, rank)
            for number, (_, choice) in places.items()
            for rank, spell in enumerate(choice.spells, 1)
        }
        object.__setattr__(self, "places", places)
        object.__setattr__(self, "ranks", ranks)


def spent_by_tree(tree: TalentTree, picks: Picks) -> dict[int, int]:
    """Points a build spends in each tree; what is granted costs nothing."""
    found: dict[int, int] = defaultdict(int)
    for number, rank in picks.items():
        if number in tree.places:
            talent, _ = tree.places[number]
            found[talent.tree] += max(0, rank - talent.granted)
    return found


def spent_by_currency(tree: TalentTree, picks: Picks) -> dict[int, int]:
    """Points of each currency a build spends."""
    found: dict[int, int] = defaultdict(int)
    for number, rank in picks.items():
        if number not in tree.places:
            continue
        talent, _ = tree.places[number]
        for currency, amount in talent.costs:
            found[currency] += amount * max(0, rank - talent.granted)
    return found


def problems(tree: TalentTree, picks: Picks) -> list[str]:
    """Why a build cannot be learned at the level of the tree's budget; nothing when it can.

    Source: Player::LearnTalent (3.3.5), TraitMgr::ValidateConfig (master).
    """
    found = [
        f"talent {number} is not of this class" for number in picks if number not in tree.places
    ]
    by_talent: dict[int, dict[int, int]] = defaultdict(dict)
    for number, rank in picks.items():
        if number in tree.places:
            by_talent[tree.places[number][0].id][number] = rank
    total = spent_by_currency(tree, picks)
    for number, ranks in sorted(by_talent.items()):
        found += _of_talent(tree, tree.talents[number], ranks, by_talent)
        found += _open(tree, tree.talents[number], total)
    if tree.tiered:
        found += _tiers(tree, picks)
    if tree.one_per_tier:
        found += _single(tree, by_talent)
    for currency, spent in sorted(total.items()):
        owned = tree.budget.points.get(currency, 0)
        if spent > owned:
            found.append(f"it takes {spent} points, the level gives {owned}")
    return found


def _of_talent(
    tree: TalentTree,
    talent: Talent,
    ranks: Mapping[int, int],
    taken: Mapping[int, Mapping[int, int]],
) -> list[str]:
    found = []
    if len(ranks) > 1:
        found.append(f"talent {talent.id} allows one choice, not {len(ranks)}")
    for number, rank in ranks.items():
        most = tree.places[number][1].max_rank
        if rank > most:
            found.append(f"talent {talent.id} has {most} ranks, not {rank}")
    required = [one for one in talent.prerequisites if not one.any_of]
    found += [
        f"talent {talent.id} needs talent {one.talent} at rank {one.rank}"
        for one in required
        if not _has(taken, one)
    ]
    options = [one for one in talent.prerequisites if one.any_of]
    if options and not any(_has(taken, one) for one in options):
        before = ", ".join(str(one.talent) for one in options)
        found.append(f"talent {talent.id} needs one of the talents {before} in full")
    return found


def _open(tree: TalentTree, talent: Talent, spent: Mapping[int, int]) -> list[str]:
    """Levels and points spent that a talent demands."""
    found = []
    if talent.level > tree.budget.level:
        found.append(f"talent {talent.id} needs level {talent.level}")
    found += [
        f"talent {talent.id} needs {points} points spent before, not {spent.get(currency, 0)}"
        for currency, points in talent.spent
        if spent.get(currency, 0) < points
    ]
    return found


def _has(taken: Mapping[int, Mapping[int, int]], wanted: Prerequisite) -> bool:
    return max(taken.get(wanted.talent, {}).values(), default=0) >= wanted.rank


def _tiers(tree: TalentTree, picks: Picks) -> list[str]:
    """A tier opens when the tiers before it hold five points each."""
    spent: dict[tuple[int, int], int] = defaultdict(int)
    for number, rank in picks.items():
        if number in tree.places:
            talent, _ = tree.places[number]
            spent[talent.tree, talent.tier] += rank
    found = []
    for branch, tier in sorted(spent):
        before = sum(points for (own, one), points in spent.items() if own == branch and one < tier)
        if before < points_for_tier(tier):
            found.append(
                f"tier {tier + 1} of tree {branch} opens with {points_for_tier(tier)} points in "
                f"the tiers before, which have {before}"
            )
    return found


def _single(tree: TalentTree, taken: Mapping[int, Mapping[int, int]]) -> list[str]:
    rows: dict[int, int] = defaultdict(int)
    for number in taken:
        rows[tree.talents[number].tier] += 1
    return [
        f"row {row + 1} allows one talent, not {count}"
        for row, count in sorted(rows.items())
        if count > 1
    ]
