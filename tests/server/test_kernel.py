from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import trio
from mcp.client.client import Client
from mcp.shared.exceptions import MCPError
from mcp_types import INVALID_PARAMS

from appliance import __version__
from appliance.gamedata.realm import Branch, Realm, Schema
from appliance.server.dispatch import Dispatcher
from appliance.server.kernel import build_kernel, instructions
from appliance.settings.model import Profile
from appliance.telemetry.metrics import Metrics
from appliance.tools.context import Services
from appliance.tools.discovery import call, describe, search
from appliance.tools.registry import collect
from tests.support import sample_tools
from tests.support.mcp_server import RealmAway, check_health, sample_dispatcher

MODES = ["auto", "legacy"]
DISCOVERY_SORTED = ("call-tool", "describe-tool", "search-tools")


class RealmThere:
    def current(self) -> Realm:
        schema = Schema(Branch.WRATH, "TrinityCore", "TDB 335.24111", {})
        world: Any = None
        return Realm(schema, "world@db1", world)


@pytest.mark.parametrize("mode", MODES)
async def test_tools_are_listed_whole_and_in_order(mode: Any) -> None:
    dispatcher = sample_dispatcher()
    async with Client(build_kernel(dispatcher).server, mode=mode) as client:
        listed = await client.list_tools()
    assert [tool.name for tool in listed.tools] == sorted([*dispatcher.tools, "say", "stay"])
    assert listed.next_cursor is None
    by_name = {tool.name: tool for tool in listed.tools}
    assert by_name["echo"].model_dump(by_alias=True, exclude_none=True) == {
        "name": "echo",
        "title": "Echo",
        "description": "Say the same. Nothing else.",
        "inputSchema": {
            "type": "object",
            "properties": {
                "text": {"type": "string", "description": "What to say."},
                "times": {"type": "integer", "description": "How often."},
                "locale": {"type": "string"},
            },
            "required": ["text"],
        },
        "annotations": {"readOnlyHint": True, "openWorldHint": False},
    }
    assert by_name["say"].description == "Older name of echo, same arguments."
    write = by_name["write"].annotations
    assert write is not None
    assert (write.read_only_hint, write.destructive_hint) == (False, None)


@pytest.mark.parametrize("profile", [Profile.CORE, Profile.MINIMAL])
async def test_a_smaller_profile_lists_the_tools_that_reach_all_others(profile: Profile) -> None:
    tools = collect([sample_tools, call, describe, search])
    services = Services(RealmAway(), check_health)
    kernel = build_kernel(Dispatcher(tools, services, Metrics()), profile=profile)
    async with Client(kernel.server) as client:
        listed = await client.list_tools()
        assert [tool.name for tool in listed.tools] == list(DISCOVERY_SORTED)
        said = await client.call_tool("call-tool", {"name": "echo", "arguments": {"text": "x"}})
        assert said.structured_content == {"source": "test", "text": "x"}


async def test_another_profile_is_shown_from_the_next_list_on() -> None:
    kernel = build_kernel(sample_dispatcher())
    async with Client(kernel.server, mode="legacy") as client:
        before = {tool.name for tool in (await client.list_tools()).tools}
        kernel.show(Profile.MINIMAL)
        assert (await client.list_tools()).tools == []
        assert not (await client.call_tool("echo", {"text": "x"})).is_error
        kernel.show(Profile.FULL)
        assert {tool.name for tool in (await client.list_tools()).tools} == before


async def test_the_list_may_be_kept_for_a_while() -> None:
    async with Client(build_kernel(sample_dispatcher()).server) as client:
        listed = await client.list_tools()
    assert (listed.ttl_ms, listed.cache_scope) == (300_000, "public")


