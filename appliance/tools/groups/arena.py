"""The tool that tells what an arena team can do, and how such teams fare on this realm."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from appliance.errors import InvalidArgument, Unavailable
from appliance.formulas.diminishing import (
    NONE,
    TAUNT_MASTER,
    TAUNT_WRATH,
    group_of_mechanics,
)
from appliance.gamedata.enums import enums
from appliance.gamedata.groups import arena
from appliance.gamedata.groups.abilities import Ability
from appliance.gamedata.groups.capabilities import Kind
from appliance.gamedata.groups.classify import control_mechanics
from appliance.gamedata.realm import Branch, Realm
from appliance.tools.context import Scope, ToolContext
from appliance.tools.groups.bots import Bot, Member, MemberOut, team_of
from appliance.tools.groups.parts import Covered, coverage
from appliance.tools.models import Answer, Coded, Locale, LocaleField, ToolInput, ToolOutput
from appliance.tools.registry import Sources, tool

_KINDS = (Kind.DISPEL, Kind.INTERRUPT, Kind.DEFENSIVE, Kind.DEBUFF, Kind.BUFF)


class Bracket(StrEnum):
    """An arena bracket."""

    TWO = "2v2"
    THREE = "3v3"
    FIVE = "5v5"
    SHUFFLE = "solo_shuffle"


_SIZES = {Bracket.TWO: 2, Bracket.THREE: 3, Bracket.FIVE: 5, Bracket.SHUFFLE: 3}


class AnalyzeArena(ToolInput):
    """Whose team."""

    bracket: Annotated[Bracket, Field(strict=False)]
    team: Annotated[
        list[Bot],
        Field(
            min_length=1,
            max_length=5,
            description="As many as the bracket has a side (solo_shuffle: 3), each with one of "
            "characterId, classId and className.",
        ),
    ]
    rating: Annotated[int, Field(ge=0, le=10_000, description="Compared with the realm's teams.")]
    limit: Annotated[int, Field(ge=1, le=40, description="Most spells per capability.")] = 5
    locale: LocaleField = Locale.ENUS


class Control(ToolOutput):
    """A spell that controls an enemy."""

    spell: Coded
    controls: list[str]
    duration_ms: int | None = None
    cooldown_ms: int | None = None
    needs_talent: bool | None = None
    members: list[int]


class Diminishing(ToolOutput):
    """Spells whose durations shorten each other on one target."""

    group: Annotated[
        Coded | None, Field(description="DiminishingGroup; missing: not known, or none.")
    ] = None
    spells: list[Control]


class Record(ToolOutput):
    """What teams did this season."""

    teams: int
    games: int
    wins: int
    win_percent: float | None = None
    rating_min: int | None = None
    rating_max: int | None = None


class RealmTeams(ToolOutput):
    """Arena teams of this realm, of the bracket."""

    every: Record
    same_classes: Annotated[
        Record, Field(description="Teams of whose members these classes can be taken.")
    ]
    exactly: Annotated[Record, Field(description="Those of them that have no other member.")]
    rated_higher: Annotated[int, Field(description="Teams above `rating`.")]


class ArenaComposition(Answer):
    """What an arena team can do."""

    bracket: Bracket
    rating: int
    members: list[MemberOut]
    controls: list[Diminishing]
    coverage: list[Covered]
    realm_teams: RealmTeams | None = None
    notes: list[str]


@tool(
    "analyze-arena-composition",
    title="What an arena team can do",
    scope=Scope.REALM_READ,
    read_only=True,
    timeout_s=15,
    sources=Sources(
        wrath="client: Spell and SkillLineAbility with their side tables, Talent; characters: "
        "arena_team, arena_team_member, characters, character_spell, character_talent",
        master="client and hotfixes: SpellName and its side tables, SkillLineAbility, "
        "SpecializationSpells, PvpTalent; characters: arena_team, arena_team_member, "
        "characters, character_spell",
    ),
)
async def analyze_arena_composition(query: AnalyzeArena, context: ToolContext) -> ArenaComposition:
    """Tell the crowd controls of an arena team by diminishing returns, its dispels, interrupts,
    defensive spells, buffs and debuffs, and how teams of the same classes did on this realm.
    solo_shuffle exists on master only."""
    realm = context.realm
    _check(realm, query)
    team = await team_of(realm, query.team, query.locale, field="team")
    notes = [*team.notes, _diminishing_note(realm.branch)]
    found, more = await _realm_teams(realm, query, team.members)
    return ArenaComposition(
        source=realm.source,
        bracket=query.bracket,
        rating=query.rating,
        members=[member.shown for member in team.members],
        controls=_controls(realm.branch, team.members),
        coverage=coverage(team.members, _KINDS, limit=query.limit),
        realm_teams=found,
        notes=notes + more,
    )


def _check(realm: Realm, query: AnalyzeArena) -> None:
    if query.bracket is Bracket.SHUFFLE and realm.branch is Branch.WRATH:
        raise Unavailable(
            "3.3.5 has no solo shuffle", hint="its brackets are 2v2, 3v3 and 5v5 teams"
        )
    size = _SIZES[query.bracket]
    if len(query.team) != size:
        raise InvalidArgument(
            f"team: {query.bracket} takes {size} members a side, not {len(query.team)}"
        )


def _controls(branch: Branch, members: Sequence[Member]) -> list[Diminishing]:
    """Controls by diminishing returns, groups by number, what has none last."""
    holders: dict[int, list[int]] = {}
    spells: dict[int, Ability] = {}
    for member in members:
        for ability in member.abilities:
            if ability.of_kind(Kind.CONTROL, Kind.TAUNT):
                holders.setdefault(ability.spell.id, []).append(member.place)
                spells.setdefault(ability.spell.id, ability)
    groups: dict[int, list[Control]] = {}
    for number in sorted(spells):
        group = _group(branch, spells[number])
        groups.setdefault(group, []).append(_control(spells[number], holders[number]))
    known = enums(branch)
    return [
        Diminishing(
            group=Coded(id=group, name=known.name("DiminishingGroup", group)) if group else None,
            spells=groups[group],
        )
        for group in sorted(groups, key=lambda number: (number == NONE, number))
    ]


def _group(branch: Branch, ability: Ability) -> int:
    if ability.of_kind(Kind.TAUNT):
        return TAUNT_WRATH if branch is Branch.WRATH else TAUNT_MASTER
    if branch is Branch.MASTER:
        return NONE
    return group_of_mechanics(control_mechanics(branch, ability.spell), icon=ability.spell.icon)


def _control(ability: Ability, members: Sequence[int]) -> Control:
    spell = ability.spell
    found = ability.of_kind(Kind.CONTROL, Kind.TAUNT)
    return Control(
        spell=Coded(id=spell.id, name=spell.name),
        controls=sorted({one.name for one in found}),
        duration_ms=ability.lasts_ms(found[0]),
        cooldown_ms=spell.recovery_ms or None,
        needs_talent=True if ability.chosen else None,
        members=list(members),
    )


def _diminishing_note(branch: Branch) -> str:
    if branch is Branch.WRATH:
        return (
            "diminishing returns follow from mechanics; the server asks for some spells by their "
            "family first (Charge, Cyclone, Scatter Shot, Dragon's Breath, Entrapment, openers "
            "…), and those may be of another group than is shown"
        )
    return (
        "the server of master lists the spells of each diminishing group one by one in its code "
        "(SpellInfo::DiminishingGroupCompute), not in data: only that of taunts is known"
    )


async def _realm_teams(
    realm: Realm, query: AnalyzeArena, members: Sequence[Member]
) -> tuple[RealmTeams | None, list[str]]:
    if query.bracket is Bracket.SHUFFLE:
        return None, ["the server keeps no teams for solo shuffle"]
    if realm.characters is None:
        return None, ["the realm's teams are not known: no characters database"]
    found = await arena.teams_of(realm.characters, _SIZES[query.bracket])
    classes = [member.shown.player_class.id for member in members]
    same = [team for team in found.teams if team.has(classes)]
    exactly = [team for team in same if len(team.classes) == len(classes)]
    notes = ["realmTeams are arena_team's of this season; the server tells no games by classes"]
    if found.truncated:
        notes.append(f"only the teams of the first {arena.MOST_MEMBERS} members are counted")
    if realm.branch is Branch.MASTER and not found.teams:
        notes.append("this realm keeps no arena teams; master rates players, not teams")
    return (
        RealmTeams(
            every=_record(found.teams),
            same_classes=_record(same),
            exactly=_record(exactly),
            rated_higher=sum(team.rating > query.rating for team in found.teams),
        ),
        notes,
    )


def _record(teams: Iterable[arena.Team]) -> Record:
    found = list(teams)
    games, wins = sum(team.games for team in found), sum(team.wins for team in found)
    ratings = [team.rating for team in found]
    return Record(
        teams=len(found),
        games=games,
        wins=wins,
        win_percent=round(100 * wins / games, 1) if games else None,
        rating_min=min(ratings, default=None),
        rating_max=max(ratings, default=None),
    )
