"""One index file: who may write it, and what happens to one that is no good."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from appliance.errors import Unavailable
from appliance.fulltext.store import Damaged, Store, Writer, note, notes_of
from tests.support.barred import barred_folder


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "cache" / "index.sqlite")


def writer_of(store: Store, **options: bool) -> Writer:
    writer = store.writer(**options)
    assert writer is not None
    return writer


def write(store: Store, **values: object) -> None:
    writer = writer_of(store)
    with writer.batch() as connection:
        note(connection, **values)
    writer.close()


def half_a_batch(writer: Writer) -> None:
    with writer.batch() as connection:
        note(connection, a=1)
        note(connection, b=1 // 0)


def fill(writer: Writer, pages: int) -> None:
    with writer.batch() as connection:
        connection.execute(f"PRAGMA max_page_count = {pages}")
        connection.executemany(
            "INSERT INTO meta VALUES (?, ?)", [(f"k{n}", "x" * 3000) for n in range(200)]
        )


def notes(store: Store) -> dict[str, str]:
    with store.reading() as connection:
        return notes_of(connection)


def test_what_is_written_is_there_after_a_restart(store: Store) -> None:
    write(store, done=3)
    write(store, total=5)
    assert notes(store) == {"done": "3", "total": "5"}


def test_reading_needs_an_index(store: Store) -> None:
    with pytest.raises(Unavailable, match="not built yet"), store.reading():
        pass


def test_an_index_to_which_the_way_is_barred_is_none() -> None:
    with barred_folder(0) as folder:
        store = Store(folder / "index.sqlite")
        with pytest.raises(Unavailable, match="not built yet"), store.reading():
            pass
        with pytest.raises(Unavailable, match=r"library\.index_path"):
            store.writer()


def test_reading_changes_nothing(store: Store) -> None:
    write(store)
    with pytest.raises(Unavailable), store.reading() as connection:
        note(connection, a=1)


def test_one_process_writes_and_others_read_meanwhile(store: Store) -> None:
    first = writer_of(store)
    assert Store(store.path).writer() is None
    with first.batch() as connection:
        note(connection, a=1)
        assert notes(store) == {}
    assert notes(store) == {"a": "1"}
    first.close()
    writer_of(store).close()


def test_the_lock_holds_between_processes_and_ends_with_them(store: Store) -> None:
    code = (
        "import sys, pathlib; from appliance.fulltext.store import Store;"
        "writer = Store(pathlib.Path(sys.argv[1])).writer(); print(bool(writer), flush=True);"
        "sys.stdin.read()"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", code, str(store.path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with other:
        assert other.stdout is not None
        assert other.stdout.readline() == "True\n"
        assert store.writer() is None
        other.kill()
    write(store, a=1)
    assert notes(store) == {"a": "1"}


def test_a_batch_is_kept_whole_or_not_at_all(store: Store) -> None:
    writer = writer_of(store)
    with pytest.raises(ZeroDivisionError):
        half_a_batch(writer)
    with writer.batch() as connection:
        assert notes_of(connection) == {}
    writer.close()


@pytest.mark.parametrize("content", [b"", b"no database at all" * 1000, b"\0" * 5000])
def test_a_file_that_is_no_index_is_replaced(store: Store, content: bytes) -> None:
    store.path.parent.mkdir()
    store.path.write_bytes(content)
    with pytest.raises(Unavailable), store.reading():
        pass
    write(store, a=1)
    assert notes(store) == {"a": "1"}


def test_a_damaged_index_is_replaced(store: Store) -> None:
    writer = writer_of(store)
    with writer.batch() as connection:
        connection.executemany(
            "INSERT INTO meta VALUES (?, ?)", [(str(n), "x" * 500) for n in range(200)]
        )
    writer.close()
    data = bytearray(store.path.read_bytes())
    data[4096:] = os.urandom(len(data) - 4096)
    store.path.write_bytes(data)
    with pytest.raises(Damaged), store.reading() as connection:
        notes_of(connection)
    write(store, a=1)
    assert notes(store) == {"a": "1"}


def test_an_index_of_another_version_is_replaced_by_its_writer_only(store: Store) -> None:
    write(store, a=1)
    with sqlite3.connect(store.path) as connection:
        connection.execute("PRAGMA user_version = 999")
    connection.close()
    with pytest.raises(Unavailable, match="another version"), store.reading():
        pass
    write(store, b=2)
    assert notes(store) == {"b": "2"}


def test_an_index_can_be_thrown_away(store: Store) -> None:
    write(store, a=1)
    writer_of(store, anew=True).close()
    assert notes(store) == {}


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Unavailable, match=r"library\.index_path"):
        Store(tmp_path / "file" / "cache" / "index.sqlite").writer()


def test_a_full_disk_is_one_line_and_the_index_stays_whole(store: Store) -> None:
    write(store, a=1)
    writer = writer_of(store)
    with pytest.raises(Unavailable, match=r"full.*library\.index_path"):
        fill(writer, pages=1)
    writer.close()
    assert notes(store) == {"a": "1"}


def test_a_wrong_statement_is_a_bug(store: Store) -> None:
    write(store)
    with pytest.raises(sqlite3.OperationalError), store.reading() as connection:
        connection.execute("SELECT nothing FROM nowhere")
