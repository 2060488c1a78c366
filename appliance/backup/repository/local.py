"""Backups in a local folder.

    <repository>/repository.json     format of the layout
    <repository>/fence.json          highest term seen, number of changes
    <repository>/<id>/               a backup: manifest.json, notes, files
    <repository>/.partial-<id>/      one being written; `.partial-<id>.lock` is held by its process
    <repository>/.removed-<id>/      one being removed
    <repository>/.run.lock           held by the process whose run is on

What else lies in the folder is not ours: it is neither listed nor followed nor removed.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from appliance.backup.manifest import LIMIT_BYTES, MANIFEST
from appliance.backup.names import check_file_name, check_id, is_id
from appliance.backup.repository import durable
from appliance.backup.repository.durable import FileLock, translating
from appliance.backup.repository.interface import Input, Notes
from appliance.backup.repository.layout import (
    FENCE,
    LAYOUT,
    NOTE_LIMIT_BYTES,
    Fence,
    Holder,
    Layout,
    admit,
    check_layout,
    check_note_name,
    decode_fence,
    is_note_name,
    no_repository,
    see,
)
from appliance.backup.repository.litter import REMOVED, clean
from appliance.backup.repository.local_input import LocalInput
from appliance.backup.repository.run_lock import RunLock
from appliance.backup.repository.staging import PARTIAL, LocalStaging
from appliance.clock import WallClock
from appliance.errors import BackupDamaged, BackupError, NoSuchBackup, RepositoryError


class LocalRepository:
    """A folder of backups.

    Args:
        node: name of this node; what it left behind, it may clean.
        min_free_bytes: room that is left alone.
    """

    def __init__(self, folder: Path, *, node: str, min_free_bytes: int, clock: WallClock) -> None:
        self._folder = folder.absolute()
        self._node = node
        self._min_free_bytes = min_free_bytes
        self._clock = clock

    @property
    def address(self) -> str:
        """The folder."""
        return str(self._folder)

    def prepare(self, *, create: bool = True) -> None:
        """Look at its format; with `create`, make it where there is none yet."""
        layout = self._folder / LAYOUT
        with translating(self._folder):
            if not layout.exists():
                if not create:
                    self._insist_on_room_for_one()
                    return
                self._create(layout)
            check_layout(durable.read(layout, limit_bytes=NOTE_LIMIT_BYTES), self.address)

    def backups(self) -> Mapping[str, Notes]:
        """The ids of all published backups, each with its notes."""
        found: dict[str, Notes] = {}
        with translating(self._folder), os.scandir(self._folder) as entries:
            for entry in entries:
                if is_id(entry.name) and entry.is_dir(follow_symlinks=False):
                    found[entry.name] = _notes(entry.path)
        return found

    def manifest(self, backup_id: str) -> bytes:
        """The stored manifest."""
        path = self._backup(backup_id) / MANIFEST
        with translating(self._folder):
            try:
                return durable.read(path, limit_bytes=LIMIT_BYTES)
            except FileNotFoundError as error:
                raise BackupDamaged("is missing", file=MANIFEST) from error
            except OSError as error:
                if error.errno == errno.ELOOP:
                    raise BackupDamaged("is a link, not a file", file=MANIFEST) from error
                raise

    def open(self, backup_id: str, name: str) -> Input:
        """A file of a published backup."""
        folder = self._backup(backup_id)
        path = folder / check_file_name(name)
        if os.path.realpath(path) != os.path.join(os.path.realpath(folder), *name.split("/")):
            raise BackupDamaged("is a link, not a file", file=name)
        with translating(self._folder):
            try:
                return LocalInput(path, name)
            except (FileNotFoundError, NotADirectoryError) as error:
                raise BackupDamaged("is missing", file=name) from error

    def stage(self, backup_id: str) -> LocalStaging:
        """Begin a backup."""
        self._check_room()
        return LocalStaging(
            check_id(backup_id),
            self._folder,
            holder=Holder.here(self._node, "backup", since=self._clock.now()),
            check_room=self._check_room,
            appear=self._publish,
        )

    def note(self, backup_id: str, name: str) -> bytes | None:
        """A note; None when there is none."""
        path = self._backup(backup_id) / check_note_name(name)
        with translating(self._folder):
            try:
                return durable.read(path, limit_bytes=NOTE_LIMIT_BYTES)
            except FileNotFoundError:
                return None

    def write_note(self, backup_id: str, name: str, content: bytes, *, term: int) -> None:
        """Write or replace a note, in one step."""
        with self._change(term):
            durable.replace(self._backup(backup_id) / check_note_name(name), content)

    def delete_note(self, backup_id: str, name: str, *, term: int) -> None:
        """Remove a note, when there is one."""
        with self._change(term):
            folder = self._backup(backup_id)
            (folder / check_note_name(name)).unlink(missing_ok=True)
            durable.fsync_directory(folder)

    def remove(self, backup_id: str, *, term: int) -> None:
        """Remove a backup; it leaves the list first, in one step."""
        gone = self._folder / f"{REMOVED}{check_id(backup_id)}"
        with self._admitted(term) as fence:
            self._backup(backup_id).rename(gone)
            durable.fsync_directory(self._folder)
            durable.remove_tree(gone)
            self._count(fence)  # last: on a full disk, it needs the room that was made

    def clean(self) -> list[str]:
        """Remove what runs that are over left behind."""
        with translating(self._folder), self._exclusive():
            return clean(self._folder, node=self._node, now=self._clock.now())

    def generation(self) -> int:
        """A number that rises with every change."""
        with translating(self._folder):
            return self._fence().generation

    def lock(self, purpose: str, *, term: int) -> RunLock:
        """The right to run, which one process at a time has."""
        holder = Holder.here(self._node, purpose, since=self._clock.now(), term=term)
        with translating(self._folder), self._exclusive():
            self._see(term)
            return RunLock(self._folder / ".run.lock", holder, self.address)

    def free_bytes(self) -> int:
        """Room that is left on the disk."""
        with translating(self._folder):
            return shutil.disk_usage(self._folder).free

    def _create(self, layout: Path) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        durable.fsync_directory(self._folder.parent)
        with self._exclusive():
            if not layout.exists():
                durable.replace(layout, Layout().model_dump_json().encode())

    def _insist_on_room_for_one(self) -> None:
        """An empty folder is a repository to be; any other one without backups is somebody's.

        Raises:
            RepositoryError: it is.
        """
        if not self._folder.is_dir():
            raise no_repository(self.address, "there is no such folder")
        names = os.listdir(self._folder)
        if names and not any(map(is_id, names)):
            raise no_repository(self.address, "holds no repository of backups")

    def _check_room(self) -> None:
        """Raise when less is free than is to be left alone.

        Raises:
            BackupError: less is.
        """
        free = self.free_bytes()
        if free < self._min_free_bytes:
            raise BackupError(
                f"{self._folder}: {free >> 20} MB are free, less than backup.min_free_bytes",
                hint="make room, or let retention keep less; nothing half-done is left",
            )

    def _publish(self, staged: Path, term: int) -> None:
        target = staged.with_name(staged.name.removeprefix(PARTIAL))
        with self._change(term):
            if os.path.lexists(target):
                raise RepositoryError(f"{target}: is there already")
            staged.rename(target)
            durable.fsync_directory(self._folder)

    @contextmanager
    def _change(self, term: int) -> Iterator[None]:
        with self._admitted(term) as fence:
            self._count(fence)
            yield

    @contextmanager
    def _admitted(self, term: int) -> Iterator[Fence]:
        """Nobody else changes anything meanwhile, and the term is not over."""
        with translating(self._folder), self._exclusive():
            yield admit(self._fence(), term)

    def _see(self, term: int) -> None:
        """Refuse lower terms from now on."""
        before = self._fence()
        fence = see(before, term)
        if fence == before:
            return
        try:
            self._count(fence)
        except OSError as error:
            if error.errno not in durable.FULL:
                raise
            # Retention must be able to run now; its first removal makes room, and says it.

    def _count(self, fence: Fence) -> None:
        durable.replace(self._folder / FENCE, fence.model_dump_json().encode())

    def _backup(self, backup_id: str) -> Path:
        folder = self._folder / check_id(backup_id)
        if folder.is_symlink() or not folder.is_dir():
            raise NoSuchBackup(f"there is no backup {backup_id}")
        return folder

    def _exclusive(self) -> FileLock:
        return FileLock(self._folder / ".change.lock")

    def _fence(self) -> Fence:
        try:
            content = durable.read(self._folder / FENCE, limit_bytes=NOTE_LIMIT_BYTES)
        except FileNotFoundError:
            return Fence()
        return decode_fence(content, self.address)


def _notes(folder: str) -> Notes:
    try:
        with os.scandir(folder) as entries:
            return {
                entry.name: _tag(entry.stat(follow_symlinks=False))
                for entry in entries
                if is_note_name(entry.name) and entry.is_file(follow_symlinks=False)
            }
    except PermissionError:
        return {}  # another user took it; its manifest cannot be read either
    except FileNotFoundError:
        return {}  # removed since its name was read


def _tag(file: os.stat_result) -> str:
    """Another one for every `durable.replace`: that makes a new file."""
    return f"{file.st_ino} {file.st_mtime_ns} {file.st_size}"
