"""Objects are made in an order that works, and refusals are told with what to do."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from appliance.backup.logical.creating import Creator
from appliance.backup.logical.objects import Creation, ObjectKind, SchemaObject
from appliance.backup.logical.restoring import setup
from appliance.database.session import Session, open_session
from appliance.errors import BackupError
from tests.support.logical_backups import account, administrator
from tests.support.servers import SqlServer

COLLATION = "utf8mb4_unicode_ci"


def view(name: str, text: str, *, broken: bool = False) -> SchemaObject:
    return SchemaObject(ObjectKind.VIEW, name, f"CREATE VIEW {name} AS {text}".encode(),
                        broken=broken)  # fmt: skip


@pytest.fixture
async def session(server: SqlServer) -> AsyncIterator[Session]:
    server.create_schema("creating", "CREATE TABLE t (id INT)")
    async with open_session(administrator(server, "creating"), setup) as opened:
        yield opened


def creator(session: Session) -> Creator:
    return Creator(session, "creating", COLLATION, scratch=False)


async def test_views_are_made_after_what_they_are_made_of(session: Session) -> None:
    views = [
        view("a", "SELECT id FROM b"),
        view("b", "SELECT id FROM c WHERE gives_one() = 1"),
        view("c", "SELECT id FROM t"),
    ]
    one = b"CREATE FUNCTION gives_one () RETURNS INT DETERMINISTIC RETURN 1"
    await creator(session).code([*views, SchemaObject(ObjectKind.FUNCTION, "gives_one", one)])
    assert await session.rows("SELECT COUNT(*) FROM a") == [(0,)]


async def test_a_view_that_never_was_whole_is_left_out(session: Session) -> None:
    making = creator(session)
    await making.code([view("bad", "SELECT id FROM gone", broken=True)])
    assert making.notes == ["view bad was broken when it was backed up, and is left out"]
    with pytest.raises(BackupError, match="view good cannot be created"):
        await making.code([view("good", "SELECT id FROM gone")])


async def test_an_object_gets_the_collation_its_schema_had_then(session: Session) -> None:
    creation = Creation(database_collation="latin1_swedish_ci", client="latin1")
    text = "CREATE PROCEDURE p (w VARCHAR(9)) SELECT 'ü'".encode("latin1")
    await creator(session).code([SchemaObject(ObjectKind.PROCEDURE, "p", text, creation=creation)])
    ((collation,),) = await session.rows(
        "SELECT DATABASE_COLLATION FROM information_schema.ROUTINES"
        " WHERE ROUTINE_SCHEMA = 'creating' AND ROUTINE_NAME = 'p'"
    )
    assert collation == "latin1_swedish_ci"
    assert await session.rows("SELECT @@collation_database") == [(COLLATION,)]


async def test_a_refused_table_is_named(session: Session) -> None:
    table = SchemaObject(ObjectKind.TABLE, "t", b"CREATE TABLE t (id NO_TYPE)")
    with pytest.raises(BackupError, match="table t cannot be created"):
        await creator(session).tables([table])


async def test_an_account_without_the_right_hears_which(server: SqlServer) -> None:
    server.create_schema("creating", "CREATE TABLE t (id INT)")
    login = account(server, "weak", "SELECT, CREATE, DROP, ALTER ROUTINE ON `creating`.*")
    text = b"CREATE PROCEDURE p () SELECT 1"
    async with open_session(login, setup) as session:
        await session.execute(b"USE creating")
        with pytest.raises(BackupError) as caught:
            await creator(session).code([SchemaObject(ObjectKind.PROCEDURE, "p", text)])
    assert caught.value.hint.startswith("GRANT ALL PRIVILEGES")
