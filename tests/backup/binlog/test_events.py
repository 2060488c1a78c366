"""Binary logs made here event by event: read back, cut anywhere, with any bit flipped."""

from __future__ import annotations

import struct
import zlib
from datetime import UTC, datetime
from io import BytesIO
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.backup.binlog.events import MAGIC, Type, scan, transactions
from appliance.errors import BackupDamaged

BEGAN = 1_800_000_000
SOURCE = UUID("3e11fa47-71ca-11e1-9e33-c80aa9429562")
IN_USE_FLAG = (len(MAGIC) + 17) * 8
"""The only bit that may differ between a file in use and the same file closed."""


class Log:
    """A binary log under construction."""

    def __init__(self) -> None:
        self.content = bytearray(MAGIC)
        self.time = BEGAN
        version = b"10.11.19-MariaDB-log".ljust(50, b"\0")
        self.add(Type.FORMAT, struct.pack("<H50sIB", 4, version, BEGAN, 19) + b"\0" * 40 + b"\x01")

    def add(self, kind: int, body: bytes, server: int = 7) -> int:
        """Add an event; where it begins."""
        start = len(self.content)
        length = 19 + len(body) + 4
        head = struct.pack("<IBIIIH", self.time, kind, server, length, start + length, 0)
        self.content += head + body + struct.pack("<I", zlib.crc32(head + body))
        return start

    def query(self, statement: str) -> None:
        body = struct.pack("<IIBHH", 1, 0, 2, 0, 3) + b"abc" + b"db\0" + statement.encode()
        self.add(Type.QUERY, body)

    def mariadb_transaction(self, number: int, statement: str = "") -> int:
        begin = self.add(Type.MARIADB_GTID, struct.pack("<QIB", number, 0, 0) + b"\0" * 6)
        if statement:
            self.query(statement)
        else:
            self.add(19, b"table")
            self.add(23, b"rows" * 50)
            self.add(16, b"\0" * 8)
        return begin

    def mysql_transaction(self, number: int) -> int:
        begin = self.add(Type.MYSQL_GTID, b"\0" + SOURCE.bytes + struct.pack("<q", number))
        self.query("BEGIN")
        self.add(16, b"\0" * 8)
        return begin

    def read(self) -> BytesIO:
        return BytesIO(bytes(self.content))


def mariadb_log() -> Log:
    log = Log()
    log.add(Type.MARIADB_GTID_LIST, struct.pack("<IIIQIIQ", 2, 0, 7, 12, 1, 8, 3))
    log.mariadb_transaction(13)
    log.time += 5
    log.mariadb_transaction(14, "DROP TABLE account")
    log.add(Type.ROTATE, struct.pack("<Q", 4) + b"binlog.000002")
    return log


def test_says_what_a_file_is() -> None:
    log = mariadb_log()
    found = scan(log.read(), "binlog.000001")
    assert found.created_at == datetime.fromtimestamp(BEGAN, UTC)
    assert (found.last_at - found.created_at).total_seconds() == 5
    assert found.before == "0-7-12,1-8-3"
    assert found.next_file == "binlog.000002"
    assert found.closed
    assert found.server_id == 7
    assert found.end == len(log.content)


def test_names_transactions_of_both_servers() -> None:
    first, second = transactions(mariadb_log().read(), "x")
    assert (first.gtid, first.statement) == ("0-7-13", "")
    assert (second.gtid, second.statement) == ("0-7-14", "DROP TABLE account")
    assert second.timestamp == BEGAN + 5
    log = Log()
    offset = log.mysql_transaction(9)
    (only,) = transactions(log.read(), "x")
    assert (only.offset, only.gtid, only.statement) == (offset, f"{SOURCE}:9", "")


def test_reads_the_sets_of_mysql() -> None:
    log = Log()
    intervals = struct.pack("<QQQQQ", 2, 1, 6, 8, 9)
    log.add(Type.MYSQL_PREVIOUS_GTIDS, struct.pack("<Q", 1) + SOURCE.bytes + intervals)
    assert scan(log.read(), "x").before == f"{SOURCE}:1-5:8"
    tagged = Log()
    tagged.add(Type.MYSQL_PREVIOUS_GTIDS, b"\x01\x01\0\0\0\0\0\x01" + b"?" * 30)
    assert scan(tagged.read(), "x").before is None


@given(st.integers(0))
def test_a_cut_file_ends_before_the_cut(where: int) -> None:
    content = bytes(mariadb_log().content)
    cut = where % len(content)
    try:
        found = scan(BytesIO(content[:cut]), "x")
    except BackupDamaged:
        assert cut < 200, "only a file without a first event has no beginning"
    else:
        assert found.end <= cut
        assert scan(BytesIO(content), "x", limit=cut).end == found.end


@given(st.integers(0))
def test_every_flipped_bit_is_found(bit: int) -> None:
    content = bytearray(mariadb_log().content)
    bit %= len(content) * 8
    content[bit // 8] ^= 1 << bit % 8
    if bit == IN_USE_FLAG:
        assert scan(BytesIO(bytes(content)), "x").end == len(content)
        return
    try:
        found = scan(BytesIO(bytes(content)), "x")
    except BackupDamaged:
        return
    assert found.end < len(content), "a length beyond the end is an event that is not whole"


def test_reads_logs_without_checksums() -> None:
    log = Log()
    head, body, _ = log.content[4:23], bytearray(log.content[23:-4]), log.content[-4:]
    body[-1] = 0
    log.content[23:] = body + struct.pack("<I", zlib.crc32(head + body))
    start = len(log.content)
    rotate = struct.pack("<Q", 4) + b"binlog.000002"
    length = 19 + len(rotate)
    log.content += struct.pack("<IBIIIH", BEGAN, Type.ROTATE, 7, length, start + length, 0) + rotate
    assert scan(log.read(), "x").next_file == "binlog.000002"


def test_says_that_the_server_encrypts() -> None:
    log = Log()
    log.add(Type.MARIADB_ENCRYPTION, b"\x01" + b"\0" * 16)
    with pytest.raises(BackupDamaged, match="encrypted by the server"):
        scan(log.read(), "binlog.000001")
    with pytest.raises(BackupDamaged, match="no binary log"):
        scan(BytesIO(b"\xfdbinxxxx"), "binlog.000001")
