"""An index follows its folder, outlives restarts, and gets over damage."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from appliance.errors import Unavailable
from appliance.fulltext import declarations, documents, texts
from appliance.library import scan, shelf
from appliance.library.service import DOCUMENTS, SOURCE
from appliance.library.shelf import Shelf, State, state_of
from tests.support.source_trees import write_tree

UNIT = "class Unit { public: int GetHealth(); };"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return write_tree(
        tmp_path / "tree",
        {"src/Unit.h": UNIT, "src/Unit.cpp": "int Unit::GetHealth() { return 1; }", "dep/x.h": ""},
    )


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "index"


def source_of(tree: Path, index: Path) -> Shelf:
    return Shelf(SOURCE, tree, index, "test")


async def paths(of: Shelf) -> set[str]:
    known, _notes = await of.ask(texts.known)
    return set(known)


async def generation(of: Shelf) -> int:
    return (await of.ask(state_of))[0].generation


async def classes(of: Shelf, name: str) -> int:
    return len((await of.ask(partial(declarations.find, name=name)))[0])


async def test_files_come_change_and_go(tree: Path, index: Path) -> None:
    source = source_of(tree, index)
    await source.refresh()
    assert await paths(source) == {"src/Unit.h", "src/Unit.cpp"}
    assert await classes(source, "Unit") == 1
    write_tree(tree, {"src/Unit.h": "class Player { };  // longer", "src/New.h": "class New {};"})
    (tree / "src/Unit.cpp").unlink()
    await source.refresh()
    assert await paths(source) == {"src/Unit.h", "src/New.h"}
    assert [await classes(source, name) for name in ("Unit", "Player", "New")] == [0, 1, 1]
    counted, _notes = await source.ask(declarations.counts)
    assert counted == {"classes": 2, "methods": 0, "definitions": 0}
    source.close()


async def test_nothing_is_read_that_did_not_change(
    tree: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = source_of(tree, index)
    await first.refresh()
    first.close()
    read: list[str] = []
    plain = scan.read

    def counted(root: Path, path: str) -> tuple[texts.Stamp, str]:
        read.append(path)
        return plain(root, path)

    monkeypatch.setattr(scan, "read", counted)
    again = source_of(tree, index)
    await again.refresh()
    assert read == []
    assert await generation(again) == 1
    os.utime(tree / "src/Unit.h", ns=(1, 1))
    await again.refresh()
    assert read == ["src/Unit.h"]
    assert await generation(again) == 2
    again.close()


async def test_an_index_half_built_is_gone_on_with(
    tree: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf, "STEP_FILES", 1)
    plain = scan.read

    def breaks(root: Path, path: str) -> tuple[texts.Stamp, str]:
        if path.endswith(".h"):
            raise RuntimeError("the process was killed here")
        return plain(root, path)

    monkeypatch.setattr(scan, "read", breaks)
    killed = source_of(tree, index)
    with pytest.raises(RuntimeError, match="killed"):
        await killed.refresh()
    assert await paths(killed) == {"src/Unit.cpp"}
    state, notes = await killed.ask(state_of)
    assert (state.done, state.total, state.percent, state.building) == (1, 2, 50, True)
    assert notes == ["the index of the source tree is being built: 50 % of 2 files."]
    killed.close()
    monkeypatch.setattr(scan, "read", plain)
    again = source_of(tree, index)
    await again.refresh()
    assert await paths(again) == {"src/Unit.h", "src/Unit.cpp"}
    assert (await again.ask(state_of))[1] == []
    again.close()


async def test_before_the_first_file_there_is_no_answer(tree: Path, index: Path) -> None:
    source = source_of(tree, index)
    with pytest.raises(Unavailable, match="not built yet"):
        await source.ask(state_of)
    writer = source.store.writer()
    assert writer is not None
    with pytest.raises(Unavailable, match=r"being built: 0 %"):
        await source.ask(state_of)
    writer.close()


async def test_an_empty_folder_is_an_answer(tmp_path: Path, index: Path) -> None:
    (tmp_path / "docs").mkdir()
    empty = Shelf(DOCUMENTS, tmp_path / "docs", index, "test")
    await empty.refresh()
    assert await empty.ask(documents.counts) == ({}, [])
    empty.close()


async def test_two_processes_share_an_index(tree: Path, index: Path) -> None:
    first, second = source_of(tree, index), source_of(tree, index)
    await first.refresh()
    await second.refresh()
    assert await classes(second, "Unit") == 1
    write_tree(tree, {"src/New.h": "class New {};"})
    await second.refresh()  # Not its work.
    assert await classes(second, "New") == 0
    first.close()
    await second.refresh()  # Now it is.
    assert await classes(first, "New") == 1
    second.close()


async def test_a_deleted_index_is_built_anew(tree: Path, index: Path) -> None:
    source = source_of(tree, index)
    await source.refresh()
    shutil.rmtree(index)
    with pytest.raises(Unavailable):
        await source.ask(state_of)
    await source.refresh()
    assert await classes(source, "Unit") == 1
    source.close()


def damage(path: Path) -> None:
    """Overwrite everything behind the first page."""
    size = path.stat().st_size
    assert size > 4096
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (size - 4096))


async def test_a_damaged_index_is_built_anew(tree: Path, index: Path) -> None:
    source = source_of(tree, index)
    await source.refresh()
    damage(source.store.path)
    with pytest.raises(Unavailable, match="damaged"):
        await source.ask(state_of)
    await source.refresh()
    assert await classes(source, "Unit") == 1
    source.close()


async def test_damage_that_sqlite_does_not_see_is_got_over_too(tree: Path, index: Path) -> None:
    source = source_of(tree, index)
    await source.refresh()
    source.close()
    with closing(sqlite3.connect(source.store.path)) as connection, connection:
        connection.execute("UPDATE chunks SET body = x'00'")
    with pytest.raises(Unavailable, match="damaged"):
        await source.ask(partial(texts.search, text="GetHealth", limit=1))
    await source.refresh()
    found, _notes = await source.ask(partial(texts.search, text="GetHealth", limit=1))
    assert found.hits
    source.close()


async def test_a_folder_that_went_away_keeps_its_index(tree: Path, index: Path) -> None:
    source = source_of(tree, index)
    await source.refresh()
    away = tree.with_name("away")
    os.rename(tree, away)
    await source.refresh()
    found, notes = await source.ask(partial(declarations.find, name="Unit"))
    assert len(found) == 1
    assert "source_tree.path: the folder is not there" in notes[0]
    os.rename(away, tree)
    await source.refresh()
    assert (await source.ask(state_of))[1] == []
    source.close()


async def test_a_folder_for_the_index_that_cannot_be_written_is_named(
    tree: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    source = source_of(tree, tmp_path / "file" / "index")
    await source.refresh()
    await source.refresh()
    with pytest.raises(Unavailable, match=r"library\.index_path"):
        await source.ask(state_of)


async def test_files_without_text_are_counted_and_not_tried_again(tree: Path, index: Path) -> None:
    write_tree(tree, {"src/large.h": b"x" * (scan.MOST_BYTES + 1), "src/binary.h": b"a\0"})
    source = source_of(tree, index)
    await source.refresh()
    await source.refresh()
    known, _notes = await source.ask(texts.known)
    assert known["src/large.h"][1] == scan.TOO_LARGE
    assert known["src/binary.h"][1] == scan.BINARY
    assert await generation(source) == 1
    source.close()


async def test_a_file_that_changes_while_it_is_read_is_read_again(
    tree: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = scan.read

    def grows(root: Path, path: str) -> tuple[texts.Stamp, str]:
        found = plain(root, path)
        write_tree(root, {path: "class Late { int x; };"})
        return found

    monkeypatch.setattr(scan, "read", grows)
    source = source_of(tree, index)
    await source.refresh()
    monkeypatch.setattr(scan, "read", plain)
    await source.refresh()
    assert await classes(source, "Late") == 2
    source.close()


def test_percent_of_nothing() -> None:
    assert State(0, 0, 0, True).percent == 0
