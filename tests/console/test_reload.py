"""A reload over the operations port: for this machine alone, and with all reasons when refused."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import pytest
import trio

from appliance.console.probes import make_console
from appliance.console.service import run
from appliance.failover.leader import SingleNode
from appliance.lifecycle.running import running_until
from appliance.settings.model import ConsoleSettings
from appliance.settings.reload import Outcome, Pending
from appliance.telemetry.health import judge
from appliance.telemetry.metrics import Metrics
from tests.support.http import request


class Reload:
    """Ends as tests say."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome
        self.asked = 0

    async def __call__(self) -> Outcome:
        self.asked += 1
        return self.outcome


@asynccontextmanager
async def console(reload: Reload) -> AsyncIterator[str]:
    app = make_console(
        lambda: judge([]), Metrics(), SingleNode(), reload, serve_metrics=lambda: False
    )
    stop = trio.Event()
    async with running_until(partial(run, app, ConsoleSettings(port=0), stop=stop), stop) as url:
        yield url


async def post(url: str, **headers: str) -> tuple[int, dict[str, Any]]:
    kind = {"content-type": "application/json"}
    reply = await request(url + "/reload", method="POST", body=b"{}", headers=kind | headers)
    return reply.status, json.loads(reply.body)


async def test_what_was_applied_is_told() -> None:
    reload = Reload(Outcome((), ("log.level",), (Pending("ha.port", "3004"),), ("odd",)))
    async with console(reload) as url:
        assert await post(url) == (
            200,
            {
                "reloaded": True,
                "changed": ["log.level"],
                "needsRestart": [{"key": "ha.port", "stays": "3004"}],
                "notes": ["odd"],
            },
        )
        assert (await request(url + "/reload")).status == 405
        assert (await request(url + "/metrics")).status == 404


async def test_a_refusal_has_all_reasons() -> None:
    async with console(Reload(Outcome(problems=("one", "two")))) as url:
        assert await post(url) == (422, {"reloaded": False, "problems": ["one", "two"]})


@pytest.mark.parametrize(
    ("headers", "words"),
    [
        ({"content-type": "text/plain"}, "expected application/json"),
        ({"host": "evil.example:9090"}, "loopback"),
    ],
)
async def test_no_web_page_can_ask_for_it(headers: dict[str, str], words: str) -> None:
    reload = Reload(Outcome())
    async with console(reload) as url:
        status, found = await post(url, **headers)
    assert status == 403
    assert words in found["problems"][0]
    assert reload.asked == 0
