"""Values of resources and prompts are completed by name, and what is completed can be read."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest
from mcp.client import Client
from mcp_types import PromptReference, ResourceTemplateReference

from appliance.server.kernel import build_kernel
from tests.support.knowing_server import knowing_client
from tests.support.mcp_server import dispatcher_over

CREATURE = ResourceTemplateReference(uri="trinity://creature/{entry}")


async def complete(
    ref: ResourceTemplateReference | PromptReference, name: str, value: str
) -> list[str]:
    async with knowing_client() as client:
        found = await client.complete(ref, {"name": name, "value": value})
    assert found.completion.total == len(found.completion.values)
    assert found.completion.has_more is False
    return found.completion.values


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_what_is_completed_leads_back_to_the_entity(mode: Any) -> None:
    async with knowing_client(mode) as client:
        found = await client.complete(CREATURE, {"name": "entry", "value": "wolf"})
        assert found.completion.values
        for value in found.completion.values:
            read = await client.read_resource(f"trinity://creature/{quote(value)}")
            name = json.loads(read.contents[0].text)["name"]  # type: ignore[union-attr]
            assert value.startswith(name)


async def test_an_argument_of_a_prompt_is_completed_too() -> None:
    ref = PromptReference(name="review-loot-table")
    assert await complete(ref, "creature", "wolf") == await complete(CREATURE, "entry", "wolf")


async def test_languages_begin_with_what_was_typed() -> None:
    assert await complete(PromptReference(name="plan-quest-chain"), "locale", "ES") == [
        "esES",
        "esMX",
    ]


@pytest.mark.parametrize(
    ("uri", "name", "value", "first"),
    [
        ("trinity://gametable/{name}", "name", "combat", "CombatRatings"),
        ("trinity://schema/{table}", "table", "smart", "smart_scripts"),
        ("trinity://schema/{table}", "table", "scripts", "smart_scripts"),
    ],
)
async def test_tables_are_completed_by_any_part(
    uri: str, name: str, value: str, first: str
) -> None:
    assert first in await complete(ResourceTemplateReference(uri=uri), name, value)


@pytest.mark.parametrize(
    ("ref", "name"),
    [
        (CREATURE, "colour"),
        (ResourceTemplateReference(uri="trinity://dragon/{entry}"), "entry"),
        (PromptReference(name="eat"), "creature"),
        (PromptReference(name="review-loot-table"), "quest"),
        (PromptReference(name="diagnose-server"), "symptom"),
    ],
)
async def test_what_cannot_be_completed_has_no_completions(
    ref: ResourceTemplateReference | PromptReference, name: str
) -> None:
    assert await complete(ref, name, "wolf") == []


async def test_without_an_index_there_are_no_completions() -> None:
    from tests.support.knowing_server import TOOLS

    async with Client(build_kernel(dispatcher_over(TOOLS)).server) as client:
        found = await client.complete(CREATURE, {"name": "entry", "value": "wolf"})
        assert found.completion.values == []
        tables = ResourceTemplateReference(uri="trinity://schema/{table}")
        found = await client.complete(tables, {"name": "table", "value": "smart"})
        assert found.completion.values == []
