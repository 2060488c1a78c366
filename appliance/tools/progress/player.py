"""Who asks: level, side, race and class from the arguments, or from a character."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from appliance.errors import InvalidArgument
from appliance.formulas.reactions import Side
from appliance.gamedata import sides
from appliance.gamedata.enums import enums
from appliance.gamedata.quests.eligible import Player
from appliance.gamedata.realm import Realm


class SideName(StrEnum):
    """The two sides."""

    ALLIANCE = "alliance"
    HORDE = "horde"


_SIDES = {SideName.ALLIANCE: Side.ALLIANCE, SideName.HORDE: Side.HORDE}


class Asked(NamedTuple):
    """A player and their side, None where nothing says it."""

    player: Player
    side: Side | None


async def player_of(
    realm: Realm,
    *,
    level: int,
    faction: SideName | None,
    race: int | None,
    player_class: int | None,
) -> Asked:
    """The player the arguments describe.

    Raises:
        InvalidArgument: a race or class this branch does not have, or a race of the other side.
    """
    side = _SIDES[faction] if faction is not None else None
    races = sides.races_of(realm, side) if side is not None else 0
    if race is not None:
        races = sides.race_bit(realm, race)
        if not races:
            raise InvalidArgument(f"raceId: this branch has no race {race}")
        own = await sides.side_of_race(realm, race)
        if side is not None and own is not None and own is not side:
            raise InvalidArgument(f"raceId: race {race} is {own}, faction says {side}")
        side = side or own
    if player_class is not None and player_class not in enums(realm.branch).values("Classes"):
        raise InvalidArgument(f"classId: this branch has no class {player_class}")
    classes = 1 << (player_class - 1) if player_class is not None else 0
    return Asked(Player(level=level, races=races, classes=classes), side)
