"""The committed reference of the command line and list of keys are what the code says today."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.cli import document
from appliance.cli.setting_keys import VALUES
from appliance.settings.keys import KEYS

FIX = "run `make docs`"


def test_the_committed_files_are_the_generated_ones() -> None:
    assert document.REFERENCE.read_text(encoding="utf-8") == document.command_line(), FIX
    assert document.SETTING_KEYS.read_text(encoding="utf-8") == document.setting_keys(), FIX


def test_every_key_is_listed_with_its_choices() -> None:
    assert list(VALUES) == list(KEYS)
    for dotted, values in VALUES.items():
        assert values in (KEYS[dotted].choices, ("true", "false"))


def test_both_files_are_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "REFERENCE", tmp_path / "a" / "cli.md")
    monkeypatch.setattr(document, "SETTING_KEYS", tmp_path / "keys.py")
    document.main()
    assert (tmp_path / "a" / "cli.md").read_text(encoding="utf-8") == document.command_line()
    assert (tmp_path / "keys.py").read_text(encoding="utf-8") == document.setting_keys()
