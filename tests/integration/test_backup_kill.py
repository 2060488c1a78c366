"""kill -9 at any moment of a backup, a proof, a pruning or a restore leaves nothing half."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from appliance.backup.leading import Mandate
from appliance.backup.notes import Backup, Level
from appliance.backup.prune import verdicts
from appliance.backup.site import Site, open_site
from appliance.backup.verify import verify
from appliance.clock import SystemClock
from tests.support.backup_defects import Stored
from tests.support.process import command, environment
from tests.support.servers import SqlServer
from tests.support.small_realm import OWNER, PASSWORD, create_realm, settings_of, values

pytestmark = pytest.mark.sweep  # many processes, half a minute in all

CHECKSUMS = (
    "CHECKSUM TABLE kill_auth.account, kill_characters.characters, kill_world.creature,"
    " kill_world.version"
)
KEEP_ONE = {f"keep_{rule}": 0 for rule in ("daily", "weekly", "monthly")} | {"keep_last": 1}
START_S = 30.0


@dataclass
class Bench:
    """A realm and a repository, and the program run on them as an operator does."""

    server: SqlServer
    folder: Path
    names: dict[str, str]
    chance: random.Random
    more: dict[str, Any] = field(default_factory=dict)
    killed: int = 0
    share: float = 1.0
    """Of the measured time, in which a run is killed."""

    @property
    def repository(self) -> Path:
        return self.folder / "backups"

    def line(self, *arguments: str) -> list[str]:
        line = command("backup", *arguments, "--json")
        for key, value in values(self.server, self.repository, self.names, **self.more).items():
            line += ["--set", f"{key}={value}"]
        return line

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            self.line(*arguments),
            cwd=self.folder,
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def run(self, *arguments: str) -> dict[str, Any]:
        """Run to the end; it must go well."""
        process = self.start(*arguments)
        out, _ = process.communicate(timeout=120)
        assert process.returncode == 0, out
        data: dict[str, Any] = json.loads(out)
        return data

    def work_s(self, *arguments: str) -> float:
        """How long a whole run holds the lock."""
        process = self._at_work(*arguments)
        began = time.monotonic()
        process.communicate(timeout=120)
        assert process.returncode == 0
        return time.monotonic() - began

    def kill(self, work_s: float, *arguments: str) -> None:
        """Start it, and kill it at a moment of its work."""
        process = self._at_work(*arguments)
        time.sleep(self.chance.uniform(0, work_s * self.share))
        process.kill()
        process.communicate()
        if process.returncode == -9:
            self.killed += 1
        else:  # it is quicker than the run that was measured
            self.share *= 0.7

    def _at_work(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start it, and wait until it has the lock."""
        lock = self.repository / ".run.lock"
        before = lock.stat().st_mtime_ns if lock.exists() else 0
        process = self.start(*arguments)
        deadline = time.monotonic() + START_S
        while not (lock.exists() and lock.stat().st_mtime_ns != before):
            if process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError("the run did not begin")
            time.sleep(0.001)
        return process

    async def site(self) -> Site:
        settings = settings_of(self.server, self.repository, self.names, **self.more)
        return await open_site(settings, SystemClock(), create=True)

    async def listed(self) -> tuple[Backup, ...]:
        """What is listed; each of it must be whole."""
        site = await self.site()
        backups = tuple(await site.catalogue.list())
        for backup in backups:
            verdict = await verify(site, Mandate(), backup.id, Level.QUICK)
            assert verdict.sound, verdict.problems
        return backups

    def litter(self) -> list[str]:
        """What runs left behind."""
        names = [path.name for path in self.repository.iterdir() if path.is_dir()]
        schemas = self.server.run("SHOW DATABASES LIKE 'mcp\\_scratch\\_2%'").split()
        return [name for name in names if name.startswith(".")] + schemas


