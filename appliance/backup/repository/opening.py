"""The repository that the settings name."""

from __future__ import annotations

from pathlib import Path

from appliance.backup.repository.bucket import Bucket
from appliance.backup.repository.interface import Repository
from appliance.backup.repository.local import LocalRepository
from appliance.backup.repository.s3 import S3Repository
from appliance.clock import WallClock
from appliance.errors import RepositoryError
from appliance.settings.backup import BackupSettings

_S3 = "s3://"


def open_repository(settings: BackupSettings, *, node: str, clock: WallClock) -> Repository:
    """The folder or bucket of `backup.repository`; nothing is asked of it yet.

    Raises:
        RepositoryError: none is named, or the name is neither.
    """
    place = settings.repository
    if not place:
        raise RepositoryError(
            "backup.repository is not set", hint="a folder, or s3://bucket/prefix"
        )
    if not place.startswith(_S3):
        if "://" in place or place.startswith("s3:"):
            raise RepositoryError(f"backup.repository: {place!r} is neither a folder nor s3://…")
        return LocalRepository(
            Path(place).expanduser(),
            node=node,
            min_free_bytes=settings.min_free_bytes,
            clock=clock,
        )
    bucket, _, prefix = place.removeprefix(_S3).partition("/")
    if not bucket:
        raise RepositoryError("backup.repository names no bucket", hint="s3://bucket/prefix")
    objects = Bucket(
        bucket,
        prefix.strip("/"),
        endpoint=settings.s3_endpoint,
        region=settings.s3_region,
        access_key=settings.s3_access_key,
        secret_key=settings.s3_secret_key.get_secret_value(),
    )
    return S3Repository(objects, node=node, clock=clock)
