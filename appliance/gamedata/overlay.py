"""What the databases change of a client table: their rows, removed records, translations."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from appliance.clientdata.interface import Field, Record
from appliance.database.interface import Database, Parameter
from appliance.gamedata.concurrency import aside, concurrently
from appliance.gamedata.hotfixes import REMOVED, table_hash, weight
from appliance.gamedata.lookup import CHUNK, as_record, column_list
from appliance.gamedata.overrides import BUILD, Override
from appliance.gamedata.realm import Realm

BASE_LOCALE = "enUS"
MOST_ROWS = 500_000
"""Rows read of one table at most; the largest published one has a tenth of that."""
_ALL_ABOVE = 4 * CHUNK
"""More ids than this are not asked for one by one: the whole table is read."""

_REMOVED = """
SELECT RecordId, Status FROM hotfix_data
WHERE TableHash = %s{ids} ORDER BY Id, RecordId LIMIT %s
"""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Changes:
    """What the databases say of records of one table.

    `rows` are values by field, of the row that counts for each id; `texts` translations.
    """

    override: Override
    rows: Mapping[int, Row]
    removed: frozenset[int]
    texts: Mapping[int, Row]

    def ids(self, given: Iterable[int]) -> list[int]:
        """`given` and the databases' own records, without removed ones, ascending."""
        return sorted(({*given} | self.rows.keys()) - self.removed)

    def record(self, number: int, before: Record | None) -> Record | None:
        """A record as the server sees it; `before` is the file's."""
        row, texts = self.rows.get(number), self.texts.get(number)
        if number in self.removed or (before is None and row is None):
            return None
        if row is None and texts is None and before is not None:
            return before
        whole = before is None or (row is not None and self.override.whole)
        found = self.override.blank() | ({} if whole else dict(before or {})) | {"ID": number}
        for field, value in (row or {}).items():
            found[field] = _laid(found.get(field), value)
        return found | (texts or {})


async def changes(
    realm: Realm,
    override: Override,
    ids: Collection[int] | None,
    *,
    fields: Sequence[str] | None = None,
    locale: str = BASE_LOCALE,
) -> Changes:
    """What the databases change of the records `ids`, or of all of them when that is None.

    Args:
        fields: the only fields that matter; all when left out.
    """
    asked = None if ids is None or len(ids) > _ALL_ABOVE else sorted(set(ids))
    if asked == []:
        return Changes(override, {}, frozenset(), {})
    async with concurrently() as questions:
        rows = questions.ask(_rows, override, asked, fields)
        gone = questions.ask(_removed, realm, override, asked)
        texts = questions.ask(_texts, override, asked, locale)
    found = rows.value
    if ids is not None and asked is None:
        wanted = frozenset(ids)
        found = {number: row for number, row in found.items() if number in wanted}
    return Changes(override, found, gone.value, texts.value)


async def matching(override: Override, field: str, values: Collection[int]) -> set[int]:
    """Ids of rows that hold one of `values` in a place of `field`, if only in some build."""
    columns = [column for column in override.columns.get(field, ()) if column is not None]
    wanted = sorted({*values, *(value + 2**32 for value in values if value < 0)})
    found: set[int] = set()
    for column in columns:
        for start in range(0, len(wanted), CHUNK):
            chunk = wanted[start : start + CHUNK]
            sql = (
                f"SELECT `{override.key}` FROM `{override.table}` WHERE `{column}` "
                f"IN ({_marks(chunk)}) ORDER BY `{override.key}` LIMIT %s"
            )
            found |= set(await override.database.fetch(sql, [*chunk, MOST_ROWS], row=int))
    return found


def holds(found: Any, values: Collection[int]) -> bool:
    """Whether a field, or a place of it, is one of `values`."""
    parts = found if isinstance(found, tuple) else (found,)
    return any(part in values for part in parts)


