"""The operations port's endpoints about the cluster."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import pytest
import trio

from appliance.console.client import ask
from appliance.console.cluster import ASKED_FOR
from appliance.console.probes import make_console
from appliance.console.service import run
from appliance.errors import ClusterError
from appliance.failover.leader import Leadership, SingleNode
from appliance.failover.status import ClusterStatus
from appliance.lifecycle.running import running_until
from appliance.settings.model import ConsoleSettings
from appliance.telemetry.health import judge
from appliance.telemetry.metrics import Metrics
from tests.support.http import request
from tests.support.paper_cluster import NOW
from tests.support.reloading import no_reload
from tests.support.statuses import FOLLOWING, LEADING


class Node(SingleNode):
    """A node whose status tests give."""

    def __init__(self, status: ClusterStatus = LEADING) -> None:
        super().__init__()
        self.shown = status
        self.reasons: list[str] = []

    def term(self) -> int | None:  # type: ignore[override]
        return self.shown.term if self.shown.leader == self.shown.node else None

    def status(self) -> ClusterStatus:
        return self.shown

    async def step_down(self, reason: str) -> None:
        self.reasons.append(reason)
        self.shown = FOLLOWING


@asynccontextmanager
async def console(leadership: Leadership) -> AsyncIterator[str]:
    app = make_console(
        lambda: judge([]), Metrics(), leadership, no_reload, serve_metrics=lambda: True
    )
    stop = trio.Event()
    settings = ConsoleSettings(port=0)
    async with running_until(partial(run, app, settings, stop=stop), stop) as url:
        yield url


async def post(url: str, body: bytes = b"{}", **headers: str) -> tuple[int, dict[str, Any]]:
    kind = {"content-type": "application/json"}
    reply = await request(
        url + "/cluster/step-down", method="POST", body=body, headers=kind | headers
    )
    return reply.status, json.loads(reply.body)


async def test_the_leader_alone_answers_200() -> None:
    node = Node()
    async with console(node) as url:
        reply = await request(url + "/leader")
        assert reply.status == 200
        assert json.loads(reply.body) == {"node": "a", "leads": True, "leader": "a", "term": 4}
        assert reply.headers["cache-control"] == "no-store"
        node.shown = FOLLOWING
        reply = await request(url + "/leader")
        assert reply.status == 503
        assert json.loads(reply.body) == {"node": "a", "leads": False, "leader": "b", "term": 5}


async def test_a_node_that_is_alone_is_the_leader() -> None:
    async with console(SingleNode()) as url:
        assert (await request(url + "/leader")).status == 200
        found = json.loads((await request(url + "/cluster")).body)
        assert (found["backend"], found["hasQuorum"]) == ("single", True)
        assert found["leaseRemainingSeconds"] is None


async def test_the_cluster_is_told_whole() -> None:
    async with console(Node()) as url:
        found = json.loads((await request(url + "/cluster")).body)
    assert found["leaseRemainingSeconds"] == 0.3123
    assert (found["voters"], found["quorum"], found["reachable"]) == (3, 2, 2)
    assert [(m["node"], m["role"], m["version"]) for m in found["members"]] == [
        ("a", "leader", "2.0.0"),
        ("b", "follower", "2.1.0"),
        ("c", "away", None),
    ]
    assert found["failovers"] == [
        {
            "at": NOW.isoformat(timespec="milliseconds"),
            "term": 4,
            "previous": "c",
            "leader": "a",
            "reason": "leader_silent",
            "durationSeconds": 0.6123,
        }
    ]


async def test_leadership_is_given_up_for_somebody_on_this_machine() -> None:
    node = Node()
    async with console(node) as url:
        status, found = await post(url, b'{"reason": "kernel\\n update"}')
        assert (status, found) == (200, {"steppedDown": True, "leader": "b", "term": 5})
        assert node.reasons == ["kernel update"]
        status, found = await post(url)
        assert (status, found) == (409, {"steppedDown": False, "leader": "b"})
        node.shown = LEADING
        assert (await post(url, b"not json"))[0] == 200
        assert node.reasons[1:] == [ASKED_FOR]


async def test_a_node_that_is_alone_goes_on_leading() -> None:
    async with console(SingleNode("here")) as url:
        status, found = await post(url)
    assert status == 409
    assert found == {"steppedDown": False, "error": "nobody else could lead", "leader": "here"}


@pytest.mark.parametrize(
    ("headers", "words"),
    [
        ({"content-type": "text/plain"}, "expected application/json"),
        ({"content-type": "application/x-www-form-urlencoded"}, "expected application/json"),
        ({"host": "evil.example:9090"}, "loopback"),
    ],
)
async def test_no_web_page_can_ask_for_it(headers: dict[str, str], words: str) -> None:
    node = Node()
    async with console(node) as url:
        status, found = await post(url, **headers)
    assert status == 403
    assert words in found["error"]
    assert node.reasons == []


async def test_metrics_know_the_leader() -> None:
    async with console(Node()) as url:
        text = (await request(url + "/metrics")).text
    assert "trinitycore_mcp_leader 1.0" in text
    assert "trinitycore_mcp_term 4.0" in text
    assert 'trinitycore_mcp_heartbeat_age_seconds{peer="b"}' in text


async def test_the_command_line_asks_the_same_way() -> None:
    async with console(Node()) as url:
        asked = partial(ask, url, "/cluster/step-down", method="POST", body={"reason": "x"})
        status, found = await trio.to_thread.run_sync(asked)
        assert (status, found["steppedDown"]) == (200, True)
        with pytest.raises(ClusterError, match="not as a node of ours"):
            await trio.to_thread.run_sync(ask, url, "/livez")


@pytest.mark.parametrize("url", ["https://localhost", "localhost:9090", "http://"])
def test_an_address_that_is_none_is_one_line(url: str) -> None:
    with pytest.raises(ClusterError, match="is no address"):
        ask(url, "/cluster")
