"""optimize-quest-route: the quests of a zone, in an order that keeps the way short."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import trio

from appliance.errors import NotFound
from appliance.formulas.places import Point
from appliance.gamedata import characters, names
from appliance.gamedata.concurrency import concurrently
from appliance.gamedata.enums import enums
from appliance.gamedata.quests.log import quest_log
from appliance.gamedata.quests.offer import Offer, offer
from appliance.gamedata.quests.places import Places, places
from appliance.gamedata.quests.route import Route, Start, plan
from appliance.gamedata.quests.selection import Selection, select
from appliance.gamedata.realm import Realm
from appliance.gamedata.world.zones import zone
from appliance.tools.context import Scope, ToolContext
from appliance.tools.decode import money
from appliance.tools.models import Coded
from appliance.tools.progress import quest_route_notes as wording
from appliance.tools.progress import quest_route_parts as parts
from appliance.tools.progress.player import Asked, player_of
from appliance.tools.progress.quest_route_models import (
    MAX_UNPLACED,
    OptimizeQuestRoute,
    QuestRoute,
    UnplacedQuest,
)
from appliance.tools.progress.quest_route_parts import Names
from appliance.tools.registry import Sources, tool


class _Planned(NamedTuple):
    """Chosen quests, their places and the way through them."""

    selection: Selection
    places: Places
    route: Route
    start: Start | None


@tool(
    "optimize-quest-route",
    title="Quest route",
    scope=Scope.REALM_READ,
    read_only=True,
    timeout_s=15,
    sources=Sources(
        wrath="world: quest_template, quest_template_addon, starters, enders, spawns, loot,"
        " quest_poi; client: AreaTable, WorldMapArea, QuestXP, FactionTemplate; "
        "characters: a character's quest log",
        master="world: the same with quest_objectives; client and hotfixes: ContentTuning, "
        "QuestXP, QuestMoneyReward, AreaTable, UiMapAssignment; characters: a "
        "character's quest log",
    ),
)
async def optimize_quest_route(query: OptimizeQuestRoute, context: ToolContext) -> QuestRoute:
    """Order a zone's quests for a level into a short route: where to accept, do and hand in,
    experience, money, distance. Narrow it by faction, raceId and classId, or characterId."""
    realm = context.realm
    asked = await _asked(realm, query)
    where = await zone(realm, query.zone_id, query.locale.value)
    found = await offer(realm, where, asked.player, asked.side, repeatable=query.include_repeatable)
    if not found.quests and where.map is None:
        raise NotFound(
            f"no quest is filed under area {where.id}",
            hint="zoneId is an AreaTable id; which areas exist is in the client's AreaTable",
        )
    planned = await _planned(realm, query, asked, found)
    known = await _names(realm, found, planned, query.locale.value)
    return _answer(realm, query, asked, found, planned, known)


async def _asked(realm: Realm, query: OptimizeQuestRoute) -> Asked:
    """Who asks; a character's race, class and quests where one is named."""
    race, player_class = query.race_id, query.class_id
    if query.character_id is not None:
        character = await characters.find(realm, guid=query.character_id)
        race, player_class = race or character.race, player_class or character.player_class
    asked = await player_of(
        realm,
        level=query.player_level,
        faction=query.faction,
        race=race,
        player_class=player_class,
    )
    if query.character_id is None:
        return asked
    log = await quest_log(realm, query.character_id)
    known = replace(asked.player, done=log.done, in_log=log.in_log, completed=log.completed)
    return asked._replace(player=known)


async def _planned(realm: Realm, query: OptimizeQuestRoute, asked: Asked, found: Offer) -> _Planned:
    """Choose quests, find their places, order their stops in a thread."""
    player = asked.player
    values = {number: one.xp or 0 for number, one in found.worths.items()}
    selection = select(
        {number: one for number, one in found.fitting.items() if number not in found.absent},
        found.needs,
        values,
        query.max_quests,
        done=player.done or (),
        in_log=player.in_log,
    )
    chosen = {number: found.fitting[number] for number in selection.quests}
    spots = await places(realm, chosen, found.starters, found.enders)
    begin = query.start
    start = None if begin is None else Start(begin.map, Point(begin.x, begin.y))

    def work() -> Route:
        return plan(
            selection,
            chosen,
            spots.quests,
            home_map=found.zone.map,
            start=start,
            in_log=player.in_log,
            completed=player.completed,
        )

    return _Planned(selection, spots, await trio.to_thread.run_sync(work), start)


