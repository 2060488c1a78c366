"""What two real servers on this machine say of themselves."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from appliance.backup.logical.plan import Target
from appliance.backup.physical.conditions import look, readable, same_series
from tests.support.physical_backups import Instance
from tests.support.point_in_time import SCHEMA


async def test_nothing_is_in_the_way(instance: Instance) -> None:
    """Nor the schemas of our own proofs."""
    instance.server.run("CREATE DATABASE mcp_scratch_marks")
    try:
        facts = await look(instance.login, instance.targets, instance.programs, partial=False)
    finally:
        instance.server.run("DROP DATABASE mcp_scratch_marks")
    assert facts.engine is instance.engine(Path()).name
    assert facts.obstacles == ()
    assert facts.others == ()


async def test_other_schemas_and_missing_rights_are_named(instance: Instance) -> None:
    instance.server.run("DROP USER IF EXISTS poor@'%'; CREATE USER poor@'%' IDENTIFIED BY 'poor'")
    instance.server.run(f"GRANT SELECT ON {SCHEMA}.* TO poor@'%'")
    settings = instance.login.settings.model_copy(update={"user": "poor"})
    poor = replace(instance.login, settings=settings, password=b"poor", schema=SCHEMA)
    targets = [Target("world", "elsewhere")]
    facts = await look(poor, targets, instance.programs, partial=True)
    assert facts.partial
    assert facts.others == (SCHEMA,)
    assert any("GRANT " in each for each in facts.obstacles)


async def test_a_container_s_server_is_not_here(
    instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platform.node", lambda: "another")
    facts = await look(instance.login, instance.targets, instance.programs, partial=False)
    assert any("runs on another machine" in each for each in facts.obstacles)


async def test_tables_a_clone_would_lose_are_named(mysql_instance: Instance) -> None:
    instance = mysql_instance
    instance.server.run(f"CREATE TABLE {SCHEMA}.old (id INT) ENGINE=MyISAM")
    try:
        facts = await look(instance.login, instance.targets, instance.programs, partial=False)
    finally:
        instance.server.run(f"DROP TABLE {SCHEMA}.old")
    assert facts.obstacles == (
        f"CLONE copies InnoDB only (ALTER TABLE {SCHEMA}.old ENGINE=InnoDB)",
    )


def test_a_folder_that_is_not_there_cannot_be_read(tmp_path: Path) -> None:
    assert not readable(tmp_path / "no")
    assert not readable(tmp_path)


@pytest.mark.parametrize(
    ("program", "server", "same"),
    [
        ("/opt/mysql-8.4/bin/mysqld  Ver 9.7.4-2 for Linux", "9.7.4-2", True),
        ("mariadb-backup based on MariaDB server 10.11.19-MariaDB", "10.11.6-MariaDB-log", True),
        ("mariadbd  Ver 11.4.2-MariaDB", "10.11.19-MariaDB", False),
        ("no version", "10.11.19-MariaDB", False),
    ],
)
def test_series_are_compared(program: str, server: str, same: bool) -> None:
    assert same_series(program, server) is same
