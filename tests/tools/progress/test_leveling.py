"""get-leveling-path: an estimate whose sums are right and whose gaps are told."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from pydantic import ValidationError

from appliance.clientdata.memory import MemoryClient
from appliance.errors import InvalidArgument, Unavailable
from appliance.gamedata.realm import Realm
from appliance.tools.progress.leveling import get_leveling_path
from appliance.tools.progress.leveling_models import GetLevelingPath
from tests.support.client_rows import routes as rows
from tests.support.demo_realms import whole_demo_realm
from tests.support.realms import context_of, open_realm
from tests.support.servers import SqlServer


@pytest.fixture
async def realm() -> AsyncIterator[Realm]:
    async with whole_demo_realm() as realm:
        yield realm


async def ask(realm: Realm, first: int, last: int, **options: Any) -> dict[str, Any]:
    arguments = {"startLevel": first, "targetLevel": last, "faction": "alliance", **options}
    query = GetLevelingPath.model_validate(arguments)
    answer = await get_leveling_path.function(query, context_of(realm))
    return answer.model_dump(mode="json", by_alias=True, exclude_none=True)


@pytest.mark.parametrize(
    "arguments",
    [
        {"startLevel": 1, "targetLevel": 5},
        {"startLevel": 1, "faction": "horde"},
        {"startLevel": 0, "targetLevel": 5, "faction": "horde"},
        {"startLevel": 1, "targetLevel": 256, "faction": "horde"},
        {"startLevel": 1, "targetLevel": 5, "faction": "Pirates"},
        {"startLevel": 1, "targetLevel": 5, "faction": "horde", "limit": 0},
        {"startLevel": 1, "targetLevel": 5, "faction": "horde", "stepLimit": 201},
        {"startLevel": "1", "targetLevel": 5, "faction": "horde"},
    ],
)
def test_arguments_that_do_not_fit(arguments: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        GetLevelingPath.model_validate(arguments)


async def test_a_path_covers_the_levels(realm: Realm) -> None:
    answer = await ask(realm, 4, 14)
    steps = answer["steps"]
    assert (steps[0]["firstLevel"], steps[-1]["lastLevel"]) == (4, 14)
    assert sum(step["xpNeeded"] for step in steps) == answer["xpNeeded"]
    assert sum(step["questXp"] for step in steps) == answer["questXp"]
    zones = {step["zone"]["name"] for step in steps if "zone" in step}
    assert {"Mossback Fields", "Puddlewick"} <= zones
    assert "The Drowned Cellar" not in zones
    by_kills = [step for step in steps if "zone" not in step]
    assert all(step["kills"]["kills"] > 0 for step in by_kills)
    assert answer["coveredPercent"] == pytest.approx(
        100 * (answer["questXp"] + answer["explorationXp"]) / answer["xpNeeded"], abs=0.1
    )
    listed = {zone["zone"]["name"]: zone for zone in answer["zones"]}
    assert listed["The Drowned Cellar"]["instance"] is True
    assert "estimate" in answer["formula"]
    assert any("dungeons" in note for note in answer["notes"])


async def test_zones_can_be_cut(realm: Realm) -> None:
    answer = await ask(realm, 4, 14, limit=1)
    assert (len(answer["zones"]), answer["truncated"], answer["total"]) == (1, True, 4)


async def test_steps_can_be_read_in_parts(realm: Realm) -> None:
    whole = await ask(realm, 4, 14)
    assert (whole["stepsTotal"], whole["truncated"]) == (len(whole["steps"]), False)
    assert len(whole["steps"]) > 2
    first = await ask(realm, 4, 14, stepLimit=2)
    assert first["steps"] == whole["steps"][:2]
    assert (first["truncated"], first["nextAfterStep"]) == (True, 2)
    assert (first["questXp"], first["stepsTotal"]) == (whole["questXp"], whole["stepsTotal"])
    rest = await ask(realm, 4, 14, afterStep=2)
    assert rest["steps"] == whole["steps"][2:]
    assert rest["truncated"] is False
    assert "nextAfterStep" not in rest


async def test_without_quest_experience_counts_and_kills_remain(realm: Realm) -> None:
    files = realm.client
    kept = {}
    for name in ("AreaTable", "Map", "WorldMapArea"):
        table = await files.table(name)
        assert table is not None
        kept[name] = [row for number in table.ids() if (row := table.get(number)) is not None]
    answer = await ask(replace(realm, client=MemoryClient(kept)), 4, 14)
    assert "questXp" not in answer
    assert "coveredPercent" not in answer
    assert any("QuestXP.dbc" in note for note in answer["notes"])
    first = answer["steps"][0]
    assert first["quests"] > 0
    assert first["kills"]["kills"] > 0


async def test_without_any_client_file_ids_remain(realm: Realm) -> None:
    answer = await ask(replace(realm, client=MemoryClient()), 4, 14)
    assert all("name" not in step["zone"] for step in answer["steps"] if "zone" in step)
    assert all("kills" not in step for step in answer["steps"])
    assert any("AreaTable.dbc" in note for note in answer["notes"])


async def test_levels_nobody_knows(realm: Realm) -> None:
    with pytest.raises(InvalidArgument, match="targetLevel"):
        await ask(realm, 5, 5)
    with pytest.raises(Unavailable, match="experience level"):
        await ask(realm, 4, 200)


async def test_published_rows_of_wrath(mariadb: SqlServer, wrath_slice: str) -> None:
    async with open_realm(mariadb.settings(), wrath_slice) as realm:
        known = replace(realm, client=MemoryClient({"QuestXP": rows.WRATH["QuestXP"]}))
        answer = await ask(known, 1, 12, faction="horde")
    assert answer["steps"][-1]["lastLevel"] == 12
    assert answer["zones"]


async def test_published_rows_of_master(mariadb: SqlServer, master_slice: tuple[str, str]) -> None:
    async with open_realm(mariadb.settings(), *master_slice) as realm:
        client = MemoryClient(rows.MASTER, rows.MASTER_GAMETABLES)
        answer = await ask(replace(realm, client=client), 5, 12, faction="horde")
        bare = await ask(replace(realm, client=MemoryClient({}, rows.MASTER_GAMETABLES)), 5, 12)
    assert answer["steps"][-1]["lastLevel"] == 12
    assert answer["steps"][0]["kills"]["xpPerKill"] > 0
    assert any("QuestXP.db2" in note for note in bare["notes"])
