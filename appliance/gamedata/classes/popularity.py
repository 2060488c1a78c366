"""What the players of a realm run: talents of their active group, counted.

Only counts leave this module, never who a player is. Samples are bounded: the characters of the
highest level (or rating) come first.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from appliance.database.interface import Database
from appliance.gamedata import characters
from appliance.gamedata.classes.specializations import Specialization
from appliance.gamedata.classes.trees import TalentTree, spent_by_tree
from appliance.gamedata.lookup import fetch_by_ids
from appliance.gamedata.realm import Branch, Realm

SAMPLE = 500
"""Characters whose talents are read."""
BRACKETS = {"2v2": (0, 2), "3v3": (1, 3), "5v5": (2, 5)}
"""Bracket → slot of character_arena_stats, type of arena_team."""

COUNT = "SELECT COUNT(*) FROM characters c WHERE {where}"
CHOSEN = """
SELECT c.guid FROM characters c WHERE {where} ORDER BY c.level DESC, c.guid LIMIT %s
"""
OF_CLASS = "c.class = %s AND c.level >= %s AND c.deleteDate IS NULL"
OF_SPEC = "c.primarySpecialization = %s AND c.level >= %s AND c.deleteDate IS NULL"
PVP_WRATH = """
 AND (c.totalHonorPoints > 0
   OR EXISTS (SELECT 1 FROM character_arena_stats a
     WHERE a.guid = c.guid AND a.matchMakerRating > 0))
"""
PVP_MASTER = """
 AND (c.honorLevel > 1 OR c.honor > 0
   OR EXISTS (SELECT 1 FROM character_arena_stats a
     WHERE a.guid = c.guid AND a.matchMakerRating > 0))
"""
RATED = """
SELECT c.guid, a.matchMakerRating FROM characters c
JOIN character_arena_stats a ON a.guid = c.guid
WHERE {where} AND a.slot = %s AND a.matchMakerRating >= %s
ORDER BY a.matchMakerRating DESC, c.guid LIMIT %s
"""
COUNT_RATED = """
SELECT COUNT(*) FROM characters c WHERE {where} AND (
  EXISTS (SELECT 1 FROM character_arena_stats a
    WHERE a.guid = c.guid AND a.slot = %s AND a.matchMakerRating >= %s)
  OR EXISTS (SELECT 1 FROM arena_team_member m
    JOIN arena_team t ON t.arenaTeamId = m.arenaTeamId
    WHERE m.guid = c.guid AND t.type = %s AND m.personalRating >= %s))
"""
TEAMS = """
SELECT c.guid, m.personalRating FROM characters c
JOIN arena_team_member m ON m.guid = c.guid
JOIN arena_team t ON t.arenaTeamId = m.arenaTeamId
WHERE {where} AND t.type = %s AND m.personalRating >= %s
ORDER BY m.personalRating DESC, c.guid LIMIT %s
"""
SPELLS_WRATH = """
SELECT t.guid, t.spell FROM character_talent t
JOIN characters c ON c.guid = t.guid AND c.activeTalentGroup = t.talentGroup
WHERE t.guid IN ({ids}) ORDER BY t.guid, t.spell
"""
ROWS_MASTER = """
SELECT t.guid, t.talentId FROM character_talent t
JOIN characters c ON c.guid = t.guid AND c.activeTalentGroup = t.talentGroup
WHERE t.guid IN ({ids}) ORDER BY t.guid, t.talentId
"""
TRAITS = """
SELECT e.guid, e.traitNodeEntryId, e.`rank` + e.grantedRanks FROM character_trait_entry e
JOIN character_trait_config f ON f.guid = e.guid AND f.traitConfigId = e.traitConfigId
WHERE f.type = 1 AND f.combatConfigFlags & 1 = 1 AND f.chrSpecializationId = %s
  AND e.guid IN ({ids}) ORDER BY e.guid, e.traitNodeEntryId, e.traitNodeId
