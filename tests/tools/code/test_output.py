"""Where generated files go: nowhere unless asked, below the workspace, never over others."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from appliance.errors import InvalidArgument, Unavailable
from appliance.tools.code.components import generate_bot_component
from appliance.tools.code.output import stem_of
from tests.tools.code.asking import ask

COMPONENT = {"componentType": "state_manager", "className": "Mood"}


async def test_without_a_path_text_comes_back_and_nothing_is_written(tmp_path: Path) -> None:
    made = await ask(generate_bot_component, tmp_path, **COMPONENT)
    assert [file.path for file in made.files] == ["Mood.h", "Mood.cpp"]
    assert made.written == []
    assert os.listdir(tmp_path) == []


async def test_a_folder_or_a_header_may_be_named(tmp_path: Path) -> None:
    made = await ask(generate_bot_component, tmp_path, **COMPONENT, outputPath="src/bots")
    assert made.written == ["src/bots/Mood.h", "src/bots/Mood.cpp"]
    made = await ask(generate_bot_component, tmp_path, **COMPONENT, outputPath="src/my.mood.h")
    assert made.written == ["src/my.mood.h", "src/my.mood.cpp"]
    assert '#include "my.mood.h"' in (tmp_path / "src/my.mood.cpp").read_text()
    made = await ask(generate_bot_component, tmp_path, **COMPONENT, outputPath=".")
    assert made.written == ["Mood.h", "Mood.cpp"]


async def test_nothing_is_written_when_one_file_exists(tmp_path: Path) -> None:
    (tmp_path / "Mood.cpp").write_text("mine")
    with pytest.raises(InvalidArgument, match=r"outputPath: Mood\.cpp exists already"):
        await ask(generate_bot_component, tmp_path, **COMPONENT, outputPath=".")
    assert os.listdir(tmp_path) == ["Mood.cpp"]
    await ask(generate_bot_component, tmp_path, **COMPONENT, outputPath=".", overwrite=True)
    assert (tmp_path / "Mood.cpp").read_text().startswith('#include "Mood.h"')


@pytest.mark.parametrize("path", ["../out", "/etc", "a/../../b", "a\nb/x.h"])
async def test_paths_that_leave_are_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(InvalidArgument, match="outputPath"):
        await ask(generate_bot_component, tmp_path, **COMPONENT, outputPath=path)
    assert os.listdir(tmp_path) == []


async def test_without_a_workspace_the_setting_is_named() -> None:
    with pytest.raises(Unavailable, match=r"set workspace\.path"):
        await ask(generate_bot_component, **COMPONENT, outputPath="src")


def test_only_files_of_code_give_a_stem() -> None:
    assert stem_of("a/b.h") == "b"
    assert stem_of("a/b.cpp") == "b"
    assert stem_of("a/b") is None
    assert stem_of(None) is None
