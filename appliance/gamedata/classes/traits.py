"""Talent trees of master since trait trees exist: nodes, entries, costs, conditions.

Source of what the tables mean: TraitMgr.cpp (TrinityCore master).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple


class EdgeType(IntEnum):
    """TraitEdge.Type, as far as it limits what can be chosen."""

    SUFFICIENT = 2
    REQUIRED = 3


class ConditionType(IntEnum):
    """TraitCond.CondType."""

    AVAILABLE = 0
    VISIBLE = 1
    GRANTED = 2
    INCREASED = 3


class Condition(NamedTuple):
    """When a node is there, can be chosen, or is given.

    specs: specializations it holds for, None for all. spent: points of `currency` that must be
    spent before.
    """

    type: int
    specs: frozenset[int] | None
    level: int
    granted_ranks: int
    currency: int
    spent: int
    quest: int
    achievement: int


class Entry(NamedTuple):
    """A choice of a node; `name` overrides the spell's."""

    id: int
    spell: int
    name: str
    max_ranks: int


class Source(NamedTuple):
    """Points of a currency, and what a character must have for them (0: nothing)."""

    amount: int
    level: int
    quest: int
    achievement: int
    entry: int


@dataclass(frozen=True, slots=True)
class Node:
    """A place in a tree. costs: points of each currency a rank takes.

    parents: nodes before it, with TraitEdge.Type; one of them must be full, and all those whose
    edge requires it. sub_tree: the hero talents it belongs to, 0 for none. conditions: a list
    each of the node, of its groups and of its entries.
    """

    id: int
    type: int
    x: int
    y: int
    sub_tree: int
    entries: tuple[Entry, ...]
    parents: tuple[tuple[int, int], ...]
    costs: tuple[tuple[int, int], ...]
    conditions: tuple[tuple[Condition, ...], ...]

    @property
    def specializations(self) -> frozenset[int] | None:
        """Who has this node at all; None for every specialization of the class."""
        found: frozenset[int] | None = None
        for limits in self._limits():
            if any(one.specs is None for one in limits):
                continue
            specs = frozenset(spec for one in limits for spec in one.specs or ())
            found = specs if found is None else found & specs
        return found

    def demands(self, spec: int) -> list[Condition]:
        """What a specialization must have spent, or its level, for the node to be available.

        Of alternatives, the easiest.
        """
        found = []
        for limits in self._limits():
            own = [one for one in limits if one.specs is None or spec in one.specs]
            if own:
                found.append(min(own, key=lambda one: (one.spent, one.level)))
        return [one for one in found if one.spent or one.level]

    def _limits(self) -> list[list[Condition]]:
        """Lists of conditions of which one each must hold."""
        kinds = (ConditionType.VISIBLE, ConditionType.AVAILABLE)
        found = ([one for one in every if one.type in kinds] for every in self.conditions)
        return [limits for limits in found if limits]

    def granted_to(self, spec: int, level: int) -> int:
        """Ranks the specialization has at a level without paying."""
        return sum(
            one.granted_ranks
            for every in self.conditions
            for one in every
            if one.type == ConditionType.GRANTED
            and (one.specs is None or spec in one.specs)
            and one.level <= level
            and not one.quest
            and not one.achievement
        )


@dataclass(frozen=True, slots=True)
class TraitTree:
    """The trees of a class: nodes by id, and the sources of each currency of points."""

    nodes: Mapping[int, Node]
    currencies: Mapping[int, tuple[Source, ...]]
