"""Figures of logical backups, beside mariadb-dump | zstd and mydumper, in one run.

python tests/load/backup.py methods                 world_core: dump, restore, exactness
python tests/load/backup.py methods --synthetic 500 the same on so many megabytes of made-up rows
python tests/load/backup.py writers                 writers' latency without and with a dump
python tests/load/backup.py writers --beside burn   the same beside a process that burns a tenth of
                                                    a core, or beside mariadb-dump at that rate

Methods take turns round by round; medians are printed. Wall times include fsync where the method
does it. world_core needs TRINITYCORE_MCP_TEST_DATA; zstd, mydumper and myloader are used where they
are installed.
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from pathlib import Path
from subprocess import PIPE
from types import SimpleNamespace
from typing import Any

import psutil
import trio

CHECKOUT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(CHECKOUT))

from appliance.backup.archive import ArchiveReader  # noqa: E402
from appliance.backup.logical.restore import How, restore  # noqa: E402
from appliance.backup.logical.restoring import setup  # noqa: E402
from appliance.backup.manifest import decode_manifest  # noqa: E402
from appliance.database.session import open_session  # noqa: E402
from tests.support.backups import local_repository  # noqa: E402
from tests.support.logical_backups import RoundTrip, administrator  # noqa: E402
from tests.support.servers import SqlServer, running_mariadb  # noqa: E402

SOURCE, BACK = "measured", "measured_back"
WRITERS = 4
MARIADB = ("--innodb-buffer-pool-size=1G", "--innodb-log-file-size=256M", "--log-bin=measured",
           "--server-id=1")  # fmt: skip
SYNTHETIC = """
CREATE TABLE spawns (guid BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, id INT UNSIGNED NOT NULL,
 map SMALLINT UNSIGNED NOT NULL, x FLOAT NOT NULL, y FLOAT NOT NULL, z FLOAT NOT NULL, o FLOAT NOT NULL,
 phase INT UNSIGNED NOT NULL, respawn INT NOT NULL, name VARCHAR(60) NOT NULL, script VARBINARY(40), KEY (id));
INSERT INTO spawns (id, map, x, y, z, o, phase, respawn, name, script)
 SELECT seq % 30000, seq % 600, (RAND(1)-0.5)*30000, (RAND(2)-0.5)*30000, RAND(3)*900, RAND(4)*6.28,
  1, 300, SHA1(seq), UNHEX(SHA1(seq + 1)) FROM seq_1_to_100000;
"""  # noqa: E501
"""100,000 rows are some 17 MB as INSERT statements."""
MB_OF_100_000_ROWS = 17


class Measured:
    """What one command cost, the server's share beside it."""

    def __init__(self, server: SqlServer, command: list[str]) -> None:
        assert server.process is not None
        process = psutil.Process(server.process.pid)
        before = _cpu_s(process)
        began = time.perf_counter()
        child = subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.DEVNULL)
        peak = _Peak(child.pid)
        _, status, usage = os.wait4(child.pid, 0)
        peak.ended.set()
        peak.join()
        self.figures = {
            "wall s": time.perf_counter() - began,
            "client CPU s": usage.ru_utime + usage.ru_stime,
            "server CPU s": _cpu_s(process) - before,
            "RSS MB": peak.bytes / 2**20,
        }
        if status:
            raise RuntimeError(f"{command[:3]} ended with {status}")


class _Peak(threading.Thread):
    """Most memory a command and what it started had at a time, looked at 50 times a second.

    The kernel's own maximum begins with what the parent had.
    """

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.bytes = 0
        self.ended = threading.Event()
        self._process = psutil.Process(pid)
        self.start()

    def run(self) -> None:
        """Look until the command ended."""
        while not self.ended.wait(0.02):
            try:
                parts = [self._process, *self._process.children(recursive=True)]
                now = sum(part.memory_info().rss for part in parts)
            except psutil.NoSuchProcess:
                continue
            self.bytes = max(self.bytes, now)


