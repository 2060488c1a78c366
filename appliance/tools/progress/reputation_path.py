"""The tool that lists what leads to a rank of reputation."""

from __future__ import annotations

from dataclasses import dataclass

from appliance.formulas.reactions import Reaction, Side
from appliance.formulas.reputation import first_standing, gain, span_of, spans, times_needed
from appliance.gamedata import characters, client, names, sides
from appliance.gamedata.concurrency import concurrently
from appliance.gamedata.enums import enums
from appliance.gamedata.realm import Branch, Realm
from appliance.gamedata.reputation import rates as reputation_rates
from appliance.gamedata.reputation import sources, standings
from appliance.gamedata.reputation.rates import Rates, Spill
from appliance.gamedata.reputation.sources import Kill, RewardedQuest
from appliance.gamedata.world.factions import Faction
from appliance.tools.context import Scope, ToolContext
from appliance.tools.decode import coded
from appliance.tools.models import Coded
from appliance.tools.progress.player import SideName
from appliance.tools.progress.reputation import find_faction
from appliance.tools.progress.reputation_models import (
    GetReputationGrindPath,
    GrindPath,
    KillSource,
    QuestSource,
    SpillSource,
)
from appliance.tools.registry import Sources, tool

_TABLES = (
    "world: creature_onkill_reputation, creature, quest_template, quest_template_addon, disables, "
    "reputation_reward_rate, reputation_spillover_template, quest starters; client: Faction, "
    "FactionTemplate, QuestFactionReward; characters: character_reputation, "
    "character_queststatus_rewarded"
)
_SIDES = {SideName.ALLIANCE: Side.ALLIANCE, SideName.HORDE: Side.HORDE}


@dataclass(frozen=True, slots=True)
class _Goal:
    """Whose standing is to grow, and how far."""

    standing: int
    target: int
    side: Side | None
    level: int | None
    done: frozenset[int]
    races: int
    """Mask of the races that count; 0 for all."""
    classes: int = 0
    """The same of classes."""


@dataclass(frozen=True, slots=True)
class _Found:
    """What there is, with what it gives after the realm's rates."""

    kills: list[tuple[Kill, int, int | None]]
    quests: list[tuple[RewardedQuest, int | None, int | None]]
    spills: list[Spill]


@tool(
    "get-reputation-grind-path",
    title="Way to a reputation",
    scope=Scope.REALM_READ,
    read_only=True,
    timeout_s=15,
    sources=Sources(wrath=_TABLES, master=_TABLES),
)
async def get_reputation_grind_path(
    query: GetReputationGrindPath, context: ToolContext
) -> GrindPath:
    """List what leads from a standing to a rank: quests and kills with what each gives at this
    realm's rates and how often it is needed; with `characterId` for that character."""
    realm, locale = context.realm, query.locale.value
    notes: list[str] = []
    faction = await find_faction(realm, query.faction_id, query.faction_name, locale, notes)
    goal = await _goal(realm, query, faction)
    found = await _found(realm, query.faction_id, faction, goal, notes)
    once = _once(found.quests)
    needed = max(0, goal.target - goal.standing)
    known = enums(realm.branch)
    cut = max(len(found.kills), len(found.quests), len(found.spills)) > query.limit
    return GrindPath(
        source=realm.source,
        faction_id=query.faction_id,
        faction=None if faction is None else faction.name,
        standing=goal.standing,
        rank=coded(known, "ReputationRank", span_of(goal.standing).rank),
        target=coded(known, "ReputationRank", Reaction[query.target_standing.name]),
        needed=needed,
        once_total=once,
        after_quests=max(0, needed - once),
        kills=await _kills(realm, found.kills[: query.limit], locale),
        kills_total=len(found.kills),
        quests=await _quests(realm, found.quests[: query.limit], locale),
        quests_total=len(found.quests),
        spills=await _spills(realm, found.spills[: query.limit], locale),
        truncated=cut,
        formula="gain = points * 100 % * reputation_reward_rate of the source "
        "(Player::CalculateReputationGain; server rates 1, no auras, nothing gray); "
        "kills = needed / gain while the rank is not above the creature's limit",
        notes=notes,
    )


async def _goal(realm: Realm, query: GetReputationGrindPath, faction: Faction | None) -> _Goal:
    side = _SIDES[query.faction] if query.faction is not None else None
    standing, level, done = query.current_rep, query.player_level, frozenset[int]()
    classes = 0
    races = sides.races_of(realm, side) if side is not None else 0
    if query.character_id is not None:
        character = await characters.find(realm, guid=query.character_id)
        if faction is not None:
            standing = (await standings.standing(realm, character, faction)).total
        level, races = level or character.level, sides.race_bit(realm, character.race)
        side = side or await sides.side_of_race(realm, character.race)
        classes = 1 << (character.player_class - 1)
        done = await standings.rewarded(realm, character)
    target = first_standing(Reaction[query.target_standing.name])
    return _Goal(standing, target, side, level, done, races, classes)


