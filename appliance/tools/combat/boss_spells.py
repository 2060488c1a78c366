"""What the spells of a fight are."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from appliance.errors import Unavailable
from appliance.formulas.interrupts import interruptible_master, interruptible_wrath
from appliance.gamedata import client
from appliance.gamedata.enums import Enums
from appliance.gamedata.realm import Branch, Realm
from appliance.gamedata.spells.load import load
from appliance.gamedata.spells.types import Spell, SpellEffect
from appliance.tools.combat import boss_models as models
from appliance.tools.combat.boss_script import SUMMON_EFFECT
from appliance.tools.combat.terms import named
from appliance.tools.decode import coded, coded_if
from appliance.tools.models import Coded

_MODES = 4
MAX_SPELLS = 300
"""Spells of a fight that are read."""


async def known(
    realm: Realm, wanted: Sequence[int], locale: str
) -> tuple[dict[int, Spell], list[str]]:
    """What spells are, and why that is not known of some."""
    try:
        spells = await load(realm, wanted[:MAX_SPELLS], locale)
    except Unavailable as missing:
        return {}, [f"its spells are known by id and name alone: {missing.message}"]
    unknown = sorted(number for number in wanted if number not in spells)
    if not unknown or len(wanted) > MAX_SPELLS:
        return spells, []
    return spells, [f"no data holds its spells {', '.join(map(str, unknown))}"]


async def replacements(realm: Realm, spells: Collection[int]) -> dict[int, dict[int, int]]:
    """3.3.5: by spell, what other spawn modes cast in its place."""
    if realm.branch is Branch.MASTER or not spells:
        return {}
    if not await client.has(realm, "SpellDifficulty"):
        return {}
    rows = await client.find(realm, "SpellDifficulty", "DifficultySpellID", spells)
    found: dict[int, dict[int, int]] = {}
    for row in rows:
        modes = tuple(row["DifficultySpellID"])[:_MODES]
        if modes and modes[0] in spells:
            found[modes[0]] = {mode: spell for mode, spell in enumerate(modes) if mode and spell}
    return found


def facts(
    realm: Realm,
    enums: Enums,
    spells: Mapping[int, Spell],
    creatures: Mapping[int, str],
    names: Mapping[int, str],
    replaced: Mapping[int, Mapping[int, int]],
) -> list[models.SpellFacts]:
    """Everything about each spell that matters in a fight."""
    return [
        _facts(realm.branch, enums, spell, creatures, names, replaced.get(number, {}))
        for number, spell in sorted(spells.items())
    ]


def _facts(
    branch: Branch,
    enums: Enums,
    spell: Spell,
    creatures: Mapping[int, str],
    names: Mapping[int, str],
    replaced: Mapping[int, int],
) -> models.SpellFacts:
    return models.SpellFacts(
        spell=Coded(id=spell.id, name=_name(spell)),
        schools=enums.flags("SpellSchoolMask", spell.school_mask),
        mechanic=coded_if(enums, "Mechanics", spell.mechanic),
        dispel=coded_if(enums, "DispelType", spell.dispel),
        cast_time_ms=spell.cast_time_ms,
        channeled=spell.channeled or None,
        interruptible=_interruptible(branch, spell),
        range_yards=spell.range_max,
        duration_ms=spell.duration_ms,
        cooldown_ms=max(spell.cooldown_ms, spell.category_cooldown_ms) or None,
        stacks=spell.stack_amount or None,
        effects=[_effect(enums, effect, creatures) for effect in spell.effects],
        description=spell.description or None,
        by_difficulty=[
            models.Replacement(
                difficulty=coded(enums, "Difficulty", mode), spell=named(dict(names), number)
            )
            for mode, number in replaced.items()
        ]
        or None,
    )


def _name(spell: Spell) -> str | None:
    if not spell.name:
        return None
    return f"{spell.name} ({spell.rank})" if spell.rank else spell.name


def _interruptible(branch: Branch, spell: Spell) -> bool:
    cast_time = spell.cast_time_ms or 0
    if branch is Branch.WRATH:
        return interruptible_wrath(
            spell.prevention,
            spell.interrupt_flags,
            spell.channel_interrupt_flags[0] if spell.channel_interrupt_flags else 0,
            channeled=spell.channeled,
            cast_time_ms=cast_time,
        )
    return interruptible_master(
        spell.prevention, spell.interrupt_flags, channeled=spell.channeled, cast_time_ms=cast_time
    )


def _effect(enums: Enums, effect: SpellEffect, creatures: Mapping[int, str]) -> models.EffectFacts:
    summons = effect.misc[0] if effect.effect == SUMMON_EFFECT else 0
    return models.EffectFacts(
        effect=coded(enums, "SpellEffects", effect.effect),
        aura=coded_if(enums, "AuraType", effect.aura),
        points_min=effect.points_min or None,
        points_max=effect.points_max or None,
        period_ms=effect.period_ms or None,
        radius_yards=effect.radius,
        mechanic=coded_if(enums, "Mechanics", effect.mechanic),
        trigger_spell=effect.trigger_spell or None,
        targets=[coded(enums, "Targets", target) for target in effect.targets if target] or None,
        summons=named(dict(creatures), summons) if summons else None,
    )
