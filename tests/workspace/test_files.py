"""Files below the folder while somebody swaps folders for links: nothing outside is reached."""

from __future__ import annotations

import ctypes
import os
import threading
from pathlib import Path

import pytest

from appliance.errors import InvalidArgument, NotFound, ToolError, Unavailable
from appliance.workspace import files

ROUNDS = 500


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder with a file below, and the like outside."""
    for folder, text in (("work/sub", "inside"), ("outside", "secret")):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "a").write_text(text)
    return tmp_path / "work"


def exchange(one: Path, other: Path) -> bool:
    """Swap two entries in one step, as an attacker would; False where the system cannot."""
    call = getattr(ctypes.CDLL(None), "renameat2", None)
    here, exchanging = -100, 2  # AT_FDCWD, RENAME_EXCHANGE
    return call is not None and call(here, bytes(one), here, bytes(other), exchanging) == 0


def test_a_link_swapped_in_meanwhile_is_not_followed(root: Path) -> None:
    (root / "link").symlink_to(root.parent / "outside")
    if not exchange(root / "sub", root / "link"):
        pytest.skip("this system swaps no files")
    stop = threading.Event()

    def swap() -> None:
        while not stop.is_set():
            exchange(root / "sub", root / "link")

    swapping = threading.Thread(target=swap)
    swapping.start()
    read = refused = 0
    try:
        for number in range(ROUNDS):
            try:
                assert files.read(root, ("sub", "a"), "filePath", 100) == b"inside"
                files.write(root, ("sub", f"b{number}"), b"x", "outputPath", overwrite=False)
                read += 1
            except (InvalidArgument, NotFound):
                refused += 1
    finally:
        stop.set()
        swapping.join()
    assert read + refused == ROUNDS
    assert os.listdir(root.parent / "outside") == ["a"]


def test_what_the_system_refuses_is_one_line(root: Path) -> None:
    with pytest.raises(Unavailable, match="outputPath: the workspace says: File name too long"):
        files.write(root, ("x" * 300,), b"", "outputPath", overwrite=False)
    with pytest.raises(Unavailable, match="the workspace cannot be opened: Not a directory"):
        files.read(root / "sub" / "a", ("b",), "filePath", 1)


def test_no_descriptor_is_left_open(root: Path) -> None:
    before = len(os.listdir("/proc/self/fd"))
    for parts in (("sub", "a"), ("sub", "no"), ("no", "a"), ("sub",), ("sub", "a", "b")):
        for _ in range(3):
            try:
                files.read(root, parts, "filePath", 100)
            except ToolError:
                continue
    assert len(os.listdir("/proc/self/fd")) == before


def test_a_path_is_the_one_other_programs_write(root: Path) -> None:
    (root.parent / "way").symlink_to(root)
    assert files.locate(root.parent / "way", ("sub", "a"), "filePath", False) == root / "sub/a"
