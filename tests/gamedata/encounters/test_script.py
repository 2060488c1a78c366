from __future__ import annotations

from appliance.gamedata.encounters.script import Line, Span, lines, rows_of
from appliance.gamedata.realm import Branch, Realm
from tests.support.demo_worlds import demo_realm
from tests.support.small_worlds import small_realm

BOSS = 100037


async def script(realm: Realm, *entries: int, spawns: bool = True) -> list[Line]:
    return await lines(realm, await rows_of(realm, entries, spawns=spawns), "enUS")


def casting(told: list[Line], spell: int) -> list[Line]:
    return [line for line in told if line.action in (11, 85) and line.row.action_values[0] == spell]


async def test_a_timer_in_combat() -> None:
    async with demo_realm() as realm:
        told = await script(realm, BOSS)
    (normal,) = casting(told, 140012)
    assert (normal.initial_ms, normal.repeat_ms) == (Span(8000, 11000), Span(15000, 20000))
    assert normal.flags == ("only in normal dungeon or raid for 10",)
    assert normal.caster == BOSS
    assert not normal.once


async def test_a_timed_event_has_the_times_of_the_row_that_created_it() -> None:
    async with demo_realm() as realm:
        (splash,) = casting(await script(realm, BOSS), 140011)
    assert (splash.initial_ms, splash.repeat_ms) == (Span(10000, 14000), Span(12000, 16000))
    assert splash.when == "on entering combat, then by a timer"


async def test_a_share_of_health_and_a_timed_list() -> None:
    async with demo_realm() as realm:
        told = await script(realm, BOSS)
    first, second, in_list = casting(told, 140014)
    assert (first.health_percent, second.health_percent) == (Span(0, 66), Span(0, 33))
    assert (first.once, first.repeat_ms, first.timed_list) == (True, None, None)
    assert (in_list.timed_list, in_list.list_offset_ms) == (10003700, Span(7000, 7000))
    assert in_list.health_percent == Span(0, 20)


async def test_a_linked_row_happens_when_the_first_of_its_chain_does() -> None:
    async with demo_realm() as realm:
        told = await script(realm, BOSS)
    by_id = {line.row.id: line for line in told if line.timed_list is None}
    assert by_id[2].when == by_id[0].when == "on entering combat"
    assert by_id[6].initial_ms == Span(8000, 11000)


async def test_rows_that_lead_in_a_circle_come_to_an_end() -> None:
    rows = [
        {"entryorguid": 5, "id": 0, "link": 1, "event_type": 61, "action_type": 11},
        {"entryorguid": 5, "id": 1, "link": 0, "event_type": 61, "action_type": 11},
        {"entryorguid": 5, "id": 2, "link": 2, "event_type": 61, "action_type": 11},
    ]
    async with small_realm({"smart_scripts": rows, "creature_template": [{"entry": 5}]}) as realm:
        assert len(await script(realm, 5)) == 3


async def test_difficulties_of_master_and_rows_of_single_spawns() -> None:
    own = {"event_type": 0, "event_param1": 9, "event_param2": 5, "action_param1": 7}
    rows = [
        {"entryorguid": 5, "action_type": 11, "Difficulties": "1,23", **own},
        {"entryorguid": -31, "action_type": 11, "event_chance": 50, **own},
    ]
    tables = {
        "smart_scripts": rows,
        "creature_template": [{"entry": 5}],
        "creature": [{"guid": 31, "id": 5}],
    }
    async with small_realm(tables, Branch.MASTER) as realm:
        mine, spawned = await script(realm, 5)
        (alone,) = await script(realm, 5, spawns=False)
    assert (mine.difficulties, mine.spawn, mine.repeat_ms) == ((1, 23), None, None)
    assert mine.initial_ms == Span(5, 9)
    assert spawned.spawn == 31
    assert alone.row == mine.row
