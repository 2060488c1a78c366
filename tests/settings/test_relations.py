"""What must hold between values, and what this version refuses to pretend."""

from __future__ import annotations

import pytest

from appliance.settings.load import load
from tests.support.settings import load_env, load_file, problems_of_env, problems_of_file


@pytest.mark.parametrize("section", ["server", "console"])
@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "realm.example"])
def test_an_open_listener_is_refused_and_told_how(section: str, host: str) -> None:
    (problem,) = problems_of_file(f"[{section}]\nhost = '{host}'\n")
    variable = f"TRINITYCORE_MCP_{section.upper()}__ALLOW_UNAUTHENTICATED=true"
    assert problem.startswith(f"appliance.toml:2: {section}.host: {host} can be reached")
    assert f"set {section}.allow_unauthenticated = true (environment {variable})" in problem
    assert f'or {section}.host = "127.0.0.1"' in problem


@pytest.mark.parametrize("section", ["server", "console"])
def test_an_open_listener_may_be_asked_for(section: str) -> None:
    loaded = load_file(f"[{section}]\nhost = '0.0.0.0'\nallow_unauthenticated = true\n")
    assert getattr(loaded.settings, section).host == "0.0.0.0"
    assert loaded.warnings == ()


def test_allowing_one_listener_does_not_open_the_other() -> None:
    (problem,) = problems_of_file(
        "[server]\nhost = '::'\nallow_unauthenticated = true\n[console]\nhost = '::'\n"
    )
    assert problem.startswith("appliance.toml:5: console.host: ")


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "127.0.0.1", "127.1.2.3", "::1"])
def test_loopback_needs_no_permission(host: str) -> None:
    assert load_env(MCP_HOST=host).settings.server.host == host


@pytest.mark.parametrize(
    "host", ["http://localhost", "localhost:3306", "[::1]", "a b", "user@db", "db/", "a,b"]
)
@pytest.mark.parametrize("key", ["server", "console", "database"])
def test_a_host_is_a_name_or_an_address(key: str, host: str) -> None:
    (problem,) = problems_of_file(f"[{key}]\nhost = '{host}'\n")
    assert problem == (
        f"appliance.toml:2: {key}.host: expected a host name or an address, "
        f'without port or brackets, not "{host}"'
    )


def test_what_is_not_in_this_version_cannot_be_switched_on() -> None:
    (problem,) = problems_of_env(AUTH_ENABLED="true")
    assert problem.startswith("environment AUTH_ENABLED: auth.enabled: ")
    assert "not in this version; set" in problem
    assert "AUTH_ENABLED=false" in problem


def test_two_listeners_cannot_share_a_port() -> None:
    assert problems_of_env(MCP_PORT="9090") == (
        "environment MCP_PORT: server.port: the MCP port and the operations port are both 9090; "
        "change one of them",
    )
    assert load_env(MCP_PORT="0", PROMETHEUS_PORT="0").settings.console.port == 0


@pytest.mark.parametrize("section", ["server", "database"])
def test_certificate_and_key_come_together(section: str) -> None:
    for given, missing in (("certificate", "key"), ("key", "certificate")):
        found = problems_of_file(f"[{section}]\ntls_{given} = 'x.pem'\n")
        assert found[0] == (
            f"appliance.toml:2: {section}.tls_{given}: needs {section}.tls_{missing} too"
        )


def test_socket_and_host_exclude_each_other() -> None:
    assert problems_of_file("[database]\nsocket = '/run/db'\n", TRINITY_DB_HOST="db") == (
        "environment TRINITY_DB_HOST: database.host: database.socket is set too "
        "(appliance.toml:2): give one of them",
    )
    variables = {"TRINITY_DB_HOST": "db", "TRINITYCORE_MCP_DATABASE__SOCKET": "none"}
    loaded = load_file("[database]\nsocket = '/run/db'\n", **variables)
    assert (loaded.settings.database.host, loaded.settings.database.socket) == ("db", None)


def test_verify_ca_needs_an_authority_and_verify_identity_has_the_systems() -> None:
    text = "[database]\nhost = 'db'\ntls_mode = '{}'\n"
    (problem,) = problems_of_file(text.format("verify-ca"))
    assert problem.startswith(
        "appliance.toml:3: database.tls_mode: verify-ca needs database.tls_ca"
    )
    assert load_file(text.format("verify-identity")).warnings == ()
    assert load_file(text.format("verify-ca") + "tls_ca = 'ca.pem'\n").warnings == ()


def test_verify_identity_needs_a_name() -> None:
    (problem,) = problems_of_file("[database]\nsocket = '/run/db'\ntls_mode = 'verify-identity'\n")
    assert problem.startswith("appliance.toml:3: database.tls_mode: verify-identity compares")


