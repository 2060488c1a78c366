"""Files that survive a kill and a power cut; more of it is tried with the repositories."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance import durable


def test_who_may_read_a_file_is_so_from_its_first_moment(tmp_path: Path) -> None:
    durable.replace(tmp_path / "secret", b"x")
    durable.replace(tmp_path / "public", b"x", mode=0o644)
    assert [(each.name, each.stat().st_mode & 0o777) for each in sorted(tmp_path.iterdir())] == [
        ("public", 0o644),
        ("secret", 0o600),
    ]


def test_what_a_kill_left_under_the_chosen_name_is_in_the_way_only_once(tmp_path: Path) -> None:
    half = tmp_path / "half"
    half.write_text("left")
    with pytest.raises(FileExistsError):
        durable.replace(tmp_path / "whole", b"x", temporary=half)
    durable.replace(tmp_path / "whole", b"x", temporary=half)
    assert [each.name for each in tmp_path.iterdir()] == ["whole"]
