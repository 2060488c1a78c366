"""Which schemas a realm has, and the logins that read, prove and restore them.

Three accounts, so that none can do more than it must: one reads (backups), one has all rights on
schemas named mcp_scratch_* and nothing else (proofs), and one that no file knows, asked for at use,
writes the realm's own schemas (restores).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pydantic import SecretStr

from appliance.backup.logical.plan import Role, Target
from appliance.backup.logical.restoring import setup, without_schema
from appliance.database.login import Login, prepare
from appliance.database.session import open_session
from appliance.settings.backup import BackupSettings
from appliance.settings.model import DatabaseSettings, TlsMode

REBUILDABLE: tuple[Role, ...] = ("world", "hotfixes")
"""Roles that TrinityCore's own files can make again."""
IRREPLACEABLE: tuple[Role, ...] = ("auth", "characters")
OPTIONAL: tuple[Role, ...] = ("hotfixes",)
"""3.3.5 has no hotfixes, and the setting names them all the same."""


def targets_of(database: DatabaseSettings) -> tuple[Target, ...]:
    """The realm's schemas, what cannot be replaced first."""
    named: dict[Role, str | None] = {
        "auth": database.auth,
        "characters": database.characters,
        "world": database.world,
        "hotfixes": database.hotfixes,
    }
    return tuple(Target(role, schema) for role, schema in named.items() if schema)


def backup_login(database: DatabaseSettings, backup: BackupSettings) -> Login:
    """Who takes backups.

    Raises:
        SettingsError: a file the settings name cannot be read.
    """
    if backup.user is None:
        return without_schema(prepare(database, ""))
    chosen = _as(database, backup.user, backup.password)
    return _login(chosen, "backup.user and backup.password")


def scratch_login(database: DatabaseSettings, backup: BackupSettings) -> Login | None:
    """Who proves backups; None when nobody is configured.

    Raises:
        SettingsError: a file the settings name cannot be read.
    """
    if backup.scratch_user is None:
        return None
    chosen = _as(database, backup.scratch_user, backup.scratch_password)
    if backup.scratch_host is not None:
        elsewhere = {
            "host": backup.scratch_host,
            "port": backup.scratch_port,
            "socket": None,
            "server_public_key": None,
        }
        if database.tls_mode is TlsMode.VERIFY_IDENTITY and database.socket is not None:
            elsewhere["tls_mode"] = TlsMode.VERIFY_CA
        chosen = chosen.model_copy(update=elsewhere)
    return _login(chosen, "backup.scratch_user and backup.scratch_password")


def restore_login(database: DatabaseSettings, user: str, password: str) -> Login:
    """Who restores."""
    return _login(_as(database, user, SecretStr(password)), "the user and the password given")


def _login(database: DatabaseSettings, named_by: str) -> Login:
    return replace(without_schema(prepare(database, "")), named_by=named_by)


def _as(database: DatabaseSettings, user: str, password: SecretStr) -> DatabaseSettings:
    """The same server, another account. Its password was read already when it was in a file."""
    return database.model_copy(update={"user": user, "password": password, "password_file": None})


async def present(login: Login, targets: Sequence[Target]) -> tuple[list[Target], list[Target]]:
    """The schemas that are there, and those that are not or that the account may not see.

    Raises:
        DatabaseError: the server is away or refuses the login.
    """
    async with open_session(replace(login, schema="information_schema"), setup) as session:
        rows = await session.rows("SELECT SCHEMA_NAME FROM information_schema.SCHEMATA")
    # MariaDB and MySQL fold names where the file system does (lower_case_table_names).
    seen = {str(name).lower() for (name,) in rows}
    there = [target for target in targets if target.schema.lower() in seen]
    return there, [target for target in targets if target.schema.lower() not in seen]
