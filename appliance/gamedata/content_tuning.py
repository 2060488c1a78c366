"""Levels of ContentTuning (master), from the hotfixes and the client's file."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from appliance.formulas.creature import MAX_LEVEL, content_tuning_level
from appliance.gamedata import client, hotfixes
from appliance.gamedata.realm import Realm

_COLUMNS = {
    "MinLevel": "MinLevelSquish",
    "MaxLevel": "MaxLevelSquish",
    "MinLevelType": "MinLevelScalingOffset",
    "MaxLevelType": "MaxLevelScalingOffset",
    "TargetLevelDelta": "AllowedMinOffset",
}
"""Columns of the hotfix table → what the client's file calls them."""


class TuningLevels(NamedTuple):
    """Levels of a content tuning; None where they depend on worldserver.conf (Expansion).

    quest_min: the least level of its quests.
    """

    min: int | None
    max: int | None
    quest_min: int | None


async def tuning_levels(realm: Realm, ids: Collection[int]) -> dict[int, TuningLevels]:
    """The levels of those content tunings that the hotfixes or the client's file know.

    Source (master): DB2Manager::GetContentTuningData; Player::GetQuestMinLevel.
    """
    wanted = {number for number in ids if number > 0}
    rows: dict[int, Mapping[str, Any]] = {
        row["ID"]: row
        for row in await hotfixes.records(realm, "content_tuning", "ID", wanted, list(_COLUMNS))
    }
    missing = wanted - rows.keys()
    if missing and await client.has(realm, "ContentTuning"):
        found = await client.records(realm, "ContentTuning", missing)
        rows |= {number: _renamed(row) for number, row in found.items()}
    return {number: _levels(row) for number, row in rows.items()}


def _renamed(row: Mapping[str, Any]) -> dict[str, Any]:
    return {column: row.get(column, row.get(field, 0)) for column, field in _COLUMNS.items()}


def _levels(row: Mapping[str, Any]) -> TuningLevels:
    low = content_tuning_level(row["MinLevel"], row.get("MinLevelType", 0))
    high = content_tuning_level(row["MaxLevel"], row.get("MaxLevelType", 0))
    if low is None:
        return TuningLevels(low, high, None)
    delta = row["MinLevel"] + row.get("MinLevelType", 0) + row.get("TargetLevelDelta", 0)
    return TuningLevels(low, high, min(max(delta, 1), MAX_LEVEL))
