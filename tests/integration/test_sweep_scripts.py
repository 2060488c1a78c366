"""Every script, condition and loot template of the published 3.3.5 data."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable

import pytest

from appliance.gamedata import condition_sources
from appliance.gamedata.loot import drops as loot
from appliance.gamedata.loot import rows as loot_rows
from appliance.gamedata.loot.drops import LootKind
from appliance.gamedata.realm import Realm
from appliance.gamedata.scripts import conditions, smart_scripts
from appliance.gamedata.scripts.smart_scripts import ScriptLine
from tests.support.naming import Tally, counting, every_condition_source, every_script_row
from tests.support.realms import open_realm
from tests.support.servers import SqlServer

pytestmark = [pytest.mark.realdata, pytest.mark.sweep]

SCRIPTED = """
SELECT entryorguid FROM smart_scripts WHERE source_type = 0 AND entryorguid > 0
UNION SELECT c.id FROM creature c JOIN smart_scripts s ON s.entryorguid = -c.guid
WHERE s.source_type = 0
"""


@pytest.fixture
async def realm(mariadb: SqlServer, wrath_core: str) -> AsyncIterator[Realm]:
    async with open_realm(mariadb.settings(), wrath_core) as realm:
        yield realm


def every(lines: Iterable[ScriptLine]) -> list[ScriptLine]:
    found = list(lines)
    return [*found, *(one for line in found for t in line.timed_lists for one in every(t.lines))]


async def test_every_script(realm: Realm) -> None:
    told = 0
    for entry in await realm.world.fetch(SCRIPTED, row=int):
        found = await smart_scripts.explain(realm, entry, "enUS", limit=10_000)
        lines = every(found.lines)
        assert len(lines) == found.total, entry
        assert not found.truncated, entry
        for line in lines:
            assert "p1=" not in line.words, (entry, line)
            assert line.words == line.words.strip(), (entry, line)
        told += len(lines)
    assert told > 40_000


async def test_every_script_row(realm: Realm, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each row once, those of gameobjects, area triggers and lists too; how many ids have names."""
    with counting(monkeypatch) as tally:
        told = await every_script_row(realm)
    print(tally.table(f"{len(told)} SmartAI rows"))
    assert len(told) == (await realm.world.fetch("SELECT COUNT(*) FROM smart_scripts", row=int))[0]
    assert not [words for _, words in told if "p1=" in words]
    # There is no Spell.dbc, nor AreaTable.dbc and the like.
    assert tally.share("spell", "area", "map", "zone") > 90


async def test_every_condition(realm: Realm, monkeypatch: pytest.MonkeyPatch) -> None:
    sources = await every_condition_source(realm)
    with counting(monkeypatch) as tally:
        found = await conditions.explain(realm, sources, "enUS")
    print(tally.table(f"conditions of {len(sources)} sources"))
    assert set(found) == sources
    assert not [text for said in found.values() for text in said if "value1=" in text]
    with counting(monkeypatch) as tally:
        about = await condition_sources.describe(realm, sources, "enUS")
    print(tally.table(f"{len(about)} condition sources"))
    # A number that no branch knows: it was taken out long ago.
    unknown = {source.type for source, text in about.items() if "p1=" in text}
    assert unknown <= {20}


async def test_every_loot_row(realm: Realm) -> None:
    tally, told = Tally(), 0
    for kind in LootKind:
        entries = await realm.world.fetch(f"SELECT DISTINCT Entry FROM {kind.table}", row=int)
        for rows in (await loot_rows.explain(realm, kind, entries, "enUS")).values():
            told += len(rows)
            for words in rows:
                assert words == words.strip(), (kind, words)
                assert "  " not in words, (kind, words)
                if not words.startswith(("reference", "group")):
                    tally.count(f"{kind} item", named=not words.startswith("item "))
    print(tally.table(f"{told} loot rows"))
    counts = [
        (await realm.world.fetch(f"SELECT COUNT(*) FROM {kind.table} WHERE Entry > 0", row=int))[0]
        for kind in LootKind
    ]
    assert told == sum(counts)
    # A quarter of the items that loot names are not in this data's item_template.
    assert tally.share() > 75


@pytest.mark.parametrize("kind", list(LootKind))
async def test_every_loot_template(realm: Realm, kind: LootKind) -> None:
    entries = await realm.world.fetch(
        f"SELECT DISTINCT Entry FROM {kind.table} ORDER BY Entry", row=int
    )
    for entry in entries:
        found = await loot.drops(realm, kind, entry, "enUS")
        assert all(0 <= drop.chance_percent <= 100 for drop in found.drops), entry
        assert len(found.drops) == min(found.total, 200), entry


async def test_sources_of_many_items(realm: Realm) -> None:
    items = await realm.world.fetch(
        "SELECT entry FROM item_template WHERE MOD(entry, 101) = 0 ORDER BY entry", row=int
    )
    for item in items:
        found = await loot.sources_of_item(realm, item, "enUS")
        assert all(0 < source.chance_percent <= 100 for source in found.sources), item
        assert found.total >= len(found.sources), item
