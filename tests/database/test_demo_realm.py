"""The demo realm loads everywhere alike, and its numbers fit together."""

from __future__ import annotations

import math
import re
import sqlite3
import struct
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from tests.support.demo_realm import columns, plain_sqlite, sql_files, values
from tests.support.servers import SqlServer

QUOTED = re.compile(r"'(?:[^']|'')*'")
LOOT_TABLES = (
    *("creature", "gameobject", "item", "fishing", "pickpocketing", "skinning", "reference"),
    *("disenchant", "prospecting", "milling", "mail", "spell"),
)
MARK = "-- next table --"
LOCALES = {"deDE", "frFR", "ruRU"}


@pytest.fixture(scope="module")
def realm() -> Iterator[sqlite3.Connection]:
    connection = plain_sqlite()
    yield connection
    connection.close()


@pytest.mark.parametrize("path", sql_files(), ids=lambda path: path.name)
def test_files_read_the_same_for_every_engine(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 620
    assert "\\" not in text
    for line in QUOTED.sub("''", text).splitlines():
        assert line.rstrip(";").count(";") == 0, line
        if "--" in line:  # a comment stands on its own, with nothing a splitter could trip over
            assert line.startswith("-- "), line
            assert not set(line) & set(";'`"), line
        assert "ENGINE" not in line
        assert "/*" not in line


def test_the_realm_stays_small() -> None:
    assert sum(path.stat().st_size for path in sql_files()) < 400_000


@pytest.fixture(scope="module")
def on_mariadb(mariadb: SqlServer) -> str:
    """Schema with the demo realm."""
    return mariadb.create_schema("demo_realm", *sql_files())


def test_mariadb_and_sqlite_hold_the_same_rows(
    mariadb: SqlServer, on_mariadb: str, realm: sqlite3.Connection
) -> None:
    _assert_same_rows(mariadb, on_mariadb, realm)


def test_mysql_and_sqlite_hold_the_same_rows(mysql: SqlServer, realm: sqlite3.Connection) -> None:
    _assert_same_rows(mysql, mysql.create_schema("demo_realm", *sql_files()), realm)


def _assert_same_rows(server: SqlServer, schema: str, realm: sqlite3.Connection) -> None:
    tables = list(columns(realm))
    everything = ";".join(f"SELECT '{MARK}'; SELECT * FROM `{table}`" for table in tables)
    _, *answers = server.run(everything, schema).split(f"{MARK}\n")
    for table, answer in zip(tables, answers, strict=True):
        here = ["\t".join(map(_shown, row)) for row in realm.execute(f"SELECT * FROM `{table}`")]
        assert sorted(answer.splitlines()) == sorted(here), table


def _shown(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.6g}"
    return "NULL" if value is None else str(value)


def test_tables_are_those_of_the_published_schema(
    mariadb: SqlServer, on_mariadb: str, wrath_slice: str, realm: sqlite3.Connection
) -> None:
    described = (
        "SELECT table_name, ordinal_position, column_name, column_type, is_nullable,"
        " IFNULL(column_default, '-') FROM information_schema.columns WHERE table_schema = '{}'"
    )
    published, ours = (
        {
            line.replace("enum('RELEASED','ARCHIVED')", "varchar(8)")
            for line in mariadb.run(described.format(name)).splitlines()
        }
        for name in (wrath_slice, on_mariadb)
    )
    tables = set(columns(realm))
    assert ours == {line for line in published if line.split("\t")[0] in tables}


def test_every_number_survives_the_six_digits_of_a_float(realm: sqlite3.Connection) -> None:
    for table, described in columns(realm).items():
        for column in (name for name, kind in described if kind.startswith("float")):
            for value in values(realm, f"SELECT `{column}` FROM `{table}`") - {None}:
                assert float(f"{value:.6g}") == value, (table, column, value)


@pytest.mark.parametrize("kind", LOOT_TABLES)
def test_loot_adds_up(realm: sqlite3.Connection, kind: str) -> None:
    rows = realm.execute(f"SELECT * FROM `{kind}_loot_template`").fetchall()
    items = values(realm, "SELECT entry FROM item_template")
    shared = values(realm, "SELECT Entry FROM reference_loot_template")
    groups: dict[tuple[int, int], float] = {}
    for row in rows:
        assert row["Reference"] in shared if row["Reference"] else row["Item"] in items, dict(row)
        assert 1 <= row["MinCount"] <= row["MaxCount"], dict(row)
        assert 0 <= row["Chance"] <= 100, dict(row)
        if row["GroupId"] and not row["Reference"]:
            key = (row["Entry"], row["GroupId"])
            groups[key] = groups.get(key, 0) + row["Chance"]
        else:
            assert row["Chance"] > 0, dict(row)
    assert rows
    assert max(groups.values(), default=0) <= 100


def test_references_of_loot_do_not_go_round(realm: sqlite3.Connection) -> None:
    nested: dict[int, set[int]] = {}
    for entry, reference in realm.execute("SELECT Entry, Reference FROM reference_loot_template"):
        nested.setdefault(entry, set()).update({reference} - {0})
    depths = {entry: _depth(nested, entry, ()) for entry in nested}
    assert max(depths.values()) >= 3


def _depth(nested: dict[int, set[int]], entry: int, above: tuple[int, ...]) -> int:
    assert entry not in above
    return 1 + max((_depth(nested, one, (*above, entry)) for one in nested[entry]), default=0)


def test_quests_ask_for_and_give_what_exists(realm: sqlite3.Connection) -> None:
    items = values(realm, "SELECT entry FROM item_template")
    targets = values(realm, "SELECT entry FROM creature_template")
    targets |= values(realm, "SELECT -entry FROM gameobject_template")
    pairs = [
        *((f"RequiredItemId{n}", f"RequiredItemCount{n}", items) for n in range(1, 7)),
        *((f"RequiredNpcOrGo{n}", f"RequiredNpcOrGoCount{n}", targets) for n in range(1, 5)),
        *((f"RewardItem{n}", f"RewardAmount{n}", items) for n in range(1, 5)),
        *((f"RewardChoiceItemID{n}", f"RewardChoiceItemQuantity{n}", items) for n in range(1, 7)),
    ]
    for quest in realm.execute("SELECT * FROM quest_template"):
        assert quest["MinLevel"] <= quest["QuestLevel"] or quest["QuestLevel"] == -1
        for column, amount, allowed in pairs:
            assert bool(quest[column]) == bool(quest[amount]), (quest["ID"], column)
            assert not quest[column] or quest[column] in allowed, (quest["ID"], column)


def test_every_quest_begins_and_ends_somewhere(realm: sqlite3.Connection) -> None:
    quests = values(realm, "SELECT ID FROM quest_template") - values(
        realm, "SELECT entry FROM disables WHERE sourceType = 1"
    )
    by_creature = "SELECT quest FROM creature_quest{0} UNION SELECT quest FROM gameobject_quest{0}"
    started = values(realm, by_creature.format("starter"))
    started |= values(realm, "SELECT startquest FROM item_template WHERE startquest <> 0")
    started |= values(realm, "SELECT quest FROM game_event_creature_quest")
    assert started == quests
    assert values(realm, by_creature.format("ender")) == quests
    previous = values(realm, "SELECT ABS(PrevQuestID) FROM quest_template_addon") - {0}
    assert previous <= quests


def test_services_have_their_flag(realm: sqlite3.Connection) -> None:
    flag = "SELECT {0} FROM {1} WHERE {0} NOT IN (SELECT entry FROM creature_template {2})"
    for column, table, bit in (
        *(("id", "creature_queststarter", 2), ("id", "creature_questender", 2)),
        *(("entry", "npc_vendor", 128), ("CreatureId", "creature_default_trainer", 16)),
    ):
        missing = flag.format(column, table, f"WHERE npcflag & {bit} <> 0")
        assert values(realm, missing) == set(), table


def test_prices_cannot_be_farmed(realm: sqlite3.Connection) -> None:
    cheap = (
        "SELECT i.name FROM npc_vendor v JOIN item_template i ON i.entry = v.item"
        " WHERE v.ExtendedCost = 0 AND i.BuyPrice < i.SellPrice * i.BuyCount"
    )
    assert values(realm, cheap) == set()
    included = values(realm, "SELECT -item FROM npc_vendor WHERE item < 0")
    assert included
    assert included <= values(realm, "SELECT entry FROM npc_vendor")


def test_spawns_have_the_health_of_their_level(realm: sqlite3.Connection) -> None:
    spawns = realm.execute(
        "SELECT c.guid, c.curhealth, s.basehp0, t.HealthModifier FROM creature c"
        " JOIN creature_template t ON t.entry = c.id JOIN creature_classlevelstats s"
        " ON s.level = t.minlevel AND s.class = t.unit_class WHERE t.exp = 0"
    ).fetchall()
    assert len(spawns) >= 120
    for guid, health, base, modifier in spawns:
        (single,) = struct.unpack("f", struct.pack("f", modifier))
        (product,) = struct.unpack("f", struct.pack("f", base * single))
        assert health == math.ceil(product), guid


def test_class_levels_are_complete_and_rise(realm: sqlite3.Connection) -> None:
    for unit_class in (1, 2, 4, 8):
        rows = realm.execute(
            "SELECT level, basehp0, basehp2, basearmor, attackpower, damage_base"
            " FROM creature_classlevelstats WHERE class = ? ORDER BY level",
            (unit_class,),
        ).fetchall()
        assert [row["level"] for row in rows] == list(range(1, 84))
        for lower, upper in pairwise(rows):
            assert all(a < b for a, b in zip(lower, upper, strict=True)), dict(upper)


def test_heroic_copies_match_their_originals(realm: sqlite3.Connection) -> None:
    pairs = realm.execute(
        "SELECT n.faction, n.npcflag, n.unit_class, n.type, n.`rank`, h.faction, h.npcflag,"
        " h.unit_class, h.type, h.`rank`, h.AIName, h.ScriptName FROM creature_template n"
        " JOIN creature_template h ON h.entry = n.difficulty_entry_1"
    ).fetchall()
    assert pairs
    for pair in pairs:
        assert tuple(pair)[:5] == tuple(pair)[5:10]
        assert pair["AIName"] == pair["ScriptName"] == ""


def test_translations_are_of_known_languages(realm: sqlite3.Connection) -> None:
    tables = [name for name in columns(realm) if name.endswith("_locale")]
    spoken = {name: values(realm, f"SELECT locale FROM `{name}`") for name in tables}
    assert all(languages <= LOCALES for languages in spoken.values())
    for table in ("creature_template", "item_template", "quest_template"):
        assert spoken[f"{table}_locale"] == LOCALES


@pytest.mark.parametrize("part", ["'", "%", "_", "ö", "🐉"])
def test_some_creature_has_a_name_that_searches_stumble_over(
    realm: sqlite3.Connection, part: str
) -> None:
    assert any(part in name for name in values(realm, "SELECT name FROM creature_template"))
