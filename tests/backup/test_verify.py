"""Proofs on a real server: what is sound, what is damaged, what is left behind."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import trio

from appliance.backup.leading import Mandate
from appliance.backup.manifest import Manifest, Reason
from appliance.backup.notes import Level, State
from appliance.backup.site import Site, open_site
from appliance.backup.take import Taken, fresh_id, one_line, take
from appliance.backup.verify import best_level, verify
from appliance.clock import SystemClock
from appliance.errors import BackupError, BackupLocked, DatabaseError
from tests.support.backup_defects import Stored
from tests.support.servers import SqlServer, end_sessions
from tests.support.small_realm import KEEPER, PROVER, create_realm, settings_of


@pytest.fixture(params=["mariadb", "mysql"])
def server(request: pytest.FixtureRequest) -> SqlServer:
    found: SqlServer = request.getfixturevalue(request.param)
    return found


@pytest.fixture
async def site(server: SqlServer, tmp_path: Path) -> AsyncIterator[Site]:
    names = create_realm(server, "proof_")
    settings = settings_of(server, tmp_path / "backups", names)
    yield await open_site(settings, SystemClock(), create=True)
    assert "mcp_scratch_2" not in server.run("SHOW DATABASES")


async def take_all(site: Site, reason: Reason = Reason.MANUAL) -> Taken:
    return await take(
        site, Mandate(), backup_id=fresh_id(site), targets=site.targets, reason=reason
    )


async def state_of(site: Site, manifest: Manifest) -> State:
    return (await site.catalogue.get(manifest.id)).state


async def test_a_backup_is_verified_once_it_was_restored_and_compared(site: Site) -> None:
    taken = await take_all(site)
    manifest = taken.manifest
    assert [database.role for database in manifest.databases] == ["auth", "characters", "world"]
    assert await state_of(site, manifest) is State.UNVERIFIED
    quick = await verify(site, Mandate(), manifest.id, Level.QUICK)
    assert quick.sound
    assert quick.files == len(manifest.files)
    assert await state_of(site, manifest) is State.UNVERIFIED
    assert best_level(site, manifest) is Level.FULL
    told: list[tuple[int, int]] = []

    async def progress(done: int, total: int, _rows: int, _size: int, _eta: float | None) -> None:
        told.append((done, total))

    full = await verify(site, Mandate(), manifest.id, Level.FULL, progress=progress)
    assert full.sound, full.problems
    assert (full.tables, full.rows) == (7, 507)
    assert told[-1] == (7, 7)
    assert await state_of(site, manifest) is State.VERIFIED


def test_words_of_strangers_are_one_line_that_steers_no_terminal() -> None:
    assert one_line("before\n the \x1b[31mupdate\x07 ü😀") == "before the [31mupdate ü😀"


async def test_the_tables_of_three_three_five_without_hotfixes_are_complete(site: Site) -> None:
    taken = await take_all(site)
    assert taken.missing == ()


async def test_a_flipped_bit_is_damage_at_once(site: Site) -> None:
    manifest = (await take_all(site)).manifest
    victim = Path(site.repository.address) / manifest.id / "world/creature.frames"
    content = bytearray(victim.read_bytes())
    content[len(content) // 2] ^= 1
    victim.write_bytes(content)
    verdict = await verify(site, Mandate(), manifest.id, Level.QUICK)
    assert not verdict.sound
    assert "world/creature.frames" in verdict.problems[0]
    assert await state_of(site, manifest) is State.DAMAGED


async def test_a_cancelled_proof_leaves_no_schema_and_no_verdict(
    site: Site, server: SqlServer
) -> None:
    manifest = (await take_all(site)).manifest
    with trio.CancelScope() as scope:

        async def progress(*_: object) -> None:
            if "mcp_scratch_2" in server.run("SHOW DATABASES"):
                scope.cancel()

        await verify(site, Mandate(), manifest.id, Level.FULL, progress=progress)
    assert scope.cancelled_caught
    assert await state_of(site, manifest) is State.UNVERIFIED


def folders(site: Site) -> list[str]:
    return [path.name for path in Path(site.repository.address).iterdir() if path.is_dir()]


async def test_a_server_lost_during_a_backup_leaves_nothing(site: Site, server: SqlServer) -> None:
    cuts: list[int] = []

    async def progress(*_: object) -> None:
        if not cuts:
            cuts.append(end_sessions(server, KEEPER))

    with pytest.raises(DatabaseError):
        await take(
            site,
            Mandate(),
            backup_id=fresh_id(site),
            targets=site.targets,
            reason=Reason.MANUAL,
            progress=progress,
        )
    assert cuts[0] >= 1
    assert not await site.catalogue.list()
    assert folders(site) == []


async def test_a_server_lost_during_a_proof_is_no_damage(site: Site, server: SqlServer) -> None:
    manifest = (await take_all(site)).manifest
    cuts: list[int] = []

    async def progress(*_: object) -> None:
        if not cuts and "mcp_scratch_2" in server.run("SHOW DATABASES"):
            cuts.append(end_sessions(server, PROVER))

    with pytest.raises(DatabaseError):
        await verify(site, Mandate(), manifest.id, Level.FULL, progress=progress)
    assert cuts[0] >= 1
    assert await state_of(site, manifest) is State.UNVERIFIED
    assert (await verify(site, Mandate(), manifest.id, Level.FULL)).sound, "and clears away"


async def test_a_scratch_server_of_the_other_kind_proves_nothing(site: Site) -> None:
    manifest = (await take_all(site)).manifest
    other = "mysql" if manifest.server.flavour == "mariadb" else "mariadb"
    server = manifest.server.model_copy(update={"flavour": other})
    stored = Stored(Path(site.repository.address) / manifest.id)
    stored.reseal(manifest.model_copy(update={"server": server}))
    with pytest.raises(BackupError, match=f"a backup of {other} is not proved on"):
        await verify(site, Mandate(), manifest.id, Level.FULL)
    assert await state_of(site, manifest) is State.UNVERIFIED


async def test_without_an_account_there_is_no_full_proof(server: SqlServer, tmp_path: Path) -> None:
    names = create_realm(server, "proof_")
    settings = settings_of(server, tmp_path / "b", names, scratch_user=None)
    site = await open_site(settings, SystemClock(), create=True)
    manifest = (await take_all(site)).manifest
    assert best_level(site, manifest) is Level.QUICK
    with pytest.raises(BackupError, match="scratch_user"):
        await verify(site, Mandate(), manifest.id, Level.FULL)
    assert await state_of(site, manifest) is State.UNVERIFIED


async def test_a_lost_lead_ends_the_run_before_it_is_recorded(site: Site) -> None:
    terms = iter([3, 3])
    mandate = Mandate(lambda: next(terms, None))
    with pytest.raises(BackupLocked, match="no longer leads"):
        await take(
            site, mandate, backup_id=fresh_id(site), targets=site.targets, reason=Reason.MANUAL
        )
    assert not await site.catalogue.list()
