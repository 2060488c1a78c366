"""The talent tree of a specialization and its class, and the points of a level."""

from __future__ import annotations

from collections import defaultdict

from appliance.errors import Unavailable
from appliance.formulas.spells import talent_points_wrath
from appliance.gamedata import client
from appliance.gamedata.classes import optional, trait_tables
from appliance.gamedata.classes.specializations import Specialization
from appliance.gamedata.classes.traits import EdgeType, Node, TraitTree
from appliance.gamedata.classes.trees import (
    Budget,
    Choice,
    Prerequisite,
    Talent,
    TalentTree,
)
from appliance.gamedata.realm import Branch, Realm

POINTS = 0
"""The one currency where talents have no others."""
DEATH_KNIGHT, DEMON_HUNTER = 6, 12
_DEATH_KNIGHT_NOTE = (
    "a death knight who is still on map 609 has 1 point for each level from 56 on and those its "
    "quests gave, at most as many as a level gives elsewhere (Player::CalculateTalentsPoints)"
)


async def tree_of(
    realm: Realm, spec: Specialization, level: int, locale: str = "enUS"
) -> TalentTree:
    """The talents of a class at a level, those of `spec` marked as its own.

    Raises:
        Unavailable: the client tables of talents are not there.
    """
    if realm.branch is Branch.WRATH:
        return await _wrath(realm, spec, level)
    trees = (await trait_tables.class_trees(realm, [spec.class_id]))[spec.class_id]
    if trees:
        return _of_traits(await trait_tables.tree_of(realm, trees, locale), trees, spec, level)
    if await client.has(realm, "Talent"):
        return await _rows(realm, spec, level)
    raise Unavailable(
        realm.client.missing("SkillLineXTraitTree"),
        hint="talents also need SkillLine, SkillRaceClassInfo and the Trait* tables",
    )


async def _wrath(realm: Realm, spec: Specialization, level: int) -> TalentTree:
    tabs = await client.scan(realm, "TalentTab", ["ClassMask"])
    own = [number for number, mask in tabs if mask >> (spec.class_id - 1) & 1]
    talents: dict[int, Talent] = {}
    for row in await client.find(realm, "Talent", "TabID", own):
        spells = tuple(spell for spell in row["SpellRank"] if spell)
        before = zip(row["PrereqTalent"], row["PrereqRank"], strict=True)
        talents[row["ID"]] = Talent(
            id=row["ID"],
            tree=row["TabID"],
            tier=row["TierID"],
            column=row["ColumnIndex"],
            choices=(Choice(row["ID"], spells, len(spells)),),
            prerequisites=tuple(
                Prerequisite(talent, rank + 1) for talent, rank in before if talent
            ),
            costs=((POINTS, 1),),
        )
    mine = frozenset(number for number, talent in talents.items() if talent.tree == spec.id)
    points = talent_points_wrath(level)
    formula = (
        f"Player::CalculateTalentsPoints (3.3.5): level {level} - 9 = {points}, at Rate.Talent 1"
    )
    notes = (_DEATH_KNIGHT_NOTE,) if spec.class_id == DEATH_KNIGHT else ()
    return TalentTree(
        talents, mine, Budget(level, {POINTS: points}, formula), tiered=True, notes=notes
    )


async def _rows(realm: Realm, spec: Specialization, level: int) -> TalentTree:
    """Master before trait trees: rows of three, one of each may be chosen."""
    talents: dict[int, Talent] = {}
    for row in await client.find(realm, "Talent", "ClassID", [spec.class_id]):
        if row["SpecID"] not in (0, spec.id) or not row["SpellID"]:
            continue
        talents[row["ID"]] = Talent(
            id=row["ID"],
            tree=0,
            tier=row["TierID"],
            column=row["ColumnIndex"],
            choices=(Choice(row["ID"], (row["SpellID"],), 1),),
            costs=((POINTS, 1),),
        )
    column = {DEATH_KNIGHT: "NumTalentsDeathKnight", DEMON_HUNTER: "NumTalentsDemonHunter"}.get(
        spec.class_id, "NumTalents"
    )
    rows = await optional.records(realm, "NumTalentsAtLevel", [level])
    points = int(rows[level][column]) if level in rows else 0
    notes = () if rows else ("points of a level: the client table NumTalentsAtLevel is not there",)
    formula = f"NumTalentsAtLevel.{column} at level {level}: {points}"
    return TalentTree(
        talents,
        frozenset(talents),
        Budget(level, {POINTS: points}, formula),
        one_per_tier=True,
        notes=notes,
    )


def _of_traits(found: TraitTree, trees: list[int], spec: Specialization, level: int) -> TalentTree:
    seen = {
        number: node
        for number, node in found.nodes.items()
        if node.specializations is None or spec.id in node.specializations
    }
    talents = {number: _talent(node, seen, spec.id, level, trees) for number, node in seen.items()}
    own = frozenset(number for number, node in seen.items() if node.specializations is not None)
    points: dict[int, int] = defaultdict(int)
    given_otherwise = False
    for currency, sources in found.currencies.items():
        for source in sources:
            if source.quest or source.achievement or source.entry:
                given_otherwise = True
            elif source.level <= level:
                points[currency] += source.amount
    parts = ", ".join(f"currency {number}: {count}" for number, count in sorted(points.items()))
    formula = f"TraitMgr::FillOwnedCurrenciesMap: sources up to level {level} give {parts or '0'}"
    notes = (
        ("quests, achievements or other talents give more points, which are not counted",)
        if given_otherwise
        else ()
    )
    return TalentTree(talents, own, Budget(level, dict(points), formula), notes=notes)


def _talent(node: Node, seen: dict[int, Node], spec: int, level: int, trees: list[int]) -> Talent:
    parents = [(number, kind) for number, kind in node.parents if number in seen]
    demands = node.demands(spec)
    return Talent(
        id=node.id,
        tree=trees[0],
        tier=node.y,
        column=node.x,
        choices=tuple(
            Choice(one.id, (one.spell,) if one.spell else (), one.max_ranks, one.name)
            for one in node.entries
        ),
        prerequisites=tuple(
            Prerequisite(number, _full(seen[number]), any_of=kind != EdgeType.REQUIRED)
            for number, kind in parents
        ),
        costs=node.costs,
        spent=tuple((one.currency, one.spent) for one in demands if one.currency and one.spent),
        level=max((one.level for one in demands), default=0),
        granted=node.granted_to(spec, level),
        hero_tree=node.sub_tree,
    )


def _full(node: Node) -> int:
    """The rank at which a node is full: the least of its choices', as any will do."""
    return min((entry.max_ranks for entry in node.entries), default=0)
