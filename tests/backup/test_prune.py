"""Retention put to work."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from appliance.backup.leading import Mandate
from appliance.backup.notes import Level
from appliance.backup.prune import prune
from appliance.backup.repository.local import LocalRepository
from appliance.backup.site import Site, open_site
from appliance.errors import BackupError, BackupLocked, RepositoryError
from appliance.settings.backup import BackupSettings
from appliance.settings.model import Settings
from tests.support.backups import NOON, SetClock, take

KEEP_ONE = {"keep_last": 1, "keep_daily": 0, "keep_weekly": 0, "keep_monthly": 0}


async def four_backups(folder: Path) -> tuple[Site, list[str]]:
    """The newest is proved; newest first."""
    settings = BackupSettings(repository=str(folder), min_free_bytes=0, **KEEP_ONE)
    site = await open_site(Settings(backup=settings), SetClock(), create=True)
    ids = [
        (await take(site.repository, moment=NOON - timedelta(hours=hours))).id for hours in range(4)
    ]
    await site.catalogue.record_proof(ids[0], Level.FULL, duration_s=1.0, term=1)
    return site, ids


async def test_one_that_cannot_be_removed_does_not_keep_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site, ids = await four_backups(tmp_path)
    remove = LocalRepository.remove

    def stubborn(repository: LocalRepository, backup_id: str, *, term: int) -> None:
        if backup_id == ids[1]:
            raise RepositoryError("Operation not permitted")
        remove(repository, backup_id, term=term)

    monkeypatch.setattr(LocalRepository, "remove", stubborn)
    with pytest.raises(RepositoryError, match="not permitted"):
        await prune(site, Mandate())
    assert [each.id for each in await site.backups()] == ids[:2]
    monkeypatch.undo()
    await prune(site, Mandate())
    assert [each.id for each in await site.backups()] == ids[:1]


async def test_a_clock_that_went_backwards_is_refused_and_told(tmp_path: Path) -> None:
    site, ids = await four_backups(tmp_path)
    ahead = await take(site.repository, moment=NOON + timedelta(minutes=6), term=1)
    with pytest.raises(BackupError, match=f"{ahead.id} is dated in the future"):
        await prune(site, Mandate())
    assert [each.id for each in await site.backups()] == [ahead.id, *ids]


async def test_a_lost_lead_ends_it_at_once(tmp_path: Path) -> None:
    site, ids = await four_backups(tmp_path)
    terms = iter([1, 1, None])
    with pytest.raises(BackupLocked):
        await prune(site, Mandate(lambda: next(terms)))
    assert [each.id for each in await site.backups()] == [ids[0], *ids[2:]]
