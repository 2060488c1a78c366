"""The answer of get-leveling-path."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from appliance.gamedata.leveling.kills import KillTable
from appliance.gamedata.leveling.path import ABOVE, WORTH_A_STEP, Step
from appliance.gamedata.leveling.supply import Supply, ZoneQuest
from appliance.gamedata.leveling.zones import Creatures, ZoneFacts
from appliance.gamedata.quests.eligible import gray_level
from appliance.gamedata.realm import Branch, Realm
from appliance.tools.decode import client_file
from appliance.tools.models import Coded
from appliance.tools.progress.leveling_models import (
    GetLevelingPath,
    Kills,
    LevelingPath,
    LevelQuests,
    PathStep,
    ZoneSupply,
)


@dataclass(frozen=True, slots=True)
class Found:
    """What is known: quests, zones by id, experience by level, of exploration and of kills."""

    supply: Supply
    zones: Mapping[int, ZoneFacts]
    needs: Mapping[int, int]
    exploration: Mapping[int, int]
    kills: KillTable


def is_instance(found: Found, zone: int) -> bool:
    """Whether a zone is known to be a dungeon, raid or battleground."""
    return bool(found.zones[zone].instance)


def overlaps(quest: ZoneQuest, query: GetLevelingPath) -> bool:
    """Whether a quest can be done at any of the levels."""
    return any(quest.open_at(level) for level in range(query.start_level, query.target_level))


def answer(
    realm: Realm,
    query: GetLevelingPath,
    found: Found,
    steps: Sequence[Step],
    creatures: Mapping[int, Sequence[Creatures]],
    maps: Mapping[int, str],
) -> LevelingPath:
    """The whole answer."""
    need = sum(found.needs[level] for level in range(query.start_level, query.target_level))
    known = found.supply.has_xp
    explored = bool(found.exploration) and any(one.areas for one in found.zones.values())
    quest_xp = sum(step.quest_xp for step in steps)
    exploration_xp = sum(step.exploration_xp for step in steps)
    brought = min(need, quest_xp + exploration_xp)
    zones = _zones(query, found, maps)
    until = query.after_step + query.step_limit
    more = len(steps) > until
    return LevelingPath(
        source=realm.source,
        start_level=query.start_level,
        target_level=query.target_level,
        faction=query.faction.value,
        xp_needed=need,
        quest_xp=quest_xp if known else None,
        exploration_xp=exploration_xp if known and explored else None,
        covered_percent=round(100 * brought / need, 1) if known and need else None,
        steps=_steps(realm.branch, steps, found, creatures, maps, need)[query.after_step : until],
        steps_total=len(steps),
        next_after_step=until if more else None,
        zones=zones[: query.limit],
        total=len(zones),
        truncated=more or len(zones) > query.limit,
        formula=_formula(realm.branch, known=known),
        inputs=_inputs(query, found, need),
        notes=_notes(realm, found, explored=explored),
    )


def _steps(
    branch: Branch,
    steps: Sequence[Step],
    found: Found,
    creatures: Mapping[int, Sequence[Creatures]],
    maps: Mapping[int, str],
    total: int,
) -> list[PathStep]:
    """The steps; where only kills help, the player is in the zone before, else in the next."""
    zones = [found.zones[step.zone] if step.zone is not None else None for step in steps]
    shown = []
    for index, step in enumerate(steps):
        near = [*zones[index::-1], *zones[index:]]
        where = next((zone for zone in near if zone is not None), None)
        here = creatures.get(where.id, ()) if where is not None else ()
        kills = _kills(branch, step, found, where, here)
        shown.append(_step(step, zones[index], found, kills, maps, total))
    return shown


def _step(
    step: Step,
    zone: ZoneFacts | None,
    found: Found,
    kills: Kills | None,
    maps: Mapping[int, str],
    total: int,
) -> PathStep:
    known = found.supply.has_xp
    brought = min(step.quest_xp + step.exploration_xp, total)
    return PathStep(
        zone=_zone(zone) if zone is not None else None,
        map=_map(zone, maps) if zone is not None else None,
        first_level=step.first,
        last_level=step.last,
        xp_needed=step.need,
        quests=len(step.opened),
        quest_xp=step.quest_xp if known else None,
        exploration_xp=step.exploration_xp if known and zone is not None and zone.areas else None,
        xp_share_percent=round(100 * brought / total, 1) if known and total else None,
        levels=[
            LevelQuests(
                level=one.level, quests=one.quests, quest_xp=one.quest_xp if known else None
            )
            for one in step.levels
        ],
        kills=kills,
    )


def _kills(
    branch: Branch,
    step: Step,
    found: Found,
    zone: ZoneFacts | None,
    creatures: Sequence[Creatures],
) -> Kills | None:
    """Kills level by level: of the zone's fitting creatures, else of the player's own level."""
    content = zone.content if zone is not None else None
    gains = {}
    for level in step.kills or (step.first,):
        xp = found.kills.xp(level, _creature_level(branch, level, creatures), content)
        if not xp:
            return None
        gains[level] = xp
    fitting = _fitting(branch, step.first, creatures)
    return Kills(
        creature_level=_creature_level(branch, step.first, creatures),
        xp_per_kill=gains[step.first],
        kills=sum(ceil(need / gains[level]) for level, need in step.kills.items()),
        spawns=sum(one.spawns for one in fitting) or None,
        min_level=min((one.low for one in fitting), default=None),
        max_level=max((one.high for one in fitting), default=None),
    )


def _fitting(branch: Branch, level: int, creatures: Sequence[Creatures]) -> list[Creatures]:
    """Creatures that are not gray and not far above."""
    gray = gray_level(branch, level)
    return [one for one in creatures if one.high > gray and one.low <= level + ABOVE]


def _creature_level(branch: Branch, level: int, creatures: Sequence[Creatures]) -> int:
    """The mean level of fitting spawns; the player's own without any."""
    fitting = _fitting(branch, level, creatures)
    spawns = sum(one.spawns for one in fitting)
    if not spawns:
        return level
    middle = round(sum((one.low + one.high) * one.spawns for one in fitting) / 2 / spawns)
    return min(max(middle, gray_level(branch, level) + 1), level + ABOVE)


