"""Requests/s, latency, CPU per call and memory, beside the reference servers, in one run.

    make bench                                  all servers, concurrency 1, 50 and 1000
    python tests/load/bench.py --only ours --concurrency 50 --seconds 4

Servers take turns round by round, so that a machine whose speed drifts treats them alike; the
median of the rounds is printed. Needs wrk (Debian: wrk) and, for the TypeScript server, npm.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

CHECKOUT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(CHECKOUT))

from tests.support.certificates import Certificate, make_certificate  # noqa: E402
from tests.support.servers import free_port, running_mariadb  # noqa: E402

ARGUMENTS = {"echo": {"text": "hello"}, "creature": {"entry": 1}}
WORLD = """CREATE TABLE creature_template (entry INT UNSIGNED PRIMARY KEY, name VARCHAR(100),
minlevel INT, maxlevel INT, faction INT); INSERT INTO creature_template VALUES (1,'Wolf',1,2,32);"""


@dataclass(frozen=True)
class Server:
    """A server under test: its command (port and database port are filled in) and its tools."""

    name: str
    command: tuple[str, ...]
    tools: tuple[str, ...] = ("echo", "creature")
    scheme: str = "http"


@dataclass(frozen=True)
class Figures:
    """What one round gave; times in milliseconds, CPU in microseconds a call."""

    rate: float
    p50_ms: float
    p99_ms: float
    cpu_us: float
    rss_mb: float
    failed: int


def servers(tls: Certificate) -> list[Server]:
    """Every server of the comparison."""
    python, here = sys.executable, "tests.load.servers"
    ours = (python, "-m", f"{here}.ours", "{port}", "{database}")
    node = shutil.which("node", path=f"{Path(python).parent}:{os.environ['PATH']}") or "node"
    return [
        Server("ours", ours),
        Server("ours, TLS", (*ours, str(tls.certificate), str(tls.key)), scheme="https"),
        Server("Python SDK, uvicorn", (python, "-m", f"{here}.sdk", "{port}", "{database}")),
        Server(
            "Python SDK, stock Hypercorn",
            (python, "-m", f"{here}.sdk_hypercorn", "{port}", "{database}"),
            ("echo",),
        ),
        Server("TypeScript SDK", (node, str(typescript() / "server.mjs"), "{port}", "{database}")),
    ]


def typescript() -> Path:
    """Install the TypeScript server's packages into the cache."""
    folder = CHECKOUT / ".cache" / "load"
    folder.mkdir(parents=True, exist_ok=True)
    for source in (CHECKOUT / "tests/load/servers/typescript").iterdir():
        shutil.copy(source, folder)
    if not (folder / "node_modules" / "mysql2").is_dir():
        command = ["npm", "install", "--no-audit", "--no-fund", "--no-package-lock", "--silent"]
        subprocess.run(command, cwd=folder, check=True)
    return folder


@contextmanager
def started(server: Server, database: int) -> Iterator[tuple[psutil.Process, int]]:
    """Run a server until the block ends; enter it when the port answers."""
    port = free_port()
    command = [part.format(port=port, database=database) for part in server.command]
    with tempfile.TemporaryFile() as log:
        environ = {**os.environ, "NODE_ENV": "production"}
        environ.pop("PYTHONDONTWRITEBYTECODE", None)
        process = subprocess.Popen(command, cwd=CHECKOUT, stdout=log, stderr=log, env=environ)
        try:
            for _ in range(200):
                try:
                    socket.create_connection(("127.0.0.1", port), 0.3).close()
                    break
                except OSError:
                    time.sleep(0.05)
            else:
                log.seek(0)
                raise SystemExit(f"{server.name} did not start:\n{log.read().decode()}")
            yield psutil.Process(process.pid), port
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def script(tool: str, folder: Path) -> Path:
    """The request as a script of wrk; counts answers without a result."""
    meta = {
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientInfo": {"name": "bench", "version": "1"},
        "io.modelcontextprotocol/clientCapabilities": {},
    }
    params = {"name": tool, "arguments": ARGUMENTS[tool], "_meta": meta}
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params})
    headers = {
        "content-type": "application/json",
        "accept": "application/json, text/event-stream",
        "mcp-protocol-version": "2026-07-28",
        "mcp-method": "tools/call",
        "mcp-name": tool,
    }
    lines = ["wrk.method='POST'", f"wrk.body={json.dumps(body)}"]
    lines += [f"wrk.headers[{json.dumps(k)}]={json.dumps(v)}" for k, v in headers.items()]
    lines += [
        "local bad, answered = 0, 0",
        "local threads = {}",
        "function setup(t) table.insert(threads, t) end",
        "function response(status, headers, body)",
        "  answered = answered + 1",
        "  local sampled = answered % 50 == 1",
        "  if status ~= 200 or (sampled and not body:find('structuredContent', 1, true))",
        "  then bad = bad + 1 end",
        "end",
        "function done() for _, t in ipairs(threads) do",
        "  io.write('Bad answers: ' .. t:get('bad') .. '\\n') end end",
    ]
    lines = [line.replace("local bad, answered", "bad, answered") for line in lines]
    path = folder / f"{tool}.lua"
    path.write_text("\n".join(lines))
    return path


