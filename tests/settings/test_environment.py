"""Variables, `.env` and credentials: old and new names, traps of other tools, places."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.settings.environment import from_credentials, from_env_file, from_environ
from appliance.settings.sources import Findings, Given


def environ(**variables: str) -> tuple[dict[str, object], Findings]:
    findings = Findings()
    return values(list(from_environ(variables, findings))), findings


def env_file(text: str) -> tuple[list[Given], Findings]:
    findings = Findings()
    Path(".env").write_text(text, encoding="utf-8")
    return list(from_env_file(Path(".env"), findings)), findings


def values(found: list[Given]) -> dict[str, object]:
    assert all(given.is_text for given in found)
    return {given.key: given.value for given in found}


def test_old_and_new_names_are_understood(folder: Path) -> None:
    findings = Findings()
    (old, new) = from_environ(
        {"TRINITY_DB_HOST": "db", "TRINITYCORE_MCP_LOG__LEVEL": "debug", "PATH": "/bin"}, findings
    )
    assert (old.key, old.value, str(old.source)) == (
        "database.host",
        "db",
        "environment TRINITY_DB_HOST",
    )
    assert (new.key, new.value) == ("log.level", "debug")
    assert str(new.source) == "environment TRINITYCORE_MCP_LOG__LEVEL"
    assert old.base == folder
    assert findings == Findings()


def test_an_empty_variable_is_not_set() -> None:
    found, findings = environ(TRINITY_DB_HOST="", MCP_PORT="  ", TRINITYCORE_MCP_NONSENSE="")
    assert found == {}
    assert findings == Findings()


def test_the_new_name_wins_over_the_old_one_and_says_so() -> None:
    found, findings = environ(TRINITYCORE_MCP_SERVER__PORT="2", MCP_PORT="1")
    assert found == {"server.port": "2"}
    assert findings.warnings == [
        "environment MCP_PORT: server.port: environment TRINITYCORE_MCP_SERVER__PORT is set too "
        "and wins"
    ]
    assert environ(TRINITYCORE_MCP_SERVER__PORT="1", MCP_PORT="1")[1] == Findings()


def test_unknown_names_of_ours_are_refused_with_the_nearest_spelling() -> None:
    _, findings = environ(TRINITYCORE_MCP_SERVER_PORT="1", TRINITYCORE_MCP_QQ="1")
    assert findings.problems == [
        "environment TRINITYCORE_MCP_SERVER_PORT: unknown variable; "
        "did you mean TRINITYCORE_MCP_SERVER__PORT?",
        "environment TRINITYCORE_MCP_QQ: unknown variable",
    ]


def test_names_for_tests_and_for_the_file_are_left_alone() -> None:
    assert environ(TRINITYCORE_MCP_TEST_DATA="/x", TRINITYCORE_MCP_CONFIG="a.toml")[1] == Findings()


def test_old_names_without_effect_and_near_misses_are_warned_of() -> None:
    found, findings = environ(VMAP_PATH="C:\\TrinityCore", TRINITY_DB_PASWORD="x")
    assert found == {}
    assert findings.problems == []
    assert findings.warnings == [
        "environment VMAP_PATH: is not used in this version",
        "environment TRINITY_DB_PASWORD: unknown variable; did you mean TRINITY_DB_PASSWORD?",
    ]


def test_what_kubernetes_tells_of_services_is_no_setting() -> None:
    found, findings = environ(
        TRINITYCORE_MCP_SERVICE_HOST="10.0.0.1",
        TRINITYCORE_MCP_SERVICE_PORT="3000",
        TRINITYCORE_MCP_SERVICE_PORT_HTTP="3000",
        TRINITYCORE_MCP_PORT="tcp://10.0.0.1:3000",
        TRINITYCORE_MCP_PORT_3000_TCP="tcp://10.0.0.1:3000",
        TRINITYCORE_MCP_PORT_3000_TCP_ADDR="10.0.0.1",
        TRINITYCORE_MCP_CONSOLE_PORT_9090_TCP_PROTO="tcp",
        MCP_PORT="tcp://10.0.0.2:80",
        MCP_PORT_80_TCP_PORT="80",
        REDIS_SERVICE_HOST="10.0.0.3",
    )
    assert found == {}
    assert findings.problems == []
    assert findings.warnings == ["environment MCP_PORT: describes a service near by; ignored"]


@pytest.mark.parametrize(
    ("text", "clean", "words"),
    [
        ("3306 # the port", "3306", "a comment here are ignored"),
        ('"3306"', "3306", "quotes here are ignored"),
        ("'3306'  # the port", "3306", "quotes and a comment here are ignored"),
        ("'a # b'", "a # b", "quotes here are ignored"),
    ],
)
def test_what_other_tools_leave_in_a_value_is_dropped_with_a_warning(
    text: str, clean: str, words: str
) -> None:
    found, findings = environ(TRINITY_DB_PORT=text)
    assert found == {"database.port": clean}
    assert findings.warnings == [
        f"environment TRINITY_DB_PORT: database.port: {words}; remove them"
    ]


def test_spaces_around_a_value_are_dropped() -> None:
    assert environ(TRINITY_DB_PORT=" 3306\r") == ({"database.port": "3306"}, Findings())


@pytest.mark.parametrize("text", ['"secret"', "sec ret # x"])
def test_a_secret_is_kept_to_the_letter(text: str) -> None:
    found, findings = environ(TRINITY_DB_PASSWORD=text)
    assert found == {"database.password": text}
    (warning,) = findings.warnings
    assert warning.endswith("here would be part of the secret")
    assert "sec" not in warning.replace("secret", "")


def test_a_secret_with_a_hash_inside_is_nothing_to_warn_of() -> None:
    assert environ(TRINITY_DB_PASSWORD=" a#b") == ({"database.password": " a#b"}, Findings())


def test_env_file_knows_quotes_comments_and_lines(folder: Path) -> None:
    found, findings = env_file(
        "# head\n"
        "\n"
        "TRINITY_DB_PORT=3306   # inline comment\n"
        "export MCP_PORT = 3000\r\n"
        "\n"
        "TRINITY_DB_PASSWORD='a # \"b\"'\n"
        "GT_PATH=C:\\TrinityCore\\new\n"
        "OTHER=value\n"
        "TRINITY_DB_HOST=\n"
        "TRINITY_DB_USER\n"
    )
    assert [(given.key, given.value, str(given.source)) for given in found] == [
        ("database.port", "3306", ".env:3"),
        ("server.port", "3000", ".env:4"),
        ("database.password", 'a # "b"', ".env:6"),
        ("client_data.gt_path", "C:\\TrinityCore\\new", ".env:7"),
    ]
    assert {given.base for given in found} == {folder}
    assert findings == Findings()


def test_env_file_with_an_open_quote_is_refused_at_its_line() -> None:
    found, findings = env_file("MCP_PORT=1\n\nTRINITY_DB_PASSWORD='abc\n")
    assert values(found) == {"server.port": "1"}
    assert findings.problems == [".env:3: expected NAME=value; are the quotes closed?"]


def test_env_file_with_a_name_twice_counts_the_last_and_warns() -> None:
    found, findings = env_file("MCP_PORT=1\nOTHER=1\nOTHER=2\nMCP_PORT=2\n")
    assert values(found) == {"server.port": "2"}
    assert findings.warnings == [".env:4: MCP_PORT: set twice; this line counts"]


def test_env_file_cannot_name_the_configuration_file() -> None:
    found, findings = env_file("TRINITYCORE_MCP_CONFIG=a.toml\n")
    assert found == []
    assert findings.warnings == [
        ".env:1: TRINITYCORE_MCP_CONFIG: has no effect here; set it in the environment"
    ]


def test_credentials_are_texts_or_for_paths_the_file_itself(folder: Path) -> None:
    (folder / "database.password").write_text("hunter2\n")
    (folder / "server.tls_key").write_text("PEM")
    (folder / "other-program").write_text("x")
    found = list(from_credentials({"CREDENTIALS_DIRECTORY": str(folder)}, findings := Findings()))
    assert values(found) == {
        "database.password": "hunter2",
        "server.tls_key": str(folder / "server.tls_key"),
    }
    assert [str(given.source) for given in found] == [
        "credential database.password",
        "credential server.tls_key",
    ]
    assert findings == Findings()


def test_credentials_of_a_whole_folder_carry_its_name(folder: Path) -> None:
    (folder / "settings_database.password").write_text("hunter2\n")
    (folder / "settings_server.tls_key").write_text("PEM")
    (folder / "settings").write_text("none")  # what the unit sets where there is no folder
    found = list(from_credentials({"CREDENTIALS_DIRECTORY": str(folder)}, findings := Findings()))
    assert values(found) == {
        "database.password": "hunter2",
        "server.tls_key": str(folder / "settings_server.tls_key"),
    }
    assert str(found[0].source) == "credential database.password"
    assert findings == Findings()


@pytest.mark.parametrize("prefix", ["", "settings_"])
def test_a_credential_of_an_unknown_key_is_refused(folder: Path, prefix: str) -> None:
    (folder / f"{prefix}database.pasword").write_text("hunter2")
    findings = Findings()
    assert list(from_credentials({"CREDENTIALS_DIRECTORY": str(folder)}, findings)) == []
    assert findings.problems == [
        "credential database.pasword: unknown key; did you mean database.password?"
    ]


def test_without_the_variable_there_are_no_credentials() -> None:
    assert list(from_credentials({}, Findings())) == []
