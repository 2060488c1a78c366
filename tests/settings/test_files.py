"""Reading files: every way to fail is one line that names the file."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import NoReturn

import pytest

from appliance.errors import SettingsError
from appliance.settings.files import LIMIT_BYTES, read_document, read_text


def problem(path: Path) -> str:
    with pytest.raises(SettingsError) as caught:
        read_document(path)
    assert "\n" not in caught.value.message
    return caught.value.message


def test_the_suffix_says_the_format(folder: Path) -> None:
    (folder / "a.toml").write_text("[server]\nport = 1\n")
    for name in ("a.yaml", "a.yml", "a.YAML"):
        (folder / name).write_text("server:\n  port: 1\n")
    for path in folder.iterdir():
        assert read_document(path).data == {"server": {"port": 1}}


def test_an_unknown_suffix_is_refused() -> None:
    assert problem(Path("a.json")) == "a.json: a configuration file ends in .toml, .yaml, .yml"


def test_a_missing_file_and_a_folder_are_refused(folder: Path) -> None:
    assert problem(Path("a.toml")) == "a.toml: cannot be read: No such file or directory"
    (folder / "b.toml").mkdir()
    assert problem(Path("b.toml")) == "b.toml: cannot be read: Is a directory"
    assert "cannot be read: embedded null byte" in problem(Path("c\0.toml"))


def test_an_unreadable_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_: object) -> NoReturn:  # not by permissions: root may read everything
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "open", denied)
    assert problem(Path("a.toml")) == "a.toml: cannot be read: Permission denied"


def test_a_file_that_is_far_too_large_is_refused(folder: Path) -> None:
    (folder / "a.toml").write_bytes(b"#" * LIMIT_BYTES)
    assert read_document(Path("a.toml")).data == {}
    (folder / "a.toml").write_bytes(b"#" * (LIMIT_BYTES + 1))
    assert problem(Path("a.toml")) == "a.toml: larger than 256 KiB; is it the right file?"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"# fine\nuser = '\xe4'\n", "a.toml:2: not UTF-8 but another encoding: save it as UTF-8"),
        ("x = 1\n".encode("utf-16"), "a.toml:1: not UTF-8 but UTF-16: save it as UTF-8"),
    ],
)
def test_other_encodings_are_refused(folder: Path, content: bytes, expected: str) -> None:
    (folder / "a.toml").write_bytes(content)
    assert problem(Path("a.toml")) == expected


def test_byte_order_mark_and_windows_line_ends_are_harmless(folder: Path) -> None:
    (folder / "a.toml").write_bytes(b"\xef\xbb\xbfa = 1\r\nb = 2\r\n")
    assert read_text(Path("a.toml")) == "a = 1\nb = 2\n"
