"""The encounters of instances: who counts for them, their order, what the journal says of them."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from appliance.clientdata.interface import Record
from appliance.gamedata import client
from appliance.gamedata.lookup import fetch_by_ids
from appliance.gamedata.names import BASE_LOCALE
from appliance.gamedata.realm import Branch, Realm

OF_CREATURES = """
SELECT entry, creditType, creditEntry, lastEncounterDungeon, comment FROM instance_encounters
WHERE creditType = 0 AND creditEntry IN ({ids}) ORDER BY entry
"""
BY_ID = """
SELECT entry, creditType, creditEntry, lastEncounterDungeon, comment FROM instance_encounters
WHERE entry IN ({ids}) ORDER BY entry
"""

KILL, CAST = 0, 1
"""instance_encounters.creditType (EncounterCreditType)."""
MAX_SECTIONS = 100


class Credit(NamedTuple):
    """A row of instance_encounters; `last_of` is the LFG dungeon it ends, 0 for none."""

    encounter: int
    credit_type: int
    credit_entry: int
    last_of: int
    comment: str | None


class Encounter(NamedTuple):
    """An encounter as the client files know it; difficulty -1 is every one."""

    id: int
    name: str
    map: int
    difficulty: int
    order: int


class Section(NamedTuple):
    """A paragraph of the dungeon journal. `difficulty_mask` -1 is every difficulty."""

    id: int
    parent: int
    order: int
    title: str
    text: str
    spell: int
    difficulty_mask: int


async def credits_of(realm: Realm, creatures: Collection[int]) -> list[Credit]:
    """The encounters that a kill of one of these creatures counts for."""
    if not realm.schema.has("instance_encounters"):
        return []
    return await fetch_by_ids(realm.world, OF_CREATURES, creatures, row=Credit)


async def credits(realm: Realm, encounters: Collection[int]) -> dict[int, Credit]:
    """What counts for these encounters."""
    if not realm.schema.has("instance_encounters"):
        return {}
    rows = await fetch_by_ids(realm.world, BY_ID, encounters, row=Credit)
    return {row.encounter: row for row in rows}


async def encounters(
    realm: Realm, ids: Collection[int], locale: str = BASE_LOCALE
) -> dict[int, Encounter]:
    """Encounters by id; none without the client's DungeonEncounter."""
    if not ids or not await client.has(realm, "DungeonEncounter"):
        return {}
    rows = await client.records(realm, "DungeonEncounter", ids, locale)
    return {number: _encounter(realm, row) for number, row in rows.items()}


async def of_map(realm: Realm, map_id: int, locale: str = BASE_LOCALE) -> list[Encounter]:
    """The encounters of a map by difficulty and order.

    Raises:
        Unavailable: the client's DungeonEncounter is not there.
    """
    rows = await client.find(realm, "DungeonEncounter", "MapID", [map_id], locale)
    found = [_encounter(realm, row) for row in rows]
    return sorted(found, key=lambda each: (each.difficulty, each.order, each.id))


def _encounter(realm: Realm, row: Record) -> Encounter:
    wrath = realm.branch is Branch.WRATH
    return Encounter(
        id=row["ID"],
        name=row["Name"],
        map=row["MapID"],
        difficulty=row["Difficulty" if wrath else "DifficultyID"],
        order=row["OrderIndex"],
    )


async def journal(
    realm: Realm, encounter_ids: Collection[int], locale: str = BASE_LOCALE
) -> tuple[list[Section], bool]:
    """What the dungeon journal says of encounters, in its order; and whether there is more.

    3.3.5 has no journal; without the client files there is nothing either.
    """
    if not encounter_ids or not await client.has(realm, "JournalEncounter"):
        return [], False
    heads = await client.find(
        realm, "JournalEncounter", "DungeonEncounterID", encounter_ids, locale
    )
    if not heads or not await client.has(realm, "JournalEncounterSection"):
        return [], False
    rows = await client.find(
        realm, "JournalEncounterSection", "JournalEncounterID", [row["ID"] for row in heads], locale
    )
    found = [
        Section(
            id=row["ID"],
            parent=row["ParentSectionID"],
            order=row["OrderIndex"],
            title=row["Title"],
            text=row["BodyText"],
            spell=row["SpellID"],
            difficulty_mask=row["DifficultyMask"],
        )
        for row in rows
    ]
    ordered = sorted(found, key=lambda section: (section.order, section.id))
    return ordered[:MAX_SECTIONS], len(ordered) > MAX_SECTIONS
