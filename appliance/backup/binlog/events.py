"""Reads binary log files: their events, checked one by one, and what a file says of itself.

Format 4 of MySQL and MariaDB: MySQL Internals, Binary Log Event; MariaDB Knowledge Base,
Replication Protocol: event header, GTID_EVENT, GTID_LIST_EVENT. Everything here blocks.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum
from typing import BinaryIO, NamedTuple
from uuid import UUID

from appliance.backup.binlog.gtid import GtidSet, format_set
from appliance.errors import BackupDamaged

MAGIC = b"\xfebin"
FIRST = len(MAGIC)
"""Position of the first event."""
_HEADER = struct.Struct("<IBIIIH")
_CRC_BYTES = 4
_IN_USE = 0x1
"""Flag of a file that the server still writes; it is not part of the first event's checksum."""
_BODY_KEPT = 256 * 1024
_CHUNK = 1 << 20
_CRC32 = 1


class Type(IntEnum):
    """The events that matter here."""

    QUERY = 2
    STOP = 3
    ROTATE = 4
    FORMAT = 15
    MYSQL_GTID = 33
    MYSQL_ANONYMOUS = 34
    MYSQL_PREVIOUS_GTIDS = 35
    MYSQL_TAGGED_GTID = 42
    MARIADB_GTID = 162
    MARIADB_GTID_LIST = 163
    MARIADB_ENCRYPTION = 164


_BEGINS = (Type.MYSQL_GTID, Type.MYSQL_ANONYMOUS, Type.MYSQL_TAGGED_GTID, Type.MARIADB_GTID)


class Event(NamedTuple):
    """One event; `body` is without checksum, and only the beginning of a long one."""

    offset: int
    end: int
    type: int
    timestamp: int
    server_id: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Segment:
    """What a binary log file says of itself.

    Attributes:
        created_at: when the server began it.
        last_at: when its last event was written.
        server_id: of the server whose log it is.
        before: GTIDs executed before it; None when they are written in a form we do not read.
        end: where its last whole event ends.
        next_file: the file the server went on with; empty when it says none.
        stopped: the server shut down at its end.
    """

    created_at: datetime
    last_at: datetime
    server_id: int
    before: str | None
    end: int
    next_file: str
    stopped: bool

    @property
    def closed(self) -> bool:
        """Whether the server wrote that nothing more comes."""
        return self.stopped or bool(self.next_file)


@dataclass(frozen=True, slots=True)
class Transaction:
    """A transaction: where it begins, when, its GTID.

    `statement` when it is a DDL statement, and `schema` the one that was in use then.
    """

    offset: int
    timestamp: int
    gtid: str
    statement: str
    schema: str = ""


def read_events(file: BinaryIO, name: str, *, limit: int | None = None) -> Iterator[Event]:
    """The whole events of a file, each with its checksum found right where the server wrote one.

    An event that is not whole ends the file: the server, or we, are still writing it.

    Args:
        limit: read no further than this position.

    Raises:
        BackupDamaged: it is no binary log, is encrypted, or an event is not what was written.
    """
    if file.read(FIRST) != MAGIC:
        raise BackupDamaged("is no binary log, or an encrypted one", file=name)
    position, checksum = FIRST, True
    while limit is None or position < limit:
        header = file.read(_HEADER.size)
        if len(header) < _HEADER.size:
            return
        timestamp, kind, server_id, length, _next, flags = _HEADER.unpack(header)
        if length < _HEADER.size:
            raise BackupDamaged(f"the event at {position} has an impossible length", file=name)
        if kind == Type.FORMAT:
            flags &= ~_IN_USE
            header = _HEADER.pack(timestamp, kind, server_id, length, _next, flags)
        found = _body(file, length - _HEADER.size, zlib.crc32(header))
        if found is None or (limit is not None and position + length > limit):
            return
        body, actual, stored = found
        if kind == Type.FORMAT:
            checksum = len(body) > _CRC_BYTES and body[-1] == _CRC32
        if kind == Type.MARIADB_ENCRYPTION:
            raise BackupDamaged("is encrypted by the server", file=name)
        # The first event has one even where the server writes none (binlog_checksum = NONE).
        if (checksum or kind == Type.FORMAT) and actual != stored:
            raise BackupDamaged(f"the event at {position} is damaged", file=name)
        if not checksum:
            body += stored.to_bytes(_CRC_BYTES, "little")
        yield Event(position, position + length, kind, timestamp, server_id, body)
        position += length


