"""The library runs beside the server, and costs nothing where nothing is configured."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
import trio
from trio.testing import MockClock

from appliance.errors import Unavailable
from appliance.fulltext import declarations, documents
from appliance.library.documents import Category
from appliance.library.service import Library, LibraryPlan, demo_plan, plan_library
from appliance.settings.knowledge import LibrarySettings, SourceTreeSettings
from tests.support.source_trees import write_tree


async def test_without_folders_there_is_no_work(tmp_path: Path) -> None:
    library = Library(LibraryPlan(index=tmp_path / "index"))
    async with trio.open_nursery() as nursery:
        assert await nursery.start(library.run) is library  # And it has returned.
    assert not library.configured
    assert os.listdir(tmp_path) == []


async def test_what_is_missing_is_named() -> None:
    with pytest.raises(Unavailable, match=r"source_tree\.path \(TRINITY_ROOT\)"):
        Library().source()
    with pytest.raises(Unavailable, match=r"library\.documents_path"):
        Library().documents()


def test_the_parser_is_loaded_only_for_source() -> None:
    code = "import sys, appliance.library.service; assert 'tree_sitter' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


async def test_changes_are_noticed_by_themselves(tmp_path: Path, autojump_clock: MockClock) -> None:
    tree = write_tree(tmp_path / "tree", {"src/A.h": "class A {};"})
    library = Library(LibraryPlan(source=tree, index=tmp_path / "index", interval_s=15))

    async def wait_known(name: str) -> None:
        while True:
            try:
                found, _notes = await library.source().ask(partial(declarations.find, name=name))
            except Unavailable:
                found = []
            if found:
                return
            await trio.sleep(1)

    async with trio.open_nursery() as nursery:
        await nursery.start(library.run)
        await wait_known("A")
        write_tree(tree, {"src/B.h": "class B {};"})
        await wait_known("B")
        nursery.cancel_scope.cancel()


async def test_the_demo_has_source_and_documents_of_every_category() -> None:
    library = Library(demo_plan())
    with pytest.raises(Unavailable, match="not built yet"):
        library.source()
    async with trio.open_nursery() as nursery:
        await nursery.start(library.run)
        shelf = library.documents()
        while True:  # A start does not wait for ever on a busy machine.
            try:
                counted, notes = await shelf.ask(documents.counts)
                found, more = await library.source().ask(partial(declarations.find, name="Player"))
                if not notes and not more:
                    break
            except Unavailable:
                pass
            await trio.sleep(0.01)
        assert {category for category, _difficulty in counted} == set(Category)
        assert found[0].bases == ["Unit"]
        assert (shelf.source, library.source().source) == ("demo", "demo")
        folder = shelf.store.path.parent
        nursery.cancel_scope.cancel()
    assert not await trio.Path(folder).exists()


async def test_a_demo_without_a_temporary_folder_lives_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tempfile.tempdir", "/nowhere")
    library = Library(demo_plan())
    async with trio.open_nursery() as nursery:
        await nursery.start(library.run)
    with pytest.raises(Unavailable, match="temporary folder"):
        library.documents()


@pytest.mark.parametrize(
    ("environ", "folder"),
    [
        ({"CACHE_DIRECTORY": "/var/cache/a:/var/cache/b", "HOME": "/h"}, "/var/cache/a"),
        ({"XDG_CACHE_HOME": "/x", "HOME": "/h"}, "/x/trinitycore-mcp"),
        ({"XDG_CACHE_HOME": "relative", "HOME": "/h"}, "/h/.cache/trinitycore-mcp"),
        ({}, "/.cache/trinitycore-mcp"),
    ],
)
def test_where_the_index_lies(environ: dict[str, str], folder: str) -> None:
    plan = plan_library(SourceTreeSettings(), LibrarySettings(), environ)
    assert plan.index == Path(folder)
    named = LibrarySettings(index_path=Path("/mine"))
    assert plan_library(SourceTreeSettings(), named, environ).index == Path("/mine")
