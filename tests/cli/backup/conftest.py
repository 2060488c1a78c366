"""The command line on the demo realm and on a small real one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Ran
from tests.support.servers import SqlServer
from tests.support.small_realm import create_realm, values


@dataclass
class Backups:
    """Runs `trinitycore-mcp backup …` with the settings of a realm."""

    run_main: Callable[[list[str]], Ran]
    values: dict[str, Any] = field(default_factory=dict)
    demo: bool = False

    def __call__(self, *arguments: str) -> Ran:
        settings = [
            part
            for key, value in self.values.items()
            for part in ("--set", f"{key}={'' if value is None else value}")
        ]
        flags = ["--demo"] if self.demo else []
        return self.run_main(["backup", *arguments, *flags, *settings])

    def data(self, *arguments: str) -> dict[str, Any]:
        """Run with --json; it must go well."""
        ran = self(*arguments, "--json")
        assert ran.code == 0, (ran.out, ran.err)
        return ran.data


@pytest.fixture
def demo(run_main: Callable[[list[str]], Ran], tmp_path: Path) -> Backups:
    """The demo realm with a repository."""
    repository = {"backup.repository": tmp_path / "backups", "backup.min_free_bytes": 0}
    return Backups(run_main, repository, demo=True)


@pytest.fixture
def realm(run_main: Callable[[list[str]], Ran], tmp_path: Path, mariadb: SqlServer) -> Backups:
    """A small realm on a real server."""
    names = create_realm(mariadb, "cli_")
    return Backups(run_main, values(mariadb, tmp_path / "backups", names))
