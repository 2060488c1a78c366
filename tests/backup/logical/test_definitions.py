"""Definitions are read as the server shows them, with the settings they were made under."""

from __future__ import annotations

import pytest

from appliance.backup.logical.definitions import read_definitions, same_table
from appliance.backup.logical.objects import ObjectKind
from appliance.backup.logical.plan import Target, read_tables
from appliance.backup.logical.restoring import setup
from appliance.database.session import open_session
from tests.support.logical_backups import administrator
from tests.support.servers import SqlServer


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        (b"t (id INT) AUTO_INCREMENT=5 X", b"t (id INT) X", True),
        (b"v TEXT COLLATE a_bin", b"v TEXT CHARACTER SET a COLLATE a_bin", True),
        (b"v TEXT COLLATE a_bin", b"v TEXT COLLATE b_bin", False),
        (b"id INT", b"id BIGINT", False),
    ],
)
def test_what_passes_does_not_make_another_table(before: bytes, after: bytes, same: bool) -> None:
    assert same_table(before, after) == same


async def test_every_object_is_read_with_its_settings(server: SqlServer) -> None:
    server.create_schema("defined", "CREATE TABLE t (id INT) COMMENT 'ü'")
    server.run(
        b"SET NAMES latin1; CREATE VIEW v AS SELECT 'gr\xfcn' AS w;"
        b"SET sql_mode='ANSI_QUOTES'; CREATE PROCEDURE \"p\" () SELECT 'gr\xfcn';"
        b"SET NAMES utf8mb4; SET time_zone='+03:00'; CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO"
        b" SELECT 1; CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW SET NEW.id = 1;"
        b"CREATE TABLE x (id INT); CREATE VIEW broken AS SELECT id FROM x; DROP TABLE x;",
        "defined",
    )
    async with open_session(administrator(server, "defined"), setup) as session:
        tables = await read_tables(session, Target("world", "defined"))
        found = await read_definitions(session, "defined", tables)
        none = await read_definitions(session, "defined", [])
    named = {each.name: each for each in found}
    assert [each.kind for each in found] == [
        ObjectKind.TABLE,
        ObjectKind.PROCEDURE,
        ObjectKind.VIEW,
        ObjectKind.VIEW,
        ObjectKind.TRIGGER,
        ObjectKind.EVENT,
    ]
    assert "COMMENT='ü'".encode() in named["t"].create
    assert named["p"].creation.sql_mode == "ANSI_QUOTES"
    assert named["p"].creation.client == "latin1"
    assert b"gr\xfcn" in named["p"].create
    assert b"gr\xfcn" in named["v"].create
    assert named["e"].creation.time_zone == "+03:00"
    assert named["tr"].table == "t"
    assert named["tr"].definer.replace(b'"', b"`") == b"DEFINER=`root`@`localhost` "
    assert (named["broken"].broken, named["v"].broken) == (True, False)
    # Of tables that are left out, the triggers are too.
    assert "tr" not in {each.name for each in none}
