from __future__ import annotations

from typing import Any

from appliance.database.interface import Database
from appliance.gamedata.realm import Realm
from appliance.gamedata.schema import detect
from appliance.gamedata.scripts import smart_scripts
from appliance.gamedata.scripts.smart_rows import MAX_SPAWNS
from appliance.gamedata.scripts.smart_scripts import ScriptLine, Scripts
from tests.support.small_worlds import Tables, small_realm

ENTRY = 100
SMART_AI = {"entry": ENTRY, "name": "Guard", "AIName": "SmartAI"}
LINKED, ON_AGGRO, DIE = 61, 4, 37
LIST, RANDOM_LIST, LIST_RANGE, TALK = 80, 87, 88, 1


def row(number: int, action: int = DIE, *values: int, **more: Any) -> dict[str, Any]:
    parameters = {f"action_param{n}": value for n, value in enumerate(values, 1)}
    plain = {"entryorguid": ENTRY, "id": number, "event_type": ON_AGGRO, "target_type": 1}
    return {**plain, "action_type": action, **parameters, **more}


def listed(owner: int, number: int, action: int = DIE, *values: int, **more: Any) -> dict[str, Any]:
    return row(number, action, *values, entryorguid=owner, source_type=9, event_type=0, **more)


async def explained(tables: Tables, limit: int = 200) -> Scripts:
    async with small_realm({"creature_template": [SMART_AI], **tables}) as realm:
        return await smart_scripts.explain(realm, ENTRY, "enUS", limit=limit)


def numbers(lines: list[ScriptLine] | tuple[ScriptLine, ...]) -> list[int]:
    return [line.id for line in lines]


async def test_linked_lines_follow_the_line_that_leads_to_them() -> None:
    rows = [
        row(0, link=3),
        row(1, link=5),
        row(2),
        row(3, event_type=LINKED, link=4),
        row(4, event_type=LINKED),
        row(5, event_type=LINKED),
    ]
    found = await explained({"smart_scripts": rows})
    assert numbers(found.lines) == [0, 3, 4, 1, 5, 2]
    assert [line.event for line in found.lines[:3]] == ["on entering combat", "then", "then"]
    assert [line.link for line in found.lines[:3]] == [3, 4, None]
    assert (found.total, found.truncated, found.notes) == (6, False, [])


async def test_a_line_that_several_lead_to_comes_once() -> None:
    rows = [row(0, link=2), row(1, link=2), row(2, event_type=LINKED), row(3, event_type=LINKED)]
    found = await explained({"smart_scripts": rows})
    assert numbers(found.lines) == [0, 2, 1, 3]
    assert found.lines[1].event == "then, after any of the lines 0, 1"
    assert found.lines[3].event == "never (no line leads here)"


async def test_links_in_a_circle_end() -> None:
    rows = [
        row(0, event_type=LINKED, link=1),
        row(1, event_type=LINKED, link=0),
        row(2, event_type=LINKED, link=2),
    ]
    assert sorted(numbers((await explained({"smart_scripts": rows})).lines)) == [0, 1, 2]


async def test_timed_lists_are_told_with_the_line_that_starts_them() -> None:
    rows = [
        row(0, LIST, 10001),
        row(1, LIST, 10001),
        row(2, RANDOM_LIST, 10002, 10003),
        row(3, LIST_RANGE, 10004, 10005),
        row(4, LIST, 10099),
        listed(10001, 0, LIST, 10006),
        listed(10001, 1, event_param1=2000, event_param2=3000),
        listed(10002, 0),
        listed(10003, 0),
        listed(10005, 0),
        listed(10006, 0, LIST, 10001),
    ]
    found = await explained({"smart_scripts": rows})
    first, again, random, ranged, missing = found.lines
    assert [one.id for one in first.timed_lists] == [10001]
    (outer,) = first.timed_lists
    assert [line.event for line in outer.lines] == ["at once", "after 2-3 s"]
    (inner,) = outer.lines[0].timed_lists
    # A list that starts itself again, and one that another line starts too, are told once.
    assert inner.lines[0].timed_lists == (smart_scripts.TimedList(10001, ()),)
    assert again.timed_lists == (smart_scripts.TimedList(10001, ()),)
    assert [(one.id, len(one.lines)) for one in random.timed_lists] == [(10002, 1), (10003, 1)]
    assert [(one.id, len(one.lines)) for one in ranged.timed_lists] == [(10004, 0), (10005, 1)]
    assert missing.timed_lists == (smart_scripts.TimedList(10099, ()),)
    assert found.total == len(rows)


