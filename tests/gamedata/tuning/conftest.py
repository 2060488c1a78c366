"""Both servers, one after the other."""

from __future__ import annotations

import pytest

from tests.support.servers import SqlServer


@pytest.fixture(params=["mariadb", "mysql"])
def server(request: pytest.FixtureRequest) -> SqlServer:
    """Each real server, where it is installed."""
    found: SqlServer = request.getfixturevalue(request.param)
    return found
