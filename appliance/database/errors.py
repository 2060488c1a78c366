"""Turns what the drivers raise into the appliance's errors: once, here, with what to do about it.

Every message is one line for an operator. Passwords never get here: neither the drivers nor the
servers put them into their errors.
"""

from __future__ import annotations

import errno
import re
import socket
from collections.abc import Callable
from dataclasses import asdict, dataclass

from trio_mysql.err import MySQLError

from appliance.errors import (
    DatabaseDenied,
    DatabaseError,
    DatabaseUnavailable,
    QueryFailed,
    QueryTimeout,
)

# Codes of the client side; the server's own begin at 1000 and 3000.
NO_SOCKET = 2002
NO_CONNECTION = 2003
UNKNOWN_HOST = 2005
GONE = 2006
BAD_HANDSHAKE = 2012
LOST = 2013
TLS_FAILED = 2026
MALFORMED = 2027
PLUGIN_UNSUPPORTED = 2059
PLUGIN_FAILED = 2061
LOCAL_FILE_REFUSED = 2068

MAX_TEXT = 300


@dataclass(frozen=True, slots=True)
class Place:
    """Which schema of which server as which account, for messages.

    `named_by` says where the account's name and password come from.
    """

    server: str
    schema: str
    user: str
    named_by: str = "database.user and database.password"

    def __str__(self) -> str:
        return f"{self.schema!r} on {self.server}"


@dataclass(frozen=True, slots=True)
class _Rule:
    """How one error code is told: `message` and `hint` know {place's fields} and {text}."""

    kind: Callable[..., DatabaseError]
    message: str
    hint: str = ""


def translate(error: Exception, place: Place, *, connecting: bool = False) -> DatabaseError:
    """Return ours for an error of the driver or of the socket below it.

    Args:
        connecting: there was no session yet: what the table does not know is then the server's
            refusal to have one, not a failed statement.
    """
    code, text = _code_and_text(error)
    facts = {**asdict(place), "text": text}
    rule = _RULES.get(code)
    if rule is not None:
        return rule.kind(rule.message.format(**facts), hint=rule.hint.format(**facts))
    if connecting or code < 1000:
        return DatabaseUnavailable(f"{place.server}: {text}")
    if code in _TABLE_HINTS:
        return QueryFailed(f"{place}: {text}", code=code, hint=_TABLE_HINTS[code])
    return QueryFailed(f"{place}: {text}", code=code)


def is_lost(error: Exception) -> bool:
    """Whether the connection broke, whatever the statement was."""
    return isinstance(error, OSError) or _code_and_text(error)[0] in (GONE, LOST)


def _code_and_text(error: Exception) -> tuple[int, str]:
    if isinstance(error, MySQLError):
        code, *texts = error.args or (0,)
        if isinstance(code, int):
            return code, one_line(" ".join(map(str, texts)))
        return 0, one_line(str(code))
    if isinstance(error, socket.gaierror):
        return UNKNOWN_HOST, one_line(error.strerror or str(error))
    if isinstance(error, FileNotFoundError):
        return NO_SOCKET, "there is no such socket"
    if isinstance(error, OSError):
        return NO_CONNECTION, one_line(_os_text(error))
    return 0, one_line(f"{type(error).__name__}: {error}")


def _os_text(error: OSError) -> str:
    """What the system said; trio hides it behind "all attempts to connect failed"."""
    cause = error.__cause__
    while isinstance(cause, BaseExceptionGroup):
        cause = cause.exceptions[0]
    inner = cause if isinstance(cause, OSError) else error
    if inner.errno == errno.ECONNREFUSED:
        return "connection refused"
    return inner.strerror or str(inner)


def one_line(text: str) -> str:
    """`text` without line breaks and control characters, cut to a readable length."""
    clean = re.sub(r"[\s\x00-\x1f\x7f]+", " ", text).strip()
    return clean if len(clean) <= MAX_TEXT else f"{clean[: MAX_TEXT - 1]}…"


_GRANT = (
    "check that it exists and is spelt right in the settings, then GRANT SELECT ON `{schema}`.* TO "
    "that account"
)
_PLUGIN_HINT = (
    "give the account caching_sha2_password (MySQL) or ed25519 or mysql_native_password (MariaDB)"
)
_BUSY_HINT = "lower database.pool_size, or raise max_connections on the server"

