"""What goes from the spool into the repository, on logs made here; without any server."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

import pytest

from appliance.backup.binlog.chain import Archived
from appliance.backup.binlog.events import Type
from appliance.backup.binlog.selecting import archived_of
from appliance.backup.binlog.server import LogServer
from appliance.backup.binlog.shelf import Shelf, has_transactions
from appliance.backup.binlog.spool import Spool
from appliance.backup.binlog.store import CatalogueStore
from appliance.backup.catalogue import Catalogue
from appliance.backup.manifest import Taker
from appliance.database.interface import Engine
from tests.backup.binlog.test_events import Log
from tests.support.backups import SetClock, local_repository, take

SERVER = LogServer(Engine.MARIADB, "10.11.19-MariaDB", "7", 7, False, "", 0)


@dataclass
class Place:
    folder: Path

    def __post_init__(self) -> None:
        self.clock = SetClock()
        self.repository = local_repository(self.folder / "repository", clock=self.clock)
        self.catalogue = Catalogue(self.repository, self.clock)

    def spool(self, node: str) -> Spool:
        spool = Spool(self.folder / node)
        spool.open()
        return spool

    async def shelf(self, spool: Spool) -> Shelf:
        """As a process on that node begins."""
        store = CatalogueStore(
            self.repository, self.catalogue, self.clock, lambda: Taker(node="one", term=0), level=1
        )
        shelf = Shelf(store, SERVER, spool)
        await shelf.open()
        await shelf.drop_stored()
        return shelf

    async def stored(self) -> list[Archived]:
        found = await self.catalogue.list()
        return archived_of([each.manifest for each in found if each.manifest is not None])


@pytest.fixture
async def place(tmp_path: Path) -> Place:
    made = Place(tmp_path)
    await take(made.repository)
    return made


def file(number: int, *, closed: bool = True) -> tuple[str, bytes]:
    log = Log()
    log.mariadb_transaction(number)
    if closed:
        log.add(Type.ROTATE, struct.pack("<Q", 4) + f"binlog.{number + 1:06d}".encode())
    return f"binlog.{number:06d}", bytes(log.content)


def put(spool: Spool, number: int, *, closed: bool = True) -> None:
    name, content = file(number, closed=closed)
    spool.path(name).write_bytes(content)


async def test_a_node_that_leads_again_goes_on_after_the_other(place: Place) -> None:
    """Its spool still holds the file it was at when it lost the lead."""
    ours, theirs = place.spool("one"), place.spool("two")
    put(ours, 1, closed=False)
    for number in (1, 2, 3):
        put(theirs, number, closed=number < 3)
    await (await place.shelf(theirs)).put_closed()
    shelf = await place.shelf(ours)
    assert ours.files() == []
    assert shelf.last is not None
    assert shelf.last.name == "binlog.000002"
    for number in (3, 4):
        put(ours, number, closed=number < 4)
    await shelf.put_closed()
    assert shelf.gaps == 0
    pieces = await place.stored()
    assert [each.name for each in pieces] == [f"binlog.{n:06d}" for n in (1, 2, 3)]
    assert [each.parent for each in pieces[1:]] == [each.id for each in pieces[:-1]]


async def test_what_is_not_stored_yet_stays(place: Place) -> None:
    spool = place.spool("one")
    put(spool, 1, closed=False)
    shelf = await place.shelf(spool)
    await shelf.put_part("binlog.000001")
    put(spool, 1)
    spool.path("binlog.000002").write_bytes(b"")
    shelf = await place.shelf(spool)
    assert [each.name for each in spool.files()] == ["binlog.000001", "binlog.000002"]
    await shelf.put_closed()
    part, whole = await place.stored()
    assert part.end < whole.end
    assert part.parent == whole.parent, "nothing hangs on the part"


def test_a_file_that_was_just_begun_holds_nothing(tmp_path: Path) -> None:
    spool = Place(tmp_path).spool("one")
    spool.path("binlog.000001").write_bytes(b"")
    assert not has_transactions(spool, "binlog.000001")
    assert not has_transactions(spool, "binlog.000002")
    put(spool, 1)
    assert has_transactions(spool, "binlog.000001")
