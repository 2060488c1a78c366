"""Whole processes in a cluster: the smallest one, and two with their witness."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.integration.test_backup_serve import ask, call
from tests.support.process import Serving, command, environment, run, serving
from tests.support.servers import SqlServer, free_port
from tests.support.small_realm import ONCE, create_realm, values

SECRET = "correct horse battery"


def settings(node: str, ports: dict[str, int], folder: Path) -> list[str]:
    peers = ",".join(f"{name}=127.0.0.1:{port}" for name, port in ports.items())
    chosen = {
        "enabled": "true",
        "node": node,
        "peers": peers,
        "port": ports[node],
        "secret": SECRET,
        "state_dir": folder / node,
    }
    return [part for key, value in chosen.items() for part in ("--set", f"ha.{key}={value}")]


def test_a_cluster_of_one_leads_answers_and_leaves(tmp_path: Path) -> None:
    with serving(tmp_path, "--demo", *settings("a", {"a": free_port()}, tmp_path)) as node:
        node.wait_until("/readyz", 200)
        leader = json.loads(node.wait_until("/leader", 200).body)
        assert leader == {"node": "a", "leads": True, "leader": "a", "term": 1}
        told: dict[str, Any] = call(node, "get-cluster-status")
        assert (told["role"], told["leader"], told["hasQuorum"]) == ("leader", "a", True)
        until(lambda: call(node, "get-cluster-status")["members"][0]["ready"])
        assert "trinitycore_mcp_leader 1.0" in node.get("/metrics").text
        done = run("cluster", "status", "--url", node.console, "--json", cwd=tmp_path)
        assert json.loads(done.stdout)["leader"] == "a"
        assert node.end(signal.SIGTERM) == 0
    assert "Traceback" not in node.errors()


@pytest.mark.sweep
def test_a_witness_lets_one_of_two_lead_and_is_small(tmp_path: Path) -> None:
    ports = {name: free_port() for name in ("a", "b", "w")}
    folders = {name: tmp_path / name for name in ports}
    for folder in folders.values():
        folder.mkdir()
    with (folders["w"] / "log").open("w") as log:
        witness = subprocess.Popen(
            command("witness", *settings("w", ports, tmp_path)),
            cwd=folders["w"],
            env=environment(),
            stderr=log,
        )
    try:
        with (
            serving(folders["a"], "--demo", *settings("a", ports, tmp_path)) as a,
            serving(folders["b"], "--demo", *settings("b", ports, tmp_path)) as b,
        ):
            nodes = {"a": a, "b": b}
            a.wait_until("/readyz", 200)
            leads = known_leader(a)
            assert leads in nodes
            assert until(lambda: roles(a)["w"] == "witness")
            witness.send_signal(signal.SIGHUP)  # it has nothing to reload, and must not die of it
            nodes[leads].process.kill()
            other = nodes["b" if leads == "a" else "a"]
            other.wait_until("/leader", 200)
            assert psutil.Process(witness.pid).memory_info().rss < 80 * 2**20
        witness.send_signal(signal.SIGTERM)
        assert witness.wait(10) == 0
    finally:
        witness.kill()
        witness.wait()
    told = (folders["w"] / "log").read_text()
    assert "a witness has nothing to reload" in told
    assert "Traceback" not in told


@pytest.mark.sweep
def test_a_backup_that_a_failover_cut_off_is_taken_by_the_new_leader(
    mariadb: SqlServer, tmp_path: Path
) -> None:
    names = create_realm(mariadb, "failover_")
    mariadb.run(
        "CREATE TABLE item (id INT PRIMARY KEY, text TEXT);"
        "INSERT INTO item WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s "
        "WHERE n < 900) SELECT n, REPEAT(UUID(), 60) FROM s",
        names["characters"],
    )
    repository = tmp_path / "backups"
    slow = ONCE | {"rate_bytes_s": 300_000, "world_schedule": "off", "verify": "false"}  # some 7 s
    realm = values(mariadb, repository, names, **slow)
    more = [part for key, value in realm.items() for part in ("--set", f"{key}={value}")]
    ports = {name: free_port() for name in ("a", "b", "c")}
    with ExitStack() as stack:
        nodes = {}
        for name in ports:
            (tmp_path / name).mkdir()
            line = (*settings(name, ports, tmp_path), *more)
            nodes[name] = stack.enter_context(serving(tmp_path / name, *line))
        until(lambda: list(repository.glob(".partial-*/*")) and known_leader(nodes["c"]))
        leads = known_leader(nodes["c"])
        nodes[leads].process.kill()
        killed_at = time.monotonic()
        nodes[leads].process.wait()
        assert not manifests(repository), "it was cut off"
        (taken,) = until(lambda: manifests(repository))
        assert time.monotonic() - killed_at < 60
        manifest = json.loads(taken.read_text().splitlines()[0])
        assert manifest["taken_by"]["node"] != leads
        assert manifest["taken_by"]["term"] > 1
        for name in nodes.keys() - {leads}:
            until(lambda name=name: listed(nodes[name]))


def listed(node: Serving) -> bool:
    """Whether the node lists the one backup; its catalogue may be being opened."""
    result = ask(node, "list-backups", {})
    return not result.get("isError") and result["structuredContent"]["total"] == 1


def manifests(repository: Path) -> list[Path]:
    return [each for each in repository.glob("*/manifest.json") if each.parent.name[0] != "."]


def until(look: Callable[[], Any], *, timeout_s: float = 60) -> Any:
    """Look until something is found."""
    deadline = time.monotonic() + timeout_s
    while not (found := look()):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return found


def roles(node: Serving) -> dict[str, str]:
    """What the members are, as far as the node has heard."""
    members = json.loads(node.get("/cluster").body)["members"]
    return {member["node"]: member["role"] for member in members}


def known_leader(node: Serving) -> str:
    """Who leads, once the node knows."""
    return str(until(lambda: json.loads(node.get("/leader").body)["leader"]))


def test_a_node_without_a_place_in_its_cluster_does_not_start(tmp_path: Path) -> None:
    done = run(
        "serve", "--demo", "--set", "ha.enabled=true",
        "--set", "ha.peers=nobody-else=127.0.0.1:1", cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 1
    (line, hint) = done.stderr.strip().splitlines()[-2:]
    assert "ha.peers: does not name this node, which is called" in line
    assert "ha.node names this one" in hint
