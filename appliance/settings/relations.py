"""What must hold between values, and what this version cannot do: checked once, after loading.

Files that settings name are not looked at here; `check` does that.
"""

from __future__ import annotations

import re
from ipaddress import ip_address

from appliance.settings import legacy, relations_ha
from appliance.settings.ground import Ground
from appliance.settings.keys import KEYS
from appliance.settings.knowledge import ClientDataSettings
from appliance.settings.model import (
    ConsoleSettings,
    ServerSettings,
    TlsMode,
    is_loopback,
)
from appliance.settings.sources import Layer
from appliance.settings.values import is_foreign, quoted

_NOT_IN_A_HOST = re.compile(r"[\s/\\@\[\],;\"']")
_FOLDERS = (
    *(f"client_data.{name}" for name in ClientDataSettings.model_fields),
    *("source_tree.path", "library.documents_path", "library.index_path", "workspace.path"),
    "worldserver.pid_file",
)
_VERIFYING = (TlsMode.VERIFY_CA, TlsMode.VERIFY_IDENTITY)


def check(ground: Ground) -> None:
    """Add everything that does not fit together to the findings."""
    _not_in_this_version(ground)
    _listener(ground, "server", ground.settings.server)
    _listener(ground, "console", ground.settings.console)
    _ports(ground)
    _server_tls(ground)
    _database(ground)
    _database_tls(ground)
    _placeholders(ground)
    _timeouts(ground)
    _workspace(ground)
    _foreign_paths(ground)
    _backup(ground)
    relations_ha.check(ground)


def _not_in_this_version(ground: Ground) -> None:
    if ground.settings.auth.enabled:
        ground.problem(
            "authentication is not in this version; set auth.enabled = false (environment "
            "AUTH_ENABLED=false) and keep server.host on loopback",
            "auth.enabled",
        )
    if ground.settings.rate_limit.enabled:
        ground.warn("has no effect: rate limits are not in this version", "rate_limit.enabled")
    without_effect = {
        "redis.host": "Redis is not used by this version",
        "redis.port": "Redis is not used by this version",
        "auth.jwt_secret": "authentication is not in this version",
    }
    for key, reason in without_effect.items():
        if ground.is_given(key):
            ground.warn(f"has no effect: {reason}", key)


def _listener(ground: Ground, section: str, settings: ServerSettings | ConsoleSettings) -> None:
    host, allow = f"{section}.host", f"{section}.allow_unauthenticated"
    if _misread_host(settings.host):
        ground.problem(_host_expected(settings.host), host)
    elif not is_loopback(settings.host) and not settings.allow_unauthenticated:
        ground.problem(
            f"{settings.host} can be reached from other machines and this version has no "
            f"authentication: set {allow} = true (environment {KEYS[allow].variable}=true) to "
            f'serve everyone who can reach it, or {host} = "127.0.0.1" '
            f"(environment {KEYS[host].variable}=127.0.0.1)",
            host,
            allow,
        )


def _misread_host(host: str) -> bool:
    """Whether `host` is a URL, has a port, or is otherwise not a name or an address."""
    if _NOT_IN_A_HOST.search(host):
        return True
    if ":" not in host:
        return False
    try:
        ip_address(host)
    except ValueError:
        return True
    return False


def _host_expected(host: str) -> str:
    return f"expected a host name or an address, without port or brackets, not {quoted(host)}"


def _ports(ground: Ground) -> None:
    server, console = ground.settings.server, ground.settings.console
    if server.port == console.port != 0:
        ground.problem(
            f"the MCP port and the operations port are both {server.port}; change one of them",
            "console.port",
            "server.port",
        )


def _pair(ground: Ground, section: str) -> None:
    certificate, key = f"{section}.tls_certificate", f"{section}.tls_key"
    part = getattr(ground.settings, section)
    if part.tls_certificate is not None and part.tls_key is None:
        ground.problem(f"needs {key} too", certificate, key)
    elif part.tls_key is not None and part.tls_certificate is None:
        ground.problem(f"needs {certificate} too", key, certificate)


def _server_tls(ground: Ground) -> None:
    _pair(ground, "server")


