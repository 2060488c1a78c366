"""The rights a dump needs are enough, and each that is missing is named with its GRANT."""

from __future__ import annotations

import pytest

from appliance.backup.logical.snapshot import NO_BACKUP_ADMIN
from appliance.errors import BackupError
from tests.support.logical_backups import RoundTrip, account

RIGHTS = {
    "mariadb": {
        "SELECT, SHOW VIEW, TRIGGER, EVENT": "`seen`.*",
        "SELECT": "mysql.proc",
    },
    "mysql": {
        "SELECT, SHOW VIEW, TRIGGER, EVENT": "`seen`.*",
        "SHOW_ROUTINE, BACKUP_ADMIN": "*.*",
    },
}
WITHOUT = [
    ("SELECT", "GRANT SELECT ON `seen`.*"),
    ("SHOW VIEW", "GRANT SHOW VIEW ON `seen`.*"),
    ("TRIGGER", "GRANT TRIGGER ON `seen`.*"),
    ("EVENT", "GRANT EVENT ON `seen`.*"),
]


@pytest.fixture
def seen(round_trip: RoundTrip) -> RoundTrip:
    """A schema with an object of each kind."""
    round_trip.server.create_schema(
        "seen",
        "CREATE TABLE t (id INT); INSERT INTO t VALUES (1); CREATE VIEW v AS SELECT id FROM t;"
        "CREATE FUNCTION f () RETURNS INT DETERMINISTIC RETURN 1; CREATE PROCEDURE p () SELECT 1;"
        "CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW SET NEW.id = 1;"
        "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO SET @x = 1;",
    )
    return round_trip


def grants(round_trip: RoundTrip, *, without: str = "") -> list[str]:
    return [
        f"{', '.join(right for right in names.split(', ') if right != without)} ON {place}"
        for names, place in RIGHTS[round_trip.server.engine].items()
        if names != without
    ]


async def test_the_rights_that_are_named_are_enough(seen: RoundTrip) -> None:
    seen.login = account(seen.server, "dumper", *grants(seen))
    dumped = await seen.dump("seen")
    (database,) = dumped.databases
    objects = database.objects
    assert (objects.views, set(objects.routines)) == (("v",), {"f", "p"})
    assert (objects.triggers, objects.events) == (("tr",), ("e",))
    assert NO_BACKUP_ADMIN not in dumped.notes


@pytest.mark.parametrize(("right", "hint"), WITHOUT)
async def test_a_missing_right_is_named(seen: RoundTrip, right: str, hint: str) -> None:
    seen.login = account(seen.server, "dumper", *grants(seen, without=right))
    if right == "SELECT" and seen.server.engine == "mariadb":
        hint = "GRANT SELECT ON `seen`.*"
    with pytest.raises(BackupError) as caught:
        await seen.dump("seen")
    assert caught.value.hint.startswith(hint)


async def test_routines_that_cannot_be_seen_are_told(seen: RoundTrip) -> None:
    base = "SELECT, SHOW VIEW, TRIGGER, EVENT"
    right = "SELECT ON mysql.proc" if seen.server.engine == "mariadb" else "SHOW_ROUTINE ON *.*"
    for more in ("", ", EXECUTE"):  # not seen at all; seen without the body
        seen.login = account(seen.server, "dumper", f"{base}{more} ON `seen`.*")
        with pytest.raises(BackupError) as caught:
            await seen.dump("seen")
        assert caught.value.hint == f"GRANT {right} TO that account"


async def test_without_backup_admin_the_dump_goes_on_and_says_so(seen: RoundTrip) -> None:
    seen.login = account(
        seen.server,
        "dumper",
        "SELECT, SHOW VIEW, TRIGGER, EVENT ON `seen`.*",
        "SELECT ON mysql.proc" if seen.server.engine == "mariadb" else "SHOW_ROUTINE ON *.*",
    )
    dumped = await seen.dump("seen")
    assert (NO_BACKUP_ADMIN in dumped.notes) == (seen.server.engine == "mysql")


async def test_all_privileges_of_the_schema_show_what_is_ours(seen: RoundTrip) -> None:
    seen.server.run("DROP PROCEDURE p; DROP FUNCTION f", "seen")
    seen.login = account(seen.server, "dumper", "ALL ON `seen`.*")
    (database,) = (await seen.dump("seen")).databases
    assert database.objects.views == ("v",)
