"""Typical rows as sentences; the wording tables have a test of their own."""

from __future__ import annotations

from typing import Any

import pytest

from appliance.gamedata.realm import Branch
from appliance.gamedata.scripts import smart_scripts
from tests.support.small_worlds import small_realm

HOGGER = 448
NAMES = {
    "spell_dbc": [{"Id": 6268, "SpellName": "Rushing Charge"}],
    "creature_template": [
        {"entry": HOGGER, "name": "Hogger", "AIName": "SmartAI"},
        {"entry": 38, "name": "Thug"},
    ],
    "quest_template": [{"ID": 7, "LogTitle": "Kobolds"}],
    "gameobject_template": [{"entry": 9, "name": "Door"}],
    "item_template": [{"entry": 25, "name": "Sword"}],
    "creature": [{"guid": 77, "id": 38}],
    "gameobject": [{"guid": 78, "id": 9}],
    "waypoints": [{"entry": 4480, "pointid": 1, "point_comment": "Hogger's round"}],
    "creature_equip_template": [
        {"CreatureID": HOGGER, "ID": 1, "ItemID1": 25},
        {"CreatureID": 38, "ID": 1, "ItemID2": 25},
    ],
    "creature_summon_groups": [
        {"summonerId": HOGGER, "groupId": 1, "entry": 38},
        {"summonerId": HOGGER, "groupId": 1, "entry": 38},
    ],
    "spawn_group_template": [{"groupId": 3, "groupName": "Gnolls"}],
    "gossip_menu": [{"MenuID": 16, "TextID": 15}],
    "gossip_menu_option": [{"MenuID": 16, "OptionID": 2, "OptionText": "Trade?"}],
    "npc_text": [{"ID": 15, "text0_0": "Well met."}],
    "areatrigger_tavern": [{"id": 11, "name": "Inn"}],
    "creature_text": [
        {"CreatureID": HOGGER, "GroupID": 0, "ID": 0, "Text": "More bones to gnaw on..."},
        {"CreatureID": HOGGER, "GroupID": 0, "ID": 1, "Text": "Grrr..."},
        {"CreatureID": 38, "GroupID": 0, "ID": 0, "Text": "Help!"},
    ],
}


def smart(
    event: tuple[int, ...], action: tuple[int, ...], target: tuple[int, ...] = (1,), **more: Any
) -> dict[str, Any]:
    """A row from (type, parameter 1, …) of its three parts."""
    row: dict[str, Any] = {"entryorguid": HOGGER, **more}
    for part, (kind, *values) in {"event": event, "action": action, "target": target}.items():
        row[f"{part}_type"] = kind
        row |= {f"{part}_param{n}": value for n, value in enumerate(values, 1)}
    return row


