"""The options that commands share, and what they do to the settings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from appliance.cli.options import load_settings, overrides, settings_options
from appliance.settings.load import Loaded


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def load(*arguments: str, **environ: str) -> Loaded:
    """Load settings as a command does that is called like this."""
    found: list[Loaded] = []

    @click.command
    @settings_options
    def command(**options: Any) -> None:
        found.append(load_settings(**options))

    result = CliRunner().invoke(command, arguments, env=dict(environ), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return found[0]


def test_each_option_reaches_its_key(folder: Path) -> None:
    (folder / "a.toml").write_text("[log]\nlevel = 'debug'\n")
    (folder / "variables").write_text("PROMETHEUS_PORT=9091\n")
    settings = load(
        *("--config", "a.toml", "--env-file", "variables"),
        *(
            "--host",
            "::1",
            "--port",
            "3001",
            "--set",
            "database.world=a=b",
            "--set",
            "database.auth=",
        ),
    ).settings
    assert (settings.log.level, settings.console.port) == ("debug", 9091)
    assert (settings.server.host, settings.server.port) == ("::1", 3001)
    assert (settings.database.world, settings.database.auth) == ("a=b", None)


def test_the_environment_names_the_file_and_the_flag_wins(folder: Path) -> None:
    for port in (1, 2):
        (folder / f"{port}.toml").write_text(f"[server]\nport = {port}\n")
    assert load(TRINITYCORE_MCP_CONFIG="1.toml").settings.server.port == 1
    assert load("--config", "2.toml", TRINITYCORE_MCP_CONFIG="1.toml").settings.server.port == 2
    assert load(TRINITYCORE_MCP_CONFIG="").settings.server.port == 3000


def test_demo_wins_over_a_configured_database() -> None:
    assert not load(TRINITY_DB_HOST="db").settings.demo
    assert load("--demo", TRINITY_DB_HOST="db").settings.demo
    assert load("--demo", TRINITYCORE_MCP_DATABASE__SOCKET="/s").settings.demo


@pytest.mark.parametrize("assignment", ["server.port", "port=1", "=1", ""])
def test_an_assignment_has_a_key_and_a_value(assignment: str) -> None:
    with pytest.raises(click.BadParameter, match=r"is not of the form section\.key=value"):
        overrides([assignment])


def test_an_assignment_keeps_its_value_to_the_letter() -> None:
    assert overrides(["a.b= x=y "]) == {"a.b": " x=y "}
