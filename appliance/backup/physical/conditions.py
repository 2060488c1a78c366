"""Asks a server and this machine whether its files can be copied here."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Sequence
from pathlib import Path

import trio

from appliance.backup.binlog.server import setup
from appliance.backup.logical.plan import Target
from appliance.backup.manifest import Engine as EngineName
from appliance.backup.physical.choose import Facts
from appliance.backup.programs import Programs, version
from appliance.backup.scratch import PREFIX as SCRATCH
from appliance.database.grants import ALL, held_rights
from appliance.database.interface import Engine
from appliance.database.login import Login
from appliance.database.session import Session, open_session
from appliance.errors import BackupError
from appliance.settings.model import DatabaseSettings, is_loopback

PHYSICAL = {Engine.MARIADB: EngineName.MARIABACKUP, Engine.MYSQL: EngineName.CLONE}
RIGHTS = {
    Engine.MARIADB: ("RELOAD", "PROCESS", "LOCK TABLES", "BINLOG MONITOR"),
    Engine.MYSQL: ("BACKUP_ADMIN",),
}
"""MariaDB Knowledge Base, mariadb-backup Overview: Authentication and Privileges; MySQL manual,
CLONE Statement."""
_SYSTEM = ("information_schema", "mysql", "performance_schema", "sys")
_SERVER = re.compile(r"(\d+\.\d+)")
_PROGRAM = re.compile(r"(?:Ver|server) +(\d+\.\d+)")
"""`mysqld  Ver 9.7.4 for Linux`, `mariadb-backup based on MariaDB server 10.11.19-MariaDB`."""


async def look(
    login: Login, targets: Sequence[Target], programs: Programs, *, partial: bool
) -> Facts:
    """What the choice of the engine depends on.

    Args:
        partial: whether tables are to be skipped, or backed up without their rows.

    Raises:
        DatabaseError: the server is away or refuses.
    """
    async with open_session(login, setup) as session:
        obstacles = await _rights(session)
        obstacles += await _place(session, login.settings)
        if session.engine is Engine.MYSQL:
            obstacles += await _clone(session, targets)
        names = await session.rows("SELECT SCHEMA_NAME FROM information_schema.SCHEMATA")
        known = {*_SYSTEM, *(target.schema.lower() for target in targets)}
        others = tuple(
            sorted(
                name
                for (name,) in names
                if name.lower() not in known and not name.startswith(SCRATCH)
            )
        )
        engine, server = session.engine, session.version
    obstacles += await _programs(programs, engine, server)
    return Facts(PHYSICAL[engine], tuple(obstacles), others, partial)


async def _rights(session: Session) -> list[str]:
    lines = [line for (line,) in await session.rows("SHOW GRANTS")]
    held = held_rights((line for line in lines if " ON *.* " in line), "mysql")
    missing = [right for right in RIGHTS[session.engine] if right not in held]
    if ALL in held or not missing:
        return []
    return [f"the account lacks rights (GRANT {', '.join(missing)} ON *.* TO that account)"]


async def _place(session: Session, settings: DatabaseSettings) -> list[str]:
    ((host, folder),) = await session.rows("SELECT @@hostname, @@datadir")
    local = settings.socket is not None or is_loopback(settings.host or "localhost")
    # A container behind a port of this machine has a host name of its own.
    if not local or host != platform.node():
        return [f"the server runs on another machine ({host})"]
    data = Path(folder)
    if not await trio.to_thread.run_sync(readable, data):
        return [f"we may not read the server's files in {data} (run as its user, or as root)"]
    if session.engine is Engine.MYSQL:
        ((identity,),) = await session.rows("SELECT @@server_uuid")
        if identity not in await trio.to_thread.run_sync(_auto_cnf, data):
            return [f"{data} here is another server's"]
    return []


def readable(data: Path) -> bool:
    """Whether we may read a server's files: we are its user, or root. Blocks."""
    try:
        owner = data.stat().st_uid
    except OSError:
        return False
    return os.geteuid() in (0, owner) and os.access(data / "ibdata1", os.R_OK)


def _auto_cnf(data: Path) -> str:
    try:
        return (data / "auto.cnf").read_text()
    except OSError:
        return ""


async def _clone(session: Session, targets: Sequence[Target]) -> list[str]:
    obstacles = []
    active = await session.rows(
        "SELECT 1 FROM information_schema.PLUGINS"
        " WHERE PLUGIN_NAME = 'clone' AND PLUGIN_STATUS = 'ACTIVE'"
    )
    if not active:
        obstacles.append("the clone plugin is off (INSTALL PLUGIN clone SONAME 'mysql_clone.so')")
    for target in targets:
        rows = await session.rows(
            "SELECT TABLE_NAME FROM information_schema.TABLES"
            " WHERE TABLE_SCHEMA = %s AND TABLE_TYPE = 'BASE TABLE' AND ENGINE <> 'InnoDB'",
            (target.schema,),
        )
        if rows:
            name = f"{target.schema}.{rows[0][0]}"
            obstacles.append(f"CLONE copies InnoDB only (ALTER TABLE {name} ENGINE=InnoDB)")
    return obstacles


async def _programs(programs: Programs, engine: Engine, server: str) -> list[str]:
    try:
        if engine is Engine.MYSQL:
            found = [await programs.find_mysql("mysqld", "mysql-server")]
        else:
            programs.find("mbstream", "mariadb-backup")
            found = [
                programs.find("mariadb-backup", "mariadb-backup"),
                programs.find("mariadbd", "mariadb-server"),
            ]
        for path in found:
            if not same_series(await version(path), server):
                return [f"{path} is of another version than the server ({server})"]
    except BackupError as error:
        return [str(error)]
    return []


def same_series(program: str, server: str) -> bool:
    """Whether a program is of the server's series: others may not read its files.

    Args:
        program: what it says to `--version`.
        server: what the server greets with.
    """
    said, greeted = _PROGRAM.search(program), _SERVER.match(server)
    return said is not None and greeted is not None and said[1] == greeted[1]
