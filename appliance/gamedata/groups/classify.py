"""Capabilities of a spell: its effects, matched with the rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

from appliance.gamedata.enums import enums
from appliance.gamedata.groups import capabilities as rules
from appliance.gamedata.groups.capabilities import Capability, Kind, Misc, Reach, Rule
from appliance.gamedata.realm import Branch
from appliance.gamedata.spells.types import Spell, SpellEffect

LONG_COOLDOWN_MS = 60_000
"""Haste for the group with at least this cooldown is a capability of its own."""
GROUP_HASTE = "haste for a while"
NO_COMBAT = 0x10000000
"""SPELL_ATTR0_CANT_USED_IN_COMBAT, in `attributes[0]`."""
_PHYSICAL, _MAGIC, _MANA, _ALL_STATS, _ALL_DISPELS = 1, 126, 0, -1, 7
_AREA = ("area", "cone", "line", "rect", "nearby", "chainheal")
_GROUP_AURAS = (
    *("apply area aura party", "apply area aura raid", "apply area aura friend"),
    "apply area aura party nonrandom",
)
_PET_AURAS = (
    *("apply area aura pet", "apply area aura owner", "apply aura on pet"),
    "apply area aura summons",
)
_AURAS = (
    *("apply aura", "persistent area aura", "apply area aura enemy"),
    *_GROUP_AURAS,
    *_PET_AURAS,
)


class _Words(NamedTuple):
    """Numbers of one branch by the server's names, and back."""

    auras: Mapping[int, str]
    effects: Mapping[int, str]
    targets: Mapping[int, str]
    mechanics: Mapping[int, str]
    dispels: Mapping[int, str]
    stats: Mapping[int, str]


@cache
def _words(branch: Branch) -> _Words:
    known = enums(branch)
    return _Words(
        known.values("AuraType"),
        known.values("SpellEffects"),
        known.values("Targets"),
        known.values("Mechanics"),
        known.values("DispelType"),
        known.values("Stats"),
    )


def capabilities_of(branch: Branch, spell: Spell) -> tuple[Capability, ...]:
    """Everything the rules see in a spell, each once; of what differs in points only the most."""
    words = _words(branch)
    found = [one for effect in spell.effects for one in _of_effect(words, spell, effect)]
    best: dict[tuple[Kind, str, Reach], Capability] = {}
    for one in found:
        key = (one.kind, one.name, one.reach)
        if key not in best or abs(one.most) > abs(best[key].most):
            best[key] = one
    return tuple(best.values())


def control_mechanics(branch: Branch, spell: Spell) -> set[int]:
    """The mechanics of a spell and of its effects (SpellInfo::GetAllEffectsMechanicMask)."""
    known = _words(branch).mechanics
    numbers = {spell.mechanic, *(effect.mechanic for effect in spell.effects)}
    return {number for number in numbers if number and number in known}


def _reach(words: _Words, effect: SpellEffect) -> Reach | None:
    name = words.effects.get(effect.effect, "")
    if name in _GROUP_AURAS:
        return Reach.GROUP
    if name in _PET_AURAS:
        return Reach.PET
    if name == "apply area aura enemy":
        return Reach.ENEMY
    found = [_target(words.targets.get(number, "")) for number in effect.targets if number]
    for reach in (Reach.ENEMY, Reach.GROUP, Reach.ALLY, Reach.ANY, Reach.PET, Reach.SELF):
        if reach in found:
            return reach
    return None


def _target(name: str) -> Reach | None:
    if "enemy" in name:
        return Reach.ENEMY
    if not name.startswith(("unit", "destination dynamic object ally", "corpse")):
        return None
    if any(word in name for word in ("ally", "party", "raid")):
        return Reach.GROUP if any(word in name for word in _AREA) else Reach.ALLY
    plain = {"unit caster": Reach.SELF, "unit target any": Reach.ANY, "unit pet": Reach.PET}
    return plain.get(name)


def _of_effect(words: _Words, spell: Spell, effect: SpellEffect) -> Iterator[Capability]:
    name = words.effects.get(effect.effect, "")
    reach = _reach(words, effect)
    if name in _AURAS and effect.aura:
        aura = words.auras.get(effect.aura, "")
        if reach is Reach.ENEMY or reach is Reach.ANY:
            yield from _on_enemy(words, spell, effect, aura, reach)
        if reach is not None and reach is not Reach.ENEMY:
            yield from _on_friend(words, spell, effect, aura, reach)
        return
    yield from _direct(words, spell, effect, name, reach or Reach.ANY)


def _direct(
    words: _Words, spell: Spell, effect: SpellEffect, name: str, reach: Reach
) -> Iterator[Capability]:
    """What effects other than auras do."""
    least, most = effect.points_min, effect.points_max
    if name == "interrupt cast":
        yield Capability(Kind.INTERRUPT, "interrupt", reach)
    elif name == "dispel":
        kinds = (words.dispels.get(effect.misc[0], ""),)
        for kind in rules.EVERY_DISPEL if effect.misc[0] == _ALL_DISPELS else kinds:
            if kind in rules.DISPELS:
                yield from (
                    Capability(Kind.DISPEL, _dispel(kind, hostile=hostile), reach)
                    for hostile in _sides(reach)
                )
    elif name == "steal beneficial buff":
        yield Capability(Kind.DISPEL, "magic from enemies", reach)
    elif name == "dispel mechanic" and effect.misc[0] in words.mechanics:
        yield Capability(Kind.DISPEL, f"mechanic {words.mechanics[effect.misc[0]]}", reach)
    elif name in ("resurrect", "resurrect new", "resurrect with aura"):
        lasting = bool(spell.attributes and spell.attributes[0] & NO_COMBAT)
        yield Capability(
            Kind.RESURRECTION, "resurrection" if lasting else "resurrection in combat", Reach.ALLY
        )
    elif name == "self resurrect":
        yield Capability(Kind.RESURRECTION, "own resurrection", Reach.SELF)
    elif name == "attack me":
        yield Capability(Kind.TAUNT, "taunt", reach)
    elif name in ("threat", "threat all", "modify threat percent", "redirect threat"):
        yield Capability(Kind.THREAT, name, reach, least, most)


