"""Every tool over real MCP: the demo realm, and both branches with real rows and client files.

A call either answers in the tool's own form, or says in one line which piece is missing; which of
the two is written down here, so that a tool cannot fall silent unnoticed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import trio
from mcp.client import Client

from appliance.gamedata.realm import Branch
from appliance.library.service import DEMO as DEMO_LIBRARY
from appliance.tools import DOMAINS
from appliance.tools.aliases import ALIASES
from appliance.tools.profiles import DISCOVERY
from appliance.tools.registry import collect
from tests.support.client_files import write_client_files
from tests.support.process import serving
from tests.support.servers import READER, READER_PASSWORD, SqlServer, master_sources

pytestmark = pytest.mark.filterwarnings(
    # The SDK's client leaves the generators of its event streams to the collector.
    "ignore:Async generator 'httpx2:ResourceWarning",
    "ignore:Exception ignored in:pytest.PytestUnraisableExceptionWarning",
)

TOOLS = collect(DOMAINS)
Calls = Mapping[str, dict[str, Any]]
BOTS = [{"classId": 1}, {"classId": 8}]
DEMO: Calls = {
    "analyze-arena-composition": {
        "bracket": "2v2", "team": [{"characterId": 5}, {"characterId": 7}], "rating": 1500,
    },
    "analyze-coverage": {
        "coverageData": {"files": {"a.py": {"executed_lines": [1, 2], "missing_lines": [3]}}},
        "thresholds": {"lines": 60.0}, "format": "text",
    },
    "analyze-group-composition": {"bots": [{"characterId": 1}, {"classId": 8}, {"classId": 5}]},
    "call-tool": {"name": "get-item-info", "arguments": {"itemId": 110054}},
    "describe-tool": {"name": "get-quest-info"},
    "find-by-name": {"name": "wolf"},
    "generate-bot-component": {
        "componentType": "ai_strategy", "className": "WolfStrategy", "role": "tank",
        "includeTests": True,
    },
    "generate-cmake-integration": {
        "projectName": "bots", "sourceFiles": ["bots.cpp"], "headerFiles": ["bots.h"],
    },
    "generate-packet-handler": {
        "handlerName": "Pong", "opcode": "CMSG_PING", "direction": "client",
        "fields": [{"name": "Serial", "type": "uint32"}],
    },
    "generate-test-report": {
        "testResults": {"tests": [{"name": "adds", "status": "passed", "duration": 12}]},
        "format": "markdown", "outputPath": "reports/tests.md",
    },
    "get-api-reference": {"className": "Player"},
    "get-implementation-guide": {"guideId": "getting_started/first-script"},
    "get-playerbot-pattern": {"patternId": "patterns/combat-loop"},
    "get-schema-overview": {"table": "smart_scripts"},
    "get-trinity-api": {"className": "Player"},
    "get-troubleshooting-guide": {"query": "Could not connect to MySQL database"},
    "list-documentation-categories": {},
    "search-playerbot-wiki": {"query": "combat"},
    "search-tools": {"query": "loot"},
    "simulate-scaling": {
        "minBots": 100, "maxBots": 500, "profile": {},
        "baseline": {"cpuPerBot": 0.1, "memoryPerBotMB": 10.0},
    },
    "calculate-armor-mitigation": {"rawDamage": 1000, "armor": 5000, "attackerLevel": 60},
    "calculate-melee-damage": {
        "weaponDPS": 100.0, "attackSpeed": 2.6, "attackPower": 1000, "critRating": 200,
        "level": 70,
    },
    "coordinate-cooldowns": {
        "bots": [{"characterId": 6}, {"classId": 2}], "encounterDuration": 600,
    },
    "find-missing-collectibles": {"type": "mount", "characterId": 1},
    "get-all-trainers": {"limit": 3},
    "get-all-vendors": {"limit": 3},
    "get-battleground-strategy": {"bgId": 90},
    "get-boss-mechanics": {"bossCreatureId": 100037},
    "get-buff-recommendations": {"role": "melee_dps", "classId": 1},
    "get-character-stats": {"level": 20, "className": "warrior"},
    "get-class-specializations": {"classId": 1},
    "get-collection-status": {"type": "mount", "characterId": 5},
    "get-combat-rating": {"level": 80, "statName": "crit melee"},
    "get-creature-full-info": {"entry": 100027, "includeLoot": True},
    "get-creature-statistics": {},
    "get-creatures-by-faction": {"faction": 35},
    "get-creatures-by-type": {"creatureType": 7},
    "get-farming-route": {"collectibleId": 110085, "type": "mount"},
    "get-gold-making-strategies": {"playerLevel": 12, "professions": ["skinning"]},
    "get-cluster-status": {},
    "get-health-status": {},
    "get-item-info": {"itemId": 110054},
    "get-item-pricing": {"itemId": 110017},
    "get-leveling-path": {"startLevel": 4, "targetLevel": 10, "faction": "alliance"},
    "get-opcode-info": {"opcode": "CMSG_PING"},
    "get-pvp-talent-build": {"specId": 9301, "bracket": "2v2"},
    "get-quest-info": {"questId": 120005},
    "get-reputation-grind-path": {
        "factionId": 9101, "factionName": "Puddlewick Watch", "currentRep": 0,
        "targetStanding": "honored",
    },
    "get-reputation-standing": {
        "factionId": 9101, "factionName": "Puddlewick Watch", "currentReputation": 3500,
    },
    "get-spell-info": {"spellId": 140101},
    "get-talent-build": {"specId": 9301, "purpose": "leveling", "playerLevel": 14},
    "list-gametables": {},
    "optimize-quest-route": {"zoneId": 9030, "playerLevel": 9},
    "query-dbc": {"dbcFile": "Spell", "recordId": 140101},
    "query-gametable": {"tableName": "CombatRatings", "rowId": 80},
    "search-creatures": {"name": "wolf"},
}  # fmt: skip
NO_BACKUPS: Mapping[str, tuple[dict[str, Any], str]] = {
    "list-backups": ({}, r"set backup\.repository"),
    "trigger-backup": ({}, r"set backup\.repository"),
    "verify-backup": (
        {"backupId": "20260131T180000Z-full-0a1b2c"}, r"set backup\.repository",
    ),
}  # fmt: skip
DEMO_MISSING = {
    "get-mythic-plus-strategy": ({"keystoneLevel": 10, "affixes": []}, r"3\.3\.5"),
    "analyze-bot-performance": ({"mode": "snapshot"}, r"worldserver\.pid_file"),
    "get-optimization-suggestions": ({}, r"MySQL and MariaDB, not on the demo realm"),
    "run-tests": ({}, r"workspace\.path"),
    **NO_BACKUPS,
    "validate-generated-code": ({"filePath": "bots.h"}, r"workspace\.path"),
}
SLICE: Calls = {
    **DEMO,
    "analyze-arena-composition": {"bracket": "2v2", "team": BOTS, "rating": 1500},
    "analyze-bot-performance": {"mode": "snapshot"},
    "analyze-group-composition": {"bots": BOTS},
    "call-tool": {"name": "get-item-info", "arguments": {"itemId": 2589}},
    "get-optimization-suggestions": {},
    "run-tests": {},
    "validate-generated-code": {"filePath": "bots.h"},
    "coordinate-cooldowns": {"bots": BOTS, "encounterDuration": 300},
    "find-missing-collectibles": {"type": "mount", "characterId": 1},
    "get-battleground-strategy": {"bgId": 2},
    "get-boss-mechanics": {"bossCreatureId": 10429},
    "get-collection-status": {"type": "mount", "characterId": 1},
    "get-creature-full-info": {"entry": 478, "includeLoot": True},
    "get-farming-route": {"collectibleId": 2589, "type": "toy"},
    "get-gold-making-strategies": {"playerLevel": 10, "professions": ["skinning"]},
    "get-item-info": {"itemId": 2589},
    "get-item-pricing": {"itemId": 2589},
    "get-leveling-path": {"startLevel": 70, "targetLevel": 73, "faction": "alliance"},
    "get-quest-info": {"questId": 5103},
    "get-reputation-grind-path": {
        "factionId": 72, "factionName": "Stormwind", "currentRep": 0,
        "targetStanding": "honored",
    },
    "get-reputation-standing": {
        "factionId": 72, "factionName": "Stormwind", "currentReputation": 3500,
    },
    "get-spell-info": {"spellId": 133},
    "optimize-quest-route": {"zoneId": 3537, "playerLevel": 71},
    "query-dbc": {"dbcFile": "Faction", "recordId": 72},
    "search-creatures": {"name": "wolf"},
}  # fmt: skip
CHARACTERS = """
SET sql_mode = '';
INSERT INTO characters (guid, account, name, race, class, level, taximask)
VALUES (1, 1, 'Marris', 1, 1, 20, '0'), (2, 1, 'Lothos', 1, 8, 80, '0');
INSERT INTO character_spell (guid, spell) VALUES (1, 458);
INSERT INTO character_reputation (guid, faction, standing, flags) VALUES (1, 72, 100, 17);
INSERT INTO character_queststatus_rewarded (guid, quest) VALUES (1, 783);
"""
AUTH = {
    Branch.WRATH: "SET sql_mode = ''; INSERT INTO account (id, username) VALUES (1, 'A');",
    Branch.MASTER: """
