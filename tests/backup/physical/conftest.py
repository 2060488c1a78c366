"""Fixtures of the physical engines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import servers
from tests.support.physical_backups import Instance


@pytest.fixture(scope="session")
def mariadb_instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """A MariaDB of the physical tests' own: they copy all of it."""
    with Instance.running(None, tmp_path_factory.mktemp("mariabackup")) as instance:
        yield instance


@pytest.fixture(scope="session")
def mysql_instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """A MySQL with the clone plugin."""
    home = servers.mysql_home()
    if home is None:
        pytest.skip("no MySQL: run tests/support/install_mysql.py")
    with Instance.running(home, tmp_path_factory.mktemp("clone")) as instance:
        yield instance


@pytest.fixture(params=["mariadb", "mysql"])
def instance(request: pytest.FixtureRequest) -> Instance:
    """Both real servers, one after the other."""
    found: Instance = request.getfixturevalue(f"{request.param}_instance")
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where copies are made."""
    made = tmp_path / "copies"
    made.mkdir()
    return made
