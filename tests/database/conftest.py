"""Fixtures of the database room."""

from __future__ import annotations

import pytest

from tests.support.servers import SqlServer


@pytest.fixture(params=["mariadb", "mysql"])
def server(request: pytest.FixtureRequest) -> SqlServer:
    """Both real servers, one after the other."""
    found: SqlServer = request.getfixturevalue(request.param)
    return found