SET sql_mode = '';
INSERT INTO battlenet_accounts (id, email) VALUES (9, 'A');
INSERT INTO account (id, username, battlenet_account, battlenet_index) VALUES (1, 'A', 9, 1);
INSERT INTO battlenet_account_mounts (battlenetAccountId, mountSpellId) VALUES (9, 458);
""",
}


MASTER_ROWS = """
SET sql_mode = '';
INSERT INTO player_classlevelstats (class, level, str, agi, sta, inte)
VALUES (1, 20, 30, 20, 40, 9);
INSERT INTO player_racestats (race, str, agi, sta, inte) VALUES (1, 0, 1, 0, 0);
INSERT INTO playercreateinfo (race, class) VALUES (1, 1);
INSERT INTO player_xp_for_level (Level, Experience) VALUES (70, 900), (71, 950), (72, 990);
INSERT INTO battleground_template (ID, Comment) VALUES (900001, 'test');
"""


async def call_all(
    url: str, calls: Calls, missing: Mapping[str, tuple[dict[str, Any], str]]
) -> None:
    """Call every tool once; an answer has to fit its tool's form."""
    assert set(calls) | set(missing) >= set(TOOLS), set(TOOLS) - set(calls) - set(missing)
    wrong: list[str] = []
    async with Client(url) as client:
        listed = {tool.name for tool in (await client.list_tools()).tools}
        assert listed == (TOOLS.keys() - set(DISCOVERY)) | ALIASES.keys()
        await wait_for_names(client)
        for name in (*TOOLS, *ALIASES):
            target = ALIASES.get(name, name)
            tool = TOOLS["get-item-info" if target == "call-tool" else target]
            arguments = missing[target][0] if target in missing else calls[target]
            found = await client.call_tool(name, arguments)
            text = found.content[0].text if found.content else ""  # type: ignore[union-attr]
            if target in missing:
                if not found.is_error or not re.search(missing[target][1], text):
                    wrong.append(f"{name} should say {missing[target][1]}: {text[:300]}")
            elif found.is_error:
                wrong.append(f"{name} {arguments}: {text}")
            else:
                assert found.structured_content is not None
                tool.output_type.model_validate(found.structured_content)
    assert not wrong, "\n".join(wrong)


