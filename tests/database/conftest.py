"""Fixtures of the database room."""

from __future__ import annotations

import pytest

from appliance.database import connections
from tests.support.servers import SqlServer


@pytest.fixture(autouse=True)
def _patience_with_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """A query is stopped on the server however slow the machine is at the moment."""
    monkeypatch.setattr(connections, "STOP_TIMEOUT_S", 30.0)


@pytest.fixture(params=["mariadb", "mysql"])
def server(request: pytest.FixtureRequest) -> SqlServer:
    """Both real servers, one after the other."""
    found: SqlServer = request.getfixturevalue(request.param)
    return found
