"""Documents are worked on apart from the event loop, a few at a time."""

from __future__ import annotations

import threading
from functools import partial
from pathlib import Path

import pytest
import trio

from appliance.errors import InvalidArgument
from appliance.reports.coverage import writers as coverage
from appliance.reports.coverage.model import Coverage, detailed
from appliance.reports.runs import write as runs
from appliance.reports.runs.model import Case, Run, Status, Suite
from appliance.reports.runs.writing import Options
from appliance.settings.workspace import WorkspaceSettings
from appliance.tools.testing.delivery import AT_ONCE, apart, deliver
from appliance.workspace.folder import Workspace

RUN = Run((Suite("s", (Case("a", Status.PASSED),)),))
COVERAGE = Coverage((detailed("a.cpp", line_hits={1: 1}),))


async def test_a_few_at_a_time() -> None:
    inside: list[int] = []
    most: list[int] = []
    full, go = threading.Semaphore(0), threading.Semaphore(0)

    def work() -> None:
        inside.append(1)
        most.append(len(inside))
        full.release()
        go.acquire()
        inside.pop()

    async with trio.open_nursery() as nursery:
        for _ in range(AT_ONCE + 2):
            nursery.start_soon(apart, partial(work))
        for _ in range(AT_ONCE):
            await trio.to_thread.run_sync(full.acquire)
        await trio.testing.wait_all_tasks_blocked(0.05)
        assert len(inside) == AT_ONCE
        go.release(AT_ONCE + 2)
    assert max(most) == AT_ONCE


async def test_a_caller_who_leaves_does_not_wait() -> None:
    go = threading.Event()
    with trio.move_on_after(0.05) as left:
        await apart(partial(go.wait))
    go.set()
    assert left.cancelled_caught


@pytest.mark.parametrize("form", sorted({*runs.WRITERS, *coverage.WRITERS}))
async def test_only_an_earlier_report_of_the_format_is_replaced(form: str, tmp_path: Path) -> None:
    workspace = Workspace(WorkspaceSettings(path=tmp_path, allow_write=True))
    written = [runs.WRITERS[form](RUN, Options(title="T " * 100))] if form in runs.WRITERS else []
    written += [coverage.WRITERS[form](COVERAGE, ())] if form in coverage.WRITERS else []
    deliver_it = partial(deliver, workspace, form=form, notes=[], field="outputPath")
    for number, text in enumerate(written):
        for name in (f"report{number}", f"report{number}"):
            assert (await deliver_it(text, name)).path == name
    for foreign in (
        '{\n  "name": "package"\n}',
        "<html>",
        "# Title\n\nText",
        "project(File)\n",
        "",
    ):
        (tmp_path / "theirs").write_text(foreign)
        with pytest.raises(InvalidArgument, match="exists already"):
            await deliver_it(written[0], "theirs")
        assert (tmp_path / "theirs").read_text() == foreign
