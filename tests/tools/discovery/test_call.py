"""A call of call-tool is the call it names, in every respect."""

from __future__ import annotations

from typing import Any

import pytest
from prometheus_client import generate_latest

from appliance.server.dispatch import CallAnswer, Dispatcher
from appliance.telemetry.metrics import Metrics
from appliance.tools.context import LOCAL_CALLER, Caller, Scope, Services
from appliance.tools.discovery import call as module
from appliance.tools.discovery.call import unwrap
from appliance.tools.registry import collect
from tests.support import sample_tools
from tests.support.mcp_server import RealmAway, check_health

TOOLS = collect([sample_tools, module])


def dispatcher(metrics: Metrics | None = None) -> Dispatcher:
    services = Services(RealmAway(), check_health)
    return Dispatcher(TOOLS, services, metrics or Metrics(), aliases={"say": "echo"})


async def call(arguments: Any, caller: Caller = LOCAL_CALLER) -> CallAnswer:
    return await dispatcher().call("call-tool", arguments, caller=caller, request_id="r")


@pytest.mark.parametrize("name", ["echo", "say"])
async def test_it_answers_as_the_tool_does(name: str) -> None:
    through = await call({"name": name, "arguments": {"text": "x", "times": 2}})
    direct = await dispatcher().call(
        "echo", {"text": "x", "times": 2}, caller=LOCAL_CALLER, request_id="r"
    )
    assert through == direct
    assert through.body == b'{"source":"test","text":"xx"}'


async def test_wrong_arguments_are_told_as_the_tools_own() -> None:
    said = await call({"name": "echo", "arguments": {"txt": "x"}})
    assert "the arguments of echo do not fit" in (said.error or "")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({}, "`name` is missing"),
        ({"name": "echo", "args": {}}, "did you mean `arguments`"),
        ({"name": "echo", "arguments": "x"}, "`arguments` must be an object"),
        ({"name": 5}, "`name` must be a string"),
        ({"name": "call-tool", "arguments": {"name": "echo"}}, "`name` must be another tool"),
        ({"name": "ehco"}, "Unknown tool: ehco (did you mean echo?)"),
        ({"name": ""}, "at least 1 characters"),
        (None, "`name` is missing"),
    ],
)
async def test_a_malformed_call_says_what_is_wrong(arguments: Any, expected: str) -> None:
    assert expected in ((await call(arguments)).error or "")


async def test_the_right_that_counts_is_the_named_tools() -> None:
    guest = Caller("guest", frozenset({Scope.GAME_READ}))
    assert not (await call({"name": "echo", "arguments": {"text": "x"}}, guest)).is_error
    said = await call({"name": "write", "arguments": {}}, guest)
    assert "needs the right" in (said.error or "")


async def test_the_call_is_counted_as_the_named_tools() -> None:
    metrics = Metrics()
    await dispatcher(metrics).call(
        "call-tool",
        {"name": "echo", "arguments": {"text": "x"}},
        caller=LOCAL_CALLER,
        request_id="r",
    )
    text = generate_latest(metrics.registry).decode()
    counted = [line for line in text.splitlines() if "invocations_total{" in line]
    assert any('"echo"' in line and line.endswith(" 1.0") for line in counted)
    assert not any('"call-tool"' in line and line.endswith(" 1.0") for line in counted)


def test_other_calls_are_left_as_they_are() -> None:
    arguments = {"name": "echo"}
    assert unwrap("describe-tool", arguments) == ("describe-tool", arguments)
    assert unwrap("call-tool", {"name": "echo"}) == ("echo", {})
