"""SHOW GRANTS of both servers, read for one schema."""

from __future__ import annotations

import pytest
from pydantic import SecretStr

from appliance.database.grants import ALL, Grants, held_rights, inspect_grants, read_grants
from appliance.errors import DatabaseDenied
from tests.support.servers import SqlServer

TO = "TO `trinity`@`%`"
MARIADB_USAGE = f"GRANT USAGE ON *.* {TO} IDENTIFIED BY PASSWORD '*7B9EBEED26AA52ED10C0F549FA863'"
MYSQL_ADMIN = [
    "GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, RELOAD, SHUTDOWN, PROCESS, FILE, "
    "REFERENCES, INDEX, ALTER, SHOW DATABASES, SUPER, CREATE TEMPORARY TABLES, LOCK TABLES, "
    "EXECUTE, REPLICATION SLAVE, REPLICATION CLIENT, CREATE VIEW, SHOW VIEW, CREATE ROUTINE, "
    "ALTER ROUTINE, CREATE USER, EVENT, TRIGGER, CREATE TABLESPACE, CREATE ROLE, DROP ROLE "
    "ON *.* TO `root`@`localhost` WITH GRANT OPTION",
    "GRANT ALLOW_NONEXISTENT_DEFINER,AUDIT_ADMIN,BACKUP_ADMIN,XA_RECOVER_ADMIN ON *.* "
    "TO `root`@`localhost` WITH GRANT OPTION",
    "GRANT PROXY ON ``@`` TO `root`@`localhost` WITH GRANT OPTION",
]


@pytest.mark.parametrize(
    ("lines", "grants"),
    [
        ([], Grants(False, ())),
        ([MARIADB_USAGE], Grants(False, ())),
        ([f"GRANT SELECT ON `world`.* {TO}"], Grants(True, ())),
        ([f"GRANT SELECT, SHOW VIEW ON *.* {TO}"], Grants(True, ())),
        ([f"GRANT SELECT ON `characters`.* {TO}"], Grants(False, ())),
        ([f"GRANT SELECT, INSERT ON `world`.* {TO}"], Grants(True, ("INSERT",))),
        ([f"GRANT INSERT ON `characters`.* {TO}"], Grants(False, ())),
        (
            [f"GRANT SELECT ON `world`.* {TO} WITH GRANT OPTION"],
            Grants(True, ("GRANT OPTION",)),
        ),
        (
            [f"GRANT ALL PRIVILEGES ON `world`.* {TO} WITH GRANT OPTION"],
            Grants(True, ("ALL PRIVILEGES", "GRANT OPTION")),
        ),
        (MYSQL_ADMIN, Grants(True, ("ALL PRIVILEGES", "GRANT OPTION"))),
        (
            [f"GRANT SELECT, PROCESS, FILE ON *.* {TO}"],
            Grants(True, ("FILE", "PROCESS")),
        ),
        ([f"GRANT SELECT ON `world`.`creature` {TO}"], Grants(False, ())),
        (
            [f"GRANT SELECT (`a`, `b,c`), INSERT (`a`), UPDATE ON `world`.`creature` {TO}"],
            Grants(False, ("INSERT", "UPDATE")),
        ),
        ([f"GRANT EXECUTE ON PROCEDURE `world`.`p` {TO}"], Grants(False, ("EXECUTE",))),
        (
            ["GRANT `r` TO `trinity`@`%`", "GRANT SELECT, DELETE ON `world`.* TO `r`"],
            Grants(True, ("DELETE",)),
        ),
        (["GRANT SELECT ON `world`.* TO PUBLIC"], Grants(True, ())),
        (
            [f"GRANT SELECT, INSERT ON *.* {TO}", "REVOKE SELECT ON `world`.* FROM `trinity`@`%`"],
            Grants(False, ("INSERT",)),
        ),
        (["SET DEFAULT ROLE `r` FOR `trinity`@`%`"], Grants(False, ())),
    ],
)
def test_sums(lines: list[str], grants: Grants) -> None:
    assert read_grants(lines, "world") == grants


@pytest.mark.parametrize(
    ("pattern", "schema", "covered"),
    [
        ("`tc\\_world`", "tc_world", True),
        ("`tc\\_world`", "tcXworld", False),
        ("`tc_world`", "tcXworld", True),
        ("`tc%`", "tc_world", True),
        ("`tc\\%`", "tc_world", False),
        ("`World`", "world", True),
        ("`odd``na.me`", "odd`na.me", True),
        ("`wor`", "world", False),
        ("`w\\\\d`", "w\\d", True),
    ],
)
def test_names_of_whole_schemas_are_patterns(pattern: str, schema: str, covered: bool) -> None:
    assert read_grants([f"GRANT SELECT ON {pattern}.* {TO}"], schema).can_select is covered


def test_names_beside_a_table_are_just_names() -> None:
    line = f"GRANT INSERT ON `tc%`.`creature` {TO}"
    assert read_grants([line], "tc_world") == Grants(False, ())


def test_rights_on_the_whole_schema_are_told_by_name() -> None:
    lines = [
        f"GRANT SELECT, SHOW VIEW ON `world`.* {TO}",
        f"GRANT TRIGGER ON `world`.`creature` {TO}",
        f"GRANT SHOW_ROUTINE ON *.* {TO}",
        f"REVOKE SELECT ON `world`.* {TO.replace('TO', 'FROM')}",
    ]
    assert held_rights(lines, "world") == {"SHOW VIEW", "SHOW_ROUTINE"}
    assert held_rights([f"GRANT ALL PRIVILEGES ON `world`.* {TO}"], "world") == {ALL}
    assert held_rights(lines, "auth") == {"SHOW_ROUTINE"}


async def test_a_real_server_tells(server: SqlServer) -> None:
    server.create_schema("grants_1", "CREATE TABLE t (a INT)")
    assert await inspect_grants(server.settings(), "grants_1") == Grants(True, ())
    server.run(
        "DROP USER IF EXISTS wide; CREATE USER wide IDENTIFIED BY 'wide';"
        "GRANT INSERT ON grants_1.* TO wide; GRANT SELECT (a) ON grants_1.t TO wide;"
        "DROP ROLE IF EXISTS eraser; CREATE ROLE eraser;"
        "GRANT DELETE ON grants_1.* TO eraser; GRANT eraser TO wide;"
    )
    to = "FOR" if server.engine == "mariadb" else "TO"
    server.run(f"SET DEFAULT ROLE eraser {to} wide")
    wide = server.settings(user="wide", password=SecretStr("wide"))
    assert await inspect_grants(wide, "grants_1") == Grants(False, ("DELETE", "INSERT"))


async def test_no_right_at_all_is_denied(server: SqlServer) -> None:
    server.run("DROP USER IF EXISTS nobody_here; CREATE USER nobody_here IDENTIFIED BY 'x'")
    server.create_schema("grants_2")
    stranger = server.settings(user="nobody_here", password=SecretStr("x"))
    with pytest.raises(DatabaseDenied, match="may not use the schema 'grants_2'"):
        await inspect_grants(stranger, "grants_2")
