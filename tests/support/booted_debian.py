"""A small Debian that is really booted, with the built program and its units in it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from tests.support.debian_tree import DebianTree, unpack

START_S, STOP_S, LIMIT_S = 60.0, 150.0, 240.0
"""Against hanging only: a slow machine that boots three of them at once takes its time."""
HEADERS = (
    "content-type: application/json",
    "accept: application/json, text/event-stream",
    "mcp-protocol-version: 2025-11-25",
)
_BOOTED = """\
until systemctl is-system-running --wait >&2; do
    systemctl --failed --no-legend || true
    sleep 0.1
done"""
_IN_OWN_CGROUPS = """\
for tree in /sys/fs/cgroup/unified /sys/fs/cgroup/systemd /sys/fs/cgroup; do
    [ -w $tree/cgroup.procs ] || continue
    mkdir $tree/$0
    echo $$ >$tree/$0/cgroup.procs
done
exec "$@"
"""
"""Or two machines would share one tree, in which both have services of the same names."""
_Found = TypeVar("_Found")


@dataclass
class Machine:
    """The booted tree; what is told to run there runs beside its services, as root."""

    tree: DebianTree
    init: int
    """The process id of its systemd, seen from here."""

    def start(self, script: str) -> subprocess.Popen[str]:
        """Begin a script in the machine."""
        line = ["nsenter", f"--target={self.init}", "--all", "bash", "-euo", "pipefail", "-c"]
        return subprocess.Popen(
            [*line, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip

    def run(self, script: str, stdin: str = "", *, fails: bool = False) -> str:
        """Run a script to its end; what it said."""
        with self.start(script) as process:
            try:
                said, _ = process.communicate(stdin, LIMIT_S)
            finally:
                process.kill()
        assert (process.returncode != 0) is fails, f"{script}\n{said}\n{self.journal()}"
        return said

    def show(self, name: str, unit: str) -> str:
        """A property of a unit."""
        return self.run(f"systemctl show --property={name} --value {unit}").strip()

    def journal(self, options: str = "--lines=60 --quiet") -> str:
        """What is in the journal."""
        script = f"journalctl --sync || true; journalctl --no-pager --output=cat {options}"
        with self.start(script) as process:
            return process.communicate(timeout=LIMIT_S)[0]

    def call(self, tool: str, *, port: int = 3000, **arguments: Any) -> dict[str, Any]:
        """Call a tool of the server at `port`; its answer."""
        return answer(self.run(calling(port), message(tool, **arguments)))

    def back_up(self) -> dict[str, Any]:
        """Have the server take a backup, as soon as it can: calls are taken before that."""

        def asked() -> dict[str, Any] | None:
            said = self.run(calling(3000), message("trigger-backup", wait=True))
            return None if "the repository is being opened" in said else answer(said)

        return self.until(asked)

    def sql(self, script: str, database: str = "") -> str:
        """Have the machine's MariaDB do something, as its administrator."""
        client = "mariadb --default-character-set=utf8mb4 --skip-column-names"
        return self.run(f"{client} {database}", script)

    def until(self, look: Callable[[], _Found], *, limit_s: float = LIMIT_S) -> _Found:
        """Ask until there is something."""
        deadline = time.monotonic() + limit_s
        while not (found := look()):
            assert time.monotonic() < deadline, self.journal()
            time.sleep(0.1)
        return found


def message(tool: str, **arguments: Any) -> str:
    """The body of a tools/call."""
    params = {"name": tool, "arguments": arguments}
    return json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params})


def calling(port: int) -> str:
    """The script that sends a message from its standard input and prints what comes back."""
    headers = " ".join(f"--header '{header}'" for header in HEADERS)
    return f"curl --silent --show-error {headers} --data @- http://127.0.0.1:{port}/mcp"


def answer(text: str) -> dict[str, Any]:
    """What a tool answered."""
    # Where the call had news of its progress, a stream of events came.
    lines = [line.removeprefix("data: ") for line in text.splitlines()]
    told: dict[str, Any] = json.loads([line for line in lines if line.startswith("{")][-1])
    assert not told["result"].get("isError"), told
    found: dict[str, Any] = told["result"]["structuredContent"]
    return found


@contextmanager
def booted(folder: Path, mounted: dict[Path, str]) -> Iterator[Machine]:
    """Boot a Debian of its own, without a network; `mounted` are folders to be read there."""
    tree, name = unpack(folder), f"boot-{uuid.uuid4().hex[:12]}"
    line = [
        "sh", "-euc", _IN_OWN_CGROUPS, name,
        "systemd-nspawn", "--quiet", "--register=no", "--keep-unit", "--private-network", "--boot",
        "--console=pipe", f"--machine={name}", f"--directory={tree.root}",
        *(f"--bind-ro={here}:{there}" for here, there in mounted.items()),
    ]  # fmt: skip
    with (folder.parent / "console.log").open("w") as console:
        container = subprocess.Popen(
            line, stdin=subprocess.DEVNULL, stdout=console, stderr=subprocess.STDOUT
        )
    try:
        machine = Machine(tree, _init_of(container))
        machine.run(_BOOTED)
        yield machine
    finally:
        container.send_signal(signal.SIGTERM)  # an orderly shutdown, for the container manager
        try:
            container.wait(STOP_S)
        finally:
            container.kill()
            container.wait()
            shutil.rmtree(tree.root)
            _remove_cgroups(name)


def _remove_cgroups(name: str) -> None:
    """Those that the container has left, the inner ones first."""
    hierarchies = Path("/sys/fs/cgroup")
    for top in (*hierarchies.glob(name), *hierarchies.glob(f"*/{name}")):
        for folder, _, _ in os.walk(top, topdown=False):
            with suppress(OSError):  # something in there is still ending
                os.rmdir(folder)


def _init_of(container: subprocess.Popen[bytes]) -> int:
    """The process that the container runs as its first."""
    children = Path(f"/proc/{container.pid}/task/{container.pid}/children")
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        with suppress(OSError):
            for child in children.read_text().split():
                if Path(f"/proc/{child}/comm").read_text() == "systemd\n":
                    return int(child)
        time.sleep(0.02)
    raise AssertionError("the container did not start")
