"""Backups of MySQL are tried in the sweep: the normal suite has five minutes, and tries MariaDB."""

from __future__ import annotations

from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what runs on MySQL, before marks decide what is run."""
    for item in items:
        parameters = getattr(item, "callspec", None)
        on_mysql = parameters is not None and "mysql" in parameters.params.values()
        if on_mysql and HERE in item.path.parents:
            item.add_marker(pytest.mark.sweep)
