from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from appliance.database.interface import Database
from appliance.database.pool import open_pool
from appliance.errors import SchemaUnsupported
from appliance.gamedata.realm import Branch
from appliance.gamedata.schema import detect, identify
from appliance.telemetry.metrics import Metrics
from tests.support.demo_worlds import demo_realm
from tests.support.realms import open_realm
from tests.support.servers import SqlServer

COLUMNS_WRATH = frozenset({"entry", "minlevel", "rank", "exp"})


async def test_the_demo_realm_is_335(demo_world: Database) -> None:
    schema = await detect(demo_world, None)
    assert schema.branch is Branch.WRATH
    assert schema.db_version
    assert schema.has("creature_template", "minlevel")
    assert not schema.has("creature_template", "Classification")
    assert not schema.has_hotfix("item_sparse")


async def test_a_world_without_version_rows_is_known_all_the_same() -> None:
    async with demo_realm("DELETE FROM version") as realm:
        assert realm.branch is Branch.WRATH
        assert (realm.schema.core_version, realm.schema.db_version) == ("", "")


async def test_a_world_without_version_table_is_known_all_the_same() -> None:
    async with demo_realm("DROP TABLE version") as realm:
        assert realm.schema.core_version == ""


async def test_a_missing_table_is_named() -> None:
    with pytest.raises(SchemaUnsupported, match="lacks the table creature_text") as caught:
        async with demo_realm("DROP TABLE creature_text"):
            pass
    assert "updates" in caught.value.hint


async def test_a_missing_column_is_named() -> None:
    renamed = "ALTER TABLE creature_template RENAME COLUMN skinloot TO skin_loot"
    with pytest.raises(SchemaUnsupported, match=r"lacks the column creature_template\.skinloot"):
        async with demo_realm(renamed):
            pass


@pytest.mark.parametrize(
    ("tables", "said", "hint"),
    [
        ({}, "has no tables", "import"),
        ({"account": frozenset({"id"})}, "is the auth database", "database.auth"),
        ({"characters": frozenset({"guid"})}, "is the characters database", "database.characters"),
        ({"hotfix_data": frozenset({"Id"})}, "is the hotfixes database", "database.hotfixes"),
        ({"wp_posts": frozenset({"ID"})}, "no table creature_template", "import"),
        (
            {"acore_string": frozenset({"entry"}), "creature_template": COLUMNS_WRATH},
            "AzerothCore",
            "only TrinityCore",
        ),
        (
            {"mangos_string": frozenset({"entry"}), "creature_template": frozenset({"Entry"})},
            "CMaNGOS",
            "only TrinityCore",
        ),
        (
            {"creature_template": frozenset({"entry", "name"})},
            "no column creature_template.minlevel",
            "two branches",
        ),
        (
            {"creature_template": frozenset({"entry", "minlevel", "rank"})},
            "no column creature_template.exp",
            "two branches",
        ),
        ({"creature_template": COLUMNS_WRATH}, "no table item_template", "between"),
    ],
)
def test_what_it_is_not_is_said_with_what_to_do(
    tables: dict[str, frozenset[str]], said: str, hint: str
) -> None:
    with pytest.raises(SchemaUnsupported) as caught:
        identify(tables, "w")
    assert said in caught.value.message
    assert hint in caught.value.hint


def test_the_branch_is_in_the_columns() -> None:
    wrath = {"creature_template": COLUMNS_WRATH, "item_template": frozenset({"entry"})}
    assert identify(wrath, "w") is Branch.WRATH
    before_difficulties = frozenset({"minlevel", "rank", "RequiredExpansion"})
    assert identify({"creature_template": before_difficulties}, "w") is Branch.MASTER
    now = frozenset({"Classification", "RequiredExpansion"})
    assert identify({"creature_template": now}, "w") is Branch.MASTER


@pytest.mark.realdata
async def test_published_335(mariadb: SqlServer, wrath_slice: str) -> None:
    async with open_realm(mariadb.settings(), wrath_slice) as realm:
        assert realm.branch is Branch.WRATH
        assert realm.schema.has("creature_default_trainer", "TrainerId")


@pytest.mark.realdata
async def test_published_master(mariadb: SqlServer, master_slice: tuple[str, str]) -> None:
    async with open_realm(mariadb.settings(), *master_slice) as realm:
        assert realm.branch is Branch.MASTER
        assert realm.schema.has("creature_template_difficulty", "ContentTuningID")
        assert realm.schema.has_hotfix("content_tuning", "MinLevel")


@pytest.fixture
async def auth_as_world(mariadb: SqlServer, data_dir: Path) -> AsyncIterator[Database]:
    source = data_dir / "trinitycore-335" / "schema" / "auth_database.sql"
    name = mariadb.create_schema("auth_as_world", source)
    async with open_pool(mariadb.settings(), name, Metrics()) as database:
        yield database


@pytest.mark.realdata
async def test_published_auth_is_no_world(auth_as_world: Database) -> None:
    with pytest.raises(SchemaUnsupported, match="`auth_as_world` is the auth database") as caught:
        await detect(auth_as_world, None)
    assert "database.world" in caught.value.hint


@pytest.mark.realdata
async def test_master_before_difficulties(mariadb: SqlServer, data_dir: Path) -> None:
    full = data_dir / "trinitycore-master" / "schema" / "92_full" / "world_database.sql"
    async with open_realm(mariadb.settings(), mariadb.create_schema("world_92", full)) as realm:
        assert realm.branch is Branch.MASTER
        assert realm.schema.has("creature_template", "minlevel")
        assert not realm.schema.has("creature_template_difficulty")
