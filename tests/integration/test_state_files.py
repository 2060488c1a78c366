"""State files over versions: what was written once is read for ever, what is newer stays as it is.

tests/backup/golden has whole repositories as this program wrote them: of the time before notes,
fence and lock named a version, and of their version 1. A format that changes gets a folder more;
those that are there stay as they are.
"""

from __future__ import annotations

import hashlib
import io
import json
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import orjson
import pytest

from appliance.backup.binlog.events import scan
from appliance.backup.binlog.store import FILE as BINLOG
from appliance.backup.catalogue import Catalogue
from appliance.backup.logical.objects import decode_object
from appliance.backup.manifest import MANIFEST, Engine
from appliance.backup.notes import CHECK, DAMAGED, HOLD, PROOF, Backup, Level, State
from appliance.backup.repository.durable import FileLock
from appliance.backup.repository.layout import FENCE, LAYOUT, Fence, decode_fence, decode_holder
from appliance.backup.repository.local import LocalRepository
from appliance.backup.retention import Policy, judge
from appliance.errors import (
    ApplianceError,
    BackupError,
    BackupLocked,
    RepositoryError,
    StartError,
)
from appliance.failover.ballot import FILE as BALLOT
from appliance.failover.ballot import BallotFile
from appliance.failover.state import Ballot
from tests.cli.backup.conftest import Backups
from tests.cli.conftest import run_main as run_main
from tests.support.backups import SetClock
from tests.support.process import CHECKOUT
from tests.support.servers import SqlServer
from tests.support.small_realm import create_realm, values

GOLDEN = CHECKOUT / "tests" / "backup" / "golden"
REPOSITORIES = sorted(path.name for path in GOLDEN.iterdir())
VOTES = CHECKOUT / "tests" / "failover" / "golden"


