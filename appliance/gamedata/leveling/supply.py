"""All quests of a realm that bring experience to a side, by zone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from appliance.formulas.quests import quest_level_master, quest_xp_master, quest_xp_wrath
from appliance.formulas.reactions import Side
from appliance.gamedata import client, sides
from appliance.gamedata.concurrency import concurrently
from appliance.gamedata.content_tuning import TuningLevels, tuning_levels
from appliance.gamedata.creatures.templates import select_list
from appliance.gamedata.leveling.path import ABOVE
from appliance.gamedata.quests.eligible import gray_level
from appliance.gamedata.quests.pool import (
    DAILY,
    DISABLED_QUEST,
    DISABLED_TYPE,
    MONTHLY,
    REPEATABLE,
    UNAVAILABLE,
    WEEKLY,
)
from appliance.gamedata.realm import Branch, Realm
from appliance.gamedata.world.places import zone_of

TEMPLATES = "SELECT {columns} FROM quest_template WHERE QuestSortID > 0 ORDER BY ID LIMIT 100000"
ADDONS = """
SELECT ID, AllowableClasses, SpecialFlags, MaxLevel, ExclusiveGroup FROM quest_template_addon
WHERE AllowableClasses <> 0 OR SpecialFlags <> 0 OR MaxLevel <> 0 OR ExclusiveGroup > 0
ORDER BY ID LIMIT 100000
"""
DISABLED = "SELECT entry FROM disables WHERE sourceType = %s ORDER BY entry LIMIT 100000"
SEASONAL = """
SELECT DISTINCT questId FROM game_event_seasonal_questrelation ORDER BY questId LIMIT 100000
"""
STARTERS = "SELECT quest, id FROM creature_queststarter ORDER BY quest, id LIMIT 200000"
OBJECT_STARTERS = """
SELECT DISTINCT quest FROM gameobject_queststarter ORDER BY quest LIMIT 200000
"""


class _Template(NamedTuple):
    id: int
    sort: int
    type: int
    level: int | None
    min_level: int | None
    tuning: int | None
    flags: int
    races: int | None
    difficulty: int
    multiplier: float | None


_COLUMNS = {
    "id": ("ID",),
    "sort": ("QuestSortID",),
    "type": ("QuestType",),
    "level": ("QuestLevel",),
    "min_level": ("MinLevel",),
    "tuning": ("ContentTuningID",),
    "flags": ("Flags",),
    "races": ("AllowableRaces",),
    "difficulty": ("RewardXPDifficulty",),
    "multiplier": ("RewardXPMultiplier",),
}


class _Addon(NamedTuple):
    id: int
    classes: int
    special_flags: int
    max_level: int
    group: int


class _Starter(NamedTuple):
    quest: int
    creature: int


@dataclass(frozen=True, slots=True)
class ZoneQuest:
    """A quest that brings experience.

    low, high: its level follows the player's in between. bases: QuestXP's value by quest level;
    None without the file.
    """

    id: int
    zone: int
    branch: Branch
    min_level: int
    max_level: int
    low: int
    high: int
    multiplier: float
    bases: Mapping[int, int] | None
    grays: Sequence[int]
    _known: dict[int, int] = field(default_factory=dict, compare=False, repr=False)

    def level_at(self, level: int) -> int:
        """Its level for a player."""
        return quest_level_master(level, self.low, self.high)

    def open_at(self, level: int) -> bool:
        """Whether a player of this level gets it, it is not gray, and not far above."""
        if level < self.min_level or (self.max_level and level > self.max_level):
            return False
        return self.grays[level] < self.level_at(level) <= level + ABOVE

    def xp_at(self, level: int) -> int | None:
        """What it brings before rates; None without QuestXP."""
        if self.bases is None:
            return None
        if level not in self._known:
            own = self.level_at(level)
            base = self.bases.get(own, 0)
            self._known[level] = (
                quest_xp_wrath(base, own, level)
                if self.branch is Branch.WRATH
                else quest_xp_master(base, own, level, self.multiplier)
            )
        return self._known[level]


@dataclass(frozen=True, slots=True)
class Supply:
    """Quests of a side; unknown: those whose level only a missing file knows.

    folded: whether areas were folded into their zones (AreaTable).
    """

    quests: list[ZoneQuest]
    unknown: int
    has_xp: bool
    folded: bool


async def supply(realm: Realm, side: Side, *, races: int, classes: int, highest: int) -> Supply:
    """Quests that count for players of a side, race and class up to a level.

    Once only, not in events, not disabled, filed under an area; of quests of which only one can be
    done, the first.
    """
    templates, addons, ruled_out = await _rows(realm)
    enemies = await _of_enemies(realm, side)
    wanted = [
        row
        for row in templates
        if row.id not in ruled_out and row.id not in enemies and _fits(row, races)
    ]
    kept, groups = [], set[int]()
    for row in wanted:
        addon = addons.get(row.id, _Addon(row.id, 0, 0, 0, 0))
        lacks_class = addon.classes and classes and not addon.classes & classes
        if addon.special_flags & (REPEATABLE | MONTHLY) or lacks_class or addon.group in groups:
            continue
        groups |= {addon.group} - {0}
        kept.append((row, addon))
    tunings = await tuning_levels(realm, {row.tuning or 0 for row, _ in kept})
    zones = await zone_of(realm, {row.sort for row, _ in kept})
    bases = await _bases(realm)
    grays = [gray_level(realm.branch, level) for level in range(highest + 1)]
    quests, unknown = [], 0
    for row, addon in kept:
        levels = _levels(row, tunings.get(row.tuning or 0))
        if levels is None:
            unknown += 1
            continue
        least, low, high = levels
        quests.append(
            ZoneQuest(
                id=row.id,
                zone=zones.get(row.sort, row.sort),
                branch=realm.branch,
                min_level=least,
                max_level=addon.max_level,
                low=low,
                high=high,
                multiplier=1.0 if row.multiplier is None else row.multiplier,
                bases=None if bases is None else bases.get(row.difficulty, {}),
                grays=grays,
            )
        )
    return Supply(quests, unknown, bases is not None, bool(zones))


def _fits(row: _Template, races: int) -> bool:
    """Whether it is a quest to be done once, with experience, for one of the races."""
    if row.type == DISABLED_TYPE or row.flags & (UNAVAILABLE | DAILY | WEEKLY):
        return False
    return row.difficulty > 0 and (not row.races or bool(row.races & races))


def _levels(row: _Template, tuning: TuningLevels | None) -> tuple[int, int, int] | None:
    """Least level of the player, least and greatest of the quest; None when unknown."""
    if row.level is not None:
        follows = row.level <= 0
        return row.min_level or 0, 1 if follows else row.level, 255 if follows else row.level
    if tuning is None or tuning.quest_min is None or tuning.max is None:
        return None
    return tuning.quest_min, tuning.quest_min, tuning.max


async def _rows(realm: Realm) -> tuple[list[_Template], dict[int, _Addon], set[int]]:
    columns = select_list(realm.schema, "quest_template", _Template._fields, _COLUMNS)
    async with concurrently() as questions:
        ask = questions.ask
        sql = TEMPLATES.replace("{columns}", columns)
        templates = ask(realm.world.fetch, sql, row=_Template)
        addons = ask(realm.world.fetch, ADDONS, row=_Addon)
        disabled = ask(_optional, realm, "disables", DISABLED, DISABLED_QUEST)
        seasonal = ask(_optional, realm, "game_event_seasonal_questrelation", SEASONAL)
    ruled_out = {*disabled.value, *seasonal.value}
    return templates.value, {row.id: row for row in addons.value}, ruled_out


async def _optional(realm: Realm, table: str, sql: str, *parameters: int) -> list[int]:
    if not realm.schema.has(table):
        return []
    return await realm.world.fetch(sql, list(parameters), row=int)


async def _of_enemies(realm: Realm, side: Side) -> frozenset[int]:
    """Quests that only enemies of a side offer; none where FactionTemplate is not there."""
    if not await client.has(realm, "FactionTemplate"):
        return frozenset()
    rows = await realm.world.fetch(STARTERS, row=_Starter)
    objects = set(await realm.world.fetch(OBJECT_STARTERS, row=int))
    hostile = await sides.enemies(realm, {row.creature for row in rows}, side)
    starters: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        starters[row.quest].append(row.creature)
    return frozenset(
        quest
        for quest, found in starters.items()
        if quest not in objects and hostile.issuperset(found)
    )


async def _bases(realm: Realm) -> dict[int, dict[int, int]] | None:
    """QuestXP by difficulty and quest level; None without the file."""
    if not await client.has(realm, "QuestXP"):
        return None
    found: dict[int, dict[int, int]] = defaultdict(dict)
    rows: Collection[tuple[Any, ...]] = await client.scan(realm, "QuestXP", ("Difficulty",))
    for level, values in rows:
        for difficulty, base in enumerate(values):
            found[difficulty][level] = base
    return dict(found)
