"""An index kept in one SQLite file: opened, guarded, thrown away when it is no good.

Any process may read it; one at a time writes it, the one that holds the lock file beside it. The
file is a cache: of a foreign format or damaged, it is deleted and built anew. Everything here
blocks: call it in a thread.
"""

from __future__ import annotations

import os
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from appliance.errors import Unavailable
from appliance.fulltext import declarations, texts

FORMAT = 1
"""Kept in the file (user_version); raise it when tables or what is put into them change."""
BUSY_S = 5.0
"""How long one process waits for another's commit."""
CACHE_KIB = 16_000
"""Pages a writer keeps in memory."""
_NO_INDEX = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_FORMAT")
Index = sqlite3.Connection
"""An index that is open: what the functions of this room ask and change."""
_TABLES = "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;"


class Damaged(Unavailable):
    """The file is not the index it should be; its writer has to build it anew."""


class Store:
    """One index file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def exists(self) -> bool:
        """Whether there is such a file, and a way to it."""
        return os.path.exists(self.path)  # Path.exists raises where the way is barred.

    @contextmanager
    def reading(self) -> Iterator[Index]:
        """A connection that sees one state of the index and changes nothing.

        Raises:
            Unavailable: there is no index yet, another version keeps it, or it cannot be read.
            Damaged: it is no index.
        """
        if not self.exists():
            raise Unavailable("the index is not built yet", hint="try again shortly")
        with _explained(), closing(self._connect("rw")) as connection:
            connection.execute("PRAGMA query_only = ON")
            connection.execute("BEGIN")  # One state of the index for all that is asked.
            if _format(connection) != FORMAT:
                raise Unavailable(
                    "the index is of another version", hint="it is built anew; try again shortly"
                )
            yield connection

    def writer(self, *, anew: bool = False) -> Writer | None:
        """The right to write and the file made ready for it; None while another process has it.

        Args:
            anew: throw away what there is.

        Raises:
            Unavailable: the folder cannot be written.
        """
        try:
            return self._writer(anew)
        except OSError as error:
            raise Unavailable(f"no index can be kept: {error.strerror}", hint=_FIX) from None

    def _writer(self, anew: bool) -> Writer | None:
        with _explained():
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            lock = sqlite3.connect(
                self.path.with_suffix(".lock"),
                timeout=0,
                isolation_level=None,
                check_same_thread=False,
            )
            try:
                lock.execute("BEGIN EXCLUSIVE")
                return Writer(self._ready(anew), lock)
            except BaseException as error:
                lock.close()
                if _named(error).startswith("SQLITE_BUSY"):
                    return None
                raise

    def _ready(self, anew: bool) -> sqlite3.Connection:
        """The file with its tables; one that is no good is replaced by an empty one."""
        if not anew and self.exists():
            with suppress(Damaged), _explained():
                connection = self._connect("rw")
                sound = connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok"
                if sound and _format(connection) == FORMAT:
                    return _tuned(connection)
                connection.close()
        for suffix in ("", "-wal", "-shm"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
        connection = _tuned(self._connect("rwc"))
        script = _TABLES + texts.TABLES + declarations.TABLES
        connection.executescript(f"BEGIN; {script} PRAGMA user_version = {FORMAT}; COMMIT;")
        return connection

    def _connect(self, mode: str) -> sqlite3.Connection:
        return sqlite3.connect(
            f"{self.path.absolute().as_uri()}?mode={mode}",
            uri=True,
            timeout=BUSY_S,
            isolation_level=None,
            check_same_thread=False,
        )


class Writer:
    """The one connection that writes, until it is closed."""

    def __init__(self, connection: Index, lock: sqlite3.Connection) -> None:
        self._connection = connection
        self._lock = lock

    @contextmanager
    def batch(self) -> Iterator[Index]:
        """One transaction: all of it is kept, or nothing.

        Raises:
            Unavailable: the disk is full or cannot be written.
            Damaged: the file is no index.
        """
        with _explained():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def settle(self) -> None:
        """Move what is in the write-ahead log into the file, as far as readers allow."""
        with _explained():
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Give the right to write away."""
        self._connection.close()
        self._lock.close()


def notes_of(connection: Index) -> dict[str, str]:
    """What the writer noted beside the index."""
    return dict(connection.execute("SELECT key, value FROM meta").fetchall())


def size_bytes(connection: Index) -> int:
    """What the index takes on the disk."""
    pages: int = connection.execute("PRAGMA page_count").fetchone()[0]
    return pages * int(connection.execute("PRAGMA page_size").fetchone()[0])


def note(connection: Index, **values: object) -> None:
    """Write notes beside the index."""
    connection.executemany(
        "INSERT OR REPLACE INTO meta VALUES (?, ?)",
        [(key, str(value)) for key, value in values.items()],
    )


_DAMAGED, _ANEW = "the index was damaged", "it is built anew by itself; try again shortly"
_FIX = "library.index_path is the folder of the index: a disk with room that may be written"


@contextmanager
def _explained() -> Iterator[None]:
    """Turn what SQLite says into one line that names the setting."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        name = _named(error)
        if name.startswith(_NO_INDEX):
            raise Damaged(_DAMAGED, hint=_ANEW) from error
        if name.startswith("SQLITE_ERROR") or isinstance(error, sqlite3.ProgrammingError):
            raise  # A statement of ours is wrong: a bug.
        raise Unavailable(f"the index cannot be used: {error}", hint=_FIX) from error
    except zlib.error as error:  # SQLite checks its own pages, not what we keep in them.
        raise Damaged(_DAMAGED, hint=_ANEW) from error


def _named(error: BaseException) -> str:
    return getattr(error, "sqlite_errorname", "")


def _format(connection: Index) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _tuned(connection: Index) -> sqlite3.Connection:
    """WAL lets others read while we write; a commit survives our crash, not always the machine's,
    which costs the last files' work only."""
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    return connection
