"""The operator's drill on three whole processes."""

from __future__ import annotations

import json
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.integration.test_cluster import known_leader, settings
from tests.support.process import Serving, run, serving
from tests.support.servers import free_port

NAMES = ("a", "b", "c")
WITHIN_S = 15.0


@pytest.mark.sweep
def test_a_drill_hands_leadership_round_without_a_failed_call(tmp_path: Path) -> None:
    ports = {name: free_port() for name in NAMES}
    with ExitStack() as stack:
        nodes: dict[str, Serving] = {}
        for name in NAMES:
            folder = tmp_path / name
            folder.mkdir()
            started = serving(folder, "--demo", *settings(name, ports, tmp_path))
            nodes[name] = stack.enter_context(started)
        for node in nodes.values():
            node.wait_until("/readyz", 200)
            assert known_leader(node)
        asked = [f"--node={node.console}" for node in nodes.values()]
        options = [*asked, f"--mcp={nodes['a'].mcp}", "--rounds=3", "--json"]
        done = run("drill", *options, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(done.stdout)
    assert len(found["handOvers"]) == 3
    for each in found["handOvers"]:
        assert each["previous"] != each["leader"]
        assert each["seconds"] < WITHIN_S
    assert found["calls"]["made"] > 0
    assert found["calls"]["failed"] == 0
    assert [view["version"] for view in found["after"]] == [found["before"][0]["version"]] * 3
