"""Every name of a realm: databases page by page, client tables part by part.

Nothing is held but a page. What is read later wins: rows of spell_dbc and serverside_spell over
what the client's file says.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import Any, NamedTuple

import structlog

from appliance.clientdata.interface import Table
from appliance.errors import ClientFileError
from appliance.fulltext.names import Name
from appliance.gamedata import overlay
from appliance.gamedata.concurrency import walk
from appliance.gamedata.names import BASE_LOCALE
from appliance.gamedata.overrides import override_of
from appliance.gamedata.realm import Branch, Realm

logger = structlog.get_logger("appliance.names")

KINDS = ("creature", "item", "quest", "spell", "gameobject")
"""What has a name, those first that are asked for most."""
LOCALES = (
    *(BASE_LOCALE, "koKR", "frFR", "deDE", "zhCN", "zhTW", "esES", "esMX"),
    *("ruRU", "ptBR", "itIT"),
)
"""The languages names are found in, the base first."""
PAGE = 1000
"""Rows of one query; records of one step."""

CREATURES = "SELECT entry, name FROM creature_template WHERE entry > %s ORDER BY entry LIMIT %s"
OBJECTS = "SELECT entry, name FROM gameobject_template WHERE entry > %s ORDER BY entry LIMIT %s"
ITEMS = "SELECT entry, name FROM item_template WHERE entry > %s ORDER BY entry LIMIT %s"
QUESTS = "SELECT ID, LogTitle FROM quest_template WHERE ID > %s ORDER BY ID LIMIT %s"
SPELLS = "SELECT Id, SpellName FROM spell_dbc WHERE Id > %s ORDER BY Id LIMIT %s"
SERVER_SPELLS = """
SELECT Id, SpellName FROM serverside_spell WHERE Id > %s ORDER BY Id, DifficultyID DESC LIMIT %s
"""
CREATURES_LOCALE = """
SELECT entry, Name, locale FROM creature_template_locale WHERE entry > %s
ORDER BY entry, locale LIMIT %s
"""
OBJECTS_LOCALE = """
SELECT entry, name, locale FROM gameobject_template_locale WHERE entry > %s
ORDER BY entry, locale LIMIT %s
"""
ITEMS_LOCALE = """
SELECT ID, Name, locale FROM item_template_locale WHERE ID > %s ORDER BY ID, locale LIMIT %s
"""
QUESTS_LOCALE_WRATH = """
SELECT ID, Title, locale FROM quest_template_locale WHERE ID > %s ORDER BY ID, locale LIMIT %s
"""
QUESTS_LOCALE_MASTER = """
SELECT ID, LogTitle, locale FROM quest_template_locale WHERE ID > %s ORDER BY ID, locale LIMIT %s
"""


class _File(NamedTuple):
    """A client table whose records have names; what follows the first field tells ranks apart."""

    kind: str
    table: str
    fields: tuple[str, ...]


_COMMON = (
    ("creature", "creature_template", CREATURES),
    ("creature", "creature_template_locale", CREATURES_LOCALE),
    ("gameobject", "gameobject_template", OBJECTS),
    ("gameobject", "gameobject_template_locale", OBJECTS_LOCALE),
    ("quest", "quest_template", QUESTS),
)
_WRATH = (
    *_COMMON,
    ("quest", "quest_template_locale", QUESTS_LOCALE_WRATH),
    ("item", "item_template", ITEMS),
    ("item", "item_template_locale", ITEMS_LOCALE),
    ("spell", "spell_dbc", SPELLS),
)
_MASTER = (
    *_COMMON,
    ("quest", "quest_template_locale", QUESTS_LOCALE_MASTER),
    ("spell", "serverside_spell", SERVER_SPELLS),
)

_WRATH_FILES = (_File("spell", "Spell", ("Name", "NameSubtext")),)
_MASTER_FILES = (_File("item", "ItemSparse", ("Display",)), _File("spell", "SpellName", ("Name",)))

Names = AsyncGenerator[list[Name], None]


class _Row(NamedTuple):
    id: int
    text: str | None
    locale: str = BASE_LOCALE


def parts(realm: Realm) -> list[Callable[[], Names]]:
    """What there is to read, in order; each gives names in lists of bounded length.

    Reading a part may raise:
        DatabaseError: the database does not answer.
    """
    wrath = realm.branch is Branch.WRATH
    found: list[Callable[[], Names]] = [
        partial(_client_names, realm, *file, locale)
        for file in (_WRATH_FILES if wrath else _MASTER_FILES)
        for locale in LOCALES
    ]
    return found + [
        partial(_pages, realm, kind, sql)
        for kind, table, sql in (_WRATH if wrath else _MASTER)
        if realm.schema.has(table)
    ]


async def _pages(realm: Realm, kind: str, sql: str) -> Names:
    """Rows in pages that end with an id's last row, by ascending id."""
    after, full = 0, True
    while full:
        rows = await realm.world.fetch(sql, [after, PAGE], row=_Row)
        full = len(rows) == PAGE
        if full:
            whole = [row for row in rows if row.id < rows[-1].id]
            rows = whole or rows
            after = rows[-1].id
        yield [
            Name(kind, row.id, row.locale, row.text)
            for row in rows
            if row.text and row.locale in LOCALES
        ]


