"""What spills over between factions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from appliance.clientdata.memory import MemoryClient
from appliance.gamedata.reputation.rates import Spill, family_spills
from appliance.gamedata.world.factions import factions
from tests.support.demo_worlds import demo_realm

HEAD, FIRST, SECOND, THIRD, LONER = 900001, 900002, 900003, 900004, 900005


def faction(number: int, parent: int, rate_in: float, rate_out: float, **more: Any) -> Any:
    return {
        "ID": number,
        "Name": f"Faction {number}",
        "ReputationIndex": number - 900000,
        "ReputationRaceMask": (0,) * 4,
        "ReputationClassMask": (0,) * 4,
        "ReputationBase": (0,) * 4,
        "ReputationFlags": (0,) * 4,
        "ParentFactionID": parent,
        "ParentFactionMod": (rate_in, rate_out),
        "ParentFactionCap": (5, 0),
    } | more


async def spilled(rows: list[Any], number: int, *sql: str) -> list[Spill]:
    async with demo_realm(*sql) as bare:
        realm = replace(bare, client=MemoryClient({"Faction": rows}))
        return await family_spills(realm, (await factions(realm, [number]))[number])


def family(**head: Any) -> list[Any]:
    return [
        faction(HEAD, 0, 0.0, 0.0, **head),
        faction(FIRST, HEAD, 0.25, 1.0),
        faction(SECOND, HEAD, 0.5, 0.5),
        faction(THIRD, HEAD, 0.5, 0.0),
        faction(LONER, 0, 0.5, 1.0),
    ]


async def test_sisters_share_what_they_gain() -> None:
    rows = family(ReputationIndex=-1)
    assert await spilled(rows, FIRST) == [Spill(SECOND, FIRST, 0.125, 5)]
    assert await spilled(rows, THIRD) == [
        Spill(FIRST, THIRD, 0.5, 5),
        Spill(SECOND, THIRD, 0.25, 5),
    ]
    assert await spilled(rows, LONER) == []


async def test_a_head_spills_to_its_own_and_takes_only_with_a_bar_of_its_own() -> None:
    assert Spill(HEAD, FIRST, 0.25, 5) in await spilled(family(), FIRST)
    assert await spilled(family(), HEAD) == []
    rows = family(ReputationFlags=(0x80, 0, 0, 0))
    assert await spilled(rows, HEAD) == [Spill(FIRST, HEAD, 1.0, 7), Spill(SECOND, HEAD, 0.5, 7)]
    assert await spilled(rows, FIRST) == [Spill(HEAD, FIRST, 0.25, 5)]


async def test_a_row_of_the_world_wins_over_the_clients_record() -> None:
    row = f"INSERT INTO reputation_spillover_template (faction) VALUES ({SECOND})"
    assert await spilled(family(ReputationIndex=-1), FIRST, row) == []