def _sides(reach: Reach) -> tuple[bool, ...]:
    """Whether a dispel takes effects from enemies, from friends, or either."""
    if reach is Reach.ANY:
        return (False, True)
    return (reach is Reach.ENEMY,)


def _dispel(kind: str, *, hostile: bool) -> str:
    return f"{kind} from enemies" if hostile else kind


def _on_enemy(
    words: _Words, spell: Spell, effect: SpellEffect, aura: str, reach: Reach
) -> Iterator[Capability]:
    if aura == "mod taunt":
        yield Capability(Kind.TAUNT, "taunt", reach)
    mechanics = [words.mechanics.get(one, "") for one in (effect.mechanic, spell.mechanic)]
    named = [one for one in mechanics if one in rules.CONTROL_MECHANICS]
    if aura in rules.CONTROLS:
        yield Capability(Kind.CONTROL, named[0] if named else rules.CONTROLS[aura], reach)
    yield from _matched(Kind.DEBUFF, rules.DEBUFFS, words, effect, aura, reach)


def _on_friend(
    words: _Words, spell: Spell, effect: SpellEffect, aura: str, reach: Reach
) -> Iterator[Capability]:
    yield from _matched(Kind.DEFENSIVE, rules.DEFENSIVES, words, effect, aura, reach)
    yield from _matched(Kind.THREAT, rules.THREATS, words, effect, aura, reach)
    for one in _matched(Kind.BUFF, rules.BUFFS, words, effect, aura, reach):
        yield one
        long = spell.recovery_ms >= LONG_COOLDOWN_MS
        if one.name in rules.HASTE and reach is Reach.GROUP and long:
            yield one._replace(kind=Kind.HASTE, name=GROUP_HASTE)


def _matched(
    kind: Kind,
    table: Iterable[Rule],
    words: _Words,
    effect: SpellEffect,
    aura: str,
    reach: Reach,
) -> Iterator[Capability]:
    # Master's points may follow from the caster's level: then only the coefficient has a sign.
    middle = effect.points_min + effect.points_max or effect.coefficient
    for rule in table:
        if aura not in rule.auras or middle * rule.sign < 0 or (rule.sign and not middle):
            continue
        for name in _names(rule, words, effect.misc[0]):
            least, most = effect.points_min, effect.points_max
            percent = rule.percent or name.endswith(" percent")
            yield Capability(kind, name, reach, least, most, percent)


def _names(rule: Rule, words: _Words, misc: int) -> list[str]:
    """The capability's names for an effect's misc value; none where the rule does not fit."""
    match rule.misc:
        case Misc.STAT:
            every = rules.ALL_STATS if misc == _ALL_STATS else words.stats.get(misc)
            return [every + rule.name] if every else []
        case Misc.ARMOR:
            return [rule.name] if misc & _PHYSICAL else []
        case Misc.MAGIC:
            return [rule.name] if misc & _MAGIC else []
        case Misc.MANA:
            return [rule.name] if misc == _MANA else []
        case Misc.RATING:
            return rules.rating_names(misc)
    return [rule.name]


def every_name(branch: Branch) -> list[tuple[Kind, str]]:
    """Every capability the rules can find on a branch that one member can do for a group."""
    words = _words(branch)
    auras = set(words.auras.values())
    stats = [*words.stats.values(), rules.ALL_STATS]

    def known(table: Iterable[Rule]) -> Iterator[str]:
        fitting = (rule for rule in table if rule.misc not in _OPEN)
        return (rule.name for rule in fitting if not auras.isdisjoint(rule.auras))

    return [
        *((Kind.BUFF, stat + end) for end in ("", " percent") for stat in stats),
        *((Kind.BUFF, name) for name in dict.fromkeys(known(rules.BUFFS))),
        *((Kind.DEBUFF, name) for name in known(rules.DEBUFFS)),
        *((Kind.DISPEL, name) for name in rules.DISPELS if name != "enrage"),
        *((Kind.DISPEL, f"{name} from enemies") for name in ("magic", "enrage")),
        (Kind.INTERRUPT, "interrupt"),
        *((Kind.CONTROL, name) for name in ("stun", "fear", "root", "silence", "polymorph")),
        *((Kind.DEFENSIVE, name) for name in known(rules.DEFENSIVES)),
        (Kind.HASTE, GROUP_HASTE),
        (Kind.RESURRECTION, "resurrection"),
        (Kind.RESURRECTION, "resurrection in combat"),
        (Kind.TAUNT, "taunt"),
    ]


def buffs_of(branch: Branch) -> frozenset[str]:
    """Every buff that spells of a branch can give: 3.3.5 knows no mastery, for example."""
    ratings = {number: name for number, name in enumerate(rules.RATINGS) if name}
    if branch is Branch.WRATH:
        ratings = {number: name for number, name in ratings.items() if number < _RATINGS_WRATH}
    named = {name for kind, name in every_name(branch) if kind is Kind.BUFF}
    return frozenset(named | {f"{name} rating" for name in ratings.values()})


_RATINGS_WRATH = 25
"""MAX_COMBAT_RATING of 3.3.5."""
_OPEN = (Misc.STAT, Misc.RATING)
"""Rules whose names follow from the misc value."""
