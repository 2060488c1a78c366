"""Factions and faction templates."""

from __future__ import annotations

from dataclasses import replace

import pytest

from appliance.clientdata.memory import MemoryClient
from appliance.errors import Unavailable
from appliance.formulas.reactions import Reaction
from appliance.gamedata.realm import Realm
from appliance.gamedata.world.factions import BaseStanding, factions, subfactions, templates
from tests.support.client_rows.world import MASTER, WRATH
from tests.support.demo_worlds import demo_realm
from tests.support.master_realm import master_realm


async def test_a_faction_with_reputation() -> None:
    async with demo_realm() as realm:
        realm = replace(realm, client=MemoryClient(WRATH))
        found = await factions(realm, [72, 0, 5])
        stormwind = found[72]
        assert await subfactions(realm, [469, 1]) == {469: [72]}
    assert list(found) == [72]
    assert (stormwind.name, stormwind.parent, stormwind.spill_in) == ("Stormwind", 469, 0.25)
    assert (stormwind.reputation_index, stormwind.spill_rank) == (19, 5)
    human, gnome, orc = stormwind.base(1, 1), stormwind.base(7, 8), stormwind.base(2, 1)
    assert human == BaseStanding(1, 0, 4000, 17)
    assert gnome is not None
    assert gnome.standing == 3100
    assert orc is not None
    assert orc.standing == -42000
    assert stormwind.base(9, 1) is None


async def test_classes_decide_where_no_race_is_named() -> None:
    rows = [
        WRATH["Faction"][0] | {"ReputationRaceMask": (0,) * 4, "ReputationClassMask": (8, 0, 0, 0)}
    ]
    async with demo_realm() as realm:
        realm = replace(realm, client=MemoryClient({"Faction": rows}))
        found = (await factions(realm, [72]))[72]
    rogue = found.base(2, 4)
    assert rogue is not None
    assert rogue.standing == 3100
    assert found.base(2, 1) is None


async def test_how_templates_meet_players() -> None:
    async with demo_realm() as realm:
        realm = replace(realm, client=MemoryClient(WRATH))
        found = await templates(realm, [11, 14, 35, 85, 900001, 4])
    assert {
        number: (one.alliance, one.horde, one.by_reputation) for number, one in found.items()
    } == {
        11: (Reaction.FRIENDLY, Reaction.HATED, True),
        14: (Reaction.HOSTILE, Reaction.HOSTILE, False),
        35: (Reaction.FRIENDLY, Reaction.FRIENDLY, False),
        85: (Reaction.HOSTILE, Reaction.FRIENDLY, False),
        900001: (Reaction.HOSTILE, Reaction.HOSTILE, False),
    }
    assert found[11].faction is not None
    assert found[11].faction.name == "Stormwind"
    assert (found[85].faction, found[85].faction_id) == (None, 76)


async def test_races_of_a_side_that_differ() -> None:
    mixed = WRATH["Faction"][0] | {
        "ReputationBase": (0, 0, 4000, 0),
        "ReputationFlags": (2, 2, 2, 0),
    }
    async with demo_realm() as realm:
        realm = replace(realm, client=MemoryClient(WRATH | {"Faction": [mixed]}))
        found = await templates(realm, [11])
    assert (found[11].alliance, found[11].horde) == (Reaction.NEUTRAL, Reaction.NEUTRAL)
    peaceful = mixed | {"ReputationFlags": (0, 0, 0, 0)}
    async with demo_realm() as realm:
        realm = replace(realm, client=MemoryClient(WRATH | {"Faction": [peaceful]}))
        found = await templates(realm, [11])
    assert (found[11].alliance, found[11].horde) == (None, Reaction.NEUTRAL)


async def test_factions_of_master() -> None:
    latest = {
        key: value for key, value in MASTER["Faction"][0].items() if key != "ReputationRaceMask"
    }
    latest |= {
        "ReputationRaceMasks0": (1100, 0),
        "ReputationRaceMasks1": (690, -1),
        "ReputationRaceMasks2": (1, 0),
        "ReputationRaceMasks3": (0, 0),
    }

    async def check(realm: Realm) -> None:
        found = await templates(realm, [11, 14])
        assert (found[11].alliance, found[11].horde) == (Reaction.FRIENDLY, Reaction.HATED)
        assert found[14].alliance is Reaction.HOSTILE

    async with master_realm() as realm:
        await check(replace(realm, client=MemoryClient(MASTER)))
        await check(replace(realm, client=MemoryClient(MASTER | {"Faction": [latest]})))


async def test_without_files() -> None:
    async with demo_realm() as realm:
        realm = replace(realm, client=MemoryClient())
        assert await templates(realm, [11]) == {}
        with pytest.raises(Unavailable, match="Faction"):
            await factions(realm, [72])
