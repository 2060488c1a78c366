"""What a compiler is asked and what it answers: flags taken over, diagnostics read.

Of a project's flags only kinds are taken over that say how to read code. None of those runs a
program, loads a plugin or writes a file; what is not known is left out.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from posixpath import join, normpath

import orjson

from appliance.errors import InvalidArgument

STANDARD = "-std=c++20"
"""For files that the project says nothing of: what both branches are built with."""

_FOLDERS = ("-I", "-isystem", "-iquote", "-idirafter")
_VALUES = ("-D", "-U")
_ALONE = re.compile(
    r"--?std=[a-z0-9+:]{1,16}|-pthread|-w|-pedantic(-errors)?|-ansi|-O[0-3sgz]?|-nostdinc(\+\+)?"
    r"|-stdlib=[a-z+]{1,16}"
    # No commas: -Wp, -Wa, -Wl, hand options to other programs.
    r"|-W[a-z0-9][a-z0-9+-]{0,60}(=[a-z0-9]{1,16})?"
    r"|-m(no-)?(32|64|sse[0-9.a]{0,3}|ssse3|avx[0-9a-z]{0,20}|fma|f16c|bmi2?|popcnt|aes|pclmul|cx16)"
    r"|-m(arch|tune|cpu)=[A-Za-z0-9.+_-]{1,40}"
    r"|-f(no-)?(exceptions|rtti|permissive|char8_t|coroutines|concepts|strict-aliasing|openmp"
    r"|PIC|pic|PIE|pie|signed-char|unsigned-char|ms-extensions|fast-math|delete-null-pointer-checks"
    r"|visibility-inlines-hidden|threadsafe-statics|sized-deallocation|aligned-new)"
    r"|-fvisibility=[a-z]{1,16}|-ftemplate-depth=\d{1,6}|-fconstexpr-(depth|ops-limit)=\d{1,10}",
    re.ASCII,
)
_LEFT_OUT = frozenset(["-Winvalid-pch"])
"""Precompiled headers are not used here."""
_OF_HEADERS_ALONE = "#pragma once in main file"
"""A warning that says only that a header was compiled by itself."""
_DIAGNOSTIC = re.compile(
    r"(?P<file>[^\n:]{1,4096}):(?P<line>\d{1,9}):(?:(?P<column>\d{1,9}):)? "
    r"(?P<severity>fatal error|error|warning): (?P<message>[^\n]{1,2000})"
)


@dataclass(frozen=True, slots=True)
class Command:
    """How one file of the project is compiled: its flags, and of which file they are."""

    file: str
    flags: tuple[str, ...]
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """An error or warning of the compiler."""

    file: str
    line: int
    column: int | None
    severity: str
    message: str


def command_for(database: bytes, path: str, root: str) -> Command | None:
    """The flags of `path` in a compile_commands.json, or of the file that lies nearest to it.

    Args:
        path: absolute, as the database writes its files.
        root: the folder of all; who shares no more than it is no neighbour.

    Raises:
        InvalidArgument: the database is not what CMake writes.
    """
    try:
        entries = orjson.loads(database)
        nearest = max(entries, key=lambda entry: _nearness(_file(entry), path), default=None)
        if nearest is None:
            return None
        same, shared, _ = _nearness(_file(nearest), path)
        if not same and shared <= len(PurePosixPath(root).parts):
            return None
        arguments = nearest.get("arguments") or shlex.split(nearest["command"])
        flags, left_out = kept_flags(arguments[1:], nearest["directory"])
        return Command(_file(nearest), tuple(flags), left_out)
    except (orjson.JSONDecodeError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InvalidArgument(
            "the compile_commands.json of the build folder is damaged; configure the build again"
        ) from error


def _file(entry: Mapping[str, str]) -> str:
    return normpath(join(entry["directory"], entry["file"]))


def _nearness(file: str, path: str) -> tuple[bool, int, bool]:
    """How near a file of the project is: itself, then by folders shared, then by name."""
    ours, theirs = PurePosixPath(path), PurePosixPath(file)
    shared = 0
    for left, right in zip(ours.parent.parts, theirs.parent.parts, strict=False):
        if left != right:
            break
        shared += 1
    return file == path, shared, ours.stem == theirs.stem


def kept_flags(arguments: Sequence[str], directory: str) -> tuple[list[str], int]:
    """The flags to take over, with folders made absolute, and how many were left out."""
    kept: list[str] = []
    left_out = 0
    rest = iter(arguments)
    for argument in rest:
        folder = next((each for each in _FOLDERS if argument.startswith(each)), None)
        value = next((each for each in _VALUES if argument.startswith(each)), None)
        if folder is not None:
            where = argument.removeprefix(folder) or next(rest, "")
            kept += [folder, normpath(join(directory, where))]
        elif value is not None:
            kept += [value, argument.removeprefix(value) or next(rest, "")]
        elif _ALONE.fullmatch(argument) and argument not in _LEFT_OUT:
            kept.append(argument)
        elif argument.startswith("-"):
            left_out += 1
    return kept, left_out


def question(compiler: str, flags: Iterable[str], path: str) -> list[str]:
    """The command that checks a file's syntax and writes nothing.

    Args:
        path: absolute, so that no name can be taken for an option.
    """
    asked = list(flags)
    if not any(flag.lstrip("-").startswith("std=") for flag in asked):
        asked.append(STANDARD)
    # By its suffix a header would be taken for something to precompile.
    return [compiler, *asked, "-fsyntax-only", "-fdiagnostics-color=never", "-x", "c++", path]


def diagnostics(output: str) -> list[Diagnostic]:
    """The errors and warnings in what gcc or clang printed, in its order, each once."""
    found: dict[Diagnostic, None] = {}
    for line in output.splitlines():
        match = _DIAGNOSTIC.fullmatch(line)
        if match and not match["message"].startswith(_OF_HEADERS_ALONE):
            column = int(match["column"]) if match["column"] else None
            severity = match["severity"].removeprefix("fatal ")
            key = Diagnostic(match["file"], int(match["line"]), column, severity, match["message"])
            found.setdefault(key)
    return list(found)
