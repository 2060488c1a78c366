"""The image as a stranger builds it: the program is made in the first stage."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.containers import HARDENED, Engine, build_image

pytestmark = [pytest.mark.packaged, pytest.mark.sweep]  # PyInstaller takes a minute

AUTHORITIES = "/etc/ssl/certs/ca-certificates.crt"
PIP_CONF = Path("/etc/pip.conf")


def test_the_program_is_built_inside(engine: Engine) -> None:
    name = "localhost/trinitycore-mcp:source"
    # How this machine reaches the package registry is told to the build alone.
    told = {"PIP_CONF": str(PIP_CONF)} if PIP_CONF.exists() else {}
    volume = f"{AUTHORITIES}:{AUTHORITIES}:ro"
    assert build_image(engine, name, "--volume", volume, PROGRAM="source", **told)
    said = engine.podman("run", "--rm", "--network", "none", *HARDENED, name, "--version")
    assert said.stdout.startswith("trinitycore-mcp ")
    with engine.running(
        name, "--network", "none", *HARDENED, command=("serve", "--demo")
    ) as container:
        engine.wait_until_healthy(container)
