"""Stops in order: nothing before what it needs, one camp for each thing."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from appliance.formulas.places import Point
from appliance.gamedata.quests.places import QuestPlaces, Spot, Task
from appliance.gamedata.quests.relations import Party
from appliance.gamedata.quests.route import Action, Route, Start, plan
from appliance.gamedata.quests.selection import Selection
from appliance.gamedata.quests.types import Objective
from tests.support.pool_quests import pool_quest

GIVER, TAKER = Party("creature", 1, None), Party("creature", 2, None)


def spot(x: float, y: float = 0, on: int = 0, entry: int = 1) -> Spot:
    return Spot("creature", entry, on, Point(x, y))


def task(*spots: Spot, count: int = 1) -> Task:
    return Task(Objective("creature", 9, count), spots)


def quest_places(
    accept: tuple[Spot, ...], turn_in: tuple[Spot, ...], *tasks: Task, found: int = 0
) -> QuestPlaces:
    return QuestPlaces((GIVER,), (TAKER,), accept, tasks, turn_in, found)


def route(
    places: dict[int, QuestPlaces],
    selection: Selection | None = None,
    *,
    start: Start | None = None,
    in_log: tuple[int, ...] = (),
    completed: tuple[int, ...] = (),
    offers: dict[int, int] | None = None,
) -> Route:
    quests = {one: pool_quest(one, offers_next=(offers or {}).get(one, 0)) for one in places}
    chosen = selection or Selection(quests=list(places))
    return plan(chosen, quests, places, home_map=0, start=start, in_log=in_log, completed=completed)


def told(found: Route) -> list[list[tuple[int, str]]]:
    return [[(stop.quest, stop.action.value) for stop in way.stops] for way in found.maps]


def test_a_quest_is_taken_done_and_handed_in() -> None:
    near, far = spot(100), spot(900)
    found = route({7: quest_places((spot(0),), (spot(10),), task(far, near))})
    assert told(found) == [[(7, "accept"), (7, "do"), (7, "turn in")]]
    assert found.maps[0].stops[1].spot == near
    assert found.maps[0].yards == 190


def test_the_nearest_camp_with_enough_of_them_is_chosen() -> None:
    lonely = spot(50)
    camp = [spot(400 + 10 * n) for n in range(5)]
    places = quest_places((spot(0),), (spot(0),), task(lonely, *camp, count=4))
    stop = route({7: places}).maps[0].stops[1]
    assert (stop.spot, stop.spawns) == (camp[2], 5)


def test_quests_follow_those_they_need() -> None:
    places = {
        1: quest_places((spot(1000),), (spot(1000),)),
        2: quest_places((spot(0),), (spot(0),)),
    }
    needing = Selection(quests=[1, 2], before={2: frozenset({1})})
    begin = Start(0, Point(0, 0))
    found = route(places, needing, start=begin)
    assert told(found) == [[(1, "accept"), (1, "turn in"), (2, "accept"), (2, "turn in")]]
    assert found.maps[0].yards == 2000


def test_a_quest_that_must_be_in_the_log_is_finished_after_it_helped() -> None:
    places = {
        1: quest_places((spot(0),), (spot(0),), task(spot(5))),
        2: quest_places((spot(500),), (spot(500),)),
    }
    found = route(places, Selection(quests=[1, 2], active={2: 1}), start=Start(0, Point(0, 0)))
    assert told(found)[0][:2] == [(1, "accept"), (2, "accept")]
    assert found.maps[0].stops[2].quest == 2 or found.maps[0].stops[2].action is Action.DO


def test_needs_hold_across_maps() -> None:
    places = {
        1: quest_places((spot(0),), (spot(0, on=5),)),
        2: quest_places((spot(1, on=5),), (spot(0, on=0),)),
        3: quest_places((spot(50),), (spot(51),)),
    }
    chain = Selection(quests=[1, 2, 3], before={2: frozenset({1}), 3: frozenset({2})})
    home, other = route(places, chain).maps
    assert (home.map, other.map) == (0, 5)
    assert [(s.quest, s.action.value) for s in home.stops] == [
        (1, "accept"),
        (2, "turn in"),
        (3, "accept"),
        (3, "turn in"),
    ]


def test_quests_of_the_log_are_only_finished() -> None:
    places = {
        1: quest_places((spot(0),), (spot(9),), task(spot(5))),
        2: quest_places((spot(0),), (spot(9),), task(spot(5))),
    }
    found = route(places, in_log=(1, 2), completed=(2,))
    assert sorted(told(found)[0]) == [(1, "do"), (1, "turn in"), (2, "turn in")]


def test_what_has_no_place_says_why() -> None:
    full = quest_places((spot(0),), (spot(0),))
    places = {
        1: replace(full, starters=()),
        2: replace(full, accept=()),
        3: replace(full, enders=(), turn_in=()),
        4: replace(full, turn_in=()),
        5: quest_places((spot(0),), (spot(0),), task()),
    }
    found = route(places)
    assert [found.unplaced[one].split(":")[0] for one in (1, 2, 3, 4)] == [
        "nothing in the database offers it",
        "who offers it has no spawn outside of events",
        "nothing in the database takes it back",
        "who takes it has no spawn outside of events",
    ]
    assert found.unplaced[2].endswith("creature 1")
    assert [len(tasks) for tasks in found.placeless.values()] == [1]
    assert told(found) == [[(5, "accept"), (5, "turn in")]]


def test_an_offer_that_contradicts_a_need_gives_way() -> None:
    places = {one: quest_places((spot(one),), (spot(one),)) for one in (1, 2)}
    chain = Selection(quests=[1, 2], before={2: frozenset({1})})
    found = route(places, chain, offers={1: 2, 2: 1})
    assert told(found)[0][0] == (1, "accept")
    assert not found.unplaced


def test_an_item_that_starts_a_quest_is_named() -> None:
    found = route({1: quest_places((spot(0),), (spot(9),), found=44)})
    (first, _) = found.maps[0].stops
    assert first.task is not None
    assert first.task.objective == Objective("item", 44, 1)


_X = st.integers(-3000, 3000).map(float)


@given(st.data())
def test_stops_come_in_an_order_that_works(data: st.DataObject) -> None:
    count = data.draw(st.integers(1, 8))
    places = {}
    before: dict[int, frozenset[int]] = {}
    spots = st.builds(spot, _X, _X, st.sampled_from((0, 0, 571)))
    for quest in range(1, count + 1):
        tasks = data.draw(st.lists(spots, max_size=2))
        ends = data.draw(st.tuples(spots, spots))
        places[quest] = quest_places((ends[0],), (ends[1],), *(task(one) for one in tasks))
        before[quest] = frozenset(data.draw(st.frozensets(st.integers(1, quest))) - {quest})
    found = route(places, Selection(quests=list(places), before=before))
    assert not found.unplaced
    assert sum(len(way.stops) for way in found.maps) == sum(
        2 + len(one.tasks) for one in places.values()
    )
    for way in found.maps:
        at = {(s.quest, s.action): place for place, s in enumerate(way.stops)}
        for quest, needed in before.items():
            begin, end = at.get((quest, Action.ACCEPT)), at.get((quest, Action.TURN_IN))
            if begin is not None and end is not None:
                assert begin < end
            for other in needed:
                handed_in = at.get((other, Action.TURN_IN))
                if handed_in is not None and begin is not None:
                    assert handed_in < begin
