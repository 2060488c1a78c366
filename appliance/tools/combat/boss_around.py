"""What surrounds a boss's script: strength, encounter, journal, places, notes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from appliance.gamedata import names
from appliance.gamedata.creatures.spawns import Spawns
from appliance.gamedata.creatures.templates import Template
from appliance.gamedata.encounters import company, instances
from appliance.gamedata.encounters.instances import Credit, Encounter
from appliance.gamedata.encounters.script import Line
from appliance.gamedata.encounters.strength import Strength
from appliance.gamedata.enums import Enums, enums
from appliance.gamedata.realm import Realm
from appliance.gamedata.spells.types import Spell
from appliance.tools.combat import boss_models as models
from appliance.tools.combat.terms import Position, named
from appliance.tools.decode import client_file, coded

_ANY_DIFFICULTY = -1
SMART_AI = "SmartAI"


@dataclass(frozen=True, slots=True)
class Credits:
    """The encounters a boss counts for, with what the client files say of them."""

    rows: list[Credit]
    facts: dict[int, Encounter]
    maps: dict[int, str]


def difficulties(
    known: Enums,
    found: Sequence[Strength],
    creatures: Mapping[int, str],
    spells: Mapping[int, str],
) -> list[models.BossDifficulty]:
    """Its strength by difficulty."""
    return [
        models.BossDifficulty(
            difficulty=coded(known, "Difficulty", each.difficulty),
            template=named(dict(creatures), each.template),
            level=each.level,
            health=each.health,
            armor=each.armor,
            damage_min=each.damage_min,
            damage_max=each.damage_max,
            loot_id=each.loot or None,
            template_spells=[named(dict(spells), spell) for spell in each.spells],
        )
        for each in found
    ]


async def encounters(realm: Realm, creatures: Collection[int], locale: str) -> Credits:
    """The encounters a kill counts for."""
    rows = await instances.credits_of(realm, creatures)
    facts = await instances.encounters(realm, [row.encounter for row in rows], locale)
    maps = await names.map_names(realm, {each.map for each in facts.values()}, locale)
    return Credits(rows, facts, maps)


def encounter_facts(realm: Realm, found: Credits) -> list[models.EncounterFacts]:
    """The encounters, in the order of their ids; without client files, the server's comment."""
    known = enums(realm.branch)
    told = []
    for row in found.rows:
        fact = found.facts.get(row.encounter)
        told.append(
            models.EncounterFacts(
                id=row.encounter,
                name=fact.name if fact else row.comment or None,
                map=named(found.maps, fact.map) if fact else None,
                difficulty=coded(known, "Difficulty", fact.difficulty)
                if fact and fact.difficulty != _ANY_DIFFICULTY
                else None,
                order=fact.order if fact else None,
                ends_dungeon=row.last_of or None,
            )
        )
    return told


async def journal(
    realm: Realm, found: Credits, spells: Mapping[int, str], locale: str
) -> tuple[list[models.JournalSection], bool]:
    """The dungeon journal's paragraphs (master)."""
    sections, cut = await instances.journal(realm, [row.encounter for row in found.rows], locale)
    unnamed = {section.spell for section in sections if section.spell} - spells.keys()
    known = {**spells, **await names.spell_names(realm, unnamed, locale)}
    told = [
        models.JournalSection(
            id=section.id,
            parent=section.parent or None,
            title=section.title,
            text=section.text or None,
            spell=named(known, section.spell) if section.spell else None,
            difficulty_mask=None
            if section.difficulty_mask == _ANY_DIFFICULTY
            else section.difficulty_mask,
        )
        for section in sections
    ]
    return told, cut


async def places(realm: Realm, found: Spawns, locale: str) -> tuple[list[models.Place], str | None]:
    """Where it stands, and the C++ script of its instance."""
    maps = [row.map for row in found.by_map]
    known = await names.map_names(realm, maps, locale)
    scripts = await company.instance_scripts(realm, maps)
    told = [
        models.Place(
            guid=spawn.guid,
            map=named(known, spawn.map),
            position=Position(x=spawn.x, y=spawn.y, z=spawn.z),
            respawn_s=spawn.respawn_s,
        )
        for spawn in found.samples
    ]
    return told, next((scripts[number] for number in maps if number in scripts), None)


def notes(
    realm: Realm,
    template: Template,
    lines: Sequence[Line],
    spells: Mapping[int, Spell],
    found: Credits,
    more: Sequence[str],
) -> list[str]:
    """What cannot be known, and why."""
    told = list(more)
    if found.rows and not found.facts:
        file = client_file(realm.branch, "DungeonEncounter")
        told.append(f"map, order and difficulty of its encounters are in {file}, which is missing")
    if template.script_name:
        told.append(
            f"core script {template.script_name} runs this creature: its spells, timers and phases "
            "are C++ code of the server, not in the data"
        )
    if lines and template.ai_name != SMART_AI:
        told.append(
            f"AIName is {template.ai_name or 'empty'}, not SmartAI: the server does not run the "
            "smart_scripts rows shown here"
        )
    if not lines and not template.script_name:
        told.append("it has no script in the data: it only swings its weapon and what its AI does")
    told += [note for spell in spells.values() for note in spell.notes]
    return list(dict.fromkeys(told))
