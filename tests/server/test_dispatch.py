from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
import structlog
import trio
from trio.testing import MockClock

from appliance.errors import (
    ApplianceError,
    QueryTimeout,
    SchemaUnsupported,
    SettingsError,
    UnknownTool,
)
from appliance.server.dispatch import CallAnswer, Dispatcher
from appliance.server.recording import UNKNOWN
from appliance.sourcetree.opcodes import SourceTree
from appliance.telemetry import logs
from appliance.telemetry.metrics import Metrics
from appliance.tools.context import LOCAL_CALLER, Caller, Scope, Services, ToolContext
from appliance.tools.models import Answer, ToolInput
from appliance.tools.registry import tool
from tests.support import sample_tools
from tests.support.mcp_server import RealmAway, check_health, sample_dispatcher

READER = Caller("reader", frozenset({Scope.GAME_READ}))


async def call(dispatcher: Dispatcher, name: str, **arguments: Any) -> CallAnswer:
    return await dispatcher.call(name, arguments, caller=READER, request_id="r1")


def count(metrics: Metrics, name: str, **labels: str) -> float | None:
    return metrics.registry.get_sample_value(f"trinitycore_mcp_{name}", labels)


@pytest.fixture
def metrics() -> Metrics:
    return Metrics()


@pytest.fixture
def dispatcher(metrics: Metrics) -> Dispatcher:
    return sample_dispatcher(metrics)


async def test_an_answer_is_compact_json(dispatcher: Dispatcher) -> None:
    answer = await call(dispatcher, "echo", text="ä")
    assert answer == CallAnswer('{"source":"test","text":"ä"}'.encode())
    assert not answer.is_error


async def test_an_answer_is_counted_timed_and_logged(
    dispatcher: Dispatcher, metrics: Metrics, autojump_clock: MockClock
) -> None:
    with structlog.testing.capture_logs() as lines:
        await call(dispatcher, "wait", seconds=2)
    assert count(metrics, "mcp_tool_invocations_total", tool_name="wait", status="ok") == 1
    assert count(metrics, "mcp_tool_duration_seconds_sum", tool_name="wait") == 2
    assert lines == [
        {
            "event": "call",
            "log_level": "info",
            "tool": "wait",
            "outcome": "ok",
            "ms": 2000.0,
            "caller": "reader",
        }
    ]


async def test_calls_in_flight_are_counted(
    dispatcher: Dispatcher, metrics: Metrics, autojump_clock: MockClock
) -> None:
    async with trio.open_nursery() as nursery:
        for seconds in (1, 3):
            nursery.start_soon(lambda s=seconds: call(dispatcher, "wait", seconds=s))
        await trio.sleep(0.5)
        assert count(metrics, "calls_in_flight") == 2
        await trio.sleep(1)
        assert count(metrics, "calls_in_flight") == 1
    assert count(metrics, "calls_in_flight") == 0


async def test_unknown_tools_are_named_with_the_nearest(
    dispatcher: Dispatcher, metrics: Metrics
) -> None:
    with pytest.raises(UnknownTool, match=r"^Unknown tool: ehco \(did you mean echo\?\)$"):
        await call(dispatcher, "ehco")
    with pytest.raises(UnknownTool, match=r"^Unknown tool: zzz \(search-tools finds one\)$"):
        await call(dispatcher, "zzz")
    assert count(metrics, "mcp_tool_invocations_total", tool_name=UNKNOWN, status="error") == 2


async def test_an_unknown_tools_name_is_cut_and_made_harmless(dispatcher: Dispatcher) -> None:
    with pytest.raises(UnknownTool) as caught:
        await call(dispatcher, "\x1b\ud800" + "x" * 10_000)
    assert "\x1b" not in str(caught.value)
    assert len(str(caught.value)) < 150


async def test_aliases_call_their_target(dispatcher: Dispatcher, metrics: Metrics) -> None:
    assert (await call(dispatcher, "say", text="x")).body == b'{"source":"test","text":"x"}'
    assert count(metrics, "mcp_tool_invocations_total", tool_name="echo", status="ok") == 1


async def test_an_alias_without_a_target_is_unknown(dispatcher: Dispatcher) -> None:
    with pytest.raises(UnknownTool):
        await call(dispatcher, "gone")


