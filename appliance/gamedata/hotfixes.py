"""The hotfixes database of master: rows that override the client's DB2 files.

A table holds one row per id and build. The server loads the rows of real builds first and lays its
own (build 0 or below) over them, so a custom row counts most, then the highest build. `hotfix_data`
can say that a record was taken out of the game, whatever its table still holds.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from appliance.gamedata.lookup import as_record, column_list, fetch_by_ids
from appliance.gamedata.realm import Realm

_SEED = (
    *(0x486E26EE, 0xDCAA16B3, 0xE1918EEF, 0x202DAFDB, 0x341C7DC7, 0x1C365303, 0x40EF2D37),
    *(0x65FD5E49, 0xD6057177, 0x904ECE93, 0x1C38024F, 0x98FD323B, 0xE3061AE7, 0xA39B0FA1),
    *(0x9797F25F, 0xE4444563),
)
REMOVED = 2
"""hotfix_data.Status of a record that is deleted (HotfixRecord::Status::RecordRemoved)."""

_RECORDS = """
SELECT RecordId, Status FROM hotfix_data
WHERE TableHash = %s AND RecordId IN ({ids}) ORDER BY Id, RecordId
"""


class _Record(NamedTuple):
    id: int
    status: int


def table_hash(table: str) -> int:
    """The 32-bit number that stands for a DB2 file ("ItemSparse") in its header and in SQL.

    It is the hash of the upper-case name that the client's archives use for file names.
    """
    value, shift = 0x7FED7FED, 0xEEEEEEEE
    for byte in table.upper().encode("ascii"):
        value = ((_SEED[byte >> 4] - _SEED[byte & 15]) ^ (shift + value)) & 0xFFFFFFFF
        shift = (byte + value + 33 * shift + 3) & 0xFFFFFFFF
    return value or 1


async def removed(realm: Realm, table: str, ids: Collection[int]) -> frozenset[int]:
    """Which of the records of a DB2 file ("ItemSparse") the hotfixes delete.

    The newest entry of a record counts, as in the server's start-up.
    """
    if realm.hotfixes is None or not realm.schema.has_hotfix("hotfix_data", "Status"):
        return frozenset()
    rows = await fetch_by_ids(
        realm.hotfixes, _RECORDS, ids, row=_Record, before=[table_hash(table)]
    )
    last = {record.id: record.status for record in rows}
    return frozenset(record for record, status in last.items() if status == REMOVED)


def weight(build: int) -> tuple[bool, int]:
    """Sort key of VerifiedBuild: the row that counts is the one with the greatest."""
    return build <= 0, build


async def record(
    realm: Realm, table: str, key: str, number: int, columns: Sequence[str]
) -> dict[str, Any] | None:
    """The row of `table` whose `key` is `number`; only those of `columns` that the table has."""
    rows = await records(realm, table, key, [number], columns)
    return rows[0] if rows else None


async def records(
    realm: Realm, table: str, key: str, numbers: Collection[int], columns: Sequence[str]
) -> list[dict[str, Any]]:
    """Rows of `table` whose `key` is one of `numbers`, the one that counts for each ID."""
    if realm.hotfixes is None or not realm.schema.has_hotfix(table, key):
        return []
    present = ["ID", "VerifiedBuild"]
    present += [name for name in columns if realm.schema.has_hotfix(table, name)]
    sql = (
        f"SELECT {column_list(present)} FROM {table} WHERE `{key}` IN ({{ids}}) "
        "ORDER BY ID, VerifiedBuild"
    )
    rows = await fetch_by_ids(realm.hotfixes, sql, numbers, row=as_record(present))
    newest = sorted(rows, key=lambda row: weight(row["VerifiedBuild"]))
    return list({row["ID"]: row for row in newest}.values())