async def _found(
    realm: Realm, faction: int, known: Faction | None, goal: _Goal, notes: list[str]
) -> _Found:
    async with concurrently() as questions:
        kills = questions.ask(sources.kills, realm, faction)
        quests = questions.ask(sources.quests, realm, faction, goal.side)
        rates = questions.ask(reputation_rates.rates, realm, faction)
        spills = questions.ask(reputation_rates.spills, realm, faction)
    rewarded = [_valued(quest, rates.value, goal) for quest in quests.value if _fits(quest, goal)]
    if any(given is None for _quest, given, _times in rewarded):
        missing = realm.client.missing("QuestFactionReward")
        notes.append(f"What some quests give is not known: {missing}")
    if not goal.classes and any(quest.classes for quest, *_ in rewarded):
        notes.append("Without characterId quests of every class are listed and added up.")
    if goal.side is not None and not await client.has(realm, "FactionTemplate"):
        missing = realm.client.missing("FactionTemplate")
        notes.append(f"Quests that only the other side's NPCs offer may be among them: {missing}")
    if realm.branch is Branch.MASTER:
        notes.append("Renown and friendship have ranks of their own; these are the classic ones.")
    spilling = [spill for spill in spills.value if spill.target == faction and spill.rate > 0]
    if known is not None:
        spilling += await reputation_rates.family_spills(realm, known)
    rewarded.sort(key=lambda each: (-(each[1] or 0), each[0].quest))
    return _Found(
        _useful(kills.value, rates.value, goal),
        [each for each in rewarded if each[1] is None or each[1] > 0],
        spilling,
    )


def _useful(kills: list[Kill], rates: Rates, goal: _Goal) -> list[tuple[Kill, int, int | None]]:
    """Kills that give something to this side: those that lead to the target first."""
    last = {span.rank: span.last for span in spans()}
    found = []
    for kill in kills:
        given = gain(kill.points, rates.kill)
        allowed = goal.side is None or (kill.alliance if goal.side is Side.ALLIANCE else kill.horde)
        if given > 0 and allowed:
            limit = last[Reaction(kill.last_rank)]
            found.append((kill, given, times_needed(goal.standing, goal.target, given, limit)))
    return sorted(
        found, key=lambda each: (each[2] is None, not each[0].spawns, each[2] or 0, each[0])
    )


def _fits(quest: RewardedQuest, goal: _Goal) -> bool:
    if quest.quest in goal.done and quest.period == "once":
        return False
    if goal.races and quest.races and not quest.races & goal.races:
        return False
    if goal.classes and quest.classes and not quest.classes & goal.classes:
        return False
    return not (goal.level and quest.min_level and quest.min_level > goal.level)


def _once(quests: list[tuple[RewardedQuest, int | None, int | None]]) -> int:
    """What quests to be done once give together; of those that exclude each other, the best."""
    best: dict[tuple[int, int], int] = {}
    for quest, given, _times in quests:
        if quest.period == "once":
            key = (quest.group, 0 if quest.group else quest.quest)
            best[key] = max(best.get(key, 0), given or 0)
    return sum(best.values())


def _valued(
    quest: RewardedQuest, rates: Rates, goal: _Goal
) -> tuple[RewardedQuest, int | None, int | None]:
    if quest.points is None:
        return quest, None, None
    rate = getattr(rates, "quest" if quest.period == "once" else quest.period)
    given = gain(quest.points, rate)
    if quest.period == "once":
        return quest, given, None
    return quest, given, times_needed(goal.standing, goal.target, given)


async def _kills(
    realm: Realm, found: list[tuple[Kill, int, int | None]], locale: str
) -> list[KillSource]:
    titles = await names.creature_names(realm, [kill.creature for kill, *_ in found], locale)
    known = enums(realm.branch)
    return [
        KillSource(
            entry=kill.creature,
            name=titles.get(kill.creature),
            per_kill=given,
            until=coded(known, "ReputationRank", kill.last_rank),
            spawns=kill.spawns,
            kills=times,
        )
        for kill, given, times in found
    ]


async def _quests(
    realm: Realm, found: list[tuple[RewardedQuest, int | None, int | None]], locale: str
) -> list[QuestSource]:
    titles = await names.quest_titles(realm, [quest.quest for quest, *_ in found], locale)
    return [
        QuestSource(
            id=quest.quest,
            title=titles.get(quest.quest),
            level=quest.level,
            min_level=quest.min_level,
            period=quest.period,
            reputation=given,
            times=times,
        )
        for quest, given, times in found
    ]


async def _spills(realm: Realm, found: list[Spill], locale: str) -> list[SpillSource]:
    titles = await names.faction_names(realm, [spill.source for spill in found], locale)
    known = enums(realm.branch)
    return [
        SpillSource(
            faction=Coded(id=spill.source, name=titles.get(spill.source)),
            rate=spill.rate,
            until=coded(known, "ReputationRank", spill.last_rank),
        )
        for spill in found
    ]
