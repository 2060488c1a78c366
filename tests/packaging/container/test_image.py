"""The image at work, as hardened as services.yaml has it."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from mcp.client import Client

from appliance.database.demo import demo_scripts
from tests.support.containers import HARDENED, Engine
from tests.support.http import request_sync
from tests.support.servers import SqlServer, free_port

pytestmark = pytest.mark.packaged

STATE = "/var/lib/trinitycore-mcp"


@dataclass
class Served:
    """A container that serves on the machine's network."""

    name: str
    mcp: str
    console: str


@contextmanager
def serving(engine: Engine, image: str, *options: str, demo: bool = True) -> Iterator[Served]:
    """A hardened container on free ports of loopback."""
    mcp, console = free_port(), free_port()
    given = (
        *HARDENED,
        *("--network", "host", "--env", f"TRINITYCORE_MCP_CONSOLE__PORT={console}"),
        *options,
    )
    command = ("serve", "--port", str(mcp), *(["--demo"] if demo else []))
    with engine.running(image, *given, command=command) as name:
        yield Served(name, f"http://127.0.0.1:{mcp}/mcp", f"http://127.0.0.1:{console}")


def status_of(pid: int) -> dict[str, str]:
    """What the kernel says of a process."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return dict(line.split(":\t", 1) for line in lines if ":\t" in line)


async def test_it_answers_read_only_and_without_rights(engine: Engine, image: str) -> None:
    with serving(engine, image) as served:
        engine.wait_until_healthy(served.name)
        async with Client(served.mcp) as client:
            found = await client.call_tool("search-creatures", {"isVendor": True, "limit": 3})
            assert found.structured_content is not None
            assert found.structured_content["source"] == "demo"
        state = engine.inspect(served.name)
        assert state["HostConfig"]["ReadonlyRootfs"]
        assert state["EffectiveCaps"] in (None, [])
        process = status_of(state["State"]["Pid"])
        assert process["NoNewPrivs"] == "1"
        assert int(process["CapEff"], 16) == 0
        assert process["Uid"].split() == ["65532"] * 4
        assert int(process["VmHWM"].split()[0]) < 200 * 1024, "near the limit of 256 MB"


def test_a_stop_is_orderly_and_within_its_time(engine: Engine, image: str) -> None:
    with serving(engine, image) as served:
        engine.wait_until_healthy(served.name)
        started = time.monotonic()
        engine.podman("stop", "--time", "15", served.name)
        assert time.monotonic() - started < 15
        assert engine.inspect(served.name)["State"]["ExitCode"] == 0
        logs = engine.podman("logs", served.name).stderr
        assert json.loads(logs.splitlines()[-1])["event"] == "stopped"


def test_a_realm_that_is_away_is_unhealthy_and_alive(engine: Engine, image: str) -> None:
    away = (
        *("--env", "TRINITYCORE_MCP_DATABASE__HOST=127.0.0.1"),
        *("--env", f"TRINITYCORE_MCP_DATABASE__PORT={free_port()}"),
        # Podman takes the others only with the command.
        *("--health-cmd", '["trinitycore-mcp", "health"]', "--health-retries", "1"),
    )
    with serving(engine, image, *away, demo=False) as served:
        deadline = time.monotonic() + 30
        while engine.podman("healthcheck", "run", served.name, check=False).returncode == 0:
            assert time.monotonic() < deadline
        live = ("exec", served.name, "trinitycore-mcp", "health", "--live")
        while engine.podman(*live, check=False).returncode != 0:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        assert engine.podman("healthcheck", "run", served.name, check=False).returncode == 1
        assert engine.inspect(served.name)["State"]["Health"]["Status"] == "unhealthy"
        assert request_sync(f"{served.console}/readyz").status == 503


def test_nothing_is_open_to_others_unless_somebody_says_so(engine: Engine, image: str) -> None:
    done = engine.podman(
        *("run", "--rm", "--network", "host", *HARDENED, image),
        *("serve", "--demo", "--host", "0.0.0.0"),
        check=False,
    )
    assert done.returncode == 1
    assert "allow_unauthenticated" in done.stderr


def test_it_speaks_over_standard_input_and_output(engine: Engine, image: str) -> None:
    client = {"protocolVersion": "2025-11-25", "capabilities": {}}
    client["clientInfo"] = {"name": "test", "version": "1"}
    first = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": client}
    done = subprocess.run(
        ["podman", "run", "--rm", "-i", "--network", "none", *HARDENED, image, "stdio", "--demo"],
        env=dict(engine.environ), input=json.dumps(first) + "\n", capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["result"]["serverInfo"]["name"] == "trinitycore-mcp"


@pytest.fixture
def realm(mariadb: SqlServer) -> SqlServer:
    """The demo realm on a server, which may be backed up."""
    for name in ("world", "characters", "auth"):
        mariadb.create_schema(name, *demo_scripts(name))
    mariadb.run("CREATE OR REPLACE USER keeper@'127.0.0.1' IDENTIFIED BY 'k'")
    mariadb.run("GRANT ALL PRIVILEGES ON *.* TO keeper@'127.0.0.1'")
    return mariadb


def test_its_state_outlives_kill_and_container(
    engine: Engine, image: str, realm: SqlServer, tmp_path: Path
) -> None:
    (tmp_path / "password").write_text("k")
    volume = f"{engine.prefix}-state"
    options = (
        *("--volume", f"{volume}:{STATE}", "--volume", f"{tmp_path}/password:/run/secrets/keeper"),
        *("--env", "TRINITYCORE_MCP_DATABASE__HOST=127.0.0.1"),
        *("--env", f"TRINITYCORE_MCP_DATABASE__PORT={realm.port}"),
        *("--env", "TRINITYCORE_MCP_DATABASE__USER=keeper"),
        *("--env", "TRINITYCORE_MCP_DATABASE__PASSWORD_FILE=/run/secrets/keeper"),
        *("--env", f"TRINITYCORE_MCP_BACKUP__REPOSITORY={STATE}/backups"),
        *("--env", "TRINITYCORE_MCP_BACKUP__SCHEDULE=off"),
        *("--env", "TRINITYCORE_MCP_BACKUP__WORLD_SCHEDULE=off"),
        *("--env", "TRINITYCORE_MCP_BACKUP__ENGINE=logical"),
        *("--env", "TRINITYCORE_MCP_BACKUP__VERIFY=false"),
        *("--env", "TRINITYCORE_MCP_BACKUP__MIN_FREE_BYTES=0"),
    )
    try:
        with serving(engine, image, *options, demo=False) as served:
            engine.wait_until_healthy(served.name)
            engine.podman("exec", served.name, "trinitycore-mcp", "backup", "now")
            before = _backups(engine, served.name)
            assert before
            engine.podman("kill", served.name)
            assert engine.podman("wait", served.name).stdout.strip() == "137"
            engine.podman("start", served.name)
            engine.wait_until_healthy(served.name)
            assert _backups(engine, served.name) == before
        with serving(engine, image, *options, demo=False) as served:
            assert _backups(engine, served.name) == before
    finally:
        engine.podman("volume", "rm", "--force", volume)


def _backups(engine: Engine, name: str) -> list[str]:
    listed = engine.podman("exec", name, "trinitycore-mcp", "backup", "list", "--json")
    found = json.loads(listed.stdout)
    return sorted(backup["id"] for backup in found["backups"])
