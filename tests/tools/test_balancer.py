"""Which calls a balancer may send to a second replica."""

from __future__ import annotations

from appliance.server.resources import KINDS, WHOLE
from appliance.tools import DOMAINS, balancer
from appliance.tools.registry import collect

TOOLS = collect(DOMAINS)


def test_the_lists_of_reads_are_those_of_the_tools() -> None:
    for path, text in balancer.documents().items():
        assert path.read_text() == text, "run `make docs`"


def test_nothing_with_an_effect_or_of_operations_is_a_read() -> None:
    names = set(balancer.retried(TOOLS))
    for tool in TOOLS.values():
        if not tool.read_only or tool.scope.startswith(("operations", "workspace")):
            assert tool.name not in names
    assert "call-tool" not in names
    assert "get-creature-full-info" in names


def test_an_older_name_is_retried_as_its_tool_is() -> None:
    names = set(balancer.retried(TOOLS))
    assert "get-dungeon-strategy" in names
    assert "generate-code-from-template" not in names


def test_what_is_retried_beside_tools_only_reads() -> None:
    behind = {kind.tool for kind in KINDS} | {tool for tool, *_ in WHOLE.values()}
    assert behind <= set(balancer.retried(TOOLS))