def _laid(before: Any, value: Any) -> Any:
    """Values over what was there; a place without a column keeps what it had."""
    if not isinstance(value, tuple) or not isinstance(before, tuple):
        return before if value is None else value
    return tuple(old if new is None else new for old, new in zip(before, value, strict=True))


async def _rows(
    override: Override, ids: list[int] | None, fields: Sequence[str] | None
) -> dict[int, Row]:
    wanted = [field for field in override.fields if fields is None or field.name in fields]
    columns = [override.key, *([BUILD] if override.hotfixed else [])]
    columns += [c for field in wanted for c in override.columns[field.name] if c is not None]
    columns = list(dict.fromkeys(columns))
    text = f"SELECT {column_list(columns)} FROM `{override.table}`{{ids}} ORDER BY `{override.key}`"
    text += f", {BUILD} LIMIT %s" if override.hotfixed else " LIMIT %s"
    make = as_record(columns)
    rows = await _fetch(override.database, text, f"WHERE `{override.key}`", ids, make)
    return await aside(len(rows), _counting, override, wanted, rows)


def _counting(override: Override, wanted: Sequence[Field], rows: list[Row]) -> dict[int, Row]:
    """The row of each id that counts, by field."""
    if override.hotfixed:
        rows.sort(key=lambda row: weight(row[BUILD]))
    last = {row[override.key]: row for row in rows}
    return {
        number: {field.name: _value(field, override, row) for field in wanted}
        for number, row in last.items()
    }


def _value(field: Field, override: Override, row: Row) -> Any:
    parts = tuple(
        None if column is None else _typed(field, row[column], override)
        for column in override.columns[field.name]
    )
    return parts if field.count > 1 else parts[0]


def _typed(field: Field, value: Any, override: Override) -> Any:
    if value is None:
        return {"int": 0, "float": 0.0, "string": ""}[field.kind]
    if field.kind == "float":
        return float(value)
    if override.whole and field.kind == "int" and field.signed and value >= 1 << 31:
        return value - (1 << 32)
    return value


class _Status(NamedTuple):
    id: int
    status: int


async def _removed(realm: Realm, override: Override, ids: list[int] | None) -> frozenset[int]:
    if not override.hotfixed or not realm.schema.has_hotfix("hotfix_data", "Status"):
        return frozenset()
    before = [table_hash(override.name)]
    rows = await _fetch(override.database, _REMOVED, "AND RecordId", ids, _Status, before)
    last = {row.id: row.status for row in rows}
    return frozenset(number for number, status in last.items() if status == REMOVED)


async def _texts(override: Override, ids: list[int] | None, locale: str) -> dict[int, Row]:
    if not override.texts or locale == BASE_LOCALE:
        return {}
    columns = ["ID", BUILD, *override.texts.values()]
    text = (
        f"SELECT {column_list(columns)} FROM `{override.table}_locale` WHERE `locale` = %s{{ids}} "
        f"ORDER BY `ID`, {BUILD} LIMIT %s"
    )
    rows = await _fetch(override.database, text, "AND `ID`", ids, as_record(columns), [locale])
    rows.sort(key=lambda row: weight(row[BUILD]))
    names = {column: field for field, column in override.texts.items()}
    return {
        row["ID"]: {names[column]: row[column] for column in names if row[column]} for row in rows
    }


async def _fetch(
    database: Database,
    text: str,
    condition: str,
    ids: list[int] | None,
    row: Any,
    before: Sequence[Parameter] = (),
) -> list[Any]:
    """Rows by ids, in chunks, or all; `{ids}` in `text` becomes `condition` and the ids."""
    if ids is None:
        sql = text.replace("{ids}", "")
        return await database.fetch(sql, [*before, MOST_ROWS], row=row)
    found: list[Any] = []
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        sql = text.replace("{ids}", f" {condition} IN ({_marks(chunk)})")
        found += await database.fetch(sql, [*before, *chunk, MOST_ROWS], row=row)
    return found


def _marks(values: Collection[int]) -> str:
    return ",".join(["%s"] * len(values))
