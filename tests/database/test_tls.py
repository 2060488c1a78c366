"""TLS to real servers, in all modes operators know."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from appliance.database.pool import open_pool
from appliance.errors import DatabaseDenied, DatabaseError, DatabaseUnavailable
from appliance.settings.model import TlsMode
from appliance.telemetry.metrics import Metrics
from tests.support.authority import Authority
from tests.support.logins import PASSWORD, as_user, create_user, log_in, quoted, refusal
from tests.support.servers import SqlServer, running_mariadb


async def test_mysql_s_own_certificates(mysql: SqlServer, tmp_path: Path) -> None:
    mysql.create_schema("logins")
    authority = mysql.directory / "data" / "ca.pem"
    verified = mysql.settings(tls_mode=TlsMode.VERIFY_CA, tls_ca=authority)
    assert (await log_in(verified))[1].startswith("TLS_")
    error = await refusal(mysql.settings(tls_mode=TlsMode.VERIFY_IDENTITY, tls_ca=authority))
    assert "verify-ca" in error.hint
    stranger = Authority(tmp_path).certificate
    error = await refusal(mysql.settings(tls_mode=TlsMode.VERIFY_CA, tls_ca=stranger))
    assert isinstance(error, DatabaseUnavailable)
    assert "certificate verify failed" in error.message


class Encrypted(NamedTuple):
    """A MariaDB that speaks TLS, and whom to trust."""

    server: SqlServer
    authority: Authority
    other: Authority


@pytest.fixture(scope="module")
def encrypted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Encrypted]:
    folder = tmp_path_factory.mktemp("tls")
    authority, other = Authority(folder), Authority(folder, "other")
    certificate, key = authority.issue("server", "127.0.0.1", "localhost")
    options = (f"--ssl-ca={authority.certificate}", f"--ssl-cert={certificate}", f"--ssl-key={key}")
    with running_mariadb(*options) as server:
        server.create_schema("logins")
        yield Encrypted(server, authority, other)


async def test_tls_modes_on_mariadb(encrypted: Encrypted) -> None:
    server, authority, other = encrypted
    assert (await log_in(server.settings()))[1] == ""
    for mode, trusted in (
        (TlsMode.REQUIRED, None),
        (TlsMode.VERIFY_CA, authority.certificate),
        (TlsMode.VERIFY_IDENTITY, authority.certificate),
    ):
        user, cipher = await log_in(server.settings(tls_mode=mode, tls_ca=trusted))
        assert user == "reader"
        assert cipher.startswith("TLS_")
    for mode in (TlsMode.VERIFY_CA, TlsMode.VERIFY_IDENTITY):
        for untrusting in (other.certificate, None):
            error = await refusal(server.settings(tls_mode=mode, tls_ca=untrusting))
            assert "certificate verify failed" in error.message


async def test_an_encrypted_connection_is_used_again(encrypted: Encrypted) -> None:
    settings = encrypted.server.settings(tls_mode=TlsMode.REQUIRED)
    async with open_pool(settings, "logins", Metrics()) as database:
        used = [await database.fetch("SELECT CONNECTION_ID()", row=int) for _ in range(4)]
    assert used == [used[0]] * 4


async def test_a_certificate_for_another_host_is_refused(encrypted: Encrypted) -> None:
    server, authority, _ = encrypted
    elsewhere: dict[str, Any] = {"host": "127.0.0.1", "tls_ca": authority.certificate}
    certificate, key = authority.issue("elsewhere", "db.example.org")
    options = [f"--ssl-ca={authority.certificate}", f"--ssl-cert={certificate}"]
    before, server.options = server.options, [*options, f"--ssl-key={key}"]
    server.restart()
    try:
        verified = server.settings(tls_mode=TlsMode.VERIFY_CA, **elsewhere)
        assert (await log_in(verified))[1].startswith("TLS_")
        error = await refusal(server.settings(tls_mode=TlsMode.VERIFY_IDENTITY, **elsewhere))
        assert "IP address mismatch" in error.message
    finally:
        server.options = before
        server.restart()


async def test_client_certificates(encrypted: Encrypted) -> None:
    server, authority, other = encrypted
    create_user(server, "certified", f"IDENTIFIED BY {quoted(PASSWORD)} REQUIRE X509")
    common: dict[str, Any] = {"tls_mode": TlsMode.VERIFY_CA, "tls_ca": authority.certificate}
    certificate, key = authority.issue("client", "client")
    ours = as_user(server, "certified", tls_certificate=certificate, tls_key=key, **common)
    assert (await log_in(ours))[0] == "certified"
    assert isinstance(await refusal(as_user(server, "certified", **common)), DatabaseDenied)
    certificate, key = other.issue("forged", "client")
    forged = as_user(server, "certified", tls_certificate=certificate, tls_key=key, **common)
    assert isinstance(await refusal(forged), DatabaseError)


async def test_encryption_the_server_lacks_is_not_replaced_by_none(mariadb: SqlServer) -> None:
    error = await refusal(mariadb.settings(tls_mode=TlsMode.REQUIRED))
    assert isinstance(error, DatabaseUnavailable)
    assert "does not offer encryption" in error.message


async def test_a_server_that_demands_encryption_says_so(
    server: SqlServer, encrypted: Encrypted
) -> None:
    demanding = server if server.engine == "mysql" else encrypted.server
    demanding.create_schema("logins")
    demanding.run("SET GLOBAL require_secure_transport = ON")
    try:
        error = await refusal(demanding.settings())
        assert isinstance(error, DatabaseDenied)
        assert "tls_mode" in error.hint
        encrypting = demanding.settings(tls_mode=TlsMode.REQUIRED)
        assert (await log_in(encrypting))[1].startswith("TLS_")
    finally:
        demanding.run("SET GLOBAL require_secure_transport = OFF")
