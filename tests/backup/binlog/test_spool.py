"""The spool: locked, in order, and never poorer after a start."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.backup.binlog.chain import LogFile
from appliance.backup.binlog.spool import Spool
from appliance.errors import BackupLocked


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    made = Spool(tmp_path / "spool")
    made.open()
    return made


def put(spool: Spool, name: str, content: bytes = b"x") -> None:
    spool.path(name).write_bytes(content)


def test_only_one_process_archives(spool: Spool) -> None:
    with pytest.raises(BackupLocked):
        Spool(spool.folder).open()
    spool.close()
    Spool(spool.folder).open()
    assert spool.folder.stat().st_mode & 0o777 == 0o700


def test_knows_how_far_it_is(spool: Spool) -> None:
    assert spool.begins_at(7)
    assert not spool.has_reached(LogFile("binlog.000002", 1))
    put(spool, "binlog.000002", b"xyz")
    assert spool.begins_at(2)
    assert not spool.begins_at(3)
    reached = [("binlog.000001", 9), ("binlog.000002", 3)]
    assert all(spool.has_reached(LogFile(*each)) for each in reached)
    ahead = [("binlog.000002", 4), ("binlog.000003", 0)]
    assert not any(spool.has_reached(LogFile(*each)) for each in ahead)


def test_lists_files_by_number(spool: Spool) -> None:
    for name in ("binlog.1000000", "binlog.000002", "login.cnf", "binlog.000001", "a.said"):
        put(spool, name)
    assert [each.name for each in spool.files()] == [
        "binlog.000001",
        "binlog.000002",
        "binlog.1000000",
    ]


def test_a_file_that_goes_while_it_is_listed_is_no_error(spool: Spool) -> None:
    put(spool, "binlog.000002")
    spool.path("binlog.000001").symlink_to("gone")  # listed, and not there any more
    assert [each.name for each in spool.files()] == ["binlog.000002"]


def test_what_we_had_outlives_a_server_that_is_gone(spool: Spool) -> None:
    put(spool, "binlog.000001", b"long long")
    spool.keep("binlog.000001")
    assert spool.files() == []
    put(spool, "binlog.000001", b"long")  # fetched again, so far
    spool.settle(streaming=True)
    assert spool.path("binlog.000001").read_bytes() == b"long"
    spool.keep("binlog.000001")  # a second start must not keep the shorter one
    spool.settle(streaming=False)
    assert spool.path("binlog.000001").read_bytes() == b"long long"


def test_what_was_fetched_again_replaces_it(spool: Spool) -> None:
    put(spool, "binlog.000001", b"long")
    spool.keep("binlog.000001")
    put(spool, "binlog.000001", b"longer")
    spool.settle(streaming=True)
    assert [path.name for path in spool.folder.glob("*.kept")] == []
    assert spool.path("binlog.000001").read_bytes() == b"longer"


def test_what_is_not_sound_goes_alone_and_what_is_fetched_again_is_put_aside(
    spool: Spool,
) -> None:
    for number in (1, 2, 3):
        put(spool, f"binlog.00000{number}")
    spool.drop("binlog.000002")
    whole = [("binlog.000001", 1), ("binlog.000002", 0), ("binlog.000003", 1)]
    assert spool.files() == whole
    spool.keep("binlog.000002")
    assert spool.files() == whole[:1]
    spool.settle(streaming=True)
    assert spool.files() == whole[:1], "until they were fetched"
    spool.settle(streaming=False)
    assert spool.files() == whole, "the server had none of them"


def test_a_copy_put_aside_does_not_come_back_after_its_file_was_stored(spool: Spool) -> None:
    put(spool, "binlog.000001", b"long")
    spool.keep("binlog.000001")
    put(spool, "binlog.000001", b"longer")  # fetched and stored before anybody looked
    spool.remove("binlog.000001")
    spool.settle(streaming=False)
    assert spool.files() == []
