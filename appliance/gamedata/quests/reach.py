"""Quests without a place to be taken or handed in, and why: known before any is chosen."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from appliance.gamedata.concurrency import concurrently
from appliance.gamedata.lookup import fetch_by_ids
from appliance.gamedata.quests import supply
from appliance.gamedata.quests.relations import Party
from appliance.gamedata.quests.supply import Source
from appliance.gamedata.realm import Realm
from appliance.gamedata.world import spawns

WORTHWHILE = 0.2
"""Sources of an item with less than this part of the best one's chance are left aside."""
MARKED_ENDS = """
SELECT DISTINCT QuestID FROM quest_poi WHERE ObjectiveIndex = -1 AND QuestID IN ({ids})
ORDER BY QuestID
"""

Parties = Mapping[int, Sequence[Party]]


def worthwhile(found: Sequence[Source]) -> list[Source]:
    """The sources of an item, best first, that are worth going to."""
    return [one for one in found if one.chance >= WORTHWHILE * found[0].chance]


def why_not(
    starters: Sequence[Party],
    enders: Sequence[Party],
    *,
    starts: bool,
    ends: bool,
    taken: bool,
) -> str:
    """Why a quest has no place; "" where it starts (or is taken) and ends somewhere."""
    if not starters and not taken:
        return "nothing in the database offers it: a script or another quest may"
    if not starts and not taken:
        return f"who offers it has no spawn outside of events: {_names(starters)}"
    if not enders and not ends:
        return "nothing in the database takes it back: it may complete by itself"
    if not ends:
        return f"who takes it has no spawn outside of events: {_names(enders)}"
    return ""


async def out_of_reach(
    realm: Realm,
    quests: Collection[int],
    starters: Parties,
    enders: Parties,
    taken: Collection[int],
) -> dict[int, str]:
    """Those of the quests that have no place, with the reason; `taken` are in the log already."""
    async with concurrently() as questions:
        offered = {one.id for q in quests for one in starters.get(q, ()) if one.kind == "item"}
        sources = questions.ask(supply.sources, realm, offered)
        marked = questions.ask(_marked_ends, realm, quests)
    items = {item: worthwhile(found) for item, found in sources.value.items()}
    known = [
        one for quest in quests for found in (starters, enders) for one in found.get(quest, ())
    ]
    wanted = {(one.kind, one.id) for one in known}
    wanted |= {(one.kind, one.entry) for found in items.values() for one in found}
    here = await spawns.present(
        realm,
        {number for kind, number in wanted if kind == spawns.CREATURE},
        {number for kind, number in wanted if kind == spawns.GAMEOBJECT},
    )

    def met(parties: Iterable[Party]) -> bool:
        return any(
            any((source.kind, source.entry) in here for source in items.get(one.id, ()))
            if one.kind == "item"
            else (one.kind, one.id) in here
            for one in parties
        )

    reasons = {
        quest: why_not(
            starters.get(quest, ()),
            enders.get(quest, ()),
            starts=met(starters.get(quest, ())),
            ends=quest in marked.value or met(enders.get(quest, ())),
            taken=quest in taken,
        )
        for quest in quests
    }
    return {quest: reason for quest, reason in reasons.items() if reason}


def _names(parties: Iterable[Party]) -> str:
    return ", ".join(f"{one.kind} {one.id}" for one in parties)


async def _marked_ends(realm: Realm, quests: Collection[int]) -> frozenset[int]:
    """Quests whose end the client's map marks."""
    if not (realm.schema.has("quest_poi") and realm.schema.has("quest_poi_points")):
        return frozenset()
    return frozenset(await fetch_by_ids(realm.world, MARKED_ENDS, quests, row=int))
