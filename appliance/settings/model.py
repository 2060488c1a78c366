"""The settings tree: every key, its type, default, unit and reason, in one place.

Frozen and strict: unknown keys are refused. Each room gets its own section and nothing else.
The text below a field is what `config/appliance.toml` and the reference print; `document.py` takes
it from the source. What must hold *between*
values is in `relations.py`: it names the place of the wrong value, which a model cannot.
"""

from __future__ import annotations

from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr

from appliance.settings.backup import BackupSettings
from appliance.settings.ha import HaSettings
from appliance.settings.knowledge import (
    ClientDataSettings,
    LibrarySettings,
    NamesSettings,
    SourceTreeSettings,
)
from appliance.settings.section import Port, Seconds, Section
from appliance.settings.workspace import WorkspaceSettings, WorldserverSettings


class HttpDriver(StrEnum):
    """Who drives the connections of the MCP port."""

    FAST = "fast"
    STOCK = "stock"


class ServerSettings(Section):
    """The MCP port."""

    host: str = "127.0.0.1"
    """Address to listen on. Anything but loopback needs `allow_unauthenticated`."""
    port: Port = 3000
    """TCP port of the MCP endpoint /mcp; 0 picks a free one."""
    allow_unauthenticated: bool = False
    """Set to true to serve a non-loopback address to anyone who can reach it, because this version
    has no authentication of its own."""
    allowed_hosts: tuple[str, ...] = ()
    """Host headers accepted besides the listener's own (DNS rebinding); "name:*" is any port.
    A listener on 0.0.0.0 or :: knows this machine's names only: add the addresses clients use."""
    allowed_origins: tuple[str, ...] = ()
    """Origin headers of browsers accepted besides the listener's own."""
    http_driver: HttpDriver = HttpDriver.FAST
    """"fast": the product's connection driver; "stock": Hypercorn's own, slower, should an upgrade
    break a seam."""
    tls_certificate: Path | None = None
    """PEM file with the certificate chain; with `tls_key` the port speaks HTTPS."""
    tls_key: Path | None = None
    """PEM file with the private key."""
    max_body_bytes: Annotated[int, Field(ge=1024, le=64 * 2**20)] = 4 * 2**20
    """Largest request body accepted, in bytes; larger ones get 413. A call is a few hundred."""
    max_connections: Annotated[int, Field(ge=1, le=100_000)] = 5000
    """Open connections accepted, so that memory stays bounded; further ones get 503."""
    header_timeout_s: Seconds = 10.0
    """From a request's first byte to the end of its header, in seconds; stops clients that send
    a byte now and then."""
    body_timeout_s: Seconds = 30.0
    """From the end of the header to the end of the body, in seconds."""
    write_timeout_s: Seconds = 30.0
    """How long a client may take to read an answer, in seconds."""
    keep_alive_timeout_s: Seconds = 75.0
    """How long an idle connection is kept, in seconds; above common proxies' 60 s."""
    drain_delay_s: Annotated[float, Field(ge=0, le=600, allow_inf_nan=False)] = 0.0
    """How long the port goes on taking calls after SIGTERM, in seconds, while /readyz says no:
    as long as a balancer takes to ask and to believe it. 0 where it sees refused connections."""
    drain_timeout_s: Seconds = 10.0
    """How long calls in flight may finish after SIGTERM, in seconds; not below
    `database.query_timeout_s`, and below the supervisor's own patience."""


class ConsoleSettings(Section):
    """The operations port: /livez, /readyz, /metrics."""

    host: str = "127.0.0.1"
    """Address to listen on. Anything but loopback needs `allow_unauthenticated`."""
    port: Port = 9090
    """TCP port; 0 picks a free one."""
    allow_unauthenticated: bool = False
    """Set to true to show health and metrics on a non-loopback address to anyone who can reach it,
    for example Prometheus on another machine behind a firewall."""
    metrics: bool = True
    """Serve /metrics."""


class TlsMode(StrEnum):
    """How a database connection is protected; the names are MySQL's --ssl-mode."""

    DISABLED = "disabled"
    REQUIRED = "required"
    VERIFY_CA = "verify-ca"
    VERIFY_IDENTITY = "verify-identity"


