"""The servers the other tests stand on."""

from __future__ import annotations

from tests.support.servers import SqlServer


def test_a_private_server_runs_and_loads_what_it_is_given(mariadb: SqlServer) -> None:
    mariadb.create_schema("fixture", "CREATE TABLE t (a INT); INSERT INTO t VALUES (1), (2);")
    assert mariadb.run("SELECT SUM(a) FROM t", "fixture") == "3\n"
    assert "GRANT SELECT" in mariadb.run("SHOW GRANTS FOR reader")


def test_the_slice_holds_real_creatures(mariadb: SqlServer, wrath_slice: str) -> None:
    assert int(mariadb.run("SELECT COUNT(*) FROM creature_template", wrath_slice)) > 100


def test_the_master_slices_hold_rows(mariadb: SqlServer, master_slice: tuple[str, str]) -> None:
    world, hotfixes = master_slice
    assert int(mariadb.run("SELECT COUNT(*) FROM creature_template", world)) > 100
    tables = mariadb.run(
        f"SELECT COUNT(*) FROM information_schema.tables WHERE table_schema='{hotfixes}'"
    )
    assert int(tables) > 100
