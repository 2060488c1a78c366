"""All sources together: everything wrong at once, and where each value came from."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from appliance.errors import SettingsError
from appliance.settings.keys import KEYS
from appliance.settings.load import load
from appliance.settings.show import rows
from tests.support.settings import load_env, load_file, problems, problems_of_file, write


def test_without_any_source_there_are_defaults_and_the_demo() -> None:
    loaded = load_env()
    assert loaded.settings.demo
    assert set(loaded.sources) == set(KEYS)
    assert {str(source) for source in loaded.sources.values()} == {"default"}
    assert loaded.warnings == ()


def test_every_value_knows_its_place() -> None:
    write(".env", "\nMCP_PORT=3001\n")
    loaded = load(
        write("a.toml", "[log]\nlevel = 'debug'\n"),
        environ={"PROMETHEUS_PORT": "9091"},
        overrides={"database.pool_size": 3},
    )
    places = {row.key: row.source for row in rows(loaded) if row.source != "default"}
    assert places == {
        "server.port": ".env:2",
        "console.port": "environment PROMETHEUS_PORT",
        "database.pool_size": "command line",
        "log.level": "a.toml:2",
    }


def test_everything_wrong_is_told_at_once_with_its_place() -> None:
    write(".env", "TRINITY_DB_PORT=abc\nDBC_PATH=${HOME}/dbc\n")
    path = write(
        "a.toml", "[server]\nprot = 1\nport = '3000'\n\n[databse]\n[log]\nlevel = 'loud'\n"
    )
    assert problems(
        path, {"AUTH_ENABLED": "true"}, overrides={"server.hots": "x", "console.port": "-1"}
    ) == (
        "a.toml:2: server.prot: unknown key; did you mean server.port?",
        "a.toml:5: databse: unknown section; did you mean database?",
        'a.toml:3: server.port: expected a whole number from 0 to 65535, not "3000"',
        'a.toml:7: log.level: expected debug, info, warning or error, not "loud"',
        '.env:1: database.port: expected a whole number from 1 to 65535, not "abc"',
        ".env:2: client_data.dbc_path: ${HOME} was not expanded: nothing here expands variables; "
        "write the value itself",
        "command line: server.hots: unknown key; did you mean server.host?",
        "command line: console.port: expected a whole number from 0 to 65535, not -1",
        "environment AUTH_ENABLED: auth.enabled: authentication is not in this version; set "
        "auth.enabled = false (environment AUTH_ENABLED=false) and keep server.host on loopback",
    )


def test_whatever_a_key_is_called_its_problem_is_one_line() -> None:
    assert problems_of_file('[server]\n"a\\nb\\u001b" = 1\n') == (
        "appliance.toml:2: server.a\\nb\\x1b: unknown key",
    )
    name = "TRINITYCORE_MCP_\udcff"
    assert problems(None, {name: "1"}) == ("environment TRINITYCORE_MCP_\\udcff: unknown variable",)


def test_a_value_that_is_replaced_is_checked_all_the_same() -> None:
    assert problems_of_file("[server]\nport = 'x'\n", MCP_PORT="1") == (
        'appliance.toml:2: server.port: expected a whole number from 0 to 65535, not "x"',
    )


def test_secrets_stay_out_of_every_problem() -> None:
    found = problems_of_file(
        "[database]\npasword = 'hunter2'\npassword = ['hunter2']\n",
        TRINITYCORE_MCP_DATABASE__PASWORD="hunter2",
        TRINITY_DB_PASWORD="hunter2",
    )
    assert len(found) == 3
    assert not any("hunter2" in problem for problem in found)


def test_a_file_that_cannot_be_read_spares_the_rest_from_wrong_conclusions() -> None:
    found = problems(Path("nowhere.toml"), {"MCP_HOST": "0.0.0.0", "MCP_PORT": "x"})
    assert found == (
        "nowhere.toml: cannot be read: No such file or directory",
        'environment MCP_PORT: server.port: expected a whole number from 0 to 65535, not "x"',
    )


class TestLocalhostOfVersion14:
    """With any TRINITY_DB_* variable and no host, version 1.4 meant localhost."""

    @pytest.mark.parametrize("name", ["USER", "PASSWORD", "WORLD", "AUTH", "CHARACTERS"])
    def test_one_variable_is_enough(self, name: str) -> None:
        loaded = load_env(**{f"TRINITY_DB_{name}": "x"})
        assert loaded.settings.database.host == "localhost"
        assert str(loaded.sources["database.host"]) == (
            f"implied as in version 1.4 by TRINITY_DB_{name} (environment TRINITY_DB_{name})"
        )

    def test_from_the_env_file_too(self) -> None:
        write(".env", "TRINITY_DB_PORT=3307\n")
        loaded = load_env()
        assert loaded.settings.database.host == "localhost"
        assert str(loaded.sources["database.host"]) == (
            "implied as in version 1.4 by TRINITY_DB_PORT (.env:1)"
        )

    def test_an_empty_variable_or_a_new_name_implies_nothing(self) -> None:
        assert load_env(TRINITY_DB_USER="").settings.demo
        assert load_env(TRINITYCORE_MCP_DATABASE__USER="x").settings.demo

    def test_a_host_or_socket_from_anywhere_is_kept(self) -> None:
        assert (
            load_file("[database]\nhost='db'\n", TRINITY_DB_USER="x").settings.database.host == "db"
        )
        by_socket = load_file("[database]\nsocket='/s'\n", TRINITY_DB_USER="x").settings.database
        assert (by_socket.host, by_socket.socket) == (None, Path("/s"))

    def test_a_word_in_the_environment_still_means_the_demo(self) -> None:
        assert load_env(TRINITY_DB_USER="x", TRINITYCORE_MCP_DATABASE__HOST="none").settings.demo

    def test_the_demo_flag_is_stronger(self) -> None:
        loaded = load(None, environ={"TRINITY_DB_USER": "x"}, overrides={"database.host": None})
        assert loaded.settings.demo


class TestFlags:
    """Overrides are typed values, or texts to be read."""

    def test_types_and_texts(self) -> None:
        flags: dict[str, object] = {
            "server.port": 1,
            "console.port": "2",
            "console.metrics": "off",
            "database.auth": None,
            "client_data.dbc_path": Path("data"),
        }
        settings = load(None, environ={}, overrides=flags).settings
        assert (settings.server.port, settings.console.port) == (1, 2)
        assert settings.console.metrics is False
        assert settings.database.auth is None
        assert settings.client_data.dbc_path == Path.cwd() / "data"

    def test_none_does_not_fit_everything(self) -> None:
        assert problems(None, overrides={"server.port": None}) == (
            "command line: server.port: expected a whole number from 0 to 65535, not nothing",
        )


class TestPaths:
    """A relative path starts from the folder of the file that names it."""

    def test_each_source_has_its_own_start(self, folder: Path) -> None:
        for name in ("one", "two"):
            (folder / name).mkdir()
        config = write("one/a.yaml", "client_data:\n  dbc_path: ./dbc\n")
        env_file = write("two/variables", "DB2_PATH=./db2\n")
        loaded = load(config, environ={"GT_PATH": "./gt"}, env_file=env_file)
        data = loaded.settings.client_data
        assert data.dbc_path == folder / "one" / "dbc"
        assert data.db2_path == folder / "two" / "db2"
        assert data.gt_path == folder / "gt"

    def test_a_linked_file_starts_from_the_link(self, folder: Path) -> None:
        (folder / "real").mkdir()
        write("real/a.toml", "[client_data]\ndbc_path = 'dbc'\n")
        (folder / "a.toml").symlink_to("real/a.toml")
        loaded = load(Path("a.toml"), environ={})
        assert loaded.settings.client_data.dbc_path == folder / "dbc"


class TestEnvFile:
    """`.env` in the working directory is read when there is one; a named one must exist."""

    def test_a_folder_of_that_name_is_none_of_ours(self, folder: Path) -> None:
        (folder / ".env").mkdir()
        assert load_env().settings.demo

    def test_a_named_file_replaces_it(self) -> None:
        write(".env", "MCP_PORT=1\n")
        write("other", "PROMETHEUS_PORT=2\n")
        loaded = load(None, environ={}, env_file=Path("other"))
        assert (loaded.settings.server.port, loaded.settings.console.port) == (3000, 2)
        assert load(None, environ={}, env_file=Path(os.devnull)).settings.server.port == 3000

    def test_a_named_file_must_exist(self) -> None:
        assert problems(None, env_file=Path("other")) == (
            "other: cannot be read: No such file or directory",
        )


def test_a_folder_that_may_not_be_looked_into_has_no_env_file(folder: Path) -> None:
    write(".env", "MCP_PORT=3001\n")
    load_env()  # so that everything is imported
    before = os.geteuid()
    folder.chmod(0)
    try:
        if before == 0:  # whom no mode keeps out
            os.seteuid(65534)
        assert load_env().settings.server.port == 3000
    finally:
        os.seteuid(before)
        folder.chmod(0o700)


def test_a_working_directory_that_is_gone_is_one_line(folder: Path) -> None:
    gone = folder / "gone"
    gone.mkdir()
    os.chdir(gone)
    gone.rmdir()
    try:
        with pytest.raises(SettingsError, match="the working directory cannot be used"):
            load_env()
    finally:
        os.chdir(folder)
