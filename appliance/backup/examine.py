"""What is wrong with the configuration of backups, found before the first one is due."""

from __future__ import annotations

from collections.abc import AsyncIterator

import trio

from appliance.backup.accounts import OPTIONAL, present
from appliance.backup.archiver import spool_folder
from appliance.backup.binlog.follow import find_reader
from appliance.backup.binlog.server import read_files, read_server
from appliance.backup.binlog.server import setup as binlog_setup
from appliance.backup.encryption import permission_warning
from appliance.backup.groups import groups_of
from appliance.backup.logical.restoring import NO_BINLOG, setup, without_schema
from appliance.backup.logical.rights import check_rights
from appliance.backup.scratch import PREFIX
from appliance.backup.site import Site, open_site
from appliance.backup.verify import lacking
from appliance.clock import WallClock
from appliance.database.grants import ALL, held_rights
from appliance.database.interface import Engine
from appliance.database.login import Login
from appliance.database.session import Session, open_session
from appliance.errors import ApplianceError, DatabaseDenied, RepositoryError
from appliance.settings.model import Settings
from appliance.telemetry.health import Check, Status

ARCHIVING = ("REPLICATION SLAVE", "RELOAD")
"""And REPLICATION CLIENT, which MariaDB calls BINLOG MONITOR: the server says so itself."""
NOT_CONFIGURED = "not configured: set backup.repository to have the databases backed up"

UNLOGGED = {Engine.MARIADB: "BINLOG ADMIN", Engine.MYSQL: "SESSION_VARIABLES_ADMIN"}
"""The right to set sql_log_bin."""
HARMLESS = frozenset({"USAGE", *UNLOGGED.values()})


async def examine(settings: Settings, clock: WallClock) -> list[Check]:
    """Look at repository, schedule and accounts; changes nothing."""
    if settings.backup.repository is None:
        return [Check("backup", Status.OK, NOT_CONFIGURED)]
    try:
        groups_of(settings.backup, ())
        site = await open_site(settings, clock, look=False)
    except ApplianceError as error:
        return [Check("backup", Status.FAILED, str(error))]
    return [await _repository(site), *[check async for check in _accounts(site)]]


async def _repository(site: Site) -> Check:
    try:
        await trio.to_thread.run_sync(lambda: site.repository.prepare(create=False))
        count = len(await site.backups())
    except RepositoryError as error:
        return Check("backup", Status.WARNING, str(error))
    return Check("backup", Status.OK, f"{count} backups in {site.catalogue.address}")


async def _accounts(site: Site) -> AsyncIterator[Check]:
    path = site.settings.backup.identity_file
    if path is not None and (warning := permission_warning(path)):
        yield Check("backup:key", Status.WARNING, warning)
    if site.account is not None:
        try:
            yield await _reads(site)
        except ApplianceError as error:
            yield Check("backup:account", Status.WARNING, str(error))
        if site.settings.backup.binlog:
            try:
                yield await _archives(site, site.account)
            except ApplianceError as error:
                yield Check("backup:binlog", Status.WARNING, str(error))
    if site.settings.backup.verify:
        try:
            yield await _proves(site)
        except ApplianceError as error:
            yield Check("backup:proof", Status.WARNING, str(error))


async def _reads(site: Site) -> Check:
    """Whether the account sees all of every schema."""
    assert site.account is not None
    there, missing = await present(site.account, site.targets)
    async with open_session(without_schema(site.account), setup) as session:
        for target in there:
            await check_rights(session, target.schema)
    if absent := [target.schema for target in missing if target.role not in OPTIONAL]:
        text = f"not there, or not to be seen by the account: {', '.join(absent)}"
        return Check("backup:account", Status.WARNING, text)
    user = site.account.settings.user
    return Check("backup:account", Status.OK, f"{user} may back up all of the realm")


async def _archives(site: Site, account: Login) -> Check:
    """Whether the binary log can be archived, and by this account."""
    folder = spool_folder(site.settings.backup)
    async with open_session(account, binlog_setup) as session:
        server = await read_server(session)
        await read_files(session)  # refused without REPLICATION CLIENT
        lines = [str(line) for (line,) in await session.rows("SHOW GRANTS")]
    await find_reader(site.programs, server.engine)
    held = held_rights((line for line in lines if " ON *.* " in line), "mysql")
    missing = [right for right in ARCHIVING if right not in held]
    if missing and ALL not in held:
        fix = f"GRANT {', '.join(missing)} ON *.* TO that account"
        text = f"{account.settings.user} may not archive the binary log; {fix}"
        return Check("backup:binlog", Status.WARNING, text)
    return Check("backup:binlog", Status.OK, f"the binary log is archived, by way of {folder}")


async def _proves(site: Site) -> Check:
    """Whether backups can be restored for their proof, by an account that may do that alone."""
    engine, why = await site.choose(site.targets)
    if missing := lacking(site, engine.name, site.recipients):
        text = f"backups are not proved by a restore: {missing}"
        return Check("backup:proof", Status.WARNING, text)
    if site.scratch is None:
        return Check("backup:proof", Status.OK, f"engine {engine.name}: {why}")
    user = site.scratch.settings.user
    async with open_session(without_schema(site.scratch), setup) as session:
        lines = [str(line) for (line,) in await session.rows("SHOW GRANTS")]
        logged = await _is_logged(session)
    if ALL not in held_rights(lines, f"{PREFIX}x_y"):
        fix = r"GRANT ALL PRIVILEGES ON `mcp\_scratch\_%`.* TO that account"
        return Check("backup:proof", Status.WARNING, f"{user} may not make scratch schemas; {fix}")
    if any(held_rights(lines, target.schema) - HARMLESS for target in site.targets):
        text = f"{user} may do more than proofs need: it has rights on the realm's schemas"
        return Check("backup:proof", Status.WARNING, text)
    if logged:
        text = f"proofs of {user} go into the server's binary log, to its replicas and its archive"
        return Check("backup:proof", Status.WARNING, f"{text}; GRANT {logged} ON *.* TO it")
    return Check("backup:proof", Status.OK, f"{user} may restore into scratch schemas")


async def _is_logged(session: Session) -> str:
    """The right that would keep a proof out of the binary log; empty when nothing logs it."""
    ((logs,),) = await session.rows("SELECT @@log_bin")
    if not logs:
        return ""
    try:
        await session.execute(NO_BINLOG)
    except DatabaseDenied:
        return UNLOGGED[session.engine]
    return ""
