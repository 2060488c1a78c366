"""Other folders are indexed beside those in use, and then answer in their place."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import trio

from appliance.errors import Unavailable
from appliance.fulltext import declarations
from appliance.library.service import Library
from appliance.lifecycle.running import running
from appliance.reload.library import Libraries
from appliance.reload.steps import Step
from appliance.settings.model import Settings
from appliance.settings.reload import diff
from tests.support.source_trees import write_tree


def settings(tree: Path | None, index: Path, **more: object) -> Settings:
    library = {"index_path": index, "refresh_interval_s": 0.05, **more}
    values: dict[str, object] = {"source_tree": {"path": tree}, "library": library}
    return Settings.model_validate(values | {"database": {"host": "db1"}})


@asynccontextmanager
async def serving(first: Settings) -> AsyncIterator[Libraries]:
    libraries = Libraries(first, {})
    async with running(libraries.run):
        yield libraries


async def find(library: Library, name: str) -> list[Any]:
    """Look until the index is there."""
    with trio.fail_after(20):
        while True:
            try:
                found, _ = await library.source().ask(partial(declarations.find, name=name))
            except Unavailable:
                found = []
            if found:
                return list(found)
            await trio.sleep(0.02)


async def test_another_tree_takes_over(tmp_path: Path) -> None:
    a = write_tree(tmp_path / "a", {"src/A.h": "class Alpha {};"})
    b = write_tree(tmp_path / "b", {"src/B.h": "class Beta {};"})
    old, new = settings(a, tmp_path / "index"), settings(b, tmp_path / "index")
    async with serving(old) as libraries:
        before = libraries.current
        await find(before, "Alpha")
        step = await libraries.prepare(diff(old, new))
        assert libraries.current is before
        step.commit()
        assert step.services["library"] is libraries.current
        await find(libraries.current, "Beta")
        await find(before, "Alpha")  # a call that began with it goes on
        await step.retire()


async def test_the_same_tree_is_written_by_one_at_a_time(tmp_path: Path) -> None:
    tree = write_tree(tmp_path / "tree", {"src/A.h": "class Alpha {};"})
    old = settings(tree, tmp_path / "index")
    new = settings(tree, tmp_path / "index", refresh_interval_s=0.06)
    async with serving(old) as libraries:
        await find(libraries.current, "Alpha")
        step = await libraries.prepare(diff(old, new))
        step.commit()
        await find(libraries.current, "Alpha")
        await step.retire()
        write_tree(tree, {"src/B.h": "class Beta {};"})
        await find(libraries.current, "Beta")


async def test_one_that_is_forbidden_ends_and_the_other_goes_on(tmp_path: Path) -> None:
    tree = write_tree(tmp_path / "tree", {"src/A.h": "class Alpha {};"})
    old, new = settings(tree, tmp_path / "index"), settings(None, tmp_path / "index")
    async with serving(old) as libraries:
        step = await libraries.prepare(diff(old, new))
        await step.undo()
        await find(libraries.current, "Alpha")


async def test_what_changes_nothing_of_it_leaves_it_alone(tmp_path: Path) -> None:
    old = settings(None, tmp_path)
    new = old.model_copy(update={"log": old.log.model_copy(update={"level": "error"})})
    async with serving(old) as libraries:
        assert await libraries.prepare(diff(old, new)) == Step()
        with pytest.raises(Unavailable, match=r"source_tree\.path"):
            libraries.current.source()
