"""Objects of an S3-compatible server, and its errors in one line of ours.

What the library says of an error is never repeated: it quotes whole requests.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

import obstore
from obstore.exceptions import (
    AlreadyExistsError,
    BaseError,
    GenericError,
    NotSupportedError,
    PermissionDeniedError,
    PreconditionError,
    UnauthenticatedError,
)
from obstore.store import S3Store

from appliance.errors import BackupError, RepositoryError

if TYPE_CHECKING:
    from obstore import WritableFile
    from obstore.store import ClientConfig, RetryConfig

PART_BYTES = 5 * 1024 * 1024
"""Of an upload: the least S3 takes, to save memory; of 10,000 parts, so a file may have 52 GB."""
PARTS_AT_ONCE = 1

_CODE = re.compile(r"<Code>(\w{1,60})</Code>")
_STATUS = re.compile(r"status code: (\d{3})")
_NOT_IMPLEMENTED = "status code: 501"
_KEYS = "look at backup.s3_access_key, its secret, and what the bucket allows"
_RETRY: RetryConfig = {
    "max_retries": 4,
    "retry_timeout": timedelta(seconds=60),
    "backoff": {
        "init_backoff": timedelta(milliseconds=100),
        "max_backoff": timedelta(seconds=2),
        "base": 2,
    },
}


class Conflict(Exception):
    """Somebody else changed the object first."""


@dataclass(frozen=True)
class Found:
    """A small object that was read."""

    content: bytes
    tag: str
    modified: datetime


class Listed(NamedTuple):
    """What a listing says of an object."""

    tag: str
    modified: datetime


class Bucket:
    """The objects below one prefix of a bucket.

    Args:
        endpoint: of the server; None: AWS's own in `region`.
        access_key: None: from the environment, or the machine's role.
    """

    def __init__(
        self,
        bucket: str,
        prefix: str,
        *,
        endpoint: str | None,
        region: str,
        access_key: str | None,
        secret_key: str,
    ) -> None:
        self.address = f"s3://{bucket}/{prefix}".rstrip("/")
        self.conditional = True
        """Whether the server heeds If-Match and If-None-Match; see `probe`."""
        plain = endpoint is not None and endpoint.startswith("http://")
        client: ClientConfig = {
            "allow_http": plain,
            "connect_timeout": timedelta(seconds=10),
            "timeout": timedelta(seconds=120),
        }
        given = {
            key: value
            for key, value in (
                ("endpoint", endpoint),
                ("access_key_id", access_key),
                ("secret_access_key", secret_key if access_key else None),
            )
            if value
        }
        with self._translating():
            self._store = S3Store(
                bucket,
                prefix=prefix or None,
                region=region,
                client_options=client,
                retry_config=_RETRY,
                **given,  # type: ignore[arg-type]
            )

    def get(self, path: str, *, limit_bytes: int) -> Found | None:
        """A small object; None when there is none."""
        with self._translating():
            try:
                result = obstore.get(self._store, path)
            except FileNotFoundError as error:
                self._demand_bucket(error)
                return None
            if result.meta["size"] > limit_bytes:
                raise RepositoryError(f"{self.address}/{path}: is larger than {limit_bytes} bytes")
            return Found(
                bytes(result.bytes()), result.meta["e_tag"] or "", result.meta["last_modified"]
            )

    def put(self, path: str, content: bytes) -> None:
        """Write an object, whatever was there."""
        with self._translating():
            obstore.put(self._store, path, content, use_multipart=False)

    def probe(self, path: str, content: bytes) -> None:
        """Find out whether the server heeds conditions, with an object that has this content.

        Where it does not, `create` and `update` look before they write. That is enough for one
        process at a time, but two may both believe they were first.
        """
        with self._translating():
            try:
                obstore.put(self._store, path, content, mode="create")
                self.conditional = False
            except AlreadyExistsError:
                self.conditional = True
            except (NotSupportedError, GenericError) as error:
                if isinstance(error, GenericError) and _NOT_IMPLEMENTED not in str(error):
                    raise
                self.conditional = False

    def create(self, path: str, content: bytes) -> None:
        """Write an object that is not there yet.

        Raises:
            Conflict: it is there.
        """
        if not self.conditional:
            if self.size(path) is not None:
                raise Conflict
            self.put(path, content)
            return
        with self._translating():
            try:
                obstore.put(self._store, path, content, mode="create")
            except AlreadyExistsError as error:
                raise Conflict from error

    def update(self, path: str, content: bytes, *, tag: str) -> None:
        """Replace the very object that was read with `tag`.

        Raises:
            Conflict: it is another one now.
        """
        if not self.conditional:
            found = self.get(path, limit_bytes=len(content) + 4096)
            if found is None or found.tag != tag:
                raise Conflict
            self.put(path, content)
            return
        with self._translating():
            try:
                obstore.put(self._store, path, content, mode={"e_tag": tag})
            except PreconditionError as error:
                raise Conflict from error

    def delete(self, paths: Sequence[str]) -> None:
        """Remove objects; those that are not there are no error."""
        if paths:
            with self._translating():
                obstore.delete(self._store, list(paths))

    def list(self, prefix: str) -> dict[str, Listed]:
        """The paths below a prefix."""
        with self._translating():
            return {
                entry["path"]: Listed(entry["e_tag"] or "", entry["last_modified"])
                for page in obstore.list(self._store, prefix, chunk_size=1000)
                for entry in page
            }

    def size(self, path: str) -> int | None:
        """Bytes of an object; None when there is none."""
        with self._translating():
            try:
                return obstore.head(self._store, path)["size"]
            except FileNotFoundError:
                return None

    def read(self, path: str, start: int, length: int) -> bytes:
        """Some bytes of an object that is there."""
        with self._translating():
            return bytes(obstore.get_range(self._store, path, start=start, length=length))

    def upload(self, path: str) -> Upload:
        """Begin a large object; it is there when the upload is closed."""
        with self._translating():
            writer = obstore.open_writer(
                self._store, path, buffer_size=PART_BYTES, max_concurrency=PARTS_AT_ONCE
            )
        return Upload(writer, self._translating)

    @contextmanager
    def _translating(self) -> Iterator[None]:
        try:
            yield
        except (BaseError, OSError, ValueError) as error:
            raise self._translated(error) from None

    def _translated(self, error: Exception) -> BackupError:
        text = str(error)
        code, status = _CODE.search(text), _STATUS.search(text)
        if code is not None and code[1] == "NoSuchBucket":
            return RepositoryError(f"{self.address}: there is no such bucket")
        refused = isinstance(error, PermissionDeniedError | UnauthenticatedError)
        if refused or (status is not None and status[1] in ("401", "403")):
            why = f" ({code[1]})" if code is not None else ""
            return RepositoryError(f"{self.address}: the server refuses us{why}", hint=_KEYS)
        if status is not None:
            why = f" {code[1]}" if code is not None else ""
            return RepositoryError(f"{self.address}: the server answers {status[1]}{why}")
        if isinstance(error, FileNotFoundError):
            return RepositoryError(f"{self.address}: an object is missing")
        return RepositoryError(
            f"{self.address}: the server cannot be reached", hint="look at backup.s3_endpoint"
        )

    def _demand_bucket(self, error: FileNotFoundError) -> None:
        if "NoSuchBucket" in str(error):
            raise self._translated(error) from None


class Upload:
    """A large object being written, in parts."""

    def __init__(
        self, writer: WritableFile, translating: Callable[[], AbstractContextManager[None]]
    ) -> None:
        self._writer = writer
        self._translating = translating

    def write(self, data: bytes, /) -> None:
        """Take all of `data`; parts are sent as they fill up."""
        with self._translating():
            self._writer.write(data)

    def close(self) -> None:
        """Send the rest; the object is there on return."""
        with self._translating():
            if not self._writer.closed():
                self._writer.close()
