"""Names of version 1.4 and of the version 2 announcement that keep working, and old traps.

Version 1.4 read the process environment only; its template `.env` came with placeholder
passwords, and with TRINITY_ROOT, which nothing ever read.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

VARIABLES: Mapping[str, str] = MappingProxyType(
    {
        "TRINITY_DB_HOST": "database.host",
        "TRINITY_DB_PORT": "database.port",
        "TRINITY_DB_USER": "database.user",
        "TRINITY_DB_PASSWORD": "database.password",
        "TRINITY_DB_WORLD": "database.world",
        "TRINITY_DB_AUTH": "database.auth",
        "TRINITY_DB_CHARACTERS": "database.characters",
        "TRINITY_DB_HOTFIXES": "database.hotfixes",
        "DBC_PATH": "client_data.dbc_path",
        "DB2_PATH": "client_data.db2_path",
        "GT_PATH": "client_data.gt_path",
        "TRINITY_ROOT": "source_tree.path",
        "MCP_PROFILE": "tools.profile",
        "MCP_HOST": "server.host",
        "MCP_PORT": "server.port",
        "PROMETHEUS_PORT": "console.port",
        "METRICS_ENABLED": "console.metrics",
        "AUTH_ENABLED": "auth.enabled",
        "JWT_SECRET": "auth.jwt_secret",
        "RATE_LIMIT_ENABLED": "rate_limit.enabled",
        "HA_ENABLED": "ha.enabled",
        "REDIS_HOST": "redis.host",
        "REDIS_PORT": "redis.port",
    }
)
"""Old environment variable: dotted key."""

WITHOUT_EFFECT: Mapping[str, str] = MappingProxyType(
    {
        "TRINITY_DB_NAME": "was never read by any version; TRINITY_DB_WORLD names the schema",
        "VMAP_PATH": "is not used in this version",
        "MMAP_PATH": "is not used in this version",
        "MCP_MODE": "is not used in this version; run `serve` or `stdio`",
        "MCP_LAZY_LOAD": "is not used in this version",
        "MCP_CUSTOM_TOOLS": "is not used in this version",
        "MCP_EXCLUDE_TOOLS": "is not used in this version",
    }
)
"""Old environment variable: what to tell an operator who sets it."""

PLACEHOLDERS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "database.password": frozenset(
            {"your_password_here", "your_password", "your_db_password_here"}
        ),
        "database.user": frozenset({"your_db_user_here"}),
    }
)
"""Dotted key: values of the old templates that somebody forgot to replace."""

DATABASE_VARIABLES: frozenset[str] = frozenset(
    name for name in VARIABLES if name.startswith("TRINITY_DB_")
)
"""With any of these set, version 1.4 meant a database on localhost."""

DEFAULT_HOST = "localhost"


def names_of(dotted: str) -> tuple[str, ...]:
    """The old variables of a key."""
    return tuple(name for name, key in VARIABLES.items() if key == dotted)
