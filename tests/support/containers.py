"""Containers of the tests: built and run in a storage of their own, without a bridge.

Nothing of the machine changes: configuration, images and volumes live below `.cache/containers`,
and containers get the machine's network, none, or a namespace of a test's lab.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.support.process import CHECKOUT

FOLDER = CHECKOUT / ".cache" / "containers"
_RECIPE = (CHECKOUT / "packaging" / "container" / "base.sh").read_bytes()
BASE = f"localhost/debian:{hashlib.sha256(_RECIPE).hexdigest()[:12]}"
"""The local Debian: made once, and again when its recipe changes."""
PROGRAM = CHECKOUT / "dist" / "trinitycore-mcp"
PREFIX = "tcmcp"
"""Of every name, before the number of the process it belongs to."""
BUILD_S = 1200.0
HARDENED = (
    *("--read-only", "--read-only-tmpfs=false"),
    *("--cap-drop", "ALL", "--security-opt", "no-new-privileges"),
    *("--memory", "256m", "--memory-swap", "256m", "--cpus", "1", "--pids-limit", "64"),
)
"""As services.yaml runs the program, but without a /tmp: nothing can be written but volumes."""

_CONTAINERS_CONF = """\
[containers]
# The machine's own limits may be lower than what Podman asks for by default.
default_ulimits = ["nofile=20000:20000", "nproc=10000:10000"]
[engine]
# crun wants cgroups v2 alone, and systemd is not everywhere.
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
tmp_dir = "{run}/libpod"
"""
_STORAGE_CONF = """\
[storage]
driver = "overlay"
runroot = "{run}/storage"
graphroot = "{folder}/storage"
[storage.options.overlay]
# Else a mount stays behind, and the checkout could not be removed.
skip_mount_home = "true"
"""


@dataclass(frozen=True)
class Engine:
    """Podman and Buildah with the tests' own configuration and storage."""

    environ: Mapping[str, str]
    prefix: str = f"{PREFIX}{os.getpid()}"

    def podman(
        self, *arguments: str, check: bool = True, timeout_s: float = 60
    ) -> subprocess.CompletedProcess[str]:
        """Run podman to its end."""
        return self.run("podman", *arguments, check=check, timeout_s=timeout_s)

    def run(
        self, *command: str, check: bool = True, timeout_s: float = BUILD_S, **more: str
    ) -> subprocess.CompletedProcess[str]:
        """Run a program that may use the engine; `more` are variables."""
        done = subprocess.run(
            command, env={**self.environ, **more}, cwd=CHECKOUT, capture_output=True, text=True,
            timeout=timeout_s, check=False,
        )  # fmt: skip
        if check:
            assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
        return done

    def inspect(self, name: str, kind: str = "container") -> dict[str, Any]:
        """What Podman knows of a container or an image."""
        found: list[dict[str, Any]] = json.loads(
            self.podman("inspect", "--type", kind, name).stdout
        )
        return found[0]

    def image_id(self, name: str) -> str:
        """The id of an image; empty without one."""
        done = self.podman("image", "inspect", "--format", "{{.Id}}", name, check=False)
        return done.stdout.strip() if done.returncode == 0 else ""

    @contextmanager
    def mounted(self, image: str) -> Iterator[Path]:
        """The files of an image, for looking at."""
        folder = self.podman("image", "mount", image).stdout.strip()
        try:
            yield Path(folder)
        finally:
            self.podman("image", "unmount", image)

    @contextmanager
    def running(self, image: str, *options: str, command: tuple[str, ...] = ()) -> Iterator[str]:
        """A container in the background for as long as the block; its name."""
        name = f"{self.prefix}-{time.monotonic_ns()}"
        self.podman("run", "--detach", "--name", name, *options, image, *command)
        try:
            yield name
        finally:
            self.podman("rm", "--force", "--volumes", name)

    def wait_until_healthy(self, name: str, *, timeout_s: float = 60) -> None:
        """Run the health check until it passes; without systemd nobody else does."""
        deadline = time.monotonic() + timeout_s
        while self.podman("healthcheck", "run", name, check=False).returncode != 0:
            state = self.inspect(name)["State"]
            logs = self.podman("logs", name, check=False)
            assert state["Running"], f"{name} ended: {logs.stdout}{logs.stderr}"
            assert time.monotonic() < deadline, f"{name} is unhealthy: {logs.stdout}{logs.stderr}"
            time.sleep(0.1)


