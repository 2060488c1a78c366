"""The operations port over real sockets."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import pytest
import trio

from appliance.console.probes import make_console
from appliance.console.service import run
from appliance.errors import StartError
from appliance.failover.leader import SingleNode
from appliance.lifecycle.running import running_until
from appliance.settings.model import ConsoleSettings
from appliance.telemetry.health import Check, HealthReport, Status, judge
from appliance.telemetry.metrics import Metrics
from tests.support.http import request
from tests.support.reloading import no_reload


class Health:
    """A report that tests turn."""

    def __init__(self) -> None:
        self.report = judge([Check("realm", Status.OK, "fine", essential=True)])

    def __call__(self) -> HealthReport:
        return self.report


@asynccontextmanager
async def console(health: Health, **settings: object) -> AsyncIterator[str]:
    metrics = Metrics()
    chosen = ConsoleSettings.model_validate({"port": 0, **settings})
    app = make_console(
        health, metrics, SingleNode(), no_reload, serve_metrics=lambda: chosen.metrics
    )
    stop = trio.Event()
    async with running_until(partial(run, app, chosen, stop=stop), stop) as url:
        yield url


async def test_a_healthy_process_is_live_and_ready() -> None:
    async with console(Health()) as url:
        for path in ("/livez", "/readyz"):
            reply = await request(url + path)
            assert (reply.status, reply.text) == (200, "ok\n")
            assert reply.headers["cache-control"] == "no-store"


async def test_an_essential_failure_is_alive_but_not_ready_and_says_why() -> None:
    health = Health()
    health.report = judge([Check("realm", Status.FAILED, "db1:3306 refuses", essential=True)])
    async with console(health) as url:
        assert (await request(url + "/livez")).status == 200
        reply = await request(url + "/readyz?verbose")
        assert reply.status == 503
        assert "[failed] realm: db1:3306 refuses" in reply.text


async def test_a_stalled_process_is_not_live() -> None:
    health = Health()
    health.report = judge([], stalled=True)
    async with console(health) as url:
        assert (await request(url + "/livez")).status == 503


async def test_metrics_follow_readiness_and_negotiate_their_format() -> None:
    health = Health()
    async with console(health) as url:
        assert "trinitycore_mcp_ready 1.0" in (await request(url + "/metrics")).text
        health.report = judge([], draining=True)
        plain = await request(url + "/metrics")
        assert "trinitycore_mcp_ready 0.0" in plain.text
        assert plain.headers["content-type"].startswith("text/plain")
        accept = {"accept": "application/openmetrics-text; version=1.0.0"}
        assert (await request(url + "/metrics", headers=accept)).text.endswith("# EOF\n")


async def test_metrics_can_be_switched_off() -> None:
    async with console(Health(), metrics=False) as url:
        assert (await request(url + "/metrics")).status == 404


async def test_a_taken_port_is_one_clear_line() -> None:
    async with console(Health()) as url:
        port = int(url.rsplit(":", 1)[1])
        with pytest.RaisesGroup(
            pytest.RaisesExc(StartError, match="console.port"), flatten_subgroups=True
        ):
            async with console(Health(), port=port):
                pytest.fail("two consoles on one port")