async def told(row: dict[str, Any], branch: Branch = Branch.WRATH) -> smart_scripts.ScriptLine:
    names = dict(NAMES)
    if branch is Branch.MASTER:
        del names["spell_dbc"], names["item_template"], names["npc_text"]
    async with small_realm({**names, "smart_scripts": [row]}, branch) as realm:
        (line,) = (await smart_scripts.explain(realm, HOGGER, "enUS")).lines
    return line


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (
            smart((4,), (11, 6268, 2), (7,)),
            "on entering combat: casts Rushing Charge (spell 6268) (triggered) "
            "→ whoever caused the event",
        ),
        (
            smart((0, 1300, 3700, 20000, 25000), (11, 133), (2,), event_chance=30),
            "in combat, after 1.3-3.7 s, then every 20-25 s (30 % chance): casts spell 133 "
            "→ its current target",
        ),
        (
            smart((2, 0, 15, 0, 0), (25, 1), event_flags=1),
            "while its health is 0-15 %: flees for help, saying so",
        ),
        (
            smart((1, 0, 0, 60000, 60000), (1, 0)),
            "out of combat, at once, then every 60 s: says “More bones to gnaw on...” or one other "
            "(text group 0)",
        ),
        (
            smart((6,), (1, 0), (19, 38, 20)),
            "on dying: says “Help!” (text group 0) → the nearest Thug (creature 38) "
            "within 20 yards",
        ),
        (
            smart((6,), (1, 0, 0, 1), (19, 38)),
            "on dying: says “More bones to gnaw on...” or one other (text group 0) "
            "→ the nearest Thug (creature 38)",
        ),
        (
            smart((6,), (1, 0), (12, 3)),
            "on dying: says text group 0 → the stored targets 3",
        ),
        (
            smart((8, 0, 4), (28, 6268), (1,)),
            "when hit by a spell of fire: removes Rushing Charge (spell 6268) → itself",
        ),
        (
            smart((23, 6268, 0, 1000, 1000), (85, 6268)),
            "while it lacks Rushing Charge (spell 6268), repeated every 1 s: "
            "casts Rushing Charge (spell 6268) on itself",
        ),
        (
            smart((62, 1, 0), (85, 6268, 2), (7,)),
            "when a player picks option 0 of gossip menu 1: lets the target cast "
            "Rushing Charge (spell 6268) on itself (triggered) → whoever caused the event",
        ),
        (
            smart((38, 1, 2), (12, 38, 3, 30000, 1), (8,), target_x=1.5, target_y=-2, target_z=3),
            "when data 1 is set to 2: summons Thug (creature 38), gone after 30 s, which attacks "
            "whoever caused it → the position (1.50, -2.00, 3.00), facing 0.00",
        ),
        (
            smart((19, 7), (53, 1, 448, 0, 7, 5000), (7,)),
            "when a player accepts Kobolds (quest 7) from it: runs path 448 for "
            "Kobolds (quest 7), despawns 5 s after → whoever caused the event",
        ),
        (
            smart((40, 3), (50, 9, 60), (1,), target_z=2),
            "on reaching waypoint 3: summons Door (gameobject 9), gone after 60 s "
            "→ offset (0.00, 0.00, 2.00)",
        ),
        (
            smart((62, 60013, 1), (56, 25, 2), (7,)),
            "when a player picks option 1 of gossip menu 60013: gives 2 x Sword (item 25) "
            "→ whoever caused the event",
        ),
        (
            smart((25,), (86, 6268, 2, 19, 38, 50, 0), (2,)),
            "on reset (spawn, respawn, end of combat): lets the nearest Thug (creature 38) within "
            "50 yards cast Rushing Charge (spell 6268) (triggered) → its current target",
        ),
        (
            smart((6,), (34, 2, 3, 1)),
            "on dying: sets boss 2 to done",
        ),
        (
            smart((61,), (41, 500)),
            "never (no line leads here): despawns after 0.5 s",
        ),
        (
            smart((40, 3, 4480), (71, 1, 0), (1,)),
            "on reaching waypoint 3 of Hogger's round (path 4480): equips equipment "
            "set 1: Sword (item 25)",
        ),
        (
            smart((7,), (124, 1), (19, 38)),
            "on evading: equips equipment set 1: Sword (item 25) → the nearest Thug (creature 38)",
        ),
        (
            smart((7,), (71, 0, 0, 25, 26), (1,)),
            "on evading: equips Sword (item 25) and item 26",
        ),
        (smart((7,), (71,), (1,)), "on evading: unequips everything"),
        (smart((7,), (124,), (1,)), "on evading: unequips everything"),
        (
            smart((7,), (114,), (1,), target_x=15),
            "on evading: moves → offset (15.00, 0.00, 0.00)",
        ),
        (
            smart((7,), (97, 10, 5), (1,), target_x=-37.5, target_y=2),
            "on evading: jumps there (speed 10, height speed 5) "
            "→ the position (-37.50, 2.00, 0.00)",
        ),
        (
            smart((34, 8, 1), (66,), (8,), target_o=2.0416),
            "on finishing a movement to a point (point 1): turns to face → orientation 2.04",
        ),
        (smart((7,), (66,), (1,)), "on evading: turns as at home"),
        (
            smart((7,), (66,), (21, 8)),
            "on evading: turns to face → the nearest player within 8 yards",
        ),
        (
            smart((23, 6268, 1), (23, 1), (1,)),
            "while it has 1 or more stacks of Rushing Charge (spell 6268): raises its phase by 1",
        ),
        (smart((7,), (17,), (1,)), "on evading: stops its lasting emote"),
        (smart((7,), (5,), (1,)), "on evading: stops its emote"),
        (smart((7,), (17, 10), (1,)), "on evading: keeps up the emote state dance"),
        (
            smart((75, 77, 0, 10, 2000), (45, 1, 2), (10, 77, 38)),
            "while Thug (creature spawn 77) is within 10 yards, checked every 2 s: sets data 1 "
            "to 2 → Thug (creature spawn 77)",
        ),
        (
            smart((76, 0, 9, 10), (133, 1, 78), (14, 79, 9)),
            "while Door (gameobject 9) is within 10 yards: respawns Door (gameobject spawn 78) "
            "→ gameobject spawn 79, Door (gameobject 9)",
        ),
        (
            smart((62, 16, 2), (98, 16, 15), (7,)),
            "when a player picks “Trade?” (option 2 of gossip menu 16): shows “Well met.” "
            "(gossip menu 16) with “Well met.” (npc text 15) → whoever caused the event",
        ),
        (
            smart((52, 0, 38), (107, 1, 1), (1,)),
            "after “Help!” (text group 0) was spoken by Thug (creature 38): summons creature "
            "group 1: 2 x Thug (creature 38), which attacks whoever caused it",
        ),
        (
            smart((46, 11), (131, 3, 5, 10, 3), (1,)),
            "when a player enters Inn (area trigger 11): spawns Gnolls (spawn group 3) after "
            "5-10 s (ignore respawn, force spawn)",
        ),
        (
            smart((11, 1, 571), (62, 530), (7,), target_x=1, target_y=2, target_z=3),
            "on respawning on map 571: teleports to map 530 → whoever caused the event, "
            "to (1.00, 2.00, 3.00)",
        ),
        (
            smart((11, 2, 0, 12), (139, 12, 86), (1,)),
            "on respawning in area 12: changes the weather of zone 12 to thunders",
        ),
        (
            smart((72, 1007), (104, 3), (20, 9)),
            "when action vehicle board is done: sets the gameobject flags to in use, locked "
            "→ the nearest Door (gameobject 9)",
        ),
        (
            smart((89, 6268, 1000, 1000), (90, 3, 3), (1,)),
            "when Rushing Charge (spell 6268) is applied to it, at most every 1 s: sets anim "
            "tier fly",
        ),
        (
            smart((210, 1, 2), (220, 3), (99, 4)),
            "event 210 (p1=1, p2=2, p3=0, p4=0, p5=0): "
            "action 220 (p1=3, p2=0, p3=0, p4=0, p5=0, p6=0, p7=0) "
            "→ target 99 (p1=4, p2=0, p3=0, p4=0)",
        ),
    ],
)
async def test_a_line_in_words(row: dict[str, Any], words: str) -> None:
    assert (await told(row)).words == words


