"""Driver errors become ours: the right kind, one line, and what to do."""

from __future__ import annotations

import errno
import socket

import pytest
from trio_mysql.err import InterfaceError, OperationalError

from appliance.database.errors import MAX_TEXT, Place, is_lost, translate
from appliance.errors import (
    DatabaseDenied,
    DatabaseError,
    DatabaseUnavailable,
    QueryFailed,
    QueryTimeout,
)

PLACE = Place("db1:3306", "world", "trinity")


@pytest.mark.parametrize(
    ("code", "kind", "hint"),
    [
        (1040, DatabaseUnavailable, "pool_size"),
        (1044, DatabaseDenied, "GRANT SELECT ON `world`.*"),
        (1045, DatabaseDenied, "database.password"),
        (1049, DatabaseDenied, "schema names"),
        (1053, DatabaseUnavailable, ""),
        (1054, QueryFailed, "update"),
        (1064, QueryFailed, ""),
        (1130, DatabaseDenied, "address"),
        (1142, DatabaseDenied, "GRANT"),
        (1146, QueryFailed, "update"),
        (1203, DatabaseUnavailable, "pool_size"),
        (1251, DatabaseDenied, "caching_sha2_password"),
        (1698, DatabaseDenied, "system user"),
        (1820, DatabaseDenied, "renew"),
        (1927, DatabaseUnavailable, ""),
        (1969, QueryTimeout, ""),
        (2002, DatabaseUnavailable, "database.socket"),
        (2003, DatabaseUnavailable, "database.port"),
        (2005, DatabaseUnavailable, "database.host"),
        (2006, DatabaseUnavailable, ""),
        (2012, DatabaseUnavailable, "database.port"),
        (2013, DatabaseUnavailable, ""),
        (2026, DatabaseUnavailable, "tls_ca"),
        (2059, DatabaseDenied, "caching_sha2_password"),
        (3024, QueryTimeout, ""),
        (3118, DatabaseDenied, "unlock"),
        (3159, DatabaseDenied, "tls_mode"),
    ],
)
def test_codes(code: int, kind: type[DatabaseError], hint: str) -> None:
    ours = translate(OperationalError(code, "as the server\nsays it"), PLACE)
    assert type(ours) is kind
    assert hint in ours.hint
    assert "\n" not in str(ours)
    assert "db1:3306" in ours.message
    if isinstance(ours, QueryFailed):
        assert ours.code == code


def test_what_the_table_does_not_know_is_a_refusal_of_the_moment() -> None:
    strange = OperationalError(9001, "Max connect timeout reached")
    assert type(translate(strange, PLACE, connecting=True)) is DatabaseUnavailable
    assert type(translate(strange, PLACE)) is QueryFailed
    assert type(translate(InterfaceError("odd"), PLACE)) is DatabaseUnavailable


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused"), "connection refused"),
        (OSError(errno.EHOSTUNREACH, "No route to host"), "No route to host"),
        (socket.gaierror(-2, "Name or service not known"), "host name is not known"),
        (FileNotFoundError(2, "No such file or directory"), "no such socket"),
        (PermissionError(13, "Permission denied"), "Permission denied"),
    ],
)
def test_errors_of_the_socket(error: OSError, says: str) -> None:
    ours = translate(error, PLACE, connecting=True)
    assert type(ours) is DatabaseUnavailable
    assert says in str(ours)
    assert is_lost(error)


def test_the_reason_below_trio_s_summary_is_told() -> None:
    summary = OSError("all attempts to connect to db1:3306 failed")
    summary.__cause__ = ExceptionGroup("attempts", [OSError(errno.ETIMEDOUT, "timed out")])
    assert "timed out" in str(translate(summary, PLACE, connecting=True))


def test_long_texts_are_cut_and_control_characters_dropped() -> None:
    ours = translate(OperationalError(1064, "near '\x1b[31m\x00" + "x" * 5000), PLACE)
    assert len(ours.message) < MAX_TEXT + 50
    assert ours.message.isprintable()


def test_only_broken_connections_count_as_lost() -> None:
    assert is_lost(OperationalError(2013, "lost"))
    assert is_lost(OperationalError(2006, "gone"))
    assert not is_lost(OperationalError(1927, "killed"))
    assert not is_lost(OperationalError(1146, "no table"))
