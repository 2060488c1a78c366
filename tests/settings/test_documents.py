"""From the values of a file to known keys: unknown ones are refused with place and spelling."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.settings.documents import givens
from appliance.settings.sources import Findings
from appliance.settings.toml_file import parse


def read(text: str) -> tuple[dict[str, tuple[object, str]], list[str]]:
    findings = Findings()
    found = list(givens(parse(text, "a.toml"), Path("/base"), findings))
    assert all(given.base == Path("/base") and not given.is_text for given in found)
    return {given.key: (given.value, str(given.source)) for given in found}, findings.problems


def test_known_keys_come_with_value_and_place() -> None:
    values, problems = read("[server]\nport = 1\n[database]\nuser = 'x'\n")
    assert values == {"server.port": (1, "a.toml:2"), "database.user": ("x", "a.toml:4")}
    assert problems == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "[server]\nprot = 1\n",
            "a.toml:2: server.prot: unknown key; did you mean server.port?",
        ),
        (
            "[databse]\nuser = 'x'\n",
            "a.toml:1: databse: unknown section; did you mean database?",
        ),
        (
            "\nport = 1\n",
            "a.toml:2: port: unknown section; "
            "the key port belongs in [server] or [console] or [database] or [ha] or [redis]",
        ),
        ("[xyzzy]\n", "a.toml:1: xyzzy: unknown section"),
        ("[server]\nxyzzy = 1\n", "a.toml:2: server.xyzzy: unknown key"),
        (
            "[server]\nuser = 1\n",
            "a.toml:2: server.user: unknown key; did you mean database.user or backup.user?",
        ),
        ("[server.tls]\n", "a.toml:1: server.tls: unknown key; did you mean server.tls_key?"),
        ("server = 1\n", "a.toml:1: server: expected a section with keys, not a value"),
        ("[[server]]\n", "a.toml:1: server: expected a section with keys, not a value"),
    ],
)
def test_everything_else_is_refused(text: str, expected: str) -> None:
    assert read(text) == ({}, [expected])
