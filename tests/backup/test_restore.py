"""Restores into a real server: the plan, what is refused, what comes back."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import trio

from appliance.backup import restore as restoring
from appliance.backup.accounts import restore_login
from appliance.backup.latest import find_backup
from appliance.backup.leading import Mandate
from appliance.backup.manifest import Manifest, Reason
from appliance.backup.notes import State
from appliance.backup.restore import RestoreReport, carry_out, refuse
from appliance.backup.restore_plan import RestorePlan, Wish, plan_restore
from appliance.backup.site import Site, open_site
from appliance.backup.take import Taken, fresh_id, take
from appliance.clock import SystemClock
from appliance.database.login import Login
from appliance.database.session import open_session
from appliance.errors import BackupDamaged, BackupError, DatabaseDenied, NoSuchBackup
from tests.support.servers import SqlServer
from tests.support.small_realm import OWNER, PASSWORD, create_realm, settings_of

CHECKSUMS = "CHECKSUM TABLE back_characters.characters, back_world.creature, back_auth.account"


@dataclass
class Bench:
    server: SqlServer
    site: Site
    login: Login
    manifest: Manifest

    async def plan(self, **wish: object) -> RestorePlan:
        return await plan_restore(
            self.site,
            self.login,
            self.manifest.id,
            Wish(**wish),  # type: ignore[arg-type]
        )

    async def restore(self, plan: RestorePlan, *, safety: bool = True) -> RestoreReport:
        return await carry_out(self.site, Mandate(), self.login, plan, safety=safety)


@pytest.fixture(params=["mariadb", "mysql"])
def server(request: pytest.FixtureRequest) -> SqlServer:
    found: SqlServer = request.getfixturevalue(request.param)
    return found


@pytest.fixture
async def bench(server: SqlServer, tmp_path: Path) -> Bench:
    names = create_realm(server, "back_")
    settings = settings_of(server, tmp_path / "backups", names)
    site = await open_site(settings, SystemClock(), create=True)
    taken = await take(
        site, Mandate(), backup_id=fresh_id(site), targets=site.targets, reason=Reason.MANUAL
    )
    login = restore_login(settings.database, OWNER, PASSWORD)
    return Bench(server, site, login, taken.manifest)


async def test_everything_comes_back_as_it_was_and_what_was_there_is_safe(bench: Bench) -> None:
    before = bench.server.run(CHECKSUMS)
    bench.server.run(
        "DROP TABLE back_characters.characters; UPDATE back_world.creature SET id = 0;"
        "CREATE TABLE back_auth.intruder (id INT)"
    )
    plan = await bench.plan()
    assert [(step.into, step.resumes) for step in plan.steps] == [
        ("back_auth", False),
        ("back_characters", False),
        ("back_world", False),
    ]
    assert "intruder" in plan.steps[0].existing
    refuse(plan)
    report = await bench.restore(plan)
    assert report.sound
    assert bench.server.run(CHECKSUMS) == before
    assert bench.server.run("SHOW TABLES FROM back_auth LIKE 'intruder'") == ""
    assert "tidy" in bench.server.run("SHOW EVENTS FROM back_characters")
    safety = await bench.site.catalogue.get(report.safety)
    assert safety.manifest is not None
    assert safety.manifest.reason is Reason.SAFETY
    assert "intruder" in {table.name for table in safety.manifest.databases[0].tables}


async def test_one_table_comes_back_beside_the_others(bench: Bench) -> None:
    bench.server.run(
        "DROP TABLE back_characters.characters; INSERT INTO back_characters.changes VALUES (7, 7)"
    )
    plan = await bench.plan(databases=("characters",), tables=("characters",))
    assert plan.steps[0].existing == ()
    report = await bench.restore(plan)
    assert report.sound
    assert report.safety == "", "nothing was overwritten"
    assert bench.server.run("SELECT COUNT(*) FROM back_characters.characters") == "2\n"
    assert bench.server.run("SELECT at FROM back_characters.changes") == "7\n"
    assert "remember" in bench.server.run("SHOW TRIGGERS FROM back_characters")


async def test_a_database_can_come_back_beside_the_realm(bench: Bench) -> None:
    bench.server.run("DROP DATABASE IF EXISTS back_copy")
    plan = await bench.plan(databases=("back_world",), into="back_copy")
    assert plan.steps[0].existing == ()
    report = await bench.restore(plan)
    assert report.sound
    assert bench.server.run("SELECT COUNT(*) FROM back_copy.creature") == "500\n"


async def test_an_interrupted_restore_goes_on_and_takes_no_second_safety_backup(
    bench: Bench,
) -> None:
    before = bench.server.run(CHECKSUMS)
    plan = await bench.plan(databases=("characters",))
    with trio.CancelScope() as scope:

        async def progress(done: int, *_: object) -> None:
            tables = bench.server.run("SHOW TABLES", "back_characters")
            if done and "mcp_restore_progress" in tables:
                scope.cancel()

        await carry_out(bench.site, Mandate(), bench.login, plan, progress=progress)
    assert scope.cancelled_caught
    again = await bench.plan(databases=("characters",))
    assert again.steps[0].resumes
    report = await bench.restore(again)
    assert report.sound
    assert report.safety == ""
    assert report.restored[0].went_on >= 1
    assert bench.server.run(CHECKSUMS) == before


async def test_another_backups_interrupted_restore_is_not_gone_on_with(bench: Bench) -> None:
    bench.server.run(
        "CREATE TABLE back_characters.mcp_restore_progress (name VARCHAR(250) PRIMARY KEY);"
        "INSERT INTO back_characters.mcp_restore_progress VALUES ('backup of another time')"
    )
    plan = await bench.plan(databases=("characters",))
    assert not plan.steps[0].resumes
    report = await bench.restore(plan)
    assert report.sound
    assert report.safety
    assert (await find_backup(bench.site, "latest")).id == bench.manifest.id, "no safety backup"


async def test_a_schema_in_use_is_refused(bench: Bench) -> None:
    owner = bench.login
    async with open_session(owner, lambda _engine: (b"USE back_world",)):
        with pytest.raises(BackupError, match=f"back_world: 1 connections of '{OWNER}'"):
            refuse(await bench.plan())
    assert bench.site.account is not None
    async with open_session(bench.site.account, lambda _engine: (b"USE back_world",)):
        refuse(await bench.plan())
    bench.server.run("UPDATE back_characters.characters SET online = 1 WHERE guid = 1")
    with pytest.raises(BackupError, match="1 characters online"):
        refuse(await bench.plan())


async def test_who_comes_while_the_safety_backup_is_taken_is_noticed(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = await bench.plan()
    refuse(plan)
    real = restoring.take

    async def slow(*arguments: Any, **rest: Any) -> Taken:
        taken = await real(*arguments, **rest)
        bench.server.run("UPDATE back_characters.characters SET online = 1 WHERE guid = 1")
        return taken

    monkeypatch.setattr(restoring, "take", slow)
    before = bench.server.run("CHECKSUM TABLE back_auth.account, back_world.creature")
    with pytest.raises(BackupError, match="1 characters online"):
        await bench.restore(plan)
    assert bench.server.run("CHECKSUM TABLE back_auth.account, back_world.creature") == before
    assert bench.server.run("SELECT SUM(online) FROM back_characters.characters") == "1\n"


async def test_nothing_is_dropped_for_a_backup_that_is_damaged(bench: Bench) -> None:
    before = bench.server.run(CHECKSUMS)
    victim = Path(bench.site.repository.address) / bench.manifest.id / "world/creature.frames"
    plan = await bench.plan()
    victim.write_bytes(victim.read_bytes()[:-3])
    with pytest.raises(BackupDamaged, match="creature"):
        await bench.restore(plan)
    assert bench.server.run(CHECKSUMS) == before
    (known,) = await bench.site.catalogue.list()
    assert known.state is State.DAMAGED, "and no safety backup was taken"


async def test_what_is_whole_of_a_damaged_backup_can_be_had_by_force(bench: Bench) -> None:
    victim = Path(bench.site.repository.address) / bench.manifest.id / "world/creature.frames"
    victim.write_bytes(b"")
    await bench.site.catalogue.mark_damaged(bench.manifest.id, "creature is empty", term=1)
    plan = await bench.plan(databases=("characters",))
    with pytest.raises(BackupDamaged, match="creature is empty"):
        refuse(plan)
    bench.server.run("DROP TABLE back_characters.characters")
    assert (await bench.restore(plan)).sound


async def test_latest_need_not_be_the_newest_of_anything(bench: Bench) -> None:
    for target in bench.site.targets[:3]:
        await take(
            bench.site,
            Mandate(),
            backup_id=fresh_id(bench.site),
            targets=[target],
            reason=Reason.MANUAL,
        )
    assert (await find_backup(bench.site, "latest", ["auth", "world"])).id == bench.manifest.id


@pytest.mark.parametrize(
    ("wish", "message"),
    [
        ({"databases": ("hotfixes",)}, "holds no database 'hotfixes'"),
        ({"into": "x"}, "--into is for one database"),
        ({"tables": ("x",)}, "--table is for one database"),
        ({"databases": ("auth",), "tables": ("x",)}, "holds no table 'x'"),
    ],
)
async def test_wishes_that_a_backup_cannot_fulfil(
    bench: Bench, wish: dict[str, object], message: str
) -> None:
    with pytest.raises(BackupError, match=message):
        await bench.plan(**wish)


async def test_latest_is_the_newest_that_holds_what_is_wanted(bench: Bench) -> None:
    assert (await find_backup(bench.site, "latest", ["world"])).id == bench.manifest.id
    assert (await find_backup(bench.site, "latest")).id == bench.manifest.id
    with pytest.raises(NoSuchBackup, match="hotfixes"):
        await find_backup(bench.site, "latest", ["hotfixes"])


async def test_a_wrong_password_is_said_before_anything_else(bench: Bench) -> None:
    login = restore_login(bench.site.settings.database, OWNER, "wrong")
    with pytest.raises(DatabaseDenied):
        await plan_restore(bench.site, login, bench.manifest.id, Wish())
