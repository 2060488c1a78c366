"""Rows of `smart_scripts`: those of a creature, of its spawns, and the timed lists they start."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from appliance.gamedata.lookup import fetch_by_ids
from appliance.gamedata.realm import Realm

CREATURE, TIMED_ACTION_LIST = 0, 9
"""smart_scripts.source_type (SmartScriptType)."""
LINK = 61
"""The event of a row that runs only because another row links to it."""
TALK, SIMPLE_TALK, TURN = 1, 84, 66
TIMED_LIST, RANDOM_TIMED_LIST, TIMED_LIST_RANGE = 80, 87, 88
CHOOSES_TARGET = frozenset({11, 28, 51, 75, 86, 134})
"""Actions for which it matters that the target is the creature itself."""
GOES_TO_PLACE = frozenset({62, 97})
"""Actions that read the row's position as a place, whatever the target is."""
NOT_SAID, SELF, POSITION = 0, 1, 8
"""Targets: none (the action stands for itself), the creature itself, a place."""

_COLUMNS = (
    *("entryorguid", "source_type", "id", "link", "event_type", "event_phase_mask"),
    *("event_chance", "event_flags"),
    *("event_param1", "event_param2", "event_param3", "event_param4", "event_param5"),
    *("action_type", "action_param1", "action_param2", "action_param3", "action_param4"),
    *("action_param5", "action_param6", "action_param7"),
    *("target_type", "target_param1", "target_param2", "target_param3", "target_param4"),
    *("target_x", "target_y", "target_z", "target_o"),
    *("comment", "Difficulties", "event_param_string", "action_param_string"),
    "target_param_string",
)
_TEXT_COLUMNS = frozenset(column for column in _COLUMNS if column.endswith("_string")) | {
    "Difficulties"
}

OF_CREATURE = """
SELECT {columns} FROM smart_scripts s WHERE s.entryorguid = %s AND s.source_type = 0
ORDER BY s.id, s.link
"""
SCRIPTED_SPAWNS = """
SELECT DISTINCT s.entryorguid FROM creature c JOIN smart_scripts s ON s.entryorguid = -c.guid
WHERE c.id = %s AND s.source_type = 0 ORDER BY s.entryorguid DESC LIMIT %s
"""
OF_SPAWNS = """
SELECT {columns} FROM smart_scripts s WHERE s.source_type = 0 AND s.entryorguid IN ({ids})
ORDER BY s.entryorguid, s.id, s.link
"""
OF_LISTS = """
SELECT {columns} FROM smart_scripts s WHERE s.source_type = 9 AND s.entryorguid IN ({ids})
ORDER BY s.entryorguid, s.id, s.link
"""

MAX_SPAWNS = 100
"""Spawns of one creature whose own scripts are read."""
MAX_LISTS = 100
"""Timed lists that are followed from one creature."""


class SmartRow(NamedTuple):
    """One row; parameters in order, positions in yards."""

    owner: int
    """Creature entry, minus a spawn's guid, or the number of a timed list."""
    source_type: int
    id: int
    link: int
    event: int
    phase_mask: int
    chance: int
    flags: int
    event_values: tuple[int, ...]
    action: int
    action_values: tuple[int, ...]
    target: int
    target_values: tuple[int, ...]
    position: tuple[float, ...]
    comment: str
    difficulties: str
    event_text: str
    action_text: str
    target_text: str

    @classmethod
    def of_columns(cls, *v: Any) -> SmartRow:
        """From the values of _COLUMNS."""
        numbers = [*v[:8], v[8:13], v[13], v[14:21], v[21], v[22:26], v[26:30]]
        return cls._make([*numbers, *(text or "" for text in v[30:])])

    @property
    def starts(self) -> list[int]:
        """Numbers of the timed lists this row can start."""
        first, last = self.action_values[:2]
        if self.action == TIMED_LIST:
            return [first]
        if self.action == RANDOM_TIMED_LIST:
            return [number for number in self.action_values if number]
        if self.action == TIMED_LIST_RANGE:
            return list(range(first, min(last, first + MAX_LISTS) + 1))
        return []


async def of_creature(realm: Realm, entry: int) -> list[SmartRow]:
    """The script of a creature template, in order."""
    return await realm.world.fetch(_sql(realm, OF_CREATURE), [entry], row=SmartRow.of_columns)


async def of_spawns(realm: Realm, entry: int) -> tuple[list[SmartRow], bool]:
    """Scripts of single spawns of a creature by guid, and whether it has more than MAX_SPAWNS."""
    # The texts are fetched apart: sorting a join with texts makes temporary tables on disk.
    spawns = await realm.world.fetch(SCRIPTED_SPAWNS, [entry, MAX_SPAWNS + 1], row=int)
    if not spawns:
        return [], False
    shown = spawns[:MAX_SPAWNS]
    sql = _sql(realm, OF_SPAWNS).replace("{ids}", ",".join(["%s"] * len(shown)))
    rows = await realm.world.fetch(sql, shown, row=SmartRow.of_columns)
    ordered = sorted(rows, key=lambda row: (-row.owner, row.id, row.link))
    return ordered, len(spawns) > len(shown)


async def lists_of(realm: Realm, rows: Sequence[SmartRow]) -> dict[int, list[SmartRow]]:
    """The timed lists that `rows` start and those that these start, at most MAX_LISTS."""
    sql = _sql(realm, OF_LISTS)
    found: dict[int, list[SmartRow]] = {}
    pending = _started(rows)
    while pending and len(found) < MAX_LISTS:
        wanted = sorted(pending)[: MAX_LISTS - len(found)]
        found |= {number: [] for number in wanted}
        more = await fetch_by_ids(realm.world, sql, wanted, row=SmartRow.of_columns)
        for row in more:
            found[row.owner].append(row)
        pending = _started(more) - found.keys()
    return found


def _started(rows: Sequence[SmartRow]) -> set[int]:
    return {number for row in rows for number in row.starts}


def _sql(realm: Realm, template: str) -> str:
    """Columns that this schema lacks are empty."""
    columns = [
        f"s.{column}"
        if realm.schema.has("smart_scripts", column)
        else ("''" if column in _TEXT_COLUMNS else "0")
        for column in _COLUMNS
    ]
    return template.replace("{columns}", ", ".join(columns))
