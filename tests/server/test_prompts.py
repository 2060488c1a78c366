"""Prompts carry the task and the realm's own data."""

from __future__ import annotations

import json
from typing import Any

import pytest
from mcp.shared.exceptions import MCPError

from appliance.server.prompts import DATA_ONLY, scripts
from appliance.server.resources import BY_NAME
from appliance.tools import DOMAINS
from appliance.tools.registry import collect
from tests.support.knowing_server import knowing_client


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_every_prompt_is_listed_with_its_arguments(mode: Any) -> None:
    async with knowing_client(mode) as client:
        listed = {each.name: each for each in (await client.list_prompts()).prompts}
    assert {"explain-creature-scripts", "review-loot-table", "plan-quest-chain"} <= set(listed)
    arguments = listed["plan-quest-chain"].arguments or []
    assert [(each.name, each.required) for each in arguments] == [
        ("quest", True),
        ("locale", False),
    ]
    assert all(each.title and each.description for each in listed.values())


async def test_the_entity_is_attached_as_its_resource() -> None:
    async with knowing_client() as client:
        found = await client.get_prompt("review-loot-table", {"creature": "100027"})
        resource = await client.read_resource("trinity://creature/100027")
    task, data = found.messages
    assert DATA_ONLY in task.content.text  # type: ignore[union-attr]
    attached = data.content.resource  # type: ignore[union-attr]
    assert attached.uri == "trinity://creature/100027"
    assert attached.text == resource.contents[0].text  # type: ignore[union-attr]


async def test_the_entity_is_found_by_name_and_told_in_a_language() -> None:
    async with knowing_client() as client:
        whole = await client.read_resource("trinity://quest/120005")
        title = json.loads(whole.contents[0].text)["title"]  # type: ignore[union-attr]
        found = await client.get_prompt("plan-quest-chain", {"quest": title, "locale": "deDE"})
        german = await client.read_resource("trinity://quest/120005?locale=deDE")
    attached = found.messages[1].content.resource  # type: ignore[union-attr]
    assert attached.text == german.contents[0].text  # type: ignore[union-attr]


async def test_a_symptom_is_passed_on_as_it_is_but_for_control_characters() -> None:
    async with knowing_client() as client:
        found = await client.get_prompt("diagnose-server", {"symptom": "it\x1b crashes"})
    assert found.messages[1].content.text == "it crashes"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("eat", {}, "Unknown prompt; there are explain-creature-scripts"),
        ("plan-quest-chain", {}, "The argument quest is missing: Id or title"),
        ("plan-quest-chain", {"quest": " "}, "The argument quest is missing"),
        ("plan-quest-chain", {"quest": "1", "colour": "red"}, "The argument colour is unknown"),
        ("plan-quest-chain", {"quest": "999999"}, "no quest"),
        ("plan-quest-chain", {"quest": "120005", "locale": "xx"}, "`locale` must be one of"),
    ],
)
async def test_a_wrong_prompt_says_what_is_wrong(
    name: str, arguments: dict[str, str], expected: str
) -> None:
    async with knowing_client() as client:
        with pytest.raises(MCPError) as caught:
            await client.get_prompt(name, arguments)
    assert expected in str(caught.value)


def test_prompts_name_tools_and_resources_that_exist() -> None:
    tools = collect(DOMAINS)
    for name, script in scripts().items():
        assert bool(script.about) != bool(script.asks), name
        assert script.about is None or script.about in BY_NAME
        words = script.text.replace(",", " ").replace(".", " ").split()
        named = {word for word in words if word.startswith(("get-", "search-", "optimize-"))}
        assert named, name
        assert named <= set(tools), name
