"""Where tools ask for backups: one request may wait for what runs; and lists what there is.

A request outlives the call that made it: the service carries it out, the call may leave.
"""

from __future__ import annotations

from dataclasses import dataclass

import trio

from appliance.backup.archiver import why_not
from appliance.backup.names import Kind, check_id
from appliance.backup.notes import Level, State
from appliance.backup.prune import policy_of
from appliance.backup.retention import judge
from appliance.backup.runs import Listing, Run
from appliance.backup.site import Site
from appliance.backup.take import fresh_id
from appliance.backup.verify import lacking
from appliance.errors import ApplianceError, BackupError, NoSuchBackup, NotFound, Unavailable


@dataclass(frozen=True)
class Request:
    """A run that was asked for: a backup of that kind, or with a level the proof of one."""

    run: Run
    kind: Kind = Kind.FULL
    description: str = ""
    level: Level | None = None


class Desk:
    """See `runs.Backups`, which tools know it as."""

    def __init__(self) -> None:
        self._site: Site | None = None
        self._closed = "the repository is being opened"
        self._refusal = ""
        self._next_due: dict[str, str] = {}
        self._request: Request | None = None
        self.current: Run | None = None
        """What runs, or ran last."""
        self._wake = trio.Event()
        self._waiting = False
        self.generation: int | None = None
        """How often the repository had been changed when it was read last; None: never read."""

    @property
    def address(self) -> str:
        """Where the backups are."""
        return self._site.catalogue.address if self._site is not None else ""

    async def list(self, *, limit: int, state: State | None) -> Listing:
        """The newest backups in that state."""
        site = self._open()
        try:
            found = await site.backups()
            policy = policy_of(site.settings.backup)
            verdicts = judge([each.candidate() for each in found], policy, site.clock.now())
            kept = {each.id: each.reasons for each in verdicts if each.keep}
        except BackupError as error:
            raise _told(error) from error
        matching = [backup for backup in found if state is None or backup.state is state]
        shown = matching[:limit]
        return Listing(
            address=site.catalogue.address,
            backups=shown,
            total=len(matching),
            kept_for={backup.id: kept.get(backup.id, ()) for backup in shown},
            next_due=self._next_due,
        )

    def trigger(self, kind: Kind, description: str) -> Run:
        """Begin a backup."""
        site = self._open()
        purpose = "backup" if kind is Kind.FULL else "incremental backup"
        if kind is Kind.INCREMENTAL and (missing := why_not(site)):
            raise Unavailable(missing)
        return self._ask(Request(Run(fresh_id(site, kind), purpose), kind, description))

    async def verify(self, backup_id: str, level: Level | None) -> Run:
        """Begin a proof."""
        site = self._open()
        try:
            backup = await site.catalogue.get(check_id(backup_id))
        except NoSuchBackup as error:
            raise NotFound(f"there is no backup {backup_id}", hint="list-backups") from error
        except BackupError as error:
            raise _told(error) from error
        missing = ""
        if (manifest := backup.manifest) is not None:
            missing = lacking(site, manifest.engine, manifest.encryption)
        if level is Level.FULL and missing:
            raise Unavailable("it cannot be restored for its proof here", hint=missing)
        chosen = level or (Level.QUICK if missing else Level.FULL)
        return self._ask(Request(Run(backup_id, "proof"), level=chosen))

    @property
    def idle(self) -> bool:
        """Whether nothing runs, nor is asked for, and the service waits."""
        return self._waiting and self._request is None

    def open(self, site: Site, next_due: dict[str, str], generation: int) -> None:
        """The service works on this site."""
        self._site, self._refusal = site, ""
        self.generation = generation
        self._next_due = next_due

    def close(self, error: ApplianceError) -> None:
        """The repository cannot be used; whoever waits is told."""
        self._site, self._closed = None, error.message
        self.refuse(error)

    def refuse(self, error: ApplianceError) -> None:
        """Nothing can be begun here for now; whoever waits is told. Backups can still be listed."""
        self._refusal = error.message
        waiting = self._request.run if self._request is not None else None
        self._request = None
        for run in (waiting, self.current):
            if run is not None and not run.done.is_set():
                run.finish(error)
        self.current = None

    def next_request(self) -> Request | None:
        """What was asked for, once."""
        request, self._request = self._request, None
        return request

    def begin(self, run: Run) -> None:
        """A run is on: asked for here, or by the schedule."""
        self.current = run

    def nudge(self) -> None:
        """Have the service look up, though nothing is asked for."""
        self._wake.set()

    async def wait_for_request(self) -> None:
        """Return when something is asked for, or the service is to look up."""
        if self._request is None:
            self._wake = trio.Event()
            self._waiting = True
            try:
                await self._wake.wait()
            finally:
                self._waiting = False

    def _open(self) -> Site:
        if self._site is None:
            raise Unavailable(f"backups cannot be used now: {self._closed}")
        return self._site

    def _ask(self, request: Request) -> Run:
        """Queue it: one request waits for what runs, and a second of its kind is pointless."""
        if self._refusal:
            raise Unavailable(f"not here and now: {self._refusal}")
        waiting = self._request.run if self._request is not None else None
        busy = waiting or self.current
        alike = waiting is not None or (busy is not None and busy.purpose == request.run.purpose)
        if busy is not None and not busy.done.is_set() and alike:
            raise Unavailable(f"the {busy.purpose} of {busy.id} is under way; ask again after it")
        self._request = request
        self._wake.set()
        return request.run


def _told(error: BackupError) -> Unavailable:
    return Unavailable(error.message, hint=error.hint)
