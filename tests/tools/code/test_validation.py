"""Checking C++ files: text always, the real compiler where allowed, and never a shell."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from appliance.errors import InvalidArgument, NotFound, ToolError, Unavailable
from appliance.settings.workspace import WorkspaceSettings
from appliance.tools.code.components import generate_bot_component
from appliance.tools.code.validation import validate_generated_code
from tests.support.cpp import STUBS, compiler
from tests.tools.code.asking import ask

GOOD = "int answer() { return 42; }\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A workspace with a good file and a bad one."""
    compiler()
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / "good.cpp").write_text(GOOD)
    (folder / "bad.cpp").write_text("int answer() { return fortytwo; }\n")
    return folder


async def check(where: Path | WorkspaceSettings, path: str, **arguments: Any) -> Any:
    """What the tool says of a file."""
    return await ask(validate_generated_code, where, filePath=path, **arguments)


async def test_good_code_compiles(root: Path) -> None:
    done = await check(root, "good.cpp")
    assert (done.valid, done.compiled, done.problems) == (True, True, [])
    assert done.file == "good.cpp"
    assert sorted(os.listdir(root)) == ["bad.cpp", "good.cpp"]


async def test_errors_have_line_and_column(root: Path) -> None:
    done = await check(root, "bad.cpp")
    assert not done.valid
    error = done.problems[0]
    assert (error.line, error.severity, error.found_by) == (1, "error", "compiler")
    assert error.column == 23
    assert "fortytwo" in error.message
    assert error.file is None


async def test_text_is_checked_without_the_right_to_run(root: Path) -> None:
    settings = WorkspaceSettings(path=root)
    (root / "open.h").write_text("int a() {\n")
    done = await check(settings, "open.h")
    assert (done.valid, done.compiled) == (False, False)
    assert [each.severity for each in done.problems] == ["error", "warning"]
    assert "workspace.allow_run = true" in done.notes[0]
    with pytest.raises(Unavailable, match=r"workspace\.allow_run = true"):
        await check(settings, "open.h", checkCompilation=True)
    done = await check(settings, "good.cpp", checkCompilation=False)
    assert (done.valid, done.notes) == (True, [])


async def test_style_is_told_when_asked_for(root: Path) -> None:
    (root / "tab.cpp").write_text("int a;\t\n")
    assert (await check(root, "tab.cpp", checkCompilation=False)).total == 0
    done = await check(root, "tab.cpp", checkCompilation=False, checkStyle=True)
    assert {each.severity for each in done.problems} == {"style"}
    assert done.valid


async def test_a_missing_compiler_is_named(root: Path) -> None:
    settings = WorkspaceSettings(path=root, allow_run=True, compiler="no-such-c++")
    with pytest.raises(Unavailable, match=r"'no-such-c\+\+' cannot be started"):
        await check(settings, "good.cpp")


async def test_a_compiler_that_fails_without_a_line_is_told(root: Path) -> None:
    settings = WorkspaceSettings(path=root, allow_run=True, compiler="false")
    done = await check(settings, "good.cpp")
    assert not done.valid
    assert done.problems[0].message == "the compiler ended with 1: it said nothing"


HOSTILE = [
    "x; touch F; echo .cpp",
    "$(touch F).cpp",
    "`touch F`.cpp",
    "-o",
    "-fplugin=F",
    "@F",
    "a b.cpp",
    "'; touch F; '.cpp",
    "*.cpp",
    "a|b.cpp",
    "> F",
]


@pytest.mark.parametrize("name", HOSTILE)
async def test_names_of_files_are_never_commands(root: Path, name: str) -> None:
    (root / name).write_text(GOOD)
    before = sorted(os.listdir(root))
    done = await check(root, name)
    assert (done.valid, done.compiled) == (True, True)
    assert sorted(os.listdir(root)) == before


@pytest.mark.parametrize(
    "name", [*HOSTILE, "../outside.cpp", "/etc/passwd", "a\nb.cpp", "link.cpp"]
)
async def test_names_of_files_that_are_not_there(root: Path, name: str) -> None:
    (root.parent / "outside.cpp").write_text(GOOD)
    (root / "link.cpp").symlink_to(root.parent / "outside.cpp")
    before = sorted(os.listdir(root))
    with pytest.raises((NotFound, InvalidArgument), match="filePath"):
        await check(root, name)
    assert sorted(os.listdir(root)) == before


def build(root: Path, file: str, *flags: str) -> None:
    """Write the compile_commands.json of a build."""
    (root / "build").mkdir(exist_ok=True)
    entry = {"directory": str(root / "build"), "file": f"../{file}", "arguments": ["c++", *flags]}
    (root / "build" / "compile_commands.json").write_text(json.dumps([entry]))


async def test_the_flags_of_the_project_are_used(root: Path) -> None:
    (root / "uses.cpp").write_text('#include "own.h"\nint a = OWN + GIVEN;\n')
    (root / "inc").mkdir()
    (root / "inc" / "own.h").write_text("#pragma once\n#define OWN 1\n")
    assert not (await check(root, "uses.cpp")).valid
    build(root, "uses.cpp", "-I../inc", "-DGIVEN=2", "-MD", "-o", "x.o", "-c", "../uses.cpp")
    done = await check(root, "uses.cpp")
    assert done.valid
    assert done.notes == ["Compiled with its flags in compile_commands.json, 3 left out."]
    assert os.listdir(root / "build") == ["compile_commands.json"]


@pytest.mark.parametrize(
    "flags",
    [
        ["-o", "{root}/F"],
        ["-wrapper", "{root}/evil"],
        ["-B{root}"],
        ["-specs={root}/specs"],
        ["-fplugin={root}/evil.so"],
        ["-save-temps"],
        ["-MMD", "-MF", "{root}/F"],
        ["-fdump-tree-all={root}/F"],
        ["-Wp,-MD,{root}/F"],
        ["@{root}/response"],
        ["-aux-info", "{root}/F"],
        ["-DX=$(touch {root}/F)"],
        ["-I;touch {root}/F"],
    ],
)
async def test_options_smuggled_into_the_build_do_nothing(root: Path, flags: list[str]) -> None:
    script = f"#!/bin/sh\ntouch {root}/F\n"
    for name in ("evil", "cc1plus", "as"):
        (root / name).write_text(script)
        (root / name).chmod(0o755)
    (root / "response").write_text(f"-o {root}/F")
    build(root, "good.cpp", *(flag.replace("{root}", str(root)) for flag in flags))
    before = sorted(os.listdir(root))
    done = await check(root, "good.cpp")
    assert (done.valid, done.compiled) == (True, True)
    assert sorted(os.listdir(root)) == before
    assert os.listdir(root / "build") == ["compile_commands.json"]


async def test_a_damaged_build_is_said_to_be(root: Path) -> None:
    (root / "build").mkdir()
    (root / "build" / "compile_commands.json").write_text("[{")
    with pytest.raises(ToolError, match=r"compile_commands\.json"):
        await check(root, "good.cpp")


async def test_what_the_generator_writes_passes(root: Path) -> None:
    made = await ask(
        generate_bot_component,
        root,
        componentType="ai_strategy",
        className="FrostBot",
        includeTests=True,
        outputPath="src",
    )
    build(root, "src/other.cpp", f"-I{STUBS}", "-Wall", "-Wextra", "-std=c++20")
    for path in made.written:
        done = await check(root, path, checkStyle=True)
        assert (done.valid, done.problems) == (True, [])
        assert done.notes == ["Compiled with the flags of src/other.cpp."]
