"""age around a stream of bytes, in bounded memory.

pyrage pulls from a file object and pushes into another until the stream ends, so it runs in a
thread of its own, and hands chunks over one at a time. Whoever fails or gives up first ends both
sides: no thread stays behind blocked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from threading import Condition, Thread
from typing import Protocol

import pyrage  # type: ignore[import-untyped]

_TOGETHER_BYTES = 256 * 1024


class ByteSink(Protocol):
    """Where stored bytes go."""

    def write(self, data: bytes, /) -> object:
        """Take all of `data`."""


class ByteSource(Protocol):
    """Where stored bytes come from."""

    def read(self, limit: int, /) -> bytes:
        """At most `limit` bytes; empty at the end."""


class DecryptionFailed(Exception):
    """The stream is damaged, or none of the identities fits it."""


class _Abandoned(Exception):
    """The other side is gone."""


class _Handoff:
    """Chunks from one thread to another, one at a time."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._chunk: bytes | None = None
        self._ended = False
        self._abandoned = False

    def put(self, chunk: bytes) -> None:
        """Hand a chunk over; waits while the one before was not taken."""
        with self._changed:
            self._changed.wait_for(lambda: self._chunk is None or self._abandoned)
            if self._abandoned:
                raise _Abandoned
            self._chunk = chunk
            self._changed.notify_all()

    def get(self) -> bytes:
        """The next chunk; empty after the last."""
        with self._changed:
            self._changed.wait_for(
                lambda: self._chunk is not None or self._ended or self._abandoned
            )
            if self._abandoned:
                raise _Abandoned
            chunk, self._chunk = self._chunk or b"", None
            self._changed.notify_all()
            return chunk

    def end(self) -> None:
        """No chunk comes after those that were put."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def abandon(self) -> None:
        """Wake both sides; whatever they wait for does not come."""
        with self._changed:
            self._abandoned = True
            self._changed.notify_all()


class _Worker:
    """The thread pyrage works in, and what ended it."""

    def __init__(self, handoff: _Handoff) -> None:
        self.cause: Exception | None = None
        """What our file objects raised; pyrage turns that into an error of its own."""
        self.error: Exception | None = None
        """What pyrage raised."""
        self._handoff = handoff
        self._thread: Thread | None = None

    def start(self, name: str, work: Callable[[], object]) -> None:
        """Begin."""
        self._thread = Thread(target=self._run, args=(work,), name=name, daemon=True)
        self._thread.start()

    def join(self) -> None:
        """Wait for the thread's end."""
        assert self._thread is not None
        self._thread.join()

    @contextmanager
    def foreign(self) -> Iterator[None]:
        """Around what is not pyrage's: keeps the error that ends it."""
        try:
            yield
        except Exception as error:
            self.cause = error
            raise

    def _run(self, work: Callable[[], object]) -> None:
        try:
            work()
        except Exception as error:  # noqa: BLE001 - raised again where the stream is used
            self.error = error
            self._handoff.abandon()
        else:
            self._handoff.end()


class EncryptingWriter:
    """Encrypts what is written, and passes it on to `out` (called from another thread).

    Args:
        recipients: public age keys; each of them can decrypt the stream alone.
    """

    def __init__(self, out: ByteSink, recipients: Sequence[str]) -> None:
        keys = [pyrage.x25519.Recipient.from_str(recipient) for recipient in recipients]
        self._out = out
        self._left = memoryview(b"")
        self._handoff = _Handoff()
        self._worker = _Worker(self._handoff)
        self._worker.start(
            "age encryption",
            lambda: pyrage.encrypt_io(_Reads(self._pull), _Writes(self._push), keys),
        )

    def write(self, data: bytes, /) -> None:
        """Encrypt `data`.

        Raises:
            Exception: what `out` raised.
        """
        if not data:
            return  # an empty chunk would mean the end
        try:
            self._handoff.put(data)
        except _Abandoned:
            self._fail()

    def finish(self) -> None:
        """Write the end of the stream; everything has reached `out` on return."""
        self._handoff.end()
        self._worker.join()
        if self._worker.error is not None:
            self._fail()

    def abandon(self) -> None:
        """Give up: the thread has ended on return."""
        self._handoff.abandon()
        self._worker.join()

    def _fail(self) -> None:
        self._worker.join()
        raise self._worker.cause or self._worker.error or ValueError("was abandoned")

    def _pull(self, limit: int) -> bytes:
        if not self._left:
            self._left = memoryview(self._handoff.get())
        piece, self._left = self._left[:limit], self._left[limit:]
        return bytes(piece)

    def _push(self, data: bytes) -> None:
        with self._worker.foreign():
            self._out.write(data)


class DecryptingReader:
    """Reads the plain bytes of an encrypted `source` (read from another thread).

    Args:
        identities: secret age keys, as text; one that fits is enough.
    """

    def __init__(self, source: ByteSource, identities: Sequence[str]) -> None:
        keys = [pyrage.x25519.Identity.from_str(identity) for identity in identities]
        self._source = source
        self._plain = bytearray()
        self._handoff = _Handoff()
        self._worker = _Worker(self._handoff)
        self._worker.start("age decryption", lambda: self._decrypt(keys))

    def read(self, _limit: int, /) -> bytes:
        """The next plain bytes, as many as come together; empty at the end.

        Raises:
            DecryptionFailed: damaged, or not meant for these identities.
            Exception: what `source` raised.
        """
        try:
            return self._handoff.get()
        except _Abandoned:
            self._worker.join()
            if self._worker.cause is not None:
                raise self._worker.cause from None
            raise DecryptionFailed(str(self._worker.error or "") or "was closed") from None

    def close(self) -> None:
        """Give up what was not read; the thread has ended on return."""
        self._handoff.abandon()
        self._worker.join()

    def _decrypt(self, keys: Sequence[object]) -> None:
        pyrage.decrypt_io(_Reads(self._pull), _Writes(self._push), keys)
        if self._plain:
            self._handoff.put(bytes(self._plain))

    def _push(self, data: bytes) -> None:
        # pyrage writes 8 KiB at a time; a change of threads for each would cost more than age.
        self._plain += data
        if len(self._plain) >= _TOGETHER_BYTES:
            self._handoff.put(bytes(self._plain))
            self._plain.clear()

    def _pull(self, limit: int) -> bytes:
        with self._worker.foreign():
            return self._source.read(limit)


class _Reads:
    """The half of a file object that pyrage reads from."""

    def __init__(self, pull: Callable[[int], bytes]) -> None:
        self._pull = pull

    def read(self, limit: int = 65_536) -> bytes:
        return self._pull(limit)


class _Writes:
    """The half of a file object that pyrage writes to."""

    def __init__(self, push: Callable[[bytes], object]) -> None:
        self._push = push

    def write(self, data: bytes) -> int:
        self._push(data)
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""
