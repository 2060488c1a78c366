"""Arena teams of the realm with the classes of their members."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from appliance.database.interface import Database

TEAMS = """
SELECT t.arenaTeamId, t.rating, t.seasonGames, t.seasonWins, c.class
FROM arena_team t JOIN arena_team_member m ON m.arenaTeamId = t.arenaTeamId
JOIN characters c ON c.guid = m.guid
WHERE t.type = %s ORDER BY t.arenaTeamId, c.guid LIMIT %s
"""
MOST_MEMBERS = 50_000


class Team(NamedTuple):
    """A team of this season."""

    id: int
    rating: int
    games: int
    wins: int
    classes: tuple[int, ...]

    def has(self, classes: Iterable[int]) -> bool:
        """Whether these classes can be taken from its members."""
        return not Counter(classes) - Counter(self.classes)


class _Row(NamedTuple):
    id: int
    rating: int
    games: int
    wins: int
    class_id: int


class Teams(NamedTuple):
    """Teams of a bracket, and whether there were too many to read them all."""

    teams: tuple[Team, ...]
    truncated: bool


async def teams_of(database: Database, size: int) -> Teams:
    """Every team of a bracket (2, 3 or 5 players a side)."""
    rows = await database.fetch(TEAMS, [size, MOST_MEMBERS], row=_Row)
    found: dict[int, list[_Row]] = {}
    for row in rows:
        found.setdefault(row.id, []).append(row)
    return Teams(tuple(_team(members) for members in found.values()), len(rows) == MOST_MEMBERS)


def _team(rows: Sequence[_Row]) -> Team:
    first = rows[0]
    classes = tuple(row.class_id for row in rows)
    return Team(first.id, first.rating, first.games, first.wins, classes)
