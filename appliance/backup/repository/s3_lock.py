"""The lock of a bucket: an object that is renewed, since a bucket does not see a process die."""

from __future__ import annotations

from datetime import datetime, timedelta

from pydantic import ValidationError

from appliance.backup.repository.bucket import Bucket, Conflict, Found
from appliance.backup.repository.interface import RENEW_S
from appliance.backup.repository.layout import NOTE_LIMIT_BYTES, Holder
from appliance.errors import BackupLocked

LOCK = "lock.json"
EXPIRES = timedelta(seconds=10 * RENEW_S)
"""A lock not renewed for so long is free. Clocks of nodes and server may differ by less."""


class S3Lock:
    """The right to run.

    It is taken from a holder whose process ended on this node, whose term is over, or who did not
    renew it in time.
    """

    def __init__(self, bucket: Bucket, holder: Holder, *, now: datetime) -> None:
        self._bucket = bucket
        self._holder = holder
        try:
            found = bucket.get(LOCK, limit_bytes=NOTE_LIMIT_BYTES)
            if found is None:
                bucket.create(LOCK, _encode(holder))
                return
            other = _decode(found)
            if other is not None and not self._may_take(other, found, now):
                raise BackupLocked(f"{bucket.address} is in use: {other}")
            bucket.update(LOCK, _encode(holder), tag=found.tag)
        except Conflict:
            raise BackupLocked(f"{bucket.address} is in use: another run just began") from None

    def renew(self) -> None:
        """Say that the run goes on.

        Raises:
            BackupLocked: somebody else has it.
        """
        found = self._ours()
        self._holder = self._holder.model_copy(update={"renewals": self._holder.renewals + 1})
        try:
            self._bucket.update(LOCK, _encode(self._holder), tag=found.tag)
        except Conflict:
            raise BackupLocked(f"{self._bucket.address}: the lock was lost") from None

    def release(self) -> None:
        """Give it back, if it is still ours."""
        try:
            self._ours()
        except BackupLocked:
            return
        self._bucket.delete([LOCK])

    def _ours(self) -> Found:
        found = self._bucket.get(LOCK, limit_bytes=NOTE_LIMIT_BYTES)
        other = None if found is None else _decode(found)
        if found is None or other is None or other.token != self._holder.token:
            raise BackupLocked(f"{self._bucket.address}: the lock was lost to {other or 'nobody'}")
        return found

    def _may_take(self, other: Holder, found: Found, now: datetime) -> bool:
        return (
            other.is_over(self._holder.node)
            or other.term < self._holder.term
            or now - found.modified > EXPIRES
        )


def _encode(holder: Holder) -> bytes:
    return holder.model_dump_json().encode()


def _decode(found: Found) -> Holder | None:
    try:
        return Holder.model_validate_json(found.content)
    except ValidationError:
        return None
