"""Whatever was changed in a restored schema is found, and named."""

from __future__ import annotations

import pytest

from appliance.backup.logical.compare import comparable, compare
from appliance.database.interface import Engine
from tests.support.logical_backups import RoundTrip

SCHEMA = """
CREATE TABLE a (id INT NOT NULL PRIMARY KEY, f FLOAT, t VARCHAR(20)) ENGINE=InnoDB;
INSERT INTO a VALUES (1, 6266.58935546875, 'x'), (2, 0.1, 'X'), (3, NULL, NULL);
CREATE TABLE b (id INT NOT NULL PRIMARY KEY); INSERT INTO b VALUES (1);
CREATE VIEW v AS SELECT id FROM a;
CREATE FUNCTION f () RETURNS INT DETERMINISTIC RETURN 1;
CREATE PROCEDURE p () SELECT 1;
CREATE TRIGGER tr BEFORE INSERT ON a FOR EACH ROW SET NEW.f = 1;
CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO SET @x = 1;
"""
CHANGES = {
    "UPDATE a SET t = 'x' WHERE id = 2": ("a", "checksum"),
    "UPDATE a SET f = 6266.59 WHERE id = 1": ("a", "checksum"),
    "UPDATE a SET t = '' WHERE id = 3": ("a", "checksum"),
    "DELETE FROM a WHERE id = 1": ("a", "has 2 rows instead of 3"),
    "INSERT INTO b VALUES (2)": ("b", "has 2 rows instead of 1"),
    "DROP TABLE b": ("b", "the table is missing"),
    "CREATE TABLE c (id INT)": ("c", "is no table of the backup"),
    "ALTER TABLE b COMMENT 'other'": ("b", "the table is defined otherwise"),
    "DROP VIEW v": ("v", "the view is missing"),
    "CREATE OR REPLACE VIEW v AS SELECT id + 1 AS id FROM a": ("v", "view is defined otherwise"),
    "CREATE VIEW w AS SELECT 1": ("w", "is no view of the backup"),
    "DROP FUNCTION f": ("f", "the routine is missing"),
    "DROP PROCEDURE p": ("p", "the routine is missing"),
    "DROP PROCEDURE p; CREATE PROCEDURE p () SELECT 2": ("p", "procedure is defined otherwise"),
    "DROP TRIGGER tr": ("tr", "the trigger is missing"),
    "DROP EVENT e": ("e", "the event is missing"),
    "ALTER EVENT e ON SCHEDULE EVERY 2 DAY": ("e", "event is defined otherwise"),
    "ALTER DATABASE CHARACTER SET latin1": ("compared", "the default is latin1"),
}


@pytest.fixture
async def restored(round_trip: RoundTrip) -> RoundTrip:
    round_trip.server.create_schema("compared", SCHEMA)
    await round_trip.dump("compared")
    await round_trip.restore("compared_back")
    return round_trip


async def test_every_change_is_found_and_named(restored: RoundTrip) -> None:
    for change, (name, text) in CHANGES.items():
        assert await restored.compare("compared_back") == []
        restored.server.run(change, "compared_back")
        found = await restored.compare("compared_back")
        assert [each.name for each in found] == [name], change
        assert text in str(found[0])
        await restored.restore("compared_back")


async def test_what_does_not_matter_is_no_difference(restored: RoundTrip) -> None:
    restored.server.run("ALTER TABLE b ENGINE=InnoDB; ALTER EVENT e DISABLE", "compared_back")
    assert await restored.compare("compared_back") == []


async def test_across_servers_only_rows_are_counted(
    restored: RoundTrip,
) -> None:
    (database,) = restored.manifest.databases
    elsewhere = restored.manifest.server.model_copy(update={"flavour": "sqlite"})
    restored.server.run("UPDATE a SET t = 'z' WHERE id = 2", "compared_back")
    found = await compare(restored.login, database, "compared_back", server=elsewhere)
    assert found == []
    restored.server.run("DELETE FROM a WHERE id = 2", "compared_back")
    found = await compare(restored.login, database, "compared_back", server=elsewhere)
    assert [str(each) for each in found] == ["a: has 2 rows instead of 3"]


async def test_checksums_mean_something_on_the_same_flavour_only(restored: RoundTrip) -> None:
    server = restored.manifest.server.model_copy(update={"flavour": "mysql"})
    assert comparable(server, Engine.MYSQL)
    assert not comparable(server, Engine.MARIADB)
