"""What a reload does with each key: which part takes it into use, or that it needs a restart. Pure.

The table below is the only place that says so. The reference of the settings prints it, and a test
holds it against the tree: a key that nobody classified fails there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pydantic import SecretStr

from appliance.settings.keys import KEYS
from appliance.settings.model import HttpDriver, Settings


class Part(StrEnum):
    """Who takes a changed key into use."""

    LOG = "log"
    TOOLS = "tools"
    PORT = "MCP port"
    CONSOLE = "operations port"
    REALM = "realm"
    NAMES = "names"
    LIBRARY = "library"
    WORKSPACE = "workspace"
    WORLDSERVER = "worldserver"
    BACKUP = "backup"
    NOBODY = "nobody"
    """The key has no effect in this version, so nothing is left to do."""
    RESTART = "restart"
    """The key is read at the start and never again."""


OWNERS: dict[str, Part] = {
    "server.host": Part.RESTART,
    "server.port": Part.RESTART,
    "server.allow_unauthenticated": Part.RESTART,
    "server.allowed_hosts": Part.PORT,
    "server.allowed_origins": Part.PORT,
    "server.http_driver": Part.RESTART,
    "server.tls_certificate": Part.PORT,
    "server.tls_key": Part.PORT,
    "server.max_body_bytes": Part.PORT,
    "server.max_connections": Part.PORT,
    "server.header_timeout_s": Part.PORT,
    "server.body_timeout_s": Part.PORT,
    "server.write_timeout_s": Part.PORT,
    "server.keep_alive_timeout_s": Part.PORT,
    "server.drain_delay_s": Part.PORT,
    "server.drain_timeout_s": Part.PORT,
    "console.host": Part.RESTART,
    "console.port": Part.RESTART,
    "console.allow_unauthenticated": Part.RESTART,
    "console.metrics": Part.CONSOLE,
    "database.*": Part.REALM,
    "client_data.*": Part.REALM,
    "source_tree.*": Part.LIBRARY,
    "library.*": Part.LIBRARY,
    "workspace.*": Part.WORKSPACE,
    "worldserver.*": Part.WORLDSERVER,
    "names.*": Part.NAMES,
    "tools.*": Part.TOOLS,
    "backup.*": Part.BACKUP,
    "log.*": Part.LOG,
    "auth.*": Part.NOBODY,
    "rate_limit.*": Part.NOBODY,
    "redis.*": Part.NOBODY,
    "ha.*": Part.RESTART,
}
"""Keys by their dotted names, or a whole section as `section.*`."""

CONTENTS = (
    "server.tls_certificate",
    "server.tls_key",
    "database.tls_ca",
    "database.tls_certificate",
    "database.tls_key",
    "database.server_public_key",
    "backup.identity_file",
)
"""Keys that name files whose content matters: one that was renewed is a change, too. The files of
secrets are not among them, because the secrets themselves are compared."""

TLS_KEYS = ("server.tls_certificate", "server.tls_key")


@dataclass(frozen=True, slots=True)
class Pending:
    """A change that needs a restart; `stays` is what goes on until then."""

    key: str
    stays: str

    def __str__(self) -> str:
        return f"{self.key} needs a restart: {self.stays} stays"


@dataclass(frozen=True, slots=True)
class Changes:
    """What a reload is to do.

    Attributes:
        before: what is in use now.
        wanted: the new settings, as if all of them were applied.
        settings: what is in use afterwards: the new settings but for what needs a restart.
        keys: what changes now; for a renewed file the key that names it.
        pending: what does not change before a restart.
        parts: who has something to do.
    """

    before: Settings
    wanted: Settings
    settings: Settings
    keys: tuple[str, ...] = ()
    pending: tuple[Pending, ...] = ()
    parts: frozenset[Part] = frozenset()


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a reload ended.

    Attributes:
        problems: why it was refused, one line each; empty when it was not.
        changed: the keys that are in use with another value, or another content of their file.
        pending: what needs a restart.
        notes: what an operator should know besides.
    """

    problems: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    pending: tuple[Pending, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def applied(self) -> bool:
        """Whether the new configuration is in use."""
        return not self.problems


def owner_of(key: str) -> Part:
    """Who takes a change of `key` into use."""
    return OWNERS.get(key) or OWNERS[f"{key.partition('.')[0]}.*"]


def diff(old: Settings, new: Settings, renewed: Collection[str] = ()) -> Changes:
    """What it takes to come from the settings in use to new ones.

    Args:
        renewed: those of `CONTENTS` whose files have another content than when they were read.
    """
    different = [key for key in KEYS if value_of(old, key) != value_of(new, key)]
    touched = [key for key in KEYS if key in different or key in renewed]
    pending = [key for key in touched if _needs_restart(key, old, new)]
    keys = tuple(key for key in touched if key not in pending)
    settings = _with_values(new, old, pending)
    return Changes(
        old,
        new,
        settings,
        keys,
        tuple(Pending(key, _stays(old, key, key in different)) for key in pending),
        frozenset(_parts(keys, old, settings)),
    )


def value_of(settings: Settings, key: str) -> object:
    """The value of a dotted key."""
    section, _, name = key.partition(".")
    return getattr(getattr(settings, section), name)


def _needs_restart(key: str, old: Settings, new: Settings) -> bool:
    if key in TLS_KEYS:
        # Clients of a port that begins or ceases to speak TLS need another address anyway, and
        # Hypercorn's own driver reads the files once.
        switched = (old.server.tls_certificate is None) != (new.server.tls_certificate is None)
        return switched or old.server.http_driver is HttpDriver.STOCK
    return owner_of(key) is Part.RESTART


def _parts(keys: Collection[str], old: Settings, settings: Settings) -> Iterator[Part]:
    for key in keys:
        yield owner_of(key)
        if key.startswith("database."):
            yield Part.BACKUP  # its accounts and schemas are those of the realm
    if old.demo != settings.demo:
        yield Part.LIBRARY  # the demo realm brings its own


def _with_values(settings: Settings, source: Settings, keys: Collection[str]) -> Settings:
    """`settings` with the values of `keys` taken from `source`."""
    sections: dict[str, dict[str, object]] = {}
    for key in keys:
        section, _, name = key.partition(".")
        sections.setdefault(section, {})[name] = value_of(source, key)
    return settings.model_copy(
        update={
            section: getattr(settings, section).model_copy(update=values)
            for section, values in sections.items()
        }
    )


def _stays(settings: Settings, key: str, is_different: bool) -> str:
    """What goes on, for people; of a secret only that it does."""
    if not is_different:
        return "what was read at the start"
    match value_of(settings, key):
        case SecretStr():
            return "the one of the start"
        case None | () | "":
            return "empty"
        case bool() as value:
            return "true" if value else "false"
        case tuple() as value:
            return ", ".join(map(str, value))
        case StrEnum() as value:
            return value.value
        case Path() | str() | int() | float() as value:
            return f"{value:g}" if isinstance(value, float) else str(value)
        case value:
            raise TypeError(f"settings cannot hold {value!r}")
