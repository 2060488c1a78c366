"""TOML files: values, lines, and one line for everything that is not TOML."""

from __future__ import annotations

import pytest

from appliance.errors import SettingsError
from appliance.settings.toml_file import parse


def problem(text: str) -> str:
    with pytest.raises(SettingsError) as caught:
        parse(text, "a.toml")
    assert "\n" not in caught.value.message
    return caught.value.message


def test_every_key_has_the_line_it_starts_on() -> None:
    document = parse(
        "# head\n"
        "log.level = 'debug'\n"
        "\n"
        "[server] # the port\n"
        "port = 1\n"
        "allowed_hosts = [\n"
        "  'a', # first\n"
        "\n"
        "  'b',\n"
        "]\n"
        'host = """\n'
        "[database]\n"
        '"""\n'
        "  [ database ]\n"
        "  user = 'x'\n"
        "[redis]\n",
        "a.toml",
    )
    assert dict(document.lines) == {
        ("log",): 2,
        ("log", "level"): 2,
        ("server",): 4,
        ("server", "port"): 5,
        ("server", "allowed_hosts"): 6,
        ("server", "host"): 11,
        ("database",): 14,
        ("database", "user"): 15,
        ("redis",): 16,
    }
    assert document.data["server"] == {
        "port": 1,
        "allowed_hosts": ["a", "b"],
        "host": "[database]\n",
    }


def test_keys_of_an_inline_table_share_its_line() -> None:
    document = parse("\nserver = { port = 1, host = 'x' }\n", "a.toml")
    assert str(document.source("server", "host")) == "a.toml:2"


def test_windows_line_ends_count_once() -> None:
    document = parse("\n[server]\nport = 1\n".replace("\n", "\r\n"), "a.toml")
    assert str(document.source("server", "port")) == "a.toml:3"


def test_a_value_of_very_many_lines_costs_the_later_lines_only() -> None:
    text = "[server]\nallowed_hosts = [\n" + "'a',\n" * 200 + "]\nport = 1\n"
    document = parse(text, "a.toml")
    assert document.data["server"]["port"] == 1  # type: ignore[index]
    assert str(document.source("server", "port")) == "a.toml:1"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[server]\nport = 1\nport = 2\n", "a.toml:3: port is set twice"),
        ("[server]\n[server]\n", "a.toml:2: not valid TOML: Cannot declare"),
        ("[server]\nport = \n", "a.toml:2: not valid TOML: Invalid value"),
        ("[server\n", "a.toml:1: not valid TOML: "),
        ("[server]\nhost = 'x", "a.toml: not valid TOML: Expected"),
        ("x = 99" + "9" * 5000, "a.toml: not valid TOML: Exceeds the limit"),
        ("x = " + "[" * 5000, "a.toml: not valid TOML: nested too deeply"),
    ],
)
def test_what_is_not_toml_is_one_line(text: str, expected: str) -> None:
    assert problem(text).startswith(expected)


def test_a_windows_path_in_double_quotes_gets_the_fix() -> None:
    message = problem('[client_data]\ndbc_path = "C:\\TrinityCore\\dbc"\n')
    assert message.startswith("a.toml:2: ")
    assert message.endswith("use single quotes or forward slashes")