@contextmanager
def engine() -> Iterator[Engine]:
    """The engine, for as long as the block.

    What runs of a test run that was killed is removed first.
    """
    for program in ("podman", "buildah", "runc", "mmdebstrap"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is missing: run packaging/setup/containers.sh")
    if os.geteuid() != 0:
        pytest.skip("needs root")
    found = Engine(_environment())
    with locked():
        _remove_leftovers(found)
    yield found


def _environment() -> dict[str, str]:
    """The environment of the engine's programs, and the configuration it names."""
    # Podman learns of a restart of the machine by files that are gone.
    run = Path("/run") / f"{PREFIX}-{hashlib.sha256(str(CHECKOUT).encode()).hexdigest()[:12]}"
    for folder in (FOLDER, run):
        folder.mkdir(parents=True, exist_ok=True)
    named = {}
    for name, text in (("containers.conf", _CONTAINERS_CONF), ("storage.conf", _STORAGE_CONF)):
        path = FOLDER / name
        wanted = text.format(folder=FOLDER, run=run)
        if not path.exists() or path.read_text() != wanted:
            path.write_text(wanted)
        named[f"CONTAINERS_{'STORAGE_' if name == 'storage.conf' else ''}CONF"] = str(path)
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("TRINITY", "MCP_", "DOCKER_", "COMPOSE_", "BUILDAH_"))
    }
    return kept | named | {"BUILDAH_ISOLATION": "chroot"}


@contextmanager
def locked(name: str = "lock") -> Iterator[None]:
    """Alone among the workers of the test run."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / name).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _remove_leftovers(engine: Engine) -> None:
    for remove, listed in (
        (("rm", "--force"), ("ps", "--all", "--format", "{{.Names}}")),
        (("volume", "rm", "--force"), ("volume", "ls", "--format", "{{.Name}}")),
    ):
        for name in engine.podman(*listed).stdout.split():
            owner = re.match(rf"{PREFIX}(\d+)", name)
            if owner and not Path("/proc", owner[1]).exists():
                engine.podman(*remove, name, check=False)


def _build_base(engine: Engine) -> None:
    """Import the local Debian, made once."""
    if not engine.image_id(BASE):
        tar = FOLDER / f"{BASE.replace('localhost/debian:', 'debian-')}.tar"
        engine.run("packaging/container/base.sh", str(tar))
        engine.podman("import", "--quiet", str(tar), BASE)


def build_image(engine: Engine, name: str, *options: str, **variables: str) -> str:
    """Build the product's image as `make image PROGRAM=ready` does; its id.

    Args:
        options: for the builder.
        variables: those of build.sh, where they are not the usual ones.
    """
    variables = {"PROGRAM": "ready", "BASE": BASE, "IMAGE": name} | variables
    if variables["PROGRAM"] == "ready" and not PROGRAM.exists():
        pytest.skip("dist/trinitycore-mcp is missing: run make binary")
    with locked():
        _build_base(engine)
        engine.run("packaging/container/build.sh", "--quiet", *options, **variables)
        # What earlier builds left; a base with its packages is made again in seconds.
        engine.podman("image", "prune", "--force")
        return engine.image_id(name)


def ensure_image(engine: Engine, name: str) -> None:
    """Build the image unless a worker before this one built it of the same files."""
    with locked("image"):
        made_of, stamp = _made_of(), FOLDER / "image.made-of"
        if engine.image_id(name) and stamp.exists() and stamp.read_text() == made_of:
            return
        build_image(engine, name)
        stamp.write_text(made_of)


def _made_of() -> str:
    commit = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=CHECKOUT, capture_output=True, text=True, check=True
    )
    digest = hashlib.sha256(f"{commit.stdout}{BASE}".encode())
    for folder in (PROGRAM, CHECKOUT / "packaging" / "container"):
        for path in sorted(folder.rglob("*")):
            about = path.lstat()
            digest.update(f"{path} {about.st_size} {about.st_mtime_ns}".encode())
    return digest.hexdigest()


def build_stand_in(engine: Engine, name: str) -> str:
    """Build the image of tests/packaging/container/images that stands in for a public one."""
    folder = CHECKOUT / "tests" / "packaging" / "container" / "images"
    image = f"localhost/{name}:test"
    with locked():
        _build_base(engine)
        engine.run(
            *("buildah", "build", "--quiet", "--layers", "--build-arg", f"BASE={BASE}"),
            *("--tag", image, "--file", str(folder / f"{name}.Containerfile"), str(folder)),
        )
    return image
