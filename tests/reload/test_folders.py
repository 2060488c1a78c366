"""Folders that a change names have to be there; those named before may be missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.errors import SettingsError
from appliance.reload.folders import FOLDERS, Folders, can_hold
from appliance.reload.steps import Step
from appliance.settings.keys import KEYS, Kind
from appliance.settings.model import Settings
from appliance.settings.reload import diff


def settings(**folders: Path) -> Settings:
    sections: dict[str, dict[str, object]] = {}
    for key, folder in folders.items():
        section, _, name = key.partition("__")
        sections.setdefault(section, {})[name] = folder
    return Settings.model_validate(sections)


async def problems(old: Settings, new: Settings) -> tuple[str, ...]:
    try:
        assert await Folders().prepare(diff(old, new)) == Step()
    except SettingsError as error:
        return error.problems
    return ()


@pytest.mark.parametrize("key", FOLDERS)
async def test_a_folder_that_is_not_there_is_refused_when_it_is_named_anew(
    tmp_path: Path, key: str
) -> None:
    assert KEYS[key].kind is Kind.PATH
    missing = settings(**{key.replace(".", "__"): tmp_path / "missing"})
    (problem,) = await problems(Settings(), missing)
    assert problem == f"{key}: cannot read {tmp_path}/missing: No such file or directory"
    assert await problems(missing, missing) == ()
    assert await problems(missing, Settings()) == ()


async def test_every_missing_folder_is_named(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    new = settings(
        workspace__path=tmp_path, client_data__dbc_path=file, source_tree__path=tmp_path,
        library__documents_path=tmp_path / "none", library__index_path=file / "index",
    )  # fmt: skip
    assert await problems(Settings(), new) == (
        f"client_data.dbc_path: cannot read {file}: Not a directory",
        f"source_tree.path: {tmp_path} has no src/server",
        f"library.documents_path: cannot read {tmp_path}/none: No such file or directory",
        f"library.index_path: {file}/index cannot be written",
    )


async def test_folders_that_are_there_are_fine(tmp_path: Path) -> None:
    (tmp_path / "src" / "server").mkdir(parents=True)
    new = settings(source_tree__path=tmp_path, library__index_path=tmp_path / "made" / "later")
    assert await problems(Settings(), new) == ()


def test_a_folder_can_be_made_below_one_that_can_be_written(tmp_path: Path) -> None:
    assert can_hold(tmp_path / "a" / "b")
    (tmp_path / "file").write_text("")
    assert not can_hold(tmp_path / "file" / "b")
