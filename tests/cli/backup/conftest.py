"""The command line on the demo realm and on a small real one."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from appliance.cli import main
from tests.support.servers import SqlServer
from tests.support.small_realm import create_realm, values


@dataclass
class Ran:
    """What one command came to."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> dict[str, Any]:
        """The one JSON object on standard output."""
        found: dict[str, Any] = json.loads(self.out)
        return found


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
def run_main(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[[list[str]], Ran]:
    """Run the program's main function in this process."""
    monkeypatch.chdir(tmp_path)

    def run(arguments: list[str]) -> Ran:
        monkeypatch.setattr("sys.argv", ["trinitycore-mcp", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        told = capfd.readouterr()
        code = ended.value.code
        return Ran(code if isinstance(code, int) else 0, told.out, told.err)

    return run


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