def measure(
    process: psutil.Process, url: str, lua: Path, concurrency: int, seconds: int
) -> Figures:
    """One round of wrk against a running server."""
    command = ["wrk", "-t1", f"-c{concurrency}", f"-d{seconds}s", "--timeout", "15s", "--latency"]
    before = cpu_s(process)
    done = subprocess.run([*command, "-s", str(lua), url], capture_output=True, text=True)
    spent = cpu_s(process) - before
    out = done.stdout
    requests = int(re.search(r"(\d+) requests in", out)[1])  # type: ignore[index]
    errors = re.search(r"connect (\d+), read (\d+), write (\d+), timeout (\d+)", out)
    bad = sum(map(int, re.findall(r"Bad answers: (\d+)", out)))
    return Figures(
        rate=float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1]),  # type: ignore[index]
        p50_ms=latency_ms(out, "50%"),
        p99_ms=latency_ms(out, "99%"),
        cpu_us=spent / max(requests, 1) * 1e6,
        rss_mb=memory_mb(process),
        failed=bad + (sum(map(int, errors.groups())) if errors else 0),
    )


def cpu_s(process: psutil.Process) -> float:
    """Processor seconds of a server and its children so far."""
    times = [one.cpu_times() for one in (process, *process.children(recursive=True))]
    return sum(one.user + one.system for one in times)


def memory_mb(process: psutil.Process) -> float:
    """Resident memory of a server and its children."""
    found = (process, *process.children(recursive=True))
    return sum(one.memory_info().rss for one in found) / 1e6


def latency_ms(out: str, percentile: str) -> float:
    """A percentile of wrk's latency distribution."""
    value, unit = re.search(rf"(?m)^\s+{percentile}\s+([\d.]+)(us|ms|s)", out).groups()  # type: ignore[union-attr]
    return float(value) * {"us": 1e-3, "ms": 1.0, "s": 1e3}[unit]


def main() -> None:
    """Measure and print a table in Markdown."""
    options = parse()
    if shutil.which("wrk") is None:
        raise SystemExit("the benchmark needs wrk; on Debian: apt-get install wrk")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        database = stack.enter_context(running_mariadb())
        database.create_schema("load", WORLD)
        chosen = [
            server
            for server in servers(make_certificate(folder))
            if not options.only or server.name.startswith(tuple(options.only))
        ]
        running = {s: stack.enter_context(started(s, database.port)) for s in chosen}
        scripts = {tool: script(tool, folder) for tool in ARGUMENTS}
        for server, (process, _port) in running.items():
            print(f"{server.name}: {memory_mb(process):.0f} MB after start")
        print(
            "\n| server | tool | clients | calls/s | p50 ms | p99 ms | CPU us/call | MB | failed |"
        )
        print("|---|---|---|---|---|---|---|---|---|")
        for tool in options.tool:
            for concurrency in options.concurrency:
                rounds = defaultdict(list)
                for number in range(options.rounds + 1):
                    for server, (process, port) in running.items():
                        if tool not in server.tools:
                            continue
                        url = f"{server.scheme}://127.0.0.1:{port}/mcp"
                        seconds = options.seconds if number else 1
                        found = measure(process, url, scripts[tool], concurrency, seconds)
                        if number:  # the first round warms up
                            rounds[server].append(found)
                for server, found in rounds.items():
                    print(row(server, tool, concurrency, found), flush=True)


def row(server: Server, tool: str, concurrency: int, rounds: list[Figures]) -> str:
    """One line of the table: medians, and the sum of failures."""
    rate, p50, p99, cpu, rss = (
        statistics.median(getattr(figures, name) for figures in rounds)
        for name in ("rate", "p50_ms", "p99_ms", "cpu_us", "rss_mb")
    )
    failed = sum(figures.failed for figures in rounds)
    return (
        f"| {server.name} | {tool} | {concurrency} | {rate:.0f} | {p50:.2f} | {p99:.1f} | "
        f"{cpu:.0f} | {rss:.0f} | {failed} |"
    )


def parse() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", action="append", help="servers whose name starts with this")
    parser.add_argument("--tool", nargs="+", default=list(ARGUMENTS), choices=list(ARGUMENTS))
    parser.add_argument("--concurrency", nargs="+", type=int, default=[1, 50, 1000])
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    return parser.parse_args()


if __name__ == "__main__":
    main()
