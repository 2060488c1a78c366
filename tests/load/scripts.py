"""Figures of scripts in words: how many ids have names, and what explaining costs.

TRINITYCORE_MCP_TEST_DATA=… python tests/load/scripts.py
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from pathlib import Path

import pytest
import trio

CHECKOUT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(CHECKOUT))

from appliance.gamedata import condition_sources  # noqa: E402
from appliance.gamedata.realm import Branch, Realm  # noqa: E402
from appliance.gamedata.scripts import conditions, smart_scripts  # noqa: E402
from appliance.gamedata.scripts.wordings import wordings  # noqa: E402
from tests.support.naming import counting, every_condition_source, every_script_row  # noqa: E402
from tests.support.realms import open_realm  # noqa: E402
from tests.support.servers import SqlServer, running_mariadb  # noqa: E402

CREATURES = """
SELECT DISTINCT entryorguid FROM smart_scripts WHERE source_type = 0 AND entryorguid > 0
ORDER BY entryorguid LIMIT 300
"""


def main() -> None:
    """Load the published 3.3.5 rows and print the figures."""
    began = time.perf_counter()
    for branch in Branch:
        wordings(branch)
    print(f"reading the wordings: {1000 * (time.perf_counter() - began):.1f} ms")
    data = Path(os.environ["TRINITYCORE_MCP_TEST_DATA"]) / "trinitycore-335"
    with running_mariadb() as server:
        schema = data / "schema" / "world_database.sql"
        server.create_schema("scripts", schema, data / "world_core.sql.gz")
        trio.run(_figures, server)


async def _figures(server: SqlServer) -> None:
    async with open_realm(server.settings(), "scripts") as realm:
        await _names(realm)
        await _times(realm)


async def _names(realm: Realm) -> None:
    patch = pytest.MonkeyPatch()
    with counting(patch) as tally:
        told = await every_script_row(realm)
    print(tally.table(f"{len(told)} SmartAI rows"))
    sources = await every_condition_source(realm)
    with counting(patch) as tally:
        await conditions.explain(realm, sources, "enUS")
    print(tally.table(f"conditions of {len(sources)} sources"))
    with counting(patch) as tally:
        await condition_sources.describe(realm, sources, "enUS")
    print(tally.table(f"{len(sources)} condition sources"))


async def _times(realm: Realm) -> None:
    creatures = await realm.world.fetch(CREATURES, row=int)
    rounds = []
    for _ in range(5):
        began = time.perf_counter()
        for entry in creatures:
            await smart_scripts.explain(realm, entry, "enUS")
        rounds.append(1000 * (time.perf_counter() - began) / len(creatures))
    print(f"a creature's scripts: {min(rounds):.2f} ms, median {statistics.median(rounds):.2f} ms")


if __name__ == "__main__":
    main()
