"""The option file, read by the programs' own parser."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from pydantic import SecretStr

from appliance.backup.option_file import client_options, write_options
from appliance.database.interface import Engine
from appliance.database.login import prepare
from appliance.settings.model import DatabaseSettings, TlsMode
from tests.support.servers import find_program

AWKWARD = [
    "plain",
    "#no comment",
    "it's",
    'double "quoted"',
    "back\\slash\\n",
    " spaces ",
    "ü€😀",
    "",
]


@pytest.mark.parametrize("password", AWKWARD)
def test_passwords_arrive_as_they_are(tmp_path: Path, password: str) -> None:
    program = find_program("my_print_defaults", "mariadb-common")
    login = prepare(DatabaseSettings(host="db", user="u", password=SecretStr(password)), "")
    path = write_options(tmp_path, login, Engine.MARIADB)
    assert path.stat().st_mode & 0o777 == 0o600
    done = subprocess.run(
        [program, f"--defaults-file={path}", "client"], capture_output=True, check=True
    )
    assert f"--password={password}" in done.stdout.decode().split("\n")


def test_tls_is_asked_for_in_each_server_s_words(tmp_path: Path) -> None:
    def options(engine: Engine, **over: object) -> str:
        settings = DatabaseSettings.model_validate({"host": "db", "user": "u"} | over)
        return client_options(prepare(settings, ""), engine).decode()

    plain, required = {}, {"tls_mode": TlsMode.REQUIRED}
    verified = {"tls_mode": TlsMode.VERIFY_IDENTITY}
    assert 'ssl-mode="DISABLED"' in options(Engine.MYSQL, **plain)
    assert "get-server-public-key\n" in options(Engine.MYSQL, **plain)
    assert 'ssl-mode="REQUIRED"' in options(Engine.MYSQL, **required)
    assert "get-server-public-key" not in options(Engine.MYSQL, **required)
    assert 'ssl-mode="VERIFY_IDENTITY"' in options(Engine.MYSQL, **verified)
    assert "skip-ssl\n" in options(Engine.MARIADB, **plain)
    assert "ssl\n" in options(Engine.MARIADB, **required)
    assert "ssl-verify-server-cert\n" in options(Engine.MARIADB, **verified)
    assert 'protocol="socket"' in options(Engine.MYSQL, host=None, socket=tmp_path / "s")