async def wait_for_names(client: Client) -> None:
    """Wait until the index of names is built: it is in the background."""
    for _ in range(300):
        if not (await client.call_tool("find-by-name", {"name": "wolf"})).is_error:
            return
        await trio.sleep(0.1)
    raise AssertionError("there is no index of names")


async def test_every_tool_answers_about_the_demo_realm(tmp_path: Path) -> None:
    with serving(tmp_path, "--demo") as server:
        server.wait_until("/readyz", 200)
        await call_all(server.mcp, DEMO, DEMO_MISSING)


@pytest.mark.realdata
async def test_every_tool_answers_about_a_realm_of_3_3_5(
    tmp_path: Path, mariadb: SqlServer, data_dir: Path, wrath_slice: str
) -> None:
    schema = data_dir / "trinitycore-335" / "schema"
    characters = mariadb.create_schema(
        "every_characters", schema / "characters_database.sql", CHARACTERS
    )
    auth = mariadb.create_schema("every_auth", schema / "auth_database.sql", AUTH[Branch.WRATH])
    settings = write_client_files(tmp_path, Branch.WRATH) | surroundings(tmp_path)
    settings |= {"database.world": wrath_slice, "database.characters": characters}
    settings |= {"database.auth": auth, "database.hotfixes": ""}
    with serving(tmp_path, *options(mariadb, settings, tmp_path)) as server:
        server.wait_until("/readyz", 200)
        name = "get-mythic-plus-strategy"
        missing = {name: DEMO_MISSING[name], **NO_BACKUPS}
        await call_all(server.mcp, SLICE, missing)


