"""Keeps the realm at hand: opens its databases, names its schema, notices when it goes and comes.

A realm that is away is a state, not a failure: the process lives on, says why it is not ready, and
takes the realm up again by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass, replace
from typing import Any

import structlog
import trio

from appliance.clientdata.interface import ClientData
from appliance.clientdata.memory import MemoryClient
from appliance.database.interface import Database
from appliance.errors import ApplianceError, DatabaseError, SchemaUnsupported, Unavailable
from appliance.gamedata.realm import Branch, Realm
from appliance.gamedata.schema import detect
from appliance.lifecycle.pulse import Pulses
from appliance.telemetry.health import Check, Status

logger = structlog.get_logger("appliance.realm")

FIRST_ATTEMPT_S = 3.0
"""How long a start waits for the first answer; a realm that takes longer is away for now."""
FIRST_PAUSE_S = 0.5
PULSE = "realm"

OpenDatabase = Callable[[str], AbstractAsyncContextManager[Database]]


def no_client_files(_branch: Branch) -> ClientData:
    """The client data of a realm without any."""
    return MemoryClient()


@dataclass(frozen=True, slots=True)
class RealmPlan:
    """Which databases make up the realm.

    `source` names it in answers; `optional` are the kinds beside world that are configured;
    `interval_s` is the pause between two looks, and the longest one between two attempts;
    `attempt_s` bounds one look; `client` gives the client data for the branch that was found.
    """

    source: str
    optional: tuple[str, ...]
    interval_s: float
    attempt_s: float
    client: Callable[[Branch], ClientData] = no_client_files


class RealmService:
    """The realm as it is now.

    Args:
        pulse: name of its pulse; another one's while it takes over from that one is not its own.
    """

    def __init__(
        self, plan: RealmPlan, open_database: OpenDatabase, pulses: Pulses, *, pulse: str = PULSE
    ) -> None:
        self._plan = plan
        self._open = open_database
        self._pulses = pulses
        self._pulse = pulse
        self._realm: Realm | None = None
        self._clients: dict[Branch, ClientData] = {}
        self._problem = "the realm's database has not answered yet"
        self._asides: dict[str, Check] = {}
        self._looked = trio.Event()
        self._wake = trio.Event()

    def current(self) -> Realm:
        """The realm.

        Raises:
            Unavailable: its database is away or its schema is not supported; says why.
        """
        if self._realm is None:
            raise Unavailable(
                f"the realm is not available: {self._problem}",
                hint="try again later; it is taken up by itself when it is back",
            )
        return self._realm

    def checks(self) -> list[Check]:
        """What is known now, without asking any database."""
        if self._realm is None:
            world = Check("realm", Status.FAILED, self._problem, essential=True)
        else:
            world = Check("realm", Status.OK, describe(self._realm), essential=True)
        return [world, *self._asides.values()]

    async def probe(self) -> list[Check]:
        """Ask every database now."""
        realm = self._realm
        if realm is None:
            return self.checks()
        asked = {"realm": realm.world, "hotfixes": realm.hotfixes}
        asked |= {"auth": realm.auth, "characters": realm.characters}
        found = {check.name: check for check in self.checks()}

        async def ask(name: str, database: Database) -> None:
            found[name] = await _ping(found.get(name), name, database)

        async with trio.open_nursery() as nursery:
            for name, database in asked.items():
                if database is not None:
                    nursery.start_soon(ask, name, database)
        return [found[name] for name in sorted(found)]

    def look_again(self) -> None:
        """Name the schema and open client files anew at once (on reload)."""
        self._wake.set()

    async def wait_looked(self) -> None:
        """Wait until the databases have been asked once, each within its deadlines."""
        await self._looked.wait()

    async def run(
        self, *, task_status: trio.TaskStatus[RealmService] = trio.TASK_STATUS_IGNORED
    ) -> None:
        """Look after the realm until cancelled."""
        async with AsyncExitStack() as stack:
            databases = {
                kind: await stack.enter_async_context(self._open(kind))
                for kind in ("world", *self._plan.optional)
            }
            async with trio.open_nursery() as nursery:
                nursery.start_soon(self._watch, databases)
                with trio.move_on_after(FIRST_ATTEMPT_S):
                    await self._looked.wait()
                task_status.started(self)

    async def _watch(self, databases: dict[str, Database]) -> None:
        try:
            await self._keep(databases)
        finally:
            self._pulses.end(self._pulse)

    async def _keep(self, databases: dict[str, Database]) -> None:
        pause_s = FIRST_PAUSE_S
        while True:
            silence_s = 2 * (self._plan.interval_s + self._plan.attempt_s) + 5
            self._pulses.beat(self._pulse, now=trio.current_time(), silence_s=silence_s)
            known = self._realm is not None
            again, self._wake = self._wake.is_set(), trio.Event()
            try:
                await self._look(databases, again=again)
            except (DatabaseError, SchemaUnsupported) as error:
                self._lose(error)
                pause_s = FIRST_PAUSE_S if known else min(2 * pause_s, self._plan.interval_s)
            else:
                pause_s = self._plan.interval_s
            self._looked.set()
            with trio.move_on_after(pause_s):
                await self._wake.wait()

    async def _look(self, databases: dict[str, Database], *, again: bool) -> None:
        """Take the realm up, or see that it and the databases beside it are still there."""
        before = self._realm
        if before is None or again:
            schema = await detect(databases["world"], None)
        else:
            await before.world.ping()
            schema = before.schema
        usable = await self._look_aside(databases, schema.branch)
        if "hotfixes" in usable and not schema.hotfix_tables:
            schema = replace(schema, hotfix_tables=await usable["hotfixes"].tables())
        if again or schema.branch not in self._clients:
            self._clients = {schema.branch: self._plan.client(schema.branch)}
        client = self._clients[schema.branch]
        self._realm = Realm(schema, self._plan.source, databases["world"], **usable, client=client)
        if before is None or again:
            logger.info("realm available", realm=describe(self._realm))

    async def _look_aside(self, databases: dict[str, Database], branch: Branch) -> dict[str, Any]:
        """Ask the databases beside world; return those that answer, by kind."""
        usable: dict[str, Any] = {}
        for kind in self._plan.optional:
            if kind == "hotfixes" and branch is not Branch.MASTER:
                continue
            check = await _ping(self._asides.get(kind), kind, databases[kind])
            if check.status is Status.OK:
                usable[kind] = databases[kind]
            elif kind not in self._asides or self._asides[kind].status is Status.OK:
                logger.warning("database not available", database=kind, reason=check.message)
            self._asides[kind] = check
        return usable

    def _lose(self, error: ApplianceError) -> None:
        if self._realm is not None or self._problem != str(error):
            logger.warning("realm not available", reason=str(error))
        self._realm, self._problem = None, str(error)
        self._asides = {
            kind: Check(kind, Status.WARNING, "not asked while the world database is away")
            for kind in self._asides
        }


async def _ping(before: Check | None, name: str, database: Database) -> Check:
    """Ask `database`; world is essential, the others only warn."""
    essential = name == "realm"
    try:
        duration_s = await database.ping()
    except DatabaseError as error:
        status = Status.FAILED if essential else Status.WARNING
        return Check(name, status, str(error), essential)
    message = before.message if before and before.status is Status.OK else database.name
    return Check(name, Status.OK, message, essential, duration_s)


def describe(realm: Realm) -> str:
    """One line that names the realm, its branch and its content version."""
    version = realm.schema.db_version or "version unknown"
    return f"{realm.source}, {realm.branch}, {version}"
