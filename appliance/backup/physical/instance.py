"""Boots a copy of an instance: for us alone, on a private socket, with little memory.

No password of the original is needed: its init file makes an account for us. Nobody else reaches
the socket, which lies in a folder of ours. The copy is thrown away, and so the server is killed,
not shut down.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import trio
from pydantic import SecretStr

from appliance.backup.logical.restoring import setup
from appliance.backup.programs import Program, ProgramFailed, Programs, running
from appliance.backup.repository.durable import write_new
from appliance.database.interface import Engine
from appliance.database.login import Login, prepare
from appliance.database.session import open_session
from appliance.errors import BackupError, DatabaseError, DatabaseUnavailable
from appliance.settings.model import DatabaseSettings

ACCOUNT = "mcp_copy"
_ACCOUNT = (
    f"DROP USER IF EXISTS {ACCOUNT}@localhost;\n"
    f"CREATE USER {ACCOUNT}@localhost IDENTIFIED BY '{{password}}';\n"
    f"GRANT ALL ON *.* TO {ACCOUNT}@localhost;\n"
)
BOOT_S = 600.0
"""Longest recovery: a copy of a busy server has redo to apply."""
DAMAGED_S = 20.0
"""How long a server that found damage may go on: it ends, or overcomes it, or, as MySQL 9.7 does
where two threads find some at once, stays as it is for ever."""
DAMAGE = ("Database page corruption", "MY-012545")
"""Words of both servers for a page, and of MySQL for a block of its log, with a wrong checksum."""
SAID_BYTES, LINE_LETTERS = 1 << 20, 300
LOOK_AGAIN_S = 0.1
LAST_WORDS_S = 10.0
OPTIONS = (
    "innodb_data_file_path",
    "innodb_page_size",
    "innodb_undo_tablespaces",
    "lower_case_table_names",
)
"""Variables that the files depend on; a copy is only readable with the original's values."""
_COMMON = (
    "--skip-networking",
    "--skip-log-bin",
    "--skip-name-resolve",
    "--read-only=ON",
    "--event-scheduler=OFF",
    "--innodb-buffer-pool-size=128M",
    "--innodb-flush-log-at-trx-commit=0",
    "--max-allowed-packet=1G",
    "--max-connections=20",
)
_OWN = {
    Engine.MARIADB: ("--performance-schema=OFF", "--skip-slave-start", "--key-buffer-size=8M"),
    # performance_schema holds the coordinates of a clone, which its plugin puts there.
    Engine.MYSQL: ("--mysqlx=OFF", "--skip-replica-start", "--plugin-load-add=mysql_clone.so"),
}


@asynccontextmanager
async def booted(
    data: Path, engine: Engine, programs: Programs, folder: Path, options: Mapping[str, str]
) -> AsyncIterator[Login]:
    """A server on the copy in `data` for as long as the block; the login reaches it.

    Args:
        folder: a private one, for socket and temporary files.
        options: values of `OPTIONS` as the original has them.

    Raises:
        BackupError: the server's program is missing, or does not take the copy.
    """
    daemon = await find_daemon(programs, engine)
    password = "Aa1!" + secrets.token_hex(16)
    start = folder / "start.sql"
    await trio.to_thread.run_sync(write_new, start, _ACCOUNT.format(password=password).encode())
    socket = folder / "s"
    argv = [
        daemon,
        "--no-defaults",
        *(["--user=root"] if os.geteuid() == 0 else []),
        f"--datadir={data}",
        f"--socket={socket}",
        f"--pid-file={folder / 'pid'}",
        f"--tmpdir={folder}",
        f"--init-file={start}",
        "--secure-file-priv=NULL" if engine is Engine.MYSQL else f"--secure-file-priv={folder}",
        *_COMMON,
        *_OWN[engine],
        *(f"--{name.replace('_', '-')}={options[name]}" for name in OPTIONS if name in options),
    ]
    settings = DatabaseSettings(socket=socket, user=ACCOUNT, password=SecretStr(password))
    login = prepare(settings, "information_schema")
    async with running(argv, folder=folder) as server:
        await answers(server, login)
        try:
            yield login
        except DatabaseError as error:
            if isinstance(error, DatabaseUnavailable):
                with trio.move_on_after(LAST_WORDS_S):
                    await server.process.wait()
            if server.process.returncode is not None:
                raise await server.failure() from error  # it fell over what it read
            if damage := await trio.to_thread.run_sync(found_damage, server):
                raise ProgramFailed(server.name, None, damage) from error
            raise


async def find_daemon(programs: Programs, engine: Engine) -> str:
    """The server's own program.

    Raises:
        BackupError: it is not installed.
    """
    if engine is Engine.MYSQL:
        return await programs.find_mysql("mysqld", "mysql-server")
    return programs.find("mariadbd", "mariadb-server")


async def answers(server: Program, login: Login) -> None:
    """Wait until a server that boots takes sessions.

    Raises:
        ProgramFailed: it ended, or found damage and went no further.
        BackupError: it was not ready in time.
    """
    damage = ""
    with trio.move_on_after(BOOT_S) as scope:
        while server.process.poll() is None:
            try:
                async with open_session(login, setup):
                    return
            except DatabaseError:
                if not damage and (damage := await trio.to_thread.run_sync(found_damage, server)):
                    scope.deadline = min(scope.deadline, trio.current_time() + DAMAGED_S)
                await trio.sleep(LOOK_AGAIN_S)
        raise await server.failure()
    if damage:
        raise ProgramFailed(server.name, None, damage)
    raise BackupError(f"the copy was not ready after {BOOT_S:.0f} s")


def found_damage(server: Program) -> str:
    """What a server that boots says of files that are not what it wrote; mostly nothing. Blocks."""
    lines = server.said(SAID_BYTES).splitlines()
    return next((line[:LINE_LETTERS] for line in lines if any(code in line for code in DAMAGE)), "")
