"""Talent trees of master since trait trees exist: nodes, entries, costs, conditions.

Source of what the tables mean: TraitMgr.cpp (TrinityCore master).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from appliance.clientdata.interface import Record
from appliance.gamedata.classes import optional
from appliance.gamedata.realm import Realm

CLASS_SKILLS = 7
"""SkillLine.CategoryID of class skills."""
TRAIT_SOURCED = 2
"""TraitCurrency.Type: points that sources give."""


class NodeType(IntEnum):
    """TraitNode.Type."""

    SINGLE = 0
    TIERED = 1
    SELECTION = 2
    SUB_TREE_SELECTION = 3


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
    edge requires it. sub_tree: the hero talents it belongs to, 0 for none.
    """

    id: int
    type: int
    x: int
    y: int
    sub_tree: int
    entries: tuple[Entry, ...]
    parents: tuple[tuple[int, int], ...]
    costs: tuple[tuple[int, int], ...]
    conditions: tuple[Condition, ...]

    @property
    def specializations(self) -> frozenset[int] | None:
        """Who has this node at all; None for every specialization of the class."""
        limits = [
            one.specs
            for one in self.conditions
            if one.type in (ConditionType.VISIBLE, ConditionType.AVAILABLE)
        ]
        if not limits or None in limits:
            return None
        return frozenset(spec for specs in limits if specs for spec in specs)

    def granted_to(self, spec: int, level: int) -> int:
        """Ranks the specialization has at a level without paying."""
        return sum(
            one.granted_ranks
            for one in self.conditions
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


async def class_trees(realm: Realm, class_ids: Collection[int]) -> dict[int, list[int]]:
    """Ids of the trees of each class: by its class skill (SkillLineXTraitTree)."""
    links = await optional.scan(realm, "SkillLineXTraitTree", ["SkillLineID", "TraitTreeID"])
    lines = await optional.records(realm, "SkillLine", {link[1] for link in links})
    own = {number for number, row in lines.items() if row["CategoryID"] == CLASS_SKILLS}
    masks: dict[int, int] = defaultdict(int)
    for row in await optional.find(realm, "SkillRaceClassInfo", "SkillID", own):
        masks[row["SkillID"]] |= max(0, row["ClassMask"])
    return {
        class_id: sorted({tree for _, line, tree in links if masks[line] >> (class_id - 1) & 1})
        for class_id in class_ids
    }


async def tree_of(realm: Realm, trees: Collection[int], locale: str = "enUS") -> TraitTree:
    """Everything about some trees, taken together as a class has them."""
    rows = await optional.find(realm, "TraitNode", "TraitTreeID", trees)
    ids = [row["ID"] for row in rows]
    entries = await _entries(realm, ids, locale)
    edges = await optional.find(realm, "TraitEdge", "RightTraitNodeID", ids)
    groups = _pairs(
        await optional.find(realm, "TraitNodeGroupXTraitNode", "TraitNodeID", ids),
        "TraitNodeID",
        "TraitNodeGroupID",
    )
    group_ids = {group for found in groups.values() for group in found}
    everywhere = await _costs(realm, "TraitTreeXTraitCost", "TraitTreeID", trees)
    node_costs = await _costs(realm, "TraitNodeXTraitCost", "TraitNodeID", ids)
    group_costs = await _costs(realm, "TraitNodeGroupXTraitCost", "TraitNodeGroupID", group_ids)
    node_limits = await _conditions(realm, "TraitNodeXTraitCond", "TraitNodeID", ids)
    group_limits = await _conditions(
        realm, "TraitNodeGroupXTraitCond", "TraitNodeGroupID", group_ids
    )
    nodes = {}
    for row in rows:
        number = row["ID"]
        own_groups = groups.get(number, [])
        costs = [
            *everywhere.get(row["TraitTreeID"], ()),
            *node_costs.get(number, ()),
            *(cost for group in own_groups for cost in group_costs.get(group, ())),
        ]
        limits = [
            *node_limits.get(number, ()),
            *(limit for group in own_groups for limit in group_limits.get(group, ())),
        ]
        nodes[number] = Node(
            id=number,
            type=row["Type"],
            x=row["PosX"],
            y=row["PosY"],
            sub_tree=row.get("TraitSubTreeID", 0),
            entries=tuple(entries.get(number, ())),
            parents=tuple(
                (edge["LeftTraitNodeID"], edge["Type"])
                for edge in edges
                if edge["RightTraitNodeID"] == number
            ),
            costs=tuple(costs),
            conditions=tuple(limits),
        )
    return TraitTree(nodes, await _currencies(realm, trees))


async def _entries(realm: Realm, nodes: Collection[int], locale: str) -> dict[int, list[Entry]]:
    links = await optional.find(realm, "TraitNodeXTraitNodeEntry", "TraitNodeID", nodes)
    ids = [row["TraitNodeEntryID"] for row in links]
    rows = await optional.records(realm, "TraitNodeEntry", ids)
    definitions = await optional.records(
        realm, "TraitDefinition", [row["TraitDefinitionID"] for row in rows.values()], locale
    )
    found: dict[int, list[Entry]] = defaultdict(list)
    for link in sorted(links, key=lambda row: (row.get("Index", row.get("_Index", 0)), row["ID"])):
        row = rows.get(link["TraitNodeEntryID"])
        if row is None:
            continue
        definition = definitions.get(row["TraitDefinitionID"], {})
        found[link["TraitNodeID"]].append(
            Entry(
                row["ID"],
                definition.get("SpellID", 0),
                definition.get("OverrideName", ""),
                row["MaxRanks"],
            )
        )
    return found


async def _costs(
    realm: Realm, table: str, key: str, owners: Collection[int]
) -> dict[int, list[tuple[int, int]]]:
    links = await optional.find(realm, table, key, owners)
    costs = await optional.records(realm, "TraitCost", [row["TraitCostID"] for row in links])
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for link in links:
        if cost := costs.get(link["TraitCostID"]):
            found[link[key]].append((cost["TraitCurrencyID"], cost["Amount"]))
    return found


async def _conditions(
    realm: Realm, table: str, key: str, owners: Collection[int]
) -> dict[int, list[Condition]]:
    links = await optional.find(realm, table, key, owners)
    rows = await optional.records(realm, "TraitCond", [row["TraitCondID"] for row in links])
    members = _pairs(
        await optional.find(
            realm, "SpecSetMember", "SpecSetID", {row["SpecSetID"] for row in rows.values()} - {0}
        ),
        "SpecSetID",
        "ChrSpecializationID",
    )
    found: dict[int, list[Condition]] = defaultdict(list)
    for link in links:
        if row := rows.get(link["TraitCondID"]):
            found[link[key]].append(_condition(row, members))
    return found


def _condition(row: Record, members: Mapping[int, list[int]]) -> Condition:
    spec_set = row["SpecSetID"]
    return Condition(
        type=row["CondType"],
        specs=frozenset(members.get(spec_set, ())) if spec_set else None,
        level=row["RequiredLevel"],
        granted_ranks=row["GrantedRanks"],
        currency=row["TraitCurrencyID"],
        spent=row["SpentAmountRequired"],
        quest=row["QuestID"],
        achievement=row["AchievementID"],
    )


async def _currencies(realm: Realm, trees: Collection[int]) -> dict[int, tuple[Source, ...]]:
    links = await optional.find(realm, "TraitTreeXTraitCurrency", "TraitTreeID", trees)
    ids = {row["TraitCurrencyID"] for row in links}
    kinds = await optional.records(realm, "TraitCurrency", ids)
    rows = await optional.find(realm, "TraitCurrencySource", "TraitCurrencyID", ids)
    return {
        number: tuple(
            Source(
                row["Amount"],
                row["PlayerLevel"],
                row["QuestID"],
                row["AchievementID"],
                row["TraitNodeEntryID"],
            )
            for row in rows
            if row["TraitCurrencyID"] == number
        )
        for number, kind in kinds.items()
        if kind["Type"] == TRAIT_SOURCED
    }


def _pairs(rows: Iterable[Record], key: str, value: str) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        found[row[key]].append(row[value])
    return found
