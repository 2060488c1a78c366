"""What `config show` shows: every key, its source, and never a secret."""

from __future__ import annotations

import json

from appliance.settings.keys import KEYS
from appliance.settings.show import MASK, Row, as_json, rows, table
from tests.support.settings import load_env, load_file


def test_every_key_has_a_row_in_the_order_of_the_tree() -> None:
    assert [row.key for row in rows(load_env())] == [*KEYS]


def test_values_are_plain_and_secrets_masked() -> None:
    loaded = load_file(
        "[database]\nhost = 'db'\npassword = 'hunter2'\n"
        "[server]\nallowed_hosts = ['a', 'b']\n[client_data]\ndbc_path = '/dbc'\n"
    )
    found = {row.key: row for row in rows(loaded)}
    assert found["database.password"] == Row("database.password", MASK, "appliance.toml:3")
    assert found["auth.jwt_secret"] == Row("auth.jwt_secret", "", "default")
    assert found["server.allowed_hosts"].value == ["a", "b"]
    assert found["client_data.dbc_path"].value == "/dbc"
    assert found["log.level"].value == "info"
    assert found["database.socket"].value is None
    assert "hunter2" not in table(loaded) + json.dumps(as_json(loaded)) + repr(loaded)


def test_the_table_has_three_columns() -> None:
    lines = table(load_file("[server]\nallowed_hosts = ['a', 'b']\n")).splitlines()
    assert len(lines) == len(KEYS)
    cells = {line.split()[0]: line.split(maxsplit=1)[1].split("  ") for line in lines}
    shown = {key: [cell.strip() for cell in row if cell.strip()] for key, row in cells.items()}
    assert shown["server.allowed_hosts"] == ["a, b", "appliance.toml:2"]
    assert shown["server.tls_key"] == ["-", "default"]
    assert shown["database.password"] == ["(empty)", "default"]
    assert shown["console.metrics"] == ["true", "default"]
    assert shown["server.drain_timeout_s"] == ["10", "default"]


def test_json_holds_values_sources_and_warnings() -> None:
    shown = json.loads(json.dumps(as_json(load_env(REDIS_HOST="x"))))
    assert shown["settings"]["server.port"] == {"value": 3000, "source": "default"}
    assert shown["settings"]["server.tls_key"] == {"value": None, "source": "default"}
    assert len(shown["warnings"]) == 1
