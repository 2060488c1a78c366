"""What the server's binary log is like, and whether it can be archived.

Rights: REPLICATION SLAVE to read it, BINLOG MONITOR (MySQL: REPLICATION CLIENT) to list its files,
RELOAD to close one.
"""

from __future__ import annotations

from dataclasses import dataclass

from appliance.backup.binlog.chain import LogFile
from appliance.database.interface import Engine
from appliance.database.session import Session
from appliance.errors import BackupError, DatabaseDenied

_VARIABLES = (
    "SHOW GLOBAL VARIABLES WHERE Variable_name IN ('log_bin', 'binlog_format', 'binlog_row_image',"
    " 'server_id', 'server_uuid', 'gtid_mode', 'encrypt_binlog', 'binlog_encryption', 'version',"
    " 'sql_mode', 'lower_case_table_names')"
)
_SETUP = (b"SET NAMES utf8mb4, sql_mode='', time_zone='+00:00'",)


def setup(_engine: Engine) -> tuple[bytes, ...]:
    """How sessions beside the archive are set up."""
    return _SETUP


@dataclass(frozen=True, slots=True)
class LogServer:
    """A server with a binary log.

    `identity` is its server_uuid, or server_id on MariaDB; `number` always its server_id.
    """

    engine: Engine
    version: str
    identity: str
    number: int
    gtid_mode: bool
    sql_mode: str
    lower_case_table_names: int


async def read_server(session: Session) -> LogServer:
    """Look at the server.

    Raises:
        BackupError: its binary log is off, or is not one that can be replayed; says which of its
            settings to change.
    """
    values: dict[str, str] = dict(await session.rows(_VARIABLES))
    if values["log_bin"] != "ON":
        raise BackupError(
            "the server's binary log is off: no recovery to a point in time",
            hint="set log_bin = binlog and a server_id in the server's configuration, restart it",
        )
    if values.get("binlog_format", "ROW") != "ROW":
        raise BackupError(
            f"the server's binary log has the format {values['binlog_format']}",
            hint="set binlog_format = ROW in the server's configuration",
        )
    if values.get("binlog_row_image", "FULL") != "FULL":
        raise BackupError(
            "the server's binary log holds parts of rows only",
            hint="set binlog_row_image = FULL in the server's configuration",
        )
    if values.get("encrypt_binlog") == "ON":
        raise BackupError(
            "the server encrypts its binary log, and sends it so",
            hint="set encrypt_binlog = OFF, and encrypt backups by backup.encrypt_to",
        )
    return LogServer(
        session.engine,
        session.version,
        values.get("server_uuid") or values["server_id"],
        int(values["server_id"]),
        values.get("gtid_mode") == "ON",
        values["sql_mode"],
        int(values["lower_case_table_names"]),
    )


async def read_files(session: Session) -> list[LogFile]:
    """The files of the binary log, oldest first; the last one is being written.

    Raises:
        BackupError: the account may not see them.
    """
    try:
        rows = await session.raw_rows("SHOW BINARY LOGS")
    except DatabaseDenied as error:
        right = "BINLOG MONITOR" if session.engine is Engine.MARIADB else "REPLICATION CLIENT"
        raise BackupError(
            f"the account {session.account!r} may not list the binary log",
            hint=f"GRANT {right}, REPLICATION SLAVE ON *.* TO that account",
        ) from error
    return [LogFile((row[0] or b"").decode(), int(row[1] or 0)) for row in rows]
