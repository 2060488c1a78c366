"""The tool that writes a CMakeLists.txt."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.errors import InvalidArgument
from appliance.tools.code.cmake import generate_cmake_integration
from tests.tools.code.asking import ask

PROJECT = {"projectName": "Bots", "sourceFiles": ["main.cpp", "a.cpp"], "headerFiles": ["a.h"]}


async def test_text_comes_back_without_a_workspace() -> None:
    made = await ask(generate_cmake_integration, **PROJECT, testFiles=["t.cpp"])
    assert [file.path for file in made.files] == ["CMakeLists.txt"]
    assert "add_test(NAME Bots_tests COMMAND Bots_tests)" in made.files[0].text
    assert made.written == []


@pytest.mark.parametrize(
    ("path", "written"),
    [
        ("bots", "bots/CMakeLists.txt"),
        ("x/CMakeLists.txt", "x/CMakeLists.txt"),
        ("b.cmake", "b.cmake"),
    ],
)
async def test_it_is_written_where_asked(path: str, written: str, tmp_path: Path) -> None:
    made = await ask(generate_cmake_integration, tmp_path, **PROJECT, outputPath=path)
    assert made.written == [written]
    assert (tmp_path / written).read_text() == made.files[0].text


async def test_injection_is_refused() -> None:
    with pytest.raises(InvalidArgument, match="sourceFiles"):
        await ask(
            generate_cmake_integration, **PROJECT | {"sourceFiles": ['a.cpp") execute_process(']}
        )
