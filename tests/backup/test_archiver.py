"""Who archives the binary log, and when; the archive itself is tested in `binlog/`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import trio

from appliance.backup.archiver import Archiver, new_archive, spool_folder, told_pieces
from appliance.backup.binlog.status import Status
from appliance.backup.leading import Mandate
from appliance.backup.site import Site, open_site
from appliance.clock import SystemClock
from appliance.errors import BackupError
from appliance.settings.backup import BackupSettings
from appliance.settings.model import DatabaseSettings, Settings


@pytest.fixture
def settings(tmp_path: Path) -> BackupSettings:
    return BackupSettings(
        repository=str(tmp_path / "backups"),
        binlog=True,
        min_free_bytes=0,
        work_folder=tmp_path / "work",
    )


async def opened(settings: BackupSettings) -> Site:
    """A site whose server is away."""
    database = DatabaseSettings(host="127.0.0.1", port=1)
    return await open_site(Settings(database=database, backup=settings), SystemClock(), create=True)


async def soon(archiver: Archiver, heard: list[Status | None], wanted: str | None) -> None:
    """Wait until it tells a status whose problem has the text; None: that it archives nothing."""
    with trio.fail_after(30):
        while True:
            last = heard[-1] if heard else Status()
            if (last is None) if wanted is None else (last is not None and wanted in last.problem):
                return
            await trio.sleep(0.01)


async def test_only_the_leader_archives(
    settings: BackupSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("appliance.backup.archiver.LOOK_S", 0.01)
    term: int | None = None
    heard: list[Status | None] = []
    archiver = Archiver(await opened(settings), lambda: term, heard.append)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(archiver.run)
        await soon(archiver, heard, None)
        with pytest.raises(BackupError, match="another node leads"):
            await archiver.close_segment("")
        term = 1
        await soon(archiver, heard, "127.0.0.1")
        term = None
        await soon(archiver, heard, None)
        with pytest.raises(BackupError, match="another node leads"):
            await archiver.close_segment("")
        nursery.cancel_scope.cancel()


async def test_without_a_folder_it_says_what_to_set(
    settings: BackupSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("appliance.backup.archiver.LOOK_S", 0.01)
    site = await opened(settings)
    bucket = settings.model_copy(update={"repository": "s3://realm/backups"})
    site = replace(site, settings=site.settings.model_copy(update={"backup": bucket}))
    heard: list[Status | None] = []
    archiver = Archiver(site, lambda: 1, heard.append)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(archiver.run)
        await soon(archiver, heard, "binary log needs a folder")
        with pytest.raises(BackupError, match="binary log needs a folder"):
            await archiver.close_segment("")
        nursery.cancel_scope.cancel()


async def test_where_nothing_is_to_be_archived_it_ends(settings: BackupSettings) -> None:
    site = await opened(settings.model_copy(update={"binlog": False}))
    heard: list[Status | None] = []
    archiver = Archiver(site, lambda: 1, heard.append)
    with trio.fail_after(5):
        await archiver.run()
    assert heard == []
    with pytest.raises(BackupError, match=r"set backup\.binlog"):
        await archiver.close_segment("")
    demo = await open_site(Settings(backup=settings), SystemClock(), create=True)
    with pytest.raises(BackupError, match="SQLite"):
        new_archive(demo, Mandate())


def test_the_spool_is_beside_the_repository_and_not_in_it(settings: BackupSettings) -> None:
    place = Path(settings.repository or "")
    assert spool_folder(settings) == place.with_name("backups.binlog")
    at_home = settings.model_copy(update={"repository": "~/backups"})
    assert spool_folder(at_home) == Path.home() / "backups.binlog"
    named = settings.model_copy(update={"binlog_spool": Path("/var/spool/realm")})
    assert spool_folder(named) == Path("/var/spool/realm")


def test_what_is_told_of_pieces() -> None:
    assert "a, b" in told_pieces(["a", "b"])[0]
    assert "nothing was written" in told_pieces([])[0]