@pytest.mark.realdata
async def test_every_tool_answers_about_a_realm_of_master(
    tmp_path: Path, mariadb: SqlServer, data_dir: Path, master_slice: tuple[str, str]
) -> None:
    schema = data_dir / "trinitycore-master" / "schema" / "92_full"
    characters = mariadb.create_schema(
        "every_master_characters", schema / "characters_database.sql", CHARACTERS
    )
    auth = mariadb.create_schema(
        "every_master_auth", schema / "auth_database.sql", AUTH[Branch.MASTER]
    )
    world = mariadb.create_schema("every_master_world", *master_sources(data_dir)[0], MASTER_ROWS)
    _world, hotfixes = master_slice
    settings = write_client_files(tmp_path, Branch.MASTER) | surroundings(tmp_path)
    settings |= {"database.world": world, "database.hotfixes": hotfixes}
    settings |= {"database.characters": characters, "database.auth": auth}
    with serving(tmp_path, *options(mariadb, settings, tmp_path)) as server:
        server.wait_until("/readyz", 200)
        await call_all(server.mcp, MASTER, MASTER_MISSING)


MASTER: Calls = {
    **SLICE,
    "get-battleground-strategy": {"bgId": 900001},
    "get-pvp-talent-build": {"specId": 990, "bracket": "2v2"},
    "get-talent-build": {"specId": 990, "purpose": "leveling", "playerLevel": 14},
    "get-class-specializations": {"classId": 1},
    "get-combat-rating": {"level": 60, "statName": "crit"},
    "get-mythic-plus-strategy": {"keystoneLevel": 10, "affixes": []},
    "query-gametable": {"tableName": "CombatRatings", "maxRows": 2},
}
MASTER_MISSING = NO_BACKUPS


def surroundings(folder: Path) -> dict[str, str]:
    """A source tree, documents, a workspace with a test, and this process as the worldserver."""
    build = folder / "workspace" / "build"
    build.mkdir(parents=True)
    (build / "CTestTestfile.cmake").write_text('add_test(adds "/bin/true")\n')
    (build.parent / "bots.h").write_text("#pragma once\nint Bots();\n")
    pid_file = folder / "worldserver.pid"
    pid_file.write_text(f"{os.getpid()}\n")
    return {
        "source_tree.path": str(DEMO_LIBRARY / "source"),
        "library.documents_path": str(DEMO_LIBRARY / "documents"),
        "library.index_path": str(folder / "index"),
        "workspace.path": str(build.parent),
        "workspace.allow_write": "yes",
        "workspace.allow_run": "yes",
        "worldserver.pid_file": str(pid_file),
    }


def options(server: SqlServer, settings: Mapping[str, str], folder: Path) -> list[str]:
    """Command line options of a realm on `server`."""
    secret = folder / "password"
    secret.write_text(READER_PASSWORD)
    given = {
        "database.host": "127.0.0.1",
        "database.port": str(server.port),
        "database.user": READER,
        "database.password_file": str(secret),
        "log.level": "warning",
    } | dict(settings)
    return [f"--set={key}={value}" for key, value in given.items()]
