"""Where items come from, in numbers: for many items at once, without going into loot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import NamedTuple

from appliance.gamedata.concurrency import concurrently
from appliance.gamedata.lookup import fetch_by_ids
from appliance.gamedata.loot.tables import LootKind
from appliance.gamedata.realm import Realm

VENDORS = """
SELECT item, COUNT(DISTINCT entry) FROM npc_vendor WHERE item IN ({ids}) GROUP BY item ORDER BY item
"""
LOOT = """
SELECT Item, COUNT(DISTINCT Entry) FROM {table} WHERE Item IN ({{ids}}) GROUP BY Item ORDER BY Item
"""
REWARDS = """
SELECT {column}, COUNT(*) FROM quest_template WHERE {column} IN ({{ids}}) GROUP BY {column}
ORDER BY {column}
"""
MAIL = """
SELECT ItemID, COUNT(*) FROM achievement_reward WHERE ItemID IN ({ids}) GROUP BY ItemID
ORDER BY ItemID
"""
_REWARD_COLUMNS = (
    *(f"RewardItem{slot}" for slot in range(1, 5)),
    *(f"RewardChoiceItemID{slot}" for slot in range(1, 7)),
)
_LOOT_WORDS = {
    LootKind.CREATURE: "creature loot",
    LootKind.GAMEOBJECT: "gameobject loot",
    LootKind.ITEM: "inside an item",
    LootKind.REFERENCE: "shared loot",
    LootKind.FISHING: "fishing",
}


class _Count(NamedTuple):
    item: int
    number: int


async def sources(realm: Realm, items: Collection[int]) -> Mapping[int, dict[str, int]]:
    """Of each item: kind of source in words → how many vendors, loot tables, quests, achievements.

    An item that is missing has no source in the world database.
    """
    found: dict[int, dict[str, int]] = defaultdict(dict)
    if not items:
        return found
    queries = _queries(realm)
    async with concurrently() as questions:
        asked = [
            (word, questions.ask(fetch_by_ids, realm.world, sql, items, row=_Count))
            for word, sql in queries
        ]
    for word, answer in asked:
        for item, count in answer.value:
            found[item][word] = found[item].get(word, 0) + count
    return found


def _queries(realm: Realm) -> list[tuple[str, str]]:
    has = realm.schema.has
    return [
        ("vendors", VENDORS),
        *(
            (word, LOOT.format(table=kind.table))
            for kind, word in _LOOT_WORDS.items()
            if has(kind.table)
        ),
        *(
            ("quest rewards", REWARDS.format(column=column))
            for column in _REWARD_COLUMNS
            if has("quest_template", column)
        ),
        *([("achievements", MAIL)] if has("achievement_reward", "ItemID") else []),
    ]