"""
PVP_TALENTS = """
SELECT t.guid, t.talentId0, t.talentId1, t.talentId2, t.talentId3 FROM character_pvp_talent t
JOIN characters c ON c.guid = t.guid AND c.activeTalentGroup = t.talentGroup
WHERE t.guid IN ({ids}) ORDER BY t.guid
"""


class _Pair(NamedTuple):
    guid: int
    value: int


class _Rank(NamedTuple):
    guid: int
    entry: int
    rank: int


class _PvpPicks(NamedTuple):
    guid: int
    first: int
    second: int
    third: int
    fourth: int


@dataclass(frozen=True, slots=True)
class Sample:
    """Characters that count. total: how many there are; guids: those whose talents are read."""

    total: int
    guids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Build:
    """A whole set of talents and how many characters have exactly that."""

    picks: tuple[tuple[int, int], ...]
    players: int


@dataclass(frozen=True, slots=True)
class Popularity:
    """What the sample runs.

    players: characters of the sample with talents, in this specialization. ranks: for each choice
    how many have each rank. builds: most common first.
    """

    sample: Sample
    players: int
    ranks: Mapping[int, Counter[int]]
    builds: tuple[Build, ...]

    def having(self, choice: int) -> int:
        """How many have a choice at any rank."""
        return sum(self.ranks.get(choice, Counter()).values())


async def players(realm: Realm, spec: Specialization, level: int, *, pvp: bool = False) -> Sample:
    """Characters of the specialization's class (3.3.5) or of itself, of a level or above.

    Raises:
        Unavailable: no characters database.
    """
    database = characters.require(realm)
    where, own = _where(realm, spec)
    if pvp:
        where += PVP_WRATH if realm.branch is Branch.WRATH else PVP_MASTER
    values = [own, level]
    total = await database.fetch(COUNT.replace("{where}", where), values, row=int)
    guids = await database.fetch(CHOSEN.replace("{where}", where), [*values, SAMPLE], row=int)
    return Sample(total[0], tuple(guids))


async def rated(
    realm: Realm, spec: Specialization, level: int, bracket: str, rating: int
) -> Sample:
    """Those with a rating in an arena bracket: the matchmaker's or a team's, whichever is higher.

    Raises:
        Unavailable: no characters database.
    """
    database = characters.require(realm)
    where, own = _where(realm, spec)
    slot, kind = BRACKETS[bracket]
    best: dict[int, int] = {}
    for sql, which in ((RATED, slot), (TEAMS, kind)):
        values = [own, level, which, rating, SAMPLE]
        for row in await database.fetch(sql.replace("{where}", where), values, row=_Pair):
            best[row.guid] = max(best.get(row.guid, 0), row.value)
    ordered = sorted(best, key=lambda guid: (-best[guid], guid))
    total = len(ordered)
    if total >= SAMPLE:
        values = [own, level, slot, rating, kind, rating]
        (total,) = await database.fetch(COUNT_RATED.replace("{where}", where), values, row=int)
    return Sample(total, tuple(ordered[:SAMPLE]))


def _where(realm: Realm, spec: Specialization) -> tuple[str, int]:
    if realm.branch is Branch.WRATH:
        return OF_CLASS, spec.class_id
    return OF_SPEC, spec.id


async def talents_of(
    realm: Realm, spec: Specialization, tree: TalentTree, sample: Sample, most: int
) -> Popularity:
    """What a sample runs of a tree, with the `most` commonest builds.

    On 3.3.5 those count whose points are mostly in the tree of `spec`.
    """
    database = characters.require(realm)
    if realm.branch is Branch.WRATH:
        picks = await _wrath(database, tree, sample.guids)
        picks = {guid: own for guid, own in picks.items() if _main_tree(tree, own) == spec.id}
    elif tree.one_per_tier:
        picks = await _rows(database, sample.guids)
    else:
        picks = await _traits(database, spec.id, sample.guids)
    return popularity(sample, picks.values(), most)


def popularity(sample: Sample, picks: Iterable[Mapping[int, int]], most: int) -> Popularity:
    """Count ranks and whole builds; those without any talent do not count."""
    ranks: dict[int, Counter[int]] = defaultdict(Counter)
    builds: Counter[tuple[tuple[int, int], ...]] = Counter()
    for own in picks:
        taken = tuple(sorted((choice, rank) for choice, rank in own.items() if rank > 0))
        if not taken:
            continue
        builds[taken] += 1
        for choice, rank in taken:
            ranks[choice][rank] += 1
    common = sorted(builds.items(), key=lambda item: (-item[1], item[0]))[:most]
    return Popularity(
        sample,
        sum(builds.values()),
        ranks,
        tuple(Build(picks, count) for picks, count in common),
    )


async def _wrath(
    database: Database, tree: TalentTree, guids: Collection[int]
) -> dict[int, dict[int, int]]:
    """A talent is stored as the spell of its rank."""
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for row in await fetch_by_ids(database, SPELLS_WRATH, guids, row=_Pair):
        choice, rank = tree.ranks.get(row.value, (0, 0))
        if choice:
            found[row.guid][choice] = max(rank, found[row.guid].get(choice, 0))
    return found


def _main_tree(tree: TalentTree, picks: Mapping[int, int]) -> int:
    spent = spent_by_tree(tree, picks)
    return min(spent, key=lambda number: (-spent[number], number), default=0)


async def _rows(database: Database, guids: Collection[int]) -> dict[int, dict[int, int]]:
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for row in await fetch_by_ids(database, ROWS_MASTER, guids, row=_Pair):
        found[row.guid][row.value] = 1
    return found


async def _traits(
    database: Database, spec: int, guids: Collection[int]
) -> dict[int, dict[int, int]]:
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for row in await fetch_by_ids(database, TRAITS, guids, row=_Rank, before=[spec]):
        found[row.guid][row.entry] = row.rank
    return found


async def pvp_talents_of(realm: Realm, sample: Sample, most: int) -> Popularity:
    """PvP talents of master that a sample has chosen."""
    database = characters.require(realm)
    rows = await fetch_by_ids(database, PVP_TALENTS, sample.guids, row=_PvpPicks)
    return popularity(sample, [{talent: 1 for talent in row[1:] if talent} for row in rows], most)
