"""Groups of spells of which only one works on a target (spell_group)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import NamedTuple

from appliance.gamedata.lookup import fetch_by_ids
from appliance.gamedata.realm import Realm

FIRST_RANKS = """
SELECT spell_id, first_spell_id FROM spell_ranks WHERE spell_id IN ({ids}) ORDER BY spell_id
"""
GROUPS = "SELECT id, spell_id FROM spell_group WHERE spell_id IN ({ids}) ORDER BY id, spell_id"
NESTED = "SELECT id, spell_id FROM spell_group WHERE spell_id < 0 ORDER BY id, spell_id LIMIT 5000"
RULES = """
SELECT group_id, stack_rule FROM spell_group_stack_rules
WHERE stack_rule <> 0 ORDER BY group_id LIMIT 5000
"""
_MOST_NESTED = 8
SAME_CASTER = 2


class Exclusive(NamedTuple):
    """A group, its rule, and those of the spells asked for that are in it."""

    id: int
    rule: int
    spells: tuple[int, ...]


class _Pair(NamedTuple):
    first: int
    second: int


async def groups_of(realm: Realm, spells: Collection[int]) -> list[Exclusive]:
    """The groups with a rule that hold any of `spells`, of whatever rank, by id."""
    if not spells or not realm.schema.has("spell_group"):
        return []
    if not realm.schema.has("spell_group_stack_rules"):
        return []
    first = {number: number for number in spells}
    if realm.schema.has("spell_ranks"):
        ranks = await fetch_by_ids(realm.world, FIRST_RANKS, spells, row=_Pair)
        first |= {row.first: row.second for row in ranks}
    rules = dict(await realm.world.fetch(RULES, row=_Pair))
    direct = await fetch_by_ids(realm.world, GROUPS, first.values(), row=_Pair)
    parents: dict[int, set[int]] = defaultdict(set)
    for group, member in await realm.world.fetch(NESTED, row=_Pair):
        parents[-member].add(group)
    holders: dict[int, set[int]] = defaultdict(set)
    for group, member in direct:
        holders[member] |= _with_parents(group, parents)
    members: dict[int, list[int]] = defaultdict(list)
    for spell in sorted(first):
        for group in holders.get(first[spell], ()):
            members[group].append(spell)
    return [
        Exclusive(group, rules[group], tuple(members[group]))
        for group in sorted(members)
        if group in rules
    ]


def _with_parents(group: int, parents: dict[int, set[int]]) -> set[int]:
    found, pending = {group}, {group}
    for _ in range(_MOST_NESTED):
        pending = {parent for one in pending for parent in parents.get(one, ())} - found
        found |= pending
    return found
