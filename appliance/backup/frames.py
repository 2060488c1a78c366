"""How statements are stored in a file, and read back with every defect found.

A file is a zstd stream, and inside an age file where backups are encrypted; so `age -d | zstd -d`
gets at the statements without this program:

    skippable frame   names the format and its version
    zstd frames       each holds up to 1 MiB of content, its size and its checksum
    content           a statement is its length (u32, little endian) and its bytes; the end is the
                      length 2^32-1, then the number of statements and of their bytes (u64 each)

A block is handed on only after its checksum was found right, so a statement that comes out of a
reader is the one that went in, even before the file's end and hash were seen.

Everything here blocks, and is meant for threads.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable, Sequence
from typing import NoReturn

import zstandard

from appliance.backup.age import (
    ByteSource,
    DecryptingReader,
    DecryptionFailed,
    EncryptingWriter,
)
from appliance.backup.manifest import FileEntry
from appliance.backup.repository.interface import Input, Output
from appliance.errors import BackupDamaged

BLOCK_BYTES = 1 << 20
LONGEST_STATEMENT = 1 << 30
"""The servers' own limit (max_allowed_packet)."""

_NAME = b"trinitycore-mcp backup file 1"
_HEAD = struct.pack("<II", 0x184D2A5C, len(_NAME)) + _NAME
_BLOCK_MAGIC = zstandard.FRAME_HEADER
_LONGEST_BLOCK_HEAD = 18
_LENGTH = struct.Struct("<I")
_TOTALS = struct.Struct("<QQ")
_END = 0xFFFF_FFFF
_READ_BYTES = 65_536
_STEP_BYTES = 32 * 1024 * 1024
"""How much a check reads before it can be cancelled."""


class _Hashing:
    """Hashes and counts what passes."""

    def __init__(self, out: Output) -> None:
        self._out = out
        self.hash = hashlib.sha256()
        self.bytes = 0

    def write(self, data: bytes, /) -> None:
        self._out.write(data)
        self.hash.update(data)
        self.bytes += len(data)


class FrameWriter:
    """Writes one file of a backup.

    Args:
        level: zstd's.
        recipients: age recipients; empty: not encrypted.
    """

    def __init__(self, name: str, out: Output, *, level: int, recipients: Sequence[str]) -> None:
        self._name = name
        self._output = out
        self._stored = _Hashing(out)
        self._age = EncryptingWriter(self._stored, recipients) if recipients else None
        self._out = self._age or self._stored
        self._compressor = zstandard.ZstdCompressor(level=level, write_checksum=True)
        self._statements = 0
        self._raw_bytes = 0
        self._begun = False

    def write(self, statements: Iterable[bytes]) -> None:
        """Store statements; together about `BLOCK_BYTES`, for the sake of compression."""
        parts: list[bytes] = []
        for statement in statements:
            if len(statement) > LONGEST_STATEMENT:
                raise ValueError("a statement is longer than any server takes")
            parts += (_LENGTH.pack(len(statement)), statement)
            self._statements += 1
            self._raw_bytes += len(statement)
        self._blocks(b"".join(parts))

    def finish(self) -> FileEntry:
        """Write the end; what the manifest says of this file."""
        totals = _TOTALS.pack(self._statements, self._raw_bytes)
        self._blocks(_LENGTH.pack(_END) + totals)
        if self._age is not None:
            self._age.finish()
        self._output.finish()
        return FileEntry(
            name=self._name,
            bytes=self._stored.bytes,
            sha256=self._stored.hash.hexdigest(),
            raw_bytes=self._raw_bytes,
            statements=self._statements,
        )

    def abandon(self) -> None:
        """Drop what was written; no thread is left."""
        if self._age is not None:
            self._age.abandon()
        self._output.abandon()

    def _blocks(self, content: bytes) -> None:
        if not self._begun:
            self._begun = True
            self._out.write(_HEAD)
        for start in range(0, len(content), BLOCK_BYTES):
            block = memoryview(content)[start : start + BLOCK_BYTES]
            self._out.write(self._compressor.compress(block))


