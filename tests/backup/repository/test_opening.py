"""Which repository the settings name."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.backup.repository.local import LocalRepository
from appliance.backup.repository.opening import open_repository
from appliance.backup.repository.s3 import S3Repository
from appliance.errors import RepositoryError
from appliance.settings.backup import BackupSettings
from tests.support.backups import SetClock


def opened(place: str | None) -> LocalRepository | S3Repository:
    found = open_repository(BackupSettings(repository=place), node="one", clock=SetClock())
    assert isinstance(found, LocalRepository | S3Repository)
    return found


def test_a_folder(tmp_path: Path) -> None:
    repository = opened(str(tmp_path))
    assert isinstance(repository, LocalRepository)
    assert repository.address == str(tmp_path)
    assert opened("~/backups").address == str(Path.home() / "backups")


@pytest.mark.parametrize(
    ("place", "address"),
    [
        ("s3://realm", "s3://realm"),
        ("s3://realm/", "s3://realm"),
        ("s3://realm/a/b/", "s3://realm/a/b"),
    ],
)
def test_a_bucket(place: str, address: str) -> None:
    repository = opened(place)
    assert isinstance(repository, S3Repository)
    assert repository.address == address


@pytest.mark.parametrize(
    ("place", "why"),
    [
        (None, "backup.repository is not set"),
        ("", "is not set"),
        ("s3://", "names no bucket"),
        ("s3:/realm/b", "neither a folder nor s3"),
        ("gs://realm", "neither a folder nor s3"),
    ],
)
def test_neither(place: str | None, why: str) -> None:
    with pytest.raises(RepositoryError, match=why):
        opened(place)
