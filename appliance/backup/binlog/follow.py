"""The program that streams the server's binary log into a folder, file for file, byte for byte.

`--raw --stop-never` of mysqlbinlog and mariadb-binlog (their manuals' "Using mysqlbinlog to Back Up
Binary Log Files"). It ends with 0 when the server stops, and does not come back by itself. Closed
files are identical to the server's; of the one in use, one flag differs.
"""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import trio

from appliance.backup.binlog.server import LogServer
from appliance.backup.option_file import write_options
from appliance.backup.programs import Program, ProgramFailed, Programs, running
from appliance.database.interface import Engine
from appliance.database.login import Login
from appliance.errors import BackupError

_NEEDED = "REPLICATION SLAVE"
"""The right to read the binary log; both programs name it when it is missing."""
PACKAGES = {Engine.MARIADB: "mariadb-client", Engine.MYSQL: "mysql-client"}


class BinlogDenied(BackupError):
    """The account may not read the binary log: trying again does not help."""


def told(failure: ProgramFailed, login: Login) -> BackupError:
    """What a failure of the program means."""
    if _NEEDED not in failure.message:
        return failure
    return BinlogDenied(
        f"the account {login.settings.user!r} may not read the binary log",
        hint=f"GRANT {_NEEDED} ON *.* TO that account",
    )


def archiver_id(server: LogServer) -> int:
    """The server id we read the log as: no replica's, and the same on every node.

    A server ends the older of two readers of one id, so a leader that was deposed lets go.
    """
    chosen = 0x7C00_0000 | (zlib.crc32(server.identity.encode()) & 0xFF_FFFF)
    return chosen if chosen != server.number else chosen ^ 1


async def find_reader(programs: Programs, engine: Engine) -> str:
    """The program that reads binary logs of such a server.

    Raises:
        BackupError: it is not installed; names the Debian package.
    """
    if engine is Engine.MARIADB:
        return programs.find("mariadb-binlog", PACKAGES[engine])
    return await programs.find_mysql("mysqlbinlog", PACKAGES[engine])


@asynccontextmanager
async def following(
    login: Login, server: LogServer, programs: Programs, folder: Path, start: str
) -> AsyncIterator[Program]:
    """The program at work for as long as the block: writes `start` and what comes after it.

    Raises:
        BackupError: it is not installed.
    """
    program = await find_reader(programs, server.engine)
    number = archiver_id(server)
    identity = (
        f"--stop-never-slave-server-id={number}"
        if server.engine is Engine.MARIADB
        else f"--connection-server-id={number}"
    )
    options = await trio.to_thread.run_sync(write_options, folder, login, server.engine)
    argv = [
        program,
        f"--defaults-file={options}",
        "--read-from-remote-server",
        "--raw",
        "--stop-never",
        identity,
        f"--result-file={folder}/",
        start,
    ]
    try:
        async with running(argv, folder=folder) as child:
            yield child
    finally:
        options.unlink(missing_ok=True)
