"""The built program logs in with every plugin, takes backups, proves and restores them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyrage
import pytest

from tests.integration.test_backup_serve import options
from tests.support.logins import PASSWORD, create_user, quoted
from tests.support.process import Program, run
from tests.support.servers import SqlServer
from tests.support.small_realm import OWNER, SCHEMAS, create_realm, values
from tests.support.small_realm import PASSWORD as OWNERS_PASSWORD

pytestmark = pytest.mark.packaged

# What the settings are for each way to a server.
TRANSPORTS: dict[str, dict[str, str]] = {
    "open": {"database.host": "127.0.0.1", "database.port": "{port}"},
    "tls": {"database.tls_mode": "required"},
    "socket": {"database.socket": "{socket}"},
}
TRANSPORTS["tls"] |= TRANSPORTS["open"]
# Plugin: how an account with it is made, and the ways that it goes.
MARIADB = {
    "mysql_native_password": (f"IDENTIFIED BY {quoted(PASSWORD)}", ("open", "socket")),
    "ed25519": (f"IDENTIFIED VIA ed25519 USING PASSWORD({quoted(PASSWORD)})", ("open", "socket")),
}
MYSQL = {
    "caching_sha2_password": (
        f"IDENTIFIED WITH caching_sha2_password BY {quoted(PASSWORD)}",
        ("open", "tls", "socket"),
    ),
    "sha256_password": (
        f"IDENTIFIED WITH sha256_password BY {quoted(PASSWORD)}",
        ("open", "tls"),
    ),
}
Account = tuple[str, tuple[str, ...]]


@pytest.fixture
def realm(mariadb: SqlServer) -> dict[str, str]:
    """The schemas of a small realm, by role."""
    return create_realm(mariadb, "built_")


def logs_in(program: Program, server: SqlServer, account: Account, folder: Path) -> None:
    """`check` reaches the realm's databases with an account."""
    identified, transports = account
    names = {role: f"plugin_{role}" for role in SCHEMAS}
    create_realm(server, "plugin_")
    server.create_schema("logins")
    create_user(server, "plugged", identified)
    server.run(r"GRANT SELECT ON `plugin\_%`.* TO plugged")
    settings = {
        "database.user": "plugged",
        "database.password": PASSWORD,
        "database.hotfixes": "",
    } | {f"database.{role}": name for role, name in names.items()}
    for transport in transports:
        way = {
            key: value.format(port=server.port, socket=server.socket)
            for key, value in TRANSPORTS[transport].items()
        }
        done = run("check", *options(settings | way), cwd=folder, program=program)
        for role, name in names.items():
            answer = f"database:{role}: {name} answers ({server.engine}"
            assert answer in done.stdout, (transport, done.stdout)


@pytest.mark.parametrize("plugin", MARIADB)
def test_logins_on_mariadb(
    plugin: str, folder: Program, mariadb: SqlServer, tmp_path: Path
) -> None:
    if plugin == "ed25519":
        mariadb.run("INSTALL SONAME 'auth_ed25519'")
    logs_in(folder, mariadb, MARIADB[plugin], tmp_path)


@pytest.mark.parametrize("plugin", MYSQL)
def test_logins_on_mysql(plugin: str, folder: Program, mysql: SqlServer, tmp_path: Path) -> None:
    logs_in(folder, mysql, MYSQL[plugin], tmp_path)


def backup(program: Program, folder: Path, *arguments: str, **settings: Any) -> dict[str, Any]:
    """Run a `backup` command; what it tells as JSON."""
    done = run("backup", *arguments, "--json", cwd=folder, program=program, **settings)
    assert done.returncode == 0, (done.stdout, done.stderr)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_the_demo_realm_is_backed_up_proved_and_comes_back(
    onefile: Program, tmp_path: Path
) -> None:
    where = ("--demo", *options({"backup.repository": tmp_path / "backups"}))
    taken = backup(onefile, tmp_path, "now", *where)
    backup(onefile, tmp_path, "verify", taken["id"], *where)
    done = run("backup", "restore", "latest", "--into", "lost", *where, cwd=tmp_path,
               program=onefile)  # fmt: skip
    assert done.returncode in (0, 1)


def test_an_encrypted_backup_of_mariadb_is_proved_and_restored(
    folder: Program, mariadb: SqlServer, realm: dict[str, str], tmp_path: Path
) -> None:
    identity = pyrage.x25519.Identity.generate()
    key = tmp_path / "key.txt"
    key.write_text(f"{identity}\n")
    key.chmod(0o600)
    password = tmp_path / "password"
    password.write_text(OWNERS_PASSWORD)
    password.chmod(0o600)
    secrets = {"encrypt_to": str(identity.to_public()), "identity_file": key}
    where = options(values(mariadb, tmp_path / "backups", realm, **secrets))
    taken = backup(folder, tmp_path, "now", *where)
    stored = [path for path in (tmp_path / "backups" / taken["id"]).rglob("*") if path.is_file()]
    assert any(path.read_bytes().startswith(b"age-encryption.org/v1") for path in stored)
    backup(folder, tmp_path, "verify", taken["id"], *where)
    mariadb.run("DROP TABLE creature", realm["world"])
    account = ("--user", OWNER, "--password-file", str(password), "--yes", "--no-safety")
    backup(folder, tmp_path, "restore", taken["id"], "--database", "world", *account, *where)
    assert mariadb.run(f"SELECT COUNT(*) FROM {realm['world']}.creature").strip() == "500"
