"""SmartAI and conditions of the demo realm name only what exists."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest

from tests.support.demo_realm import plain_sqlite, values

LINK = 61
# Parameters that hold an id: action or event type → (column, what owns the ids).
ACTIONS = {
    11: ("action_param1", "SELECT Id FROM spell_dbc"),
    12: ("action_param1", "SELECT entry FROM creature_template"),
    15: ("action_param1", "SELECT ID FROM quest_template"),
    26: ("action_param1", "SELECT ID FROM quest_template"),
    28: ("action_param1", "SELECT Id FROM spell_dbc"),
    33: ("action_param1", "SELECT entry FROM creature_template"),
    53: ("action_param2", "SELECT entry FROM waypoints"),
    56: ("action_param1", "SELECT entry FROM item_template"),
    80: ("action_param1", "SELECT entryorguid FROM smart_scripts WHERE source_type = 9"),
    85: ("action_param1", "SELECT Id FROM spell_dbc"),
    107: ("action_param1", "SELECT groupId FROM creature_summon_groups"),
    134: ("action_param1", "SELECT Id FROM spell_dbc"),
}
EVENTS = {
    19: ("event_param1", "SELECT ID FROM quest_template"),
    20: ("event_param1", "SELECT ID FROM quest_template"),
    40: ("event_param2", "SELECT entry FROM waypoints"),
    62: ("event_param1", "SELECT MenuID FROM gossip_menu_option"),
    68: ("event_param1", "SELECT eventEntry FROM game_event"),
    69: ("event_param1", "SELECT eventEntry FROM game_event"),
}
TARGETS = {
    10: ("target_param1", "SELECT guid FROM creature"),
    14: ("target_param1", "SELECT guid FROM gameobject"),
    19: ("target_param1", "SELECT entry FROM creature_template"),
}
LOOT = {
    **{1: "creature", 2: "disenchant", 3: "fishing", 4: "gameobject", 5: "item", 6: "mail"},
    **{7: "milling", 8: "pickpocketing", 9: "prospecting", 10: "reference", 11: "skinning"},
    12: "spell",
}
CONDITION_VALUES = {
    1: "SELECT Id FROM spell_dbc",
    2: "SELECT entry FROM item_template",
    3: "SELECT entry FROM item_template",
    8: "SELECT ID FROM quest_template",
    9: "SELECT ID FROM quest_template",
    12: "SELECT eventEntry FROM game_event",
    25: "SELECT Id FROM spell_dbc",
    28: "SELECT ID FROM quest_template",
    29: "SELECT entry FROM creature_template",
    30: "SELECT entry FROM gameobject_template",
    43: "SELECT ID FROM quest_template",
    47: "SELECT ID FROM quest_template",
}
CONDITION_ENTRIES = {
    13: "SELECT Id FROM spell_dbc",
    14: "SELECT ID FROM npc_text",
    17: "SELECT Id FROM spell_dbc",
    18: "SELECT Id FROM spell_dbc",
    19: "SELECT ID FROM quest_template",
    23: "SELECT item FROM npc_vendor",
    24: "SELECT Id FROM spell_dbc",
}


@pytest.fixture(scope="module")
def realm() -> Iterator[sqlite3.Connection]:
    connection = plain_sqlite()
    yield connection
    connection.close()


@pytest.fixture(scope="module")
def scripts(realm: sqlite3.Connection) -> list[sqlite3.Row]:
    return realm.execute("SELECT * FROM smart_scripts").fetchall()


@pytest.mark.parametrize(
    ("kind", "owned"), [("event", EVENTS), ("action", ACTIONS), ("target", TARGETS)]
)
def test_parameters_name_what_exists(
    realm: sqlite3.Connection,
    scripts: list[sqlite3.Row],
    kind: str,
    owned: dict[int, tuple[str, str]],
) -> None:
    checked = 0
    for row in scripts:
        rule = owned.get(row[f"{kind}_type"])
        if rule is not None:
            assert row[rule[0]] in values(realm, rule[1]), row["comment"]
            checked += 1
    assert checked >= 3


def test_links_lead_to_link_events_and_every_link_event_is_led_to(
    scripts: list[sqlite3.Row],
) -> None:
    lines = {(row["entryorguid"], row["source_type"], row["id"]): row for row in scripts}
    led_to = set()
    for row in scripts:
        if row["link"]:
            target = (row["entryorguid"], row["source_type"], row["link"])
            assert lines[target]["event_type"] == LINK, row["comment"]
            led_to.add(target)
    assert led_to == {key for key, row in lines.items() if row["event_type"] == LINK}


def test_spoken_lines_exist_and_every_text_is_spoken(
    realm: sqlite3.Connection, scripts: list[sqlite3.Row]
) -> None:
    texts = {tuple(row) for row in realm.execute("SELECT CreatureID, GroupID FROM creature_text")}
    lists = {
        row["action_param1"]: row["entryorguid"] for row in scripts if row["action_type"] == 80
    }
    owner = dict(realm.execute("SELECT guid, id FROM creature").fetchall())
    spoken = set()
    for row in scripts:
        if row["action_type"] == 1:
            entry = row["entryorguid"]
            entry = lists[entry] if row["source_type"] == 9 else entry
            entry = owner[-entry] if entry < 0 else entry
            spoken.add((entry, row["action_param1"]))
    assert spoken == texts


def test_scripts_run_where_the_template_says_so(
    realm: sqlite3.Connection, scripts: list[sqlite3.Row]
) -> None:
    owner = dict(realm.execute("SELECT guid, id FROM creature").fetchall())
    entries = {row["entryorguid"] for row in scripts if row["source_type"] == 0}
    assert any(entry < 0 for entry in entries)
    scripted = {owner[-entry] if entry < 0 else entry for entry in entries}
    assert scripted == values(realm, "SELECT entry FROM creature_template WHERE AIName = 'SmartAI'")
    objects = {row["entryorguid"] for row in scripts if row["source_type"] == 1}
    assert objects == values(
        realm, "SELECT entry FROM gameobject_template WHERE AIName = 'SmartGameObjectAI'"
    )


def test_conditions_name_what_exists(realm: sqlite3.Connection) -> None:
    shared = values(
        realm,
        "SELECT SourceTypeOrReferenceId FROM conditions WHERE SourceTypeOrReferenceId < 0",
    )
    kinds = set()
    for row in realm.execute("SELECT * FROM conditions"):
        kind = row["ConditionTypeOrReference"]
        kinds.add(kind)
        if kind < 0:
            assert kind in shared, row["Comment"]
        elif kind in CONDITION_VALUES:
            owned = values(realm, CONDITION_VALUES[kind])
            assert row["ConditionValue1"] in owned, row["Comment"]
    assert len(kinds) >= 20


def test_conditions_belong_to_something(realm: sqlite3.Connection) -> None:
    for row in realm.execute("SELECT * FROM conditions WHERE SourceTypeOrReferenceId > 0"):
        kind, group, entry = (
            *(row["SourceTypeOrReferenceId"], row["SourceGroup"]),
            row["SourceEntry"],
        )
        if kind in LOOT:
            drops = f"SELECT Item FROM {LOOT[kind]}_loot_template WHERE Entry = ?"
            assert entry in values(realm, drops, group), row["Comment"]
        elif kind == 15:
            options = "SELECT OptionID FROM gossip_menu_option WHERE MenuID = ?"
            assert entry in values(realm, options, group), row["Comment"]
        elif kind == 22:
            lines = "SELECT id + 1 FROM smart_scripts WHERE entryorguid = ? AND source_type = ?"
            assert group in values(realm, lines, entry, row["SourceId"]), row["Comment"]
        else:
            assert entry in values(realm, CONDITION_ENTRIES[kind]), row["Comment"]
