"""Tools are found by what people call the work."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.server.dispatch import Dispatcher
from appliance.tools import DOMAINS
from appliance.tools.context import Caller, Scope
from appliance.tools.discovery.search import rank, words
from appliance.tools.registry import collect
from tests.support.mcp_server import dispatcher_over

TOOLS = collect(DOMAINS)


@pytest.mark.parametrize(
    ("query", "tool"),
    [
        ("what does a creature drop", "get-creature-full-info"),
        ("what does a boss drop", "get-creature-full-info"),
        ("which wolves are there and what do they drop?", "get-creature-full-info"),
        ("how do I find where it is", "find-by-name"),
        ("bosses", "get-boss-mechanics"),
        ("where can I buy linen cloth", "get-all-vendors"),
        ("how do I get exalted with stormwind", "get-reputation-grind-path"),
        ("is the world server slow", "analyze-bot-performance"),
        ("spell", "get-spell-info"),
        ("quest route", "optimize-quest-route"),
        ("opcode", "get-opcode-info"),
        ("dungeon strategy", "get-boss-mechanics"),
        ("reputation grind", "get-reputation-grind-path"),
        ("battlegrund", "get-battleground-strategy"),
        ("gameTable", "query-gametable"),
        ("vendors", "get-all-vendors"),
        ("is the server healthy", "get-health-status"),
        ("armor mitigation", "calculate-armor-mitigation"),
    ],
)
def test_the_right_tool_is_among_the_first(query: str, tool: str) -> None:
    assert tool in rank(query, TOOLS)[:3]


def test_no_words_list_all_and_unknown_ones_none() -> None:
    assert rank("", TOOLS) == list(TOOLS)
    assert rank("zzzzzz qqqqqq", TOOLS) == []


def test_small_words_of_a_question_find_nothing_by_themselves() -> None:
    assert rank("what does it", TOOLS) == []


def test_names_fall_into_words() -> None:
    assert words("get-itemInfo HTTPServer x9") == ["get", "item", "info", "http", "server", "x9"]


@given(st.text(max_size=200))
def test_any_query_ranks_tools_that_exist_once(query: str) -> None:
    found = rank(query, TOOLS)
    assert len(found) == len(set(found))
    assert set(found) <= set(TOOLS)


async def search(dispatcher: Dispatcher, caller: Caller) -> str:
    answer = await dispatcher.call("search-tools", {"limit": 100}, caller=caller, request_id="r")
    return answer.body.decode()


async def test_tools_a_caller_may_not_use_are_not_found() -> None:
    said = await search(dispatcher_over(TOOLS), Caller("guest", frozenset({Scope.GAME_READ})))
    assert '"get-item-info"' in said
    assert '"get-health-status"' not in said
