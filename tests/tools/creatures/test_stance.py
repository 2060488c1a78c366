from __future__ import annotations

from dataclasses import replace

from appliance.clientdata.demo import demo_client
from appliance.clientdata.memory import MemoryClient
from appliance.tools.creatures.stance import Stance, stances
from appliance.tools.models import Coded
from tests.support.client_rows.world import WRATH
from tests.support.demo_worlds import demo_realm


async def test_a_template_with_its_faction_and_both_sides() -> None:
    async with demo_realm() as realm:
        realm = replace(realm, client=MemoryClient(WRATH))
        found = await stances(realm, [11, 14, 35, 12], "enUS")
    assert found[11] == Stance(
        id=11,
        name="Stormwind",
        faction=Coded(id=72, name="Stormwind"),
        alliance="friendly",
        horde="hated",
        by_reputation=True,
    )
    assert found[14] == Stance(
        id=14, name="monster", faction=Coded(id=14), alliance="hostile", horde="hostile"
    )
    assert (found[35].name, found[35].horde) == ("friendly", "friendly")
    assert found[12] == Stance(id=12)


async def test_the_demo_realms_bandits_are_nobodys_friends() -> None:
    async with demo_realm() as realm:
        realm = replace(realm, client=demo_client())
        found = await stances(realm, [16, 9001], "enUS")
    assert (found[16].alliance, found[16].horde) == ("hostile", "hostile")
    assert (found[9001].alliance, found[9001].by_reputation) == ("neutral", True)


async def test_without_client_files_only_words_of_the_server() -> None:
    async with demo_realm() as realm:
        found = await stances(replace(realm, client=MemoryClient()), [14, 12], "enUS")
    assert found == {14: Stance(id=14, name="monster"), 12: Stance(id=12)}
