"""The format of stored files: everything comes back, and no defect passes."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.backup import frames
from appliance.backup.frames import FrameReader, FrameWriter, StoredCheck
from appliance.backup.manifest import FileEntry
from appliance.errors import BackupDamaged
from tests.support.backups import Key

NAME = "auth/account.frames"
KEY = Key.new()
STATEMENTS = [b"INSERT INTO account VALUES (1)", b"", b"\x00\xff" * 40]


class Memory:
    """A stored file in memory."""

    def __init__(self) -> None:
        self.stored = b""
        self.state = "open"

    def write(self, data: bytes) -> None:
        self.stored += data

    def finish(self) -> None:
        self.state = "finished"

    def abandon(self) -> None:
        self.state = "abandoned"


def store(
    batches: list[list[bytes]], *, encrypted: bool = False, level: int = 1
) -> tuple[bytes, FileEntry]:
    memory = Memory()
    writer = FrameWriter(NAME, memory, level=level, recipients=[KEY.public] if encrypted else [])
    for batch in batches:
        writer.write(batch)
    entry = writer.finish()
    assert memory.state == "finished"
    return memory.stored, entry


def load(stored: bytes, entry: FileEntry, *, encrypted: bool = False) -> list[bytes]:
    reader = FrameReader(io.BytesIO(stored), entry, identities=[KEY.secret] if encrypted else [])
    try:
        found: list[bytes] = []
        while batch := reader.batch():
            found += batch
        return found
    finally:
        reader.close()


WHOLE = {encrypted: store([STATEMENTS], encrypted=encrypted) for encrypted in (False, True)}


LINES = [b"INSERT INTO account VALUES (%d)" % n for n in range(12)]
BLOCKS = store([LINES[n : n + 3] for n in range(0, 12, 3)])


def check(stored: bytes, entry: FileEntry, step_bytes: int = 100) -> None:
    checked = StoredCheck(io.BytesIO(stored), entry)
    while checked.advance(step_bytes):
        pass
    checked.close()


@given(st.lists(st.lists(st.binary(max_size=200), max_size=5), max_size=5), st.booleans())
def test_statements_come_back_as_they_were(batches: list[list[bytes]], encrypted: bool) -> None:
    stored, entry = store(batches, encrypted=encrypted)
    flat = [statement for batch in batches for statement in batch]
    assert load(stored, entry, encrypted=encrypted) == flat
    assert entry.bytes == len(stored)
    assert entry.statements == len(flat)
    assert entry.raw_bytes == sum(map(len, flat))


@pytest.mark.parametrize("encrypted", [False, True])
@pytest.mark.parametrize("level", [1, 3, 19])
def test_statements_longer_than_a_block_come_back(encrypted: bool, level: int) -> None:
    sizes = (frames.BLOCK_BYTES - 4, frames.BLOCK_BYTES, 3 * frames.BLOCK_BYTES + 1, 0, 5)
    batch = [os.urandom(1000) * (size // 1000) + b"x" * (size % 1000) for size in sizes]
    stored, entry = store([batch], encrypted=encrypted, level=level)
    assert load(stored, entry, encrypted=encrypted) == batch


@pytest.mark.parametrize("encrypted", [False, True])
@given(data=st.data())
@settings(max_examples=300)
def test_any_one_defect_is_found(encrypted: bool, data: st.DataObject) -> None:
    stored, entry = WHOLE[encrypted]
    place = data.draw(st.integers(0, len(stored) - 1))
    match data.draw(st.sampled_from(["flip", "cut", "insert", "drop"])):
        case "flip":
            flipped = stored[place] ^ (1 << data.draw(st.integers(0, 7)))
            damaged = stored[:place] + bytes([flipped]) + stored[place + 1 :]
        case "cut":
            damaged = stored[:place]
        case "insert":
            damaged = stored[:place] + data.draw(st.binary(min_size=1, max_size=9)) + stored[place:]
        case _:
            damaged = stored[:place] + stored[place + 1 :]
    if damaged == stored:
        return
    with pytest.raises(BackupDamaged) as found:
        load(damaged, entry, encrypted=encrypted)
    assert found.value.file == NAME
    with pytest.raises(BackupDamaged):
        check(damaged, entry)


@given(data=st.data())
@settings(max_examples=300)
def test_no_statement_comes_out_that_did_not_go_in(data: st.DataObject) -> None:
    stored, entry = BLOCKS
    place = data.draw(st.integers(0, len(stored) - 1))
    flipped = bytes([stored[place] ^ (1 << data.draw(st.integers(0, 7)))])
    damaged = stored[:place] + flipped + stored[place + 1 :]
    reader = FrameReader(io.BytesIO(damaged), entry_for(damaged, entry), identities=[])
    found: list[bytes] = []
    with contextlib.suppress(BackupDamaged):
        while batch := reader.batch(1):
            found += batch
    assert found == LINES[: len(found)]


def entry_for(stored: bytes, entry: FileEntry) -> FileEntry:
    """The entry a forger would write: size and hash fit."""
    digest = hashlib.sha256(stored).hexdigest()
    return entry.model_copy(update={"bytes": len(stored), "sha256": digest})


@pytest.mark.parametrize(
    ("forge", "why"),
    [
        (lambda s: s[:-1], "cut short"),
        (lambda s: s + b"x", "after its end"),
        (lambda s: s + s, "after its end"),
        (lambda s: b"", "does not begin"),
        (lambda s: s[:37], "cut short"),
        (lambda s: s[:20] + b"2" + s[21:], "does not begin"),
    ],
)
def test_a_defect_with_a_fitting_hash_is_found_too(
    forge: Callable[[bytes], bytes], why: str
) -> None:
    stored, entry = WHOLE[False]
    damaged = forge(stored)
    with pytest.raises(BackupDamaged, match=why):
        load(damaged, entry_for(damaged, entry))


def test_a_check_reads_in_steps() -> None:
    stored, entry = store([[os.urandom(frames.BLOCK_BYTES)] for _ in range(5)])
    checked = StoredCheck(io.BytesIO(stored), entry)
    steps = 0
    while checked.advance(2 * frames.BLOCK_BYTES):
        steps += 1
    assert steps == 2
    check(stored, entry)


def test_a_count_that_differs_from_the_manifests_is_found() -> None:
    stored, entry = WHOLE[False]
    for key in ("statements", "raw_bytes"):
        wrong = entry.model_copy(update={key: getattr(entry, key) + 1})
        with pytest.raises(BackupDamaged, match="statements"):
            load(stored, wrong)


def test_another_ones_key_does_not_decrypt() -> None:
    stored, entry = WHOLE[True]
    reader = FrameReader(io.BytesIO(stored), entry, identities=[Key.new().secret])
    with pytest.raises(BackupDamaged, match="cannot be decrypted"):
        reader.batch()
    reader.close()


def test_a_block_that_claims_to_be_huge_is_refused() -> None:
    compressor = zstandard.ZstdCompressor(level=1, write_checksum=True)
    stored = WHOLE[False][0][:37] + compressor.compress(b"\0" * 200_000_000)
    with pytest.raises(BackupDamaged, match="blocks that were written"):
        load(stored, entry_for(stored, WHOLE[False][1]))


def test_a_file_given_up_leaves_no_thread_and_no_file() -> None:
    memory = Memory()
    writer = FrameWriter(NAME, memory, level=1, recipients=[KEY.public])
    writer.write([b"x" * 2_000_000])
    writer.abandon()
    assert memory.state == "abandoned"


def test_errors_of_the_disk_come_out_of_encryption_as_they_are() -> None:
    class Full(Memory):
        def write(self, data: bytes) -> None:
            raise BackupDamaged("disk full")

    writer = FrameWriter(NAME, Full(), level=1, recipients=[KEY.public])
    with pytest.raises(BackupDamaged, match="disk full"):
        writer.write(os.urandom(1_000_000) for _ in range(20))
    writer.abandon()


@pytest.mark.skipif(shutil.which("zstd") is None, reason="needs the zstd program")
def test_the_stock_program_gets_at_the_statements(tmp_path: Path) -> None:
    stored, _ = WHOLE[False]
    path = tmp_path / "account.zst"
    path.write_bytes(stored)
    plain = subprocess.run(["zstd", "-dc", path], capture_output=True, check=True).stdout
    assert plain.startswith(len(STATEMENTS[0]).to_bytes(4, "little") + STATEMENTS[0])