class DatabaseSettings(Section):
    """The realm's MySQL or MariaDB server. Without `host` and `socket` the demo realm is served."""

    host: str | None = None
    """Host name or address of the server."""
    port: Annotated[int, Field(ge=1, le=65535)] = 3306
    """TCP port of the server."""
    socket: Path | None = None
    """Unix socket of the server, instead of `host` and `port`."""
    user: str = "trinity"
    """Account to log in with; it needs SELECT on the schemas below and nothing else."""
    password: SecretStr = SecretStr("")
    """Its password; better `password_file`."""
    password_file: Path | None = None
    """File that holds the password (one trailing line break is ignored)."""
    world: str = "world"
    """Schema with the world."""
    auth: str | None = "auth"
    """Schema with accounts and realms; empty when it may not be read."""
    characters: str | None = "characters"
    """Schema with characters; empty when it may not be read."""
    hotfixes: str | None = "hotfixes"
    """Schema with hotfixes (master only); empty when it may not be read."""
    tls_mode: TlsMode = TlsMode.DISABLED
    """disabled; required: encrypted, certificate not looked at; verify-ca: signed by `tls_ca`;
    verify-identity: also issued for `host`."""
    tls_ca: Path | None = None
    """PEM file with the authority that signed the server's certificate. verify-ca needs it;
    verify-identity without it trusts the authorities of the operating system."""
    tls_certificate: Path | None = None
    """PEM file with the client certificate, when the account asks for one."""
    tls_key: Path | None = None
    """PEM file with the client certificate's key."""
    server_public_key: Path | None = None
    """PEM file with the server's RSA key: lets caching_sha2_password log in safely without TLS."""
    pool_size: Annotated[int, Field(ge=1, le=200)] = 8
    """Most connections a schema's pool opens; a call seldom holds one longer than milliseconds."""
    connect_timeout_s: Seconds = 5.0
    """Deadline of connecting, greeting, TLS and login together, in seconds."""
    query_timeout_s: Seconds = 10.0
    """Deadline of one query, in seconds; kept by the server too, so that nothing runs on."""
    idle_timeout_s: Seconds = 300.0
    """An unused connection is closed after this many seconds; below the server's wait_timeout."""
    retry_interval_s: Seconds = 5.0
    """Longest pause between two attempts to find a realm that is away, in seconds."""


class Profile(StrEnum):
    """Which tools a client sees."""

    FULL = "full"
    CORE = "core"
    MINIMAL = "minimal"


class ToolsSettings(Section):
    """What clients are shown of the tools. Whatever is shown, every tool can be called."""

    profile: Profile = Profile.FULL
    """full: every tool, as version 1.4 did; core: the most used ones, and three that find, describe
    and call all others; minimal: these three alone. The fewer, the fewer tokens a model spends."""


class LogFormat(StrEnum):
    """How log lines look."""

    AUTO = "auto"
    JSON = "json"
    PRETTY = "pretty"


class LogLevel(StrEnum):
    """Which events are logged."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class LogSettings(Section):
    """Logs go to standard error."""

    level: LogLevel = LogLevel.INFO
    """Least level that is written."""
    format: LogFormat = LogFormat.AUTO
    """json: one object a line; pretty: for people; auto: pretty on a terminal."""


class AuthSettings(Section):
    """Authentication: not in this version. The names exist so that configurations written for it
    are understood; switching it on is refused."""

    enabled: bool = False
    """Must stay false: a server that cannot check callers must not pretend to."""
    jwt_secret: SecretStr = SecretStr("")
    """Key that signs tokens; has no effect in this version."""
    jwt_secret_file: Path | None = None
    """File that holds the key (one trailing line break is ignored)."""


class RateLimitSettings(Section):
    """Rate limits: not in this version."""

    enabled: bool = False
    """Has no effect in this version."""


class RedisSettings(Section):
    """Redis: not used by this version."""

    host: str | None = None
    """Has no effect in this version."""
    port: Annotated[int, Field(ge=1, le=65535)] = 6379
    """Has no effect in this version."""


class Settings(Section):
    """Everything an operator can decide."""

    server: ServerSettings = ServerSettings()
    console: ConsoleSettings = ConsoleSettings()
    database: DatabaseSettings = DatabaseSettings()
    client_data: ClientDataSettings = ClientDataSettings()
    source_tree: SourceTreeSettings = SourceTreeSettings()
    library: LibrarySettings = LibrarySettings()
    workspace: WorkspaceSettings = WorkspaceSettings()
    worldserver: WorldserverSettings = WorldserverSettings()
    names: NamesSettings = NamesSettings()
    tools: ToolsSettings = ToolsSettings()
    backup: BackupSettings = BackupSettings()
    log: LogSettings = LogSettings()
    auth: AuthSettings = AuthSettings()
    rate_limit: RateLimitSettings = RateLimitSettings()
    ha: HaSettings = HaSettings()
    redis: RedisSettings = RedisSettings()

    @property
    def demo(self) -> bool:
        """Whether the embedded demo realm is served: no database is configured."""
        return self.database.host is None and self.database.socket is None


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a listener on `host`."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
