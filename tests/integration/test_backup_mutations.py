"""The verifier finds every defect, and finds none where there is none."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from appliance.backup.leading import Mandate
from appliance.backup.manifest import Reason
from appliance.backup.notes import Level, State
from appliance.backup.site import Site, open_site
from appliance.backup.take import fresh_id, take
from appliance.backup.verify import Verdict, verify
from appliance.clock import SystemClock
from appliance.errors import BackupError
from tests.support.backup_defects import DEFECTS, Stored, defects
from tests.support.servers import SqlServer
from tests.support.small_realm import create_realm, settings_of


@dataclass
class Bench:
    """A pristine backup, and the place where copies of it are spoilt."""

    site: Site
    pristine: Path
    folder: Path

    def copy(self) -> Stored:
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(self.pristine, self.folder)
        return Stored(self.folder)

    async def look(self) -> Verdict | BackupError:
        """What a full proof says; an error is a refusal to call it proved."""
        try:
            verdict = await verify(self.site, Mandate(), self.folder.name, Level.FULL)
        except BackupError as error:
            return error
        state = (await self.site.catalogue.get(self.folder.name)).state
        assert (state is State.VERIFIED) == verdict.sound
        return verdict


@pytest.fixture
async def bench(mariadb: SqlServer, tmp_path: Path) -> Bench:
    names = create_realm(mariadb, "mutant_")
    mariadb.run("DELETE FROM creature WHERE guid > 20", names["world"])
    settings = settings_of(mariadb, tmp_path / "backups", names)
    site = await open_site(settings, SystemClock(), create=True)
    taken = await take(
        site, Mandate(), backup_id=fresh_id(site), targets=site.targets, reason=Reason.MANUAL
    )
    folder = tmp_path / "backups" / taken.manifest.id
    pristine = tmp_path / "pristine"
    folder.rename(pristine)
    return Bench(site, pristine, folder)


async def hunt(bench: Bench, count: int, seed: int) -> None:
    """Every one of `count` defects is found."""
    missed, refused = [], []
    for name, defect, chance in defects(count, seed):
        stored = bench.copy()
        defect(stored, chance)
        verdict = await bench.look()
        if isinstance(verdict, BackupError):
            refused.append(f"{name}: {verdict}")
            assert (await bench.site.catalogue.get(bench.folder.name)).state is not State.VERIFIED
        elif verdict.sound:
            missed.append(name)
    assert missed == []
    print(f"{count} defects, all found; {len(refused)} by refusal:", *refused, sep="\n  ")


async def clean_runs(bench: Bench, count: int) -> None:
    """No false alarm in `count` runs."""
    for _ in range(count):
        bench.copy()
        verdict = await bench.look()
        assert isinstance(verdict, Verdict)
        assert verdict.sound, verdict.problems


async def test_every_kind_of_defect_is_found(bench: Bench) -> None:
    await hunt(bench, len(DEFECTS) + 10, seed=1)


async def test_a_sound_backup_raises_no_alarm(bench: Bench) -> None:
    await clean_runs(bench, 5)


@pytest.mark.sweep
async def test_many_defects_are_all_found(bench: Bench) -> None:
    await hunt(bench, 300, seed=2)


@pytest.mark.sweep
async def test_many_sound_backups_raise_no_alarm(bench: Bench) -> None:
    await clean_runs(bench, 50)
