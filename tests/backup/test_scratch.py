"""Scratch schemas: made, dropped, swept after runs that were killed; nothing else is dropped."""

from __future__ import annotations

from pathlib import Path

import pytest
import trio

from appliance.backup.accounts import scratch_login
from appliance.backup.scratch import MARKS, scratch_schemas, sweep
from appliance.database.login import Login
from appliance.errors import BackupError, BackupLocked
from tests.support.backups import NOON, fresh_id, manifest_of
from tests.support.servers import SqlServer, end_sessions
from tests.support.small_realm import PROVER, create_realm, settings_of

DATABASES = manifest_of(fresh_id(), roles=("auth", "other")).databases


@pytest.fixture
def login(mariadb: SqlServer, tmp_path: Path) -> Login:
    settings = settings_of(mariadb, tmp_path, create_realm(mariadb, "scratch_"))
    found = scratch_login(settings.database, settings.backup)
    assert found is not None
    return found


def ours(server: SqlServer) -> list[str]:
    names = server.run(r"SHOW DATABASES LIKE 'mcp\_scratch\_%'").split()
    return [name for name in names if name != MARKS]


async def test_they_last_as_long_as_the_block(login: Login, mariadb: SqlServer) -> None:
    backup_id = fresh_id()
    async with scratch_schemas(login, backup_id, DATABASES) as names:
        run = "mcp_scratch_" + backup_id.lower().replace("-", "_")
        assert names == {"auth": f"{run}_auth", "other": f"{run}_other1"}
        for name in names.values():
            mariadb.run(f"CREATE DATABASE {name}")
        with pytest.raises(BackupLocked, match="is being proved already"):
            async with scratch_schemas(login, backup_id, DATABASES):
                raise AssertionError("two proofs of one backup")
        assert await sweep(login) == [], "the run is alive"
        assert len(ours(mariadb)) == 2
    assert ours(mariadb) == []
    assert mariadb.run(f"SELECT COUNT(*) FROM {MARKS}.schemas") == "0\n"


async def test_a_killed_runs_schemas_are_swept_and_no_others(
    login: Login, mariadb: SqlServer
) -> None:
    backup_id = fresh_id(NOON)
    mariadb.run("CREATE DATABASE IF NOT EXISTS mcp_scratch_of_somebody")
    async with trio.open_nursery() as nursery:
        made = trio.Event()

        async def run() -> None:
            async with scratch_schemas(login, backup_id, DATABASES) as names:
                mariadb.run(f"CREATE DATABASE {names['auth']}")
                made.set()
                await trio.sleep_forever()

        nursery.start_soon(run)
        await made.wait()
        # The session dies with its process, and nobody drops anything: as kill -9 leaves it.
        end_sessions(mariadb, PROVER)
        nursery.cancel_scope.cancel()
    (left,) = [name for name in ours(mariadb) if name != "mcp_scratch_of_somebody"]
    assert left in await sweep(login)
    assert ours(mariadb) == ["mcp_scratch_of_somebody"]
    mariadb.run("DROP DATABASE mcp_scratch_of_somebody")


async def test_an_account_that_may_not_is_told_its_grant(login: Login, mariadb: SqlServer) -> None:
    mariadb.run(rf"REVOKE ALL PRIVILEGES ON `mcp\_scratch\_%`.* FROM {PROVER}@'%'")
    try:
        with pytest.raises(BackupError, match=r"may not|denied") as caught:
            async with scratch_schemas(login, fresh_id(), DATABASES):
                raise AssertionError("may not")
        assert r"`mcp\_scratch\_%`.*" in caught.value.hint
    finally:
        mariadb.run(rf"GRANT ALL PRIVILEGES ON `mcp\_scratch\_%`.* TO {PROVER}@'%'")