async def test_a_list_run_by_another_creature_speaks_with_its_voice() -> None:
    texts = [
        {"CreatureID": ENTRY, "Text": "mine"},
        {"CreatureID": 200, "Text": "theirs"},
    ]
    rows = [
        row(0, LIST, 10001, target_type=19, target_param1=200),
        row(1, LIST, 10002, target_type=12),
        row(2, LIST, 10003),
        *(listed(number, 0, TALK, 0) for number in (10001, 10002, 10003)),
    ]
    found = await explained({"smart_scripts": rows, "creature_text": texts})
    said = [line.timed_lists[0].lines[0].action for line in found.lines]
    assert said == [
        "says “theirs” (text group 0)",
        "says text group 0",
        "says “mine” (text group 0)",
    ]


async def test_spawns_with_a_script_of_their_own() -> None:
    rows = [row(0), row(0, entryorguid=-7), row(1, entryorguid=-7), row(0, entryorguid=-9)]
    spawns = [{"guid": 7, "id": ENTRY}, {"guid": 8, "id": ENTRY}, {"guid": 9, "id": 101}]
    found = await explained({"smart_scripts": rows, "creature": spawns})
    assert [line.spawn for line in found.lines] == [None, 7, 7]
    assert found.notes == ["spawns that run a script of their own instead: 1"]


async def test_scripts_of_very_many_spawns_are_cut() -> None:
    spawns = [{"guid": guid, "id": ENTRY} for guid in range(1, MAX_SPAWNS + 2)]
    rows = [row(0, entryorguid=-guid) for guid in range(1, MAX_SPAWNS + 2)]
    found = await explained({"smart_scripts": rows, "creature": spawns})
    assert len(found.lines) == MAX_SPAWNS
    assert found.truncated
    found = await explained({"smart_scripts": rows[1:], "creature": spawns})
    assert (len(found.lines), found.truncated) == (MAX_SPAWNS, False)


async def test_conditions_of_lines_and_of_list_lines() -> None:
    alive = {"SourceTypeOrReferenceId": 22, "ConditionTypeOrReference": 36}
    rows = [row(0, LIST, 10001), row(1, entryorguid=-7), listed(10001, 0)]
    found = await explained(
        {
            "smart_scripts": rows,
            "creature": [{"guid": 7, "id": ENTRY}],
            "conditions": [
                {**alive, "SourceGroup": 1, "SourceEntry": ENTRY, "ConditionTarget": 1},
                {**alive, "SourceGroup": 2, "SourceEntry": -7},
                {**alive, "SourceGroup": 1, "SourceEntry": 10001, "SourceId": 9},
                {**alive, "SourceGroup": 3, "SourceEntry": ENTRY},
            ],
        }
    )
    assert found.lines[0].conditions == ("the owner of the script is alive",)
    assert found.lines[0].timed_lists[0].lines[0].conditions == (
        "whoever caused the event is alive",
    )
    assert found.lines[1].conditions == ("whoever caused the event is alive",)


async def test_no_more_lines_than_asked_for() -> None:
    rows = [row(0, LIST, 10001), row(1), *(listed(10001, number) for number in range(5))]
    found = await explained({"smart_scripts": rows}, limit=4)
    assert len(found.lines) == 1
    assert len(found.lines[0].timed_lists[0].lines) == 3
    assert (found.total, found.truncated) == (7, True)
    assert not (await explained({"smart_scripts": rows}, limit=7)).truncated


async def test_a_core_script_is_named_and_a_wrong_ai_noticed() -> None:
    core = {**SMART_AI, "AIName": "", "ScriptName": "boss_guard"}
    found = await explained({"creature_template": [core]})
    assert found.lines == []
    assert found.notes == ["core script boss_guard runs this creature; its code is not in the data"]
    found = await explained(
        {"creature_template": [{**SMART_AI, "AIName": ""}], "smart_scripts": [row(0)]}
    )
    assert found.notes == ["AIName is empty, not SmartAI: the server does not run this"]


async def test_a_creature_without_script() -> None:
    found = await explained({})
    assert (found.lines, found.total, found.truncated, found.notes) == ([], 0, False, [])


def every(lines: list[ScriptLine] | tuple[ScriptLine, ...]) -> list[ScriptLine]:
    inner = [line for one in lines for each in one.timed_lists for line in every(each.lines)]
    return [*lines, *inner]


async def test_every_script_of_the_demo_realm(demo_world: Database) -> None:
    realm = Realm(await detect(demo_world, None), "demo", demo_world)
    creatures = await demo_world.fetch(
        "SELECT DISTINCT entryorguid FROM smart_scripts "
        "WHERE source_type = 0 AND entryorguid > 0 ORDER BY entryorguid",
        row=int,
    )
    assert creatures
    for entry in creatures:
        found = await smart_scripts.explain(realm, entry, "deDE")
        lines = every(found.lines)
        assert len(lines) == found.total
        assert not [line.words for line in lines if "p1=" in line.words]
