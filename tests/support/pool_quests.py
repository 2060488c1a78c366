"""Quests without a database, for the pure parts of routes."""

from __future__ import annotations

from typing import Any

from appliance.gamedata.quests.pool import PoolQuest


def pool_quest(number: int, **changes: Any) -> PoolQuest:
    """A quest of level 10 for everybody that asks for nothing."""
    plain: dict[str, Any] = {
        **dict.fromkeys(("max_level", "sort", "info", "group_size", "flags", "special_flags"), 0),
        **dict.fromkeys(("races", "classes", "skill", "skill_points", "previous", "next"), 0),
        **dict.fromkeys(("group", "breadcrumb_for", "offers_next", "money_difficulty"), 0),
        **dict.fromkeys(("least_standing", "most_standing", "tuning"), None),
        "title": f"Quest {number}",
        "type": 2,
        "level": 10,
        "min_level": 5,
        "xp_difficulty": 5,
        "xp_multiplier": 1.0,
        "money": 100,
        "money_multiplier": 1.0,
        "start_item": 0,
        "objectives": (),
    }
    return PoolQuest(id=number, **(plain | changes))
