"""A backup being written into a bucket, and its files being read."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from appliance.backup.manifest import MANIFEST
from appliance.backup.names import check_file_name
from appliance.backup.repository.bucket import PART_BYTES, Bucket, Conflict
from appliance.backup.repository.layout import Holder
from appliance.errors import BackupError, BackupLocked, RepositoryError

STAGING = "staging.json"


def data(backup_id: str, name: str) -> str:
    """Where a file is."""
    return f"data/{backup_id}/{name}"


def entry(backup_id: str, name: str) -> str:
    """Where a manifest or a note is."""
    return f"catalogue/{backup_id}/{name}"


class S3Staging:
    """Objects without a manifest: nobody lists them.

    Args:
        admit: raises when the term is over.
    """

    def __init__(
        self, bucket: Bucket, backup_id: str, *, holder: Holder, admit: Callable[[int], None]
    ) -> None:
        self.id = backup_id
        self._bucket = bucket
        self._admit = admit
        try:
            bucket.create(entry(backup_id, STAGING), holder.model_dump_json().encode())
        except Conflict:
            raise BackupLocked(f"{bucket.address}: {backup_id} is being written already") from None

    def create(self, name: str) -> S3Output:
        """A new file."""
        return S3Output(self._bucket, data(self.id, check_file_name(name)))

    def publish(self, manifest: bytes, *, term: int) -> None:
        """Make the backup appear."""
        self._admit(term)
        path = entry(self.id, MANIFEST)
        try:
            self._bucket.create(path, manifest)
        except Conflict:
            # The answer to a first try may have been lost, and the library tried again.
            found = self._bucket.get(path, limit_bytes=len(manifest))
            if found is None or found.content != manifest:
                raise RepositoryError(
                    f"{self._bucket.address}: {self.id} is there already"
                ) from None
        with contextlib.suppress(BackupError):  # it is published; the next start removes the mark
            self._bucket.delete([entry(self.id, STAGING)])

    def discard(self) -> None:
        """Remove what was staged; first the manifest, which a failed `publish` may have left."""
        self._bucket.delete([entry(self.id, MANIFEST)])
        self._bucket.delete(list(self._bucket.list(f"data/{self.id}")))
        self._bucket.delete([entry(self.id, STAGING)])


class S3Output:
    """A file being uploaded, in parts."""

    def __init__(self, bucket: Bucket, path: str) -> None:
        self._upload = bucket.upload(path)

    def write(self, data: bytes, /) -> None:
        """Take all of `data`."""
        self._upload.write(data)

    def finish(self) -> None:
        """Have the server put the parts together."""
        self._upload.close()

    def abandon(self) -> None:
        """Complete the upload: an object can be removed, an unfinished upload cannot."""
        self._upload.close()


class S3Input:
    """A file being downloaded, in parts, so that a lost connection costs one."""

    def __init__(self, bucket: Bucket, path: str, size: int) -> None:
        self._bucket = bucket
        self._path = path
        self._size = size
        self._next = 0
        self._part = memoryview(b"")

    def read(self, limit: int, /) -> bytes:
        """At most `limit` bytes; empty at the end."""
        if not self._part and self._next < self._size:
            length = min(PART_BYTES, self._size - self._next)
            self._part = memoryview(self._bucket.read(self._path, self._next, length))
            self._next += length
        piece, self._part = self._part[:limit], self._part[limit:]
        return bytes(piece)

    def close(self) -> None:
        """Let go of it."""
        self._part = memoryview(b"")