async def _names(realm: Realm, found: Offer, planned: _Planned, locale: str) -> Names:
    """Names of everything the answer speaks of."""
    chosen = [found.quests[number] for number in planned.selection.quests]
    stops = [stop for way in planned.route.maps for stop in way.stops]
    wanted = {(stop.spot.kind, stop.spot.entry) for stop in stops}
    wanted |= {(one.kind, one.target) for quest in chosen for one in quest.objectives}
    wanted |= {("item", one.found) for one in planned.places.quests.values() if one.found}

    def ids(kind: str) -> set[int]:
        return {number for of, number in wanted if of == kind}

    standings = [one for q in chosen for one in (q.least_standing, q.most_standing) if one]
    outside = {
        number for ways in planned.selection.outside.values() for way in ways for number in way
    }
    async with concurrently() as questions:
        ask = questions.ask
        quests = ask(names.quest_titles, realm, {*found.quests, *outside}, locale)
        creatures = ask(names.creature_names, realm, ids("creature"), locale)
        gameobjects = ask(names.gameobject_names, realm, ids("gameobject"), locale)
        items = ask(names.item_names, realm, ids("item"), locale)
        factions = {one.faction for one in standings} | ids("faction")
        faction_names = ask(names.faction_names, realm, factions, locale)
        skills = ask(names.skill_names, realm, {quest.skill for quest in chosen}, locale)
        maps = ask(names.map_names, realm, {way.map for way in planned.route.maps}, locale)
    return Names(
        quests=quests.value,
        creatures=creatures.value,
        gameobjects=gameobjects.value,
        items=items.value,
        factions=faction_names.value,
        skills=skills.value,
        maps=maps.value,
    )


def _answer(
    realm: Realm,
    query: OptimizeQuestRoute,
    asked: Asked,
    found: Offer,
    planned: _Planned,
    known: Names,
) -> QuestRoute:
    selection, route = planned.selection, planned.route
    on_route = [number for number in selection.quests if number not in route.unplaced]
    worths = [found.worths[number] for number in on_route]
    copper = parts.total(one.copper for one in worths)
    where, unplaced = found.zone, _unplaced(found, selection, route)
    return QuestRoute(
        source=realm.source,
        zone=Coded(id=where.id, name=where.name),
        player_level=query.player_level,
        total=len(found.fitting),
        truncated=bool(selection.left),
        quests=[
            parts.quest(
                enums(realm.branch),
                found.fitting[number],
                found.worths[number],
                route,
                selection,
                asked.player,
                known,
            )
            for number in on_route
        ],
        routes=[parts.map_route(way, known, planned.start) for way in route.maps],
        total_yards=round(sum(way.yards for way in route.maps), 1),
        total_xp=parts.total(one.xp for one in worths),
        total_money=None if copper is None else money(copper),
        unplaced=[
            UnplacedQuest(quest=known.quest(number), reason=reason)
            for number, reason in sorted(unplaced.items())[:MAX_UNPLACED]
        ],
        unplaced_total=len(unplaced),
        left_out=parts.left_out(found.reasons, known),
        formula=wording.formula(realm.branch),
        inputs=wording.inputs(query, found, len(on_route)),
        notes=wording.notes(realm, query, asked, found, planned.places.truncated, route),
    )


def _unplaced(found: Offer, selection: Selection, route: Route) -> dict[int, str]:
    """Why quests that fit are not on the route, besides for want of room."""
    rivals = {
        number: f"it, or what it needs, cannot be done together with quest {rival}"
        for number, rival in selection.rivals.items()
    }
    circles = dict.fromkeys(selection.circles, "it, or what it needs, waits for itself: a circle")
    return {**found.absent, **route.unplaced, **rivals, **circles}
