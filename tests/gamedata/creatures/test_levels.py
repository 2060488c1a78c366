from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from appliance.database.demo import open_demo_world
from appliance.gamedata.creatures.levels import (
    Levels,
    Tuning,
    first_levels,
    tuned_levels,
    tuning_table,
    tunings,
)
from appliance.gamedata.hotfixes import table_hash
from appliance.gamedata.realm import Branch, Realm, Schema

WORLD = """
CREATE TABLE creature_template_difficulty (
    Entry int NOT NULL, DifficultyID int NOT NULL, ContentTuningID int NOT NULL,
    LevelScalingDeltaMin int NOT NULL, LevelScalingDeltaMax int NOT NULL,
    PRIMARY KEY (Entry, DifficultyID)
);
INSERT INTO creature_template_difficulty VALUES
(1, 0, 10, 0, 0), (1, 2, 11, 2, 1), (2, 0, 12, 0, 0), (2, 1, 10, -70, 0), (3, 0, 99, 0, 0)
"""
HOTFIXES = """
CREATE TABLE content_tuning (
    ID int NOT NULL, MinLevel int NOT NULL, MaxLevel int NOT NULL, MinLevelType int NOT NULL,
    MaxLevelType int NOT NULL, VerifiedBuild int NOT NULL, PRIMARY KEY (ID, VerifiedBuild)
);
INSERT INTO content_tuning VALUES
(10, 1, 2, 0, 0, 100), (10, 60, 70, 0, 0, 200), (11, 60, 69, 0, 1, 100), (12, 0, -2, 0, 2, 100)
"""


def statements(script: str) -> Sequence[str]:
    return [part for part in script.split(";") if part.strip()]


@asynccontextmanager
async def master(*, overrides: bool = True, more: str = "") -> AsyncIterator[Realm]:
    async with AsyncExitStack() as stack:
        world = await stack.enter_async_context(open_demo_world(statements(WORLD)))
        hotfixes = None
        if overrides:
            hotfixes = await stack.enter_async_context(open_demo_world(statements(HOTFIXES + more)))
        tables = await hotfixes.tables() if hotfixes else {}
        schema = Schema(Branch.MASTER, "", "", await world.tables(), tables)
        yield Realm(schema, "test", world, hotfixes)


async def test_levels_come_from_the_newest_tuning_and_the_deltas() -> None:
    async with master() as realm:
        found = await tuned_levels(realm, await tunings(realm, [1, 2, 3]))
    assert found == {
        (1, 0): Levels(60, 70),
        (1, 2): Levels(61, 72),
        (2, 1): Levels(1, 70),
    }


async def test_the_first_difficulty_that_is_known_counts() -> None:
    async with master() as realm:
        assert await first_levels(realm, [1, 2, 3]) == {1: Levels(60, 70), 2: Levels(1, 70)}


async def test_a_tuning_that_hotfixes_remove_says_nothing() -> None:
    removed = f"""; CREATE TABLE hotfix_data (Id int, TableHash int, RecordId int, Status int);
    INSERT INTO hotfix_data VALUES (1, {table_hash("ContentTuning")}, 10, 2)"""
    async with master(more=removed) as realm:
        found = await tuned_levels(realm, await tunings(realm, [1, 2]))
    assert found == {(1, 2): Levels(61, 72)}


async def test_without_hotfixes_no_level_is_known() -> None:
    async with master(overrides=False) as realm:
        assert await first_levels(realm, [1, 2, 3]) == {}
        assert await tunings(realm, [1]) == [Tuning(1, 0, 10, 0, 0), Tuning(1, 2, 11, 2, 1)]


@pytest.mark.parametrize(
    ("tables", "expected"),
    [
        (["creature_template_difficulty", "creature_template_scaling"], 0),
        (["creature_template_scaling"], 0),
        (["creature_template"], None),
    ],
)
def test_the_newest_layout_counts(tables: list[str], expected: int | None) -> None:
    schema = Schema(
        Branch.MASTER, "", "", {name: frozenset({"ContentTuningID"}) for name in tables}
    )
    assert tuning_table(schema) == (None if expected is None else tables[expected])