async def _client_names(
    realm: Realm, kind: str, table: str, fields: tuple[str, ...], locale: str
) -> Names:
    """Names of a client table in one language, with what the hotfixes change of them."""
    base = await _file(realm, table, fields, BASE_LOCALE)
    override = override_of(realm, table, base) if realm.branch is Branch.MASTER else None
    changed: overlay.Changes | None = None
    if override is not None:
        wanted = fields if locale == BASE_LOCALE else ()  # of others only which, and translations
        changed = await overlay.changes(realm, override, None, fields=wanted, locale=locale)
    gone = set() if changed is None else changed.removed | changed.rows.keys()
    file = base if locale == BASE_LOCALE else await _file(realm, table, fields, locale)
    try:
        if file is not None and await _speaks(file, base, fields, locale):
            rows = await walk(file.scan, *fields)
            while part := await walk(_part, rows):
                named = [row for row in part if row[1] and row[0] not in gone]
                yield [Name(kind, row[0], locale, _shown(row)) for row in named]
    except ClientFileError as error:
        logger.warning("names of a client file left out", reason=str(error))
    if changed is not None:
        names = _changed_names(changed, kind, fields[0], locale)
        for start in range(0, len(names), PAGE):
            yield names[start : start + PAGE]


async def _file(realm: Realm, table: str, fields: tuple[str, ...], locale: str) -> Table | None:
    """The table's file; None when there is none that can be read, or it has other fields."""
    try:
        found = await realm.client.table(table, locale)
    except ClientFileError:
        # Where files are opened, this is logged; the databases' names are still worth having.
        return None
    known = set() if found is None else {field.name for field in found.fields}
    return found if known.issuperset(fields) else None


async def _speaks(file: Table, base: Table | None, fields: tuple[str, ...], locale: str) -> bool:
    """Whether a file has this language: a client's file has texts of its own language only, and
    the base text shows where one is missing."""
    if base is None or locale == BASE_LOCALE:
        return True
    if file is base:
        return False
    own, other = [await walk(_part, await walk(each.scan, *fields)) for each in (file, base)]
    return own != other


def _part(rows: Iterator[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return list(islice(rows, PAGE))


def _shown(row: Sequence[Any]) -> str:
    """As other tools show it: with what tells the ranks of a spell apart."""
    _number, name, *rank = row
    return f"{name} ({rank[0]})" if rank and rank[0] else str(name)


def _changed_names(changed: overlay.Changes, kind: str, field: str, locale: str) -> list[Name]:
    given = changed.rows if locale == BASE_LOCALE else changed.texts
    return [
        Name(kind, number, locale, text)
        for number, row in given.items()
        if number not in changed.removed and (text := row.get(field))
    ]
