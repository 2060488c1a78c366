"""What a machine that stands still does to the verdict of a drill."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from chaos import __main__ as program
from chaos.faults import DRILLS
from chaos.trial import Record


@pytest.mark.parametrize(
    ("still_s", "late", "problems", "trials"),
    [
        (0.5, ["late"], [], 3),
        (0.0, ["late"], [], 1),
        (0.5, ["late"], ["lost"], 1),
        (0.5, [], [], 1),
    ],
    ids=["anew", "the machine was well", "more than late", "in time"],
)
async def test_only_what_was_late_then_is_tried_anew(
    monkeypatch: pytest.MonkeyPatch,
    still_s: float,
    late: list[str],
    problems: list[str],
    trials: int,
) -> None:
    taken: list[int] = []

    async def trial(_lab: Any, drill: Any, number: int, *, timed: bool) -> Record:
        taken.append(number)
        return Record(drill.name, number, late=list(late), problems=list(problems))

    monkeypatch.setattr(program, "_trial", trial)
    lab: Any = SimpleNamespace(pulse=SimpleNamespace(stood_still_s=lambda _since: still_s))
    record = await program._fair_trial(lab, DRILLS[0], 7, timed=True)
    assert taken == [7] * trials
    assert record.problems == problems + late
