"""`check` names what is wrong, one line each with the fix, against real servers."""

from __future__ import annotations

import contextlib
import json
import socket
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner

from appliance.cli.check import command
from appliance.clientdata.definitions import Layouts
from tests.support.authority import Authority
from tests.support.certificates import make_certificate
from tests.support.demo_realm import sql_files
from tests.support.process import run, serving
from tests.support.servers import SqlServer, free_port
from tests.support.wdbc_writer import write_wdbc

PASSWORD = "correct horse"


@pytest.fixture(scope="module")
def realm(mariadb: SqlServer) -> SqlServer:
    mariadb.create_schema("check_world", *sql_files())
    mariadb.create_schema("check_auth", "CREATE TABLE account (id INT PRIMARY KEY)")
    mariadb.run(
        f"""CREATE OR REPLACE USER 'narrow'@'%' IDENTIFIED BY '{PASSWORD}';
        GRANT SELECT ON `check_world`.creature_template TO 'narrow'@'%';
        CREATE OR REPLACE USER 'exact'@'%' IDENTIFIED BY '{PASSWORD}';
        GRANT SELECT ON `check\\_world`.* TO 'exact'@'%';
        GRANT SELECT ON `check\\_auth`.* TO 'exact'@'%';
        CREATE OR REPLACE USER 'wide'@'%' IDENTIFIED BY '{PASSWORD}';
        GRANT ALL ON *.* TO 'wide'@'%';"""
    )
    return mariadb


def check(
    server: SqlServer | None, directory: Path, *extra: str, **database: Any
) -> tuple[int, dict[str, tuple[str, str]]]:
    """Run `check --json`: exit status, and status and message of each finding by name."""
    values: dict[str, Any] = {}
    if server is not None:
        values = {
            "host": "127.0.0.1", "port": server.port, "user": "exact", "password": PASSWORD,
            "world": "check_world", "auth": "none", "characters": "none",
        }  # fmt: skip
    values |= database
    options = [f"--set=database.{key}={value}" for key, value in values.items()]
    ports = [f"--set={name}.port={free_port()}" for name in ("server", "console")]
    with contextlib.chdir(directory):
        done = CliRunner().invoke(command, ["--json", *ports, *options, *extra])
    assert done.exception is None or isinstance(done.exception, SystemExit)
    answer = json.loads(done.stdout)
    assert answer["exitCode"] == done.exit_code
    return done.exit_code, {
        found["name"]: (found["status"], found["message"]) for found in answer["checks"]
    }


def test_the_demo_realm_is_all_good(tmp_path: Path) -> None:
    code, found = check(None, tmp_path, "--demo")
    assert code == 0, found
    assert found["schema"] == ("ok", "TrinityCore 3.3.5, demo 1")


def test_a_realm_that_may_be_read_and_nothing_else_is_all_good(
    realm: SqlServer, tmp_path: Path
) -> None:
    code, found = check(realm, tmp_path, auth="check_auth")
    assert code == 0, found
    assert found["grants:world"][0] == found["database:auth"][0] == "ok"


def test_lines_for_people_say_the_same(realm: SqlServer, tmp_path: Path) -> None:
    values = {"host": "127.0.0.1", "port": free_port(), "password": PASSWORD}
    options = [f"--set=database.{key}={value}" for key, value in values.items()]
    done = run("check", *options, cwd=tmp_path)
    assert done.returncode == 1
    lines = [line for line in done.stdout.splitlines() if line.startswith("failed")]
    assert any("database:world" in line for line in lines)
    assert PASSWORD not in done.stdout