@pytest.mark.parametrize("mode", MODES)
async def test_pages(mode: Any) -> None:
    dispatcher = sample_dispatcher()
    names: list[str] = []
    async with Client(build_kernel(dispatcher, page_size=5).server, mode=mode) as client:
        cursor = None
        for _ in range(3):
            page = await client.list_tools(cursor=cursor)
            names += [tool.name for tool in page.tools]
            cursor = page.next_cursor
        assert cursor is None
        with pytest.raises(MCPError, match="Unknown cursor") as caught:
            await client.list_tools(cursor="elsewhere")
    assert names == sorted([*dispatcher.tools, "say", "stay"])
    assert caught.value.code == INVALID_PARAMS


@pytest.mark.parametrize("mode", MODES)
async def test_the_server_introduces_itself(mode: Any) -> None:
    async with Client(build_kernel(sample_dispatcher()).server, mode=mode) as client:
        assert client.server_info.name == "trinitycore-mcp"
        assert client.server_info.version == __version__
        assert client.instructions == instructions(RealmAway())


def test_instructions_name_the_realm() -> None:
    there = instructions(RealmThere())
    assert "The realm is world@db1, TrinityCore 3.3.5 (TDB 335.24111)." in there
    assert "`demo` means an invented realm" in there
    assert "get-health-status says why" in instructions(RealmAway())


async def test_instructions_follow_the_realm() -> None:
    dispatcher = sample_dispatcher()
    server = build_kernel(dispatcher).server
    before = server.instructions
    dispatcher.change_services(replace(dispatcher.services, realms=RealmThere()))
    assert before != server.instructions


@pytest.mark.parametrize("mode", MODES)
async def test_an_answer_is_the_same_as_text_and_as_structure(mode: Any) -> None:
    async with Client(build_kernel(sample_dispatcher()).server, mode=mode) as client:
        result = await client.call_tool("echo", {"text": "ä"})
    assert result.structured_content == {"source": "test", "text": "ä"}
    assert [block.model_dump()["text"] for block in result.content] == [
        '{"source":"test","text":"ä"}'
    ]
    assert not result.is_error


@pytest.mark.parametrize("mode", MODES)
async def test_an_error_is_a_result_a_model_can_read(mode: Any) -> None:
    async with Client(build_kernel(sample_dispatcher()).server, mode=mode) as client:
        result = await client.call_tool("fail", {"how": "not-found"})
        with pytest.raises(MCPError, match="Unknown tool: ehco") as caught:
            await client.call_tool("ehco", {})
    assert result.is_error
    assert result.structured_content is None
    assert [block.model_dump()["text"] for block in result.content] == [
        "no creature has entry 5 (search-creatures finds entries)"
    ]
    assert caught.value.code == INVALID_PARAMS


@pytest.mark.parametrize("mode", MODES)
async def test_progress_reaches_who_asked_for_it(mode: Any) -> None:
    heard: list[tuple[float, float | None, str | None]] = []
    all_heard = trio.Event()

    async def listen(done: float, total: float | None, said: str | None) -> None:
        heard.append((done, total, said))
        if len(heard) == 3:
            all_heard.set()

    async with Client(build_kernel(sample_dispatcher()).server, mode=mode) as client:
        arguments = {"seconds": 0.03, "steps": 3}
        await client.call_tool("wait", arguments, progress_callback=listen)
        await client.call_tool("wait", arguments)
        with trio.move_on_after(15):
            await all_heard.wait()
    assert heard == [(1, 3, "step 1"), (2, 3, "step 2"), (3, 3, "step 3")]


def test_only_tools_that_may_take_long_are_streamed() -> None:
    assert build_kernel(sample_dispatcher()).streamed == {"wait-long", "stay"}


def test_schemas_are_found_by_older_names_too() -> None:
    dispatcher = sample_dispatcher()
    lookup = build_kernel(dispatcher).server.get_tool_input_schema
    assert lookup is not None
    assert lookup("say") == dispatcher.tools["echo"].input_schema
    assert lookup("nothing") is None


def test_no_middleware_is_paid_for() -> None:
    assert build_kernel(sample_dispatcher()).server.middleware == []
