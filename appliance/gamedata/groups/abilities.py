"""What the spells of classes and of characters can do for a group.

A spell counts with what it does itself, with the spells it triggers at once or periodically, and
with those of the totem or creature it summons: one step, no further.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from appliance.errors import Unavailable
from appliance.gamedata import client
from appliance.gamedata.classes.spellbook import ClassSpell, SpellSource, spells_of_classes
from appliance.gamedata.economy.remembered import Remembered
from appliance.gamedata.enums import enums
from appliance.gamedata.groups.capabilities import Capability, Kind, Reach
from appliance.gamedata.groups.classify import capabilities_of
from appliance.gamedata.lookup import fetch_by_ids
from appliance.gamedata.realm import Branch, Realm
from appliance.gamedata.spells.load import load
from appliance.gamedata.spells.types import UNTIL_CANCELLED, Spell, SpellEffect

SUMMONED = """
SELECT CreatureID, Spell FROM creature_template_spell WHERE CreatureID IN ({ids})
ORDER BY CreatureID, `Index`
"""
_TRIGGERING_AURAS = ("periodic trigger spell", "periodic trigger spell from client")
_TRIGGERING_EFFECTS = ("trigger spell", "trigger missile", "trigger spell with value")
_CHOSEN = {SpellSource.TALENT, SpellSource.PVP_TALENT}
_SPELL_TABLES = {Branch.WRATH: "Spell", Branch.MASTER: "SpellName"}


class _Summoned(NamedTuple):
    creature: int
    spell: int


@dataclass(frozen=True, slots=True)
class Ability:
    """A spell with its capabilities.

    level: of the character, None where nothing says it. chosen: it is only had by a talent.
    specializations: who has it, empty for all. race_mask: 0 for all. linked: spells whose
    capabilities it has because it triggers them or summons who casts them.
    """

    spell: Spell
    capabilities: tuple[Capability, ...]
    level: int | None = None
    chosen: bool = False
    specializations: tuple[int, ...] = ()
    race_mask: int = 0
    linked: tuple[int, ...] = ()

    def lasts_ms(self, one: Capability) -> int | None:
        """How long a capability of it lasts: UNTIL_CANCELLED, a time, or None for at once."""
        return duration_ms(self.spell) if one.lasts_ms is None else one.lasts_ms

    def of_kind(self, *kinds: Kind) -> tuple[Capability, ...]:
        """Its capabilities of these kinds."""
        return tuple(one for one in self.capabilities if one.kind in kinds)


async def require_spells(realm: Realm) -> None:
    """Nothing of this is known without the client's table of spells.

    Raises:
        Unavailable: it is not there.
    """
    table = _SPELL_TABLES[realm.branch]
    if not await client.has(realm, table):
        raise Unavailable(realm.client.missing(table))


async def of_spells(realm: Realm, ids: Collection[int], locale: str) -> dict[int, Ability]:
    """The spells of `ids` that can do something for a group."""
    found = await load(realm, ids, locale)
    following = await _following(realm, found.values())
    more = {one for ids in following.values() for one in ids} - found.keys()
    spells = found | (await load(realm, more, locale) if more else {})
    seen = {number: capabilities_of(realm.branch, spell) for number, spell in spells.items()}
    abilities = {}
    for number, spell in found.items():
        linked = tuple(one for one in following.get(number, ()) if seen.get(one))
        summons = _summons(realm.branch, spell)
        every = list(seen[number])
        for link in linked:
            lasts = None if summons else duration_ms(spells[link])
            every += (one._replace(lasts_ms=lasts) for one in seen[link])
        if every:
            abilities[number] = Ability(
                spell, tuple(dict.fromkeys(every)), level=spell.level or None, linked=linked
            )
    return abilities


def duration_ms(spell: Spell) -> int | None:
    """How long it works: its longest duration, UNTIL_CANCELLED, or None for at once."""
    if spell.duration_ms == UNTIL_CANCELLED:
        return UNTIL_CANCELLED
    return spell.duration_max_ms or spell.duration_ms or None


def _summons(branch: Branch, spell: Spell) -> bool:
    effects = enums(branch).values("SpellEffects")
    return any(effects.get(effect.effect) == "summon" for effect in spell.effects)


async def of_classes(
    realm: Realm, class_ids: Collection[int], locale: str
) -> dict[int, list[Ability]]:
    """What the spells of classes can do, by class; every class is resolved once.

    Raises:
        Unavailable: no table of spells, or nothing says which spells a class has.
    """
    await require_spells(realm)

    async def resolve(keys: Collection[tuple[int, str]]) -> dict[tuple[int, str], list[Ability]]:
        found = await _resolved(realm, [class_id for class_id, _ in keys], locale)
        return {(class_id, locale): abilities for class_id, abilities in found.items()}

    wanted = [(class_id, locale) for class_id in sorted(set(class_ids))]
    found = await _RESOLVED.get(realm.client, wanted, resolve)
    return {class_id: abilities for (class_id, _), abilities in found.items()}


_RESOLVED: Remembered[tuple[int, str], list[Ability]] = Remembered(most=200)
"""Abilities by class and language; thousands of spells are behind each."""


async def _resolved(
    realm: Realm, class_ids: Collection[int], locale: str
) -> dict[int, list[Ability]]:
    books = await spells_of_classes(realm, class_ids, locale)
    abilities = await of_spells(
        realm, {known.id for book in books.values() for known in book}, locale
    )
    return {
        class_id: [_placed(abilities[known.id], known) for known in book if known.id in abilities]
        for class_id, book in books.items()
    }


def _placed(ability: Ability, known: ClassSpell) -> Ability:
    return Ability(
        ability.spell,
        ability.capabilities,
        level=known.level,
        chosen=bool(known.sources) and set(known.sources) <= _CHOSEN,
        specializations=known.specializations,
        race_mask=known.race_mask,
        linked=ability.linked,
    )


def highest_ranks(abilities: Iterable[Ability], level: int | None = None) -> list[Ability]:
    """Of spells with one name the one of the highest level that `level` allows, by spell id."""
    best: dict[str, Ability] = {}
    for one in abilities:
        if level is not None and (one.level or 0) > level:
            continue
        before = best.get(one.spell.name)
        if before is None or _order(one) > _order(before):
            best[one.spell.name] = one
    return sorted(best.values(), key=lambda one: one.spell.id)


def helpful(one: Capability) -> bool:
    """Whether the capability reaches others: buffs of oneself are nothing for a group."""
    return one.kind is not Kind.BUFF or one.reach in (Reach.ALLY, Reach.GROUP, Reach.ANY)


def _order(one: Ability) -> tuple[int, int]:
    return (one.level or 0, one.spell.id)


async def _following(realm: Realm, spells: Iterable[Spell]) -> dict[int, list[int]]:
    """The spells that each of `spells` leads to."""
    known = enums(realm.branch)
    auras, effects = known.values("AuraType"), known.values("SpellEffects")
    found: dict[int, list[int]] = defaultdict(list)
    summons: dict[int, list[int]] = defaultdict(list)
    for spell in spells:
        for effect in spell.effects:
            if _triggers(effect, auras, effects):
                found[spell.id].append(effect.trigger_spell)
            elif effects.get(effect.effect) == "summon" and effect.misc[0] > 0:
                summons[effect.misc[0]].append(spell.id)
    if summons and realm.schema.has("creature_template_spell"):
        rows = await fetch_by_ids(realm.world, SUMMONED, summons, row=_Summoned)
        for row in rows:
            for summoning in summons[row.creature]:
                found[summoning].append(row.spell)
    return found


def _triggers(effect: SpellEffect, auras: Mapping[int, str], effects: Mapping[int, str]) -> bool:
    by_aura = auras.get(effect.aura) in _TRIGGERING_AURAS
    by_effect = effects.get(effect.effect) in _TRIGGERING_EFFECTS
    return effect.trigger_spell > 0 and (by_aura or by_effect)