@pytest.mark.parametrize(
    ("wrong", "name", "words"),
    [
        ({"host": "host.invalid"}, "database:world", ["host.invalid"]),
        ({"port": 1}, "database:world", ["127.0.0.1", "1"]),
        ({"password": "wrong"}, "database:world", ["exact", "password"]),
        ({"user": "nobody_here"}, "database:world", ["nobody_here"]),
        ({"world": "no_such"}, "database:world", ["no_such"]),
        ({"socket": "/nowhere/mysql.sock", "host": "none"}, "database:world", ["/nowhere"]),
        ({"user": "narrow"}, "grants:world", ["narrow", "GRANT SELECT"]),
        ({"world": "check_auth"}, "schema", ["creature_template"]),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else "",
)
def test_what_forbids_a_start_is_named_with_the_fix(
    realm: SqlServer, tmp_path: Path, wrong: dict[str, Any], name: str, words: list[str]
) -> None:
    code, found = check(realm, tmp_path, **wrong)
    assert code == 1, found
    status, message = found[name]
    assert status == "failed"
    assert all(word in message for word in words), message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("odd", "name", "words"),
    [
        ({"user": "wide"}, "grants:world", ["wide", "revoke"]),
        ({"auth": "no_such"}, "database:auth", ["no_such", "database.auth"]),
    ],
    ids=["wide", "auth"],
)
def test_what_only_warns(
    realm: SqlServer, tmp_path: Path, odd: dict[str, Any], name: str, words: list[str]
) -> None:
    code, found = check(realm, tmp_path, **odd)
    assert code == 2, found
    status, message = found[name]
    assert status == "warning"
    assert all(word in message for word in words), message


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, found = check(None, tmp_path, "--demo", f"--port={port}")
    assert code == 1
    assert found["port:server"][0] == "failed"
    assert "server.port" in found["port:server"][1]


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_ports_of_the_server_that_runs_are_no_fault(tmp_path: Path, scheme: str) -> None:
    options = ["--demo"]
    if scheme == "https":
        certificate, key = Authority(tmp_path).issue("server", "127.0.0.1")
        options += [f"--set=server.tls_certificate={certificate}", f"--set=server.tls_key={key}"]
    with serving(tmp_path, *options) as running:
        running.wait_until("/readyz", 200)
        mcp, console = urlsplit(running.mcp).port, urlsplit(running.console).port
        ports = [f"--set=server.port={mcp}", f"--set=console.port={console}"]
        code, found = check(None, tmp_path, *options, *ports)
    for name in ("port:server", "port:console"):
        status, message = found[name]
        assert (status, "runs already" in message) == ("ok", True), message
    assert code == (0 if scheme == "http" else 2)  # a certificate that ends soon is warned of


