"""Programs: found, watched, fed, and gone at the end with all they started."""

from __future__ import annotations

import os
import resource
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import trio

from appliance.backup.programs import MARK, ProgramFailed, Programs, end_orphans, running, version
from appliance.errors import BackupError
from tests.support.processes import alive, until_gone, until_its_variables_show


async def test_finds_programs_in_named_folders_first(tmp_path: Path) -> None:
    own = tmp_path / "sh"
    own.write_text("#!/bin/sh\necho Ver 15.1 Distrib MariaDB\n")
    own.chmod(0o755)
    programs = Programs((tmp_path,))
    assert programs.find("sh", "dash") == str(own)
    assert Programs().find("sh", "dash") != str(own)
    assert await version(str(own)) == "Ver 15.1 Distrib MariaDB"
    with pytest.raises(BackupError, match=r"no-such-program is missing.*apt-get install nothing"):
        programs.find("no-such-program", "nothing")
    with pytest.raises(BackupError, match="is MariaDB's"):
        await programs.find_mysql("sh", "mysql-client")


async def test_a_link_to_a_program_of_mariadb_is_none_of_mysql(tmp_path: Path) -> None:
    (tmp_path / "mariadb-binlog").write_text("#!/bin/sh\necho mysqlbinlog Ver 3.5\n")
    (tmp_path / "mariadb-binlog").chmod(0o755)
    (tmp_path / "mysqlbinlog").symlink_to("mariadb-binlog")
    with pytest.raises(BackupError, match="is MariaDB's, and the server is MySQL"):
        await Programs((tmp_path,)).find_mysql("mysqlbinlog", "mysql-client")


async def test_a_failure_says_what_the_program_said(tmp_path: Path) -> None:
    argv = ["/bin/sh", "-c", "echo first >&2; echo the cause >&2; exit 3"]
    async with running(argv, folder=tmp_path) as program:
        with pytest.raises(ProgramFailed, match=r"sh failed \(3\): first \| the cause") as caught:
            await program.finish()
    assert caught.value.status == 3


async def test_input_after_the_end_is_a_failure_of_the_program(tmp_path: Path) -> None:
    argv = ["/bin/sh", "-c", "exec <&-; echo no >&2; exit 1"]
    async with running(argv, folder=tmp_path, stdin=subprocess.PIPE) as program:
        with pytest.raises(ProgramFailed, match="no"):
            await program.feed(b"x" * 10_000_000)


async def test_nothing_lives_on(tmp_path: Path) -> None:
    argv = ["/bin/sh", "-c", "sleep 1000 & echo $!; wait"]
    with trio.move_on_after(20) as scope:
        async with running(argv, folder=tmp_path, stdout=subprocess.PIPE) as program:
            child = int(await program.stdout.receive_some(100))
            assert alive(child)
            scope.cancel()
            await trio.sleep_forever()
    await until_gone(child)


async def test_gets_none_of_our_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET", "secret")
    async with running(["/usr/bin/env"], folder=tmp_path, stdout=subprocess.PIPE) as program:
        said = await program.stdout.receive_some(10_000)
    assert b"secret" not in said
    assert f"{MARK}={tmp_path}".encode() in said


@pytest.fixture
def many_files() -> Iterator[None]:
    """More open files than select() can tell apart, as a busy server has."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(before[1], 4096), before[1]))
    opened = [os.open("/dev/null", os.O_RDONLY | os.O_CLOEXEC) for _ in range(1100)]
    yield
    for number in opened:
        os.close(number)
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


@pytest.mark.usefixtures("many_files")
async def test_orphans_are_ended_and_others_are_not(tmp_path: Path) -> None:
    mine, other = tmp_path / "mine", tmp_path / "mine-too"
    sleepers = [
        subprocess.Popen(["sleep", "1000"], env={**os.environ, MARK: str(folder)})  # noqa: ASYNC220
        for folder in (mine, other)
    ]
    try:
        for sleeper, folder in zip(sleepers, (mine, other), strict=True):
            await until_its_variables_show(sleeper.pid, str(folder))
        assert await trio.to_thread.run_sync(end_orphans, mine) == 1
        assert sleepers[0].wait() == -9
        assert sleepers[1].poll() is None
        assert await trio.to_thread.run_sync(end_orphans, mine) == 0
    finally:
        for sleeper in sleepers:
            sleeper.kill()
            sleeper.wait()
