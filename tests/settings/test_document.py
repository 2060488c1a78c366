"""The committed configuration and reference are what the model says today."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from appliance.settings import document, legacy
from appliance.settings.keys import KEYS, SECTIONS, section_models
from appliance.settings.model import Settings
from tests.support.settings import load_file

FIX = "run `make docs`"


def uncommented(text: str) -> str:
    """The configuration with every default switched on: a "#" right before a key is gone."""
    lines = []
    for line in text.splitlines():
        is_key = line.startswith("#") and not line.startswith("# ")
        lines.append(line[1:] if is_key else line)
    return "\n".join(lines)


def test_the_committed_files_are_the_generated_ones() -> None:
    assert document.CONFIG.read_text(encoding="utf-8") == document.config(), FIX
    assert document.REFERENCE.read_text(encoding="utf-8") == document.reference(), FIX


def test_the_configuration_as_it_is_changes_nothing() -> None:
    loaded = load_file(document.config())
    assert loaded.settings == Settings()
    assert loaded.warnings == ()
    assert tomllib.loads(document.config()) == {section: {} for section in SECTIONS}


def test_the_configuration_with_all_comments_removed_is_the_defaults() -> None:
    text = uncommented(document.config())
    loaded = load_file(text)
    assert loaded.settings == Settings()
    given = {f"{section}.{name}" for section, part in tomllib.loads(text).items() for name in part}
    assert given == set(KEYS)


@pytest.mark.parametrize("section", SECTIONS)
def test_every_key_says_what_it_is_for(section: str) -> None:
    model = section_models()[section]
    said = document.descriptions(model)
    assert list(said) == list(model.model_fields)
    assert all(text.endswith(".") for text in said.values())


def test_the_reference_names_every_key_and_every_variable() -> None:
    text = document.reference()
    for key in KEYS.values():
        for name in (key.variable, *legacy.names_of(key.dotted)):
            assert f"`{name}`" in text


def test_both_files_are_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "CONFIG", tmp_path / "a" / "config.toml")
    monkeypatch.setattr(document, "REFERENCE", tmp_path / "b" / "settings.md")
    document.main()
    assert (tmp_path / "a" / "config.toml").read_text(encoding="utf-8") == document.config()
    assert (tmp_path / "b" / "settings.md").read_text(encoding="utf-8") == document.reference()
