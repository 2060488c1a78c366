"""The notes beside the backups of a repository, read once a change and written for the catalogue.

A note that a newer version of the product wrote is neither read nor replaced nor removed.
Everything here blocks, and is meant for threads.
"""

from __future__ import annotations

from appliance.backup.notes import (
    CHECK,
    DAMAGED,
    HOLD,
    PROOF,
    Hold,
    Note,
    NoteT,
    check_note,
    decode_note,
)
from appliance.backup.repository.interface import Notes, Repository
from appliance.clock import WallClock
from appliance.errors import BackupError, RepositoryError


class Notebook:
    """The notes of a repository."""

    def __init__(self, repository: Repository, clock: WallClock) -> None:
        self._repository = repository
        self._clock = clock
        self._read: dict[tuple[str, str], tuple[str, Note]] = {}
        """By backup and name, with the tag it had: a bucket charges for reading."""

    def forget(self, backup_id: str) -> None:
        """The backup is gone."""
        for name in (PROOF, CHECK, DAMAGED, HOLD):
            self._read.pop((backup_id, name), None)

    def read(self, backup_id: str, name: str, notes: Notes, kind: type[NoteT]) -> NoteT | None:
        """A note; None also when it is broken: then nothing is known.

        Args:
            notes: those that the backup has.

        Raises:
            BackupError: a newer version of the product wrote it.
        """
        if name not in notes:
            return None
        known = self._read.get((backup_id, name))
        if known is not None and known[0] == notes[name] and isinstance(known[1], kind):
            return known[1]
        content = self._repository.note(backup_id, name)
        if content is None:
            return None
        note = decode_note(content, _called(backup_id, name), kind)
        if note is not None:
            self._read[backup_id, name] = notes[name], note
        return note

    def hold(self, backup_id: str, notes: Notes) -> Hold | None:
        """The hold that is on a backup. One that cannot be understood is one."""
        if HOLD not in notes:
            return None
        now = self._clock.now()
        try:
            hold = self.read(backup_id, HOLD, notes, Hold)
        except RepositoryError:
            raise
        except BackupError as error:
            return Hold(at=now, reason=str(error))
        if hold is None:
            return Hold(at=now, reason="its note is broken, so it is kept")
        return hold if hold.until is None or now < hold.until else None

    def write(self, backup_id: str, name: str, note: Note, term: int) -> None:
        """Write or replace a note.

        Raises:
            BackupError: a newer version of the product wrote the one that is there.
        """
        self._is_ours(backup_id, name)
        content = note.model_dump_json().encode()
        self._repository.write_note(backup_id, name, content, term=term)

    def delete(self, backup_id: str, name: str, term: int) -> None:
        """Remove a note, when there is one.

        Raises:
            BackupError: a newer version of the product wrote it.
        """
        if self._is_ours(backup_id, name):
            self._repository.delete_note(backup_id, name, term=term)

    def _is_ours(self, backup_id: str, name: str) -> bool:
        """Whether there is such a note; raises when it is not ours to change."""
        content = self._repository.note(backup_id, name)
        if content is not None:
            check_note(content, _called(backup_id, name))
        return content is not None


def _called(backup_id: str, name: str) -> str:
    return f"{name} of backup {backup_id}"
