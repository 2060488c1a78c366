"""The model: frozen, strict about names, demo without a database."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from appliance.settings.model import DatabaseSettings, Settings, is_loopback


def test_settings_cannot_be_changed_nor_extended() -> None:
    settings = Settings()
    with pytest.raises(ValidationError, match="frozen"):
        settings.server.port = 1  # type: ignore[misc]
    with pytest.raises(ValidationError, match="prot"):
        Settings.model_validate({"server": {"prot": 1}})


@pytest.mark.parametrize(
    ("database", "demo"),
    [
        (DatabaseSettings(), True),
        (DatabaseSettings(host="db"), False),
        (DatabaseSettings(socket=Path("/run/db")), False),
    ],
)
def test_without_a_database_the_demo_realm_is_served(
    database: DatabaseSettings, demo: bool
) -> None:
    assert Settings(database=database).demo is demo


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True),
        ("127.255.0.1", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.168.0.1", False),
        ("localhost.example", False),
        ("", False),
    ],
)
def test_only_this_machine_is_loopback(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback
