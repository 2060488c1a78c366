"""Fixtures of the binary log: real servers that write one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import servers
from tests.support.point_in_time import SCHEMA, TABLES, Realm, logging_server, programs_of
from tests.support.servers import SqlServer


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """An archive that looks often, so that tests wait little."""
    monkeypatch.setattr("appliance.backup.binlog.archive.POLL_S", 0.03)
    monkeypatch.setattr("appliance.backup.binlog.archive.FIRST_PAUSE_S", 0.1)
    monkeypatch.setattr("appliance.backup.binlog.archive.STORE_AGAIN_S", 0.1)


@pytest.fixture(scope="session")
def mariadb_log() -> Iterator[SqlServer]:
    """A MariaDB with a binary log."""
    with logging_server(None, 31) as server:
        yield server


@pytest.fixture(scope="session")
def mysql_log() -> Iterator[SqlServer]:
    """A MySQL with one."""
    home = servers.mysql_home()
    if home is None:
        pytest.skip("no MySQL: run tests/support/install_mysql.py")
    with logging_server(home, 32) as server:
        yield server


@pytest.fixture(params=["mariadb", "mysql"])
def log_server(request: pytest.FixtureRequest) -> SqlServer:
    """Both real servers, one after the other, with the schema made anew."""
    server: SqlServer = request.getfixturevalue(f"{request.param}_log")
    server.run(f"DROP DATABASE IF EXISTS {SCHEMA};{TABLES}")
    return server


@pytest.fixture
def realm(log_server: SqlServer, tmp_path: Path) -> Realm:
    """The server with a new repository and a new spool."""
    home = servers.mysql_home() if log_server.engine == "mysql" else None
    return Realm(log_server, programs_of(home, tmp_path), tmp_path)
