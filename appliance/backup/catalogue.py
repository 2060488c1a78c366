"""What backups there are, what is known of each, and what may be done to it.

A backup is *unverified* until it was restored and compared; then it is *verified*, with a date. One
whose check failed is *damaged*, until a later full proof says otherwise. A proof belongs to the
manifest it was made with: were that exchanged, the backup is unverified again.

Changes name the leader's term; `repository/interface.py` says why.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime

import trio

from appliance.backup.archive import ArchiveReader
from appliance.backup.background import background
from appliance.backup.encryption import NOBODY, Identities
from appliance.backup.manifest import Manifest, decode_manifest
from appliance.backup.names import Kind, check_id, id_kind
from appliance.backup.notebook import Notebook
from appliance.backup.notes import (
    CHECK,
    DAMAGED,
    HOLD,
    PROOF,
    Backup,
    Damage,
    Hold,
    Level,
    Proof,
    State,
)
from appliance.backup.repository.interface import EXPIRES_S, RENEW_S, Lock, Notes, Repository
from appliance.clock import WallClock
from appliance.errors import (
    BackupDamaged,
    BackupError,
    BackupLocked,
    NoSuchBackup,
)

RELEASE_S = 2.0


class Catalogue:
    """The backups of a repository."""

    def __init__(self, repository: Repository, clock: WallClock) -> None:
        self._repository = repository
        self._clock = clock
        self._manifests: dict[str, tuple[Manifest, str]] = {}
        self._notes = Notebook(repository, clock)

    @property
    def address(self) -> str:
        """Where the backups are, for people."""
        return self._repository.address

    async def list(self) -> tuple[Backup, ...]:
        """All backups, newest first; damaged and unreadable ones among them."""
        return await trio.to_thread.run_sync(self._list)

    async def get(self, backup_id: str) -> Backup:
        """One backup, its manifest read anew.

        Raises:
            NoSuchBackup: there is none of that id.
        """
        return await trio.to_thread.run_sync(self._get, check_id(backup_id))

    async def reader(self, backup_id: str, identities: Identities = NOBODY) -> ArchiveReader:
        """Open a backup for reading; its manifest is read anew.

        Raises:
            NoSuchBackup: there is none of that id.
            BackupDamaged: its manifest is.
            BackupError: a newer version took it.
        """
        manifest, _ = await trio.to_thread.run_sync(self._stored, check_id(backup_id))
        return ArchiveReader(self._repository, manifest, identities)

    async def generation(self) -> int:
        """A number that rises with every change."""
        return await trio.to_thread.run_sync(self._repository.generation)

    async def record_proof(
        self, backup_id: str, level: Level, *, duration_s: float, term: int
    ) -> None:
        """Note that a check found nothing wrong; a full one revokes `mark_damaged`."""

        def record() -> None:
            _, sha256 = self._stored(backup_id)
            proof = Proof(
                level=level, at=self._clock.now(), duration_s=duration_s, manifest_sha256=sha256
            )
            self._notes.write(backup_id, PROOF if level is Level.FULL else CHECK, proof, term)
            if level is Level.FULL:
                self._notes.delete(backup_id, DAMAGED, term)

        await self._change(backup_id, record)

    async def mark_damaged(self, backup_id: str, why: str, *, term: int) -> None:
        """Note that a check found something wrong."""
        damage = Damage(at=self._clock.now(), why=why)
        await self._change(backup_id, lambda: self._notes.write(backup_id, DAMAGED, damage, term))

    async def hold(
        self, backup_id: str, reason: str, *, until: datetime | None = None, term: int
    ) -> None:
        """Keep a backup, whatever retention says."""
        hold = Hold(at=self._clock.now(), reason=reason, until=until)
        await self._change(backup_id, lambda: self._notes.write(backup_id, HOLD, hold, term))

    async def release(self, backup_id: str, *, term: int) -> None:
        """End a hold, when there is one."""
        await self._change(backup_id, lambda: self._notes.delete(backup_id, HOLD, term))

    async def remove(self, backup_id: str, *, term: int) -> None:
        """Remove a backup. Call it with the lock held: two at once could remove the last two.

        Raises:
            BackupError: it is held, or the last proved backup of a database.
        """

        def remove() -> None:
            backup = self._get(backup_id)
            if backup.hold is not None:
                why = f"backup {backup_id} is held: {backup.hold.reason}"
                raise BackupError(why, hint="release it")
            if backup.state is State.VERIFIED and id_kind(backup_id) is Kind.FULL:
                _demand_other_proofs(backup, self._list())
            self._repository.remove(backup_id, term=term)

        await self._change(backup_id, remove)

    async def clean(self) -> Sequence[str]:
        """Remove what runs that are over left behind; what was removed, for the log."""
        return await trio.to_thread.run_sync(self._repository.clean)

    @asynccontextmanager
    async def lock(self, purpose: str, *, term: int) -> AsyncIterator[None]:
        """The right to run. A run whose lock is lost is cancelled.

        Raises:
            BackupLocked: another run has it, and whose.
        """
        held = await trio.to_thread.run_sync(lambda: self._repository.lock(purpose, term=term))
        lost: BackupError | None = None

        async def renew(scope: trio.CancelScope) -> None:
            nonlocal lost
            lost = await _renew(held)
            scope.cancel()

        try:
            async with background() as nursery:
                nursery.start_soon(renew, nursery.cancel_scope)
                yield
        finally:
            # Not for long: whoever leads next may wait for us to stop. Then it expires.
            with trio.move_on_after(RELEASE_S, shield=True), suppress(BackupError):
                await trio.to_thread.run_sync(held.release, abandon_on_cancel=True)
        if lost is not None:
            raise lost

    async def _change(self, backup_id: str, change: Callable[[], None]) -> None:
        check_id(backup_id)
        await trio.to_thread.run_sync(change)

    def _list(self) -> tuple[Backup, ...]:
        found = self._repository.backups()
        for gone in self._manifests.keys() - found.keys():
            self._manifests.pop(gone, None)
            self._notes.forget(gone)
        backups = []
        for backup_id, notes in found.items():
            with suppress(NoSuchBackup):  # removed since it was listed
                backups.append(self._backup(backup_id, notes))
        return tuple(sorted(backups, key=lambda each: each.order, reverse=True))

    def _get(self, backup_id: str) -> Backup:
        found = self._repository.backups()
        if backup_id not in found:
            raise NoSuchBackup(f"there is no backup {backup_id} in {self.address}")
        self._manifests.pop(backup_id, None)
        return self._backup(backup_id, found[backup_id])

    def _manifest(self, backup_id: str) -> tuple[Manifest, str]:
        return self._manifests.get(backup_id) or self._stored(backup_id)

    def _stored(self, backup_id: str) -> tuple[Manifest, str]:
        self._manifests.pop(backup_id, None)
        content = self._repository.manifest(backup_id)
        found = decode_manifest(content, backup_id), hashlib.sha256(content).hexdigest()
        self._manifests[backup_id] = found
        return found

    def _backup(self, backup_id: str, notes: Notes) -> Backup:
        hold = self._notes.hold(backup_id, notes)
        try:
            manifest, sha256 = self._manifest(backup_id)
            proofs = [self._notes.read(backup_id, name, notes, Proof) for name in (PROOF, CHECK)]
            damage = self._notes.read(backup_id, DAMAGED, notes, Damage)
        except BackupDamaged as error:
            return Backup(backup_id, State.DAMAGED, None, hold=hold, problem=str(error))
        except NoSuchBackup:
            raise
        except BackupError as error:
            return Backup(backup_id, State.UNREADABLE, None, hold=hold, problem=str(error))
        full, quick = (
            proof if proof is not None and proof.manifest_sha256 == sha256 else None
            for proof in proofs
        )
        state = State.UNVERIFIED if full is None else State.VERIFIED
        problem = ""
        if DAMAGED in notes:
            state = State.DAMAGED
            problem = damage.why if damage is not None else "was found damaged"
        return Backup(backup_id, state, manifest, full, quick, hold, problem)


async def _renew(held: Lock) -> BackupError:
    """Renew a lock until it is lost; what lost it."""
    renewed_at = trio.current_time()
    while True:
        await trio.sleep(RENEW_S)
        try:
            await trio.to_thread.run_sync(held.renew)
            renewed_at = trio.current_time()
        except BackupLocked as error:
            return error
        except BackupError as error:
            # Away for a moment is not lost, as long as nobody else may take it.
            if trio.current_time() - renewed_at > EXPIRES_S / 2:
                return error


def _demand_other_proofs(backup: Backup, others: Iterable[Backup]) -> None:
    proved = {
        schema
        for other in others
        if other.state is State.VERIFIED
        and other.id != backup.id
        and (backup.is_safety or not other.is_safety)
        and id_kind(other.id) is Kind.FULL
        for schema in other.schemas
    }
    if last := sorted(backup.schemas - proved):
        raise BackupError(
            f"backup {backup.id} is the last proved one of {', '.join(last)}",
            hint="prove another one first",
        )
