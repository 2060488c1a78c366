"""The texts of a quest, in the language asked for where it is translated."""

from __future__ import annotations

from typing import Any, NamedTuple

from appliance.gamedata.lookup import as_record, column_list, numbered
from appliance.gamedata.names import BASE_LOCALE
from appliance.gamedata.quests.types import Texts
from appliance.gamedata.realm import Branch, Realm

_BASE = ("LogTitle", "LogDescription", "QuestDescription", "QuestCompletionLog", "AreaDescription")
_WRATH = ("Title", "Objectives", "Details", "CompletedText", "EndText")
"""quest_template_locale of 3.3.5 calls the texts of _BASE so, in this order."""

OFFER = "SELECT RewardText FROM quest_offer_reward WHERE ID = %s"
OFFER_LOCALE = "SELECT RewardText FROM quest_offer_reward_locale WHERE ID = %s AND locale = %s"
REQUEST = "SELECT CompletionText FROM quest_request_items WHERE ID = %s"
REQUEST_LOCALE = (
    "SELECT CompletionText FROM quest_request_items_locale WHERE ID = %s AND locale = %s"
)
OBJECTIVES_LOCALE = """
SELECT ID, Description FROM quest_objectives_locale WHERE QuestId = %s AND locale = %s ORDER BY ID
"""


class Translation(NamedTuple):
    """The texts of quest_template_locale, in the order of quest_template's."""

    locale: str
    texts: tuple[str, ...]
    objectives: tuple[str, ...]
    """3.3.5: of ObjectiveText1 … 4."""


def readable(text: str | None) -> str:
    """A text as it is stored, but with line breaks where the client breaks lines ($B).

    Other placeholders stay: $N the player's name, $C the class, $R the race, $Gmale:female;.
    """
    return (text or "").replace("$B", "\n").replace("$b", "\n")


async def translations(realm: Realm, quest: int) -> list[Translation]:
    """Every translation of the quest's own texts, by locale."""
    if not realm.schema.has("quest_template_locale"):
        return []
    columns = ["locale", *(_WRATH if realm.branch is Branch.WRATH else _BASE)]
    objectives = [
        name
        for name in numbered("ObjectiveText", 4)
        if realm.schema.has("quest_template_locale", name)
    ]
    sql = (
        f"SELECT {column_list([*columns, *objectives])} FROM quest_template_locale "
        "WHERE ID = %s ORDER BY locale"
    )
    rows = await realm.world.fetch(sql, [quest], row=as_record([*columns, *objectives]))
    return [
        Translation(
            row["locale"],
            tuple(readable(row[name]) for name in columns[1:]),
            tuple(readable(row[name]) for name in objectives),
        )
        for row in rows
        if row["locale"] != BASE_LOCALE
    ]


async def texts(
    realm: Realm, row: dict[str, Any], translation: Translation | None, locale: str
) -> Texts:
    """The texts of a quest whose row of quest_template is `row`."""
    base = [readable(row.get(name)) for name in _BASE]
    local = translation.texts if translation else ("",) * len(_BASE)
    title, objectives, details, completed, area = (
        translated or text for translated, text in zip(local, base, strict=True)
    )
    return Texts(
        title=title,
        objectives=objectives,
        details=details,
        request=await _other(realm, row["ID"], locale, REQUEST, REQUEST_LOCALE),
        offer=await _other(realm, row["ID"], locale, OFFER, OFFER_LOCALE),
        completed=completed,
        area=area,
    )


async def objective_texts(realm: Realm, quest: int, locale: str) -> dict[int, str]:
    """Translated texts of master's objectives, by the objective's id."""
    if locale == BASE_LOCALE or not realm.schema.has("quest_objectives_locale"):
        return {}
    rows = await realm.world.fetch(OBJECTIVES_LOCALE, [quest, locale], row=_numbered)
    return {number: readable(text) for number, text in rows if text}


async def _other(realm: Realm, quest: int, locale: str, base: str, translated: str) -> str:
    """The text of a table beside quest_template: `translated`'s row, else `base`'s."""
    table = translated.split(" FROM ")[1].split()[0]
    if locale != BASE_LOCALE and realm.schema.has(table):
        rows = await realm.world.fetch(translated, [quest, locale], row=readable)
        if rows and rows[0]:
            return rows[0]
    rows = await realm.world.fetch(base, [quest], row=readable)
    return rows[0] if rows else ""


def _numbered(number: int, text: str | None) -> tuple[int, str | None]:
    return number, text
