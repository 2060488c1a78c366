"""The line that tells how far a run is."""

from __future__ import annotations

import pytest
import trio.testing

from appliance.backup.logical.progress import unheard
from appliance.cli.backup.progress import shown


async def test_a_terminal_sees_a_bar_that_goes_away(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    autojump_clock: trio.testing.MockClock,
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    with shown("proving") as progress:
        await progress(3, 12, 500, 2_500_000, 65.0)
        await progress(4, 12, 501, 2_500_001, 65.0)
        await trio.sleep(1)
        await progress(12, 12, 600, 3_000_000, None)
    told = capsys.readouterr()
    assert told.out == ""
    assert (
        "proving [######------------------] 3/12 tables, 500 rows, 2.5 MB, 65 s to go" in told.err
    )
    assert "4/12" not in told.err, "not drawn more often than eyes can see"
    assert "[########################] 12/12 tables, 600 rows, 3.0 MB" in told.err
    assert told.err.endswith("\r\x1b[K")


async def test_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    with shown("proving") as progress:
        assert progress is unheard
    assert capsys.readouterr().err == ""
