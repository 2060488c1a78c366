"""Names of files: what stays below the folder and what is refused, by the text alone."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.errors import InvalidArgument
from appliance.workspace.names import parts_below

ROOT = Path("/srv/work")


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("a.cpp", ("a.cpp",)),
        ("./src//a.cpp", ("src", "a.cpp")),
        ("src/../a.cpp", ("a.cpp",)),
        ("/srv/work/src/a.cpp", ("src", "a.cpp")),
        ("/srv/work/../work/a.cpp", ("a.cpp",)),
        ("/srv/work", ()),
        (".", ()),
        ("-o", ("-o",)),
        ("näme with space.cpp", ("näme with space.cpp",)),
        ("x; touch F; echo .cpp", ("x; touch F; echo .cpp",)),
    ],
)
def test_names_below_the_folder(name: str, parts: tuple[str, ...]) -> None:
    assert parts_below(ROOT, name, field="filePath") == parts


@pytest.mark.parametrize(
    "name",
    [
        "",
        "..",
        "../work/a.cpp",
        "a/../../b",
        "/etc/passwd",
        "/srv/workshop/a.cpp",
        "/srv/work/../other",
        "//srv/other",
        "a\0b",
        "a\nb",
        "a\u202eb",
        "a\ud800",
        "x" * 256,
        "é" * 128,
        "/".join(["a"] * 33),
        "a/" * 600,
    ],
)
def test_names_that_are_refused(name: str) -> None:
    with pytest.raises(InvalidArgument, match=r"^filePath ") as refused:
        parts_below(ROOT, name, field="filePath")
    assert "/srv" not in str(refused.value)


def test_the_root_of_the_system_may_be_the_folder() -> None:
    assert parts_below(Path("/"), "/etc/passwd", field="f") == ("etc", "passwd")


@given(st.text(alphabet="ab./ -;\0\n~$é", max_size=40))
def test_whatever_is_accepted_stays_below(name: str) -> None:
    try:
        parts = parts_below(ROOT, name, field="f")
    except InvalidArgument:
        return
    assert not {"", ".", ".."} & set(parts)
    assert PurePosixPath(ROOT, *parts).is_relative_to(ROOT)
