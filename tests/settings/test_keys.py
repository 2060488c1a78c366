"""The table of keys says of each key what the model says."""

from __future__ import annotations

import pytest

from appliance.settings.keys import GENERIC_VARIABLES, KEYS, SECTIONS, Kind, did_you_mean, nearest
from appliance.settings.model import Settings


def test_every_field_of_the_model_is_a_key() -> None:
    tree = Settings().model_dump()
    assert [*KEYS] == [f"{section}.{name}" for section, part in tree.items() for name in part]
    assert [*SECTIONS] == [*tree]


def test_every_key_has_a_variable_of_its_own() -> None:
    assert len(GENERIC_VARIABLES) == len(KEYS)
    assert KEYS["database.pool_size"].variable == "TRINITYCORE_MCP_DATABASE__POOL_SIZE"
    assert KEYS["client_data.dbc_path"].variable == "TRINITYCORE_MCP_CLIENT_DATA__DBC_PATH"


@pytest.mark.parametrize(
    ("dotted", "kind", "optional", "expected"),
    [
        ("server.allow_unauthenticated", Kind.BOOLEAN, False, "true or false"),
        ("server.port", Kind.INTEGER, False, "a whole number from 0 to 65535"),
        (
            "server.max_body_bytes",
            Kind.INTEGER,
            False,
            "a whole number of bytes from 1024 to 67108864",
        ),
        ("log.format", Kind.CHOICE, False, "auto, json or pretty"),
        ("server.allowed_hosts", Kind.LIST, False, "a list of texts"),
        ("database.world", Kind.TEXT, False, "a text"),
        ("database.auth", Kind.TEXT, True, "a text"),
        ("database.password", Kind.SECRET, False, "a text"),
        ("database.password_file", Kind.PATH, True, "a path"),
        (
            "database.query_timeout_s",
            Kind.NUMBER,
            False,
            "a number of seconds above 0, at most 86400",
        ),
        (
            "backup.rate_bytes_s",
            Kind.INTEGER,
            False,
            "a whole number of bytes a second from 0 to 1099511627776",
        ),
    ],
)
def test_a_key_knows_what_it_may_hold(
    dotted: str, kind: Kind, optional: bool, expected: str
) -> None:
    key = KEYS[dotted]
    assert (key.kind, key.optional, key.expected) == (kind, optional, expected)


def test_numbers_are_bounded_on_both_sides() -> None:
    for key in KEYS.values():
        if key.kind in (Kind.INTEGER, Kind.NUMBER):
            assert (key.least is None) != (key.above is None), key.dotted
            assert key.most is not None, key.dotted


def test_the_nearest_spelling_is_named_only_when_one_is_near() -> None:
    assert nearest("prot", ("port", "host")) == "port"
    assert did_you_mean("prot", ("port", "host")) == "; did you mean port?"
    assert did_you_mean("xyzzy", ("port", "host")) == ""
