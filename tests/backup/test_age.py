"""age around streams: nothing hangs, whoever fails first."""

from __future__ import annotations

import io
import threading

import pytest

from appliance.backup.age import DecryptingReader, DecryptionFailed, EncryptingWriter
from tests.support.backups import Key

KEY = Key.new()
PLAIN = bytes(range(256)) * 5000


def encrypt(*keys: Key) -> bytes:
    out = io.BytesIO()
    writer = EncryptingWriter(out, [key.public for key in keys])
    for start in range(0, len(PLAIN), 100_000):
        writer.write(PLAIN[start : start + 100_000])
    writer.write(b"")
    writer.finish()
    return out.getvalue()


def decrypt(stored: bytes, *keys: Key) -> bytes:
    reader = DecryptingReader(io.BytesIO(stored), [key.secret for key in keys])
    parts = []
    while data := reader.read(1000):
        parts.append(data)
    return b"".join(parts)


def test_each_recipient_can_read_it() -> None:
    other = Key.new()
    stored = encrypt(KEY, other)
    assert decrypt(stored, KEY) == PLAIN
    assert decrypt(stored, Key.new(), other) == PLAIN


def test_nobody_else_can() -> None:
    with pytest.raises(DecryptionFailed):
        decrypt(encrypt(KEY), Key.new())


def test_a_source_that_breaks_raises_its_own_error() -> None:
    class Breaks(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell() > 100_000:
                raise ConnectionResetError(104, "reset")
            return super().read(size)

    reader = DecryptingReader(Breaks(encrypt(KEY)), [KEY.secret])
    with pytest.raises(ConnectionResetError):
        list(iter(lambda: reader.read(1000), b""))


def test_a_source_that_breaks_without_an_errno_is_not_called_damage() -> None:
    class Breaks(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise RuntimeError("away")

    reader = DecryptingReader(Breaks(), [KEY.secret])
    with pytest.raises(RuntimeError, match="away"):
        reader.read(1000)


@pytest.mark.parametrize("after", [0, 1])
def test_a_reader_closed_early_has_no_thread(after: int) -> None:
    reader = DecryptingReader(io.BytesIO(encrypt(KEY)), [KEY.secret])
    for _ in range(after):
        assert reader.read(1000)
    reader.close()
    with pytest.raises(DecryptionFailed, match="closed"):
        reader.read(1000)
    assert "age decryption" not in [thread.name for thread in threading.enumerate()]


def test_a_writer_abandoned_before_its_first_byte_has_no_thread() -> None:
    EncryptingWriter(io.BytesIO(), [KEY.public]).abandon()
    assert "age encryption" not in [thread.name for thread in threading.enumerate()]
