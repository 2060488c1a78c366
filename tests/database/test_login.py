"""Files of a login are read once, and what they lack is told by the setting's name."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from appliance.database.login import prepare, server_name, transport_risk
from appliance.errors import SettingsError
from appliance.settings.model import DatabaseSettings, TlsMode
from tests.support.authority import Authority


def login_for(**values: Any) -> Any:
    return prepare(DatabaseSettings(host="db1", **values), "world")


@pytest.mark.parametrize("ending", ["", "\n", "\r\n"])
def test_the_password_file_wins_and_loses_one_line_break(tmp_path: Path, ending: str) -> None:
    path = tmp_path / "password"
    path.write_bytes(f" geheim€ {ending}".encode())
    login = login_for(password=SecretStr("other"), password_file=path)
    assert login.password == " geheim€ ".encode()
    assert "geheim" not in repr(login)


def test_a_password_may_be_empty_or_of_any_letters() -> None:
    assert login_for().password == b""
    assert login_for(password=SecretStr("Пароль😀")).password == "Пароль😀".encode()


def test_files_that_are_missing_are_named(tmp_path: Path) -> None:
    absent = tmp_path / "absent"
    for key in ("password_file", "server_public_key"):
        with pytest.raises(SettingsError, match=f"database.{key}: .*absent cannot be read"):
            login_for(**{key: absent})
    for key in ("tls_ca", "tls_certificate"):
        with pytest.raises(SettingsError, match=f"database.{key}: .*absent cannot be read"):
            login_for(tls_mode=TlsMode.REQUIRED, **{key: absent})


def test_files_that_hold_something_else_are_named(tmp_path: Path) -> None:
    other = tmp_path / "other.pem"
    other.write_text("not a certificate")
    with pytest.raises(SettingsError, match=r"database.tls_ca: .* no certificate"):
        login_for(tls_mode=TlsMode.VERIFY_CA, tls_ca=other)
    with pytest.raises(SettingsError, match=r"tls_certificate and database\.tls_key"):
        login_for(tls_mode=TlsMode.REQUIRED, tls_certificate=other, tls_key=other)
    with pytest.raises(SettingsError, match="no public key"):
        login_for(server_public_key=other)


def test_a_key_that_does_not_fit_its_certificate_is_told(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    certificate, _ = authority.issue("one")
    _, key = authority.issue("two")
    with pytest.raises(SettingsError, match=r"KEY.VALUES.MISMATCH"):
        login_for(tls_mode=TlsMode.REQUIRED, tls_certificate=certificate, tls_key=key)


@pytest.mark.parametrize(
    ("mode", "verifies", "host"),
    [
        (TlsMode.REQUIRED, ssl.CERT_NONE, False),
        (TlsMode.VERIFY_CA, ssl.CERT_REQUIRED, False),
        (TlsMode.VERIFY_IDENTITY, ssl.CERT_REQUIRED, True),
    ],
)
def test_tls_modes(mode: TlsMode, verifies: ssl.VerifyMode, host: bool) -> None:
    context = login_for(tls_mode=mode).tls
    assert context.verify_mode is verifies
    assert context.check_hostname is host
    assert not context.verify_flags & ssl.VERIFY_X509_STRICT
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2


def test_without_tls_there_is_no_context() -> None:
    assert login_for().tls is None


def test_servers_are_named_as_operators_know_them() -> None:
    assert server_name(DatabaseSettings(host="db1", port=3307)) == "db1:3307"
    assert server_name(DatabaseSettings(host="::1")) == "[::1]:3306"
    assert server_name(DatabaseSettings(socket=Path("/run/mysqld.sock"))) == "/run/mysqld.sock"


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"host": "127.0.0.1"}, ""),
        ({"socket": Path("/run/mysqld.sock")}, ""),
        ({"host": "db1", "tls_mode": TlsMode.VERIFY_CA}, ""),
        ({"host": "db1", "tls_mode": TlsMode.REQUIRED}, "impostor"),
        ({"host": "db1", "server_public_key": Path("key.pem")}, "rows can be read"),
        ({"host": "db1"}, "learn the password"),
    ],
)
def test_what_the_network_could_do_is_known(values: dict[str, Any], says: str) -> None:
    risk = transport_risk(DatabaseSettings(**values))
    assert (says in risk) if says else risk == ""
