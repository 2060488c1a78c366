"""Generated CMakeLists.txt: a real CMake configures, builds and tests them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from appliance.codegen.cmake import Project, cmake_lists
from appliance.codegen.components import Component, ComponentType, Role, bot_component
from appliance.codegen.files import File
from appliance.errors import InvalidArgument
from tests.support.cpp import STUBS, put

CATCH_CONFIG = f"""
add_library(stand_in_main STATIC "{STUBS}/main.cpp")
target_include_directories(stand_in_main PUBLIC "{STUBS}")
target_compile_features(stand_in_main PUBLIC cxx_std_20)
add_library(Catch2::Catch2WithMain ALIAS stand_in_main)
"""
CATCH_VERSION = """
set(PACKAGE_VERSION 3.5.0)
set(PACKAGE_VERSION_COMPATIBLE TRUE)
"""


def run(*command: str | Path, cwd: Path) -> str:
    """What a program prints; it has to succeed."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def configure(folder: Path) -> None:
    """Configure the project in `folder`, with a stand-in for Catch2."""
    if shutil.which("cmake") is None:
        pytest.skip("CMake is not installed")
    catch = [
        File("catch/Catch2Config.cmake", CATCH_CONFIG),
        File("catch/Catch2ConfigVersion.cmake", CATCH_VERSION),
    ]
    put(folder, catch)
    run("cmake", "-S", ".", "-B", "build", f"-DCatch2_DIR={folder / 'catch'}", cwd=folder)


def test_a_library_of_generated_parts_builds_and_its_tests_run(tmp_path: Path) -> None:
    component = Component(ComponentType.STATE_MANAGER, "Mood", Role.TANK, "Playerbot", tests=True)
    header, source, test = bot_component(component)
    put(
        tmp_path, [header, File("src/Mood.cpp", source.text), File("tests/MoodTest.cpp", test.text)]
    )
    project = Project(
        "Bots",
        sources=["src/Mood.cpp"],
        headers=["Mood.h"],
        tests=["tests/MoodTest.cpp"],
        is_library=True,
        dependencies=["Threads::Threads"],
    )
    text = cmake_lists(project)
    # The headers of TrinityCore, as its own targets would bring them.
    text += f'target_include_directories(Bots PUBLIC "{STUBS}")\n'
    put(tmp_path, [File("CMakeLists.txt", text)])
    configure(tmp_path)
    run("cmake", "--build", "build", cwd=tmp_path)
    assert "100% tests passed" in run("ctest", cwd=tmp_path / "build")


@pytest.mark.parametrize(
    "project",
    [
        Project("Program", ["main.cpp", "my dir/a.cpp"], ["inc/a.h"], tests=["t/a test.cpp"]),
        Project("Headers", [], ["a.h", "b/c.hpp"], is_library=True),
        Project("Plain", ["a.cc"], []),
    ],
)
def test_other_projects_configure(project: Project, tmp_path: Path) -> None:
    paths = [*project.sources, *project.headers, *project.tests]
    put(tmp_path, [File(path, "int main() { }\n") for path in paths])
    put(tmp_path, [File("CMakeLists.txt", cmake_lists(project))])
    configure(tmp_path)
    if project.tests:
        assert "Total Tests: 1" in run("ctest", "-N", cwd=tmp_path / "build")


def test_sources_of_a_program_are_tested_without_its_main() -> None:
    text = cmake_lists(Project("P", ["main.cpp", "a.cpp"], ["a.h"], tests=["t.cpp"]))
    tests = text.partition("add_executable(P_tests")[2].partition(")")[0]
    assert tests.split() == ['"t.cpp"', '"a.cpp"']


HOSTILE = [
    "${X}",
    "a;b",
    'a"b',
    "a\nb",
    "../a",
    "/a",
    "-a",
    "a)b",
    "a(b",
    "$ENV{X}",
    "a\\b",
    "#[[",
    "",
]


@pytest.mark.parametrize("text", [*HOSTILE, "test", "ALL", "1a", "a b", "x" * 65])
def test_project_names_that_are_refused(text: str) -> None:
    with pytest.raises(InvalidArgument, match=r"^projectName"):
        cmake_lists(Project(text, ["a.cpp"], []))


@pytest.mark.parametrize("text", [*HOSTILE, "a/../b", "./a", "a//b", "a/", " a", "$<1:a>", "é"])
def test_files_that_are_refused(text: str) -> None:
    for field, changed in (
        ("sourceFiles", {"sources": [f"{text}.cpp"]}),
        ("sourceFiles", {"sources": [text]}),
        ("headerFiles", {"headers": [f"{text}.h" if text else "x"]}),
        ("testFiles", {"tests": [f"{text}/a.cpp" if text.strip(" a/.") else "x"]}),
    ):
        if changed in ({"sources": [".cpp"]}, {"sources": ["a/.cpp"]}):
            continue
        values = {"sources": ["a.cpp"], "headers": []} | changed
        with pytest.raises(InvalidArgument, match=f"^{field}"):
            cmake_lists(Project("Bots", **values))  # type: ignore[arg-type]


@pytest.mark.parametrize("text", [*HOSTILE, "a b", "::a", "a::", "$<TARGET:a>", "a/b"])
def test_dependencies_that_are_refused(text: str) -> None:
    with pytest.raises(InvalidArgument, match=r"^dependencies"):
        cmake_lists(Project("Bots", ["a.cpp"], [], dependencies=[text]))


@pytest.mark.parametrize(
    ("project", "field"),
    [
        (Project("Bots", [], []), "sourceFiles"),
        (Project("Bots", [], ["a.h"]), "sourceFiles"),
        (Project("Bots", ["a.cpp", "a.cpp"], []), "sourceFiles"),
        (Project("Bots", ["a.cpp"], [], tests=["a.cpp"]), "testFiles"),
        (Project("Bots", ["a.txt"], []), "sourceFiles"),
        (Project("Bots", ["a.cpp"], ["a.cpp"]), "headerFiles"),
        (Project("Bots", ["a.cpp"], [], dependencies=["x", "x"]), "dependencies"),
        (Project("Bots", ["a.cpp"], [], dependencies=["Bots"]), "dependencies"),
    ],
)
def test_lists_that_do_not_fit(project: Project, field: str) -> None:
    with pytest.raises(InvalidArgument, match=f"^{field}"):
        cmake_lists(project)


@given(
    name=st.from_regex(r"[A-Za-z][A-Za-z0-9_.+-]{0,8}", fullmatch=True),
    stem=st.from_regex(r"[A-Za-z0-9_+. -]{1,8}", fullmatch=True),
    library=st.from_regex(r"[A-Za-z][A-Za-z0-9_.+-]{0,4}", fullmatch=True),
)
@settings(
    max_examples=3,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_names_are_refused_or_configure(
    name: str, stem: str, library: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    project = Project(name, [f"{stem}.cpp"], [f"{stem}.h"], dependencies=[library])
    try:
        text = cmake_lists(project)
    except InvalidArgument:
        return
    folder = tmp_path_factory.mktemp("project")
    put(folder, [File(f"{stem}.cpp", "int main() { }\n"), File(f"{stem}.h", "")])
    put(folder, [File("CMakeLists.txt", text)])
    configure(folder)