def _cpu_s(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def ours(server: SqlServer, folder: Path, sessions: int = 1) -> tuple[list[str], list[str]]:
    """Commands that dump and restore by this product."""
    script = [sys.executable, str(Path(__file__).resolve())]
    where = [str(server.socket), str(folder)]
    return [*script, "take", *where, "--sessions", str(sessions)], [*script, "bring", *where]


def client(server: SqlServer, folder: Path) -> tuple[list[str], list[str]]:
    """mariadb-dump | zstd -3, and back through the client."""
    login = f"--no-defaults --socket={server.socket} --user=root"
    options = "--single-transaction --routines --triggers --events --hex-blob --master-data=2"
    dump = f"mariadb-dump {login} {options} {SOURCE} | zstd -3 -q > {folder}/dump.zst"
    back = f"zstd -dcq {folder}/dump.zst | mariadb {login} {BACK}"
    return ["bash", "-o", "pipefail", "-c", dump], ["bash", "-o", "pipefail", "-c", back]


def mydumper(server: SqlServer, folder: Path) -> tuple[list[str], list[str]]:
    """mydumper and myloader with two threads, compressed."""
    login = ["--socket", str(server.socket), "--user", "root", "--threads", "2"]
    target = [
        "--outputdir",
        f"{folder}/out",
        "--database",
        SOURCE,
        "--compress",
        "--trx-consistency-only",
    ]
    back = ["--directory", f"{folder}/out", "--database", BACK, "--overwrite-tables"]
    return ["mydumper", *login, *target], ["myloader", *login, *back]


METHODS: dict[str, Callable[[SqlServer, Path], tuple[list[str], list[str]]]] = {
    "ours": ours,
    "ours, 2 sessions": partial(ours, sessions=2),
    "mariadb-dump | zstd -3": client,
    "mydumper, myloader": mydumper,
}


def methods(rounds: int, synthetic_mb: int) -> None:
    """Each method dumps and restores the same schema."""
    figures: dict[tuple[str, str], list[dict[str, float]]] = defaultdict(list)
    with running_mariadb(*MARIADB) as server:
        load(server, synthetic_mb)
        wanted = sums(server, SOURCE)
        for _ in range(rounds):
            for name, commands in METHODS.items():
                if name.startswith("mydumper") and not shutil.which("mydumper"):
                    continue
                with tempfile.TemporaryDirectory() as folder:
                    dump, back = commands(server, Path(folder))
                    figures[name, "dump"].append(Measured(server, dump).figures)
                    figures[name, "dump"][-1]["stored MB"] = _size(Path(folder)) / 1e6
                    server.run(f"DROP DATABASE IF EXISTS {BACK}; CREATE DATABASE {BACK}")
                    figures[name, "restore"].append(Measured(server, back).figures)
                    found = sums(server, BACK)
                    differing = sum(found.get(table) != value for table, value in wanted.items())
                    figures[name, "restore"][-1]["tables that differ"] = differing
    for (name, action), runs in figures.items():
        medians = {key: statistics.median(run[key] for run in runs) for key in runs[0]}
        print(f"{name:24} {action:8}", "  ".join(f"{k} {v:.1f}" for k, v in medians.items()))


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def load(server: SqlServer, synthetic_mb: int) -> None:
    """Make the schema that is measured."""
    if synthetic_mb:
        tables = max(1, synthetic_mb // (4 * MB_OF_100_000_ROWS))
        server.create_schema(SOURCE)
        for number in range(4):
            server.run(SYNTHETIC.replace("spawns", f"spawns{number}"), SOURCE)
            for _ in range(tables - 1):
                server.run(
                    f"INSERT INTO spawns{number}"
                    " (id, map, x, y, z, o, phase, respawn, name, script)"
                    f" SELECT id, map, x + RAND(), y + RAND(), z, o, phase, respawn, SHA1(name),"
                    f" UNHEX(SHA1(script)) FROM spawns{number} LIMIT 100000",
                    SOURCE,
                )
        return
    wrath = Path(os.environ["TRINITYCORE_MCP_TEST_DATA"]) / "trinitycore-335"
    server.create_schema(
        SOURCE, wrath / "schema" / "world_database.sql", wrath / "world_core.sql.gz"
    )


def sums(server: SqlServer, schema: str) -> dict[str, str]:
    """CHECKSUM of each table."""
    tables = server.run("SHOW FULL TABLES WHERE Table_type = 'BASE TABLE'", schema).splitlines()
    names = ",".join(f"`{line.split(chr(9))[0]}`" for line in tables)
    if not names:
        return {}
    lines = server.run(f"CHECKSUM TABLE {names} EXTENDED", schema).splitlines()
    return {line.split("\t")[0].split(".", 1)[1]: line.split("\t")[1] for line in lines}


async def take(socket: str, folder: str, rate_bytes_s: int, sessions: int) -> None:
    """Dump by this product."""
    server: Any = SimpleNamespace(socket=Path(socket))
    dumped = await RoundTrip(server, Path(folder)).dump(
        SOURCE, rate_bytes_s=rate_bytes_s, sessions=sessions
    )
    print(json.dumps({"rows": dumped.rows, "raw": sum(file.raw_bytes for file in dumped.files)}))


async def bring(socket: str, folder: str) -> None:
    """Restore by this product."""
    server: Any = SimpleNamespace(socket=Path(socket))
    repository = local_repository(Path(folder))
    (backup_id,) = repository.backups()
    manifest = decode_manifest(repository.manifest(backup_id), backup_id)
    (database,) = manifest.databases
    reader = ArchiveReader(repository, manifest)
    how = How(replace=True)
    await restore(administrator(server), reader, database=database, into=BACK, how=how)


def besides(server: SqlServer, folder: Path, rate_bytes_s: int) -> dict[str, list[str]]:
    """Commands that say when they are ready and begin when a line comes."""
    script, rate = [sys.executable, str(Path(__file__).resolve())], ["--rate", str(rate_bytes_s)]
    (_, _, _, _, dump), _ = client(server, folder)
    # Once the throttle's imports are over; what it passes on is no use for standard output.
    begin = "exec 3>&1; { sleep 2; echo ready >&3; read line; "
    throttled = dump.replace(" | zstd", f"; }} | {shlex.join([*script, 'throttle', *rate])} | zstd")
    return {
        "ours": [*ours(server, folder)[0], *rate, "--told"],
        "mariadb-dump": ["bash", "-o", "pipefail", "-c", begin + throttled],
        "burn": [*script, "burn"],
    }


def throttle(rate_bytes_s: int) -> None:
    """Pass standard input on, so many bytes a second."""
    began, passed = time.monotonic(), 0
    while part := sys.stdin.buffer.read1(65536):
        sys.stdout.buffer.write(part)
        passed += len(part)
        time.sleep(max(0.0, began + passed / rate_bytes_s - time.monotonic()))


def burn(seconds: float = 12.0) -> None:
    """Use one millisecond in ten of a core, and nothing else."""
    wait_told()
    end = time.monotonic() + seconds
    while (now := time.monotonic()) < end:
        while time.monotonic() < now + 0.001:
            pass
        time.sleep(0.009)


def wait_told() -> None:
    """Say that all is imported, and wait for a line."""
    print("ready", flush=True)
    sys.stdin.readline()


async def writers(seconds: float, synthetic_mb: int, rate_bytes_s: int, beside: str) -> None:
    """Four writers update rows of the schema that is dumped, alone and beside something."""
    with running_mariadb(*MARIADB) as server:
        load(server, synthetic_mb)
        await _write(server, seconds / 4)  # warm
        for number in range(3):
            quiet = await _write(server, seconds)
            with tempfile.TemporaryDirectory() as folder:
                command = besides(server, Path(folder), rate_bytes_s)[beside]
                busy = await _write(server, 3600, command)
            for label, times in (("alone", quiet), (f"beside {beside}", busy)):
                cuts = statistics.quantiles(times, n=100)
                print(f"{number} {label:19} n {len(times)}  p50 {cuts[49] * 1000:.2f} ms  "
                      f"p95 {cuts[94] * 1000:.2f}  p99 {cuts[98] * 1000:.2f}")  # fmt: skip


async def _write(
    server: SqlServer, seconds: float, command: list[str] | None = None
) -> list[float]:
    """Seconds of each update, for so long or until the command ends; each writer rests 10 ms."""
    times: list[float] = []

    async def writer(number: int) -> None:
        async with open_session(administrator(server, SOURCE), setup) as session:
            guid = number
            while True:
                guid += WRITERS
                statement = f"UPDATE spawns{number} SET respawn = respawn + 1 WHERE guid = {guid}"
                began = time.perf_counter()
                await session.execute(statement.encode())
                times.append(time.perf_counter() - began)
                await trio.sleep(0.01)

    with trio.move_on_after(seconds):
        async with trio.open_nursery() as nursery:
            for number in range(WRITERS):
                nursery.start_soon(writer, number)
            if command is None:
                await trio.sleep_forever()
            # As in the appliance, which runs already when a dump is due.
            run = partial(trio.run_process, command, stdin=PIPE, stdout=PIPE)
            async with trio.open_nursery() as dumping:
                process: trio.Process = await dumping.start(run)
                assert process.stdin is not None
                assert process.stdout is not None
                await process.stdout.receive_some(1)
                times.clear()
                await process.stdin.send_all(b"now\n")
                while await process.stdout.receive_some():
                    pass
            nursery.cancel_scope.cancel()
    return times


def main() -> None:
    """Run what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    actions = parser.add_subparsers(dest="action", required=True)
    for name in ("methods", "writers"):
        action = actions.add_parser(name)
        action.add_argument("--synthetic", type=int, default=0 if name == "methods" else 200)
        action.add_argument("--rounds", type=int, default=3)
        action.add_argument("--seconds", type=float, default=8.0)
        action.add_argument("--rate", type=int, default=8_000_000, help="bytes a second")
        action.add_argument("--beside", choices=("ours", "mariadb-dump", "burn"), default="ours")
    for name in ("take", "bring"):
        action = actions.add_parser(name)
        action.add_argument("socket")
        action.add_argument("folder")
        action.add_argument("--rate", type=int, default=0)
        action.add_argument("--sessions", type=int, default=1)
        action.add_argument("--told", action="store_true", help="begin when a line comes")
    actions.add_parser("throttle").add_argument("--rate", type=int, required=True)
    actions.add_parser("burn")
    chosen = parser.parse_args()
    match chosen.action:
        case "methods":
            methods(chosen.rounds, chosen.synthetic)
        case "writers":
            trio.run(writers, chosen.seconds, chosen.synthetic, chosen.rate, chosen.beside)
        case "throttle":
            throttle(chosen.rate)
        case "burn":
            burn()
        case "take":
            if chosen.told:
                wait_told()
            trio.run(take, chosen.socket, chosen.folder, chosen.rate, chosen.sessions)
        case "bring":
            trio.run(bring, chosen.socket, chosen.folder)


if __name__ == "__main__":
    main()
