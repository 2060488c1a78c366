"""get-spell-info on master."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from appliance.clientdata.memory import MemoryClient
from appliance.errors import NotFound
from appliance.gamedata.realm import Realm
from appliance.tools.spells.info import GetSpellInfo, get_spell_info
from tests.support.client_rows.spells import MASTER
from tests.support.master_realm import master_realm, table
from tests.support.realms import context_of, open_realm
from tests.support.servers import SqlServer

LANCE = 900101
PROC_COLUMNS = (
    *("SchoolMask", "SpellFamilyName", "SpellFamilyMask0", "SpellFamilyMask1", "SpellFamilyMask2"),
    *("SpellFamilyMask3", "ProcFlags", "ProcFlags2", "SpellTypeMask", "SpellPhaseMask", "HitMask"),
    *("AttributesMask", "DisableEffectsMask", "ProcsPerMinute", "Chance", "Cooldown", "Charges"),
)
ITEMS = {
    "ItemEffect": [{"ID": 900001, "SpellID": LANCE, "TriggerType": 0}],
    "ItemXItemEffect": [{"ID": 900001, "ItemEffectID": 900001, "ItemID": 700}],
}
WORLD = (
    table("trainer", "Id Type"),
    table("trainer_spell", "TrainerId SpellId MoneyCost ReqSkillLine ReqSkillRank ReqLevel"),
    table("creature_trainer", "CreatureID TrainerID MenuID OptionID"),
    table(
        "spell_area",
        "spell area quest_start quest_end aura_spell racemask gender flags "
        "quest_start_status quest_end_status",
    ),
    f"INSERT INTO trainer_spell VALUES (5, {LANCE}, 250, 0, 0, 12)",
    "INSERT INTO creature_trainer VALUES (800, 5, 0, 0), (800, 5, 1, 1)",
    f"INSERT INTO spell_area VALUES ({LANCE}, 12, 500, 0, -905, 0, 1, 1, 64, 11)",
)


async def ask(realm: Realm, spell: int, **options: Any) -> dict[str, Any]:
    query = GetSpellInfo.model_validate({"spellId": spell, **options})
    answer = await get_spell_info.function(query, context_of(realm))
    return answer.model_dump(mode="json", by_alias=True, exclude_none=True)


async def test_everything_named() -> None:
    async with master_realm(WORLD) as realm:
        found = await ask(replace(realm, client=MemoryClient(MASTER | ITEMS)), LANCE)
    assert found["description"]["text"] == "Deals 95 to 105 Fire damage."
    assert found["costs"][0] == {"power": {"id": 0, "name": "mana"}, "percentOfBase": 2.5}
    assert found["costs"][1]["power"]["name"] == "soul shards"
    assert found["costs"][1]["flat"] == 1.0
    assert found["costs"][1]["withAura"] == {"id": 900102, "name": "Banked Coals"}
    assert (found["timing"]["charges"], found["timing"]["chargeRecoveryMs"]) == (2, 20000)
    assert found["effects"][0]["points"]["variance"] == pytest.approx(0.1)
    assert found["icon"] == "file 900101"
    assert found["users"]["items"]["items"][0]["item"] == {"id": 700, "name": "Good Oar"}
    (teacher,) = found["users"]["taughtBy"]["teachers"]
    assert [creature["name"] for creature in teacher["creatures"]] == ["Berit"]
    (area,) = found["server"]["areas"]
    assert area["without"] is True
    assert area["needsAura"] == {"id": 905, "name": "Gust"}
    assert (area["gender"]["name"], area["automatic"]) == ("female", True)


async def test_numbers_of_32_bits_are_told_without_their_noise() -> None:
    (row,) = [one for one in MASTER["SpellEffect"] if one["DifficultyID"] == 0]
    noisy = {"SpellEffect": [row | {"Variance": 0.10000000149011612}]}
    async with master_realm() as realm:
        found = await ask(
            replace(realm, client=MemoryClient(MASTER | noisy)), LANCE, casterLevel=20
        )
    assert found["effects"][0]["points"] == {
        "minimum": 95.0,
        "maximum": 105.0,
        "atCasterLevel": [95.0, 105.0],
        "variance": 0.1,
    }


async def test_what_triggers_an_aura_has_the_names_of_master() -> None:
    procs = {"SpellAuraOptions": [_procs(ProcTypeMask=(0x200001, 0x4), ProcChance=101)]}
    rule = (
        table("spell_proc", f"SpellId {' '.join(PROC_COLUMNS)}"),
        f"INSERT INTO spell_proc (SpellId, ProcFlags, ProcFlags2) VALUES ({LANCE}, 2147483648, 2)",
    )
    async with master_realm(rule) as realm:
        found = await ask(replace(realm, client=MemoryClient(MASTER | procs)), LANCE)
    assert found["proc"]["on"] == ["heartbeat", "helpful periodic done", "cast successful"]
    assert found["proc"]["chancePercent"] == 100
    assert found["server"]["proc"]["on"] == ["helpful periodic taken", "knocked back"]


def _procs(**more: Any) -> dict[str, Any]:
    plain = dict.fromkeys(("ProcCharges", "ProcCategoryRecovery", "CumulativeAura"), 0)
    return {"ID": 1, "SpellID": LANCE, "DifficultyID": 0} | plain | more


async def test_difficulties_and_spells_of_the_server() -> None:
    async with master_realm() as realm:
        real = replace(realm, client=MemoryClient(MASTER))
        hard = await ask(real, LANCE, difficulty=16)
        own = await ask(real, 900)
        with pytest.raises(NotFound, match="4711"):
            await ask(real, 4711)
    assert hard["effects"][0]["points"]["minimum"] == 190.0
    assert own["name"] == "Fair Wind"


async def test_master_tables_are_asked_as_they_are(
    mariadb: SqlServer, master_slice: tuple[str, str]
) -> None:
    async with open_realm(mariadb.settings(), *master_slice) as realm:
        found = await ask(replace(realm, client=MemoryClient(MASTER)), LANCE)
    assert found["name"] == "Cinder Lance"
