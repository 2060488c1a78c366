"""Which file is next, and whether one is missing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from appliance.backup.binlog.chain import UNKNOWN, Archived, LogFile, break_between, next_file

BEGAN = datetime(2026, 1, 31, 12, tzinfo=UTC)
SOURCE = "3e11fa47-71ca-11e1-9e33-c80aa9429562"


def log(number: int, size: int = 500, base: str = "binlog") -> LogFile:
    return LogFile(f"{base}.{number:06d}", size)


def archived(number: int, before: str = "0-1-10", end: int = 500) -> Archived:
    created = BEGAN + timedelta(minutes=number)
    return Archived(f"id{number}", "1", log(number).name, end, created, created, before, "")


@pytest.mark.parametrize(
    ("last", "server", "name", "gap"),
    [
        (None, [log(3), log(4)], 4, ""),
        (log(4, 300), [log(3), log(4)], 4, ""),  # grew
        (log(4), [log(3), log(4)], 4, ""),  # in use: may grow
        (log(4), [log(3), log(4), log(5)], 5, ""),
        (log(4), [log(5), log(6)], 5, ""),  # purged, but we had it
        (log(4, 300), [log(5), log(6)], 5, ""),
        (log(4, 0), [log(4), log(5)], 4, ""),
        (log(4, 0), [log(5), log(6)], 5, "binlog.000004 up to before binlog.000005 were purged"),
        (log(4), [log(6), log(7)], 6, "binlog.000005 up to before binlog.000006 were purged"),
        (log(4), [log(1), log(2)], 1, "reset after binlog.000004"),
        (log(4), [log(1), log(4, 100), log(5)], 1, "binlog.000004 is shorter there"),
        (log(4), [log(1, base="other")], None, "reset after"),
    ],
)
def test_goes_on_where_it_was(
    last: LogFile | None, server: list[LogFile], name: int | None, gap: str
) -> None:
    found = next_file(last, server)
    assert found.name == (server[0].name if name is None else log(name).name)
    assert gap in found.gap
    assert bool(gap) == bool(found.gap)


def test_a_million_files_need_seven_digits() -> None:
    assert next_file(log(999_999), [log(999_999), LogFile("binlog.1000000", 9)]).name.endswith(
        "1000000"
    )


@pytest.mark.parametrize(
    ("number", "before", "minutes", "why"),
    [
        (5, "0-1-11", 5, ""),
        (5, "0-1-10,1-1-4", 5, ""),
        (5, None, 5, ""),
        (6, "0-1-11", 6, "does not follow"),
        (5, "0-1-3", 5, "log was reset"),
        (5, "", 5, "log was reset"),
        (5, "0-1-11", 2, "is older"),
        (4, "0-1-10", 4, ""),  # the same file again, stored in part before
        (4, "0-1-10", 9, "does not follow"),  # another one of that name
    ],
)
def test_notices_what_does_not_go_on(
    number: int, before: str | None, minutes: int, why: str
) -> None:
    created = BEGAN + timedelta(minutes=minutes)
    found = break_between(archived(4), log(number).name, before, created)
    assert why in found
    assert bool(why) == bool(found)


def test_compares_sets_of_mysql() -> None:
    previous, created = archived(4, f"{SOURCE}:1-9"), BEGAN + timedelta(hours=1)
    assert break_between(previous, "binlog.000005", f"{SOURCE}:1-12", created) == ""
    assert "reset" in break_between(previous, "binlog.000005", f"{SOURCE}:1-3", created)
    assert "reset" in break_between(previous, "binlog.000005", "", created)
    assert break_between(archived(4, UNKNOWN), "binlog.000005", "", created) == ""
