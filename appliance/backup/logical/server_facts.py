"""What a server says of itself, for the manifests of its backups."""

from __future__ import annotations

from appliance.backup.manifest import ServerFacts
from appliance.database.interface import Engine
from appliance.database.session import Session


async def read_server_facts(session: Session) -> ServerFacts:
    """The server that a session is at.

    Raises:
        DatabaseError: it is away.
    """
    mariadb = session.engine is Engine.MARIADB
    number = "@@server_id" if mariadb else "@@server_uuid"
    ((mode, identity, case),) = await session.rows(
        f"SELECT @@GLOBAL.sql_mode, {number}, @@lower_case_table_names"
    )
    return ServerFacts(
        flavour="mariadb" if mariadb else "mysql",
        version=session.version,
        sql_mode=mode,
        server_id=str(identity),
        lower_case_table_names=case,
    )
