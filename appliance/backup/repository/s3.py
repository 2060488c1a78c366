"""Backups in a bucket of an S3-compatible server.

    repository.json                  format of the layout
    fence.json                       highest term seen, number of changes
    lock.json                        who runs; gone when not renewed for five minutes
    catalogue/<id>/manifest.json     written last: the step that publishes
    catalogue/<id>/<note>.json       proof, hold, …
    catalogue/<id>/staging.json      who writes the files, until the manifest is there
    catalogue/<id>/removed.json      from here on it is not listed; its files are being removed
    data/<id>/…                      files

So the catalogue is one listing of few objects. Writes that must not be lost to a race (fence, lock,
manifest) are conditional (If-None-Match, If-Match); on a server without these, two nodes must not
share a bucket, and the log says so. Between the look at the fence and the change itself there is a
moment that a bucket cannot close.

What a killed process had uploaded of an unfinished object is invisible here; a lifecycle rule of
the bucket (AbortIncompleteMultipartUpload) is what removes it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Set
from functools import partial

import structlog

from appliance.backup.manifest import LIMIT_BYTES, MANIFEST
from appliance.backup.names import check_file_name, check_id, is_id
from appliance.backup.repository.bucket import Bucket, Conflict, Listed
from appliance.backup.repository.interface import Input, Notes
from appliance.backup.repository.layout import (
    FENCE,
    LAYOUT,
    NOTE_LIMIT_BYTES,
    OTHERS_AFTER,
    Fence,
    Holder,
    Layout,
    admit,
    check_layout,
    check_note_name,
    decode_fence,
    decode_holder,
    is_note_name,
    no_repository,
    see,
)
from appliance.backup.repository.s3_lock import S3Lock
from appliance.backup.repository.s3_staging import STAGING, S3Input, S3Staging, data, entry
from appliance.clock import WallClock
from appliance.errors import BackupDamaged, BackupLocked, NoSuchBackup

REMOVED = "removed.json"
logger = structlog.get_logger("appliance.backup")

_TRIES = 10


class S3Repository:
    """A bucket of backups.

    Args:
        node: name of this node; what it left behind, it may clean.
    """

    def __init__(self, bucket: Bucket, *, node: str, clock: WallClock) -> None:
        self._bucket = bucket
        self._node = node
        self._clock = clock

    @property
    def address(self) -> str:
        """Bucket and prefix."""
        return self._bucket.address

    def prepare(self, *, create: bool = True) -> None:
        """Look at its format; with `create`, make it where there is none yet."""
        content = self._small(LAYOUT)
        if content is None:
            if not create:
                raise no_repository(self.address, "holds no repository of backups")
            content = Layout().model_dump_json().encode()
            self._bucket.put(LAYOUT, content)
        check_layout(content, self.address)
        self._bucket.probe(LAYOUT, content)
        if not self._bucket.conditional:
            logger.warning(
                "the bucket does not heed conditions: one node only", repository=self.address
            )

    def backups(self) -> Mapping[str, Notes]:
        """The ids of all published backups, each with its notes."""
        return {
            backup_id: {
                name: f"{found.tag} {found.modified.timestamp()}"
                for name, found in names.items()
                if is_note_name(name)
            }
            for backup_id, names in self._names().items()
            if _is_listed(names.keys())
        }

    def manifest(self, backup_id: str) -> bytes:
        """The stored manifest."""
        self._demand(backup_id)
        found = self._bucket.get(entry(backup_id, MANIFEST), limit_bytes=LIMIT_BYTES)
        if found is None:
            raise BackupDamaged("is missing", file=MANIFEST)
        return found.content

    def open(self, backup_id: str, name: str) -> Input:
        """A file of a published backup."""
        path = data(check_id(backup_id), check_file_name(name))
        size = self._bucket.size(path)
        if size is None:
            self._demand(backup_id)
            raise BackupDamaged("is missing", file=name)
        return S3Input(self._bucket, path, size)

    def stage(self, backup_id: str) -> S3Staging:
        """Begin a backup."""
        holder = Holder.here(self._node, "backup", since=self._clock.now())
        return S3Staging(self._bucket, check_id(backup_id), holder=holder, admit=self._admit)

    def note(self, backup_id: str, name: str) -> bytes | None:
        """A note; None when there is none."""
        return self._small(entry(check_id(backup_id), check_note_name(name)))

    def write_note(self, backup_id: str, name: str, content: bytes, *, term: int) -> None:
        """Write or replace a note, in one step."""
        self._demand(backup_id)
        self._admit(term)
        self._bucket.put(entry(backup_id, check_note_name(name)), content)

    def delete_note(self, backup_id: str, name: str, *, term: int) -> None:
        """Remove a note, when there is one."""
        self._demand(backup_id)
        self._admit(term)
        self._bucket.delete([entry(backup_id, check_note_name(name))])

    def remove(self, backup_id: str, *, term: int) -> None:
        """Remove a backup; it leaves the list first, in one step."""
        self._demand(backup_id)
        self._admit(term)
        self._bucket.put(entry(backup_id, REMOVED), b"{}")
        self._wipe(backup_id, last=REMOVED)

    def clean(self) -> list[str]:
        """Remove what runs that are over left behind."""
        removed = []
        for backup_id, names in self._names().items():
            if REMOVED in names:
                self._wipe(backup_id, last=REMOVED)
            elif STAGING not in names:
                continue
            elif MANIFEST in names:
                self._bucket.delete([entry(backup_id, STAGING)])
                continue
            elif self._is_litter(backup_id):
                self._wipe(backup_id, last=STAGING)
            else:
                continue
            removed.append(backup_id)
        return removed

    def generation(self) -> int:
        """A number that rises with every change."""
        return self._fence().generation

    def lock(self, purpose: str, *, term: int) -> S3Lock:
        """The right to run, which one process at a time has."""
        holder = Holder.here(self._node, purpose, since=self._clock.now(), term=term)
        self._move_fence(partial(see, term=term))
        return S3Lock(self._bucket, holder, now=self._clock.now())

    def free_bytes(self) -> None:
        """Unknown: buckets have no end."""

    def _fence(self) -> Fence:
        content = self._small(FENCE)
        return Fence() if content is None else decode_fence(content, self.address)

    def _admit(self, term: int) -> None:
        self._move_fence(partial(admit, term=term))

    def _move_fence(self, move: Callable[[Fence], Fence]) -> None:
        for _ in range(_TRIES):
            found = self._bucket.get(FENCE, limit_bytes=NOTE_LIMIT_BYTES)
            now = Fence() if found is None else decode_fence(found.content, self.address)
            moved = move(now)
            if moved == now:
                return
            content = moved.model_dump_json().encode()
            try:
                if found is None:
                    self._bucket.create(FENCE, content)
                else:
                    self._bucket.update(FENCE, content, tag=found.tag)
            except Conflict:
                continue
            return
        raise BackupLocked(f"{self.address} is being changed by others: try again")

    def _names(self, prefix: str = "catalogue") -> dict[str, dict[str, Listed]]:
        found: dict[str, dict[str, Listed]] = defaultdict(dict)
        for path, listed in self._bucket.list(prefix).items():
            parts = path.split("/")
            if len(parts) == 3 and is_id(parts[1]):
                found[parts[1]][parts[2]] = listed
        return found

    def _demand(self, backup_id: str) -> None:
        names = self._names(f"catalogue/{check_id(backup_id)}")
        if not _is_listed(names.get(backup_id, {}).keys()):
            raise NoSuchBackup(f"there is no backup {backup_id}")

    def _wipe(self, backup_id: str, *, last: str) -> None:
        self._bucket.delete(list(self._bucket.list(f"data/{backup_id}")))
        names = self._bucket.list(f"catalogue/{backup_id}").keys() - {entry(backup_id, last)}
        self._bucket.delete(sorted(names))
        self._bucket.delete([entry(backup_id, last)])

    def _is_litter(self, backup_id: str) -> bool:
        content = self._small(entry(backup_id, STAGING))
        if content is None:
            return False
        writer = decode_holder(content)
        if writer is not None and writer.is_over(self._node):
            return True
        # Still at work, on another node, or not even known: age decides.
        written = self._bucket.list(f"data/{backup_id}") | self._bucket.list(
            f"catalogue/{backup_id}"
        )
        newest = max((each.modified for each in written.values()), default=None)
        # Nothing: its writer gave up and cleaned since the listing.
        return newest is not None and self._clock.now() - newest > OTHERS_AFTER

    def _small(self, path: str) -> bytes | None:
        found = self._bucket.get(path, limit_bytes=NOTE_LIMIT_BYTES)
        return None if found is None else found.content


def _is_listed(names: Set[str]) -> bool:
    """A manifest that is gone while notes are there is damage, and listed as such."""
    return REMOVED not in names and (MANIFEST in names or bool(names - {STAGING}))
