"""Tool that tells what a boss does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from pydantic import Field

from appliance.errors import NotFound
from appliance.gamedata import names
from appliance.gamedata.concurrency import concurrently
from appliance.gamedata.creatures import spawns as creature_spawns
from appliance.gamedata.creatures import templates as creature_templates
from appliance.gamedata.creatures.immunities import ImmuneTo, immune_to
from appliance.gamedata.creatures.templates import Template
from appliance.gamedata.encounters import company, script
from appliance.gamedata.encounters.company import GroupMember
from appliance.gamedata.encounters.script import Line
from appliance.gamedata.encounters.strength import Strengths, strengths
from appliance.gamedata.enums import enums
from appliance.gamedata.realm import Realm
from appliance.gamedata.scripts import texts
from appliance.gamedata.scripts.texts import CreatureText
from appliance.gamedata.spells.types import Spell
from appliance.tools.combat import boss_around as around
from appliance.tools.combat import boss_models as models
from appliance.tools.combat import boss_script as sorted_script
from appliance.tools.combat import boss_spells
from appliance.tools.combat.terms import named
from appliance.tools.context import Scope, ToolContext
from appliance.tools.decode import coded
from appliance.tools.models import Coded, Entry, Immunities, Locale, LocaleField, ToolInput
from appliance.tools.registry import Sources, tool

MAX_ADDS = 12
"""Summoned creatures whose own scripts are read."""
MAX_PLACES = 10
MAX_COMPANIONS = 25
DUNGEON_BOSS = 0x10000000
"""creature_template.flags_extra (CREATURE_FLAG_EXTRA_DUNGEON_BOSS)."""


class GetBossMechanics(ToolInput):
    """Which boss."""

    boss_creature_id: Annotated[Entry, Field(description="creature_template entry.")]
    locale: LocaleField = Locale.ENUS
    limit: Annotated[
        int,
        Field(ge=1, le=300, description="Most abilities, spells, summons, phases, texts, journal."),
    ] = 30


@dataclass(frozen=True, slots=True)
class _Fight:
    """The script of a boss and of those it summons."""

    lines: list[Line]
    groups: Mapping[tuple[int, int], Sequence[GroupMember]]
    summoned: list[tuple[Line, int, int]]
    more_adds: bool
    more_spawns: bool


@dataclass(frozen=True, slots=True)
class _Found:
    """Everything about a boss before it is put into an answer.

    speaker: the template whose script and texts count: the first difficulty's.
    """

    template: Template
    speaker: Template
    originals: list[Coded]
    fight: _Fight
    casts: list[Line]
    strong: Strengths
    spawns: int
    friends: Sequence[company.Companion]
    spoken: Sequence[CreatureText]
    immune: ImmuneTo | None
    encounter: around.Credits
    wanted: Sequence[int]
    spells: Mapping[int, Spell]
    replaced: Mapping[int, Mapping[int, int]]
    creatures: dict[int, str]
    spell_names: dict[int, str]
    adds: Mapping[int, Template]
    journal: list[models.JournalSection]
    places: list[models.Place]
    instance_script: str | None
    cut: bool
    notes: list[str]


@tool(
    "get-boss-mechanics",
    title="What a boss does",
    scope=Scope.GAME_READ,
    read_only=True,
    timeout_s=15,
    sources=Sources(
        wrath="world: smart_scripts, creature_template and its spells, creature_text, "
        "creature_summon_groups, creature_formations, instance_encounters; client: "
        "Spell and its side tables, DungeonEncounter, SpellDifficulty",
        master="world: the same, creature_template_difficulty, creature_immunities; client "
        "and hotfixes: SpellName and its side tables, DungeonEncounter, "
        "JournalEncounter, JournalEncounterSection, ExpectedStat",
    ),
)
async def get_boss_mechanics(query: GetBossMechanics, context: ToolContext) -> models.BossMechanics:
    """What a boss does, from the realm's data: abilities with timers, health thresholds, phases and
    targets, spells, summons, texts, immunities, strength per difficulty. What is scripted in C++ is
    named as such. Facts, no advice."""
    realm, locale = context.realm, query.locale.value
    template = (await creature_templates.templates(realm, [query.boss_creature_id])).get(
        query.boss_creature_id
    )
    if template is None:
        raise NotFound(
            f"there is no creature {query.boss_creature_id} in creature_template",
            hint="use search-creatures to find it by name",
        )
    return _answer(realm, query, await _gather(realm, template, locale))


async def _gather(realm: Realm, template: Template, locale: str) -> _Found:
    originals = await creature_templates.originals(realm, template)
    first = await creature_templates.templates(realm, [row.entry for row in originals[:1]])
    runner = next(iter(first.values()), template)
    speaker = runner.entry
    async with concurrently() as questions:
        ask = questions.ask
        fight = ask(_fight, realm, speaker, locale)
        strong = ask(strengths, realm, template)
        stands = ask(creature_spawns.spawns, realm, speaker, limit=MAX_PLACES)
        friends = ask(company.companions, realm, speaker, limit=MAX_COMPANIONS + 1)
        spoken = ask(texts.creature_texts, realm, speaker, locale)
        immune = ask(immune_to, realm, template)
        encounter = ask(around.encounters, realm, {speaker, template.entry}, locale)
    offered = {spell for each in strong.value.by_difficulty for spell in each.spells}
    found, casts, wanted = _casting(fight.value, offered)
    spells, spell_notes = await boss_spells.known(realm, wanted, locale)
    if brought := sorted_script.brought(casts, spells):
        found = await _with_adds(realm, found, brought, speaker, locale)
        found, casts, wanted = _casting(found, offered)
        spells, spell_notes = await boss_spells.known(realm, wanted, locale)
    replaced = await boss_spells.replacements(realm, wanted)
    creature_ids = {
        template.entry,
        *template.difficulty_entries,
        *(line.caster for line in found.lines),
        *(entry for _, entry, _ in found.summoned),
        *(friend.entry for friend in friends.value),
    }
    others = {*wanted} | {spell for modes in replaced.values() for spell in modes.values()}
    spell_names = await names.spell_names(realm, others, locale)
    journal, journal_cut = await around.journal(realm, encounter.value, spell_names, locale)
    places, instance_script = await around.places(realm, stands.value, locale)
    loaded = {number: spell.name for number, spell in spells.items() if spell.name}
    return _Found(
        template=template,
        speaker=runner,
        originals=[Coded(id=row.entry, name=row.name) for row in originals],
        fight=found,
        casts=casts,
        strong=strong.value,
        spawns=stands.value.total,
        friends=friends.value,
        spoken=spoken.value,
        immune=immune.value,
        encounter=encounter.value,
        wanted=wanted,
        spells=spells,
        replaced=replaced,
        creatures=await names.creature_names(realm, creature_ids, locale),
        spell_names=loaded | spell_names,
        adds=await creature_templates.templates(realm, {add for _, add, _ in found.summoned}),
        journal=journal,
        places=places,
        instance_script=instance_script,
        cut=journal_cut
        or found.more_adds
        or found.more_spawns
        or len(wanted) > boss_spells.MAX_SPELLS,
        notes=[*spell_notes, *strong.value.notes],
    )


def _casting(fight: _Fight, offered: set[int]) -> tuple[_Fight, list[Line], list[int]]:
    """The fight, its casts, and every spell: those it casts in their order, then those offered."""
    casts = sorted_script.casts(fight.lines)
    cast = [sorted_script.spell_of(line) for line in casts]
    return fight, casts, list(dict.fromkeys([*cast, *sorted(offered)]))


async def _with_adds(
    realm: Realm,
    fight: _Fight,
    brought: Sequence[tuple[Line, int, int]],
    boss: int,
    locale: str,
) -> _Fight:
    """The fight with the creatures that spells bring, and with their scripts."""
    told = {line.caster for line in fight.lines}
    adds = list(dict.fromkeys(add for _, add, _ in brought if add != boss and add not in told))
    rows = await script.rows_of(realm, adds[:MAX_ADDS], spawns=False)
    return replace(
        fight,
        lines=[*fight.lines, *await script.lines(realm, rows, locale)],
        summoned=[*fight.summoned, *brought],
        more_adds=fight.more_adds or len(adds) > MAX_ADDS,
    )


def _answer(realm: Realm, query: GetBossMechanics, found: _Found) -> models.BossMechanics:
    template, words, lines = found.template, enums(realm.branch), found.fight.lines
    creatures, spell_names = found.creatures, found.spell_names
    phases = sorted_script.phase_changes(lines, creatures)
    limit, summoned = query.limit, sorted_script.each_once(found.fight.summoned)
    spells = {one: found.spells[one] for one in found.wanted if one in found.spells}
    bounded = (found.casts, spells, summoned, phases, found.spoken, found.journal)
    return models.BossMechanics(
        source=realm.source,
        creature=named(creatures, template.entry),
        subname=template.subname or None,
        type=coded(words, "CreatureType", template.type),
        rank=coded(words, "CreatureEliteType", template.rank),
        dungeon_boss=bool(template.flags_extra & DUNGEON_BOSS),
        ai_name=found.speaker.ai_name or None,
        script_name=found.speaker.script_name or None,
        instance_script=found.instance_script,
        difficulty_of=found.originals,
        difficulties=around.difficulties(words, found.strong.by_difficulty, creatures, spell_names),
        immunities=found.immune and Immunities(**found.immune._asdict()),
        encounters=around.encounter_facts(realm, found.encounter),
        abilities=sorted_script.abilities(words, found.casts[:limit], creatures, spell_names),
        spells=boss_spells.facts(
            realm, words, dict(list(spells.items())[:limit]), creatures, spell_names, found.replaced
        ),
        summons=sorted_script.summons(words, summoned[:limit], found.adds, creatures),
        companions=[
            models.Companion(creature=named(creatures, each.entry), spawns=each.spawns)
            for each in found.friends[:MAX_COMPANIONS]
        ],
        phase_changes=phases[:limit],
        texts=sorted_script.speech(
            found.spoken[:limit], lines, {found.speaker.entry, template.entry}
        ),
        journal=found.journal[:limit],
        places=found.places,
        spawns=found.spawns,
        total_abilities=len(found.casts),
        total_spells=len(found.wanted),
        total_summons=len(summoned),
        total_phase_changes=len(phases),
        total_texts=len(found.spoken),
        total_journal=len(found.journal),
        truncated=found.cut
        or any(len(each) > limit for each in bounded)
        or len(found.friends) > MAX_COMPANIONS,
        notes=around.notes(realm, found.speaker, lines, found.spells, found.encounter, found.notes),
    )


async def _fight(realm: Realm, entry: int, locale: str) -> _Fight:
    own = await script.rows_of(realm, [entry], spawns=True)
    lines = await script.lines(realm, own, locale)
    groups = await company.summon_groups(realm, {line.caster for line in lines} | {entry})
    summoned = sorted_script.summoned_entries(lines, groups)
    adds = list(dict.fromkeys(add for _, add, _ in summoned if add != entry))
    rows = await script.rows_of(realm, adds[:MAX_ADDS], spawns=False)
    lines += await script.lines(realm, rows, locale)
    groups = {**groups, **await company.summon_groups(realm, adds[:MAX_ADDS])}
    return _Fight(
        lines,
        groups,
        sorted_script.summoned_entries(lines, groups),
        len(adds) > MAX_ADDS,
        own.more_spawns,
    )
