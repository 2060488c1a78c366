"""The archive of the binary log, its process killed at random moments: nothing is missing."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import trio

from appliance.backup.binlog.selecting import Until, plan_replay
from appliance.backup.binlog.store import FILE
from appliance.backup.chunks import write_out
from tests.support import servers
from tests.support.point_in_time import TABLES, Realm, Writers, logging_server, programs_of
from tests.support.servers import CHECKOUT

pytestmark = pytest.mark.sweep  # servers of their own, a minute in all

KILLS = 12


@pytest.fixture(params=["mariadb", "mysql"])
def realm(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Realm]:
    home = servers.mysql_home() if request.param == "mysql" else None
    if home is None and request.param == "mysql":
        pytest.skip("no MySQL: run tests/support/install_mysql.py")
    with logging_server(home, 41) as server:
        server.run(TABLES)
        yield Realm(server, programs_of(home, tmp_path), tmp_path)


async def test_an_archive_that_is_killed_misses_nothing(realm: Realm) -> None:
    full = await realm.full_backup()
    first = realm.server.run("SHOW BINARY LOGS").splitlines()[-1].split()[0]
    moments = random.Random(7)
    command = [sys.executable, "-m", "tests.support.archiver", realm.server.engine]
    command += [str(realm.server.port), str(realm.folder), *map(str, realm.programs.folders)]
    async with Writers(realm.login).at_work():
        for _ in range(KILLS):
            with subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE) as process:  # noqa: ASYNC220
                assert process.stdout is not None
                while await trio.to_thread.run_sync(process.stdout.readline) != b"streaming\n":
                    assert process.poll() is None
                realm.server.run("FLUSH BINARY LOGS")
                await trio.sleep(moments.random() * 1.2)
                process.kill()
                process.wait()
    async with realm.archiving() as archive:
        await archive.close_segment()
        assert archive.status.gaps == 0
    await trio.to_thread.run_sync(realm.repository.clean)

    pieces = plan_replay(full, await realm.archived(), Until()).pieces
    logs = [line.split()[0] for line in realm.server.run("SHOW BINARY LOGS").splitlines()]
    assert [each.name for each in pieces] == logs[logs.index(first) : -1]
    assert len(pieces) >= KILLS
    for piece in pieces:
        copy = realm.folder / "copy"
        await write_out(await realm.reader(piece.id), FILE, copy)
        written = realm.server.directory / "data" / piece.name
        assert copy.read_bytes() == written.read_bytes(), piece.name
