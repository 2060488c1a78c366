"""Fixtures that several rooms share: the demo realm, real servers, the published data."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import HealthCheck, settings

from appliance.database.interface import Database
from tests.support import servers
from tests.support.servers import SqlServer

EXPLORE = "TRINITYCORE_MCP_EXPLORE"
"""The variable that asks for other examples in each run."""

# The suite never judges speed, and it must not fail on a find that nobody can repeat.
settings.register_profile(
    "suite",
    deadline=None,
    derandomize=EXPLORE not in os.environ,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("suite")

DATA_VARIABLE = "TRINITYCORE_MCP_TEST_DATA"


@pytest.fixture(scope="session", autouse=True)
def loggers_that_can_be_listened_to() -> Iterator[None]:
    """A logger that was once used as the product sets it up would never be captured again."""
    with pytest.MonkeyPatch.context() as patch:
        configure = structlog.configure
        patch.setattr(
            structlog,
            "configure",
            lambda **options: configure(**options | {"cache_logger_on_first_use": False}),
        )
        yield


@pytest.fixture
async def demo_world() -> AsyncIterator[Database]:
    """The embedded demo realm's world."""
    from appliance.database.demo import open_demo_world

    async with open_demo_world() as world:
        yield world


@pytest.fixture(scope="session")
def mariadb() -> Iterator[SqlServer]:
    """A private MariaDB, shared by the whole run: create schemas under names of your own."""
    with servers.running_mariadb() as server:
        yield server


@pytest.fixture(scope="session")
def mysql() -> Iterator[SqlServer]:
    """A private MySQL, when one is unpacked; `tests/support/install_mysql.py` does that."""
    home = servers.mysql_home()
    if home is None:
        pytest.skip("no MySQL: run tests/support/install_mysql.py")
    with servers.running_mysql(home) as server:
        yield server


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """Folder with the published TrinityCore schemas and rows."""
    named = os.environ.get(DATA_VARIABLE)
    if not named:
        pytest.skip(f"{DATA_VARIABLE} is not set")
    path = Path(named)
    if not (path / "trinitycore-335").is_dir():
        pytest.fail(f"{DATA_VARIABLE}={named}: there is no trinitycore-335 folder in it")
    return path


@pytest.fixture(scope="session")
def wrath_slice(mariadb: SqlServer, data_dir: Path) -> str:
    """Schema with the 3.3.5 tables and a few zones of real rows."""
    wrath = data_dir / "trinitycore-335"
    return mariadb.create_schema(
        "wrath_slice", wrath / "schema" / "world_database.sql", wrath / "world_slice.sql.gz"
    )


@pytest.fixture(scope="session")
def wrath_core(mariadb: SqlServer, data_dir: Path) -> str:
    """Schema with the 3.3.5 tables and all real rows; takes some 20 s: realdata tests only."""
    wrath = data_dir / "trinitycore-335"
    return mariadb.create_schema(
        "wrath_core", wrath / "schema" / "world_database.sql", wrath / "world_core.sql.gz"
    )


@pytest.fixture(scope="session")
def master_slice(mariadb: SqlServer, data_dir: Path) -> tuple[str, str]:
    """Schemas (world, hotfixes) with the master tables and the slice in master's layout."""
    world, hotfixes = servers.master_sources(data_dir)
    return (
        mariadb.create_schema("master_world", *world),
        mariadb.create_schema("master_hotfixes", *hotfixes),
    )
