"""The tool that spreads the cooldowns of a group over a fight."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import trio

from appliance.formulas.cooldowns import Cooldown, Plan, covered_ms, most_uses, plan
from appliance.gamedata import names
from appliance.gamedata.groups.abilities import Ability
from appliance.gamedata.groups.capabilities import Kind, Reach
from appliance.gamedata.spells.types import UNTIL_CANCELLED
from appliance.tools.context import Scope, ToolContext
from appliance.tools.groups.bots import Member, MemberOut, team_of
from appliance.tools.groups.cooldowns_models import (
    CooldownKind,
    CooldownOut,
    CooldownTimeline,
    CoordinateCooldowns,
    Uptime,
    WindowOut,
)
from appliance.tools.models import Coded
from appliance.tools.registry import Sources, tool

MOST_WINDOWS = 1000
FORMULA = (
    "greedy: the earliest use that is possible comes next, of several the longest; a use starts "
    "the spell's RecoveryTime, CategoryRecoveryTime for its category and the global cooldown of "
    "the same member (SpellHistory::StartCooldown); windows of one kind do not overlap"
)


DEFAULT_KINDS = (
    *(CooldownKind.HASTE, CooldownKind.DEFENSE, CooldownKind.BUFF, CooldownKind.DEBUFF),
    *(CooldownKind.OWN_DEFENSE, CooldownKind.OWN_BUFF),
)
_OWN = (CooldownKind.OWN_DEFENSE, CooldownKind.OWN_BUFF)
_KINDS = {
    Kind.HASTE: (CooldownKind.HASTE, CooldownKind.HASTE),
    Kind.DEFENSIVE: (CooldownKind.DEFENSE, CooldownKind.OWN_DEFENSE),
    Kind.BUFF: (CooldownKind.BUFF, CooldownKind.OWN_BUFF),
    Kind.DEBUFF: (CooldownKind.DEBUFF, CooldownKind.DEBUFF),
    Kind.CONTROL: (CooldownKind.CONTROL, CooldownKind.CONTROL),
    Kind.INTERRUPT: (CooldownKind.INTERRUPT, CooldownKind.INTERRUPT),
}
"""Kind of capability → kind of cooldown for others, and for oneself."""


class _Usable(NamedTuple):
    """A member's spell as a cooldown of one kind."""

    ability: Ability
    kind: CooldownKind
    lasts_ms: int | None
    cooldown: Cooldown


@tool(
    "coordinate-cooldowns",
    title="Cooldowns over a fight",
    scope=Scope.REALM_READ,
    read_only=True,
    timeout_s=15,
    sources=Sources(
        wrath="client: Spell (RecoveryTime, CategoryRecoveryTime), SpellDuration, "
        "SkillLineAbility, Talent; characters: character_spell, character_talent",
        master="client and hotfixes: SpellCooldowns, SpellCategories, SpellCategory, "
        "SpellDuration, SkillLineAbility, SpecializationSpells; characters: character_spell",
    ),
)
async def coordinate_cooldowns(
    query: CoordinateCooldowns, context: ToolContext
) -> CooldownTimeline:
    """Spread the long cooldowns that members of a group have over a fight: windows that do not
    overlap within a kind, never before a spell is ready, with the time each kind covers."""
    realm = context.realm
    team = await team_of(realm, query.bots, query.locale)
    fight_ms = query.encounter_duration * 1000
    usable = [one for member in team.members for one in _usable(member, query)]
    planned = await trio.to_thread.run_sync(_plan, usable, fight_ms)
    notes = [*team.notes, "spells without a duration, or until cancelled, have no window"]
    if not query.include_talents:
        notes.append(
            "of members named by class, spells of talents and unnamed specializations are left out "
            "(includeTalents)"
        )
    if any(one.ability.spell.charges > 1 for one in usable):
        notes.append("of spells with charges one charge counts")
    if not planned.whole:
        notes.append(f"the plan ends with its {MOST_WINDOWS}th window: name fewer kinds or members")
    notes += _blocks(planned)
    shown = [one for one in planned.windows if one.start_ms >= query.start_at * 1000]
    blocks = {spell for one in usable for spell in _blocking(one.ability)}
    known = await names.spell_names(realm, blocks, query.locale)
    return CooldownTimeline(
        source=realm.source,
        encounter_duration=query.encounter_duration,
        members=[member.shown for member in team.members],
        cooldowns=_listed(usable, planned, fight_ms, known),
        windows_total=len(planned.windows),
        truncated=len(shown) > query.limit or not planned.whole,
        windows=[
            WindowOut(
                kind=_kind(one.kind),
                member=one.owner,
                spell_id=one.spell,
                start_s=one.start_ms / 1000,
                end_s=one.end_ms / 1000,
            )
            for one in shown[: query.limit]
        ],
        uptime=_uptime(planned, fight_ms),
        formula=FORMULA,
        notes=notes,
    )