async def test_the_callers_rights_are_checked_before_the_arguments(
    dispatcher: Dispatcher, metrics: Metrics
) -> None:
    answer = await call(dispatcher, "write", bad=1)
    assert answer.error == "write needs the right operations:write, which you do not have"
    assert answer.is_error
    assert count(metrics, "mcp_tool_errors_total", tool_name="write", error_type="forbidden") == 1
    allowed = await dispatcher.call("write", None, caller=LOCAL_CALLER, request_id="r1")
    assert allowed.body == b'{"source":"test","text":"written"}'


async def test_wrong_arguments_never_reach_the_tool(
    dispatcher: Dispatcher, metrics: Metrics
) -> None:
    answer = await call(dispatcher, "echo", text=5)
    assert answer.error == (
        "the arguments of echo do not fit: `text` must be a string, not an integer"
    )
    errors = {"tool_name": "echo", "error_type": "invalid_argument"}
    assert count(metrics, "mcp_tool_errors_total", **errors) == 1
    assert count(metrics, "mcp_tool_duration_seconds_count", tool_name="echo") == 0


async def test_a_tool_has_its_time_and_no_more(
    dispatcher: Dispatcher, metrics: Metrics, autojump_clock: MockClock
) -> None:
    sample_tools.EVENTS.clear()
    answer = await call(dispatcher, "wait", seconds=11)
    assert answer.error == ("wait did not answer within 10 s (ask for less, or try again later)")
    assert trio.current_time() == pytest.approx(10)
    assert sample_tools.EVENTS == ["wait began", "wait cancelled"]
    assert count(metrics, "mcp_tool_errors_total", tool_name="wait", error_type="timeout") == 1


async def test_a_cancelled_call_is_counted_as_cancelled(
    dispatcher: Dispatcher, metrics: Metrics, autojump_clock: MockClock
) -> None:
    with structlog.testing.capture_logs() as lines, trio.move_on_after(1) as scope:
        await call(dispatcher, "wait", seconds=5)
    assert scope.cancelled_caught
    assert count(metrics, "mcp_tool_invocations_total", tool_name="wait", status="cancelled") == 1
    assert [line["outcome"] for line in lines] == ["cancelled"]
    assert count(metrics, "calls_in_flight") == 0


@pytest.mark.parametrize(
    ("how", "told", "error_type"),
    [
        ("not-found", "no creature has entry 5 (search-creatures finds entries)", "not_found"),
        ("group", "one", "not_found"),
        (
            "away",
            "the realm's database cannot be reached right now; try again in a moment "
            "(request id r1)",
            "database_unavailable",
        ),
        (
            "denied",
            "the realm's database refuses this server; its operator has to look (request id r1)",
            "database_denied",
        ),
        (
            "refused",
            "the realm's database refuses a query of this tool (request id r1)",
            "query_failed",
        ),
    ],
)
async def test_deliberate_errors_are_told_in_a_line(
    dispatcher: Dispatcher, metrics: Metrics, how: str, told: str, error_type: str
) -> None:
    assert (await call(dispatcher, "fail", how=how)).error == told
    assert count(metrics, "mcp_tool_errors_total", tool_name="fail", error_type=error_type) == 1
    assert count(metrics, "mcp_tool_invocations_total", tool_name="fail", status="error") == 1


class Plain(ToolInput):
    pass


class Odd(Answer):
    thing: Any


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (QueryTimeout("SELECT secret"), "the realm's database took too long; ask for less, or "),
        (SchemaUnsupported("no table\n creature\x1b"), "no table creature"),
        (SettingsError("hunter2"), "this server cannot answer now (request id r1)"),
    ],
)
async def test_other_deliberate_errors(metrics: Metrics, error: ApplianceError, told: str) -> None:
    @tool("raise", title="Raise", scope=Scope.GAME_READ, read_only=True, timeout_s=1)
    async def raise_(_query: Plain, _context: ToolContext) -> Answer:
        """Raise."""
        raise error

    dispatcher = Dispatcher({"raise": raise_}, Services(RealmAway(), check_health), metrics)
    said = (await call(dispatcher, "raise")).error
    assert said is not None
    assert said.startswith(told)
    assert "secret" not in said
    assert "hunter2" not in said


async def test_what_a_database_says_of_itself_goes_to_the_log(dispatcher: Dispatcher) -> None:
    with structlog.testing.capture_logs() as lines:
        await call(dispatcher, "fail", how="refused")
    assert lines[0]["reason"] == "no column `secret` in SELECT secret FROM account"
    assert lines[0]["request_id"] == "r1"


