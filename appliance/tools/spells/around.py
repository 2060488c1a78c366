"""Parts of get-spell-info's answer that the server's own tables give."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from appliance.gamedata.enums import Enums
from appliance.gamedata.enums import enums as enums_of
from appliance.gamedata.realm import Branch
from appliance.gamedata.spells import words
from appliance.gamedata.spells.rules import Disabled, Link, Rules
from appliance.gamedata.spells.users import CREATURE, GAMEOBJECT, SmartCast, Taught, Users
from appliance.tools.decode import coded, coded_if, flags, limited, money
from appliance.tools.models import Coded
from appliance.tools.spells import server_models as models
from appliance.tools.spells.parts import Named

_LIMITS = {13: "its targets", 17: "casting it", 24: "its procs"}
"""ConditionSourceType."""
_SELF_GIVEN = 1
"""Bit of spell_area.flags (master) that was the column autocast."""


def server_side(branch: Branch, rules: Rules, named: Named) -> models.ServerSide:
    """What the world database says of the spell."""
    enums = enums_of(branch)
    return models.ServerSide(
        ranks=[models.RankOf(rank=one.rank, spell=named.spell(one.spell)) for one in rules.ranks]
        or None,
        stack_groups=[
            models.StackGroup(
                group=group,
                rule=coded(enums, "SpellGroupStackRule", rule),
                spells=[named.spell(member) for member in members if member > 0],
                groups=[-member for member in members if member < 0] or None,
            )
            for group, rule, members in rules.groups
        ]
        or None,
        threat=_threat(rules.rows["spell_threat"]),
        bonus=_bonus(rules.rows["spell_bonus_data"]),
        proc=_proc(branch, enums, rules.rows["spell_proc"]),
        custom_attributes=next(
            (
                flags(enums, "SpellCustomAttributes", row["attributes"])
                for row in rules.rows["spell_custom_attr"]
            ),
            None,
        ),
        linked=[_linked(enums, one, named) for one in rules.linked] or None,
        scripts=[
            models.Script(name=one.name, all_ranks_of=-one.spell if one.spell < 0 else None)
            for one in rules.scripts
        ]
        or None,
        areas=[_area(enums, row, named) for row in rules.rows["spell_area"]] or None,
        target_positions=[_position(row, named) for row in rules.rows["spell_target_position"]]
        or None,
        requires=_spells(rules.required, named),
        required_by=_spells(rules.required_by, named),
        learned_with_it=_spells(rules.learned, named),
        learned_from=_spells(rules.learned_from, named),
        disabled=_disabled(enums, rules.disabled),
        conditions=[
            models.Limit(limits=_LIMITS[source.type], alternatives=list(alternatives))
            for source, alternatives in rules.conditions
        ]
        or None,
    )


def _spells(numbers: Sequence[int], named: Named) -> list[Coded] | None:
    return [named.spell(number) for number in numbers] or None


def _threat(rows: list[dict[str, Any]]) -> models.Threat | None:
    if not rows:
        return None
    row = rows[0]
    return models.Threat(
        flat=row["flatMod"] or 0,
        multiplier=round(row["pctMod"], 4),
        attack_power_share=round(row["apPctMod"], 4),
    )


def _bonus(rows: list[dict[str, Any]]) -> models.Bonus | None:
    if not rows:
        return None
    row = rows[0]
    return models.Bonus(
        direct=round(row["direct_bonus"], 6),
        periodic=round(row["dot_bonus"], 6),
        attack_power=round(row["ap_bonus"], 6),
        attack_power_periodic=round(row["ap_dot_bonus"], 6),
    )


def _proc(branch: Branch, enums: Enums, rows: list[dict[str, Any]]) -> models.ProcRule | None:
    if not rows:
        return None
    row = rows[0]
    masks = [row.get(f"SpellFamilyMask{place}", 0) for place in range(4)]
    disabled = row.get("DisableEffectsMask", 0)
    return models.ProcRule(
        schools=flags(enums, "SpellSchoolMask", row["SchoolMask"]) if row["SchoolMask"] else None,
        family=coded(enums, "SpellFamilyNames", row["SpellFamilyName"])
        if row["SpellFamilyName"]
        else None,
        family_masks=[f"0x{mask:08X}" for mask in masks] if any(masks) else None,
        on=words.proc_names(branch, (row["ProcFlags"], row.get("ProcFlags2", 0))) or None,
        kinds=enums.flags("ProcFlagsSpellType", row["SpellTypeMask"]) or None,
        phases=enums.flags("ProcFlagsSpellPhase", row["SpellPhaseMask"]) or None,
        hits=enums.flags("ProcFlagsHit", row["HitMask"]) or None,
        attributes=enums.flags("ProcAttributes", row["AttributesMask"]) or None,
        disabled_effects=[place for place in range(32) if disabled >> place & 1] or None,
        procs_per_minute=row["ProcsPerMinute"] or None,
        chance_percent=row["Chance"] or None,
        cooldown_ms=row["Cooldown"] or None,
        charges=row["Charges"] or None,
    )


def _linked(enums: Enums, one: Link, named: Named) -> models.LinkedSpell:
    kind = 3 if one.trigger < 0 and one.type == 0 else one.type
    removes = "makes immune to" if kind == 2 else "removes"
    return models.LinkedSpell(
        trigger=named.spell(abs(one.trigger)),
        when=enums.name("SpellLinkedType", kind) or f"type {kind}",
        does=removes if one.effect < 0 else "casts",
        spell=named.spell(abs(one.effect)),
        comment=one.comment or None,
    )


def _area(enums: Enums, row: dict[str, Any], named: Named) -> models.AreaRule:
    start, end, aura = row["quest_start"], row["quest_end"], row["aura_spell"]
    automatic = row["autocast"] if "autocast" in row else row.get("flags", 0) & _SELF_GIVEN
    gender = row["gender"]
    return models.AreaRule(
        area=Coded(id=row["area"], name=named.areas.get(row["area"])),
        quest_start=Coded(id=start, name=named.quests.get(start)) if start else None,
        quest_end=Coded(id=end, name=named.quests.get(end)) if end else None,
        needs_aura=named.spell(abs(aura)) if aura else None,
        without=True if aura < 0 else None,
        races=limited(enums, "RaceMask", row["racemask"]) if row["racemask"] else None,
        gender=coded(enums, "Gender", gender) if gender in (0, 1) else None,
        automatic=bool(automatic),
    )


def _position(row: dict[str, Any], named: Named) -> models.TargetPosition:
    return models.TargetPosition(
        effect_index=row["EffectIndex"],
        map=Coded(id=row["MapID"], name=named.maps.get(row["MapID"])),
        x=row["PositionX"],
        y=row["PositionY"],
        z=row["PositionZ"],
        orientation=row.get("Orientation"),
    )


def _disabled(enums: Enums, row: Disabled | None) -> models.DisabledSpell | None:
    if row is None:
        return None
    return models.DisabledSpell(
        how=enums.flags("SpellDisableFlags", row.flags),
        maps=row.maps or None,
        areas=row.areas or None,
        comment=row.comment or None,
    )


def users(enums: Enums, found: Users, named: Named, limit: int) -> models.Users:
    """Who teaches, carries and casts the spell."""
    return models.Users(
        taught_by_spells=_spells(found.teaching, named),
        taught_by=models.Teachers(
            total=len(found.taught),
            truncated=len(found.taught) > limit,
            teachers=[_teacher(enums, one, named, limit) for one in found.taught[:limit]],
        ),
        items=models.Items(
            total=len(found.items),
            truncated=len(found.items) > limit,
            items=[
                models.ItemWith(
                    item=named.item(one.item),
                    how=coded(enums, "ItemSpelltriggerType", one.trigger),
                    teaching_spell=one.spell if one.spell in found.teaching else None,
                )
                for one in found.items[:limit]
            ],
        ),
        creatures=models.Casters(
            total=len(found.creatures),
            truncated=len(found.creatures) > limit,
            creatures=[
                Coded(id=entry, name=named.creatures.get(entry))
                for entry in found.creatures[:limit]
            ],
        ),
        smart_ai=models.ScriptedCasts(
            total=len(found.smart),
            truncated=len(found.smart) > limit,
            lines=[_smart(enums, one, found, named) for one in found.smart[:limit]],
        ),
    )


def _teacher(enums: Enums, one: Taught, named: Named, limit: int) -> models.Teacher:
    lesson = one.lesson
    return models.Teacher(
        trainer_id=lesson.trainer,
        spell=named.spell(lesson.spell),
        cost=money(lesson.cost),
        level=lesson.level or None,
        skill=coded_if(enums, "SkillType", lesson.skill),
        skill_rank=lesson.skill_rank or None,
        creatures=[
            Coded(id=entry, name=named.creatures.get(entry)) for entry in one.creatures[:limit]
        ],
    )


def _smart(enums: Enums, one: SmartCast, found: Users, named: Named) -> models.ScriptedCast:
    spawn = -one.owner if one.source_type == CREATURE and one.owner < 0 else None
    owner = found.spawns.get(spawn, one.owner) if spawn is not None else one.owner
    kind = enums.name("SmartScriptType", one.source_type) or f"type {one.source_type}"
    known = {CREATURE: named.creatures, GAMEOBJECT: named.gameobjects}.get(one.source_type, {})
    return models.ScriptedCast(
        owner=kind,
        id=owner,
        name=known.get(owner),
        spawn=spawn,
        line=one.line,
        event=coded(enums, "SMART_EVENT", one.event),
        action=coded(enums, "SMART_ACTION", one.action),
    )
