"""docs/DISASTER_RECOVERY.md works as it is written: every command is taken from there and run."""

from __future__ import annotations

import re
import shutil
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.support.pages import DOCS, chapters
from tests.support.process import environment
from tests.support.s3_server import S3Server, running_s3
from tests.support.servers import SqlServer, running_mariadb
from tests.support.small_realm import SCHEMAS

pytestmark = pytest.mark.sweep  # servers of their own, a minute in all

PAGE = "DISASTER_RECOVERY.md"
LOGGING = (
    "--log-bin=binlog",
    "--binlog-format=ROW",
    "--server-id=1",
    "--log-bin-trust-function-creators=1",
)
ROOT_PASSWORD = "the-administrator's"
CHECKSUMS = "CHECKSUM TABLE auth.account, characters.characters, world.creature"
KEYGEN = """\
#!{python}
# Stands in for age's own tool, which the test's machine may not have.
import sys, pathlib, pyrage
if sys.argv[1] == "-o":
    with open(sys.argv[2], "x") as file:
        file.write(f"# a key\\n{{pyrage.x25519.Identity.generate()}}\\n")
else:
    text = pathlib.Path(sys.argv[2]).read_text().split("\\n")[1]
    print(pyrage.x25519.Identity.from_str(text).to_public())
"""
PROGRAM = '#!/bin/sh\nexec {python} -m appliance "$@"\n'


@dataclass
class Operator:
    """Somebody who follows the page, in one shell."""

    folder: Path
    server: SqlServer
    s3: S3Server
    before: str = ""
    exports: dict[str, str] = field(default_factory=dict)
    said: str = ""

    def shell(self, script: str) -> str:
        """Run a block; what it exports holds in the next one."""
        keep = self.folder / "environment"
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", f"{script}\nenv -0 > {keep}"],
            cwd=self.folder,
            env=environment() | self.environment() | self.exports,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
        assert done.returncode == 0, f"{script}\n{done.stdout}{done.stderr}"
        pairs = (pair.partition("=") for pair in keep.read_text().split("\0") if pair)
        self.exports = {name: value for name, _, value in pairs if name.startswith("TRINITY")}
        self.said = done.stdout
        return done.stdout

    def environment(self) -> dict[str, str]:
        """What depends on the machine of the test."""
        path = f"{self.folder / 'bin'}:/usr/local/bin:/usr/bin:/bin"
        return {
            "PATH": path,
            "TRINITYCORE_MCP_DATABASE__PORT": str(self.server.port),
            "TRINITYCORE_MCP_BACKUP__MIN_FREE_BYTES": "0",
            "TRINITYCORE_MCP_BACKUP__S3_ENDPOINT": self.s3.endpoint,
            "TRINITYCORE_MCP_BACKUP__S3_ACCESS_KEY": "key",
            "TRINITYCORE_MCP_BACKUP__S3_SECRET_KEY": "secret",
        }

    def create_realm(self) -> None:
        for name, sql in SCHEMAS.items():
            self.server.run(f"CREATE DATABASE {name} CHARACTER SET utf8mb4")
            self.server.run(sql, name)
        self.before = self.server.run(CHECKSUMS)

    def is_whole(self) -> bool:
        return self.server.run(CHECKSUMS) == self.before


@pytest.fixture
def operator(tmp_path: Path) -> Iterator[Operator]:
    with running_mariadb(*LOGGING) as server, running_s3() as s3:
        password = ROOT_PASSWORD.replace("'", "''")
        server.run(f"CREATE OR REPLACE USER root@'127.0.0.1' IDENTIFIED BY '{password}'")
        server.run("GRANT ALL PRIVILEGES ON *.* TO root@'127.0.0.1' WITH GRANT OPTION")
        s3.make_bucket("realm-backups")
        programs = tmp_path / "bin"
        programs.mkdir()
        for name, text in (("trinitycore-mcp", PROGRAM), ("age-keygen", KEYGEN)):
            (programs / name).write_text(text.format(python=sys.executable))
            (programs / name).chmod(stat.S_IRWXU)
        (tmp_path / "root.password").write_text(ROOT_PASSWORD)
        (tmp_path / "keeper.password").write_text("choose-a-password\n")
        (tmp_path / "prover.password").write_text("choose-another-one\n")
        for name in ("root", "keeper", "prover"):
            (tmp_path / f"{name}.password").chmod(0o600)
        operator = Operator(tmp_path, server, s3)
        operator.create_realm()
        yield operator


