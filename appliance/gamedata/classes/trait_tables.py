"""Trait trees from the client tables of master that make them up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from appliance.clientdata.interface import Record
from appliance.gamedata.classes import optional
from appliance.gamedata.classes.traits import Condition, Entry, Node, Source, TraitTree
from appliance.gamedata.realm import Realm

CLASS_SKILLS = 7
"""SkillLine.CategoryID of class skills."""
TRAIT_SOURCED = 2
"""TraitCurrency.Type: points that sources give."""


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
    parts = await _parts(realm, trees, [row["ID"] for row in rows], locale)
    nodes = {row["ID"]: _node(row, parts) for row in rows}
    return TraitTree(nodes, await _currencies(realm, trees))


@dataclass(frozen=True, slots=True)
class _Parts:
    """What belongs to nodes, by node; costs and limits also by tree, group and entry."""

    entries: Mapping[int, list[Entry]]
    parents: Mapping[int, list[tuple[int, int]]]
    groups: Mapping[int, list[int]]
    tree_costs: Mapping[int, list[tuple[int, int]]]
    group_costs: Mapping[int, list[tuple[int, int]]]
    node_costs: Mapping[int, list[tuple[int, int]]]
    entry_limits: Mapping[int, list[Condition]]
    group_limits: Mapping[int, list[Condition]]
    node_limits: Mapping[int, list[Condition]]


async def _parts(
    realm: Realm, trees: Collection[int], nodes: Collection[int], locale: str
) -> _Parts:
    entries = await _entries(realm, nodes, locale)
    parents: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for edge in await optional.find(realm, "TraitEdge", "RightTraitNodeID", nodes):
        parents[edge["RightTraitNodeID"]].append((edge["LeftTraitNodeID"], edge["Type"]))
    links = await optional.find(realm, "TraitNodeGroupXTraitNode", "TraitNodeID", nodes)
    groups = _pairs(links, "TraitNodeID", "TraitNodeGroupID")
    ids = {group for found in groups.values() for group in found}
    choices = {entry.id for found in entries.values() for entry in found}
    return _Parts(
        entries=entries,
        parents=parents,
        groups=groups,
        tree_costs=await _costs(realm, "TraitTreeXTraitCost", "TraitTreeID", trees),
        group_costs=await _costs(realm, "TraitNodeGroupXTraitCost", "TraitNodeGroupID", ids),
        node_costs=await _costs(realm, "TraitNodeXTraitCost", "TraitNodeID", nodes),
        entry_limits=await _conditions(
            realm, "TraitNodeEntryXTraitCond", "TraitNodeEntryID", choices
        ),
        group_limits=await _conditions(realm, "TraitNodeGroupXTraitCond", "TraitNodeGroupID", ids),
        node_limits=await _conditions(realm, "TraitNodeXTraitCond", "TraitNodeID", nodes),
    )


def _node(row: Record, parts: _Parts) -> Node:
    number, entries = row["ID"], parts.entries.get(row["ID"], [])
    groups = parts.groups.get(number, [])
    limits = [
        *(parts.entry_limits.get(entry.id, ()) for entry in entries),
        parts.node_limits.get(number, ()),
        *(parts.group_limits.get(group, ()) for group in groups),
    ]
    return Node(
        id=number,
        type=row["Type"],
        x=row["PosX"],
        y=row["PosY"],
        sub_tree=row.get("TraitSubTreeID", 0),
        entries=tuple(entries),
        parents=tuple(parts.parents.get(number, ())),
        costs=(
            *parts.tree_costs.get(row["TraitTreeID"], ()),
            *parts.node_costs.get(number, ()),
            *(cost for group in groups for cost in parts.group_costs.get(group, ())),
        ),
        conditions=tuple(tuple(every) for every in limits if every),
    )


async def _entries(realm: Realm, nodes: Collection[int], locale: str) -> dict[int, list[Entry]]:
    links = await optional.find(realm, "TraitNodeXTraitNodeEntry", "TraitNodeID", nodes)
    ids = [row["TraitNodeEntryID"] for row in links]
    rows = await optional.records(realm, "TraitNodeEntry", ids)
    definitions = await optional.records(
        realm, "TraitDefinition", [row["TraitDefinitionID"] for row in rows.values()], locale
    )
    found: dict[int, list[Entry]] = defaultdict(list)
    for link in sorted(links, key=lambda row: (row.get("Index", 0), row["ID"])):
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
            found[link[key]].append((cost.get("TraitCurrencyID", 0), cost.get("Amount", 0)))
    return found


async def _conditions(
    realm: Realm, table: str, key: str, owners: Collection[int]
) -> dict[int, list[Condition]]:
    links = await optional.find(realm, table, key, owners)
    rows = await optional.records(realm, "TraitCond", [row["TraitCondID"] for row in links])
    members = _pairs(
        await optional.find(
            realm, "SpecSetMember", "SpecSet", {row["SpecSetID"] for row in rows.values()} - {0}
        ),
        "SpecSet",
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
        level=row.get("RequiredLevel", 0),
        granted_ranks=row.get("GrantedRanks", 0),
        currency=row.get("TraitCurrencyID", 0),
        spent=row.get("SpentAmountRequired", 0),
        quest=row.get("QuestID", 0),
        achievement=row.get("AchievementID", 0),
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
