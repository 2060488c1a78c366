"""Which rights a dump needs: without them the server hides objects instead of refusing.

An account without EVENT sees no events, one without TRIGGER no triggers; a dump by it would look
whole. So the rights are asked for first, and what is missing is named with its GRANT.
"""

from __future__ import annotations

from appliance.database.grants import ALL, held_rights
from appliance.database.interface import Engine
from appliance.database.session import Session, identifier
from appliance.errors import BackupError

NEEDED = ("SELECT", "SHOW VIEW", "TRIGGER", "EVENT")
_SHOW_ROUTINES = frozenset({ALL, "SHOW_ROUTINE", "EXECUTE", "ALTER ROUTINE", "CREATE ROUTINE"})
"""Each of these lets the account see that there are routines; `objects` notices a hidden body."""


async def check_rights(session: Session, schema: str) -> None:
    """Refuse an account that would not see all of a schema.

    Raises:
        BackupError: a right is missing; the message holds the GRANT.
    """
    lines = [line for (line,) in await session.rows("SHOW GRANTS")]
    held = held_rights(lines, schema)
    if ALL not in held and (missing := [right for right in NEEDED if right not in held]):
        raise _missing(session, f"{', '.join(missing)} ON {identifier(schema)}.*")
    if held & _SHOW_ROUTINES:
        return
    if session.engine is Engine.MYSQL:
        if "SELECT" not in held_rights((line for line in lines if " ON *.* " in line), schema):
            raise _missing(session, "SHOW_ROUTINE ON *.*")
        return
    # Not by reading mysql.proc: its engine in the transaction would forbid the dump's savepoints.
    on_proc = any("SELECT" in line and "`mysql`.`proc`" in line for line in lines)
    if not on_proc and not held_rights(lines, "mysql") & {ALL, "SELECT"}:
        raise _missing(session, "SELECT ON mysql.proc")


def _missing(session: Session, right: str) -> BackupError:
    return BackupError(
        f"the account {session.account!r} cannot back everything up",
        hint=f"GRANT {right} TO that account",
    )


def hidden_routine(session: Session, routine: str) -> BackupError:
    """The error for a routine whose body the server does not show."""
    right = "SHOW_ROUTINE ON *.*" if session.engine is Engine.MYSQL else "SELECT ON mysql.proc"
    return BackupError(
        f"the account {session.account!r} may not read the routine {routine!r}",
        hint=f"GRANT {right} TO that account",
    )