def lose_table(operator: Operator) -> None:
    operator.server.run("DROP TABLE characters.characters")


def lose_database(operator: Operator) -> None:
    operator.server.run("DROP DATABASE characters")


def lose_server(operator: Operator) -> None:
    operator.server.run("DROP DATABASE auth; DROP DATABASE characters; DROP DATABASE world")


def update_wrongly(operator: Operator) -> None:
    operator.server.run("UPDATE world.creature SET position_x = 0; DROP TABLE world.version")


LOSSES: dict[str, Callable[[Operator], None]] = {
    "A lost table": lose_table,
    "A lost database": lose_database,
    "A lost server": lose_server,
}


def go_back(operator: Operator, procedure: dict[str, list[str]]) -> None:
    """Lose rows and a table after the moment that was written down."""
    for sql in procedure["sql"]:
        operator.server.run(sql)
    archive, note_time, recover = procedure["sh"]
    operator.shell(archive)
    operator.server.run("UPDATE characters.characters SET position_x = 0.1 WHERE guid = 1")
    operator.before = operator.server.run(CHECKSUMS)
    time.sleep(1.1)  # the log has whole seconds
    operator.shell(note_time)
    operator.server.run("DELETE FROM characters.characters; DROP TABLE characters.changes")
    operator.shell(recover)
    assert "binary log replayed up to just before" in operator.said


def copy_and_lose_the_server(operator: Operator, procedure: dict[str, list[str]]) -> None:
    """The server's files are gone; it is started again on those of the copy."""
    for sql in procedure["sql"]:
        operator.server.run(sql)
    copy, bring_back = procedure["sh"]
    operator.shell(copy)
    assert "engine mariabackup" in operator.said
    data = operator.server.directory / "data"
    operator.server.stop(kill=True)
    shutil.rmtree(data)
    operator.shell(bring_back)
    assert "lower_case_table_names" in operator.said
    shutil.move(operator.folder / "restored", data)
    operator.server.start()
    del operator.exports["TRINITYCORE_MCP_BACKUP__ENGINE"]


def test_the_page_works_from_top_to_bottom(operator: Operator) -> None:
    page = chapters(PAGE)
    set_up = page.pop("Set up")
    for sql in set_up["sql"]:
        operator.server.run(sql)
    (operator.folder / "appliance.toml").write_text(set_up["toml"][0])
    for script in set_up["sh"]:
        operator.shell(script)
    assert "verified" in operator.said
    for script in page.pop("Test your backups")["sh"]:
        operator.shell(script)
        assert "recovery time (RTO)" in operator.said
    for heading, lose in LOSSES.items():
        lose(operator)
        for script in page.pop(heading)["sh"]:
            operator.shell(script)
        assert operator.is_whole(), heading
    go_back(operator, page.pop("Back to a moment"))
    assert operator.is_whole()
    copy_and_lose_the_server(operator, page.pop("Copies of files"))
    assert operator.is_whole()
    before_update, after_update = page.pop("A wrong deployment")["sh"]
    operator.shell(before_update)
    update_wrongly(operator)
    operator.shell(after_update)
    assert operator.is_whole()
    assert operator.server.run("SELECT COUNT(*) FROM world_before.creature") == "500\n"
    for heading in ("Encrypt, and rotate keys", "Store backups in S3", "Room"):
        for script in page.pop(heading)["sh"]:
            operator.shell(script)
    assert operator.s3.keys("realm-backups")
    assert not any("sh" in blocks for blocks in page.values()), "a procedure that is not run"


def test_the_page_names_metrics_that_exist() -> None:
    from prometheus_client import generate_latest

    from appliance.telemetry.metrics import Metrics

    known = generate_latest(Metrics().registry).decode()
    for name in re.findall(r"trinitycore_mcp_\w+", (DOCS / PAGE).read_text()):
        assert name in known