def _zones(query: GetLevelingPath, found: Found, maps: Mapping[int, str]) -> list[ZoneSupply]:
    """All zones with quests for the levels, those that bring most first."""
    by_zone: dict[int, list[ZoneQuest]] = {}
    for quest in found.supply.quests:
        by_zone.setdefault(quest.zone, []).append(quest)
    listed = [
        _supply(query, found.zones[zone], quests, maps, known=found.supply.has_xp)
        for zone, quests in by_zone.items()
    ]
    return sorted(listed, key=lambda one: (-(one.xp or 0), -one.quests, one.zone.id))


def _supply(
    query: GetLevelingPath,
    zone: ZoneFacts,
    quests: Sequence[ZoneQuest],
    maps: Mapping[int, str],
    *,
    known: bool,
) -> ZoneSupply:
    levels = range(query.start_level, query.target_level)
    fitting = [[level for level in levels if quest.open_at(level)] for quest in quests]
    best = [
        max(quest.xp_at(level) or 0 for level in able)
        for quest, able in zip(quests, fitting, strict=True)
    ]
    return ZoneSupply(
        zone=_zone(zone),
        map=_map(zone, maps),
        instance=zone.instance or None,
        quests=len(quests),
        min_level=min(able[0] for able in fitting),
        max_level=max(able[-1] for able in fitting),
        xp=sum(best) if known else None,
        areas_to_discover=len(zone.areas) or None,
    )


def _zone(zone: ZoneFacts) -> Coded:
    return Coded(id=zone.id, name=zone.name)


def _map(zone: ZoneFacts, maps: Mapping[int, str]) -> Coded | None:
    return None if zone.map is None else Coded(id=zone.map, name=maps.get(zone.map))


def _formula(branch: Branch, *, known: bool) -> str:
    wrath = branch is Branch.WRATH
    quest = "Quest::GetXPReward" if wrath else "Quest::XPValue"
    greedy = (
        "always on to the zone whose open quests and undiscovered areas bring most; levels "
        f"no zone brings {WORTH_A_STEP:.0%} of are filled by kills"
        if known
        else "at each level the zone with most open quests, left when another has twice as many"
    )
    return (
        f"estimate, greedy: {greedy}. XP: {quest}, Trinity::XP::BaseGain, "
        "Player::CheckAreaExploreAndOutdoor"
    )


def _inputs(query: GetLevelingPath, found: Found, need: int) -> str:
    count = len(found.supply.quests)
    return (
        f"levels {query.start_level} to {query.target_level} need {need} XP; {count} quests in "
        f"{len(found.zones)} zones, not gray and at most {ABOVE} levels above the player; rates 1, "
        "no rest"
    )


def _notes(realm: Realm, found: Found, *, explored: bool) -> list[str]:
    said = ["an estimate: travel, time, groups and what quests need first are not counted"]

    def file(name: str) -> str:
        return client_file(realm.branch, name)

    if not found.supply.has_xp:
        said.append(
            f"what quests bring is in {file('QuestXP')}, which is not there: steps go by "
            "the number of quests, kills are for all the experience"
        )
    if not found.supply.folded:
        said.append(f"names, maps and parts of zones are in {file('AreaTable')}, not there")
    elif not explored:
        said.append("experience of exploration is not known: no levels of areas, or no base")
    if any(one.instance for one in found.zones.values()):
        said.append("dungeons and raids are listed among zones, but not part of the way")
    if realm.branch is Branch.WRATH and any(one.content is None for one in found.zones.values()):
        said.append(f"experience of kills needs {file('Map')} and {file('AreaTable')} of each zone")
    if realm.branch is Branch.MASTER:
        if found.kills.rows is None:
            said.append("experience of kills is in the GameTable xp, which is not there")
        said.append("on master fewer experience from older expansions is not counted")
    if found.supply.unknown:
        said.append(
            f"{found.supply.unknown} quests are left out: "
            f"their levels are in {file('ContentTuning')}"
        )
    return said
