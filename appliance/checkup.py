"""Everything that is wrong with a configuration and its realm, found before users find it."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import ssl
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from pathlib import Path

import trio

from appliance.backup.examine import examine as examine_backups
from appliance.clock import WallClock
from appliance.console.client import from_here
from appliance.console.health import examine_machine
from appliance.database.demo import open_demo_world
from appliance.database.grants import inspect_grants
from appliance.database.interface import Database
from appliance.database.login import transport_risk
from appliance.errors import ApplianceError, DatabaseError, StartError
from appliance.failover.examine import examine as examine_cluster
from appliance.gamedata.realm import Branch
from appliance.gamedata.schema import detect
from appliance.plans import client_folders, plan_realm, schemas_of
from appliance.reload.folders import can_hold
from appliance.server.http.config import HttpConfig
from appliance.server.http.listener import tls_context
from appliance.settings.model import DatabaseSettings, Settings
from appliance.telemetry.health import Check, Status
from appliance.telemetry.metrics import Metrics

MOST_SHOWN = 5
"""Client files that cannot be read, named one by one."""
OURS = b"trinitycore-mcp "
"""How both ports of a running server introduce themselves to who asks for /."""
ANSWER_S = 2.0
NOTHING_CONFIGURED = "not configured: answers that need client data will say so"


async def examine(settings: Settings, warnings: tuple[str, ...], clock: WallClock) -> list[Check]:
    """Check everything; FAILED means `serve` would not start or could not answer.

    Args:
        warnings: what loading the settings found odd.
    """
    checks = [Check("settings", Status.WARNING, warning) for warning in warnings]
    checks += await trio.to_thread.run_sync(_check_ports, settings)
    checks += _check_files(settings)
    if settings.demo:
        checks += [check async for check in _check_demo()]
    else:
        checks += [check async for check in _check_realm(settings)]
    checks += await examine_backups(settings, clock)
    checks += await examine_cluster(settings.ha, os.environ, clock)
    checks += await trio.to_thread.run_sync(_check_machine, settings, clock.now())
    return checks


def _check_ports(settings: Settings) -> list[Check]:
    server, console = settings.server, settings.console
    return [
        _check_port("server", server.host, server.port, tls=server.tls_certificate is not None),
        _check_port("console", console.host, console.port, tls=False),
    ]


def _check_port(name: str, host: str, port: int, *, tls: bool) -> Check:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    where = f"{host} port {port}"
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        if _is_ours(from_here(host), port, tls=tls):
            return Check(
                f"port:{name}", Status.OK, f"{where} is this program's, which runs already"
            )
        fix = f"stop what uses it, or set {name}.host and {name}.port"
        message = f"cannot listen on {where}: {error.strerror or error}; {fix}"
        return Check(f"port:{name}", Status.FAILED, message)
    return Check(f"port:{name}", Status.OK, f"{where} is free")


def _is_ours(host: str, port: int, *, tls: bool) -> bool:
    """Whether this program answers there. It is told nothing, so any certificate will do."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    connection = (
        http.client.HTTPSConnection(host, port, timeout=ANSWER_S, context=context)
        if tls
        else http.client.HTTPConnection(host, port, timeout=ANSWER_S)
    )
    try:
        connection.request("GET", "/")
        return connection.getresponse().read(len(OURS)) == OURS
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _check_files(settings: Settings) -> Iterator[Check]:
    database = settings.database
    try:
        tls_context(HttpConfig(settings.server, Metrics()))
    except StartError as error:
        yield Check("server:tls", Status.FAILED, str(error))
    for key, path in (
        ("database.tls_ca", database.tls_ca),
        ("database.tls_certificate", database.tls_certificate),
        ("database.tls_key", database.tls_key),
        ("database.server_public_key", database.server_public_key),
    ):
        if path is None:
            continue
        try:
            path.read_bytes()
        except OSError as error:
            message = f"cannot read {path}: {error.strerror}; correct {key}"
            yield Check(f"file:{key}", Status.FAILED, message)


async def _check_demo() -> AsyncIterator[Check]:
    async with open_demo_world() as world:
        _branch, named = await _name_schema(world)
        yield named
    message = "the embedded demo realm is served; set database.host to serve yours"
    yield Check("realm", Status.OK, message)


async def _check_realm(settings: Settings) -> AsyncIterator[Check]:
    database = settings.database
    if risk := transport_risk(database):
        fix = "set database.tls_mode to verify-identity, or reach the server by a socket"
        yield Check("database:tls", Status.WARNING, f"{risk}; {fix}")
    _plan, open_database = plan_realm(settings, Metrics())
    branch: Branch | None = None
    for kind, schema in schemas_of(database).items():
        if kind == "hotfixes" and branch is not Branch.MASTER:
            continue
        async with open_database(kind) as opened:
            reached = await _reach(kind, schema, opened)
            yield reached
            if reached.status is not Status.OK:
                continue
            yield await _check_grants(kind, schema, database)
            if kind == "world":
                branch, named = await _name_schema(opened)
                yield named
    if branch is not None and _client_folders(settings):
        yield await _check_client_data(settings, branch)


