"""A CMakeLists.txt for a library or program, with its tests registered for CTest.

Everything a caller names is checked against a small alphabet and quoted, so nothing is expanded,
ends a string or leaves the project's folder.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from appliance.errors import InvalidArgument

MOST_FILES = 2000
"""Of each list."""
CATCH = "Catch2::Catch2WithMain"

_PROJECT = re.compile(r"[A-Za-z][A-Za-z0-9_.+-]{0,63}", re.ASCII)
_FILE = re.compile(r"[A-Za-z0-9_+.][A-Za-z0-9_+. -]*(/[A-Za-z0-9_+.][A-Za-z0-9_+. -]*)*", re.ASCII)
_LIBRARY = re.compile(
    r"(?P<package>[A-Za-z][A-Za-z0-9_.+-]*)(::[A-Za-z][A-Za-z0-9_.+-]*)*", re.ASCII
)
_SOURCES = (".cpp", ".cc", ".cxx", ".c++")
_HEADERS = (".h", ".hh", ".hpp", ".hxx", ".inl", ".ipp")
# Targets that CMake or its generators make themselves, in small letters (policy CMP0037).
_OWN_TARGETS = """
all all_build clean help install test run_tests package package_source preinstall edit_cache
rebuild_cache zero_check depend experimental nightly continuous list_install_components codegen
"""
_TAKEN = frozenset(_OWN_TARGETS.split())


@dataclass(frozen=True, slots=True)
class Project:
    """What is wanted; files relative to the folder of the CMakeLists.txt."""

    name: str
    sources: Sequence[str]
    headers: Sequence[str]
    tests: Sequence[str] = ()
    is_library: bool = False
    dependencies: Sequence[str] = ()


def cmake_lists(wanted: Project) -> str:
    """The text of the CMakeLists.txt.

    Raises:
        InvalidArgument: a name or path is not what CMake can take as it stands.
    """
    _check(wanted)
    name = wanted.name
    lines = [
        "cmake_minimum_required(VERSION 3.18)",
        f"project({name} LANGUAGES CXX)",
        "",
        *_target(wanted),
    ]
    if wanted.tests:
        lines += ["", *_tests(wanted)]
    return "\n".join(lines) + "\n"


def _check(wanted: Project) -> None:
    if not _PROJECT.fullmatch(wanted.name) or wanted.name.lower() in _TAKEN:
        raise InvalidArgument(
            "projectName must begin with a letter, go on with letters, digits and _.+- and not be "
            "a target of CMake's own, like test"
        )
    for field, paths, suffixes in (
        ("sourceFiles", wanted.sources, _SOURCES),
        ("headerFiles", wanted.headers, _HEADERS),
        ("testFiles", wanted.tests, _SOURCES),
    ):
        _check_files(field, paths, suffixes)
    for library in wanted.dependencies:
        if len(library) > 100 or not _LIBRARY.fullmatch(library):
            raise InvalidArgument(
                "dependencies: names of libraries or targets, like Boost::headers"
            )
    if {wanted.name, f"{wanted.name}_tests"} & set(wanted.dependencies):
        raise InvalidArgument("dependencies: the project itself is not one")
    if len(set(wanted.dependencies)) != len(wanted.dependencies):
        raise InvalidArgument("dependencies: one is named twice")
    if not wanted.sources and not (wanted.is_library and wanted.headers):
        raise InvalidArgument("sourceFiles: a program needs one; a library, or headers at least")
    if twice := set(wanted.sources) & set(wanted.tests):
        raise InvalidArgument(f"testFiles: {min(twice)} is a source as well")


def _check_files(field: str, paths: Sequence[str], suffixes: tuple[str, ...]) -> None:
    if len(paths) > MOST_FILES or len(set(paths)) != len(paths):
        raise InvalidArgument(f"{field}: more than {MOST_FILES}, or one is named twice")
    for path in paths:
        safe = len(path) <= 255 and _FILE.fullmatch(path) and path == path.strip()
        if not safe or {".", ".."} & set(path.split("/")):
            raise InvalidArgument(
                f"{field}: paths below the project in letters, digits, blanks and _+.-/"
            )
        if PurePosixPath(path).suffix.lower() not in suffixes:
            raise InvalidArgument(f"{field}: each ends with one of {' '.join(suffixes)}")


def _target(wanted: Project) -> list[str]:
    name, scope = wanted.name, "PUBLIC"
    if not wanted.is_library:
        lines = [*_call("add_executable", [name], [*wanted.sources, *wanted.headers])]
        scope = "PRIVATE"
    elif wanted.sources:
        lines = [*_call("add_library", [name, "STATIC"], [*wanted.sources, *wanted.headers])]
    else:
        lines = [f"add_library({name} INTERFACE)"]
        scope = "INTERFACE"
    lines.append(f"target_compile_features({name} {scope} cxx_std_20)")
    lines += _call("target_include_directories", [name, scope], _folders(wanted.headers))
    if wanted.dependencies:
        lines += ["", *_found(wanted.dependencies)]
        lines.append(f"target_link_libraries({name} {scope} {' '.join(wanted.dependencies)})")
    return lines


def _tests(wanted: Project) -> list[str]:
    name = f"{wanted.name}_tests"
    inside = [*_found([CATCH])]
    libraries = [CATCH, *wanted.dependencies]
    sources = list(wanted.tests)
    if wanted.is_library:
        libraries = [wanted.name, CATCH]
    else:
        # A program cannot be linked: its sources are compiled again, less the one with main().
        sources += [path for path in wanted.sources if PurePosixPath(path).stem.lower() != "main"]
    inside += _call("add_executable", [name], sources)
    inside.append(f"target_compile_features({name} PRIVATE cxx_std_20)")
    inside += _call("target_include_directories", [name, "PRIVATE"], _folders(wanted.headers))
    inside.append(f"target_link_libraries({name} PRIVATE {' '.join(libraries)})")
    inside.append(f"add_test(NAME {name} COMMAND {name})")
    return ["include(CTest)", "if(BUILD_TESTING)", *(f"  {line}" for line in inside), "endif()"]


def _folders(headers: Iterable[str]) -> list[str]:
    """The folders to look for headers in, as CMake writes them."""
    parents = {PurePosixPath(path).parent.as_posix() for path in headers}
    below = sorted(parents - {"."})
    root = "${CMAKE_CURRENT_SOURCE_DIR}"
    return [root, *(f"{root}/{folder}" for folder in below)]


def _found(libraries: Iterable[str]) -> list[str]:
    """Lines that look for the packages of `Package::Target`, unless a project above has them."""
    lines = []
    for library in libraries:
        package, colons, _ = library.partition("::")
        if colons:
            version = "Catch2 3" if library == CATCH else package
            lines.append(f"if(NOT TARGET {library})")
            lines.append(f"  find_package({version} REQUIRED)")
            lines.append("endif()")
    return lines


def _call(command: str, first: Sequence[str], quoted: Iterable[str]) -> list[str]:
    lines = [f"{command}({' '.join(first)}", *(f'  "{each}"' for each in quoted)]
    lines[-1] += ")"
    return lines
