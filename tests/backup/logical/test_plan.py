"""What of a schema is read, and in which order."""

from __future__ import annotations

import pytest

from appliance.backup.logical.plan import (
    Target,
    matches,
    read_charset,
    read_schema_version,
    read_tables,
)
from appliance.backup.logical.restoring import setup
from appliance.database.session import open_session
from appliance.errors import DatabaseDenied
from tests.support.logical_backups import administrator
from tests.support.servers import SqlServer


@pytest.mark.parametrize(
    ("label", "patterns", "found"),
    [
        ("auth.logs", ("auth.logs",), True),
        ("auth.logs_rbac", ("auth.logs",), False),
        ("auth.logs_rbac", ("auth.log*",), True),
        ("characters.logs", ("auth.log*", "world.*"), False),
        ("world.x", ("*.x",), True),
        ("world.X", ("world.x",), False),
        ("world.x", (), False),
    ],
)
def test_patterns_name_tables_of_roles(label: str, patterns: tuple[str, ...], found: bool) -> None:
    assert matches(label, patterns) == found


def test_schemas_of_no_role_have_folders_of_their_own() -> None:
    assert Target("world", "tdb").folder == "world"
    assert Target("other", "forum").folder != Target("other", "shop").folder


async def test_tables_come_largest_first_with_the_columns_that_have_values(
    server: SqlServer,
) -> None:
    server.create_schema(
        "planned",
        "CREATE TABLE small (id INT NOT NULL PRIMARY KEY, g INT AS (id + 1), s INT AS (1) STORED);"
        "CREATE TABLE large (v VARCHAR(2000), now TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP)"
        f" ENGINE=MyISAM; INSERT INTO large (v) VALUES {','.join(['(REPEAT(1, 2000))'] * 90)};"
        "CREATE TABLE version (core_version VARCHAR(9), db_version VARCHAR(120));"
        "INSERT INTO version VALUES ('x', 'TDB 335.24');"
        "CREATE VIEW v AS SELECT id FROM small;",
    )
    server.run("ANALYZE TABLE large, small", "planned")
    async with open_session(administrator(server, "planned"), setup) as session:
        tables = await read_tables(session, Target("world", "planned"))
        assert await read_schema_version(session, tables) == "TDB 335.24"
        assert (await read_charset(session, "planned"))[0] == "utf8mb4"
        with pytest.raises(DatabaseDenied, match="not_there"):
            await read_charset(session, "not_there")
    assert tables[0].name == "large"
    named = {table.name: table for table in tables}
    assert set(named) == {"large", "small", "version"}
    assert [column.name for column in named["small"].columns] == ["id"]
    assert [column.name for column in named["large"].columns] == ["v", "now"]
    assert named["small"].source == " FORCE INDEX (PRIMARY)"
    assert named["large"].source == ""
    assert (named["small"].transactional, named["large"].transactional) == (True, False)
