"""Checks of a C++ file by its text alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.codegen.components import Component, ComponentType, Role, bot_component
from appliance.codegen.source_text import Finding, check_text


def found(text: str, name: str = "a.cpp", *, style: bool = False) -> list[tuple[int, str]]:
    """Lines and severities."""
    return [(each.line, each.severity) for each in check_text(text.encode(), name, style=style)]


@pytest.mark.parametrize(
    "text",
    [
        "int f() { return a[1](2); }\n",
        "// } ) ]\nint a;\n",
        "/* } \n ) */ int a;\n",
        "char const* a = \"}\\\"}\"; char b = '}'; char c = '\\'';\n",
        'auto a = R"(})" "x"; auto b = u8R"ab( } )" )ab";\n',
        "int a = 1'000'000; int b = 0x1'F; { }\n",
        "// a line that goes on \\\n } } }\n",
        "#ifdef A\nvoid f(int a) {\n#else\nvoid f() {\n#endif\n}\n",
        "#if A\n{\n#elif B\n{\n#else\n{\n#endif\n}\n",
        "#error it's missing\n",
        "auto a = L'{';\n",
        "",
    ],
)
def test_brackets_that_are_in_order(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("int f() {\n", 1),
        ("\n}\n", 2),
        ("int a[2);\n", 1),
        ("f(\n\n}\n", 3),
        ("int a;\n/* open\n", 2),
        ('\nauto a = R"x( )" )y";\n', 2),
        ("#ifdef A\n{\n#endif\n", 2),
    ],
)
def test_brackets_that_are_not(text: str, line: int) -> None:
    assert found(text) == [(line, "error")]


def test_brackets_spread_over_conditions_are_only_doubted() -> None:
    opened = "#ifdef A\nnamespace a {\n#else\n#endif\nint b;\n#ifdef A\n}\n#endif\n"
    assert found(opened) == [(7, "warning")]


def test_what_is_not_text() -> None:
    assert check_text(b"int a;\n\xff\n", "a.cpp", style=False) == [
        Finding(2, "error", "not valid UTF-8")
    ]
    assert found("int a;\n\0\n") == [(2, "error")]
    assert found("int a; // \u202e\n") == [(1, "warning")]
    assert found("int a;\r\nint b;\n") == [(1, "warning")]
    assert found("int a;\r\nint b;\r\n") == []


@pytest.mark.parametrize("left", ["${class_name}", "{{className}}", "@PROJECT_NAME@", "<%= x %>"])
def test_placeholders_that_were_left(left: str) -> None:
    assert (2, "warning") in found(f"\nclass {left}\n")


@pytest.mark.parametrize("text", ["array a = {{ 1, 2 }};\n", "f(@selector);\n", "a < b % c > d;\n"])
def test_what_only_looks_like_one(text: str) -> None:
    assert found(text) == []


def test_headers_need_a_guard() -> None:
    assert found("int a;\n", "a.h") == [(1, "warning")]
    assert found("#ifndef A\n#define B\n#endif\n", "a.h") == [(1, "warning")]
    assert found("/* a\n */\n// b\n#ifndef A_H\n#define A_H\n#endif\n", "a.h") == []
    assert found("#pragma once\n", "a.hpp") == []


def test_style_only_when_asked_for() -> None:
    text = "\ufeffint a; \n\tint b;\n" + "x" * 121
    assert found(text) == []
    assert found(text, style=True) == [
        (1, "style"),
        (1, "style"),
        (2, "style"),
        (3, "style"),
        (3, "style"),
    ]


@pytest.mark.parametrize("kind", ComponentType)
@pytest.mark.parametrize("role", Role)
def test_generated_code_has_no_finding(kind: ComponentType, role: Role) -> None:
    for file in bot_component(Component(kind, "FrostBot", role, "Playerbot", tests=True)):
        assert check_text(file.text.encode(), file.path, style=True) == []


@pytest.mark.parametrize(
    "unit", ["(", "/*", 'R"(', '"', "'", "#if\n", "#if\n(", "1'", "//\\\n", "${a}"]
)
def test_hostile_text_is_read_in_one_pass(unit: str) -> None:
    # Quadratic reading of this megabyte would take hours and meet the suite's patience.
    check_text((unit * (2**20 // len(unit))).encode(), "a.h", style=True)


@given(st.text(alphabet="(){}[]/*\\\"'R#if\n \r\0$@u8", max_size=80))
def test_anything_gets_an_answer(text: str) -> None:
    for finding in check_text(text.encode(), "a.h", style=True):
        assert 1 <= finding.line <= text.count("\n") + 1
