"""Clients of version 1.4 find each tool under its name, with its parameters."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from appliance.tools import DOMAINS
from appliance.tools.aliases import ALIASES
from appliance.tools.document import TO_COME
from appliance.tools.registry import collect

TOOLS = collect(DOMAINS)
CONTRACT: dict[str, dict[str, dict[str, Any]]] = json.loads(
    Path(__file__).with_name("contract.json").read_text()
)


NEW = {"call-tool", "describe-tool", "find-by-name", "get-schema-overview", "search-tools"}
"""Tools that version 1.4 did not have and its clients cannot miss."""


@pytest.mark.parametrize("name", sorted(TOOLS.keys() - NEW))
def test_every_parameter_is_taken_as_it_always_was(name: str) -> None:
    schema = TOOLS[name].input_schema
    properties, required = schema.get("properties", {}), set(schema.get("required", ()))
    for parameter, facts in CONTRACT[name].items():
        assert parameter in properties
        part = properties[parameter]
        assert (parameter in required) == facts["required"], parameter
        default = facts.get("default")
        if default is not None and "<" not in str(default):  # a path that v1.4 wrote to unasked
            assert part.get("default") == default, parameter
        assert set(facts.get("enum", ())) <= choices(part, schema), parameter
        if facts["type"] in ("string", "boolean"):
            assert facts["type"] in kinds(part, schema), parameter
        if facts["type"] == "number":
            assert {"integer", "number"} & kinds(part, schema), parameter
    assert required <= set(CONTRACT[name]), "a new argument must not be required"


def test_what_is_not_served_is_named_as_still_to_come() -> None:
    assert sorted(CONTRACT.keys() - TOOLS.keys()) == sorted(TO_COME)


def test_aliases_lead_to_tools_of_the_contract() -> None:
    assert set(ALIASES.values()) <= set(CONTRACT)


def variants(part: dict[str, Any], schema: dict[str, Any]) -> list[dict[str, Any]]:
    if "$ref" in part:
        return [schema["$defs"][part["$ref"].removeprefix("#/$defs/")]]
    if "anyOf" in part:
        return [found for each in part["anyOf"] for found in variants(each, schema)]
    return [part]


def choices(part: dict[str, Any], schema: dict[str, Any]) -> set[str]:
    return {choice for each in variants(part, schema) for choice in each.get("enum", ())}


def kinds(part: dict[str, Any], schema: dict[str, Any]) -> set[str]:
    return {each.get("type", "") for each in variants(part, schema)}
