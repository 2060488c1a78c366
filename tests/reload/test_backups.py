"""Backups are checked before other settings are taken up, and switched on where there were none."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import trio

from appliance.backup.runs import NoBackups
from appliance.errors import SettingsError
from appliance.failover.leader import SingleNode
from appliance.reload.backups import KeptBackups
from appliance.reload.steps import Step
from appliance.settings.model import Settings
from appliance.settings.reload import diff
from appliance.telemetry.metrics import Metrics
from tests.support.backups import NOON, SetClock


def settings(**backup: object) -> Settings:
    return Settings.model_validate({"backup": backup})


def kept(first: Settings) -> KeptBackups:
    return KeptBackups(first, SetClock(NOON), Metrics(), SingleNode())


async def test_they_are_switched_on_and_off(tmp_path: Path) -> None:
    off, on = settings(), settings(repository=str(tmp_path / "b"), jitter_s=0)
    backups = kept(off)
    assert isinstance(backups.desk(off), NoBackups)
    assert backups.checks() == []
    async with trio.open_nursery() as nursery:
        nursery.start_soon(backups.run)
        await trio.testing.wait_all_tasks_blocked()
        step = await backups.prepare(diff(off, on))
        assert backups.checks() == []
        step.commit()
        assert step.services == {"backups": backups.desk(on)}
        with trio.fail_after(20):
            while backups.generation is None:  # noqa: ASYNC110 - a state, and no event tells of it
                await trio.sleep(0.01)
        assert len(backups.checks()) == 1
        step = await backups.prepare(diff(on, off))
        step.commit()
        (found,) = step.services.values()
        assert isinstance(found, NoBackups)
        assert backups.checks() == []
        nursery.cancel_scope.cancel()


async def test_everything_that_is_wrong_is_told_and_nothing_is_made(tmp_path: Path) -> None:
    place = tmp_path / "b"
    on = settings(repository=str(place), schedule="now and then", encrypt_to=["age1not"])
    backups = kept(settings())
    with pytest.raises(SettingsError) as refused:
        await backups.prepare(diff(settings(), on))
    schedule, recipient = refused.value.problems
    assert "backup.schedule" in schedule
    assert "age1not" in recipient
    assert not place.exists()


async def test_a_place_that_cannot_be_used_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    good, bad = settings(repository=str(tmp_path / "good")), settings(repository=str(file))
    backups = kept(good)
    with pytest.raises(SettingsError, match=str(file)):
        await backups.prepare(diff(good, bad))
    with pytest.raises(SettingsError, match="neither a folder nor s3"):
        await backups.prepare(diff(good, settings(repository="ftp://host/backups")))


async def test_a_repository_is_made_by_the_service_and_not_by_the_look_at_it(
    tmp_path: Path,
) -> None:
    place = tmp_path / "new" / "b"
    step = await kept(settings()).prepare(diff(settings(), settings(repository=str(place))))
    assert step.services
    assert not place.parent.exists()
    (tmp_path / "file").write_text("")
    below = settings(repository=str(tmp_path / "file" / "b"))
    with pytest.raises(SettingsError, match="and none can be made"):
        await kept(settings()).prepare(diff(settings(), below))


async def test_what_does_not_concern_them_is_none_of_their_business(tmp_path: Path) -> None:
    on = settings(repository=str(tmp_path))
    other = Settings.model_validate({"backup": on.backup.model_dump(), "log": {"level": "error"}})
    assert await kept(on).prepare(diff(on, other)) == Step()
    pool = Settings.model_validate({"database": {"pool_size": 3}})
    assert await kept(Settings()).prepare(diff(Settings(), pool)) == Step()


def test_who_takes_none_loads_neither_encryption_nor_object_storage() -> None:
    code = (
        "import sys, appliance.reload.backups;"
        "assert not {'pyrage', 'obstore', 'appliance.backup.site'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
