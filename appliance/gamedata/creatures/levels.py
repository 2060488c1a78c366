"""The level range of creatures, where the database knows it.

3.3.5 has it in the template. On master a creature has a row per difficulty with a content tuning;
its levels are in ContentTuning.db2 and the hotfixes that override it. 9.2 has both, and the
template counts where there is no tuning.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from appliance.gamedata.content_tuning import tuning_levels
from appliance.gamedata.lookup import fetch_by_ids
from appliance.gamedata.realm import Realm, Schema

TUNINGS = """
SELECT Entry, DifficultyID, ContentTuningID, LevelScalingDeltaMin, LevelScalingDeltaMax
FROM {table} WHERE Entry IN ({ids}) ORDER BY Entry, DifficultyID
"""


class Tuning(NamedTuple):
    """How a creature scales on one difficulty."""

    entry: int
    difficulty: int
    content_tuning: int
    delta_min: int
    delta_max: int


@dataclass(frozen=True, slots=True)
class Levels:
    """A range of levels, both ends included."""

    min: int
    max: int


def tuning_table(schema: Schema) -> str | None:
    """The table with a content tuning per difficulty; None on 3.3.5."""
    for table in ("creature_template_difficulty", "creature_template_scaling"):
        if schema.has(table, "ContentTuningID"):
            return table
    return None


async def tunings(realm: Realm, entries: Collection[int]) -> list[Tuning]:
    """The content tunings of creatures by entry and difficulty; none on 3.3.5."""
    table = tuning_table(realm.schema)
    if table is None:
        return []
    return await fetch_by_ids(realm.world, TUNINGS.replace("{table}", table), entries, row=Tuning)


async def tuned_levels(realm: Realm, wanted: Collection[Tuning]) -> dict[tuple[int, int], Levels]:
    """Level ranges by entry and difficulty, of those tunings the hotfixes or client files know."""
    found = await tuning_levels(realm, {tuning.content_tuning for tuning in wanted})
    known = {
        number: Levels(levels.min, levels.max)
        for number, levels in found.items()
        if levels.min is not None and levels.max is not None
    }
    return {
        (tuning.entry, tuning.difficulty): _shifted(levels, tuning)
        for tuning in wanted
        if (levels := known.get(tuning.content_tuning)) is not None
    }


async def first_levels(realm: Realm, entries: Collection[int]) -> dict[int, Levels]:
    """Level ranges of creatures of master on the first difficulty that has a tuning we know."""
    wanted = await tunings(realm, entries)
    if not wanted:
        return {}
    found = await tuned_levels(realm, wanted)
    first: dict[int, Levels] = {}
    for tuning in wanted:
        levels = found.get((tuning.entry, tuning.difficulty))
        if levels is not None:
            first.setdefault(tuning.entry, levels)
    return first


def _shifted(levels: Levels, tuning: Tuning) -> Levels:
    """Apply the difficulty's deltas, of which the server draws one in between."""
    low, high = sorted((tuning.delta_min, tuning.delta_max))
    return Levels(max(1, levels.min + low), max(1, levels.max + high))
