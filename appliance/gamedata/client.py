"""Client tables as the server sees them: the file, and what the databases lay over it.

3.3.5: rows of world.spell_dbc, spelldifficulty_dbc and achievement_dbc join the file of that name;
of an id that both have the row is told (the server would not start with it). Master: rows of the
hotfixes database win, records it removes are gone, and its translations count. Where the file is
missing the databases know a few records only: `records`, `record` and `names` give those, but what
they lack may exist, so nothing says that it does not: a question that only the whole table can
answer raises Unavailable.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import islice
from typing import Any

from appliance.clientdata.interface import GameTable, Record, Table
from appliance.errors import ClientFileError, Unavailable
from appliance.gamedata import overlay
from appliance.gamedata.concurrency import aside, walk
from appliance.gamedata.overlay import BASE_LOCALE
from appliance.gamedata.overrides import Override, override_of
from appliance.gamedata.realm import Realm

_PART = 4096


async def has(realm: Realm, name: str) -> bool:
    """Whether the table's file is there and can be read: a record it lacks does not exist.

    One that cannot be read is as good as missing to who can do without it; who cannot asks for its
    records and gets the error.
    """
    try:
        return await realm.client.table(name) is not None
    except ClientFileError:
        return False


async def table(realm: Realm, name: str, locale: str = BASE_LOCALE) -> Table:
    """The file alone, without what databases lay over it.

    Raises:
        Unavailable: there is no such file; names it and the setting.
        ClientFileError: it is there and cannot be read.
    """
    found = await realm.client.table(name, locale)
    if found is None:
        raise Unavailable(realm.client.missing(name))
    return found


async def gametable(realm: Realm, name: str) -> GameTable:
    """A GameTable.

    Raises:
        Unavailable: there is no such file; names it and the setting.
        ClientFileError: it is there and cannot be read.
    """
    found = await realm.client.gametable(name)
    if found is None:
        raise Unavailable(realm.client.missing(name, gametable=True))
    return found


async def records(
    realm: Realm, name: str, ids: Collection[int], locale: str = BASE_LOCALE
) -> dict[int, Record]:
    """Records by ascending id; ids that do not exist are left out.

    Raises:
        Unavailable: there is no file, and no database has any of the records.
        ClientFileError: the file is there and cannot be read.
    """
    file = await realm.client.table(name, locale)
    found = await _known(realm, name, file, ids, locale)
    if file is None and not found:
        raise Unavailable(realm.client.missing(name))
    return found


async def record(realm: Realm, name: str, number: int, locale: str = BASE_LOCALE) -> Record | None:
    """One record, or None when it does not exist; raises as `records` does."""
    return (await records(realm, name, [number], locale)).get(number)


async def find(
    realm: Realm, name: str, field: str, values: Collection[int], locale: str = BASE_LOCALE
) -> list[Record]:
    """Records whose integer `field` (any place of it) is one of `values`, by ascending id.

    Raises:
        Unavailable: there is no file.
        KeyError: the table has no such field.
        ClientFileError: the file is there and cannot be read.
    """
    return await _found(realm, name, await table(realm, name, locale), field, values, locale)


async def find_known(
    realm: Realm, name: str, field: str, values: Collection[int], locale: str = BASE_LOCALE
) -> list[Record]:
    """As `find`, of what can be had: a missing or damaged file is no error."""
    try:
        file = await realm.client.table(name, locale)
        return await _found(realm, name, file, field, values, locale)
    except ClientFileError:
        return await _found(realm, name, None, field, values, locale)


async def find_ids(realm: Realm, name: str, field: str, values: Collection[int]) -> list[int]:
    """Ids of the records that `find` gives, ascending, without reading the records.

    Raises:
        Unavailable: there is no file.
        KeyError: the table has no such field.
        ClientFileError: the file is there and cannot be read.
    """
    file, wanted = await table(realm, name), frozenset(values)
    ids = await walk(_ids_with, file, field, sorted(wanted))
    override = override_of(realm, name, file)
    if override is None:
        return ids
    asked = {*ids, *await overlay.matching(override, field, wanted)}
    changed = await overlay.changes(realm, override, asked, fields=[field])
    return await aside(len(asked), _still_holding, file, ids, changed, field, wanted)


async def scan(realm: Realm, name: str, fields: Sequence[str]) -> list[tuple[Any, ...]]:
    """(id, field, …) of every record, by ascending id.

    Raises:
        Unavailable: there is no file.
        KeyError: the table has no such field.
        ClientFileError: the file is there and cannot be read.
    """
    file = await table(realm, name)
    rows = await walk(_scan, file, tuple(fields))
    override = override_of(realm, name, file)
    if override is None:
        return rows
    changed = await overlay.changes(realm, override, None, fields=fields)
    return await aside(len(rows), _changed, rows, tuple(fields), changed)


async def known(
    realm: Realm, name: str, ids: Collection[int], locale: str = BASE_LOCALE
) -> dict[int, Record]:
    """What can be had of records, by ascending id; a missing or damaged file is no error."""
    try:
        file = await realm.client.table(name, locale)
        return await _known(realm, name, file, ids, locale)
    except ClientFileError:
        return await _known(realm, name, None, ids, locale)


async def names(
    realm: Realm, name: str, ids: Collection[int], field: str, locale: str = BASE_LOCALE
) -> dict[int, str]:
    """The text `field` of records, by id; those that file and databases lack are left out."""
    found = await known(realm, name, ids, locale)
    return {number: row[field] for number, row in found.items() if row.get(field)}


async def _found(
    realm: Realm,
    name: str,
    file: Table | None,
    field: str,
    values: Collection[int],
    locale: str,
) -> list[Record]:
    """Records of file and databases that hold one of the values."""
    wanted = frozenset(values)
    ids = set() if file is None else set(await walk(_ids_with, file, field, sorted(wanted)))
    override = override_of(realm, name, file)
    if override is not None:
        ids |= await overlay.matching(override, field, wanted)
    found = await _known(realm, name, file, ids, locale)
    return await aside(len(found), _holding, list(found.values()), field, wanted)


async def _known(
    realm: Realm, name: str, file: Table | None, ids: Collection[int], locale: str
) -> dict[int, Record]:
    """What file and databases have of the records."""
    wanted = sorted(set(ids))
    override = override_of(realm, name, file) if wanted else None
    base = await _from_file(file, wanted)
    if override is None:
        return base
    return await _laid_over(realm, override, base, wanted, locale)


async def _from_file(file: Table | None, wanted: Sequence[int]) -> dict[int, Record]:
    return {} if file is None else await aside(len(wanted), _get, file, wanted)


async def _laid_over(
    realm: Realm,
    override: Override,
    base: Mapping[int, Record],
    wanted: Sequence[int],
    locale: str,
) -> dict[int, Record]:
    changed = await overlay.changes(realm, override, wanted, locale=locale)
    return await aside(len(wanted), _merged, changed, base, wanted)


def _merged(
    changed: overlay.Changes, base: Mapping[int, Record], wanted: Sequence[int]
) -> dict[int, Record]:
    found = ((number, changed.record(number, base.get(number))) for number in wanted)
    return {number: row for number, row in found if row is not None}


def _holding(rows: Sequence[Record], field: str, wanted: Collection[int]) -> list[Record]:
    return [row for row in rows if overlay.holds(row[field], wanted)]


def _still_holding(
    file: Table, ids: Sequence[int], changed: overlay.Changes, field: str, wanted: Collection[int]
) -> list[int]:
    """`ids` of the file without those that databases moved or removed, and the databases' own."""
    found = set(ids) - changed.rows.keys()
    for number in changed.rows:
        row = changed.record(number, file.get(number))
        if row is not None and overlay.holds(row[field], wanted):
            found.add(number)
    return sorted(found - changed.removed)


def _changed(
    rows: Sequence[tuple[Any, ...]], fields: tuple[str, ...], changed: overlay.Changes
) -> list[tuple[Any, ...]]:
    """A scan's rows with the databases' in their places."""
    by_id = {row[0]: row for row in rows}
    for number in changed.rows:
        before = by_id.get(number)
        base = None if before is None else dict(zip(fields, before[1:], strict=True))
        row = changed.record(number, base)
        if row is not None:
            by_id[number] = (number, *(row[field] for field in fields))
    return [by_id[number] for number in changed.ids(by_id)]


def _ids_with(file: Table, field: str, values: Sequence[int]) -> list[int]:
    return sorted({number for value in values for number in file.find(field, value)})


def _scan(file: Table, fields: tuple[str, ...]) -> list[tuple[Any, ...]]:
    """In parts: other threads wait for as long as one step of the interpreter takes."""
    rows: list[tuple[Any, ...]] = []
    found = file.scan(*fields)
    while part := list(islice(found, _PART)):
        rows += part
    return rows


def _get(file: Table, wanted: Sequence[int]) -> dict[int, Record]:
    return {number: row for number in wanted if (row := file.get(number)) is not None}
