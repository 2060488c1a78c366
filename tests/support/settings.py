"""Short ways to load settings in tests."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from appliance.errors import SettingsError
from appliance.settings.load import Loaded, load


def write(name: str, text: str) -> Path:
    """Write a file into the working directory and return its relative path."""
    path = Path(name)
    path.write_text(text, encoding="utf-8")
    return path


def load_file(text: str, name: str = "appliance.toml", **environ: str) -> Loaded:
    """Load settings from the text of a configuration file and variables."""
    return load(write(name, text), environ=environ)


def load_env(**environ: str) -> Loaded:
    """Load settings from variables alone."""
    return load(None, environ=environ)


def problems_of_file(text: str, name: str = "appliance.toml", **environ: str) -> tuple[str, ...]:
    """Everything that is wrong with a configuration file and variables; it must be something."""
    return problems(write(name, text), environ)


def problems_of_env(**environ: str) -> tuple[str, ...]:
    """Everything that is wrong with variables; it must be something."""
    return problems(None, environ)


def problems(
    config_file: Path | None,
    environ: Mapping[str, str] | None = None,
    *,
    env_file: Path | None = None,
    overrides: Mapping[str, object] | None = None,
) -> tuple[str, ...]:
    """Everything that is wrong; each problem must be one line."""
    with pytest.raises(SettingsError) as caught:
        load(config_file, environ=environ or {}, env_file=env_file, overrides=overrides or {})
    found = caught.value.problems
    assert all(len(problem.splitlines()) == 1 for problem in found)
    return found
