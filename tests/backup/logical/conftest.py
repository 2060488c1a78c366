"""Fixtures of the logical engine."""

from __future__ import annotations

from pathlib import Path

import pytest

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
