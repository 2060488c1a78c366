"""Whatever the arguments are: an answer or a clear error, and SQL that knows none of them.

Every tool gets generated arguments over the demo realm, whose queries are recorded. Some a
tool here, more in the sweep; `TRINITYCORE_MCP_EXAMPLES=10000` asks for many.
"""

from __future__ import annotations

import os
import re
from typing import Any

import pytest
import structlog
from hypothesis import HealthCheck, Phase, given, settings

from appliance.server.dispatch import Dispatcher
from appliance.telemetry.metrics import Metrics
from appliance.tools import DOMAINS
from appliance.tools.context import LOCAL_CALLER, Services
from appliance.tools.registry import collect
from tests.support import hostile_inputs
from tests.support.demo_realms import recorded_demo_realm
from tests.support.mcp_server import check_health
from tests.support.realms import FixedRealm

TOOLS = collect(DOMAINS)
EXAMPLES = int(os.environ.get("TRINITYCORE_MCP_EXAMPLES", "25"))
KNOWN = (1, 2, 4, 11, 12, 60, 80, 9010, 9101, 100005, 100027, 100037, 110001, 110054, 120002)
"""Ids of the demo realm: creatures, items, quests, a zone, a faction, classes and levels."""
SMALL = re.compile(
    r"FROM (version|player_xp_for_level|exploration_basexp|reputation_reward_rate)\b"
)


def is_bounded(sql: str) -> bool:
    """A query names the rows it wants, counts them, cuts them, or reads a table that is small."""
    if " LIMIT " in sql or SMALL.search(sql):
        return True
    where = sql.partition(" WHERE ")[2]
    return "%s" in where or "GROUP BY" in sql or "COUNT(" in sql


def examples(name: str) -> list[dict[str, Any]]:
    """Generated arguments. They are run afterwards, all in one realm: shrinking a find costs more
    than reading it."""
    made: list[dict[str, Any]] = []

    @settings(
        max_examples=EXAMPLES,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(hostile_inputs.arguments(TOOLS[name].input_schema, KNOWN))
    def collect_one(arguments: dict[str, Any]) -> None:
        made.append(arguments)

    collect_one()
    return made


@pytest.mark.parametrize("name", TOOLS)
async def test_every_input_gets_an_answer_or_a_clear_error(name: str) -> None:
    async with recorded_demo_realm() as (realm, recorded):
        dispatcher = Dispatcher(TOOLS, Services(FixedRealm(realm), check_health), Metrics())
        with structlog.testing.capture_logs() as lines:
            made = examples(name)
            for arguments in made:
                answer = await dispatcher.call(name, arguments, caller=LOCAL_CALLER, request_id="r")
                error = answer.error or ""
                assert not error.startswith("internal error"), (arguments, lines[-2:])
                assert bool(answer.body) != bool(error), arguments
                assert "\n" not in error, arguments
                lines.clear()
        asked = {sql for database in recorded for sql, _parameters in database.asked}
    assert not [sql for sql in asked if hostile_inputs.leaked(sql, made)]
    assert not [sql for sql in asked if not is_bounded(" ".join(sql.split()))]
