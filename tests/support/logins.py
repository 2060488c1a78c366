"""Logins on real servers, for tests."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import SecretStr

from appliance.database.pool import open_pool
from appliance.errors import DatabaseError
from appliance.settings.model import DatabaseSettings
from appliance.telemetry.metrics import Metrics
from tests.support.servers import SqlServer

PASSWORD = "Пароль 'mit' \\ €😀"


async def log_in(settings: DatabaseSettings, schema: str = "logins") -> tuple[str, str]:
    """Log in and out; returns the account and the cipher the server saw ("" without)."""
    cipher = "SELECT variable_value FROM {}.session_status WHERE variable_name = 'ssl_cipher'"
    async with open_pool(settings, schema, Metrics()) as database:
        (user,) = await database.fetch("SELECT CURRENT_USER()", row=str)
        where = "information_schema" if database.engine == "mariadb" else "performance_schema"
        (used,) = await database.fetch(cipher.format(where), row=str)
        return user.partition("@")[0], used


async def refusal(settings: DatabaseSettings, schema: str = "logins") -> DatabaseError:
    """The error of a login that fails."""
    async with open_pool(settings, schema, Metrics()) as database:
        with pytest.raises(DatabaseError) as caught:
            await database.ping()
    assert PASSWORD not in str(caught.value)
    return caught.value


def create_user(server: SqlServer, user: str, identified: str) -> None:
    server.run(
        f"DROP USER IF EXISTS `{user}`; CREATE USER `{user}` {identified};"
        f"GRANT SELECT ON logins.* TO `{user}`;"
    )


def quoted(password: str) -> str:
    return "'" + password.replace("\\", r"\\").replace("'", r"\'") + "'"


def as_user(
    server: SqlServer, user: str, password: str = PASSWORD, **over: Any
) -> DatabaseSettings:
    return server.settings(user=user, password=SecretStr(password), **over)


def by_socket(server: SqlServer, user: str, password: str = PASSWORD) -> DatabaseSettings:
    return as_user(server, user, password, host=None, socket=server.socket)