class StoredCheck:
    """Hashes and counts the stored bytes of a file, and compares them with the manifest.

    Needs no key. Reading is the caller's (`read`), or the check's own (`advance`).
    """

    def __init__(self, source: Input, entry: FileEntry) -> None:
        self._source = source
        self._entry = entry
        self._hash = hashlib.sha256()
        self._bytes = 0

    def read(self, limit: int, /) -> bytes:
        """At most `limit` bytes; empty at the end."""
        data = self._source.read(limit)
        self._hash.update(data)
        self._bytes += len(data)
        return data

    def advance(self, limit_bytes: int = _STEP_BYTES) -> bool:
        """Read on for about `limit_bytes`; False when the file was read to its end and is right.

        Raises:
            BackupDamaged: size or hash differ from the manifest's.
        """
        stop = self._bytes + limit_bytes
        while self._bytes <= self._entry.bytes:
            if self._bytes >= stop:
                return True
            if not self.read(BLOCK_BYTES):
                break
        if self._bytes != self._entry.bytes:
            more = "more than" if self._bytes > self._entry.bytes else f"{self._bytes} of"
            raise BackupDamaged(f"has {more} {self._entry.bytes} bytes", file=self._entry.name)
        if self._hash.hexdigest() != self._entry.sha256:
            raise BackupDamaged("its SHA-256 is not the manifest's", file=self._entry.name)
        return False

    def close(self) -> None:
        """Let go of the file."""
        self._source.close()


class FrameReader:
    """Reads one file of a backup.

    Args:
        identities: secret age keys; empty: the file is not encrypted.
    """

    def __init__(self, source: Input, entry: FileEntry, *, identities: Sequence[str]) -> None:
        self._source = source
        self._entry = entry
        self._checked = StoredCheck(source, entry)
        self._age = DecryptingReader(self._checked, identities) if identities else None
        self._plain: ByteSource = self._age or self._checked
        self._stored = bytearray()
        self._content = bytearray()
        self._begun = False
        self._ended = False
        self._statements = 0
        self._raw_bytes = 0

    def batch(self, limit_bytes: int = BLOCK_BYTES) -> list[bytes]:
        """The next statements, about `limit_bytes` of them; empty after the last.

        Raises:
            BackupDamaged: the file is not what was written.
        """
        found: list[bytes] = []
        size = 0
        while not self._ended and size < limit_bytes:
            statement = self._statement()
            if statement is not None:
                found.append(statement)
                size += len(statement) + _LENGTH.size
        return found

    def close(self) -> None:
        """Let go of the file; no thread is left."""
        if self._age is not None:
            self._age.close()
        self._source.close()

    def _statement(self) -> bytes | None:
        (length,) = _LENGTH.unpack(self._take(_LENGTH.size))
        if length == _END:
            self._judge_end(*_TOTALS.unpack(self._take(_TOTALS.size)))
            return None
        if length > LONGEST_STATEMENT:
            self._damaged("a statement has an impossible length")
        statement = self._take(length)
        self._statements += 1
        self._raw_bytes += length
        return statement

    def _judge_end(self, statements: int, raw_bytes: int) -> None:
        entry = self._entry
        if self._content or self._stored or self._read():
            self._damaged("goes on after its end")
        while self._checked.advance():
            pass
        found = (self._statements, self._raw_bytes)
        if not found == (statements, raw_bytes) == (entry.statements, entry.raw_bytes):
            self._damaged(f"has {self._statements} of {entry.statements} statements")
        self._ended = True

    def _take(self, size: int) -> bytes:
        while len(self._content) < size:
            self._content += self._block()
        taken = bytes(memoryview(self._content)[:size])
        del self._content[:size]
        return taken

    def _block(self) -> bytes:
        if not self._begun:
            self._begun = True
            self._fill(len(_HEAD))
            if self._stored[: len(_HEAD)] != _HEAD:
                self._damaged("does not begin as a backup's file of this version")
            del self._stored[: len(_HEAD)]
        self._fill(_LONGEST_BLOCK_HEAD)
        head = bytes(self._stored[:_LONGEST_BLOCK_HEAD])
        if not head:
            self._damaged("is cut short")
        try:
            if not head.startswith(_BLOCK_MAGIC) or not (
                0 < zstandard.frame_content_size(head) <= BLOCK_BYTES
            ):
                self._damaged("is not made of the blocks that were written")
            return self._decompress()
        except zstandard.ZstdError as error:
            raise BackupDamaged(f"a block is damaged: {error}", file=self._entry.name) from error

    def _decompress(self) -> bytes:
        block = zstandard.ZstdDecompressor(max_window_size=BLOCK_BYTES).decompressobj()
        parts = [block.decompress(bytes(self._stored))]
        while not block.eof:
            data = self._read()
            if not data:
                self._damaged("is cut short")
            parts.append(block.decompress(data))
        self._stored = bytearray(block.unused_data)
        return b"".join(parts)

    def _fill(self, size: int) -> None:
        while len(self._stored) < size and (data := self._read()):
            self._stored += data

    def _read(self) -> bytes:
        try:
            return self._plain.read(_READ_BYTES)
        except DecryptionFailed as error:
            raise BackupDamaged(f"cannot be decrypted: {error}", file=self._entry.name) from error

    def _damaged(self, why: str) -> NoReturn:
        raise BackupDamaged(why, file=self._entry.name)