def _database(ground: Ground) -> None:
    database, sources = ground.settings.database, ground.sources
    if database.host is not None and _misread_host(database.host):
        ground.problem(_host_expected(database.host), "database.host")
    if database.host is not None and database.socket is not None:
        ground.problem(
            f"database.socket is set too ({sources['database.socket']}): give one of them",
            "database.host",
            "database.socket",
        )
    if ground.settings.demo and sources["database.host"].layer is not Layer.FLAG:
        given = [key for key in KEYS if key.startswith("database.") and ground.is_given(key)]
        for key in given[:1]:
            ground.warn(
                "is set, but neither database.host nor database.socket: the demo realm is served",
                key,
                "database.host",
                "database.socket",
            )


def _database_tls(ground: Ground) -> None:
    _pair(ground, "database")
    database = ground.settings.database
    mode = "database.tls_mode"
    if database.tls_mode is TlsMode.VERIFY_CA and database.tls_ca is None:
        ground.problem(
            "verify-ca needs database.tls_ca: the authorities of the operating system sign for "
            "anyone, so only verify-identity may fall back on them",
            mode,
            "database.tls_ca",
        )
    if database.tls_mode is TlsMode.VERIFY_IDENTITY and database.socket is not None:
        ground.problem(
            "verify-identity compares a host name, and a socket has none; use verify-ca",
            mode,
            "database.socket",
        )
    if database.tls_ca is not None and database.tls_mode not in _VERIFYING:
        ground.warn(
            f"has no effect while {mode} is {database.tls_mode}; verify-ca and verify-identity "
            "look at it",
            "database.tls_ca",
            mode,
        )
    if database.tls_certificate is not None and database.tls_mode is TlsMode.DISABLED:
        ground.warn(f"has no effect while {mode} is disabled", "database.tls_certificate", mode)


def _placeholders(ground: Ground) -> None:
    if ground.settings.demo:
        return
    database = ground.settings.database
    values = {
        "database.user": database.user,
        "database.password": database.password.get_secret_value(),
    }
    for key, value in values.items():
        # A file of its own was written on purpose: there the word may really be the password.
        from_its_file = ground.sources[key].place.startswith("database.password_file")
        if value in legacy.PLACEHOLDERS[key] and not from_its_file:
            word = key.removeprefix("database.")
            ground.problem(
                f"is still the placeholder of the template; put in the real {word} "
                f"(environment {legacy.names_of(key)[0]})",
                key,
            )


def _timeouts(ground: Ground) -> None:
    query_s = ground.settings.database.query_timeout_s
    drain_s = ground.settings.server.drain_timeout_s
    if query_s > drain_s:
        ground.warn(
            f"a query may take {query_s:g} s, but a stop waits only {drain_s:g} s "
            "(server.drain_timeout_s): calls may be cut off",
            "database.query_timeout_s",
            "server.drain_timeout_s",
        )


def _workspace(ground: Ground) -> None:
    workspace = ground.settings.workspace
    for key in ("workspace.allow_write", "workspace.allow_run"):
        if getattr(workspace, key.removeprefix("workspace.")) and workspace.path is None:
            ground.warn("has no effect without workspace.path, the folder to work in", key)


def _foreign_paths(ground: Ground) -> None:
    for key in _FOLDERS:
        section, _, name = key.partition(".")
        path = getattr(getattr(ground.settings, section), name)
        if path is not None and is_foreign(path):
            ground.warn(
                f"{path} is a path of Windows, and this system is another; name the folder as it "
                "is called here",
                key,
            )


def _backup(ground: Ground) -> None:
    backup = ground.settings.backup
    if backup.repository is None:
        given = [key for key in KEYS if key.startswith("backup.") and ground.is_given(key)]
        for key in given[:1]:
            ground.warn("has no effect: backup.repository is not set", key, "backup.repository")
        return
    if backup.binlog and backup.binlog_spool is None and "://" in backup.repository:
        ground.warn(
            "the binary log is not archived: set backup.binlog_spool to a folder that outlives "
            "restarts",
            "backup.binlog",
            "backup.binlog_spool",
        )
    if backup.user is None and ground.is_given("backup.password"):
        ground.warn("has no effect without backup.user", "backup.password", "backup.user")
    if backup.scratch_user is None and backup.scratch_host is not None:
        ground.warn(
            "has no effect without backup.scratch_user",
            "backup.scratch_host",
            "backup.scratch_user",
        )
    if backup.verify and backup.encrypt_to and backup.identity_file is None:
        ground.warn(
            "backups are encrypted and nothing here decrypts them, so none is proved by a restore: "
            "set backup.identity_file",
            "backup.encrypt_to",
            "backup.identity_file",
        )
