from __future__ import annotations

from typing import Any

import pytest

from appliance.database.interface import Database
from appliance.gamedata.realm import Branch, Realm
from appliance.gamedata.schema import detect
from appliance.gamedata.scripts import conditions
from appliance.gamedata.scripts.conditions import ConditionSource
from tests.support.small_worlds import small_realm

LOOT = ConditionSource(1, 100, 25)
VALUES = ("ConditionValue1", "ConditionValue2", "ConditionValue3")


def row(kind: int, *values: int, source: ConditionSource = LOOT, **more: Any) -> dict[str, Any]:
    return {
        "SourceTypeOrReferenceId": source.type,
        "SourceGroup": source.group,
        "SourceEntry": source.entry,
        "SourceId": source.id,
        "ConditionTypeOrReference": kind,
        **dict(zip(VALUES, values, strict=False)),
        **more,
    }


def no(kind: int, *values: int, **more: Any) -> dict[str, Any]:
    return row(kind, *values, NegativeCondition=1, **more)


NAMES = {
    "spell_dbc": [{"Id": 133, "SpellName": "Fireball"}],
    "creature_template": [{"entry": 38, "name": "Thug"}],
    "gameobject_template": [{"entry": 9, "name": "Chest"}],
    "quest_template": [{"ID": 7, "LogTitle": "Kobolds"}],
    "item_template": [{"entry": 25, "name": "Sword"}],
    "creature": [{"guid": 77, "id": 38}],
    "game_event": [{"eventEntry": 2, "description": "Winter Veil"}],
}


async def explained(
    *rows: dict[str, Any], source: ConditionSource = LOOT, branch: Branch = Branch.WRATH
) -> list[str]:
    names = NAMES if branch is Branch.WRATH else {"quest_template": NAMES["quest_template"]}
    async with small_realm({**names, "conditions": rows}, branch) as realm:
        found = await conditions.explain(realm, [source], "enUS")
        return found.get(source, [])


ME = "the player who loots "


@pytest.mark.parametrize(
    ("condition", "text"),
    [
        (row(1, 133, 1), ME + "has the aura of Fireball (spell 133), effect 1"),
        (no(1, 133), ME + "does not have the aura of Fireball (spell 133)"),
        (row(2, 25, 3, 1), ME + "has at least 3 x Sword (item 25) (bank included)"),
        (no(3, 25), ME + "does not wear Sword (item 25)"),
        (row(4, 12), ME + "is in zone 12"),
        (row(5, 72, 0b11110000), ME + "is friendly or better with faction 72"),
        (row(6, 469), ME + "is of the alliance"),
        (row(7, 185, 50), ME + "has the skill cooking (skill 185) at 50 or more"),
        (row(8, 7), ME + "has been rewarded for Kobolds (quest 7)"),
        (no(8, 7), ME + "has not been rewarded for Kobolds (quest 7)"),
        (no(9, 7), ME + "does not have Kobolds (quest 7) in progress"),
        (row(10, 2), ME + "is drunk or worse"),
        (row(11, 3801, 4), "wintergrasp active (world state 3801) is 4"),
        (row(11, 7, 4), "world state 7 is 4"),
        (no(12, 2), "Winter Veil (game event 2) is not active"),
        (row(13, 4, 3, 2), "boss 4 is done"),
        (row(13, 4, 3, 0), "instance data 4 is 3"),
        (row(14, 7), ME + "has neither taken nor finished Kobolds (quest 7)"),
        (no(14, 7), ME + "has taken or finished Kobolds (quest 7)"),
        (row(15, 0b10010000), ME + "is of the class priest or mage"),
        (no(16, 1), ME + "is not of the race human"),
        (row(17, 99), ME + "has achievement 99"),
        (row(20, 1), ME + "is female"),
        (row(22, 571), ME + "is on map 571"),
        (row(23, 4395), ME + "is in area 4395"),
        (row(24, 7), ME + "is a creature of type humanoid"),
        (no(25, 133), ME + "does not know Fireball (spell 133)"),
        (row(26, 4), ME + "is in phase mask 0x4"),
        (row(27, 70, 3), ME + "is of level at least 70"),
        (row(28, 7), ME + "has completed Kobolds (quest 7) without taking the reward"),
        (row(29, 38, 30), ME + "is within 30 yards of a living Thug (creature 38)"),
        (no(29, 38, 30, 1), ME + "is not within 30 yards of a dead Thug (creature 38)"),
        (row(30, 9, 5), ME + "is within 5 yards of Chest (gameobject 9)"),
        (row(31, 3, 38), ME + "is Thug (creature 38)"),
        (row(31, 3, 0, 78), ME + "is any creature, spawn 78"),
        (row(32, 16), ME + "is a player"),
        (row(33, 1, 3), ME + "is owned by the second target"),
        (row(35, 1, 10, 4), ME + "is at most 10 yards from the second target"),
        (no(36), ME + "is not alive"),
        (row(38, 50, 2), ME + "has less than 50 % health"),
        (row(42, 1, 1), ME + "is sitting"),
        (row(42, 0, 8), ME + "is in the stand state kneel"),
        (row(43, 7), ME + "has done the daily Kobolds (quest 7) today"),
        (row(47, 7, 10), ME + "has Kobolds (quest 7) complete or in progress"),
        (row(48, 7, 1, 5), ME + "has 5 of objective 1 of Kobolds (quest 7)"),
        (row(21, 0x408), ME + "has the unit state stunned or root"),
        (
            row(19, 3),
            ME + "is in a map of the difficulty normal or 10-player or heroic dungeon or 25-player",
        ),
        (row(31, 3, 38, 77), ME + "is Thug (creature spawn 77)"),
        (row(39, 99), "someone of the realm has achievement 99"),
        (row(57), ME + "is seen by one player only"),
        (row(250, 1, 2, 3), ME + ": condition 250 (value1=1, value2=2, value3=3)"),
        (row(0), "this is always true"),
        (row(36, ScriptName="my_script"), ME + "is alive and script my_script agrees"),
    ],
)
async def test_one_condition(condition: dict[str, Any], text: str) -> None:
    assert await explained(condition) == [text.replace(" : ", ": ")]


