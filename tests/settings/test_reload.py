"""What a reload does with each key."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from appliance.settings.keys import KEYS, Key, Kind
from appliance.settings.model import HttpDriver, ServerSettings, Settings
from appliance.settings.reload import CONTENTS, OWNERS, Part, Pending, diff, owner_of, value_of

TLS = ("server.tls_certificate", "server.tls_key")


def other_value(key: Key) -> object:
    """A value that is not the default."""
    match key.kind:
        case Kind.BOOLEAN:
            return not key.default
        case Kind.INTEGER | Kind.NUMBER:
            number = int(key.default) - 1  # type: ignore[call-overload]
            return number if key.least is None or number >= key.least else number + 2
        case Kind.SECRET:
            return SecretStr("another secret")
        case Kind.PATH:
            return Path("/another/path")
        case Kind.LIST:
            return ("another",)
        case Kind.CHOICE:
            kind = type(key.default)
            return next(kind(choice) for choice in key.choices if choice != key.default)
        case Kind.TEXT:
            return "another"


def with_others(*keys: str) -> Settings:
    """The defaults, but for `keys`."""
    sections: dict[str, dict[str, object]] = {}
    for key in keys:
        section, _, name = key.partition(".")
        sections.setdefault(section, {})[name] = other_value(KEYS[key])
    return Settings.model_validate(sections)


def test_every_key_is_classified_once_and_nothing_else_is() -> None:
    for key in KEYS:
        section = f"{key.partition('.')[0]}.*"
        assert (key in OWNERS) != (section in OWNERS), key
    sections = {f"{key.partition('.')[0]}.*" for key in KEYS}
    assert set(OWNERS) <= set(KEYS) | sections
    assert set(CONTENTS) <= {key for key in KEYS if KEYS[key].kind is Kind.PATH}


@given(st.sets(st.sampled_from(sorted(KEYS))))
def test_what_is_different_is_applied_or_pending_and_the_rest_stays(keys: set[str]) -> None:
    old, new = Settings(), with_others(*keys)
    changes = diff(old, new)
    pending = {each.key for each in changes.pending}
    assert set(changes.keys) | pending == keys
    assert not set(changes.keys) & pending
    for key in KEYS:
        source = old if key in pending else new
        assert value_of(changes.settings, key) == value_of(source, key)
    assert {owner_of(key) for key in changes.keys} <= changes.parts
    assert Part.RESTART not in changes.parts


@given(st.sets(st.sampled_from(sorted(KEYS))))
def test_the_same_once_more_changes_nothing_and_is_still_pending(keys: set[str]) -> None:
    new = with_others(*keys)
    first = diff(Settings(), new)
    again = diff(first.settings, new)
    assert again.keys == ()
    assert again.pending == first.pending
    assert again.settings == first.settings


def test_a_change_that_has_to_wait_says_what_stays() -> None:
    new = with_others("server.port", "ha.secret", "ha.peers", "console.allow_unauthenticated")
    assert [str(each) for each in diff(Settings(), new).pending] == [
        "server.port needs a restart: 3000 stays",
        "console.allow_unauthenticated needs a restart: false stays",
        "ha.peers needs a restart: empty stays",
        "ha.secret needs a restart: the one of the start stays",
    ]


def test_the_databases_are_the_backups_too_and_the_demo_realm_has_a_library() -> None:
    assert diff(Settings(), with_others("database.pool_size")).parts == {Part.REALM, Part.BACKUP}
    assert Part.LIBRARY in diff(Settings(), with_others("database.host")).parts


def secure(certificate: str, driver: HttpDriver = HttpDriver.FAST) -> Settings:
    return Settings(
        server=ServerSettings(
            tls_certificate=Path(certificate), tls_key=Path("key.pem"), http_driver=driver
        )
    )


def test_a_certificate_is_replaced_but_tls_is_not_switched_on_or_off() -> None:
    replaced = diff(secure("a.pem"), secure("b.pem"))
    assert (replaced.keys, replaced.pending) == (TLS[:1], ())
    for old, new in ((Settings(), secure("a.pem")), (secure("a.pem"), Settings())):
        switched = diff(old, new)
        assert switched.keys == ()
        assert tuple(each.key for each in switched.pending) == TLS
        assert switched.settings == old


def test_a_renewed_file_is_a_change_of_its_key() -> None:
    settings = secure("a.pem")
    changes = diff(settings, settings, TLS)
    assert changes.keys == TLS
    assert changes.parts == {Part.PORT}
    assert changes.settings == settings


def test_hypercorns_driver_reads_certificates_once() -> None:
    settings = secure("a.pem", HttpDriver.STOCK)
    changes = diff(settings, settings, TLS[:1])
    assert changes.pending == (Pending(TLS[0], "what was read at the start"),)
    assert changes.keys == ()


@pytest.mark.parametrize("key", KEYS)
def test_any_key_can_be_told_of(key: str) -> None:
    old, new = with_others(key), Settings()
    for change in (diff(old, new), diff(new, old)):
        assert all(str(each) for each in change.pending)