_UNREACHABLE = _Rule(
    DatabaseUnavailable,
    "{server} cannot be reached: {text}",
    "check database.host and database.port, that the server runs and that no firewall is between",
)
_GOES_AWAY = _Rule(DatabaseUnavailable, "{server} broke the connection: {text}")
_FULL = _Rule(DatabaseUnavailable, "{server} takes no more connections: {text}", _BUSY_HINT)
_SLOW = _Rule(QueryTimeout, "{server} stopped the query at its time limit")
_NO_TABLE_RIGHT = _Rule(DatabaseDenied, "{user!r} on {server}: {text}", _GRANT)
_LOCKED = _Rule(
    DatabaseDenied, "{server} refuses the login of {user!r}: {text}", "unlock or renew the account"
)
_PLUGIN = _Rule(
    DatabaseDenied, "{user!r} cannot log in to {server} with this client: {text}", _PLUGIN_HINT
)
_NO_HOST_RIGHT = _Rule(
    DatabaseDenied,
    "{server} takes no logins from this machine: {text}",
    "create the account for this machine's address, or FLUSH HOSTS when it is blocked",
)

_RULES: dict[int, _Rule] = {
    1040: _FULL,
    1203: _FULL,
    1226: _FULL,
    1044: _Rule(DatabaseDenied, "{user!r} may not use the schema {schema!r} on {server}", _GRANT),
    1045: _Rule(
        DatabaseDenied,
        "{server} refuses the login of {user!r}: {text}",
        "check {named_by}, the host the account is created for, and "
        "whether it must use TLS (database.tls_mode)",
    ),
    1049: _Rule(
        DatabaseDenied,
        "{server} has no schema {schema!r}",
        "check the schema names under [database]",
    ),
    1129: _NO_HOST_RIGHT,
    1130: _NO_HOST_RIGHT,
    1142: _NO_TABLE_RIGHT,
    1143: _NO_TABLE_RIGHT,
    1227: _NO_TABLE_RIGHT,
    1698: _Rule(
        DatabaseDenied,
        "{server} refuses the login of {user!r}: {text}",
        "the account logs in by its system user, not by password: create another one",
    ),
    1251: _PLUGIN,
    1275: _PLUGIN,
    1524: _PLUGIN,
    PLUGIN_UNSUPPORTED: _PLUGIN,
    PLUGIN_FAILED: _PLUGIN,
    1820: _LOCKED,
    1862: _LOCKED,
    3118: _LOCKED,
    4151: _LOCKED,
    3159: _Rule(
        DatabaseDenied,
        "{server} wants encrypted connections only",
        'set database.tls_mode to "required" or better "verify-identity"',
    ),
    1205: _SLOW,
    1969: _SLOW,
    3024: _SLOW,
    1053: _GOES_AWAY,
    1927: _GOES_AWAY,
    3169: _GOES_AWAY,
    4031: _GOES_AWAY,
    GONE: _GOES_AWAY,
    LOST: _GOES_AWAY,
    NO_SOCKET: _Rule(
        DatabaseUnavailable,
        "{server}: {text}",
        "check database.socket and that the server runs",
    ),
    NO_CONNECTION: _UNREACHABLE,
    UNKNOWN_HOST: _Rule(
        DatabaseUnavailable,
        "{server}: the host name is not known: {text}",
        "check database.host and the name service",
    ),
    BAD_HANDSHAKE: _Rule(
        DatabaseUnavailable,
        "{server} does not greet as MySQL or MariaDB: {text}",
        "check database.port: something else listens there, or a proxy in between is stuck",
    ),
    MALFORMED: _Rule(DatabaseUnavailable, "{server} broke the protocol: {text}"),
    LOCAL_FILE_REFUSED: _Rule(
        DatabaseUnavailable, "{server} asked for a file of this machine and got none"
    ),
    TLS_FAILED: _Rule(
        DatabaseUnavailable,
        "no encrypted connection to {server}: {text}",
        "check database.tls_mode and database.tls_ca; certificates MySQL made by itself name no "
        'host: use "verify-ca" with the ca.pem of its data directory',
    ),
}

_TABLE_HINTS = {
    1054: "the schema is not one this version knows; update the database or the appliance",
    1146: "the schema is not one this version knows; update the database or the appliance",
}
