"""What a quest asks for: columns of quest_template on 3.3.5, rows of quest_objectives on master."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from appliance.gamedata.enums import enums
from appliance.gamedata.lookup import fetch_by_ids
from appliance.gamedata.quests.texts import objective_texts, readable
from appliance.gamedata.quests.types import Objective
from appliance.gamedata.realm import Realm

OBJECTIVES = """
SELECT ID, Type, ObjectID, Amount, Flags, Description FROM quest_objectives
WHERE QuestID = %s ORDER BY `Order`, StorageIndex, ID
"""
OBJECTIVES_OF = """
SELECT QuestID, ID, Type, ObjectID, Amount, Flags, Description FROM quest_objectives
WHERE QuestID IN ({ids}) ORDER BY QuestID, `Order`, StorageIndex, ID
"""
_KINDS = {
    **dict.fromkeys((0, 3, 11), "creature"),
    1: "item",
    2: "gameobject",
    **dict.fromkeys((4, 16, 17), "currency"),
    5: "spell",
    **dict.fromkeys((6, 7, 18), "faction"),
    8: "money",
    9: "player kills",
    **dict.fromkeys((10, 19, 20), "area trigger"),
}
"""QuestObjectiveType → what ObjectID is the id of."""


class _QuestRow(NamedTuple):
    quest: int
    id: int
    type: int
    target: int
    amount: int
    flags: int
    text: str | None


class _Row(NamedTuple):
    id: int
    type: int
    target: int
    amount: int
    flags: int
    text: str | None


def wrath_objectives(row: dict[str, Any], translated: Sequence[str]) -> tuple[Objective, ...]:
    """The objectives in a row of quest_template; `translated` are texts of ObjectiveText1 … 4."""
    texts = [readable(row.get(f"ObjectiveText{n}")) for n in range(1, 5)]
    texts = [(translated[n] if n < len(translated) else "") or text for n, text in enumerate(texts)]
    found = []
    for n, text in enumerate(texts, start=1):
        target = row[f"RequiredNpcOrGo{n}"]
        if target:
            kind = "creature" if target > 0 else "gameobject"
            found.append(Objective(kind, abs(target), row[f"RequiredNpcOrGoCount{n}"], text))
        elif text:
            found.append(Objective("described", 0, 0, text))
    found += _numbered(row, "item", "RequiredItemId", "RequiredItemCount", 6)
    found += _numbered(row, "faction", "RequiredFactionId", "RequiredFactionValue", 2)
    if row["RequiredPlayerKills"]:
        found.append(Objective("player kills", 0, row["RequiredPlayerKills"]))
    return tuple(found)


def _numbered(
    row: dict[str, Any], kind: str, target: str, amount: str, count: int
) -> list[Objective]:
    return [
        Objective(kind, row[f"{target}{n}"], row[f"{amount}{n}"])
        for n in range(1, count + 1)
        if row[f"{target}{n}"]
    ]


async def master_objectives(realm: Realm, quest: int, locale: str) -> tuple[Objective, ...]:
    """The objectives of a quest, in the order of the quest log."""
    rows = await realm.world.fetch(OBJECTIVES, [quest], row=_Row)
    translated = await objective_texts(realm, quest, locale) if rows else {}
    return tuple(_objective(realm, row, translated.get(row.id, "")) for row in rows)


async def objectives_of(realm: Realm, quests: Collection[int]) -> dict[int, tuple[Objective, ...]]:
    """The objectives of many quests of master, in the base language."""
    found: dict[int, list[Objective]] = defaultdict(list)
    for row in await fetch_by_ids(realm.world, OBJECTIVES_OF, quests, row=_QuestRow):
        found[row.quest].append(_objective(realm, _Row(*row[1:])))
    return {quest: tuple(objectives) for quest, objectives in found.items()}


def _objective(realm: Realm, row: _Row, translated: str = "") -> Objective:
    known = enums(realm.branch)
    return Objective(
        kind=_KINDS.get(row.type) or known.name("QuestObjectiveType", row.type) or "unknown",
        target=0 if row.type in (8, 9) else row.target,
        count=row.amount,
        text=translated or readable(row.text),
        type=row.type,
        flags=row.flags,
    )
