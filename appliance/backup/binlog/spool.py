"""The local folder the binary log is streamed into.

Files carry the server's names. The newest one is fetched again from its beginning at each start,
because the program can only do that; the copy we had is kept beside it (`.kept`) until the new one
is as long, so that a server that dies for good takes nothing along that was here already.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from appliance.backup.binlog.chain import LogFile, number
from appliance.backup.binlog.events import Segment, scan
from appliance.backup.programs import end_orphans, remove_file
from appliance.backup.repository.durable import FileLock, translating
from appliance.errors import BackupDamaged, BackupLocked

KEPT = ".kept"
_NAME = re.compile(r"[^/]*[^/.]\.[0-9]{6,}")


class Spool:
    """The folder; every method blocks."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        self._lock = FileLock(self.folder / "lock")

    def open(self) -> None:
        """Make it where needed, take it, and end what a dead run left working in it.

        Raises:
            BackupLocked: another process archives into it.
        """
        with translating(self.folder):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not self._lock.acquire():
                raise BackupLocked(f"another process archives the binary log into {self.folder}")
        end_orphans(self.folder)

    def close(self) -> None:
        """Let another process have it."""
        self._lock.release()

    def files(self) -> list[LogFile]:
        """What was streamed, oldest first."""
        found = []
        with translating(self.folder), os.scandir(self.folder) as entries:
            for entry in entries:
                if _NAME.fullmatch(entry.name):
                    with suppress(FileNotFoundError):  # stored, and removed in this moment
                        found.append(LogFile(entry.name, entry.stat().st_size))
        return sorted(found, key=lambda file: number(file.name))

    def begins_at(self, first: int) -> bool:
        """Whether all before that number is stored, and has left."""
        return all(number(each.name) >= first for each in self.files())

    def has_reached(self, target: LogFile) -> bool:
        """Whether as much was streamed, or later files."""
        return any(
            number(each.name) > number(target.name)
            or (each.name == target.name and each.size >= target.size)
            for each in self.files()
        )

    def path(self, name: str) -> Path:
        """Where a file is."""
        return self.folder / name

    def scan(self, name: str) -> Segment:
        """Check a file and read what it says of itself.

        Raises:
            BackupDamaged: it is no sound binary log.
        """
        with translating(self.path(name)), self.path(name).open("rb") as file:
            return scan(file, name)

    def last_event_at(self, name: str) -> datetime | None:
        """When the last event of the file in use was written; None while it has none."""
        try:
            return self.scan(name).last_at
        except BackupDamaged:
            return None

    def keep(self, name: str) -> None:
        """Put our copies of a file and of later ones aside before they are fetched again."""
        with translating(self.folder):
            for each in self.files():
                if number(each.name) >= number(name):
                    self._put_aside(each)

    def _put_aside(self, file: LogFile) -> None:
        path, kept = self.path(file.name), self.path(file.name + KEPT)
        if not kept.exists() or kept.stat().st_size <= file.size:
            os.replace(path, kept)

    def settle(self, *, streaming: bool) -> None:
        """Drop copies that were fetched again; when nothing streams, bring the others back."""
        with translating(self.folder):
            for kept in self.folder.glob("*" + KEPT):
                path = kept.with_name(kept.name.removesuffix(KEPT))
                fetched = path.stat().st_size if path.exists() else -1
                if fetched >= kept.stat().st_size:
                    kept.unlink()
                elif not streaming:
                    os.replace(kept, path)

    def drop(self, name: str) -> None:
        """Drop a file that is not sound; its name stays, to be fetched.

        What came after it stays, too: the server may have purged it all meanwhile.
        """
        with translating(self.folder):
            remove_file(self.path(name + KEPT))
            os.truncate(self.path(name), 0)

    def remove(self, name: str) -> None:
        """Remove a file that is stored in the repository, and the copy that was put aside first."""
        with translating(self.folder):
            remove_file(self.path(name + KEPT))
            remove_file(self.path(name))
