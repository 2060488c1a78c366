"""The file that tells a program of the server how to log in: no password is on a command line.

Format and escapes: MySQL manual, Using Option Files; MariaDB Knowledge Base, Configuring MariaDB
with Option Files.
"""

from __future__ import annotations

import os
from pathlib import Path

from appliance.backup.repository import durable
from appliance.backup.repository.durable import translating
from appliance.database.interface import Engine
from appliance.database.login import Login
from appliance.settings.model import DatabaseSettings, TlsMode

_ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})
_SSL_MODE = {
    TlsMode.DISABLED: "DISABLED",
    TlsMode.REQUIRED: "REQUIRED",
    TlsMode.VERIFY_CA: "VERIFY_CA",
    TlsMode.VERIFY_IDENTITY: "VERIFY_IDENTITY",
}


def client_options(login: Login, engine: Engine) -> bytes:
    """What a program needs to reach the server as `login` does. Holds the password."""
    settings = login.settings
    options: dict[str, str | None] = {"user": settings.user}
    options["password"] = login.password.decode("utf-8", "surrogateescape")
    if settings.socket is not None:
        options |= {"protocol": "socket", "socket": str(settings.socket)}
    else:
        host = settings.host or "localhost"
        options |= {"protocol": "tcp", "host": host, "port": str(settings.port)}
        options |= _mysql_tls(settings) if engine is Engine.MYSQL else _mariadb_tls(settings)
        for name, path in (
            ("ssl-ca", settings.tls_ca),
            ("ssl-cert", settings.tls_certificate),
            ("ssl-key", settings.tls_key),
        ):
            if path is not None and settings.tls_mode is not TlsMode.DISABLED:
                options[name] = str(path.absolute())
    lines = [name if value is None else f'{name}="{_quoted(value)}"' for name, value in
             options.items()]  # fmt: skip
    return "\n".join(["[client]", *lines, ""]).encode("utf-8", "surrogateescape")


def write_options(folder: Path, login: Login, engine: Engine) -> Path:
    """Write them into a private folder, for `--defaults-file`. Blocks."""
    path = folder / "login.cnf"
    with translating(path):
        path.unlink(missing_ok=True)
        fd = durable.create(path)
        try:
            durable.write_all(fd, client_options(login, engine))
        finally:
            os.close(fd)
    return path


def _quoted(value: str) -> str:
    return value.translate(_ESCAPES)


def _mysql_tls(settings: DatabaseSettings) -> dict[str, str | None]:
    options: dict[str, str | None] = {"ssl-mode": _SSL_MODE[settings.tls_mode]}
    if settings.server_public_key is not None:
        options["server-public-key-path"] = str(settings.server_public_key.absolute())
    elif settings.tls_mode is TlsMode.DISABLED:
        options["get-server-public-key"] = None  # as our own connections do
    return options


def _mariadb_tls(settings: DatabaseSettings) -> dict[str, str | None]:
    if settings.tls_mode is TlsMode.DISABLED:
        return {"skip-ssl": None}
    if settings.tls_mode is TlsMode.VERIFY_IDENTITY:
        return {"ssl": None, "ssl-verify-server-cert": None}
    return {"ssl": None}
