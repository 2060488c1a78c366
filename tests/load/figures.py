"""Figures of the product alone: start to ready, memory over many calls, times on real data.

python tests/load/figures.py start               seconds to /readyz, processor time, memory
python tests/load/figures.py start --program dist/trinitycore-mcp/trinitycore-mcp  the built one
python tests/load/figures.py soak --calls 50000  resident memory along the way (needs wrk)
python tests/load/figures.py realdata            p50, p95 and maximum of each tool, one call at
                                                 a time (needs TRINITYCORE_MCP_TEST_DATA)
python tests/load/figures.py client              client tables of full size
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil
import trio

CHECKOUT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(CHECKOUT))

from appliance.clientdata.definitions import Layouts  # noqa: E402
from appliance.clientdata.wdbc import open_wdbc  # noqa: E402
from appliance.clientdata.wdc import open_wdc  # noqa: E402
from appliance.errors import ToolError  # noqa: E402
from appliance.lifecycle import memory  # noqa: E402
from appliance.tools import DOMAINS  # noqa: E402
from appliance.tools.context import ToolContext  # noqa: E402
from appliance.tools.registry import collect  # noqa: E402
from tests.load.bench import Server, measure, script, started  # noqa: E402
from tests.support.process import Program, serving  # noqa: E402
from tests.support.realms import context_of, open_realm  # noqa: E402
from tests.support.servers import SqlServer, running_mariadb  # noqa: E402
from tests.support.wdbc_writer import write_wdbc  # noqa: E402
from tests.support.wdc_writer import write_wdc5  # noqa: E402

SAMPLE = 300
SPELLS, EFFECTS = 50_000, 500_000
"""Records of a client's Spell.dbc and SpellEffect.db2."""
EFFECT_LAYOUT = 0x5362E3D4
SMALL_SAMPLE = 60
ZONES = """
SELECT QuestSortID FROM quest_template WHERE QuestSortID > 0
GROUP BY QuestSortID ORDER BY COUNT(*) DESC LIMIT 15
"""
NAMES = ("wolf", "guard", "a", "dragon", "lord", "the", "o'", "defias", "scarlet", "cult")


def start(path: Path | None) -> None:
    """Start the demo realm five times; the first start may still compile."""
    for number in range(6):
        with tempfile.TemporaryDirectory() as folder:
            began = time.monotonic()
            program = path and Program(path.resolve(), Path(folder))
            with serving(Path(folder), "--demo", program=program) as server:
                server.wait_until("/readyz", 200)
                ready_s = time.monotonic() - began
                process = psutil.Process(server.process.pid)
                used, memory = process.cpu_times(), process.memory_info().rss / 1e6
        if number:
            used_s = used.user + used.system
            print(f"ready after {ready_s:.2f} s and {used_s:.2f} s of processor, {memory:.1f} MB")


def soak(calls: int) -> None:
    """Call the echo tool many times at 50 clients and watch the memory."""
    with tempfile.TemporaryDirectory() as folder, running_mariadb() as database:
        database.create_schema("load", "CREATE TABLE creature_template (entry INT)")
        command = (sys.executable, "-m", "tests.load.servers.ours", "{port}", "{database}")
        lua = script("echo", Path(folder))
        with started(Server("ours", command), database.port) as (process, port):
            done = 0
            while done < calls:
                figures = measure(process, f"http://127.0.0.1:{port}/mcp", lua, 50, 2)
                done += round(figures.rate * 2)
                print(f"{done:>7} calls  {figures.rss_mb:.1f} MB  {figures.failed} failed")


def realdata() -> None:
    """Time each tool over a sample of the published rows."""
    data = Path(os.environ["TRINITYCORE_MCP_TEST_DATA"]) / "trinitycore-335"
    with running_mariadb() as server:
        schema = data / "schema" / "world_database.sql"
        server.create_schema("world", schema, data / "world_core.sql.gz")
        calls = _calls(server)
        times = trio.run(_time, server, calls)
    for name, taken in sorted(times.items()):
        p95 = statistics.quantiles(taken, n=20)[18]
        print(
            f"{name:<26} {len(taken):>4} calls  p50 {statistics.median(taken):6.1f} ms  "
            f"p95 {p95:6.1f} ms  max {max(taken):6.1f} ms"
        )


