"""The answer of get-battleground-strategy."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from appliance.tools.combat.terms import Position
from appliance.tools.models import Answer, Coded, ToolOutput


class Levels(ToolOutput):
    """Levels, both ends included."""

    min: int
    max: int


class Players(ToolOutput):
    """How many play."""

    min: int | None = None
    max: int
    of: str


class Bracket(ToolOutput):
    """Levels that play together."""

    number: int
    min_level: int
    max_level: int


class Start(ToolOutput):
    """Where a team waits."""

    team: str
    location: Coded
    position: Position | None = None


class Graveyard(ToolOutput):
    """A safe place of the map: where the dead of the named zones come back."""

    location: Coded
    position: Position
    zones: Annotated[list[Coded], Field(description="Empty: the server's code decides.")]
    team: str | None = None


class Holiday(ToolOutput):
    """A game event that favours it."""

    event: Coded
    every_minutes: int
    length_minutes: int


class Placed(ToolOutput):
    """Something on the map, with its first places."""

    what: Coded
    type: Annotated[Coded | None, Field(description="Kind of gameobject.")] = None
    count: int
    respawn_s: int
    places: list[Position]


class Battlemaster(ToolOutput):
    """Who lets players join."""

    creature: Coded
    map: Coded | None = None
    position: Position | None = None


class BattlegroundAnswer(Answer):
    """A battleground, as far as the realm's data tells it."""

    battleground: Coded
    kind: str | None = None
    description: str | None = None
    maps: list[Coded]
    levels: Levels | None = None
    players: Players | None = None
    max_group_size: int | None = None
    weight: Annotated[int | None, Field(description="Its share in random choice.")] = None
    start_max_distance: float | None = None
    script_name: str | None = None
    brackets: list[Bracket]
    starts: list[Start]
    graveyards: list[Graveyard]
    holidays: list[Holiday]
    gameobjects: list[Placed]
    creatures: list[Placed]
    battlemasters: list[Battlemaster]
    truncated: bool
    notes: list[str]
