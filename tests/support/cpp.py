"""The real C++ compiler, for tests of generated code."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from appliance.codegen.files import File

STUBS = Path(__file__).parent / "trinity_stubs"
STRICT = ["-std=c++20", "-Wall", "-Wextra", "-Werror"]


def compiler() -> str:
    """A C++ compiler, or the test is skipped."""
    found = shutil.which("c++") or shutil.which("g++") or shutil.which("clang++")
    if found is None:
        pytest.skip("no C++ compiler is installed")
    return found


def put(folder: Path, files: Iterable[File]) -> None:
    """Write generated files below `folder`."""
    for file in files:
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file.text)


def compile_all(
    folder: Path, *, defines: Iterable[str] = (), arguments: Iterable[str] = ("-fsyntax-only",)
) -> None:
    """Compile every .cpp below `folder` against the stand-ins; fail with what the compiler says."""
    sources = [str(path) for path in sorted(folder.rglob("*.cpp"))]
    assert sources
    command = [compiler(), *STRICT, f"-I{folder}", f"-I{STUBS}", *(f"-D{d}" for d in defines)]
    done = subprocess.run(
        [*command, *arguments, *sources], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def run_tests(folder: Path) -> str:
    """Build everything below `folder` into one program, run it and return what it prints."""
    compile_all(folder, arguments=["-o", str(folder / "program"), str(STUBS / "main.cpp")])
    return run_program(folder / "program")


def run_program(program: Path) -> str:
    """What a program prints; it has to succeed."""
    done = subprocess.run([program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def by_path(files: Iterable[File]) -> Mapping[str, str]:
    """The texts of files by path."""
    return {file.path: file.text for file in files}
