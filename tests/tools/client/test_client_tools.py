"""The tools about client files, over the demo realm and over real files of both branches."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from appliance.clientdata.interface import FileFacts, GameTable
from appliance.clientdata.memory import MemoryClient
from appliance.errors import InvalidArgument, NotFound, Unavailable
from appliance.gamedata.realm import Branch, Realm
from appliance.sourcetree.opcodes import PROTOCOL, SourceTree
from appliance.tools.client import gametables, opcodes, ratings, stats, tables
from appliance.tools.registry import Tool
from tests.support.demo_realms import whole_demo_realm
from tests.support.demo_worlds import demo_realm
from tests.support.realms import context_of
from tests.support.small_worlds import small_realm

TOOLS: list[Tool[Any, Any]] = [
    gametables.list_gametables,
    gametables.query_gametable,
    opcodes.get_opcode_info,
    ratings.get_combat_rating,
    stats.get_character_stats,
    tables.query_dbc,
]
BY_NAME = {tool.name: tool for tool in TOOLS}


async def ask(realm: Realm, name: str, tree: Path | None = None, **arguments: Any) -> Any:
    tool = BY_NAME[name]
    context = context_of(realm, source_tree=SourceTree(tree))
    return await tool.function(tool.input_type.model_validate(arguments), context)


def table(name: str, columns: tuple[str, ...], rows: dict[int, tuple[float, ...]]) -> GameTable:
    return GameTable(name, "level", columns, rows, FileFacts(f"{name}.txt", "text", 1))


@pytest.mark.parametrize("name", ["Spell", "spell.dbc", "SPELL.DB2"])
async def test_a_record_is_found_by_its_id_whatever_the_file_is_called(name: str) -> None:
    async with whole_demo_realm() as realm:
        found = await ask(realm, "query-dbc", dbcFile=name, recordId=140101)
        assert found.record["Name"] == "Snuff"
        assert found.record["Effect"] == [68, 0, 0]
        assert found.table == "Spell"


async def test_records_that_refer_to_a_value_are_listed() -> None:
    async with whole_demo_realm() as realm:
        found = await ask(
            realm, "query-dbc", dbcFile="AreaTable", recordId=9010, field="parentareaid"
        )
        assert found.ids == [9011, 9012, 9013]
        assert (found.total, found.truncated, found.next_after) == (3, False, None)


async def test_many_records_that_refer_to_a_value_come_in_parts() -> None:
    rows = [{"ID": number, "Map": 1} for number in range(1, 251)]
    async with small_realm({}) as bare:
        realm = replace(bare, client=MemoryClient({"Spot": rows}))
        first = await ask(realm, "query-dbc", dbcFile="Spot", recordId=1, field="Map")
        assert (first.ids[-1], first.total, first.truncated) == (200, 250, True)
        rest = await ask(
            realm, "query-dbc", dbcFile="Spot", recordId=1, field="Map", after=first.next_after
        )
        assert (rest.ids[0], rest.ids[-1], rest.truncated) == (201, 250, False)
        with pytest.raises(InvalidArgument, match=r"^field"):
            await ask(realm, "query-dbc", dbcFile="Spot", recordId=1, after=3)


async def test_a_record_of_file_and_world_is_said_to_keep_the_server_from_starting() -> None:
    spell = "INSERT INTO spell_dbc (Id, SpellName) VALUES (900001, 'Sea Wind')"
    files = {"Spell": [{"ID": 900001, "Name": "Gale"}, {"ID": 116, "Name": "Frostbolt"}]}
    async with demo_realm("DELETE FROM spell_dbc", spell) as bare:
        realm = replace(bare, client=MemoryClient(files))
        twice = await ask(realm, "query-dbc", dbcFile="Spell", recordId=900001)
        assert twice.record["Name"] == "Sea Wind"
        assert "Name" in twice.overridden
        assert "does not start" in twice.notes[-1]
        plain = await ask(realm, "query-dbc", dbcFile="Spell", recordId=116)
        assert (plain.overridden, plain.notes) == (None, [])


async def test_what_is_not_there_is_said_with_what_is() -> None:
    async with whole_demo_realm() as realm:
        with pytest.raises(NotFound, match="IDs from 9010 to 9050"):
            await ask(realm, "query-dbc", dbcFile="AreaTable", recordId=1)
        with pytest.raises(InvalidArgument, match=r"^field: .*ParentAreaID"):
            await ask(realm, "query-dbc", dbcFile="AreaTable", recordId=1, field="AreaName")
        with pytest.raises(Unavailable, match="Nonsense"):
            await ask(realm, "query-dbc", dbcFile="Nonsense", recordId=1)


@pytest.mark.parametrize("name", ["../Spell", "/etc/passwd", "a/b", "Spell.dbc/..", "\\\\x", "é"])
async def test_a_path_is_no_table(name: str) -> None:
    async with whole_demo_realm() as realm:
        with pytest.raises(InvalidArgument, match=r"^dbcFile"):
            await ask(realm, "query-dbc", dbcFile=name, recordId=1)
        with pytest.raises(NotFound):
            await ask(realm, "query-gametable", tableName=name)


async def test_gametables_are_listed_and_read_in_parts() -> None:
    async with whole_demo_realm() as realm:
        listed = await ask(realm, "list-gametables")
        ratings_table = next(each for each in listed.tables if each.name == "CombatRatings")
        assert (ratings_table.rows, ratings_table.key) == (100, "level")
        assert "crit melee" in ratings_table.columns
        first = await ask(realm, "query-gametable", tableName="gtCombatRatings.dbc", maxRows=2)
        assert [row.row for row in first.rows] == [1, 2]
        assert (first.total, first.truncated, first.next_after) == (100, True, 2)
        last = await ask(realm, "query-gametable", tableName="combatratings", after=98)
        assert [row.row for row in last.rows] == [99, 100]
        assert not last.truncated
        one = await ask(realm, "query-gametable", tableName="CombatRatings", rowId=80)
        assert one.rows[0].values["crit melee"] == 55.0
        with pytest.raises(NotFound, match="rows 1 to 100"):
            await ask(realm, "query-gametable", tableName="CombatRatings", rowId=101)
        with pytest.raises(InvalidArgument, match="rowId and after"):
            await ask(realm, "query-gametable", tableName="CombatRatings", rowId=5, after=7)


async def test_a_wide_gametable_comes_in_parts_of_a_thousand_numbers() -> None:
    async with whole_demo_realm() as realm:
        seen: list[int] = []
        after: int | None = -1
        while after is not None:
            part = await ask(
                realm, "query-gametable", tableName="CombatRatings", maxRows=1000, after=after
            )
            assert len(part.rows) * len(part.columns) <= gametables.MOST_NUMBERS
            seen += [row.row for row in part.rows]
            after = part.next_after
        assert seen == list(range(1, 101))


async def test_without_files_the_missing_one_is_named() -> None:
    async with small_realm({}) as realm:
        for name, arguments in (
            ("list-gametables", {}),
            ("query-gametable", {"tableName": "CombatRatings"}),
            ("get-combat-rating", {"level": 80, "statName": "crit"}),
            ("query-dbc", {"dbcFile": "Spell", "recordId": 1}),
        ):
            with pytest.raises(Unavailable, match=r"CombatRatings|Spell"):
                await ask(realm, name, **arguments)


@pytest.mark.parametrize("name", ["crit melee", "CR_CRIT_MELEE", "critMelee", "Crit - Melee"])
async def test_a_rating_is_found_in_every_spelling(name: str) -> None:
    async with whole_demo_realm() as realm:
        found = await ask(realm, "get-combat-rating", level=80, statName=name, rating=110)
        (worth,) = found.ratings
        assert worth.rating == "crit melee"
        assert worth.percent == pytest.approx(2.0)


async def test_a_class_has_its_share_of_a_rating() -> None:
    async with whole_demo_realm() as realm:
        found = await ask(
            realm, "get-combat-rating", level=80, statName="haste melee", rating=100, classId=2
        )
        assert found.ratings[0].class_scalar == 1.3
        assert found.ratings[0].percent == pytest.approx(
            130 / found.ratings[0].per_percent, abs=1e-4
        )
        assert found.class_.name == "paladin"
        every = await ask(realm, "get-combat-rating", level=80, statName="haste")
        assert [worth.rating for worth in every.ratings] == [
            "haste melee", "haste ranged", "haste spell",
        ]  # fmt: skip
        with pytest.raises(InvalidArgument, match=r"statName.*dodge"):
            await ask(realm, "get-combat-rating", level=80, statName="luck")


async def test_levels_beyond_the_last_count_as_the_last() -> None:
    async with whole_demo_realm() as realm:
        last = await ask(realm, "get-combat-rating", level=100, statName="haste melee")
        beyond = await ask(realm, "get-combat-rating", level=255, statName="haste melee")
        assert beyond.ratings == last.ratings
        assert any("count as 100" in note for note in beyond.notes)


async def test_a_rating_whose_worth_is_points_says_so() -> None:
    async with whole_demo_realm() as realm:
        found = await ask(realm, "get-combat-rating", level=80, statName="expertise", classId=1)
        assert found.notes == ["Points, not percent, are what these give: expertise."]
        dodge = await ask(realm, "get-combat-rating", level=80, statName="dodge", classId=1)
        assert dodge.notes == []


async def test_a_rating_of_master_diminishes_by_its_global_curve() -> None:
    points = [(0.0, 0.0), (30.0, 30.0), (50.0, 40.0)]
    client = MemoryClient(
        {
            "GlobalCurve": [{"ID": 1, "CurveID": 7, "Type": 2}],
            "CurvePoint": [
                {"ID": at, "CurveID": 7, "Pos": point, "OrderIndex": at}
                for at, point in enumerate(points)
            ],
        },
        [table("CombatRatings", ("Haste - Melee", "Dodge"), {60: (33.0, 20.0)})],
    )
    async with small_realm({}, Branch.MASTER) as bare:
        realm = replace(bare, client=client)
        found = await ask(realm, "get-combat-rating", level=60, statName="haste", rating=1320)
        assert found.ratings[0].percent == pytest.approx(35.0)
        assert found.ratings[0].diminished
        straight = await ask(
            realm, "get-combat-rating", level=60, statName="dodge", rating=100, classId=1
        )
        assert "classId changes nothing" in straight.notes[0]
        with pytest.raises(NotFound, match="its last is 60"):
            await ask(realm, "get-combat-rating", level=61, statName="haste")
        assert straight.ratings[0].percent == pytest.approx(5.0)
        assert straight.ratings[0].diminished is False
        without = replace(bare, client=MemoryClient({}, [await client_table(client)]))
        unsure = await ask(without, "get-combat-rating", level=60, statName="haste", rating=33)
        assert "GlobalCurve" in unsure.notes[0]


async def client_table(client: MemoryClient) -> GameTable:
    found = await client.gametable("CombatRatings")
    assert found is not None
    return found


async def test_base_stats_follow_the_servers_formulas() -> None:
    async with whole_demo_realm() as realm:
        found = await ask(realm, "get-character-stats", level=12, className="Warrior", raceId=1)
        (warrior,) = found.stats
        assert (warrior.class_name, warrior.race_name) == ("Warrior", "Human")
        assert (warrior.strength, warrior.agility, warrior.stamina) == (40, 31, 38)
        (base,) = await realm.world.fetch(
            "SELECT basehp FROM player_classlevelstats WHERE class = 1 AND level = 12", row=int
        )
        assert warrior.health == base + 20 + 180
        assert warrior.mana is None
        assert warrior.melee_crit_percent == pytest.approx((0.03 + 31 / (30 * 22 * 2)) * 100, 1e-3)
        assert found.experience_to_next_level == 7740
        assert found.notes == []
        every = await ask(realm, "get-character-stats", level=80)
        assert len(every.stats) == 14
        with pytest.raises(InvalidArgument, match=r"className.*warrior"):
            await ask(realm, "get-character-stats", level=80, className="bard")
        with pytest.raises(NotFound):
            await ask(realm, "get-character-stats", level=81)


async def test_without_gametables_base_stats_say_what_is_missing() -> None:
    async with whole_demo_realm() as whole:
        realm = replace(whole, client=MemoryClient())
        found = await ask(realm, "get-character-stats", level=80, className="mage")
        assert found.stats[0].spell_crit_percent is None
        assert any("ChanceToSpellCrit" in note for note in found.notes)


async def test_opcodes_are_known_without_a_source_tree() -> None:
    async with whole_demo_realm() as realm:
        found = await ask(realm, "get-opcode-info", opcode="cmsg_ping")
        assert found.opcodes[0].hexadecimal == "0x1DC"
        assert found.opcodes[0].direction == "client to server"
        assert "source_tree.path" in found.notes[0]
        assert (await ask(realm, "get-opcode-info", opcode="0x1DC")).opcodes == found.opcodes
        many = await ask(realm, "get-opcode-info", opcode="quest")
        assert many.truncated
        assert len(many.opcodes) == 20
        assert f"20 of {many.total}: ask with more of the name" in many.notes[-1]
        with pytest.raises(NotFound, match="CMSG_PING"):
            await ask(realm, "get-opcode-info", opcode="CMSG_PINGG")


async def test_a_source_tree_adds_handlers(tmp_path: Path) -> None:
    (tmp_path / PROTOCOL).mkdir(parents=True)
    (tmp_path / PROTOCOL / "Opcodes.h").write_text("    CMSG_PING = 0x3768,\n")
    (tmp_path / PROTOCOL / "Opcodes.cpp").write_text(
        "    DEFINE_HANDLER(CMSG_PING, STATUS_NEVER, PROCESS_INPLACE, &WorldSession::Early);\n"
    )
    async with whole_demo_realm() as realm:
        found = await ask(realm, "get-opcode-info", tmp_path, opcode="CMSG_PING")
        assert found.opcodes[0].handler == "WorldSession::Early"
        assert found.opcodes[0].registered_at.line == 1
        assert found.notes == []
