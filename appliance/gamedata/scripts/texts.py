"""What creatures say: creature_text, its translations and the broadcast texts behind it.

A line that names a broadcast text is spoken with that text (CreatureTextMgr); its own text is only
what the server falls back to. Broadcast texts are in world on 3.3.5; on master the hotfixes hold
those they override and the client files the rest.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from appliance.gamedata import client
from appliance.gamedata.enums import enums
from appliance.gamedata.lookup import fetch_by_ids
from appliance.gamedata.names import BASE_LOCALE
from appliance.gamedata.realm import Branch, Realm

TEXTS = """
SELECT CreatureID, GroupID, ID, Text, Type, Language, Probability, Sound, BroadcastTextId
FROM creature_text WHERE CreatureID IN ({ids}) ORDER BY CreatureID, GroupID, ID
"""
TEXTS_LOCALE = """
SELECT CreatureID, GroupID, ID, Text FROM creature_text_locale
WHERE Locale = %s AND CreatureID IN ({ids}) ORDER BY CreatureID, GroupID, ID
"""
BROADCAST = "SELECT ID, Text, Text1 FROM broadcast_text WHERE ID IN ({ids}) ORDER BY ID"
BROADCAST_LOCALE = """
SELECT ID, Text, Text1 FROM broadcast_text_locale WHERE locale = %s AND ID IN ({ids})
ORDER BY ID
"""


class _Text(NamedTuple):
    creature: int
    group: int
    id: int
    text: str | None
    type: int
    language: int
    probability: float
    sound: int
    broadcast: int


class _Translation(NamedTuple):
    creature: int
    group: int
    id: int
    text: str | None


class _Broadcast(NamedTuple):
    id: int
    male: str | None
    female: str | None


@dataclass(frozen=True, slots=True)
class CreatureText:
    """A line of a creature.

    group, id: a script names the group; one of its lines is taken, by `probability` (a weight in
        percent; where all are 0, every line is as likely).
    type, language: numbers of the game; their names are None when unknown.
    text: with the game's place holders ($n: the player's name); "" when it is in client files.
    """

    creature: int
    group: int
    id: int
    text: str
    type: int
    type_name: str | None
    probability: float
    language: int
    language_name: str | None
    sound: int
    broadcast_text: int


async def creature_texts(realm: Realm, entry: int, locale: str) -> list[CreatureText]:
    """Everything the creature template `entry` can say, by group and id."""
    return await texts_of_creatures(realm, [entry], locale)


async def texts_of_creatures(
    realm: Realm, entries: Collection[int], locale: str
) -> list[CreatureText]:
    """What any number of creatures say, by creature, group and id."""
    if not entries or not realm.schema.has("creature_text"):
        return []
    rows = await fetch_by_ids(realm.world, TEXTS, entries, row=_Text)
    translated = await _translated(realm, entries, locale)
    spoken = await broadcast_texts(realm, [row.broadcast for row in rows], locale)
    known = enums(realm.branch)
    return [
        CreatureText(
            creature=row.creature,
            group=row.group,
            id=row.id,
            text=spoken.get(row.broadcast)
            or translated.get((row.creature, row.group, row.id))
            or row.text
            or "",
            type=row.type,
            type_name=known.name("CreatureTextType", row.type) or known.name("ChatMsg", row.type),
            probability=row.probability,
            language=row.language,
            language_name=known.name("Language", row.language),
            sound=row.sound,
            broadcast_text=row.broadcast,
        )
        for row in rows
    ]


async def _translated(
    realm: Realm, entries: Collection[int], locale: str
) -> dict[tuple[int, int, int], str]:
    if locale == BASE_LOCALE or not realm.schema.has("creature_text_locale"):
        return {}
    rows = await fetch_by_ids(realm.world, TEXTS_LOCALE, entries, row=_Translation, before=[locale])
    return {(row.creature, row.group, row.id): row.text for row in rows if row.text}


async def broadcast_texts(realm: Realm, ids: Collection[int], locale: str) -> dict[int, str]:
    """Broadcast texts in the language asked for, else in the base one."""
    if realm.branch is Branch.MASTER:
        return await _broadcast_master(realm, ids, locale)
    if not realm.schema.has("broadcast_text"):
        return {}
    rows = await fetch_by_ids(realm.world, BROADCAST, ids, row=_Broadcast)
    if rows and locale != BASE_LOCALE and realm.schema.has("broadcast_text_locale"):
        rows += await fetch_by_ids(
            realm.world, BROADCAST_LOCALE, ids, row=_Broadcast, before=[locale]
        )
    return {row.id: text for row in rows if (text := row.male or row.female)}


async def _broadcast_master(realm: Realm, ids: Collection[int], locale: str) -> dict[int, str]:
    """Texts of the client's file with the hotfixes over them."""
    wanted = [number for number in ids if number > 0]
    rows = await client.known(realm, "BroadcastText", wanted, locale)
    texts = {number: row.get("Text") or row.get("Text1") for number, row in rows.items()}
    return {number: text for number, text in texts.items() if text}