def _plan(usable: Sequence[_Usable], fight_ms: int) -> Plan:
    return plan([one.cooldown for one in usable], fight_ms, most=MOST_WINDOWS)


def _usable(member: Member, query: CoordinateCooldowns) -> Iterator[_Usable]:
    shown = member.shown
    for ability in member.abilities:
        spell = ability.spell
        if spell.passive or spell.recovery_ms < query.minimum_cooldown * 1000:
            continue
        if shown.character_id is None and not query.include_talents and _may_lack(shown, ability):
            continue
        kind, lasts = _kind_of(ability, query.kinds or DEFAULT_KINDS)
        if kind is None:
            continue
        yield _Usable(
            ability,
            kind,
            lasts,
            Cooldown(
                owner=member.place,
                spell=spell.id,
                kind=f"{kind} {member.place}" if kind in _OWN else kind.value,
                duration_ms=0 if lasts is None or lasts == UNTIL_CANCELLED else lasts,
                cooldown_ms=max(spell.cooldown_ms, spell.charge_recovery_ms),
                category=spell.category,
                category_ms=spell.category_cooldown_ms,
                gcd=spell.gcd_category,
                gcd_ms=spell.gcd_ms,
            ),
        )


def _may_lack(shown: MemberOut, ability: Ability) -> bool:
    """Whether another player of the class at this level need not have the spell."""
    return ability.chosen or bool(ability.specializations and shown.specialization_id is None)


def _kind_of(
    ability: Ability, wanted: Sequence[CooldownKind]
) -> tuple[CooldownKind | None, int | None]:
    """The first of the wanted kinds a spell is, in the order of CooldownKind, and how long."""
    found: dict[CooldownKind, int | None] = {}
    for one in ability.capabilities:
        if one.kind in _KINDS:
            kind = _KINDS[one.kind][one.reach in (Reach.SELF, Reach.PET)]
            found.setdefault(kind, ability.lasts_ms(one))
    for kind in CooldownKind:
        if kind in found and kind in wanted:
            return kind, found[kind]
    return None, None


def _kind(name: str) -> CooldownKind:
    return CooldownKind(name.split(" ")[0])


def _blocking(ability: Ability) -> list[int]:
    """Auras of caster or target with which the spell cannot be cast."""
    auras = ability.spell.aura_conditions
    return [one for one in (auras.exclude_caster_aura, auras.exclude_target_aura) if one]


def _blocks(planned: Plan) -> list[str]:
    """What keeps spells of the plan from working that the plan does not know."""
    if not planned.windows:
        return []
    told = [
        "auras that keep a spell from being used (blockedBy, or by script as Sated and Forbearance "
        "do) are not counted"
    ]
    if sum(one.kind == CooldownKind.HASTE for one in planned.windows) > 1:
        told.append(
            "group_haste: where a debuff such as Sated or Exhaustion follows, its targets gain "
            "nothing from the next window until that ends"
        )
    return told


def _listed(
    usable: Sequence[_Usable], planned: Plan, fight_ms: int, known: Mapping[int, str]
) -> list[CooldownOut]:
    """Each spell once, the longest cooldown first."""
    placed = Counter(one.spell for one in planned.windows)
    holders: dict[int, list[_Usable]] = {}
    for one in usable:
        holders.setdefault(one.ability.spell.id, []).append(one)
    rows = [
        _cooldown_out(found, placed[number], fight_ms, known) for number, found in holders.items()
    ]
    return sorted(rows, key=lambda row: (-row.cooldown_ms, row.spell.id))


def _cooldown_out(
    found: Sequence[_Usable], placed: int, fight_ms: int, known: Mapping[int, str]
) -> CooldownOut:
    ability, kind, lasts, cooldown = found[0]
    spell = ability.spell
    return CooldownOut(
        spell=Coded(id=spell.id, name=spell.name),
        kind=kind,
        members=[one.cooldown.owner for one in found],
        cooldown_ms=spell.recovery_ms,
        duration_ms=lasts,
        category=spell.category or None,
        category_cooldown_ms=spell.category_cooldown_ms or None,
        charges=spell.charges or None,
        needs_talent=True if ability.chosen else None,
        blocked_by=[Coded(id=one, name=known.get(one)) for one in _blocking(ability)] or None,
        most_uses=most_uses(cooldown, fight_ms),
        placed=placed,
    )


def _uptime(planned: Plan, fight_ms: int) -> list[Uptime]:
    found = covered_ms(planned.windows)
    owners = {one.kind: one.owner for one in planned.windows}
    return [
        Uptime(
            kind=_kind(name),
            member=owners[name] if _kind(name) in _OWN else None,
            covered_s=covered / 1000,
            percent=round(100 * covered / fight_ms, 1),
        )
        for name, covered in sorted(found.items())
    ]
