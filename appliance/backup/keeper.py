"""The work on an open repository: what is due and what is asked for, one thing at a time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC

import structlog
import trio

from appliance.backup.archiver import Archiver, told_pieces
from appliance.backup.board import Board
from appliance.backup.desk import Desk, Request
from appliance.backup.groups import Group, newest
from appliance.backup.jobs import Failures, Job, damage_key, next_job
from appliance.backup.leading import Leader, Mandate
from appliance.backup.logical.plan import Target
from appliance.backup.manifest import Reason
from appliance.backup.names import Kind
from appliance.backup.notes import Backup, Level
from appliance.backup.prune import prune
from appliance.backup.runs import Run
from appliance.backup.scratch import sweep
from appliance.backup.site import Site
from appliance.backup.take import fresh_id, take
from appliance.backup.verify import best_level, lacking, summary, verify
from appliance.errors import ApplianceError, BackupDamaged, BackupLocked, DatabaseError, TermOver

LOOK_S = 5.0
"""How often the leader is asked for: a failover is noticed that soon."""
REFRESH_S = 300.0
"""How often the catalogue is read although nothing seems to have changed: the command line may
have taken or removed backups."""
BUSY_S = 15.0
"""Pause when another process is at work on the repository."""

logger = structlog.get_logger("appliance.backup")


class Keeper:
    """Looks after the backups of one repository, until superseded by one of other settings."""

    def __init__(
        self,
        site: Site,
        groups: Sequence[Group],
        archiver: Archiver,
        *,
        leader: Leader,
        desk: Desk,
        board: Board,
        failures: Failures,
        who_leads: Callable[[], str | None],
        superseded: Callable[[], bool],
    ) -> None:
        self._site = site
        self._groups = groups
        self._archiver = archiver
        self._leader = leader
        self._desk = desk
        self._board = board
        self._failures = failures
        self._who_leads = who_leads
        self._superseded = superseded
        self._backups: Sequence[Backup] = ()
        self._generation = -1
        self._read_at = -REFRESH_S
        self._changed = True
        database = site.settings.database
        self._seed = f"{database.host}:{database.port}/{database.world}"

    async def work(self) -> None:
        """Do what is due until superseded; raises RepositoryError when it cannot be used."""
        led: int | None = None
        while not self._superseded():
            term = self._leader()
            if term is None:
                await self._stand_by()
            elif term != led:
                await self._begin_term()
            else:
                await self._step()
            led = term

    async def _stand_by(self) -> None:
        """Know how the backups are, and change nothing."""
        if trio.current_time() - self._read_at >= REFRESH_S:
            await self._read()
        leads = self._who_leads() or "another node"
        self._desk.refuse(BackupLocked(f"{leads} leads, and takes the backups"))
        with trio.move_on_after(LOOK_S):
            await self._desk.wait_for_request()

    async def _begin_term(self) -> None:
        """Clear away what killed runs left, here and on the scratch server."""
        removed = await self._site.catalogue.clean()
        if removed:
            logger.info("remains of runs removed", names=removed)
        if self._site.scratch is not None:
            try:
                if dropped := await sweep(self._site.scratch):
                    logger.info("scratch schemas dropped", names=dropped)
            except DatabaseError as error:
                logger.warning("scratch schemas not looked for", reason=str(error))
        self._read_at = -REFRESH_S

    async def _step(self) -> None:
        if trio.current_time() - self._read_at >= REFRESH_S:
            await self._read()
        now = self._site.clock.now()
        job = next_job(
            self._backups,
            self._groups,
            self._level_of,
            self._failures,
            now,
            jitter=self._site.jitter,
            seed=self._seed,
            changed=self._changed,
        )
        if (request := self._desk.next_request()) is not None:
            await self._serve(request)
        elif job is not None and job.at <= now:
            await self._do(job)
        else:
            wait_s = LOOK_S if job is None else (job.at - now).total_seconds()
            with trio.move_on_after(min(LOOK_S, wait_s)):
                await self._desk.wait_for_request()

    async def _read(self) -> None:
        """Read the catalogue, and show it."""
        site = self._site
        self._generation = await site.catalogue.generation()
        self._backups = await site.backups()
        free_bytes = await trio.to_thread.run_sync(site.repository.free_bytes)
        now = site.clock.now()
        self._board.show(self._backups, self._groups, now, free_bytes, self._cannot_prove())
        due: dict[str, str] = {
            target.role: when.at.astimezone(UTC).isoformat(timespec="seconds")
            for group in self._groups
            if (when := group.due(self._backups, now, jitter=site.jitter, seed=self._seed))
            for target in group.targets
        }
        self._desk.open(site, due, self._generation)
        self._read_at = trio.current_time()

    def _cannot_prove(self) -> str:
        """Why the newest backups are not proved by restoring them; empty when they can be."""
        if not self._site.settings.backup.verify:
            return "backup.verify is off"
        for group in self._groups:
            backup = newest(self._backups, group.targets)
            if backup is not None and backup.manifest is not None:
                manifest = backup.manifest
                if missing := lacking(self._site, manifest.engine, manifest.encryption):
                    return missing
        return ""

    def _backup(self, backup_id: str) -> Backup:
        return next(backup for backup in self._backups if backup.id == backup_id)

    def _level_of(self, backup: Backup) -> Level:
        """The level that a backup is proved at without being asked."""
        if backup.manifest is None or not self._site.settings.backup.verify:
            return Level.QUICK
        return best_level(self._site, backup.manifest)

    async def _serve(self, request: Request) -> None:
        run = request.run
        if request.level is not None:
            await self._prove(run, request.level)
        elif request.kind is Kind.INCREMENTAL:
            await self._close_segment(run)
        else:
            await self._take(run, self._site.targets, Reason.MANUAL, request.description)

    async def _do(self, job: Job) -> None:
        """Do a job of the schedule, and remember when it fails."""
        if job.group is not None:
            run = Run(fresh_id(self._site), "backup")
            await self._take(run, job.group.targets, Reason.SCHEDULED, "")
        elif job.backup_id:
            run = Run(job.backup_id, "proof")
            await self._prove(run, self._level_of(self._backup(job.backup_id)))
        else:
            run = Run("the repository", "pruning")
            await self._prune(run)
        if not run.carried_out and run.error is None:
            return  # the catalogue had changed: what is due is decided anew
        if run.error is None:
            self._failures.clear(job.key)
            self._board.went_well(job.key)
        elif isinstance(run.error, BackupLocked):
            logger.info("backups wait", reason=str(run.error))
            await trio.sleep(BUSY_S)
        else:
            self._board.failed(job.key, str(run.error))
            pause_s = self._failures.add(job.key, self._site.clock.now())
            logger.warning("tried again later", job=job.key, pause_s=pause_s)

    async def _take(
        self, run: Run, targets: Sequence[Target], reason: Reason, description: str
    ) -> None:
        async def work(mandate: Mandate) -> None:
            self._board.attempt(targets)
            taken = await take(
                self._site,
                mandate,
                backup_id=run.id,
                targets=targets,
                reason=reason,
                description=description,
                progress=run.progress,
            )
            run.notes = (*taken.missing, *taken.notes)

        await self._run(run, work, targets, fresh=reason is Reason.SCHEDULED)

    async def _close_segment(self, run: Run) -> None:
        async def work(_mandate: Mandate) -> None:
            stored = await self._archiver.close_segment(run.id)
            run.notes = told_pieces(stored)

        await self._run(run, work)

    async def _prove(self, run: Run, level: Level) -> None:
        async def work(mandate: Mandate) -> None:
            verdict = await verify(self._site, mandate, run.id, level, progress=run.progress)
            self._note_verdict(run.id, sound=verdict.sound)
            run.notes = (f"{level} check: {verdict.tables} tables, {verdict.rows} rows",)
            if not verdict.sound:
                raise BackupDamaged(f"backup {run.id} is damaged: {summary(verdict.problems)}")

        await self._run(run, work)

    def _note_verdict(self, backup_id: str, *, sound: bool) -> None:
        """Have the next backup wait when this one is damaged: it may well be damaged, too."""
        schemas = next(
            (each.schemas for each in self._backups if each.id == backup_id), frozenset()
        )
        for group in self._groups:
            if schemas.isdisjoint(target.schema for target in group.targets):
                continue
            if sound:
                self._failures.clear(damage_key(group))
            else:
                self._failures.add(damage_key(group), self._site.clock.now())

    async def _prune(self, run: Run) -> None:
        async def work(mandate: Mandate) -> None:
            await prune(self._site, mandate)

        await self._run(run, work)
        self._changed = run.error is not None

    async def _run(
        self,
        run: Run,
        work: Callable[[Mandate], Awaitable[None]],
        targets: Sequence[Target] = (),
        *,
        fresh: bool = False,
    ) -> None:
        """Carry a run out under the lock, and tell how it ended.

        Args:
            targets: what was not backed up when it fails.
            fresh: only if nothing was changed since the catalogue was read: another process may
                have served the slot.

        Raises:
            RepositoryError: the repository cannot be used.
        """
        self._desk.begin(run)
        error: ApplianceError | None = None
        try:
            with self._board.running():
                mandate = Mandate(self._leader)
                purpose = f"{run.purpose} of {run.id}"
                async with self._site.catalogue.lock(purpose, term=mandate.term()):
                    if not fresh or await self._site.catalogue.generation() == self._generation:
                        await work(mandate)
                        run.carried_out = True
        except ApplianceError as caught:
            error = caught
            if isinstance(caught, TermOver):
                self._board.fenced()
            if not isinstance(caught, BackupLocked):
                self._board.not_backed_up(targets)
                logger.error(f"{run.purpose} failed", backup=run.id, reason=str(caught))
        except Exception:
            raise  # a bug: the service tells whoever waits
        except BaseException:  # cancelled, which comes out of a nursery as a group
            run.finish(BackupLocked("cut off: this node stops, or leads no longer"))
            raise
        self._changed = True
        await self._read()
        run.finish(error)
