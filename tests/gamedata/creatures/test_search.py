from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from appliance.gamedata.creatures.search import CreatureFilter, escape_like, search, statistics
from appliance.gamedata.realm import Realm
from tests.support.demo_worlds import demo_realm

NAMES = """
INSERT INTO creature_template (entry, name, minlevel, maxlevel, faction, type, `rank`, npcflag,
    BaseAttackTime, RangeAttackTime, unit_class) VALUES
(200001, '50% off', 1, 1, 77, 7, 3, 144, 2000, 2000, 1),
(200002, '50 percent off', 1, 1, 77, 7, 2, 128, 2000, 2000, 1),
(200003, 'snake_case', 1, 1, 77, 7, 1, 16, 2000, 2000, 1),
(200004, 'snakeXcase', 1, 1, 77, 1, 4, 0, 2000, 2000, 1),
(200005, 'it''s "quoted"', 1, 1, 77, 1, 0, 0, 2000, 2000, 1)
"""
BACKSLASH = """
INSERT INTO creature_template (entry, name, faction, type, BaseAttackTime, RangeAttackTime,
    unit_class) SELECT 200006, concat('back', char(92), 'slash'), 77, 1, 2000, 2000, 1
"""


@pytest.fixture
async def realm() -> AsyncIterator[Realm]:
    async with demo_realm(NAMES, BACKSLASH) as realm:
        yield realm


async def found(realm: Realm, wanted: CreatureFilter) -> list[int]:
    page = await search(realm, wanted, after=0, limit=500)
    assert page.total == len(page.rows)
    assert not page.more
    return [row.entry for row in page.rows]


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ("50% o", [200001]),
        ("50", [200001, 200002]),
        ("e_c", [200003]),
        ("kexc", [200004]),
        ("snake", [200003, 200004]),
        ("SNAKE", [200003, 200004]),
        ("k\\s", [200006]),
        ("\\", [200006]),
        ("it's \"q", [200005]),
        ("'; DROP TABLE creature_template; --", []),
        ("snake\0case", []),
        ("x" * 100, []),
    ],
)
async def test_every_character_matches_itself(realm: Realm, part: str, expected: list[int]) -> None:
    assert await found(realm, CreatureFilter(name_part=part, faction=77)) == expected


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (CreatureFilter(faction=77, boss=True), [200001]),
        (CreatureFilter(faction=77, elite=True), [200001, 200002, 200003]),
        (CreatureFilter(faction=77, rank=4), [200004]),
        (CreatureFilter(faction=77, vendor=True), [200001, 200002]),
        (CreatureFilter(faction=77, trainer=True), [200001, 200003]),
        (CreatureFilter(faction=77, vendor=True, trainer=True), [200001]),
        (CreatureFilter(faction=77, type=1), [200004, 200005, 200006]),
        (CreatureFilter(faction=77, expansion=1), []),
        (CreatureFilter(family=4), [100030]),
        (CreatureFilter(faction=77, boss=True, rank=4), []),
    ],
)
async def test_filters_narrow_together(
    realm: Realm, wanted: CreatureFilter, expected: list[int]
) -> None:
    assert await found(realm, wanted) == expected


async def test_translated_names_are_searched_too(realm: Realm) -> None:
    german = CreatureFilter(name_part="Bürgermeister", locale="deDE")
    assert await found(realm, german) == [100001]
    assert await found(realm, CreatureFilter(name_part="Mayor", locale="deDE")) == [100001]
    assert await found(realm, CreatureFilter(name_part="Bürgermeister")) == []


@pytest.mark.parametrize("limit", [1, 7, 56, 57, 58])
async def test_pages_hold_every_entry_once(realm: Realm, limit: int) -> None:
    whole = await search(realm, CreatureFilter(), after=0, limit=500)
    assert whole.total == len(whole.rows) == 58
    entries: list[int] = []
    more = True
    while more:
        after = entries[-1] if entries else 0
        page = await search(realm, CreatureFilter(), after=after, limit=limit)
        assert page.total == whole.total
        entries += [row.entry for row in page.rows]
        more = page.more
    assert entries == [row.entry for row in whole.rows]


async def test_counts_agree_with_lists(realm: Realm) -> None:
    groups = await statistics(realm, type=None, faction=77, expansion=None)
    counted = [(group.type, group.rank, group.creatures) for group in groups]
    assert counted == [(1, 0, 2), (1, 4, 1), (7, 1, 1), (7, 2, 1), (7, 3, 1)]
    assert sum(group.vendors for group in groups) == 2
    assert sum(group.trainers for group in groups) == 2
    for group in await statistics(realm, type=None, faction=None, expansion=None):
        same = CreatureFilter(type=group.type, rank=group.rank, expansion=group.expansion)
        assert len(await found(realm, same)) == group.creatures


async def test_a_filter_nothing_fits_counts_nothing(realm: Realm) -> None:
    assert await statistics(realm, type=200, faction=None, expansion=None) == []


def test_patterns_are_escaped() -> None:
    assert escape_like(r"50%_\ ") == r"50\%\_\\ "
