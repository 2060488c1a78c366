"""Logins on real servers: every plugin over every transport, and what is told when one fails."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from appliance.database.pool import open_pool
from appliance.errors import DatabaseDenied, DatabaseUnavailable
from appliance.settings.model import DatabaseSettings, TlsMode
from appliance.telemetry.metrics import Metrics
from tests.support.logins import (
    PASSWORD,
    as_user,
    by_socket,
    create_user,
    log_in,
    quoted,
    refusal,
)
from tests.support.servers import SqlServer


@pytest.fixture(autouse=True)
def schema(request: pytest.FixtureRequest) -> None:
    """The schema everybody logs in to, on the servers the test uses."""
    for name in ("mariadb", "mysql"):
        if name in request.fixturenames:
            request.getfixturevalue(name).create_schema("logins")


# -- MySQL ---------------------------------------------------------------------------------------


@pytest.fixture
def sha2_user(mysql: SqlServer) -> str:
    """An account whose password the server has not seen since it was created."""
    create_user(mysql, "sha2", f"IDENTIFIED WITH caching_sha2_password BY {quoted(PASSWORD)}")
    return "sha2"


async def test_caching_sha2_cold_and_warm_in_the_open(mysql: SqlServer, sha2_user: str) -> None:
    for _ in range(2):
        assert await log_in(as_user(mysql, sha2_user)) == (sha2_user, "")
    mysql.run("FLUSH PRIVILEGES")  # forgets the digests
    assert await log_in(as_user(mysql, sha2_user)) == (sha2_user, "")


async def test_caching_sha2_cold_and_warm_over_tls(mysql: SqlServer, sha2_user: str) -> None:
    for _ in range(2):
        user, cipher = await log_in(as_user(mysql, sha2_user, tls_mode=TlsMode.REQUIRED))
        assert user == sha2_user
        assert cipher.startswith("TLS_")


async def test_caching_sha2_cold_and_warm_over_a_socket(mysql: SqlServer, sha2_user: str) -> None:
    for _ in range(2):
        assert await log_in(by_socket(mysql, sha2_user)) == (sha2_user, "")


async def test_caching_sha2_with_a_pinned_key(
    mysql: SqlServer, sha2_user: str, tmp_path: Path
) -> None:
    pinned = as_user(mysql, sha2_user, server_public_key=mysql.directory / "data/public_key.pem")
    assert await log_in(pinned) == (sha2_user, "")
    mysql.run("FLUSH PRIVILEGES")
    other = tmp_path / "other.pem"
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    other.write_bytes(key.public_bytes(serialization.Encoding.PEM, form))
    wrong = as_user(mysql, sha2_user, server_public_key=other)
    assert isinstance(await refusal(wrong), DatabaseDenied)


async def test_sha256_in_the_open_and_over_tls(mysql: SqlServer) -> None:
    create_user(mysql, "sha256", f"IDENTIFIED WITH sha256_password BY {quoted(PASSWORD)}")
    assert await log_in(as_user(mysql, "sha256")) == ("sha256", "")
    user, _ = await log_in(as_user(mysql, "sha256", tls_mode=TlsMode.REQUIRED))
    assert user == "sha256"


async def test_locked_and_expired_accounts_on_mysql(mysql: SqlServer) -> None:
    create_user(mysql, "locked", f"IDENTIFIED BY {quoted(PASSWORD)} ACCOUNT LOCK")
    error = await refusal(as_user(mysql, "locked"))
    assert (type(error), "unlock" in error.hint) == (DatabaseDenied, True)
    create_user(mysql, "expired", f"IDENTIFIED BY {quoted(PASSWORD)} PASSWORD EXPIRE")
    error = await refusal(as_user(mysql, "expired"))
    assert (type(error), "renew" in error.hint) == (DatabaseDenied, True)


# -- MariaDB -------------------------------------------------------------------------------------


async def test_ed25519(mariadb: SqlServer) -> None:
    mariadb.run("INSTALL SONAME 'auth_ed25519'")
    create_user(mariadb, "ed", f"IDENTIFIED VIA ed25519 USING PASSWORD({quoted(PASSWORD)})")
    assert await log_in(as_user(mariadb, "ed")) == ("ed", "")
    assert await log_in(by_socket(mariadb, "ed")) == ("ed", "")
    assert isinstance(await refusal(as_user(mariadb, "ed", "wrong")), DatabaseDenied)


async def test_an_account_of_a_system_user_is_explained(mariadb: SqlServer) -> None:
    create_user(mariadb, "system", "IDENTIFIED VIA unix_socket")
    error = await refusal(by_socket(mariadb, "system"))
    assert isinstance(error, DatabaseDenied)
    assert "system user" in error.hint


async def test_an_account_with_a_plugin_we_do_not_speak_is_explained(mariadb: SqlServer) -> None:
    mariadb.run("INSTALL SONAME 'auth_pam'")
    create_user(mariadb, "pam", "IDENTIFIED VIA pam")
    error = await refusal(as_user(mariadb, "pam"))
    assert isinstance(error, DatabaseDenied)
    assert "'dialog' is not supported" in error.message


# -- Both ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("password", ["", "simple", PASSWORD, "x" * 190])
async def test_passwords_by_network_and_socket(server: SqlServer, password: str) -> None:
    server.create_schema("logins")
    create_user(server, "plain", f"IDENTIFIED BY {quoted(password)}")
    assert await log_in(as_user(server, "plain", password)) == ("plain", "")
    assert await log_in(by_socket(server, "plain", password)) == ("plain", "")
    error = await refusal(as_user(server, "plain", password + "!"))
    assert isinstance(error, DatabaseDenied)
    assert "refuses the login of 'plain'" in error.message
    if password:
        assert isinstance(await refusal(as_user(server, "plain", "")), DatabaseDenied)


async def test_schemas_that_are_not_there_or_not_ours(server: SqlServer) -> None:
    server.create_schema("logins")
    create_user(server, "narrow", f"IDENTIFIED BY {quoted(PASSWORD)}")
    server.run("CREATE DATABASE IF NOT EXISTS forbidden")
    error = await refusal(as_user(server, "narrow"), "forbidden")
    assert (type(error), "may not use" in error.message) == (DatabaseDenied, True)
    assert "GRANT SELECT ON `forbidden`.*" in error.hint
    create_user(server, "wide", f"IDENTIFIED BY {quoted(PASSWORD)}")
    server.run("GRANT SELECT ON *.* TO wide")
    error = await refusal(as_user(server, "wide"), "absent")
    assert (type(error), "no schema 'absent'" in error.message) == (DatabaseDenied, True)


async def test_an_account_s_limit_of_connections_is_told(server: SqlServer) -> None:
    server.create_schema("logins")
    limited = f"IDENTIFIED BY {quoted(PASSWORD)} WITH MAX_USER_CONNECTIONS 1"
    create_user(server, "limited", limited)
    async with open_pool(as_user(server, "limited"), "logins", Metrics()) as first:
        await first.ping()
        error = await refusal(as_user(server, "limited"))
    assert isinstance(error, DatabaseUnavailable)
    assert "pool_size" in error.hint


async def test_nobody_at_the_port_or_the_socket(tmp_path: Path) -> None:
    error = await refusal(DatabaseSettings(host="127.0.0.1", port=1))
    assert (type(error), "connection refused" in error.message) == (DatabaseUnavailable, True)
    absent = tmp_path / "absent.sock"
    error = await refusal(DatabaseSettings(socket=absent))
    assert (type(error), "no such socket" in error.message) == (DatabaseUnavailable, True)
    with socket.socket(socket.AF_UNIX) as deaf:
        deaf.bind(str(absent))
        error = await refusal(DatabaseSettings(socket=absent))
    assert "connection refused" in error.message


async def test_a_host_that_has_no_address(monkeypatch: pytest.MonkeyPatch) -> None:
    async def unknown(*_arguments: object, **_options: object) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr("trio.socket.getaddrinfo", unknown)
    error = await refusal(DatabaseSettings(host="db.invalid"))
    assert isinstance(error, DatabaseUnavailable)
    assert "host name is not known" in error.message
