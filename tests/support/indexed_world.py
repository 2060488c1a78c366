"""The published 3.3.5 rows with indexes that no real realm has.

A sweep asks for every row of a table what a user asks for one; without indexes the server reads
whole tables each time, and the sweep takes three times as long.
"""

from __future__ import annotations

from pathlib import Path

from appliance.gamedata.loot.drops import LootKind
from tests.support.servers import SqlServer

_COLUMNS = {
    **{kind.table: "Item Reference" for kind in LootKind},
    "npc_vendor": "item",
    "game_event_npc_vendor": "item",
    "item_template": "itemset DisenchantID startquest",
    "creature_template": "lootid pickpocketloot skinloot KillCredit1 KillCredit2",
    "gameobject_template": "Data1",
    "quest_template": "RewardNextQuest",
    "quest_template_addon": "NextQuestID PrevQuestID ExclusiveGroup BreadcrumbForQuestId",
    "creature_queststarter": "quest",
    "creature_questender": "quest",
    "gameobject_queststarter": "quest",
    "gameobject_questender": "quest",
    "areatrigger_involvedrelation": "quest",
}
INDEXES = ";".join(
    f"ALTER TABLE {table} {', '.join(f'ADD INDEX ({column})' for column in columns.split())}"
    for table, columns in _COLUMNS.items()
)


def create_indexed_world(server: SqlServer, data: Path) -> str:
    """Load the rows and index them; takes some 20 s. Returns the schema's name."""
    wrath = data / "trinitycore-335"
    return server.create_schema(
        "wrath_indexed",
        wrath / "schema" / "world_database.sql",
        wrath / "world_core.sql.gz",
        INDEXES,
    )
