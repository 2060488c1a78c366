"""Only plain files below the folder are read, whatever lies there."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.errors import Unavailable
from appliance.fulltext.texts import Stamp
from appliance.library import scan
from tests.support.barred import barred_folder
from tests.support.source_trees import write_tree


def test_files_are_found_by_their_endings(tmp_path: Path) -> None:
    write_tree(tmp_path, {"a.h": "1", "x/b.CPP": "22", "x/c.sql": "", ".git/d.h": "", ".e.h": ""})
    found = scan.scan(tmp_path, (".h", ".cpp"))
    assert {path: stamp.size for path, stamp in found.items()} == {"a.h": 1, "x/b.CPP": 2}


def test_only_the_wanted_part_is_looked_at_where_it_is(tmp_path: Path) -> None:
    write_tree(tmp_path, {"src/a.h": "", "dep/b.h": ""})
    assert set(scan.scan(tmp_path, (".h",), "src")) == {"src/a.h"}
    assert set(scan.scan(tmp_path, (".h",), "nowhere")) == {"src/a.h", "dep/b.h"}


def test_links_are_not_followed(tmp_path: Path) -> None:
    outside = write_tree(tmp_path / "outside", {"secret.h": "x"})
    root = write_tree(tmp_path / "root", {"a.h": ""})
    (root / "link.h").symlink_to(outside / "secret.h")
    (root / "folder").symlink_to(outside)
    (root / "round").symlink_to(root)
    (root / "src").symlink_to(outside)
    assert set(scan.scan(root, (".h",), "src")) == {"a.h"}
    with pytest.raises(scan.Skipped, match=scan.UNREADABLE):
        scan.read(root, "link.h")


def test_what_is_no_plain_file_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.h")
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(str(tmp_path / "socket.h"))
    (tmp_path / "folder.h").mkdir()
    assert scan.scan(tmp_path, (".h",)) == {}
    for name in ("pipe.h", "socket.h", "folder.h"):
        with pytest.raises(scan.Skipped):
            scan.read(tmp_path, name)


def test_names_that_cannot_be_shown_are_left_out(tmp_path: Path) -> None:
    for name in (b"new\nline.h", b"bell\x07.h", b"\xff\xfe.h", "wächter.h".encode()):
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text("")
    assert set(scan.scan(tmp_path, (".h",))) == {"wächter.h"}


def test_a_root_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="not there"):
        scan.scan(tmp_path / "nowhere", (".h",))


def test_a_folder_that_may_be_listed_but_not_entered_is_passed_over() -> None:
    with barred_folder(0o444) as folder:
        assert scan.scan(folder.parent, (".h",)) == {}


def test_a_root_to_which_the_way_is_barred_is_said() -> None:
    with barred_folder(0) as folder, pytest.raises(Unavailable, match="may not be read"):
        scan.scan(folder / "docs", (".h",), "src")


def test_files_that_are_no_text_are_skipped(tmp_path: Path) -> None:
    write_tree(tmp_path, {"large.h": b"x" * (scan.MOST_BYTES + 1), "binary.h": b"a\0b"})
    for name, why in (("large.h", scan.TOO_LARGE), ("binary.h", scan.BINARY),
                      ("gone.h", scan.UNREADABLE)):  # fmt: skip
        with pytest.raises(scan.Skipped, match=why):
            scan.read(tmp_path, name)


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_without_the_right_is_skipped_until_it_may_be_read(tmp_path: Path) -> None:
    path = write_tree(tmp_path, {"a.h": "x"}) / "a.h"
    path.chmod(0)
    assert not scan.may_read(tmp_path, "a.h")
    with pytest.raises(scan.Skipped):
        scan.read(tmp_path, "a.h")
    path.chmod(0o600)
    assert scan.may_read(tmp_path, "a.h")


def test_the_stamp_is_that_of_the_scan(tmp_path: Path) -> None:
    write_tree(tmp_path, {"a.h": "text"})
    stamp, text = scan.read(tmp_path, "a.h")
    assert (scan.scan(tmp_path, (".h",)), text) == ({"a.h": stamp}, "text")
    assert stamp == Stamp((tmp_path / "a.h").stat().st_mtime_ns, 4)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"\xef\xbb\xbfw\xc3\xa4r", "wär"),
        ("wär".encode("utf-16"), "wär"),
        (b"\xfe\xff\x00w", "w"),
        (b"w\xe4r", "wär"),
        (b"a\r\nb\rc\n", "a\nb\nc\n"),
        (b"", ""),
    ],
)
def test_encodings(data: bytes, text: str) -> None:
    assert scan.decode(data) == text


@given(st.binary(max_size=300))
def test_any_bytes_are_text_for_the_index_or_skipped(data: bytes) -> None:
    try:
        text = scan.decode(data)
    except scan.Skipped:
        return
    text.encode()
    assert not {"\r", "\0"} & set(text)
