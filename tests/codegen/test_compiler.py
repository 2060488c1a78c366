"""Flags of a project that are taken over, and what compilers print."""

from __future__ import annotations

import json
import shlex

import pytest

from appliance.codegen.compiler import Diagnostic, command_for, diagnostics, kept_flags, question
from appliance.errors import InvalidArgument


def database(*entries: dict[str, object]) -> bytes:
    return json.dumps(entries).encode()


ENTRY = {"directory": "/w/build", "file": "../src/a.cpp", "command": "/usr/bin/c++ -DA -c a.cpp"}


def test_flags_that_say_how_to_read_code_are_kept() -> None:
    arguments = (
        '-DNAME="x y" -D OTHER=1 -UX -I../inc -I /abs -isystem sys -iquote q -std=gnu++20 -Wall '
        "-Wno-unused -Wextra=1 -fPIC -fno-exceptions -fvisibility=hidden -msse2 -march=x86-64-v2 "
        "-pthread -O2 -ftemplate-depth=512"
    )
    kept, left_out = kept_flags(shlex.split(arguments), "/w/build")
    assert left_out == 0
    assert kept == [
        *("-D", "NAME=x y", "-D", "OTHER=1", "-U", "X", "-I", "/w/inc", "-I", "/abs"),
        *("-isystem", "/w/build/sys", "-iquote", "/w/build/q", "-std=gnu++20", "-Wall"),
        *("-Wno-unused", "-Wextra=1", "-fPIC", "-fno-exceptions", "-fvisibility=hidden"),
        *("-msse2", "-march=x86-64-v2", "-pthread", "-O2", "-ftemplate-depth=512"),
    ]


@pytest.mark.parametrize(
    "flags",
    [
        ["-fplugin=evil.so"],
        ["-fplugin-arg-evil-x=1"],
        ["-fmodule-mapper=|evil"],
        ["-fpass-plugin=evil.so"],
        ["-wrapper", "evil,--args"],
        ["-specs=evil"],
        ["-Bevil"],
        ["-B", "evil"],
        ["@evil"],
        ["-o", "evil"],
        ["-oevil"],
        ["-dumpdir", "evil"],
        ["-dD"],
        ["-save-temps=obj"],
        ["-MD"],
        ["-MF", "evil"],
        ["-MMD", "-MT", "x"],
        ["-fdump-tree-all=evil"],
        ["-aux-info", "evil"],
        ["-Wp,-MD,evil"],
        ["-Wl,-plugin,evil"],
        ["-Wa,-a=evil"],
        ["-Xclang", "-load", "-Xclang", "evil.so"],
        ["-Xpreprocessor", "-MD"],
        ["-mllvm", "-load=evil.so"],
        ["-fprofile-generate=evil"],
        ["-ftime-trace=evil"],
        ["-fcallgraph-info"],
        ["-fstack-usage"],
        ["-fopt-info-all=evil"],
        ["-fsave-optimization-record"],
        ["-include", "/etc/passwd"],
        ["-imacros", "/etc/passwd"],
        ["--param", "x=1"],
        ["-x", "ada"],
        ["-c", "evil.cpp"],
        ["-E"],
        ["-S"],
        ["--output=evil"],
        ["-Winvalid-pch"],
        ["-fauto-profile=evil"],
        ["-Wall\n-fplugin=evil"],
    ],
)
def test_flags_that_write_run_or_are_not_known_are_left_out(flags: list[str]) -> None:
    assert kept_flags(["-DA", *flags, "-DB"], "/w")[0] == ["-D", "A", "-D", "B"]


def test_a_flag_without_its_value_takes_no_other() -> None:
    assert kept_flags(["-I"], "/w")[0] == ["-I", "/w"]
    assert kept_flags(["-D"], "/w")[0] == ["-D", ""]


def test_the_entry_of_the_file_itself_comes_first() -> None:
    other = ENTRY | {"file": "/w/src/b.cpp", "command": "c++ -DB"}
    command = command_for(database(other, ENTRY), "/w/src/a.cpp", "/w")
    assert command is not None
    assert (command.file, command.flags) == ("/w/src/a.cpp", ("-D", "A"))


def test_a_new_file_borrows_from_its_nearest_neighbour() -> None:
    far = ENTRY | {"file": "/w/dep/x.cpp", "command": "c++ -DFAR"}
    near = ENTRY | {"file": "/w/src/game/x.cpp", "arguments": ["c++", "-DNEAR", "-o", "x"]}
    command = command_for(database(far, near), "/w/src/game/new/a.cpp", "/w")
    assert command is not None
    assert (command.file, command.flags) == ("/w/src/game/x.cpp", ("-D", "NEAR"))
    assert command.left_out == 1
    assert command_for(database(far), "/w/gen/a.cpp", "/w") is None
    assert command_for(database(), "/w/gen/a.cpp", "/w") is None


@pytest.mark.parametrize(
    "damaged",
    [b"", b"{", b"{}", b"[1]", b'[{"file": "a"}]', database(ENTRY | {"command": '"open'})],
)
def test_a_damaged_database_is_said_to_be(damaged: bytes) -> None:
    if damaged == b"{}":
        assert command_for(damaged, "/w/src/a.cpp", "/w") is None
        return
    with pytest.raises(InvalidArgument, match=r"compile_commands\.json"):
        command_for(damaged, "/w/src/a.cpp", "/w")


def test_the_question_names_a_language_level_once() -> None:
    assert question("c++", [], "/w/-o")[1:] == [
        *("-std=c++20", "-fsyntax-only", "-fdiagnostics-color=never", "-x", "c++", "/w/-o")
    ]
    assert "-std=c++20" not in question("c++", ["-std=c++23"], "/w/a.cpp")


def test_diagnostics_are_read() -> None:
    output = (
        "In file included from /w/a.cpp:1:\n"
        "/w/a.h:3:5: error: expected ';' before 'int'\n"
        "    3 |     int a\n"
        "/w/a.cpp:2:1: warning: unused variable 'x' [-Wunused-variable]\n"
        "/w/a.cpp:2:1: note: declared here\n"
        "/w/a.cpp:1:10: fatal error: no.h: No such file or directory\n"
        "/w/a.cpp:2:1: warning: unused variable 'x' [-Wunused-variable]\n"
        "/w/a.h:1:9: warning: #pragma once in main file\n"
        "compilation terminated.\n"
    )
    assert diagnostics(output) == [
        Diagnostic("/w/a.h", 3, 5, "error", "expected ';' before 'int'"),
        Diagnostic("/w/a.cpp", 2, 1, "warning", "unused variable 'x' [-Wunused-variable]"),
        Diagnostic("/w/a.cpp", 1, 10, "error", "no.h: No such file or directory"),
    ]