def _calls(server: SqlServer) -> list[tuple[str, dict[str, Any]]]:
    pick = random.Random(1)

    def some(sql: str) -> list[int]:
        return pick.sample([int(line) for line in server.run(sql, "world").split()], SAMPLE)

    creatures = some("SELECT entry FROM creature_template")
    items = some("SELECT entry FROM item_template")
    quests = some("SELECT ID FROM quest_template")
    bosses = some("SELECT entry FROM creature_template WHERE `rank` > 0 AND AIName = 'SmartAI'")
    toys = some(
        "SELECT DISTINCT l.Item FROM creature_loot_template l "
        "JOIN item_template i ON i.entry = l.Item WHERE l.Reference = 0"
    )
    factions = [*range(21, 1200, 6)][:SMALL_SAMPLE]
    zones = [int(zone) for zone in server.run(ZONES, "world").split()]
    return [
        *(("get-boss-mechanics", {"bossCreatureId": one}) for one in bosses),
        *(("get-item-pricing", {"itemId": one}) for one in items),
        *(("get-farming-route", {"collectibleId": one, "type": "toy"}) for one in toys),
        *(
            ("get-gold-making-strategies", {"playerLevel": level, "professions": ["skinning"]})
            for level in range(1, 81)
        ),
        *(
            ("get-leveling-path", {"startLevel": level, "targetLevel": level + 5, "faction": side})
            for level in range(1, 71, 2)
            for side in ("alliance", "horde")
        ),
        *(
            ("optimize-quest-route", {"zoneId": zone, "playerLevel": level})
            for zone in zones
            for level in (20, 40, 60, 80)
        ),
        *(("get-reputation-grind-path", _grind(one)) for one in factions),
        *(("get-creature-full-info", {"entry": one, "includeLoot": True}) for one in creatures),
        *(("get-item-info", {"itemId": one}) for one in items),
        *(("get-quest-info", {"questId": one}) for one in quests),
        *(("search-creatures", {"name": NAMES[n % len(NAMES)]}) for n in range(100)),
        *(("get-all-vendors", {"after": 100 * n}) for n in range(100)),
    ]


def _grind(faction: int) -> dict[str, Any]:
    asked = {"factionId": faction, "factionName": "?", "currentRep": 0}
    return asked | {"targetStanding": "exalted"}


async def _time(
    server: SqlServer, calls: list[tuple[str, dict[str, Any]]]
) -> dict[str, list[float]]:
    tools = collect(DOMAINS)
    times: dict[str, list[float]] = {}
    async with open_realm(server.settings(), "world") as realm:
        context: ToolContext = context_of(realm)
        memory.settle()  # as the server does: else the collector stops every few calls
        for name, arguments in calls:
            query = tools[name].input_type.model_validate(arguments)
            began = time.perf_counter()
            try:
                await tools[name].function(query, context)
            except ToolError as error:
                raise SystemExit(f"{name} {arguments}: {error}") from error
            times.setdefault(name, []).append((time.perf_counter() - began) * 1e3)
    return times


def client() -> None:
    """Time client tables of a full client's size, written for the purpose."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        spell = Layouts().wrath("Spell")
        assert spell is not None
        spells = [
            {"ID": 2 * n, "Name": f"Spell {n}", "Effect": (n % 160, 0, 0)} for n in range(SPELLS)
        ]
        write_wdbc(folder / "Spell.dbc", spell, spells)
        effect = Layouts().find("SpellEffect", EFFECT_LAYOUT)
        assert effect is not None
        effects = ({"ID": n, "SpellID": n // 2, "EffectAura": n % 500} for n in range(EFFECTS))
        write_wdc5(folder / "SpellEffect.db2", effect, list(effects), layout_hash=EFFECT_LAYOUT)
        for file, value in (("Spell.dbc", 24), ("SpellEffect.db2", 78)):
            field = "Effect" if file == "Spell.dbc" else "EffectAura"
            _table(folder / file, field, value)


def _table(path: Path, field: str, value: int) -> None:
    process = psutil.Process()
    before = process.memory_info().rss
    began = time.perf_counter()
    table = (
        open_wdbc(path, Layouts().wrath("Spell"))
        if path.suffix == ".dbc"
        else open_wdc(path, Layouts())
    )
    steps = [("open", time.perf_counter() - began)]
    for step, act in (
        ("first record", lambda: table.get(1000)),
        ("a record", lambda: table.get(2000)),
        ("first find", lambda: table.find(field, value)),
        ("find", lambda: table.find(field, value + 1)),
        ("walk one field", lambda: sum(1 for _ in table.scan(field))),
    ):
        began = time.perf_counter()
        act()
        steps.append((step, time.perf_counter() - began))
    taken = ", ".join(f"{step} {seconds * 1e3:.2f} ms" for step, seconds in steps)
    grown = (process.memory_info().rss - before) / 1e6
    size = path.stat().st_size / 1e6
    print(f"{path.name}, {len(table)} records, {size:.0f} MB: {taken}; memory +{grown:.0f} MB")


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description="Figures of the product alone.")
    parser.add_argument("what", choices=["start", "soak", "realdata", "client"])
    parser.add_argument("--calls", type=int, default=50_000)
    parser.add_argument("--program", type=Path)
    options = parser.parse_args()
    if options.what == "soak":
        soak(options.calls)
    elif options.what == "start":
        start(options.program)
    else:
        {"realdata": realdata, "client": client}[options.what]()


if __name__ == "__main__":
    main()
