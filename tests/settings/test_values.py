"""One value: strict in files, read from text elsewhere, secrets never repeated."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest

from appliance.settings.keys import KEYS
from appliance.settings.values import from_file, from_text, quoted

BASE = Path("/base")


@pytest.mark.parametrize(
    ("dotted", "value", "expected"),
    [
        ("server.port", 0, 0),
        ("server.port", 65535, 65535),
        ("database.query_timeout_s", 3, 3.0),
        ("database.query_timeout_s", 0.5, 0.5),
        ("console.metrics", False, False),
        ("log.level", "debug", "debug"),
        ("database.world", "my world", "my world"),
        ("database.password", "", ""),
        ("database.password", "${a} # \x01", "${a} # \x01"),
        ("database.auth", "", None),
        ("database.auth", None, None),
        ("database.host", "${", "${"),
        ("client_data.dbc_path", "data/dbc", Path("/base/data/dbc")),
        ("client_data.dbc_path", "./data//dbc/", Path("/base/data/dbc")),
        ("client_data.dbc_path", "/data/dbc", Path("/data/dbc")),
        ("client_data.dbc_path", "~/dbc", Path.home() / "dbc"),
        ("client_data.dbc_path", "C:\\TrinityCore\\dbc", Path("C:\\TrinityCore\\dbc")),
        ("server.allowed_hosts", ["a", "b:*"], ("a", "b:*")),
        ("server.allowed_hosts", [], ()),
    ],
)
def test_values_of_files_are_taken_as_they_are(
    dotted: str, value: object, expected: object
) -> None:
    assert from_file(KEYS[dotted], value, BASE) == expected


@pytest.mark.parametrize(
    ("dotted", "value", "message"),
    [
        ("server.port", "3000", 'expected a whole number from 0 to 65535, not "3000"'),
        ("server.port", 3000.0, "expected a whole number from 0 to 65535, not 3000.0"),
        ("server.port", True, "expected a whole number from 0 to 65535, not true"),
        ("server.port", 65536, "expected a whole number from 0 to 65535, not 65536"),
        ("server.port", -1, "expected a whole number from 0 to 65535, not -1"),
        ("server.port", 10**30, "expected a whole number from 0 to 65535, not a number far too"),
        ("server.port", None, "expected a whole number from 0 to 65535, not nothing"),
        ("database.query_timeout_s", 0, "expected a number of seconds above 0"),
        ("database.query_timeout_s", float("nan"), "expected a number of seconds above 0"),
        ("database.query_timeout_s", float("inf"), "expected a number of seconds above 0"),
        ("database.query_timeout_s", True, "expected a number of seconds above 0"),
        ("console.metrics", "yes", 'expected true or false, not "yes"'),
        ("console.metrics", 1, "expected true or false, not 1"),
        ("log.level", "loud", 'expected debug, info, warning or error, not "loud"'),
        ("log.level", "DEBUG", "expected debug, info, warning or error"),
        ("database.world", "", 'expected a text, not ""'),
        ("database.world", 335, "expected a text, not 335"),
        ("database.world", {"a": 1}, "expected a text, not a section"),
        ("database.world", datetime.date(2024, 1, 2), "expected a text, not a date or time"),
        ("database.world", "a\nb", '"a\\nb" contains control characters'),
        ("server.allowed_hosts", "a", 'expected a list of texts, not "a"'),
        ("server.allowed_hosts", ["a", 1], "expected a list of texts, not a list"),
        ("server.allowed_hosts", ["${A}"], "${A} was not expanded"),
        ("client_data.dbc_path", "C:\new\table", '"C:\\new\\table" contains control characters'),
        ("client_data.dbc_path", "${HOME}/dbc", "${HOME} was not expanded"),
        ("database.password", "${DB_PASSWORD}", "${DB_PASSWORD} was not expanded"),
        ("database.password", "${DB_PASSWORD:-hunter2}", "${DB_PASSWORD} was not expanded"),
    ],
)
def test_values_of_files_that_do_not_fit(dotted: str, value: object, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        from_file(KEYS[dotted], value, BASE)


@pytest.mark.parametrize("dotted", ["database.password", "database.world"])
def test_bytes_of_another_encoding_are_refused(dotted: str) -> None:
    with pytest.raises(ValueError, match=r"^is not UTF-8$"):
        from_text(KEYS[dotted], "hunter\udcff2", BASE)


@pytest.mark.parametrize("value", [12345, ["hunter2"], True, None, {"hunter2": 1}])
def test_a_secret_that_does_not_fit_is_not_repeated(value: object) -> None:
    with pytest.raises(ValueError, match=r"^expected a text$"):
        from_file(KEYS["database.password"], value, BASE)


@pytest.mark.parametrize(
    ("dotted", "text", "expected"),
    [
        *[("console.metrics", word, True) for word in ("true", "1", "YES", "On")],
        *[("console.metrics", word, False) for word in ("false", "0", "no", "OFF")],
        ("server.port", "3000", 3000),
        ("server.port", "+08", 8),
        ("database.query_timeout_s", "3", 3.0),
        ("database.query_timeout_s", ".5", 0.5),
        ("log.level", "DEBUG", "debug"),
        ("server.allowed_hosts", "a, b:*,,", ("a", "b:*")),
        ("database.world", "335", "335"),
        ("database.password", "true", "true"),
        ("database.password", "none", "none"),
        ("database.auth", "none", None),
        ("database.socket", "NONE", None),
        ("database.socket", "run/db.sock", Path("/base/run/db.sock")),
    ],
)
def test_text_is_read_as_the_type_of_its_key(dotted: str, text: str, expected: object) -> None:
    assert from_text(KEYS[dotted], text, BASE) == expected


@pytest.mark.parametrize(
    ("dotted", "text"),
    [
        ("server.port", "3000abc"),
        ("server.port", "3_000"),
        ("server.port", "0x10"),
        ("server.port", "٣"),
        ("server.port", "9" * 5000),
        ("server.port", "none"),
        ("database.query_timeout_s", "1e3"),
        ("database.query_timeout_s", "nan"),
        ("console.metrics", "maybe"),
        ("log.level", "loud"),
        ("database.world", ""),
    ],
)
def test_text_that_does_not_fit_is_refused(dotted: str, text: str) -> None:
    with pytest.raises(ValueError, match=r"^expected "):
        from_text(KEYS[dotted], text, BASE)


def test_messages_quote_in_one_short_line() -> None:
    assert quoted("a\r\n\x1b[31m\u2028") == '"a\\r\\n\\x1b[31m\\u2028"'
    assert quoted("x" * 1000) == '"' + "x" * 40 + '…"'
