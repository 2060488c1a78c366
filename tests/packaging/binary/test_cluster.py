"""Three nodes of the built program, and two with a witness, elect a leader and replace it."""

from __future__ import annotations

import json
import signal
import subprocess
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.integration.test_cluster import known_leader, settings, until
from tests.support.process import Program, Serving, serving
from tests.support.servers import free_port

pytestmark = pytest.mark.packaged


def fails_over(nodes: dict[str, Serving]) -> None:
    """Kill the leader; one of the others leads in a later term."""
    first = known_leader(next(iter(nodes.values())))
    assert json.loads(nodes[first].wait_until("/leader", 200).body)["leads"]
    term = json.loads(nodes[first].get("/leader").body)["term"]
    nodes[first].process.kill()
    others = {name: node for name, node in nodes.items() if name != first}

    def following() -> bool:
        told = [json.loads(node.get("/leader").body) for node in others.values()]
        return all(each["leader"] in others and each["term"] > term for each in told)

    until(following)
    for node in others.values():
        assert node.end(signal.SIGTERM) == 0
        assert "Traceback" not in node.errors()


def test_three_nodes(folder: Program, tmp_path: Path) -> None:
    ports = {name: free_port() for name in "abc"}
    with ExitStack() as stack:
        nodes = {}
        for name in ports:
            (tmp_path / name).mkdir()
            line = ("--demo", *settings(name, ports, tmp_path))
            nodes[name] = stack.enter_context(serving(tmp_path / name, *line, program=folder))
        fails_over(nodes)


def test_two_nodes_and_a_witness_of_one_file(onefile: Program, tmp_path: Path) -> None:
    ports = {name: free_port() for name in ("a", "b", "w")}
    with ExitStack() as stack:
        witness = stack.enter_context(
            subprocess.Popen(
                onefile.command("witness", *settings("w", ports, tmp_path)),
                cwd=tmp_path, env=onefile.environment(), stderr=subprocess.DEVNULL,
            )
        )  # fmt: skip
        stack.callback(witness.kill)
        nodes = {}
        for name in ("a", "b"):
            (tmp_path / name).mkdir()
            line = ("--demo", *settings(name, ports, tmp_path))
            nodes[name] = stack.enter_context(serving(tmp_path / name, *line, program=onefile))
        fails_over(nodes)
        witness.send_signal(signal.SIGTERM)
        assert witness.wait(20) == 0
