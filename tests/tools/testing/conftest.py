"""A workspace with a small CMake project, configured and built for real."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

LISTS = """
cmake_minimum_required(VERSION 3.20)
project(tiny C)
enable_testing()
add_executable(program program.c)
add_test(NAME adds.up COMMAND program print 0)
add_test(NAME breaks COMMAND program print 1)
add_test(NAME skips COMMAND program print 77)
add_test(NAME sleeps COMMAND program sleep 0)
add_test(NAME gone COMMAND "${CMAKE_CURRENT_BINARY_DIR}/nowhere")
add_test(NAME flaky COMMAND program once 1)
add_test(NAME floods COMMAND program flood 1)
add_test(NAME "-odd <name>|" COMMAND program print 0)
set_tests_properties(skips PROPERTIES SKIP_RETURN_CODE 77)
set_tests_properties(adds.up PROPERTIES LABELS "fast;a.b")
set_tests_properties(breaks PROPERTIES LABELS "axb")
"""
PROGRAM = """
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char** argv)
{
    if (strcmp(argv[1], "sleep") == 0)
        sleep(30);
    if (strcmp(argv[1], "once") == 0)
    {
        FILE* mark = fopen("mark", "r");
        if (mark)
            return 0;
        fclose(fopen("mark", "w"));
    }
    if (strcmp(argv[1], "flood") == 0)
        for (int i = 0; i < 100000; ++i)
            puts("flood");
    printf("secret of the <test> %s\\n", argv[2]);
    return atoi(argv[2]);
}
"""


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the project in it and its build in `build`; do not change it."""
    if not all(shutil.which(program) for program in ("cmake", "ctest", "cc")):
        pytest.skip("no CMake or no C compiler")
    folder = tmp_path_factory.mktemp("project")
    (folder / "CMakeLists.txt").write_text(LISTS)
    (folder / "program.c").write_text(PROGRAM)
    for command in (["cmake", "-S", ".", "-B", "build"], ["cmake", "--build", "build"]):
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture
def project(built: Path) -> Path:
    """The project, with the mark of its flaky test taken away."""
    (built / "build" / "mark").unlink(missing_ok=True)
    return built
