"""The variables of version 1.4 and of the version 2 announcement reach the keys they meant."""

from __future__ import annotations

from appliance.settings import legacy
from appliance.settings.keys import GENERIC_VARIABLES, KEYS
from tests.support.settings import load_env


def test_every_old_name_leads_to_a_key() -> None:
    assert set(legacy.VARIABLES.values()) <= set(KEYS)
    assert set(legacy.PLACEHOLDERS) <= set(KEYS)
    assert not set(legacy.WITHOUT_EFFECT) & (set(legacy.VARIABLES) | set(GENERIC_VARIABLES))


def test_the_environment_of_a_version_1_4_user() -> None:
    loaded = load_env(
        TRINITY_DB_HOST="db.example",
        TRINITY_DB_PORT="3307",
        TRINITY_DB_USER="reader",
        TRINITY_DB_PASSWORD="hunter2",
        TRINITY_DB_WORLD="w",
        TRINITY_DB_AUTH="a",
        TRINITY_DB_CHARACTERS="c",
        TRINITY_DB_HOTFIXES="h",
        GT_PATH="/d/gt",
        DBC_PATH="/d/dbc",
        DB2_PATH="/d/db2",
        MCP_PORT="3001",
    )
    database, data = loaded.settings.database, loaded.settings.client_data
    assert (database.host, database.port, database.user) == ("db.example", 3307, "reader")
    assert database.password.get_secret_value() == "hunter2"
    assert (database.world, database.auth) == ("w", "a")
    assert (database.characters, database.hotfixes) == ("c", "h")
    assert [str(path) for path in (data.gt_path, data.dbc_path, data.db2_path)] == [
        "/d/gt",
        "/d/dbc",
        "/d/db2",
    ]
    assert loaded.settings.server.port == 3001
    assert loaded.warnings == ()
    assert not loaded.settings.demo


def test_the_announced_names_of_version_2() -> None:
    loaded = load_env(
        MCP_HOST="127.0.0.2",
        MCP_PORT="3001",
        PROMETHEUS_PORT="9091",
        METRICS_ENABLED="false",
        AUTH_ENABLED="false",
        HA_ENABLED="false",
        RATE_LIMIT_ENABLED="true",
        REDIS_HOST="redis",
        REDIS_PORT="6380",
        JWT_SECRET="hunter2",
    )
    settings = loaded.settings
    assert (settings.server.host, settings.server.port) == ("127.0.0.2", 3001)
    assert (settings.console.port, settings.console.metrics) == (9091, False)
    assert (settings.redis.host, settings.redis.port) == ("redis", 6380)
    assert settings.auth.jwt_secret.get_secret_value() == "hunter2"
    assert loaded.warnings == (
        "environment RATE_LIMIT_ENABLED: rate_limit.enabled: has no effect: "
        "rate limits are not in this version",
        "environment REDIS_HOST: redis.host: has no effect: Redis is not used by this version",
        "environment REDIS_PORT: redis.port: has no effect: Redis is not used by this version",
        "environment JWT_SECRET: auth.jwt_secret: has no effect: "
        "authentication is not in this version",
    )


def test_old_names_of_a_key() -> None:
    assert legacy.names_of("database.host") == ("TRINITY_DB_HOST",)
    assert legacy.names_of("database.pool_size") == ()
