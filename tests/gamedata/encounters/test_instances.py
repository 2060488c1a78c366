from __future__ import annotations

from dataclasses import replace

import pytest

from appliance.clientdata.demo import demo_client
from appliance.clientdata.memory import MemoryClient
from appliance.errors import Unavailable
from appliance.gamedata.encounters import instances
from tests.support.client_rows.combat import MASTER
from tests.support.demo_worlds import demo_realm
from tests.support.master_realm import master_realm


async def test_encounters_of_a_creature_and_of_a_map() -> None:
    async with demo_realm() as bare:
        realm = replace(bare, client=demo_client())
        credits = await instances.credits_of(realm, [100037])
        facts = await instances.encounters(realm, [row.encounter for row in credits])
        of_map = await instances.of_map(realm, 901)
        by_id = await instances.credits(realm, [9001, 9002, 9999])
    assert [(row.encounter, row.last_of) for row in credits] == [(9002, 9001), (9004, 9002)]
    assert (facts[9004].name, facts[9004].difficulty, facts[9004].order) == (
        "Baron Brinebeard",
        1,
        1,
    )
    assert [each.id for each in of_map] == [9001, 9002, 9003, 9004]
    assert sorted(by_id) == [9001, 9002]
    assert by_id[9001].credit_entry == 100036


async def test_without_tables_or_files_there_is_nothing() -> None:
    async with demo_realm("DROP TABLE instance_encounters") as bare:
        realm = replace(bare, client=MemoryClient())
        assert await instances.credits_of(realm, [100037]) == []
        assert await instances.credits(realm, [9001]) == {}
        assert await instances.encounters(realm, [9001]) == {}
        assert await instances.journal(realm, [9001]) == ([], False)
        with pytest.raises(Unavailable, match="DungeonEncounter"):
            await instances.of_map(realm, 901)


async def test_the_journal_in_its_order() -> None:
    async with master_realm() as bare:
        realm = replace(bare, client=MemoryClient(MASTER))
        sections, cut = await instances.journal(realm, [900001])
        nothing, _ = await instances.journal(realm, [900002])
    assert [section.title for section in sections] == ["Overview", "Harpoon"]
    assert (sections[1].parent, sections[1].spell) == (900101, 905)
    assert not cut
    assert nothing == []