def _body(file: BinaryIO, size: int, crc: int) -> tuple[bytes, int, int] | None:
    """Beginning of the body, the checksum of all of it, the checksum stored; None when cut."""
    if size < _CRC_BYTES:
        return None if len(data := file.read(size)) < size else (data, crc, 0)
    kept, left = b"", size - _CRC_BYTES
    while left:
        chunk = file.read(min(left, _CHUNK))
        if not chunk:
            return None
        crc = zlib.crc32(chunk, crc)
        kept += chunk[: max(0, _BODY_KEPT - len(kept))]
        left -= len(chunk)
    tail = file.read(_CRC_BYTES)
    return None if len(tail) < _CRC_BYTES else (kept, crc, int.from_bytes(tail, "little"))


def scan(file: BinaryIO, name: str, *, limit: int | None = None) -> Segment:
    """Check a file, and read what it says of itself.

    Raises:
        BackupDamaged: as of `read_events`, or it has no beginning.
    """
    created = last = server = 0
    end, next_file, stopped = FIRST, "", False
    before: str | None = ""
    for event in read_events(file, name, limit=limit):
        if event.type == Type.FORMAT:
            created = created or event.timestamp
            server = server or event.server_id
        elif event.type in (Type.MYSQL_PREVIOUS_GTIDS, Type.MARIADB_GTID_LIST):
            before = _before(event)
        next_file = event.body[8:].decode(errors="replace") if event.type == Type.ROTATE else ""
        stopped = event.type == Type.STOP
        last = max(last, event.timestamp)
        end = event.end
    if not created:
        raise BackupDamaged("has no beginning", file=name)
    return Segment(
        datetime.fromtimestamp(created, UTC),
        datetime.fromtimestamp(last, UTC),
        server,
        before,
        end,
        next_file,
        stopped,
    )


def transactions(file: BinaryIO, name: str, *, limit: int | None = None) -> Iterator[Transaction]:
    """The transactions of a file, in its order."""
    begun: Event | None = None
    for event in read_events(file, name, limit=limit):
        if event.type in _BEGINS:
            if begun is not None:
                yield _transaction(begun)
            begun = event
        elif begun is not None:
            schema, statement = _query(event) if event.type == Type.QUERY else ("", "")
            if statement == "BEGIN":
                schema = statement = ""
            yield _transaction(begun, statement, schema)
            begun = None
    if begun is not None:
        yield _transaction(begun)


def _transaction(event: Event, statement: str = "", schema: str = "") -> Transaction:
    return Transaction(event.offset, event.timestamp, _gtid(event), statement, schema)


def _gtid(event: Event) -> str:
    if event.type == Type.MARIADB_GTID:
        sequence, domain = struct.unpack_from("<QI", event.body)
        return f"{domain}-{event.server_id}-{sequence}"
    if event.type == Type.MYSQL_GTID:
        (number,) = struct.unpack_from("<q", event.body, 17)
        return f"{UUID(bytes=event.body[1:17])}:{number}"
    return ""


def _query(event: Event) -> tuple[str, str]:
    """The schema in use and the statement of a query event."""
    _thread, _seconds, schema_length, _error, variables = struct.unpack_from("<IIBHH", event.body)
    start = 13 + variables
    schema = event.body[start : start + schema_length]
    statement = event.body[start + schema_length + 1 :]
    return schema.decode(errors="replace"), statement.decode(errors="replace")


def _before(event: Event) -> str | None:
    body = event.body
    if event.type == Type.MARIADB_GTID_LIST:
        count = int.from_bytes(body[:4], "little") & 0x0FFF_FFFF
        entries = struct.iter_unpack("<IIQ", body[4 : 4 + 16 * count])
        return ",".join(f"{domain}-{server}-{sequence}" for domain, server, sequence in entries)
    if body[7]:  # the form with tags: a replay then begins at an earlier file, and skips more
        return None
    gtids: GtidSet = {}
    position = 8
    for _ in range(int.from_bytes(body[:8], "little")):
        uuid = UUID(bytes=body[position : position + 16])
        intervals = []
        size = int.from_bytes(body[position + 16 : position + 24], "little")
        position += 24
        for _ in range(size):
            first, after = struct.unpack_from("<qq", body, position)
            intervals.append((first, after - 1))
            position += 16
        gtids[str(uuid)] = intervals
    return format_set(gtids)
