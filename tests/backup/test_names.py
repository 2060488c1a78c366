"""Ids and file names."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.backup.names import (
    Kind,
    check_file_name,
    check_id,
    file_name,
    id_time,
    is_id,
    new_id,
)
from appliance.errors import BackupError

MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2999, 1, 1), timezones=st.just(UTC))


@given(MOMENTS, st.sampled_from(Kind), st.binary(min_size=3, max_size=3))
def test_an_id_tells_its_time(moment: datetime, kind: Kind, token: bytes) -> None:
    made = new_id(kind, moment, token)
    assert is_id(made)
    assert timedelta(0) <= moment - id_time(made) < timedelta(seconds=1)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "..",
        "../20260131T180000Z-full-0a1b2c",
        "20260131T180000Z-full-0a1b2c/",
        "20260131T180000Z-full-0a1b2c\n",
        "20260131T180000Z-FULL-0a1b2c",
        "20269931T180000Z-full-0a1b2c",
        "٢0260131T180000Z-full-0a1b2c",
        "x" * 10_000,
    ],
)
def test_anything_else_is_no_id(text: str) -> None:
    assert not is_id(text)
    with pytest.raises(BackupError, match="not the id of a backup"):
        check_id(text)


@given(st.text(min_size=1, max_size=64), st.text(min_size=1, max_size=64))
def test_every_table_has_a_file_of_its_own(one: str, two: str) -> None:
    names = [check_file_name(file_name("auth", table)) for table in (one, two)]
    assert (names[0] == names[1]) == (one == two)
    assert all(len(part) <= 255 for name in names for part in name.split("/"))
    assert names[0] == names[0].lower()


def test_plain_names_stay_readable() -> None:
    assert file_name("world", "creature_template") == "world/creature_template.frames"
    assert file_name("world", "..") == "world/=2e=2e.frames"


@pytest.mark.parametrize(
    "name",
    [
        "../x.frames", "/x.frames", "a/../x.frames", "a//x.frames", ".x.frames", "x.json",
        "a/b/c/d/e.frames", "x.frames\n", "X.frames", "a\\x.frames", "x" * 600 + ".frames",
    ],
)  # fmt: skip
def test_names_that_lead_elsewhere_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match="not the name"):
        check_file_name(name)
