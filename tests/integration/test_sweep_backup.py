"""Every published row of a world goes through a backup and comes back with the same checksums."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.logical_backups import RoundTrip
from tests.support.servers import SqlServer

pytestmark = [pytest.mark.sweep, pytest.mark.realdata]


@pytest.mark.parametrize("engine", ["mariadb", "mysql"])
async def test_a_whole_world_comes_back(
    request: pytest.FixtureRequest, data_dir: Path, tmp_path: Path, engine: str
) -> None:
    server: SqlServer = request.getfixturevalue(engine)
    wrath = data_dir / "trinitycore-335"
    server.create_schema(
        "swept", wrath / "schema" / "world_database.sql", wrath / "world_core.sql.gz"
    )
    round_trip = RoundTrip(server, tmp_path)
    dumped = await round_trip.dump("swept")
    assert dumped.rows > 800_000
    await round_trip.restore("swept_back")
    assert await round_trip.compare("swept_back") == []
    server.run("DROP DATABASE swept; DROP DATABASE swept_back")