@pytest.mark.parametrize("mode", ["disabled", "required"])
def test_an_authority_that_nobody_looks_at_is_warned_of(mode: str) -> None:
    loaded = load_file(f"[database]\nhost = 'db'\ntls_ca = 'x'\ntls_mode = '{mode}'\n")
    (warning,) = loaded.warnings
    assert warning.startswith(
        f"appliance.toml:3: database.tls_ca: has no effect while database.tls_mode is {mode}"
    )


def test_a_client_certificate_without_tls_is_warned_of() -> None:
    loaded = load_file("[database]\nhost = 'db'\ntls_certificate = 'x'\ntls_key = 'x'\n")
    assert loaded.warnings == (
        "appliance.toml:3: database.tls_certificate: has no effect while database.tls_mode is "
        "disabled",
    )


@pytest.mark.parametrize("word", ["your_password_here", "your_password", "your_db_password_here"])
def test_the_placeholder_of_the_template_is_refused(word: str) -> None:
    assert problems_of_env(TRINITY_DB_PASSWORD=word) == (
        "environment TRINITY_DB_PASSWORD: database.password: is still the placeholder of the "
        "template; put in the real password (environment TRINITY_DB_PASSWORD)",
    )


def test_the_placeholder_of_the_user_is_refused_but_not_with_the_demo() -> None:
    variables = {"TRINITY_DB_USER": "your_db_user_here", "TRINITY_DB_PASSWORD": "your_password"}
    assert len(problems_of_env(**variables)) == 2
    assert load(None, environ=variables, overrides={"database.host": None}).settings.demo


def test_a_database_without_a_host_is_warned_of() -> None:
    loaded = load_file("[database]\nuser = 'reader'\nworld = 'w'\n")
    assert loaded.settings.demo
    assert loaded.warnings == (
        "appliance.toml:2: database.user: is set, but neither database.host nor database.socket: "
        "the demo realm is served",
    )


def test_asking_for_the_demo_is_nothing_to_warn_of() -> None:
    flags = {"database.host": None, "database.socket": None}
    assert load(None, environ={"TRINITY_DB_USER": "x"}, overrides=flags).warnings == ()


def test_a_query_longer_than_the_drain_is_warned_of() -> None:
    (warning,) = load_file("[server]\ndrain_timeout_s = 5\n").warnings
    assert warning.startswith("appliance.toml:2: server.drain_timeout_s: a query may take 10 s")


def test_a_path_of_windows_elsewhere_is_warned_of() -> None:
    (warning,) = load_env(DBC_PATH="C:\\TrinityCore\\dbc").warnings
    assert warning.startswith(
        "environment DBC_PATH: client_data.dbc_path: C:\\TrinityCore\\dbc is a path of Windows"
    )


def test_a_broken_value_is_not_judged_again_by_its_default() -> None:
    found = problems_of_file("[server]\nhost = '0.0.0.0'\nallow_unauthenticated = 'yes'\n")
    assert found == (
        'appliance.toml:3: server.allow_unauthenticated: expected true or false, not "yes"',
    )


@pytest.mark.parametrize("key", ["allow_write", "allow_run"])
def test_a_workspace_needs_its_folder(key: str) -> None:
    loaded = load_env(**{f"TRINITYCORE_MCP_WORKSPACE__{key.upper()}": "yes"})
    (warning,) = loaded.warnings
    assert f"workspace.{key}: has no effect without workspace.path" in warning


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        ("keep_last = 9", "backup.keep_last: has no effect: backup.repository is not set"),
        ("repository = '/b'\npassword = 'x'", "backup.password: has no effect without backup.user"),
        (
            "repository = 's3://b/p'\nbinlog = true",
            "backup.binlog: the binary log is not archived: set backup.binlog_spool to a folder "
            "that outlives restarts",
        ),
        (
            "repository = '/b'\nscratch_host = 'other'",
            "backup.scratch_host: has no effect without backup.scratch_user",
        ),
        (
            "repository = '/b'\nencrypt_to = ['age1x']",
            "backup.encrypt_to: backups are encrypted and nothing here decrypts them, so none is "
            "proved by a restore: set backup.identity_file",
        ),
    ],
)
def test_what_of_backups_does_not_fit_together(text: str, warning: str) -> None:
    (found,) = load_file(f"[backup]\n{text}\n").warnings
    assert found.endswith(warning)


def test_backups_that_fit() -> None:
    text = "repository = '/b'\nencrypt_to = ['age1x']\nidentity_file = '/k'\nscratch_user = 'p'\n"
    assert load_file(f"[backup]\n{text}").warnings == ()
