"""What is in the image and what it says of itself. The commands of its runs: test_image.py."""

from __future__ import annotations

import stat
import subprocess
from pathlib import Path

import pytest

from appliance import __version__
from tests.support.containers import Engine, build_image
from tests.support.process import CHECKOUT

pytestmark = pytest.mark.packaged

LIMIT_BYTES = 80 * 2**20
SHELLS = {"sh", "bash", "dash", "busybox", "ash", "zsh", "python3", "perl", "env", "cat"}
STATE = Path("var/lib/trinitycore-mcp")


def test_the_same_commit_makes_the_same_image(engine: Engine, image: str) -> None:
    """But for two fields of Docker's format, in which Buildah writes names made by chance."""
    build_image(engine, again := "localhost/trinitycore-mcp:again", "--no-cache")
    first, second = engine.inspect(image, "image"), engine.inspect(again, "image")
    for part in ("RootFS", "Config", "Created", "History", "Labels", "Size"):
        assert first[part] == second[part]


def test_it_is_small(engine: Engine, image: str) -> None:
    size = engine.inspect(image, "image")["Size"]
    print(f"stored: {size / 2**20:.1f} MiB")
    assert size <= LIMIT_BYTES


def test_it_says_what_it_is(engine: Engine, image: str) -> None:
    found = engine.inspect(image, "image")
    config = found["Config"]
    commit = ["git", "rev-parse", "HEAD"]
    revision = subprocess.run(commit, cwd=CHECKOUT, capture_output=True, text=True, check=True)
    name = "org.opencontainers.image."
    labels = config["Labels"]
    assert labels[f"{name}version"] == __version__
    assert labels[f"{name}revision"] == revision.stdout.strip()
    assert labels[f"{name}created"].endswith("Z")
    assert labels[f"{name}licenses"] == "GPL-2.0-or-later"
    assert config["User"] == "65532:65532"
    assert config["StopSignal"] in ("SIGTERM", "15")
    assert set(config["Volumes"]) == {f"/{STATE}"}
    assert set(config["ExposedPorts"]) == {"3000/tcp", "9090/tcp"}
    assert found["Healthcheck"]["Test"] == ["CMD", "trinitycore-mcp", "health"]


def test_nothing_in_it_helps_an_intruder(engine: Engine, image: str) -> None:
    with engine.mounted(image) as root:
        for path in root.rglob("*"):
            name, status = path.relative_to(root), path.lstat()
            assert not status.st_mode & (stat.S_ISUID | stat.S_ISGID), name
            assert path.name not in SHELLS, name
            if path.is_symlink():
                continue
            assert name == Path("tmp") or not status.st_mode & stat.S_IWOTH, name
            owner = 65532 if name.is_relative_to(STATE) else 0
            assert (status.st_uid, status.st_gid) == (owner, owner), name
            assert status.st_mtime == root.joinpath("etc/passwd").stat().st_mtime, name


def test_it_brings_what_its_program_needs_and_no_more(engine: Engine, image: str) -> None:
    with engine.mounted(image) as root:
        libraries = {path.name for path in root.glob("usr/lib/*-linux-gnu/*")}
        loaders = [path for path in root.glob("usr/lib*/ld-linux*") if path.is_file()]
        packages = {path.name for path in root.glob("var/lib/dpkg/status.d/*")}
        program = {path.name for path in root.glob("usr/bin/*")}
        licences = {path.parent.name for path in root.glob("usr/share/doc/*/copyright")}
    assert program == {"trinitycore-mcp"}
    assert {"libc.so.6", "libm.so.6", "libgcc_s.so.1"} <= libraries
    assert len(libraries) <= 12
    assert len(loaders) == 1
    # What scanners for vulnerabilities look at, and what the licences ask for.
    assert {"libc6", "libgcc-s1"} <= packages
    assert licences == packages | {"trinitycore-mcp"}


def test_no_address_of_a_registry_is_in_it(engine: Engine, image: str) -> None:
    history = engine.podman("history", "--no-trunc", "--format", "{{.CreatedBy}}", image).stdout
    assert "://" not in history
    with engine.mounted(image) as root:
        assert not list(root.rglob("pip.conf"))
        assert not list(root.rglob("sources.list*"))