@pytest.fixture
def bench(mariadb: SqlServer, tmp_path: Path) -> Bench:
    names = create_realm(mariadb, "kill_")
    mariadb.run(
        "INSERT INTO creature SELECT seq, seq MOD 17, seq / 3, REPEAT('x', 40)"
        " FROM seq_501_to_20000",
        names["world"],
    )
    return Bench(mariadb, tmp_path, names, random.Random(4))


async def backups_are_killed(bench: Bench, times: int) -> None:
    """A killed backup is not listed, or whole; the next run clears its remains."""
    work_s = bench.work_s("now")
    for _ in range(times):
        before = {each.id for each in await bench.listed()}
        bench.kill(work_s, "now")
        after = {each.id for each in await bench.listed()}
        assert before <= after
        assert len(after - before) <= 1
    bench.run("now")
    assert bench.litter() == []


async def proofs_are_killed(bench: Bench, times: int) -> None:
    """A killed proof loses nothing and says nothing; the next one clears its schemas."""
    backup_id = bench.run("now", "--no-verify")["id"]
    work_s = bench.work_s("verify", backup_id)
    for _ in range(times):
        bench.kill(work_s, "verify", backup_id)
        assert [each.id for each in await bench.listed()] == [backup_id]
    assert bench.run("verify", backup_id)["sound"]
    assert bench.litter() == []


async def prunings_are_killed(bench: Bench, times: int) -> None:
    """A killed pruning removed what was to go, or not yet, and nothing else."""
    bench.more = KEEP_ONE
    bench.run("now")
    for _ in range(times):
        while len(await bench.listed()) < 5:
            copy_backups(bench)
        kept = {each.id for each in await verdicts(await bench.site()) if each.keep}
        bench.kill(0.05, "prune", "--confirm")
        assert kept <= {each.id for each in await bench.listed()}
    bench.run("prune", "--confirm")
    assert bench.litter() == []
    assert len(await bench.listed()) == 1


def copy_backups(bench: Bench) -> None:
    """More backups, cheaper than taking them: those there are, under older ids."""
    newest = max(path for path in bench.repository.iterdir() if path.name.startswith("2"))
    for number in range(6):
        manifest = Stored(newest).manifest
        old = f"2026{number + 1:02d}01T000000Z-full-{bench.chance.randbytes(3).hex()}"
        shutil.copytree(newest, bench.repository / old)
        moment = manifest.started_at.replace(year=2026, month=number + 1, day=1)
        Stored(bench.repository / old).reseal(
            manifest.model_copy(update={"id": old, "started_at": moment})
        )


async def restores_are_killed(bench: Bench, times: int) -> None:
    """A killed restore goes on; in the end all is as it was backed up."""
    before = bench.server.run(CHECKSUMS)
    bench.run("now", "--no-verify")
    backup_id = (await bench.listed())[0].id
    password = bench.folder / "password"
    password.write_text(PASSWORD)
    line = (
        *("restore", backup_id, "--yes", "--force"),
        *("--user", OWNER, "--password-file", str(password)),
    )
    work_s = bench.work_s(*line)
    for _ in range(times):
        bench.server.run("UPDATE kill_characters.characters SET name = 'changed'")
        listed = {each.id for each in await bench.listed()}
        for _ in range(bench.chance.randint(1, 2)):
            bench.kill(work_s, *line)
        assert listed <= {each.id for each in await bench.listed()}
        restored = bench.run(*line)
        assert restored["sound"], restored
        assert bench.server.run(CHECKSUMS) == before
    assert bench.litter() == []


Killing = Callable[[Bench, int], Any]
KILLINGS: Sequence[Killing] = (
    backups_are_killed,
    proofs_are_killed,
    prunings_are_killed,
    restores_are_killed,
)


@pytest.mark.parametrize("killed", KILLINGS)
async def test_a_kill_leaves_nothing_half(bench: Bench, killed: Killing) -> None:
    await killed(bench, 2)


@pytest.mark.sweep
@pytest.mark.parametrize("killed", KILLINGS)
async def test_many_kills_leave_nothing_half(bench: Bench, killed: Killing) -> None:
    await killed(bench, 20)
    assert bench.killed >= 10, "most were still at work"