class Place:
    """A copy of a golden repository."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = SetClock()
        self.repository = LocalRepository(folder, node="one", min_free_bytes=0, clock=self.clock)
        self.catalogue = Catalogue(self.repository, self.clock)
        self.damaged, self.full, self.segment = sorted(self.repository.backups())

    async def one(self, backup_id: str) -> Backup:
        return await self.catalogue.get(backup_id)

    def make_newer(self, name: str, version: int) -> bytes:
        """Have a file as a newer version may write it, with what nobody knows yet."""
        path = self.folder / name
        line, *rest = path.read_bytes().split(b"\n")
        content = json.loads(line) | {"format_version": version, "of_tomorrow": [1]}
        path.write_bytes(b"\n".join((orjson.dumps(content), *rest)))
        return path.read_bytes()

    def files(self) -> dict[str, str]:
        """What is there, by hash; locks are not."""
        return {
            str(path.relative_to(self.folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in self.folder.rglob("*")
            if path.is_file() and not path.name.endswith(".lock")
        }


@pytest.fixture(params=REPOSITORIES)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    shutil.copytree(GOLDEN / request.param, tmp_path / "repository")
    return Place(tmp_path / "repository")


def one_line(error: ApplianceError, what: str, version: int) -> None:
    """The error names file, versions and what to do."""
    assert f"{what} has format {version}, this version reads up to 1" in error.message
    assert "\n" not in str(error)
    assert "upgrade" in error.hint


class TestOlderOnesAreRead:
    """By this version and all that follow."""

    async def test_catalogue(self, place: Place) -> None:
        place.repository.prepare(create=False)
        full = await place.one(place.full)
        assert full.state is State.VERIFIED
        assert full.proof is not None
        assert full.check is not None
        assert (full.proof.level, full.check.level) == (Level.FULL, Level.QUICK)
        assert full.hold is not None
        assert full.hold.reason == "for ever"
        assert full.manifest is not None
        assert (full.manifest.description, full.manifest.engine) == ("a golden one", Engine.LOGICAL)
        assert full.schemas == {"gold_auth", "gold_characters", "gold_world"}
        damaged = await place.one(place.damaged)
        assert (damaged.state, damaged.problem) == (State.DAMAGED, "a bit fell over")
        segment = await place.one(place.segment)
        assert segment.state is State.UNVERIFIED
        assert segment.manifest is not None
        assert segment.manifest.parent == place.full

    async def test_files(self, place: Place) -> None:
        reader = await place.catalogue.reader(place.full)
        stored = {}
        for entry in reader.manifest.files:
            await reader.check(entry.name)
            stored[entry.name] = [each async for each in reader.statements(entry.name)]
            assert len(stored[entry.name]) == entry.statements
        found = [decode_object(each) for each in stored["characters/schema.ddl.frames"]]
        assert {str(each.kind) for each in found} == {
            "table",
            "view",
            "function",
            "trigger",
            "event",
        }
        assert b"Thrall" in b"".join(stored["characters/characters.frames"])

    async def test_binary_log(self, place: Place) -> None:
        reader = await place.catalogue.reader(place.segment)
        content = b"".join([each async for each in reader.statements(BINLOG)])
        position = reader.manifest.position
        assert position is not None
        assert scan(io.BytesIO(content), BINLOG).end == position.offset

    async def test_fence_and_lock(self, place: Place) -> None:
        fence = decode_fence((place.folder / FENCE).read_bytes(), "x")
        assert fence == Fence(term=3, generation=7)
        holder = decode_holder((place.folder / ".run.lock").read_bytes())
        assert holder is not None
        assert (holder.node, holder.term) == ("golden", 0)
        await place.catalogue.release(place.full, term=4)
        assert (await place.one(place.full)).hold is None
        assert place.repository.generation() == 8

    @pytest.mark.parametrize("name", sorted(path.name for path in VOTES.iterdir()))
    async def test_ballot(self, name: str, tmp_path: Path) -> None:
        shutil.copy(VOTES / name, tmp_path / BALLOT)
        assert await BallotFile(tmp_path, node="a", cluster="azeroth").load() == Ballot(7, "b")

    @pytest.mark.parametrize("golden", REPOSITORIES)
    def test_a_restore(
        self,
        golden: str,
        tmp_path: Path,
        mariadb: SqlServer,
        run_main: Callable[[list[str]], Any],
    ) -> None:
        """What a server makes of it now is what was counted then."""
        shutil.copytree(GOLDEN / golden, tmp_path / "repository")
        names = create_realm(mariadb, "gold_")
        backups = Backups(run_main, values(mariadb, tmp_path / "repository", names))
        verdict = backups.data("verify", "latest")
        assert (verdict["level"], verdict["sound"], verdict["rows"]) == ("full", True, 507)


Act = Callable[[Place], Awaitable[object]]


async def look(place: Place) -> object:
    return place.repository.prepare(create=False)


async def lock(place: Place) -> object:
    return place.repository.lock("backup", term=9)


async def note(place: Place) -> object:
    return await place.catalogue.mark_damaged(place.full, "no", term=9)


async def drop(place: Place) -> object:
    return await place.catalogue.remove(place.segment, term=9)


async def read(place: Place) -> object:
    return await place.catalogue.reader(place.full)


async def prove(place: Place) -> object:
    return await place.catalogue.record_proof(place.full, Level.FULL, duration_s=1, term=9)


async def hash_(place: Place) -> object:
    return await place.catalogue.record_proof(place.full, Level.QUICK, duration_s=1, term=9)


async def hold(place: Place) -> object:
    return await place.catalogue.hold(place.full, "mine", term=9)


async def release(place: Place) -> object:
    return await place.catalogue.release(place.full, term=9)


REFUSED: tuple[tuple[str, Act], ...] = (
    (LAYOUT, look),
    (FENCE, lock),
    (FENCE, note),
    (FENCE, drop),
    (f"full/{MANIFEST}", read),
    (f"full/{MANIFEST}", prove),
    (f"full/{PROOF}", prove),
    (f"full/{CHECK}", hash_),
    (f"full/{DAMAGED}", note),
    (f"full/{HOLD}", hold),
    (f"full/{HOLD}", release),
)


class TestNewerOnesAreRefused:
    """In one line; nothing is lost and nothing is rewritten."""

    @pytest.mark.parametrize(
        ("name", "act"), REFUSED, ids=[f"{name}-{act.__name__}" for name, act in REFUSED]
    )
    async def test_file(self, place: Place, name: str, act: Act) -> None:
        if name.endswith(DAMAGED):
            shutil.copy(place.folder / place.damaged / DAMAGED, place.folder / place.full)
        where = name.replace("full/", f"{place.full}/")
        place.make_newer(where, 2)
        before = place.files()
        kind = RepositoryError if "/" not in name else BackupError
        with pytest.raises(kind) as caught:
            await act(place)
        file, backup = Path(name).name, f"backup {place.full}"
        what = {LAYOUT: LAYOUT, FENCE: FENCE, MANIFEST: backup}.get(file, f"{file} of {backup}")
        one_line(caught.value, what, 2)
        assert place.files() == before

    @pytest.mark.parametrize("name", [MANIFEST, PROOF, CHECK, DAMAGED])
    async def test_a_backup_with_something_newer_is_listed_and_kept(
        self, place: Place, name: str
    ) -> None:
        shutil.copy(place.folder / place.damaged / DAMAGED, place.folder / place.full)
        place.make_newer(f"{place.full}/{name}", 2)
        await place.catalogue.release(place.full, term=9)
        backup = await place.one(place.full)
        assert backup.state is State.UNREADABLE
        assert "has format 2" in backup.problem
        others = {each.id: each.state for each in await place.catalogue.list()}
        assert others[place.damaged] is State.DAMAGED
        place.clock.move(days=4000)
        verdicts = judge([backup.candidate()], Policy(last=0), place.clock.now())
        assert [verdict.keep for verdict in verdicts] == [True]

    async def test_a_newer_hold_holds(self, place: Place) -> None:
        place.make_newer(f"{place.full}/{HOLD}", 2)
        backup = await place.one(place.full)
        assert backup.state is State.VERIFIED
        assert backup.hold is not None
        assert "hold.json" in backup.hold.reason
        with pytest.raises(BackupError, match="is held"):
            await place.catalogue.remove(place.full, term=9)

    async def test_a_newer_run_keeps_its_lock(self, place: Place) -> None:
        path = place.folder / ".run.lock"
        place.make_newer(path.name, 2)
        held = FileLock(path)
        assert held.acquire()
        with pytest.raises(BackupLocked, match="a run of a newer version of this program"):
            place.repository.lock("backup", term=9)
        assert held.is_named()
        held.release()

    @pytest.mark.parametrize(("days", "gone"), [(0, False), (2, True)])
    def test_what_a_newer_run_stages_is_left_alone_for_a_day(
        self, place: Place, days: int, gone: bool
    ) -> None:
        """On a shared disk its lock may not be seen."""
        partial = place.folder / f".partial-{place.segment}"
        (place.folder / place.segment).rename(partial)
        shutil.copy(place.folder / ".run.lock", partial.with_name(f"{partial.name}.lock"))
        place.make_newer(f"{partial.name}.lock", 2)
        newest = max(path.stat().st_mtime for path in (partial, *partial.iterdir()))
        place.clock.moment = place.clock.moment.fromtimestamp(newest, place.clock.moment.tzinfo)
        place.clock.move(days=days)
        assert (partial.name in place.repository.clean()) is gone
        assert partial.exists() is not gone

    @pytest.mark.parametrize("version", [2, 17, 2**40])
    async def test_ballot(self, tmp_path: Path, version: int) -> None:
        mine = BallotFile(tmp_path, node="a", cluster="azeroth")
        content = {"format": version, "cluster": "azeroth", "node": "a", "votes": {"8": "c"}}
        seal = orjson.dumps(content, option=orjson.OPT_SORT_KEYS)
        raw = orjson.dumps(content | {"sha256": hashlib.sha256(seal).hexdigest()})
        (tmp_path / BALLOT).write_bytes(raw)
        with pytest.raises(StartError) as caught:
            await mine.load()
        one_line(caught.value, str(tmp_path / BALLOT), version)
        assert (tmp_path / BALLOT).read_bytes() == raw

    def test_the_command_line_says_it(
        self, place: Place, run_main: Callable[[list[str]], Any]
    ) -> None:
        place.make_newer(LAYOUT, 2)
        repository = {"backup.repository": place.folder}
        ran = Backups(run_main, repository, demo=True)("list")
        assert (ran.code, ran.out) == (10, "")
        assert ran.err.splitlines() == [
            f"trinitycore-mcp: {place.folder}: repository.json has format 2, "
            "this version reads up to 1",
            "  hint: a newer version of this program wrote it: upgrade this one",
        ]
