"""`config show` and `config check`: what they print, and how they exit."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from appliance.cli.config import command
from appliance.errors import SettingsError


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str, **environ: str) -> Result:
    return CliRunner().invoke(command, arguments, env=dict(environ))


def test_show_prints_every_value_with_its_source() -> None:
    result = run("show", "--port", "3001", MCP_HOST="127.0.0.2", TRINITY_DB_PASSWORD="hunter2")
    assert result.exit_code == 0
    lines = {line.split()[0]: line.split(maxsplit=2)[1:] for line in result.stdout.splitlines()}
    assert lines["server.port"] == ["3001", "command line"]
    assert lines["server.host"] == ["127.0.0.2", "environment MCP_HOST"]
    assert lines["database.password"] == ["********", "environment TRINITY_DB_PASSWORD"]
    assert lines["log.level"] == ["info", "default"]
    assert "hunter2" not in result.output


def test_show_prints_warnings_beside_the_table() -> None:
    result = run("show", REDIS_HOST="x")
    assert result.exit_code == 0
    assert result.stderr.startswith("warning: environment REDIS_HOST: ")
    assert "warning" not in result.stdout


def test_show_prints_json() -> None:
    shown = json.loads(run("show", "--json", "--demo", TRINITY_DB_PASSWORD="hunter2").stdout)
    assert shown["settings"]["database.host"] == {"value": None, "source": "command line"}
    assert shown["settings"]["database.password"]["value"] == "********"
    assert shown["warnings"] == []


def test_show_of_a_broken_configuration_fails() -> None:
    result = run("show", "--config", "nowhere.toml")
    assert isinstance(result.exception, SettingsError)
    assert result.exception.problems == ("nowhere.toml: cannot be read: No such file or directory",)


def test_check_of_a_fine_configuration(folder: Path) -> None:
    (folder / "a.toml").write_text("[server]\nport = 1\n")
    result = run("check", "--config", "a.toml")
    assert (result.exit_code, result.stdout) == (0, "the configuration is fine\n")


def test_check_tells_everything_wrong(folder: Path) -> None:
    (folder / "a.toml").write_text("[server]\nprot = 1\n")
    result = run("check", MCP_PORT="x", TRINITYCORE_MCP_CONFIG="a.toml", REDIS_HOST="x")
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "wrong: a.toml:2: server.prot: unknown key; did you mean server.port?",
        "wrong: environment MCP_PORT: server.port: expected a whole number from 0 to 65535, "
        'not "x"',
    ]


def test_check_reads_what_only_backups_need(folder: Path) -> None:
    (folder / "a.toml").write_text(
        '[backup]\nrepository = "b"\nschedule = "6x"\nencrypt_to = ["age1foo"]\n'
    )
    result = run("check", "--config", "a.toml")
    assert result.exit_code == 1
    schedule, recipient = result.stdout.splitlines()
    assert schedule.startswith("wrong: backup.schedule: ")
    assert "is not an age recipient" in recipient


def test_check_with_warnings_only() -> None:
    result = run("check", REDIS_HOST="x")
    assert result.exit_code == 2
    assert result.stdout == (
        "warning: environment REDIS_HOST: redis.host: has no effect: "
        "Redis is not used by this version\n"
    )
