"""The lock of a bucket: an object that is renewed, since a bucket does not see a process die."""

from __future__ import annotations

from datetime import datetime, timedelta

from appliance.backup.repository.bucket import Bucket, Conflict, Found
from appliance.backup.repository.interface import EXPIRES_S
from appliance.backup.repository.layout import (
    NOTE_LIMIT_BYTES,
    Holder,
    decode_holder,
    unnamed_holder,
)
from appliance.errors import BackupLocked

LOCK = "lock.json"


class S3Lock:
    """The right to run.

    It is taken from a holder whose process ended on this node, whose term is over, or who did not
    renew it in time.
    """

    def __init__(self, bucket: Bucket, holder: Holder, *, now: datetime) -> None:
        self._bucket = bucket
        self._holder = holder
        try:
            found, other = self._read()
            if found is None:
                bucket.create(LOCK, _encode(holder))
                return
            if not self._may_take(other, found, now):
                shown = other or unnamed_holder(found.content)
                raise BackupLocked(f"{bucket.address} is in use: {shown}")
            bucket.update(LOCK, _encode(holder), tag=found.tag)
        except Conflict:
            self._demand()

    def renew(self) -> None:
        """Say that the run goes on.

        Raises:
            BackupLocked: somebody else has it.
        """
        found = self._demand()
        self._holder = self._holder.model_copy(update={"renewals": self._holder.renewals + 1})
        try:
            self._bucket.update(LOCK, _encode(self._holder), tag=found.tag)
        except Conflict:
            self._demand()

    def release(self) -> None:
        """Give it back, if it is still ours."""
        if self._is_ours(self._read()[1]):
            self._bucket.delete([LOCK])

    def _demand(self) -> Found:
        """The lock as it is stored, which must be ours.

        It may be after a conflict, too: the answer to a first try was lost, and the library tried
        again.
        """
        found, holder = self._read()
        if found is None or not self._is_ours(holder):
            raise BackupLocked(f"{self._bucket.address} is in use: {holder or 'the lock was lost'}")
        return found

    def _is_ours(self, holder: Holder | None) -> bool:
        return holder is not None and holder.token == self._holder.token

    def _read(self) -> tuple[Found | None, Holder | None]:
        found = self._bucket.get(LOCK, limit_bytes=NOTE_LIMIT_BYTES)
        return found, None if found is None else decode_holder(found.content)

    def _may_take(self, other: Holder | None, found: Found, now: datetime) -> bool:
        if other is not None and (
            other.is_over(self._holder.node) or other.gives_way_to(self._holder.term)
        ):
            return True
        return now - found.modified > timedelta(seconds=EXPIRES_S)


def _encode(holder: Holder) -> bytes:
    return holder.model_dump_json().encode()
