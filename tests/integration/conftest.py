"""Fixtures of the sweeps."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.indexed_world import create_indexed_world
from tests.support.servers import SqlServer


@pytest.fixture(scope="session")
def wrath_indexed(mariadb: SqlServer, data_dir: Path) -> str:
    """Schema with the real rows of 3.3.5 and indexes that make sweeps bearable."""
    return create_indexed_world(mariadb, data_dir)
