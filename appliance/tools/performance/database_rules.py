"""What the rules say of the realm's database server and schemas."""

from __future__ import annotations

from appliance.database.interface import Database
from appliance.errors import DatabaseError, Unavailable
from appliance.gamedata.realm import Realm
from appliance.gamedata.tuning import statistics
from appliance.tools.context import ToolContext
from appliance.tuning import server as server_rules
from appliance.tuning import tables as table_rules
from appliance.tuning.suggestions import Suggestion

OWN_FILES = "innodb_file_per_table"


async def ask_database(context: ToolContext, notes: list[str]) -> list[Suggestion] | None:
    """Suggestions about the database; None, and a note that says why, when it has no statistics."""
    try:
        realm = context.realm
    except Unavailable as error:
        notes.append(f"The database was not asked: {error}.")
        return None
    if not statistics.supported(realm.world):
        notes.append("Database statistics exist only on MySQL and MariaDB, not on the demo realm.")
        return None
    try:
        measured = dict(
            await statistics.counters(
                realm.world, server_rules.STATUS, (*server_rules.VARIABLES, OWN_FILES)
            )
        )
    except DatabaseError:
        notes.append("The database server does not answer: its statistics were not looked at.")
        return None
    found: list[Suggestion] = []
    data_bytes = 0
    for kind, database in _schemas(realm):
        try:
            tables = await statistics.tables(database)
        except DatabaseError:
            notes.append(f"The {kind} database does not answer: its tables were not looked at.")
            continue
        data_bytes += table_rules.data_bytes(tables)
        found += table_rules.suggest(kind, tables, own_files=bool(measured.get(OWN_FILES)))
    measured[server_rules.DATA_BYTES] = float(data_bytes)
    found += server_rules.suggest(measured)
    hours = measured.get("Uptime", 0.0) / 3600
    notes.append(
        f"The database server has run {hours:.1f} h; its counters are of all schemas on it, its"
        " table sizes are estimates."
    )
    if measured.get("Uptime", 0.0) < server_rules.LEAST_UPTIME_S:
        notes.append("Rules over counters need an hour of them: ask again later.")
    return found


def _schemas(realm: Realm) -> list[tuple[str, Database]]:
    named = {
        "world": realm.world,
        "hotfixes": realm.hotfixes,
        "auth": realm.auth,
        "characters": realm.characters,
    }
    return [(kind, database) for kind, database in named.items() if database is not None]
