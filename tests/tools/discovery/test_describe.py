"""A tool is described whole, by its name or an older one."""

from __future__ import annotations

from typing import Any

from pydantic_core import from_json

from appliance.tools import DOMAINS
from appliance.tools.context import LOCAL_CALLER
from appliance.tools.registry import collect
from tests.support.mcp_server import dispatcher_over

TOOLS = collect(DOMAINS)


async def describe(**arguments: Any) -> Any:
    answer = await dispatcher_over(TOOLS).call(
        "describe-tool", arguments, caller=LOCAL_CALLER, request_id="r"
    )
    return answer.error or from_json(answer.body)


async def test_arguments_come_with_limits_and_defaults() -> None:
    said = await describe(name="get-item-info")
    assert said["inputSchema"] == TOOLS["get-item-info"].input_schema
    assert said["outputSchema"] == TOOLS["get-item-info"].output_outline
    assert said["scope"] == "game:read"
    assert "item_template" in said["readsOnWrath"]


async def test_the_whole_answer_is_described_on_request() -> None:
    said = await describe(name="get-dungeon-strategy", wholeAnswer=True)
    assert said["name"] == "get-boss-mechanics"
    assert said["outputSchema"] == TOOLS["get-boss-mechanics"].output_schema


async def test_an_unknown_name_gets_near_ones() -> None:
    said = await describe(name="get-itm-info")
    assert said.startswith("no tool has that name (did you mean get-item-info")
    assert "search-tools" in await describe(name="zzzzzz")
