"""What a boss's script does, sorted: casts, summons, phases, texts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from appliance.gamedata.creatures.templates import Template
from appliance.gamedata.encounters.company import GroupMember
from appliance.gamedata.encounters.script import Line, Span
from appliance.gamedata.enums import Enums
from appliance.gamedata.scripts.texts import CreatureText
from appliance.gamedata.spells.types import Spell
from appliance.tools.combat import boss_models as models
from appliance.tools.combat.terms import named
from appliance.tools.decode import coded
from appliance.tools.models import Coded

CASTS = frozenset({11, 75, 85, 86, 134})
"""SMART_ACTION: cast, add aura, self cast, cross cast, invoker cast; the spell comes first."""
SUMMON, SUMMON_GROUP = 12, 107
TALKS = frozenset({1, 84})
PHASES = frozenset({22, 23, 30, 31, 36, 44})
"""SMART_ACTION: script phases, another template, phase mask."""
SUMMON_EFFECT = 28
"""SPELL_EFFECT_SUMMON: the first misc value is the creature."""
_ALWAYS = 100


def casts(lines: Iterable[Line]) -> list[Line]:
    """Those lines that cast."""
    return [line for line in lines if line.action in CASTS and line.row.action_values[0]]


def spell_of(line: Line) -> int:
    """The spell a line casts."""
    return line.row.action_values[0]


def abilities(
    enums: Enums, lines: Sequence[Line], creatures: Mapping[int, str], spells: Mapping[int, str]
) -> list[models.Ability]:
    """Casting lines as abilities."""
    return [
        models.Ability(
            caster=named(dict(creatures), line.caster),
            spell=named(dict(spells), spell_of(line)),
            does=line.words,
            when=line.when,
            target=line.target or None,
            initial_ms=_range(line.initial_ms),
            repeat_ms=_range(line.repeat_ms),
            list_offset_ms=_range(line.list_offset_ms),
            health_percent=_range(line.health_percent),
            once=line.once or None,
            chance_percent=None if line.row.chance >= _ALWAYS else line.row.chance,
            phases=list(line.phases) or None,
            limits=list(line.flags) or None,
            difficulties=[coded(enums, "Difficulty", number) for number in line.difficulties]
            or None,
            conditions=list(line.conditions) or None,
            timed_list=line.timed_list,
            spawn=line.spawn,
        )
        for line in lines
    ]


def summoned_entries(
    lines: Iterable[Line], groups: Mapping[tuple[int, int], Sequence[GroupMember]]
) -> list[tuple[Line, int, int]]:
    """(line, creature, pieces) of every summon; pieces is 0 where the script does not say."""
    found: list[tuple[Line, int, int]] = []
    for line in lines:
        if line.action == SUMMON and line.row.action_values[0]:
            found.append((line, line.row.action_values[0], 0))
        elif line.action == SUMMON_GROUP:
            members = groups.get((line.caster, line.row.action_values[0]), ())
            found += [(line, member.entry, member.pieces) for member in members]
    return found


def brought(lines: Iterable[Line], spells: Mapping[int, Spell]) -> list[tuple[Line, int, int]]:
    """(line, creature, 0) of every cast that summons by its spell."""
    return [
        (line, effect.misc[0], 0)
        for line in lines
        if (spell := spells.get(spell_of(line))) is not None
        for effect in spell.effects_of(SUMMON_EFFECT)
        if effect.misc[0] > 0
    ]


def each_once(found: Iterable[tuple[Line, int, int]]) -> list[tuple[Line, int, int]]:
    """Summons with the lines that say the same, such as one for each place, told as one of more
    pieces. Lines of different timed lists stay apart: they may be alternatives."""
    merged: dict[tuple[object, ...], tuple[Line, int, int]] = {}
    for line, entry, pieces in found:
        told = (line.caster, line.when, line.words, line.timed_list, line.spawn)
        said = (entry, *told, line.phases, line.difficulties, line.conditions)
        if said in merged:
            first, _, before = merged[said]
            merged[said] = (first, entry, max(before, 1) + max(pieces, 1))
        else:
            merged[said] = (line, entry, pieces)
    return list(merged.values())


def summons(
    enums: Enums,
    found: Sequence[tuple[Line, int, int]],
    templates: Mapping[int, Template],
    creatures: Mapping[int, str],
) -> list[models.Summoned]:
    """Who is summoned."""
    names = dict(creatures)
    return [
        models.Summoned(
            creature=named(names, entry),
            by=named(names, line.caster),
            when=line.when,
            how=f"{line.words} ({pieces} x)" if pieces > 1 else line.words,
            health_percent=_range(line.health_percent),
            level=templates[entry].max_level if entry in templates else None,
            rank=coded(enums, "CreatureEliteType", templates[entry].rank)
            if entry in templates
            else None,
            script_name=(templates[entry].script_name or None) if entry in templates else None,
        )
        for line, entry, pieces in found
    ]


def phase_changes(lines: Iterable[Line], creatures: Mapping[int, str]) -> list[models.PhaseChange]:
    """Where the fight changes."""
    return [
        models.PhaseChange(
            by=named(dict(creatures), line.caster),
            does=line.words,
            when=line.when,
            health_percent=_range(line.health_percent),
        )
        for line in lines
        if line.action in PHASES
    ]


def speech(
    texts: Sequence[CreatureText], lines: Iterable[Line], entries: Collection[int]
) -> list[models.Speech]:
    """What it says, and when its script lets it."""
    said: dict[int, list[str]] = {}
    for line in lines:
        if line.action in TALKS and line.caster in entries:
            said.setdefault(line.row.action_values[0], []).append(line.when)
    return [
        models.Speech(
            group=text.group,
            text=text.text,
            type=Coded(id=text.type, name=text.type_name),
            when=list(dict.fromkeys(said.get(text.group, []))),
        )
        for text in texts
    ]


def _range(span: Span | None) -> models.Range | None:
    return None if span is None else models.Range(min=span.min, max=span.max)
