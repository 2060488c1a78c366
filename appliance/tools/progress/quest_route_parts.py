"""The answer of optimize-quest-route, built from a plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from appliance.formulas.places import Point, distance
from appliance.gamedata.enums import Enums
from appliance.gamedata.quests.eligible import LeftOut, Player
from appliance.gamedata.quests.pool import PoolQuest
from appliance.gamedata.quests.route import Action, Route, Start, Stop
from appliance.gamedata.quests.route import MapRoute as PlannedMap
from appliance.gamedata.quests.selection import Selection
from appliance.gamedata.quests.types import Objective
from appliance.gamedata.quests.worth import Worth
from appliance.tools.decode import coded, money
from appliance.tools.models import Coded
from appliance.tools.progress import quest_route_models as models

SHOWN = 10
"""Quests named for each reason to leave some out."""


@dataclass(frozen=True, slots=True)
class Names:
    """Names by id; an id that is missing has none here."""

    quests: Mapping[int, str]
    creatures: Mapping[int, str]
    gameobjects: Mapping[int, str]
    items: Mapping[int, str]
    factions: Mapping[int, str]
    skills: Mapping[int, str]
    maps: Mapping[int, str]

    def quest(self, number: int) -> Coded:
        """A quest with its title."""
        return Coded(id=number, name=self.quests.get(number))

    def target(self, kind: str, number: int) -> Coded | None:
        """A thing of some kind; None for 0."""
        known: Mapping[str, Mapping[int, str]] = {
            "creature": self.creatures,
            "gameobject": self.gameobjects,
            "item": self.items,
            "faction": self.factions,
        }
        return Coded(id=number, name=known.get(kind, {}).get(number)) if number else None


def map_route(planned: PlannedMap, names: Names, start: Start | None) -> models.MapRoute:
    """The way on one map; what is done at one place one after the other is one stop."""
    here = start.point if start is not None and start.map == planned.map else None
    stops = []
    for spot, group in groupby(planned.stops, key=lambda stop: stop.spot):
        stops.append(_stop(list(group), names, here))
        here = spot.point
    return models.MapRoute(
        map=Coded(id=planned.map, name=names.maps.get(planned.map)),
        yards=round(planned.yards, 1),
        stops=stops,
    )


def _stop(stops: Sequence[Stop], names: Names, before: Point | None) -> models.RouteStop:
    spot = stops[0].spot
    x, y, z = spot.point
    return models.RouteStop(
        x=round(x, 2),
        y=round(y, 2),
        z=None if z is None else round(z, 2),
        kind=spot.kind,
        at=names.target(spot.kind, spot.entry),
        yards=0.0 if before is None else round(distance(before, spot.point), 1),
        actions=[_action(stop, names) for stop in stops],
    )


def _action(stop: Stop, names: Names) -> models.RouteAction:
    objective = stop.task.objective if stop.task is not None else None
    doing = stop.action is Action.DO
    explores = "explore" if doing else None
    return models.RouteAction(
        action=stop.action.value,
        quest=names.quest(stop.quest),
        what=objective.kind if objective is not None else explores,
        target=names.target(objective.kind, objective.target) if objective is not None else None,
        count=(objective.count or None) if objective is not None else None,
        text=(objective.text or None) if objective is not None else None,
        via=(stop.task.via or None) if stop.task is not None else None,
        spawns=stop.spawns if doing and stop.spot.kind != "area" else None,
    )


def quest(
    enums: Enums,
    one: PoolQuest,
    worth: Worth,
    route: Route,
    selection: Selection,
    player: Player,
    names: Names,
) -> models.RouteQuest:
    """A quest of the route."""
    without = route.placeless.get(one.id, [])
    return models.RouteQuest(
        quest=names.quest(one.id),
        level=one.level_for(player.level),
        min_level=one.min_level,
        type=coded(enums, "QuestInfo", one.info) if one.info else None,
        group_size=one.group_size if one.group_size > 1 else None,
        in_log=True if one.id in player.in_log else None,
        xp=worth.xp,
        money=money(worth.copper) if worth.copper else None,
        after=sorted(_after(one.id, selection)) or None,
        needs=_needs(one, selection, names),
        without_place=[_objective(task.objective, names) for task in without] or None,
    )


def _after(number: int, selection: Selection) -> set[int]:
    active = selection.active.get(number)
    return set(selection.before.get(number, ())) | ({active} if active else set())


def _objective(objective: Objective | None, names: Names) -> str:
    if objective is None:
        return "explore"
    target = names.target(objective.kind, objective.target)
    words = [objective.kind, *([str(target.id), target.name or ""] if target is not None else [])]
    named = " ".join(words).strip()
    return f"{named}: {objective.text}" if objective.text else named


def _needs(one: PoolQuest, selection: Selection, names: Names) -> models.QuestNeeds | None:
    least, most = one.least_standing, one.most_standing
    outside = selection.outside.get(one.id, ())
    if not (one.skill or least or most or outside):
        return None
    skill = Coded(id=one.skill, name=names.skills.get(one.skill)) if one.skill else None
    return models.QuestNeeds(
        skill=skill,
        skill_points=one.skill_points or None,
        least_reputation=names.target("faction", least.faction) if least else None,
        least_standing=least.value if least else None,
        most_reputation=names.target("faction", most.faction) if most else None,
        most_standing=most.value if most else None,
        first=[[names.quest(number) for number in sorted(way)] for way in outside] or None,
    )


def left_out(reasons: Mapping[int, LeftOut], names: Names) -> list[models.LeftOut]:
    """Quests that are not for the player, by reason, most first."""
    by_reason: dict[LeftOut, list[int]] = {}
    for number, reason in sorted(reasons.items()):
        by_reason.setdefault(reason, []).append(number)
    ranked = sorted(by_reason.items(), key=lambda one: (-len(one[1]), one[0].value))
    return [
        models.LeftOut(
            reason=reason.value, count=len(found), quests=[names.quest(n) for n in found[:SHOWN]]
        )
        for reason, found in ranked
    ]


def total(values: Iterable[int | None]) -> int | None:
    """A sum; None where a part is not known."""
    found = list(values)
    known = [value for value in found if value is not None]
    return sum(known) if len(known) == len(found) else None
