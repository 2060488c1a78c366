"""Globs of paths: what they mean, and that no pattern takes long."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.errors import InvalidArgument
from appliance.reports.globs import MOST_ALTERNATIVES, MOST_CHARACTERS, globs, names


@pytest.mark.parametrize(
    ("pattern", "path", "meant"),
    [
        ("*.cpp", "src/server/game/Unit.cpp", True),
        ("*.cpp", "src/server/game/Unit.h", False),
        ("src/*.cpp", "src/a.cpp", True),
        ("src/*.cpp", "src/game/a.cpp", False),
        ("src/**/*.cpp", "/home/me/TrinityCore/src/server/game/a.cpp", True),
        ("src/**/*.cpp", "src/a.cpp", True),
        ("src/**", "src/deep/er/a.cpp", True),
        ("src/", "src/deep/a.cpp", True),
        ("src/", "other/a.cpp", False),
        ("/src/*.cpp", "/src/a.cpp", True),
        ("/src/*.cpp", "/home/src/a.cpp", False),
        ("**/*.{js,ts}", "a/b.ts", True),
        ("**/*.{js,ts}", "b.js", True),
        ("**/*.{js,ts}", "b.tsx", False),
        ("{a,b{c,d}}/x", "bd/x", True),
        ("./src/a.cpp", "src/a.cpp", True),
        ("[ab].cpp", "b.cpp", True),
        ("[!ab].cpp", "b.cpp", False),
        ("a?c", "abc", True),
        ("a?c", "a/c", False),
        ("src/*.cpp", "src\\a.cpp", True),
        ("a/**/b/**/c", "a/x/b/y/b/z/c", True),
        ("a/**/b/**/c", "a/x/b/y/b/z/d", False),
        ("[", "[", True),
        ("{", "{", True),
        ("A.cpp", "a.cpp", False),
    ],
)
def test_patterns(pattern: str, path: str, meant: bool) -> None:
    assert globs([pattern], field="include").match(path) is meant


def test_any_of_the_patterns_will_do() -> None:
    both = globs(["*.h", "*.cpp"], field="include")
    assert both.match("a.h")
    assert both.match("a.cpp")
    assert not globs([], field="include").match("a.h")


def test_stars_do_not_explode() -> None:
    # A backtracking matcher needs 200 over 100 steps for these.
    stars = "*a" * (MOST_CHARACTERS // 2)
    assert not globs([stars], field="include").match("a" * 5000 + "b")
    assert not names(stars, field="pattern")("a" * 5000 + "b")
    deep = "**/a/" * (MOST_CHARACTERS // 5)
    assert not globs([deep[:-1]], field="include").match("a/" * 2000 + "b")


def test_braces_do_not_explode() -> None:
    with pytest.raises(InvalidArgument, match=f"`exclude` .* more than {MOST_ALTERNATIVES}"):
        globs(["{a,b}" * 30], field="exclude")


def test_long_patterns_are_refused() -> None:
    with pytest.raises(InvalidArgument, match="`include` has a pattern of more than 200"):
        globs(["a" * (MOST_CHARACTERS + 1)], field="include")


def test_stars_in_names_that_are_no_paths_are_any_text() -> None:
    meant = names("Suite.*{0,1}", field="pattern")
    assert meant("Suite.Case/0")
    assert meant("Suite./1")
    assert not meant("Suite.Case/2")


@given(st.text("ab*?/", max_size=12), st.text("ab/", max_size=12))
def test_agrees_with_a_regular_expression(pattern: str, path: str) -> None:
    """For patterns without `**` next to other things in a part, which is no glob of ours."""
    parts = pattern.split("/")
    if any("**" in part and part != "**" for part in parts) or pattern.endswith("/"):
        return
    one = {"*": "[^/]*", "?": "[^/]"}
    wanted = "(?:[^/]*/)*"
    if pattern.startswith("/"):
        wanted, parts = "", parts[1:]
    for index, part in enumerate(parts):
        last = index == len(parts) - 1
        if part == "**":
            wanted += ".*" if last else "(?:[^/]*/)*"
        else:
            wanted += "".join(one.get(char, char) for char in part) + ("" if last else "/")
    spelled = path.removeprefix("/")
    whole = re.fullmatch(wanted, spelled, re.DOTALL)
    # A last `**` may also stand for nothing: `a/**` means a as well.
    alone = wanted.endswith("/.*") and re.fullmatch(wanted.removesuffix("/.*"), spelled)
    assert globs([pattern], field="include").match(path) == bool(whole or alone)
