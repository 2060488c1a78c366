"""get-spell-info on 3.3.5: every number named, and what the world database adds."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from pydantic import ValidationError

from appliance.clientdata.demo import demo_client
from appliance.clientdata.memory import MemoryClient
from appliance.errors import InvalidArgument, NotFound, Unavailable
from appliance.gamedata.realm import Realm
from appliance.tools.spells.info import GetSpellInfo, get_spell_info
from tests.support.client_rows.spells import WRATH
from tests.support.demo_worlds import demo_realm
from tests.support.realms import context_of, open_realm
from tests.support.servers import SqlServer

EMBERBOLT, COLD_RUNE = 900001, 900002


async def ask(realm: Realm, spell: int, **options: Any) -> dict[str, Any]:
    query = GetSpellInfo.model_validate({"spellId": spell, **options})
    answer = await get_spell_info.function(query, context_of(realm))
    return answer.model_dump(mode="json", by_alias=True, exclude_none=True)


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"spellId": 0},
        {"spellId": "133"},
        {"spellId": 133, "difficulty": -1},
        {"spellId": 133, "casterLevel": 0},
        {"spellId": 133, "limit": 201},
        {"spellId": 133, "id": 1},
    ],
)
def test_arguments_that_do_not_fit(arguments: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        GetSpellInfo.model_validate(arguments)


async def test_the_record_with_every_number_named() -> None:
    async with demo_realm() as realm:
        found = await ask(replace(realm, client=MemoryClient(WRATH)), EMBERBOLT, casterLevel=30)
    assert found["description"]["text"] == (
        "Hurls embers for 115 to 135 Fire damage and 56 over 15 sec, every 2 sec."
    )
    assert "$s1" in found["description"]["raw"]
    assert found["schools"] == {"value": 4, "names": ["fire"]}
    assert found["dispel"]["name"] == "magic"
    assert found["timing"]["castTimeMs"] == 1500
    assert found["timing"]["durationText"] == "15 sec"
    assert found["range"] == {"minimum": 0.0, "maximum": 30.0}
    assert found["costs"] == [
        {"power": {"id": 0, "name": "mana"}, "flat": 45.0, "percentOfBase": 3.0}
    ]
    assert found["proc"] == {"on": ["harmful spell done"], "chancePercent": 100}
    assert found["interruptedBy"] == ["movement", "push back", "0x4", "interrupt"]
    assert found["requirements"]["forms"] == ["spirit of redemption", "form 33"]
    assert found["channeled"]
    hit, burn = found["effects"]
    assert hit["effect"]["name"] == "school damage"
    assert hit["points"]["atCasterLevel"] == [115.0, 135.0]
    assert hit["affectsFamilyFlags"] == ["0x00000001", "0x00000000", "0x00000000"]
    assert burn["aura"]["name"] == "periodic damage"
    assert (burn["ticks"], burn["radius"]) == (7, 5.0)
    assert [target["id"] for target in burn["targets"]] == [53, 16]
    assert found["icon"].endswith("Spell_Fire_FlameBolt")


async def test_an_effect_that_acts_at_once_has_a_tick_more() -> None:
    spells = [row | {"AttributesExE": 0x200} for row in WRATH["Spell"]]
    async with demo_realm() as realm:
        found = await ask(replace(realm, client=MemoryClient(WRATH | {"Spell": spells})), EMBERBOLT)
    assert found["effects"][1]["ticks"] == 8


async def test_powers_in_tenths_are_told_in_points() -> None:
    async with demo_realm() as realm:
        found = await ask(replace(realm, client=MemoryClient(WRATH)), COLD_RUNE)
    assert found["runes"] == {"blood": 0, "unholy": 0, "frost": 1, "runicPowerGained": 10.0}
    assert found["timing"]["durationText"] == "until cancelled"


async def test_a_spell_of_the_world_database_needs_no_file() -> None:
    async with demo_realm() as realm:
        found = await ask(realm, 140032)
    assert found["name"] == "Sturdy Stance"
    assert [rank["spell"]["id"] for rank in found["server"]["ranks"]] == [140031, 140032, 140033]
    assert found["users"]["taughtBy"]["teachers"][0]["creatures"][0]["id"] == 100007
    assert "cast time" in found["notes"][0]
    assert any("teach it" in note for note in found["notes"])


async def test_what_the_server_knows_of_it() -> None:
    async with demo_realm() as realm:
        demo = replace(realm, client=demo_client())
        nudge, bound = await ask(demo, 140034), await ask(demo, 140003)
        buff, hex_, home = await ask(demo, 140055), await ask(demo, 140005), await ask(demo, 140069)
        herbs, light, proc = (
            await ask(demo, 140042),
            await ask(demo, 140017),
            await ask(demo, 140061),
        )
    assert nudge["server"]["threat"] == {"flat": 45, "multiplier": 1.0, "attackPowerShare": 0.1}
    assert bound["server"]["linked"][0]["does"] == "removes"
    assert bound["server"]["linked"][0]["spell"]["name"] == "Cellar Chill"
    groups = {group["group"]: group for group in buff["server"]["stackGroups"]}
    assert groups[2001]["rule"]["name"] == "only one of the group works"
    assert [spell["id"] for spell in groups[2001]["spells"]] == [140055, 140056]
    assert groups[2003]["groups"] == [2001]
    assert hex_["server"]["bonus"]["direct"] == 0.714
    assert home["server"]["targetPositions"][0]["x"] == 1602.5
    assert herbs["server"]["requires"] == [{"id": 140041, "name": "Apprentice Hedgecraft"}]
    assert light["server"]["areas"][0]["automatic"] is True
    assert light["server"]["areas"][0]["questStart"]["id"] == 120005
    assert proc["server"]["proc"]["chancePercent"] == 10.0
    assert proc["server"]["proc"]["on"] == ["melee swing taken", "melee ability taken"]


async def test_items_and_creatures_that_use_it_are_cut_at_the_limit() -> None:
    async with demo_realm() as realm:
        demo = replace(realm, client=demo_client())
        draught, tide = await ask(demo, 140053), await ask(demo, 140012)
        brew = await ask(demo, 140044)
    assert draught["users"]["items"]["items"][0]["how"]["name"] == "use"
    assert tide["users"]["creatures"]["creatures"][0]["name"] == "Baron Brinebeard"
    assert tide["users"]["smartAi"]["lines"][0]["action"]["name"] == "cast"
    assert brew["server"]["learnedFrom"][0]["name"] == "Apprentice Hedgecraft"


async def test_modes_of_an_instance_cast_spells_of_their_own() -> None:
    async with demo_realm() as realm:
        normal, heroic = await ask(realm, 140012), await ask(realm, 140012, difficulty=1)
        with pytest.raises(InvalidArgument, match="difficulty"):
            await ask(realm, 140012, difficulty=4)
    assert [one["spell"]["id"] for one in normal["difficultyVariants"]] == [140012, 140013]
    assert heroic["spellId"] == 140013


async def test_a_heroic_raid_without_a_spell_of_its_own_casts_the_normal_one() -> None:
    async with demo_realm() as realm:
        large, plain = (
            await ask(realm, 140012, difficulty=3),
            await ask(realm, 140032, difficulty=3),
        )
    assert large["spellId"] == 140013
    assert plain["spellId"] == 140032
    assert any("difficulty changes nothing" in note for note in plain["notes"])


async def test_unknown_spells_and_missing_files() -> None:
    async with demo_realm() as realm:
        with pytest.raises(Unavailable, match="Spell"):
            await ask(realm, 133)
        with pytest.raises(NotFound, match="133"):
            await ask(replace(realm, client=demo_client()), 133)


async def test_real_rows_of_the_world_database(mariadb: SqlServer, wrath_slice: str) -> None:
    none = {"Effect": (0, 0, 0), "EffectTriggerSpell": (0, 0, 0)}
    rows = {
        "Spell": [
            {"ID": 2539, "Name": "Spiced Wolf Meat"} | none,
            {"ID": 6222, "Name": "Corruption"},
        ]
    }
    async with open_realm(mariadb.settings(), wrath_slice) as realm:
        real = replace(realm, client=MemoryClient(rows))
        cooking, second = await ask(real, 2539), await ask(real, 6222)
    lesson = cooking["users"]["taughtBy"]["teachers"][0]
    assert (lesson["cost"]["copper"], lesson["skill"]["id"], lesson["skillRank"]) == (50, 185, 10)
    assert [rank["spell"]["id"] for rank in second["server"]["ranks"]][:3] == [172, 6222, 6223]
    assert second["server"]["bonus"]["periodic"] == pytest.approx(0.2)  # the first rank's row