def test_missing_client_data_is_named(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    options = [f"--set=client_data.dbc_path={tmp_path / 'none'}",
               f"--set=client_data.gt_path={tmp_path / 'empty'}"]  # fmt: skip
    code, found = check(None, tmp_path, "--demo", *options)
    assert code == 2
    assert "client_data.dbc_path" in found["client-data:dbc_path"][1]
    assert "client_data.gt_path" in found["client-data:gt_path"][1]


def test_client_files_are_tried(realm: SqlServer, tmp_path: Path) -> None:
    layout = Layouts().wrath("Map")
    assert layout is not None
    write_wdbc(tmp_path / "Map.dbc", layout, [{"ID": 0}])
    option = f"--set=client_data.dbc_path={tmp_path}"
    _, found = check(realm, tmp_path, option)
    assert found["client-data"] == ("ok", "1 tables and 0 GameTables of 3.3.5 can be read")
    (tmp_path / "Spell.dbc").write_bytes(b"WDBC")
    code, found = check(realm, tmp_path, option)
    assert code == 2
    assert found["client-data"] == (
        "warning",
        "2 tables and 0 GameTables of 3.3.5; 1 cannot be read, extract them "
        "again: Spell.dbc at byte 4: the header is cut off",
    )
    _, found = check(realm, tmp_path, f"--set=client_data.db2_path={tmp_path}")
    assert "set client_data.dbc_path" in found["client-data"][1]
    for number in range(6):
        (tmp_path / f"A{number}.dbc").touch()
    _, found = check(realm, tmp_path, option)
    assert "7 cannot be read" in found["client-data"][1]
    assert found["client-data"][1].endswith("A4.dbc at byte 0: the file is empty; and 2 more")


def test_a_folder_without_gametables_is_named(realm: SqlServer, tmp_path: Path) -> None:
    layout = Layouts().wrath("Map")
    assert layout is not None
    write_wdbc(tmp_path / "Map.dbc", layout, [{"ID": 0}])
    options = [f"--set=client_data.{key}={tmp_path}" for key in ("dbc_path", "gt_path")]
    code, found = check(realm, tmp_path, *options)
    assert code == 2
    assert "gtCombatRatings.dbc is not in" in found["client-data"][1]
    assert "correct client_data.gt_path" in found["client-data"][1]


def test_a_missing_table_is_named(mariadb: SqlServer, tmp_path: Path, realm: SqlServer) -> None:
    mariadb.create_schema("check_broken", *sql_files(), "DROP TABLE npc_vendor")
    mariadb.run("GRANT SELECT ON `check\\_broken`.* TO 'exact'@'%'")
    code, found = check(realm, tmp_path, world="check_broken")
    assert code == 1
    assert "npc_vendor" in found["schema"][1]


def test_wrong_settings_are_listed_all(tmp_path: Path) -> None:
    config = tmp_path / "appliance.toml"
    config.write_text("[server]\nprot = 1\n[database]\npool_size = 0\n")
    done = run("check", "--json", "--config", str(config), cwd=tmp_path)
    assert done.returncode == 1
    messages = [found["message"] for found in json.loads(done.stdout)["checks"]]
    assert len(messages) == 2
    assert any("prot" in message and "port" in message for message in messages)


def test_an_unreadable_certificate_is_named(tmp_path: Path) -> None:
    options = [f"--set=server.tls_certificate={tmp_path / 'none.pem'}",
               f"--set=server.tls_key={tmp_path / 'none.key'}"]  # fmt: skip
    code, found = check(None, tmp_path, "--demo", *options)
    assert code == 1
    assert "server.tls_certificate" in found["server:tls"][1]


def test_a_key_of_another_certificate_is_named(tmp_path: Path) -> None:
    one, other = make_certificate(tmp_path, "one"), make_certificate(tmp_path, "other")
    locked = make_certificate(tmp_path, "locked", passphrase=b"secret")
    for key, words in ((other.key, "does not belong"), (locked.key, "passphrase")):
        options = [f"--set=server.tls_certificate={one.certificate}", f"--set=server.tls_key={key}"]
        code, found = check(None, tmp_path, "--demo", *options)
        assert code == 1
        assert words in found["server:tls"][1]


def test_a_login_in_the_clear_across_the_network_is_named(tmp_path: Path) -> None:
    options = ["--set=database.host=192.0.2.1", "--set=database.connect_timeout_s=0.1"]
    code, found = check(None, tmp_path, *options)
    assert code == 1
    assert found["database:tls"][0] == "warning"
    assert "database.tls_mode" in found["database:tls"][1]


@pytest.mark.parametrize(
    ("values", "name", "said"),
    [
        ({"source_tree.path": "{here}"}, "source-tree", "has no src/server; correct source_tree."),
        ({"library.documents_path": "{here}/no"}, "documents", "is no folder; correct library."),
        (
            {"library.index_path": "/dev/null/no"},
            "index",
            "cannot be written; correct library.index",
        ),
        ({"worldserver.pid_file": "{here}/no"}, "worldserver", "is not there; start worldserver"),
        ({"workspace.path": "{here}/no"}, "workspace", "is no folder; correct workspace.path"),
        (
            {
                "workspace.path": "{here}",
                "workspace.allow_run": "yes",
                "workspace.ctest": "no-such",
            },
            "workspace",
            "there is no program no-such; correct workspace.ctest",
        ),
    ],
)
def test_folders_and_programs_that_are_missing_are_named(
    values: dict[str, str], name: str, said: str, tmp_path: Path
) -> None:
    options = [f"--set={key}={value.format(here=tmp_path)}" for key, value in values.items()]
    code, found = check(None, tmp_path, "--demo", *options)
    assert code == 2
    assert found[name][0] == "warning"
    assert said in found[name][1]


def test_a_workspace_that_is_all_there_is_not_mentioned(tmp_path: Path) -> None:
    options = [f"--set=workspace.path={tmp_path}", "--set=workspace.allow_write=yes"]
    code, found = check(None, tmp_path, "--demo", *options)
    assert (code, "workspace" in found) == (0, False)
