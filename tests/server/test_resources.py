"""Resources answer as the tools behind them do, by number or by name."""

from __future__ import annotations

import json
from typing import Any

import pytest
from mcp.client import Client
from mcp.shared.exceptions import MCPError
from mcp_types import INVALID_PARAMS

from appliance.server.kernel import build_kernel
from appliance.server.resources import KINDS
from appliance.tools.context import LOCAL_CALLER
from tests.support.knowing_server import TOOLS, knowing_client, knowing_dispatcher
from tests.support.mcp_server import sample_dispatcher

MODES = ["auto", "legacy"]


async def read(client: Client, uri: str) -> Any:
    (content,) = (await client.read_resource(uri)).contents
    assert content.mime_type == "application/json"
    return json.loads(content.text)  # type: ignore[union-attr]


@pytest.mark.parametrize("mode", MODES)
async def test_everything_that_is_offered_can_be_read(mode: Any) -> None:
    values = {
        "creature": "100027",
        "item": "110054",
        "quest": "120005",
        "spell": "140101",
        "gametable": "CombatRatings",
        "schema": "smart",
    }
    async with knowing_client(mode) as client:
        templates = (await client.list_resource_templates()).resource_templates
        assert {each.name for each in templates} == set(values)
        for each in templates:
            said = await read(client, each.uri_template.split("{")[0] + values[each.name])
            assert said["source"] == "demo"
        for resource in (await client.list_resources()).resources:
            assert (await read(client, resource.uri))["source"] == "demo"


async def test_the_answer_is_the_tools() -> None:
    async with knowing_dispatcher() as dispatcher:
        direct = await dispatcher.call(
            "get-quest-info",
            {"questId": 120005, "locale": "deDE"},
            caller=LOCAL_CALLER,
            request_id="r",
        )
        async with Client(build_kernel(dispatcher).server) as client:
            assert await read(client, "trinity://quest/120005?locale=deDE") == json.loads(
                direct.body
            )


async def test_a_name_finds_the_entity() -> None:
    async with knowing_client() as client:
        by_number = await read(client, "trinity://creature/100027")
        name = by_number["name"]
        assert await read(client, f"trinity://creature/{name.upper()}") == by_number
        assert await read(client, f"trinity://creature/{name}%20[100027]") == by_number


@pytest.mark.parametrize(
    ("uri", "expected"),
    [
        ("trinity://creature/999999", "no creature"),
        ("trinity://creature/", "no such resource"),
        ("trinity://creature/zzqqxxyy", "no creature has that name"),
        ("trinity://creature/100027?locale=xxXX", "`locale` must be one of"),
        ("trinity://dragon/1", "no such resource"),
        ("trinity://creature/../../etc/passwd", "no creature has that name"),
        ("trinity://creature/-1", "no creature has that name"),
        ("trinity://gametable/../../etc/passwd", "no GameTable of that name"),
        ("trinity://schema/zzz", "no table"),
        ("file:///etc/passwd", "no such resource"),
        ("creature/1", "no such resource"),
        ("trinity://[", "no address"),
        ("trinity://creature/" + "x" * 101, "number or its name"),
        ("trinity://creature/" + "x" * 1600, "too long"),
    ],
)
async def test_what_is_not_there_is_said_to_be_missing(uri: str, expected: str) -> None:
    async with knowing_client() as client:
        with pytest.raises(MCPError, match="Resource not found") as caught:
            await client.read_resource(uri)
    assert caught.value.code == INVALID_PARAMS
    assert caught.value.error.data == {"uri": uri}
    assert expected in str(caught.value)


async def test_a_server_without_the_tool_says_that_nothing_is_there() -> None:
    async with Client(build_kernel(sample_dispatcher()).server) as client:
        with pytest.raises(MCPError, match="Resource not found"):
            await client.read_resource("trinity://schema")


def test_the_tools_behind_resources_take_these_arguments() -> None:
    for kind in KINDS:
        assert kind.argument in TOOLS[kind.tool].input_schema["properties"]