async def test_one_else_group_must_hold_whole() -> None:
    found = await explained(
        row(6, 469), row(27, 10, 3), row(12, 2, ElseGroup=1), no(36, ElseGroup=1)
    )
    assert found == [
        f"{ME}is of the alliance and {ME}is of level at least 10",
        f"Winter Veil (game event 2) is active and {ME}is not alive",
    ]


async def test_master_means_other_things_by_some_numbers() -> None:
    master = Branch.MASTER
    assert await explained(row(26, 4), branch=master) == [ME + "is in phase 4"]
    assert await explained(row(48, 7, 0, 5), branch=master) == [ME + "has 5 of quest objective 7"]
    assert await explained(row(51, 6, 0), branch=master) == [ME + "is any player"]
    assert await explained(row(8, 7), branch=master) == [
        ME + "has been rewarded for Kobolds (quest 7)"
    ]


async def test_string_ids_of_master() -> None:
    named = row(58, ConditionStringValue1="guards")
    assert await explained(named, branch=Branch.MASTER) == [ME + "has the string id “guards”"]
    assert await explained(row(59, 4), branch=Branch.MASTER) == [
        ME + "has the label 4 of the client"
    ]


async def test_the_target_says_who_it_is_about() -> None:
    spell = ConditionSource(17, 0, 133)
    found = await explained(
        row(36, source=spell), no(36, source=spell, ConditionTarget=1), source=spell
    )
    assert found == ["the caster is alive and the target is not alive"]


async def test_references_are_followed() -> None:
    reference = ConditionSource(-5, 0, 0)
    deeper = ConditionSource(-6, 0, 0)
    found = await explained(
        row(6, 469),
        row(-5),
        row(27, 10, 3, source=reference),
        row(-6, source=reference, ElseGroup=1),
        row(8, 7, source=deeper),
    )
    level, quest = f"{ME}is of level at least 10", f"{ME}has been rewarded for Kobolds (quest 7)"
    assert found == [f"({level} or {quest}) and {ME}is of the alliance"]


async def test_circles_and_missing_references_are_said() -> None:
    first, second = ConditionSource(-5, 0, 0), ConditionSource(-6, 0, 0)
    found = await explained(row(-5), row(-6, source=first), row(-5, source=second))
    assert found == ["condition reference 5 (which leads back to itself)"]
    assert await explained(row(-9)) == ["condition reference 9 (which has no rows)"]


async def test_references_that_all_point_to_each_other_stay_short() -> None:
    numbers = range(-20, -8)
    rows = [
        row(to, source=ConditionSource(number, 0, 0), ElseGroup=at)
        for number in numbers
        for at, to in enumerate(numbers)
    ]
    (said,) = await explained(row(-9), *rows)
    assert len(said) < 100_000


async def test_many_sources_cost_few_queries() -> None:
    """Other owners' rows are not in the way, and only script events look at SourceId."""
    sources = [ConditionSource(1, 100 + n, 25) for n in range(1200)]
    script, list_line = ConditionSource(22, 1, 900, 0), ConditionSource(22, 1, 900, 9)
    rows = [
        *(row(27, n % 80, 0, source=source) for n, source in enumerate(sources)),
        row(36, source=script),
        no(36, source=list_line),
        row(36, source=ConditionSource(1, 5000, 25)),
    ]
    async with small_realm({"conditions": rows}) as realm:
        asked = [*sources, script, list_line, ConditionSource(1, 100, 26)]
        found = await conditions.explain(realm, asked, "enUS")
    assert set(found) == {*sources, script, list_line}
    assert found[script] == ["whoever caused the event is alive"]
    assert found[list_line] == ["whoever caused the event is not alive"]
    assert found[sources[1]] == [ME + "is of level exactly 1"]


async def test_nothing_asked_nothing_said() -> None:
    async with small_realm({}) as realm:
        assert await conditions.explain(realm, [], "enUS") == {}
        assert await conditions.explain(realm, [LOOT], "enUS") == {}


async def test_every_condition_of_the_demo_realm(demo_world: Database) -> None:
    realm = Realm(await detect(demo_world, None), "demo", demo_world)
    asked = await demo_world.fetch(
        "SELECT DISTINCT SourceTypeOrReferenceId, SourceGroup, SourceEntry, 0 FROM conditions "
        "WHERE SourceTypeOrReferenceId > 0 AND SourceId = 0",
        row=ConditionSource,
    )
    found = await conditions.explain(realm, asked, "deDE")
    assert set(found) == set(asked)
    said = [text for alternatives in found.values() for text in alternatives]
    assert not [text for text in said if "value1=" in text or "which" in text]
