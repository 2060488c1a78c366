"""Fixtures of the logical engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import servers
from tests.support.logical_backups import RoundTrip
from tests.support.servers import SqlServer


@pytest.fixture(params=["mariadb", "mysql"])
def server(request: pytest.FixtureRequest) -> SqlServer:
    """Both real servers, one after the other."""
    found: SqlServer = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def round_trip(server: SqlServer, tmp_path: Path) -> RoundTrip:
    """A dump and its way back on one server."""
    return RoundTrip(server, tmp_path)


@pytest.fixture
def trinitycore_schemas(data_dir: Path) -> dict[str, tuple[Path, ...]]:
    """Files of the four schemas, each with the rows there are."""
    wrath = data_dir / "trinitycore-335"
    _world, hotfixes = servers.master_sources(data_dir)
    return {
        "world": (wrath / "schema" / "world_database.sql", wrath / "world_slice.sql.gz"),
        "auth": (wrath / "schema" / "auth_database.sql",),
        "characters": (wrath / "schema" / "characters_database.sql",),
        "hotfixes": tuple(hotfixes),
    }