@pytest.mark.parametrize("how", ["bug", "mixed"])
async def test_a_bug_is_logged_and_does_not_leave_the_dispatcher(
    dispatcher: Dispatcher, metrics: Metrics, how: str
) -> None:
    with structlog.testing.capture_logs() as lines:
        answer = await call(dispatcher, "fail", how=how)
    assert answer.error == "internal error, request id r1"
    assert lines[0]["event"] == "tool failed"
    assert lines[0]["exc_info"] is True
    assert lines[1]["outcome"] == "failed"
    assert count(metrics, "mcp_tool_invocations_total", tool_name="fail", status="failed") == 1
    assert count(metrics, "mcp_tool_errors_total", tool_name="fail", error_type="internal") == 1
    assert (await call(dispatcher, "echo", text="x")).body


async def test_an_answer_that_cannot_be_encoded_is_a_bug(metrics: Metrics) -> None:
    @tool("odd", title="Odd", scope=Scope.GAME_READ, read_only=True, timeout_s=1)
    async def odd(_query: Plain, _context: ToolContext) -> Odd:
        """Answer oddly."""
        return Odd(source="test", thing=object())

    dispatcher = Dispatcher({"odd": odd}, Services(RealmAway(), check_health), metrics)
    assert (await call(dispatcher, "odd")).error == "internal error, request id r1"


async def test_every_log_line_of_a_call_carries_its_request_id(dispatcher: Dispatcher) -> None:
    answer = await call(dispatcher, "identity")
    assert json.loads(answer.body)["bound"] == {"request_id": "r1"}
    assert logs.request_id.get() is None


async def test_concurrent_calls_do_not_see_each_other(
    dispatcher: Dispatcher, autojump_clock: MockClock
) -> None:
    answers: dict[str, CallAnswer] = {}

    async def one(request_id: str) -> None:
        caller = Caller(f"caller {request_id}", frozenset(Scope))
        answers[request_id] = await dispatcher.call(
            "identity", {}, caller=caller, request_id=request_id
        )

    async with trio.open_nursery() as nursery:
        for number in range(20):
            nursery.start_soon(one, str(number))
    for request_id, answer in answers.items():
        assert f'"caller":"caller {request_id}"'.encode() in answer.body
        assert f'"bound":{{"request_id":"{request_id}"}}'.encode() in answer.body


async def test_a_bug_leaves_nothing_bound(dispatcher: Dispatcher) -> None:
    await call(dispatcher, "fail", how="bug")
    assert logs.request_id.get() is None


async def test_an_unknown_name_is_told_in_one_line() -> None:
    with pytest.raises(UnknownTool, match=r"^Unknown tool: a b \(") as caught:
        sample_dispatcher().find("a\nb")
    assert "\n" not in str(caught.value)


class Look(ToolInput):
    seconds: float = 0


class Seen(Answer):
    before: str
    after: str


@tool("look", title="Look", scope=Scope.GAME_READ, read_only=True, timeout_s=60)
async def look(query: Look, context: ToolContext) -> Seen:
    """Say what it has to work with, at its beginning and at its end."""
    before = str(context.services.source_tree)
    await trio.sleep(query.seconds)
    return Seen(source="test", before=before, after=str(context.services.source_tree))


async def test_a_call_keeps_the_services_it_began_with(autojump_clock: MockClock) -> None:
    first = Services(RealmAway(), check_health)
    second = replace(first, source_tree=SourceTree())
    dispatcher = Dispatcher({"look": look}, first, Metrics())
    seen: list[dict[str, str]] = []

    async def ask(seconds: float) -> None:
        seen.append(json.loads((await call(dispatcher, "look", seconds=seconds)).body))

    async with trio.open_nursery() as nursery:
        nursery.start_soon(ask, 10)
        await trio.sleep(1)
        era = dispatcher.change_services(second)
        assert dispatcher.services is second
        with trio.move_on_after(5) as waiting:
            await era.wait_over()
        assert waiting.cancelled_caught
        await ask(0)
        await era.wait_over()
        assert trio.current_time() == 10
    old, new = str(first.source_tree), str(second.source_tree)
    assert [(each["before"], each["after"]) for each in seen] == [(new, new), (old, old)]


async def test_an_era_without_calls_is_over_at_once() -> None:
    dispatcher = Dispatcher({"look": look}, Services(RealmAway(), check_health), Metrics())
    await call(dispatcher, "look")
    with trio.fail_after(15):
        await dispatcher.change_services(dispatcher.services).wait_over()
