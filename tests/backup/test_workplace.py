"""Private folders: gone with their run, and those of dead runs at the next start."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
import trio

from appliance.backup.programs import MARK
from appliance.backup.repository.durable import FileLock
from appliance.backup.workplace import check_room, clean_workplaces, workplace
from appliance.errors import BackupError, RepositoryError
from tests.support.processes import until_its_variables_show


async def test_is_private_and_goes(tmp_path: Path) -> None:
    async with workplace(tmp_path) as folder:
        assert folder.stat().st_mode & 0o777 == 0o700
        (folder / "deep").mkdir()
        (folder / "deep" / "file").write_text("x")
        assert await trio.to_thread.run_sync(clean_workplaces, tmp_path) == []
    assert os.listdir(tmp_path) == []


async def test_cancelled_runs_leave_nothing(tmp_path: Path) -> None:
    with trio.CancelScope() as scope:
        async with workplace(tmp_path):
            scope.cancel()
            await trio.sleep_forever()
    assert os.listdir(tmp_path) == []


async def test_a_name_that_others_clean_away_is_left_to_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = iter(("0badcafe", "0badbeef"))
    monkeypatch.setattr("appliance.backup.workplace.secrets.token_hex", lambda _: next(names))
    with FileLock(tmp_path / "tcmcp-0badcafe.lock"):
        async with workplace(tmp_path) as folder:
            assert folder.name == "tcmcp-0badbeef"
            assert await trio.to_thread.run_sync(clean_workplaces, tmp_path) == []
    assert os.listdir(tmp_path) == ["tcmcp-0badcafe.lock"]


async def test_dead_runs_are_cleaned_with_what_they_left_running(tmp_path: Path) -> None:
    folder = tmp_path / "tcmcp-0badcafe"
    folder.mkdir()
    (tmp_path / "tcmcp-0badcafe.lock").touch()
    (tmp_path / "tcmcp-of-somebody").mkdir()  # without a lock: not one of ours
    left = subprocess.Popen(["sleep", "1000"], env={**os.environ, MARK: str(folder)})  # noqa: ASYNC220
    try:
        await until_its_variables_show(left.pid, str(folder))
        assert await trio.to_thread.run_sync(clean_workplaces, tmp_path) == [folder.name]
        assert left.wait(10) == -9
    finally:
        left.kill()
    assert os.listdir(tmp_path) == ["tcmcp-of-somebody"]


async def test_says_what_is_wrong_with_the_parent(tmp_path: Path) -> None:
    with pytest.raises(RepositoryError, match="No such file"):
        async with workplace(tmp_path / "no"):
            pytest.fail("it was made")
    with pytest.raises(BackupError, match="MB are needed"):
        check_room(tmp_path, 1 << 60)
    check_room(tmp_path, 1)
