"""`drill` prints what it found and says with its status whether all promises held."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from click.testing import CliRunner

from appliance.cli.drill import command
from tests.cli.conftest import Ran
from tests.support.drilled_cluster import DrilledCluster, drilled


def arguments(cluster: DrilledCluster, *more: str) -> list[str]:
    nodes = [f"--node={url}" for url in cluster.urls.values()]
    return [*nodes, f"--mcp={cluster.endpoint}", "--rounds=1", *more]


def test_a_drill_that_held_says_so() -> None:
    with drilled(DrilledCluster()) as cluster:
        done = CliRunner().invoke(command, arguments(cluster))
    assert done.exit_code == 0, done.output
    assert "round 1: a -> b in term 2" in done.output
    assert "nobody led for 1.5 ms" in done.output
    assert done.output.endswith("every promise held\n")


@pytest.mark.parametrize(
    ("cluster", "code"),
    [
        (DrilledCluster(), 0),
        (DrilledCluster(answer=(502, {})), 1),
        (DrilledCluster(stays=403), 2),
    ],
)
def test_the_status_tells_held_broken_and_undone(cluster: DrilledCluster, code: int) -> None:
    with drilled(cluster):
        done = CliRunner().invoke(command, arguments(cluster, "--json"))
    found = json.loads(done.output)
    assert (done.exit_code, found["exitCode"]) == (code, code)
    assert bool(found["problems"]) == (code == 1)
    assert bool(found["undone"]) == (code == 2)
    assert found["calls"]["made"] >= 1


def test_a_node_that_is_away_is_one_line_or_one_object(
    run_main: Callable[[list[str]], Ran],
) -> None:
    done = run_main(["drill", "--node=http://127.0.0.1:1", "--json"])
    assert done.code == 1
    assert "no answer" in done.data["error"]["message"]