async def _reach(kind: str, schema: str, database: Database) -> Check:
    """World must answer; without the others some answers are missing."""
    name = f"database:{kind}"
    try:
        duration_s = await database.ping()
    except DatabaseError as error:
        status = Status.FAILED if kind == "world" else Status.WARNING
        aside = "" if kind == "world" else f"; or set database.{kind} to empty"
        return Check(name, status, f"{error}{aside}", essential=kind == "world")
    message = f"{schema} answers ({database.engine}, {duration_s * 1e3:.1f} ms)"
    return Check(name, Status.OK, message, duration_s=duration_s)


async def _check_grants(kind: str, schema: str, database: DatabaseSettings) -> Check:
    name = f"grants:{kind}"
    try:
        grants = await inspect_grants(database, schema)
    except DatabaseError as error:
        return Check(name, Status.WARNING, f"the account's rights cannot be read: {error}")
    if not grants.can_select:
        status = Status.FAILED if kind == "world" else Status.WARNING
        fix = f"GRANT SELECT ON `{schema}`.* TO the account"
        return Check(name, status, f"{database.user} may not read all of {schema}; {fix}")
    if grants.beyond_select:
        much = ", ".join(grants.beyond_select)
        message = f"{database.user} may do more than read {schema} ({much}); revoke that"
        return Check(name, Status.WARNING, message)
    return Check(name, Status.OK, f"{database.user} may read {schema} and nothing else")


async def _name_schema(world: Database) -> tuple[Branch | None, Check]:
    try:
        schema = await detect(world, None)
    except ApplianceError as error:
        return None, Check("schema", Status.FAILED, str(error), essential=True)
    version = schema.db_version or "version unknown"
    return schema.branch, Check("schema", Status.OK, f"TrinityCore {schema.branch}, {version}")


def _client_folders(settings: Settings) -> list[Path]:
    data = settings.client_data
    return [path for path in (data.dbc_path, data.db2_path, data.gt_path) if path is not None]


async def _check_client_data(settings: Settings, branch: Branch) -> Check:
    """Try every client file of the realm's branch."""
    client = client_folders(settings.client_data, branch)
    found = await client.survey()
    message = f"{found.tables} tables and {found.gametables} GameTables of {branch}"
    if found.unreadable:
        shown = "; ".join(found.unreadable[:MOST_SHOWN])
        more = len(found.unreadable) - MOST_SHOWN
        rest = f"; and {more} more" if more > 0 else ""
        much = f"{len(found.unreadable)} cannot be read, extract them again: {shown}{rest}"
        return Check("client-data", Status.WARNING, f"{message}; {much}")
    if not found.tables:
        return Check("client-data", Status.WARNING, f"{message}; {client.missing('Spell')}")
    if not found.gametables and settings.client_data.gt_path is not None:
        missing = client.missing("CombatRatings", gametable=True)
        return Check("client-data", Status.WARNING, f"{message}; {missing}")
    return Check("client-data", Status.OK, f"{message} can be read")


def _check_machine(settings: Settings, now: datetime) -> list[Check]:
    checks = examine_machine(settings, now)
    if not _client_folders(settings):
        checks.append(Check("client-data", Status.OK, NOTHING_CONFIGURED))
    return [*checks, *_check_surroundings(settings)]


def _check_surroundings(settings: Settings) -> Iterator[Check]:
    """Folders and programs that tools work with; without them only those tools are poorer."""
    source, documents = settings.source_tree.path, settings.library.documents_path
    if source is not None and not os.path.isdir(source / "src" / "server"):
        yield _poorer("source-tree", f"{source} has no src/server", "source_tree.path")
    if documents is not None and not os.path.isdir(documents):
        yield _poorer("documents", f"{documents} is no folder", "library.documents_path")
    index = settings.library.index_path
    if index is not None and not can_hold(index):
        yield _poorer("index", f"{index} cannot be written", "library.index_path")
    pid_file = settings.worldserver.pid_file
    if pid_file is not None and not pid_file.is_file():
        message = f"{pid_file} is not there; start worldserver, or correct worldserver.pid_file"
        yield Check("worldserver", Status.WARNING, message)
    workspace = settings.workspace
    if workspace.path is None:
        return
    if not os.path.isdir(workspace.path):
        yield _poorer("workspace", f"{workspace.path} is no folder", "workspace.path")
    elif workspace.allow_write and not os.access(workspace.path, os.W_OK):
        yield _poorer("workspace", f"{workspace.path} cannot be written", "its permissions")
    if workspace.allow_run:
        for key, program in (("compiler", workspace.compiler), ("ctest", workspace.ctest)):
            if shutil.which(program) is None:
                yield _poorer("workspace", f"there is no program {program}", f"workspace.{key}")


def _poorer(name: str, problem: str, key: str) -> Check:
    return Check(name, Status.WARNING, f"{problem}; correct {key}")


def exit_code(checks: list[Check]) -> int:
    """0 all good, 1 cannot start, 2 warnings."""
    found = {check.status for check in checks}
    if Status.FAILED in found:
        return 1
    return 2 if Status.WARNING in found else 0
