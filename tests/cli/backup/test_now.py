"""`backup now`: what it takes, proves and says."""

from __future__ import annotations

from tests.cli.backup.conftest import Backups
from tests.support.servers import SqlServer


def test_the_demo_realm_is_backed_up_and_proved(demo: Backups) -> None:
    ran = demo("now", "--description", "first")
    assert ran.code == 0, ran.err
    assert "is sound: 190 tables" in ran.out
    data = demo.data("now")
    assert data["engine"] == "sqlite"
    assert data["databases"] == ["auth", "characters", "world"]
    assert data["verdict"]["level"] == "full"
    assert data["verdict"]["sound"]


def test_one_database_of_a_real_realm(realm: Backups) -> None:
    data = realm.data("now", "--database", "characters")
    assert data["databases"] == ["cli_characters"]
    assert data["why"]
    assert data["verdict"]["tables"] == 2


def test_without_a_proof(realm: Backups) -> None:
    data = realm.data("now", "--no-verify")
    assert data["verdict"] is None
    assert realm.data("list")["backups"][0]["state"] == "unverified"


def test_without_a_scratch_account_it_says_that_nothing_was_restored(realm: Backups) -> None:
    realm.values["backup.scratch_user"] = None
    ran = realm("now")
    assert ran.code == 0, ran.err
    assert "not proved by a restore: set backup.scratch_user" in ran.out


def test_a_proof_that_cannot_run_hides_no_backup(realm: Backups) -> None:
    realm.values["backup.scratch_password"] = "wrong"
    ran = realm("now")
    assert ran.code == 1
    assert "NOT PROVED, though stored" in ran.out
    assert "check backup.scratch_user and backup.scratch_password" in ran.out
    (stored,) = realm.data("list")["backups"]
    assert stored["id"] in ran.out
    assert stored["state"] == "unverified"
    assert "backup.scratch_user" in realm("now", "--json").data["notProved"]


def test_what_is_missing_makes_it_incomplete(realm: Backups, mariadb: SqlServer) -> None:
    realm.values["database.auth"] = "cli_no_auth"
    ran = realm("now", "--json")
    assert ran.code == 3, ran.err
    assert ran.data["missing"] == ["there is no schema cli_no_auth"]
    assert ran.data["verdict"]["sound"]


def test_a_database_the_realm_does_not_have(demo: Backups) -> None:
    ran = demo("now", "--database", "hotfixes")
    assert ran.code == 1
    assert "no database 'hotfixes'" in ran.err


def test_what_the_account_may_not_is_said_with_its_grant(
    realm: Backups, mariadb: SqlServer
) -> None:
    mariadb.run(
        "CREATE USER IF NOT EXISTS cli_weak@'%' IDENTIFIED BY 'x';"
        "GRANT SELECT ON `cli\\_%`.* TO cli_weak@'%'"
    )
    realm.values |= {"backup.user": "cli_weak", "backup.password": "x"}
    ran = realm("now")
    assert ran.code == 1
    assert "GRANT SHOW VIEW, TRIGGER, EVENT ON" in ran.err
    assert realm.data("list")["total"] == 0
