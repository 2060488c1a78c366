"""Which account does what, and where."""

from __future__ import annotations

from pathlib import Path

from pydantic import SecretStr

from appliance.backup.accounts import (
    backup_login,
    present,
    restore_login,
    scratch_login,
    targets_of,
)
from appliance.backup.logical.plan import Target
from appliance.settings.backup import BackupSettings
from appliance.settings.model import DatabaseSettings, TlsMode
from tests.support.servers import SqlServer

REALM = DatabaseSettings(host="db", user="trinity", password=SecretStr("t"), auth=None)


def test_the_realm_without_what_may_not_be_read() -> None:
    assert [target.role for target in targets_of(REALM)] == ["characters", "world", "hotfixes"]
    assert targets_of(DatabaseSettings(host="db"))[0] == Target("auth", "auth")


def test_the_realms_own_account_unless_another_is_named() -> None:
    own = backup_login(REALM, BackupSettings())
    assert (own.settings.user, own.password) == ("trinity", b"t")
    other = backup_login(REALM, BackupSettings(user="keeper", password=SecretStr("k")))
    assert (other.settings.user, other.password) == ("keeper", b"k")
    assert other.settings.host == "db"


def test_nobody_proves_unless_somebody_is_named() -> None:
    assert scratch_login(REALM, BackupSettings()) is None
    here = scratch_login(REALM, BackupSettings(scratch_user="p", scratch_password=SecretStr("x")))
    assert here is not None
    assert (here.settings.host, here.settings.user, here.password) == ("db", "p", b"x")


def test_proofs_may_run_on_another_server(tmp_path: Path) -> None:
    by_socket = DatabaseSettings(socket=tmp_path / "s", tls_mode=TlsMode.DISABLED)
    there = scratch_login(
        by_socket, BackupSettings(scratch_user="p", scratch_host="other", scratch_port=3307)
    )
    assert there is not None
    assert (there.settings.host, there.settings.port, there.settings.socket) == (
        "other",
        3307,
        None,
    )


def test_who_restores_brings_the_password(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("of the reader")
    realm = REALM.model_copy(update={"password_file": file})
    login = restore_login(realm, "root", "r")
    assert (login.settings.user, login.password) == ("root", b"r")
    assert "b'r'" not in repr(login)


async def test_which_schemas_are_there(mariadb: SqlServer) -> None:
    mariadb.create_schema("accounts_there")
    login = backup_login(mariadb.settings(), BackupSettings())
    targets = (Target("world", "accounts_there"), Target("hotfixes", "accounts_not_there"))
    assert await present(login, targets) == ([targets[0]], [targets[1]])
