"""When a failed restore is the backup's fault, and when the scratch server's."""

from __future__ import annotations

import pytest

from appliance.backup.engines import _damage_told, _series
from appliance.errors import BackupDamaged, BackupError, QueryFailed


def fail(older: str, code: int) -> None:
    try:
        raise QueryFailed("You have an error in your SQL syntax", code=code)
    except QueryFailed as cause:
        with _damage_told(older):
            raise BackupError("table creature cannot be created") from cause


def test_what_no_server_takes_is_damaged() -> None:
    with pytest.raises(BackupDamaged):
        fail("", 1064)
    with pytest.raises(BackupError) as told:
        fail("", 1205)
    assert not isinstance(told.value, BackupDamaged)


def test_what_an_older_server_does_not_take_may_be_sound() -> None:
    with pytest.raises(BackupError, match=r"scratch server \(10\.5\.1\) is older") as told:
        fail("10.5.1", 1064)
    assert not isinstance(told.value, BackupDamaged)
    assert _series("10.5.29-MariaDB") < _series("10.11.6-MariaDB-1:log") < _series("11.4.2-MariaDB")
    assert _series("8.0.43") < _series("8.4.0") == _series("8.4.7-log")
