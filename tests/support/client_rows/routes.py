"""Client rows for quest routes and ways of levelling."""

from __future__ import annotations

from typing import Any

from appliance.clientdata.interface import FileFacts, GameTable

WRATH: dict[str, list[dict[str, Any]]] = {
    "QuestXP": [
        {"ID": 5, "Difficulty": (0, 20, 50, 105, 160, 210, 260, 315, 420, 0)},
        {"ID": 10, "Difficulty": (0, 40, 105, 210, 315, 420, 525, 630, 840, 0)},
    ],
    "AreaTrigger": [
        {
            "ID": 900001,
            "ContinentID": 0,
            "Pos": (-9000.0, 40.0, 90.0),
            "Radius": 10.0,
            "BoxLength": 0.0,
            "BoxWidth": 0.0,
            "BoxHeight": 0.0,
            "BoxYaw": 0.0,
        }
    ],
}
MASTER: dict[str, list[dict[str, Any]]] = {
    "QuestXP": [
        {"ID": 5, "Difficulty": (0, 20, 50, 105, 160, 210, 260, 315, 420, 0)},
        {"ID": 10, "Difficulty": (0, 40, 105, 210, 315, 420, 525, 630, 840, 0)},
    ],
    "QuestMoneyReward": [
        {"ID": 5, "Difficulty": (0, 5, 10, 20, 40, 60, 80, 100, 120, 0)},
        {"ID": 10, "Difficulty": (0, 10, 20, 40, 80, 120, 160, 200, 240, 0)},
    ],
}

_FACTS = FileFacts("memory", "memory", 0)
WRATH_GAMETABLES: list[GameTable] = []
MASTER_GAMETABLES = [
    GameTable(
        "xp",
        "level",
        ("Total", "PerKill", "Junk", "Stats", "Divisor"),
        {level: (400.0 * level, 45.0 + 5 * level, 1.0, 1.0, 1.0) for level in range(1, 31)},
        _FACTS,
    )
]
