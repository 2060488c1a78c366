"""The tool that tells what the members of a group can do for each other, and what nobody can."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Annotated

from pydantic import Field

from appliance.errors import InvalidArgument, NotFound
from appliance.gamedata.enums import enums
from appliance.gamedata.groups import exclusive, members
from appliance.gamedata.groups.abilities import helpful
from appliance.gamedata.groups.capabilities import Kind
from appliance.gamedata.groups.classify import every_name
from appliance.gamedata.realm import Realm
from appliance.tools.context import Scope, ToolContext
from appliance.tools.decode import coded
from appliance.tools.groups.bots import MOST_MEMBERS, Bot, Bots, Member, MemberOut, Role, team_of
from appliance.tools.groups.parts import Covered, coverage
from appliance.tools.models import Answer, Coded, Locale, LocaleField, ToolInput, ToolOutput
from appliance.tools.registry import Sources, tool

_ROLES = {2: Role.TANK, 4: Role.HEALER, 8: Role.DAMAGE}
"""LfgRoles, where a member has chosen one only."""
_ROLE_BITS = 2 | 4 | 8
MOST_DOUBLES = 100


class AnalyzeGroup(ToolInput):
    """Whose group."""

    bots: Bots
    group_id: Annotated[
        int | None,
        Field(ge=1, le=2**32 - 1, description="A live group (group_member.guid): its members too."),
    ] = None
    kinds: Annotated[
        list[Annotated[Kind, Field(strict=False)]] | None,
        Field(min_length=1, max_length=len(Kind), description="Kinds of capability; none: all."),
    ] = None
    limit: Annotated[int, Field(ge=1, le=40, description="Most spells per capability.")] = 3
    locale: LocaleField = Locale.ENUS


class Missing(ToolOutput):
    """A capability nobody has."""

    kind: Kind
    capability: str


class Double(ToolOutput):
    """A spell of a group of spells that exclude each other."""

    spell: Coded
    members: list[int]


class Doubles(ToolOutput):
    """Spells members have that exclude each other on one target."""

    group_id: int
    rule: Coded
    spells: list[Double]


class Levels(ToolOutput):
    """Levels of the members that have one."""

    least: int
    most: int
    unknown: int


class GroupComposition(Answer):
    """What a group can do."""

    members: list[MemberOut]
    classes: dict[str, int]
    roles: Annotated[dict[str, int], Field(description="As given; unknown for the rest.")]
    levels: Levels | None = None
    coverage: list[Covered]
    missing: list[Missing]
    doubles_total: int
    doubles: Annotated[
        list[Doubles], Field(description="Of these only one works, or only the strongest.")
    ]
    notes: list[str]


@tool(
    "analyze-group-composition",
    title="What a group can do",
    scope=Scope.REALM_READ,
    read_only=True,
    timeout_s=15,
    sources=Sources(
        wrath="client: Spell and SkillLineAbility with their side tables, Talent; world: "
        "trainer_spell, spell_group, spell_group_stack_rules, spell_ranks, "
        "creature_template_spell; characters: characters, character_spell, character_talent, "
        "group_member",
        master="client and hotfixes: SpellName and its side tables, SkillLineAbility, "
        "SpecializationSpells, trait trees; world: spell_group, spell_group_stack_rules; "
        "characters: characters, character_spell, group_member",
    ),
)
async def analyze_group_composition(query: AnalyzeGroup, context: ToolContext) -> GroupComposition:
    """Tell which buffs, debuffs, dispels, interrupts, crowd controls, defensive spells and taunts a
    group's members supply, by which spells, what is missing and what excludes each other. Facts
    from spell data."""
    realm = context.realm
    bots = [*query.bots, *await _live(realm, query)]
    if not 1 <= len(bots) <= MOST_MEMBERS:
        raise InvalidArgument(
            f"bots: {len(bots)} members; name 1 to {MOST_MEMBERS}, or give groupId"
        )
    team = await team_of(realm, bots, query.locale)
    kinds = query.kinds or tuple(Kind)
    covered = coverage(team.members, kinds, limit=query.limit)
    have = {(one.kind, one.capability) for one in covered}
    doubles = await _doubles(realm, team.members)
    shown = [member.shown for member in team.members]
    return GroupComposition(
        source=realm.source,
        members=shown,
        classes=_count(one.player_class.name or str(one.player_class.id) for one in shown),
        roles=_count(one.role.value if one.role else "unknown" for one in shown),
        levels=_levels(shown),
        coverage=covered,
        missing=[
            Missing(kind=kind, capability=name)
            for kind, name in every_name(realm.branch)
            if kind in kinds and (kind, name) not in have
        ],
        doubles_total=len(doubles),
        doubles=doubles[:MOST_DOUBLES],
        notes=[*team.notes, *_doubles_note(realm)],
    )


async def _live(realm: Realm, query: AnalyzeGroup) -> list[Bot]:
    """Members of the live group that `bots` does not name itself."""
    if query.group_id is None:
        return []
    found = await members.group_members(realm, query.group_id)
    if not found:
        raise NotFound(
            f"group {query.group_id} has no members",
            hint="groupId is group_member.guid; groups that ended are gone",
        )
    named = {bot.character_id for bot in query.bots}
    return [
        Bot.model_validate({"characterId": one.guid, "role": _ROLES.get(one.roles & _ROLE_BITS)})
        for one in found
        if one.guid not in named
    ]


async def _doubles(realm: Realm, team: Sequence[Member]) -> list[Doubles]:
    """Groups of which the members have two spells or more that exclude each other."""
    who: dict[int, list[int]] = {}
    names: dict[int, str] = {}
    for member in team:
        for ability in member.abilities:
            if any(helpful(one) for one in ability.capabilities):
                who.setdefault(ability.spell.id, []).append(member.place)
                names[ability.spell.id] = ability.spell.name
    found = await exclusive.groups_of(realm, who)
    return [
        Doubles(
            group_id=group.id,
            rule=coded(enums(realm.branch), "SpellGroupStackRule", group.rule),
            spells=[
                Double(spell=Coded(id=one, name=names[one]), members=who[one])
                for one in group.spells
            ],
        )
        for group in found
        if group.rule != exclusive.SAME_CASTER and len({names[one] for one in group.spells}) > 1
    ]


def _doubles_note(realm: Realm) -> list[str]:
    if realm.schema.has("spell_group") and realm.schema.has("spell_group_stack_rules"):
        return ["doubles are those of spell_group with a rule in spell_group_stack_rules"]
    return ["doubles are not known: spell_group or spell_group_stack_rules is not there"]


def _levels(shown: Sequence[MemberOut]) -> Levels | None:
    levels = [one.level for one in shown if one.level is not None]
    if not levels:
        return None
    return Levels(least=min(levels), most=max(levels), unknown=len(shown) - len(levels))


def _count(names: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(names).items()))
