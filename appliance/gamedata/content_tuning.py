"""Levels of ContentTuning (master), from the hotfixes and the client's file."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from appliance.formulas.creature import MAX_LEVEL, content_tuning_level
from appliance.gamedata import client
from appliance.gamedata.realm import Realm

_COLUMNS = {
    "MinLevel": "MinLevelSquish",
    "MaxLevel": "MaxLevelSquish",
    "MinLevelType": "MinLevelScalingOffset",
    "MaxLevelType": "MaxLevelScalingOffset",
    "TargetLevelDelta": "AllowedMinOffset",
}
"""What the server calls a field → what some layouts of the client's file call it."""


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
    rows = await client.known(realm, "ContentTuning", [number for number in ids if number > 0])
    return {number: _levels(_renamed(row)) for number, row in rows.items()}


def _renamed(row: Mapping[str, Any]) -> dict[str, Any]:
    return {column: row.get(column, row.get(field, 0)) for column, field in _COLUMNS.items()}


def _levels(row: Mapping[str, Any]) -> TuningLevels:
    low = content_tuning_level(row["MinLevel"], row["MinLevelType"])
    high = content_tuning_level(row["MaxLevel"], row["MaxLevelType"])
    if low is None:
        return TuningLevels(low, high, None)
    delta = row["MinLevel"] + row["MinLevelType"] + row["TargetLevelDelta"]
    return TuningLevels(low, high, min(max(delta, 1), MAX_LEVEL))