@pytest.mark.parametrize("branch", Branch)
async def test_unknown_numbers_are_shown_as_numbers(branch: Branch) -> None:
    line = await told(smart((210, 1, 2), (220, 3), (99, 4)), branch)
    assert line.words == (
        "event 210 (p1=1, p2=2, p3=0, p4=0, p5=0): "
        "action 220 (p1=3, p2=0, p3=0, p4=0, p5=0, p6=0, p7=0) "
        "→ target 99 (p1=4, p2=0, p3=0, p4=0)"
    )
    line = await told(smart((4,), (86, 5, 0, 99, 7), (2,)), branch)
    assert line.action == "lets target 99 (p1=7, p2=0, p3=0, p4=0) cast spell 5"


async def test_master_summons_more_and_remembers() -> None:
    row = smart((4,), (12, 38, 8, 0, 3, 2, 4), (31, 38))
    assert (await told(row, Branch.MASTER)).words == (
        "on entering combat: summons Thug (creature 38), until it is told to go (prefer unit), "
        "4 of them, kept as target list 3 → every Thug (creature 38) summoned by whoever caused "
        "the event"
    )


async def test_numbers_stay_beside_the_words() -> None:
    line = await told(smart((4,), (11, 6268), (7,), id=3, event_phase_mask=0b101, comment="why"))
    assert (line.event_type, line.action_type, line.target_type) == (4, 11, 7)
    assert (line.id, line.link, line.chance_percent, line.comment) == (3, None, 100, "why")
    assert line.phases == (1, 3)
    assert line.spawn is None


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (0, ()),
        (1, ("only once",)),
        (2 | 8, ("only in normal dungeon or raid for 10, heroic raid for 10",)),
        (30, ()),
        (256 | 512, ("not renewed by a reset", "even while charmed")),
        (32, ("the timed list waits for it",)),
        (1 | 0x2000, ("only once", "flags 0x2000")),
        (0x40000000, ()),
    ],
)
async def test_flags(flags: int, said: tuple[str, ...]) -> None:
    assert (await told(smart((4,), (37,), event_flags=flags))).flags == said


async def test_master_has_texts_difficulties_and_own_actions() -> None:
    master = Branch.MASTER
    line = await told(smart((79,), (44, 170, 1), (1,), event_param_string="Start"), master)
    assert line.words == "when the scene triggers “Start”: enters phase 170"
    line = await told(smart((4,), (37,), Difficulties="1,23, 8"), master)
    assert line.difficulties == (1, 23, 8)
    line = await told(smart((4,), (86, 5, 0, 10, 7, 38, 0, 0), (2,), action_param7=4), master)
    assert "lets creature spawn 7, Thug (creature 38) cast spell 5" in line.words
