"""`backup restore`: plan, question, refusal, safety, result."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import click
import pytest

from appliance.cli.backup import restore as restoring
from tests.cli.backup.conftest import Backups
from tests.support.servers import SqlServer
from tests.support.small_realm import OWNER, PASSWORD

CHECKSUM = "CHECKSUM TABLE cli_characters.characters"


@pytest.fixture
def owner(tmp_path: Path) -> tuple[str, ...]:
    """The options that name the account."""
    file = tmp_path / "password"
    file.write_text(PASSWORD + "\n")
    return ("--user", OWNER, "--password-file", str(file))


def test_a_lost_table_comes_back(
    realm: Backups, mariadb: SqlServer, owner: tuple[str, ...]
) -> None:
    realm.data("now")
    before = mariadb.run(CHECKSUM)
    mariadb.run("DROP TABLE cli_characters.characters")
    ran = realm("restore", "latest", "--database", "characters", "--table", "characters",
                *owner, "--yes")  # fmt: skip
    assert ran.code == 0, ran.err
    assert "is what was backed up" in ran.out
    assert "cli_characters -> cli_characters: 1 tables, 2 rows" in ran.err
    assert mariadb.run(CHECKSUM) == before


def test_the_plan_alone_changes_nothing(
    realm: Backups, mariadb: SqlServer, owner: tuple[str, ...]
) -> None:
    backup_id = realm.data("now")["id"]
    before = mariadb.run(CHECKSUM)
    mariadb.run("UPDATE cli_characters.characters SET name = 'x'")
    data = realm.data("restore", "latest", "--dry-run", *owner)
    assert data["plan"]["id"] == backup_id
    assert data["plan"]["schemas"][1]["overwritten"] == ["changes", "characters"]
    assert mariadb.run(CHECKSUM) != before


def test_the_plan_alone_needs_no_account_that_writes(realm: Backups) -> None:
    realm.data("now", "--no-verify")
    ran = realm("restore", "latest", "--database", "characters", "--dry-run")
    assert ran.code == 0, ran.err
    assert "cli_characters -> cli_characters" in ran.out


def test_the_latest_is_the_newest_that_holds_the_table(realm: Backups) -> None:
    first = realm.data("now", "--no-verify")["id"]
    realm.values["backup.skip"] = "characters.characters"
    second = realm.data("now", "--no-verify")["id"]
    wish = ("--database", "characters", "--table", "characters", "--dry-run")
    ran = realm("restore", "latest", *wish)
    assert ran.out.startswith(f"from {first}"), ran.err
    ran = realm("restore", second, *wish)
    assert f"backup {second} of 'cli_characters' holds no table 'characters'" in ran.err
    ran = realm("restore", "latest", *wish[:2], "--table", "nothing", "--dry-run")
    assert "no sound backup holds cli_characters, nothing" in ran.err


def test_another_role_is_no_place_beside_the_realm(realm: Backups) -> None:
    realm.data("now", "--no-verify")
    wish = ("--database", "characters", "--into", "cli_world", "--dry-run")
    ran = realm("restore", "latest", *wish)
    assert ran.code == 1
    assert "that is the realm's world, and the backup is of characters" in ran.err


def test_the_name_is_asked_for(
    realm: Backups,
    mariadb: SqlServer,
    owner: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    realm.data("now", "--no-verify")
    line = ("restore", "latest", "--database", "world", *owner)
    ran = realm(*line)
    assert ran.code == 1
    assert (
        "nobody can be asked here (give --yes)".replace(" (", "\n  hint: ").rstrip(")") in ran.err
    )
    asked: list[str] = []

    def answer(what: str, _option: str, **_: object) -> str:
        asked.append(what)
        return "cli_wrong" if len(asked) == 1 else "cli_world"

    monkeypatch.setattr(restoring, "_ask", answer)
    ran = realm(*line)
    assert ran.code == 1
    assert "nothing was changed" in ran.err
    ran = realm(*line, "--json")
    assert ran.code == 0, ran.err
    assert asked[0] == "Type 'cli_world' to restore into it"
    assert ran.data["safety"] is not None
    assert ran.data["plan"]["schemas"][0]["overwritten"] == ["creature", "version"]


def test_a_realm_that_runs_is_refused_unless_forced(
    realm: Backups, mariadb: SqlServer, owner: tuple[str, ...]
) -> None:
    realm.data("now", "--no-verify")
    mariadb.run("UPDATE cli_characters.characters SET online = 1 WHERE guid = 2")
    line = ("restore", "latest", "--database", "characters", *owner, "--yes", "--no-safety")
    ran = realm(*line, "--json")
    assert ran.code == 1
    assert "1 characters online" in ran.data["error"]["message"]
    ran = realm(*line, "--force", "--json")
    assert ran.code == 0, ran.err
    assert ran.data["safety"] is None
    assert ran.data["sound"]


def test_a_database_beside_the_realm(
    realm: Backups, mariadb: SqlServer, owner: tuple[str, ...], tmp_path: Path
) -> None:
    realm.data("now", "--no-verify")
    mariadb.run("DROP DATABASE IF EXISTS cli_copy")
    line = ("restore", "latest", "--database", "auth", "--into", "cli_copy", "--yes")
    wrong = tmp_path / "wrong"
    wrong.write_text("wrong")
    ran = realm(*line, "--user", OWNER, "--password-file", str(wrong))
    assert ran.code == 1
    assert "password" in ran.err
    assert realm.data(*line, *owner)["sound"]
    assert mariadb.run("SELECT COUNT(*) FROM cli_copy.account") == "2\n"


def test_nobody_to_ask_and_no_file(realm: Backups, tmp_path: Path) -> None:
    realm.data("now", "--no-verify")
    assert "--user" in realm("restore", "latest").err
    assert "--password-file" in realm("restore", "latest", "--user", OWNER).err
    ran = realm("restore", "latest", "--user", OWNER, "--password-file", str(tmp_path / "none"))
    assert ran.code == 1
    assert "No such file" in ran.err
    (tmp_path / "latin").write_bytes(b"pass\xfcort")
    ran = realm("restore", "latest", "--user", OWNER, "--password-file", str(tmp_path / "latin"))
    assert ran.code == 1
    assert "is not UTF-8" in ran.err


def test_the_demo_realm_is_made_anew_not_restored(demo: Backups, owner: tuple[str, ...]) -> None:
    demo.data("now")
    for line in ((), owner):
        ran = demo("restore", "latest", *line)
        assert ran.code == 1
        assert "--files-to FOLDER writes its databases as files" in ran.err


def test_the_demo_realm_comes_back_as_files(demo: Backups, tmp_path: Path) -> None:
    demo.data("now")
    ran = demo("restore", "latest", "--files-to", str(tmp_path / "data"), "--yes")
    assert ran.code == 0, ran.err
    assert "auth.sqlite, characters.sqlite, world.sqlite" in ran.out
    with closing(sqlite3.connect(tmp_path / "data" / "world.sqlite")) as world:
        assert world.execute("SELECT COUNT(*) FROM creature_template").fetchone()[0] > 10
    ran = demo("restore", "latest", "--files-to", str(tmp_path / "data"), "--yes")
    assert ran.code == 1
    assert "is not an empty folder" in ran.err


def test_a_whole_instance_comes_out_of_copies_of_files_alone(
    realm: Backups, tmp_path: Path
) -> None:
    backup_id = realm.data("now", "--no-verify")["id"]
    line = ("--files-to", str(tmp_path / "data"), "--yes", "--json")
    told = realm("restore", "latest", *line).data["error"]
    assert "no backup is a copy" in told["message"]
    told = realm("restore", backup_id, *line).data["error"]
    assert told["hint"] == "restore it without --files-to"
    told = realm("restore", backup_id, "--database", "world", *line).data["error"]
    assert "--database" in told["hint"]
    assert not (tmp_path / "data").exists()


def test_what_cannot_be_meant_is_told_as_json_too(demo: Backups) -> None:
    demo.data("now")
    for until in ("", "0001-01-01T00:00:00+14:00"):
        ran = demo("restore", "latest", "--until", until, "--json")
        assert ran.code == 1
        assert ran.data["error"]["kind"] == "BackupError"


def test_a_question_that_is_interrupted_ends_like_any_interruption(
    realm: Backups, owner: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    realm.data("now", "--no-verify")

    def interrupted(*_: object, **__: object) -> str:
        raise click.Abort

    monkeypatch.setattr("appliance.cli.backup.asking.click.prompt", interrupted)
    monkeypatch.setattr("appliance.cli.backup.asking.sys.stdin", Terminal())
    ran = realm("restore", "latest", *owner, "--json")
    assert ran.code == 130
    assert ran.data["error"]["kind"] == "Interrupted"


class Terminal:
    """Somebody sits there."""

    def isatty(self) -> bool:
        return True
