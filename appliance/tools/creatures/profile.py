"""Tool that tells everything about one creature."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from appliance.errors import NotFound
from appliance.gamedata import names
from appliance.gamedata.absent import absent, file_name
from appliance.gamedata.concurrency import concurrently
from appliance.gamedata.creatures import templates as creature_templates
from appliance.gamedata.creatures.templates import Template
from appliance.gamedata.enums import Enums, enums
from appliance.gamedata.realm import Branch, Realm
from appliance.gamedata.world.places import Way
from appliance.tools.context import Scope, ToolContext
from appliance.tools.creatures import profile_behaviour as behaviour
from appliance.tools.creatures import profile_body as body
from appliance.tools.creatures import profile_roles as roles
from appliance.tools.creatures.kinds import kind_names
from appliance.tools.creatures.profile_combat import fighting
from appliance.tools.creatures.profile_models import Combat, CreatureProfile, Spawns
from appliance.tools.creatures.profile_values import Fighting, modifiers
from appliance.tools.creatures.role_models import Loot
from appliance.tools.creatures.stance import stances
from appliance.tools.creatures.terms import mask, named, npc_flags
from appliance.tools.decode import coded, flags
from appliance.tools.models import Coded, Entry, Flags, Locale, LocaleField, ToolInput
from appliance.tools.registry import Sources, tool

_CLIENT_TABLES = {
    Branch.WRATH: ("Map", "AreaTable", "WorldMapArea", "Faction", "FactionTemplate", "Spell"),
    Branch.MASTER: (
        *("Map", "AreaTable", "UiMapAssignment", "Faction", "FactionTemplate", "SpellName"),
        "ItemSparse",
    ),
}
"""Client tables whose names an answer can hold."""


class CreatureFullInfo(ToolInput):
    """Which creature."""

    entry: Annotated[Entry, Field(description="creature_template entry.")]
    include_loot: Annotated[
        bool, Field(description="Also return what it drops, with true chances.")
    ] = False
    loot_limit: Annotated[
        int,
        Field(ge=1, le=behaviour.MAX_DROPS, description="Most drops of each loot table."),
    ] = behaviour.SHOWN_DROPS
    locale: LocaleField = Locale.ENUS


@tool(
    "get-creature-full-info",
    title="Everything about a creature",
    scope=Scope.GAME_READ,
    read_only=True,
    timeout_s=15,
    sources=Sources(
        wrath="world: creature_template and its side tables, creature, loot, "
        "npc_vendor, trainer, gossip, smart_scripts, conditions, texts; client: "
        "Faction, FactionTemplate, Map, AreaTable, WorldMapArea, Spell, Achievement, CharTitles, "
        "SkillLine, SoundEntries, TaxiNodes, TaxiPath",
        master="world: the same with creature_template_difficulty; hotfixes; client: "
        "ContentTuning, ExpectedStat, Faction, FactionTemplate, Map, AreaTable, "
        "UiMapAssignment, SpellName, Achievement, CharTitles, SkillLine, BattlePetSpecies",
    ),
)
async def get_creature_full_info(query: CreatureFullInfo, context: ToolContext) -> CreatureProfile:
    """Everything about one creature: levels, health, damage, spawns, loot with true chances, what
    it sells and teaches, quests, gossip, texts, SmartAI script and conditions in words."""
    realm = context.realm
    template = (await creature_templates.templates(realm, [query.entry])).get(query.entry)
    if template is None:
        raise NotFound(
            f"there is no creature {query.entry} in creature_template",
            hint="use search-creatures to find it by name",
        )
    drops = query.loot_limit if query.include_loot else 0
    return await _profile(realm, template, query.locale, drops)


async def _profile(realm: Realm, template: Template, locale: str, drops: int) -> CreatureProfile:
    """The answer, with at most so many drops of each loot table; 0: without loot."""
    entry = template.entry
    async with concurrently() as questions:
        fought = questions.ask(_fighting, realm, template, locale, drops)
        look = questions.ask(body.look, realm, template, locale)
        translations = questions.ask(body.translations, realm, entry)
        places = questions.ask(body.places, realm, entry, locale)
        originals = questions.ask(creature_templates.originals, realm, template)
        spells = questions.ask(body.spells, realm, entry, locale)
        resistances = questions.ask(body.resistances, realm, entry)
        immunities = questions.ask(body.immunities, realm, template)
        reputation = questions.ask(body.reputation, realm, entry, locale)
        vendor = questions.ask(roles.vendor, realm, template, locale)
        lessons = questions.ask(roles.lessons, realm, entry, locale)
        quests = questions.ask(roles.quests, realm, entry, locale)
        gossip = questions.ask(roles.gossip, realm, template, locale)
        speech = questions.ask(behaviour.speech, realm, entry, locale)
        scripts = questions.ask(behaviour.scripts, realm, entry, locale)
        conditions = questions.ask(behaviour.creature_conditions, realm, entry, locale)
        credits = questions.ask(_kill_credits, realm, template, locale)
        belonging = questions.ask(_belonging, realm, template, locale)
        missing = questions.ask(absent, realm, _CLIENT_TABLES[realm.branch])
    known = enums(realm.branch)
    fight, loot = fought.value
    script, script_notes = scripts.value
    own = translations.value.get(locale)
    notes = [*fight.notes, *script_notes, *_notes(realm, template, places.value)]
    notes += _missing(realm.branch, missing.value)
    return CreatureProfile(
        source=realm.source,
        entry=entry,
        name=own.name if own else template.name or "",
        female_name=template.female_name or None,
        subname=(own.title if own else None) or template.subname or None,
        icon_name=template.icon_name or None,
        names=translations.value,
        rank=coded(known, "CreatureEliteType", template.rank),
        unit_class=coded(known, "UnitClass", template.unit_class),
        expansion=coded(known, "Expansions", template.expansion),
        levels=fight.levels,
        stats=fight.stats,
        combat=_combat(known, template),
        gold=fight.gold,
        flags=_flags(known, template, fight.type_flags),
        difficulties=fight.difficulties,
        difficulty_of=[Coded(id=row.entry, name=row.name) for row in originals.value],
        look=look.value,
        spells=spells.value,
        resistances=resistances.value,
        immunities=immunities.value,
        reputation=reputation.value,
        kill_credits=credits.value,
        vehicle_id=template.vehicle or None,
        racial_leader=bool(template.racial_leader) or None,
        spawns=places.value,
        loot_ids=fight.loot_ids,
        loot=loot,
        vendor=vendor.value,
        trainers=lessons.value,
        quests=quests.value,
        gossip=gossip.value,
        texts=speech.value,
        scripts=script,
        conditions=conditions.value,
        **belonging.value,
        **_origin(template),
        notes=list(dict.fromkeys(notes)),
    )


async def _belonging(realm: Realm, template: Template, locale: str) -> dict[str, Any]:
    """What kind of creature it is and to which faction it belongs."""
    kind = await kind_names(realm, template, locale)
    factions = await stances(realm, [template.faction], locale)
    return {"type": kind.type, "family": kind.family, "faction": factions[template.faction]}


async def _fighting(
    realm: Realm, template: Template, locale: str, drops: int
) -> tuple[Fighting, list[Loot] | None]:
    """Levels, values and difficulties, and what the loot tables found there give."""
    found = await fighting(realm, template)
    if not drops:
        return found, None
    return found, await behaviour.drops(realm, found.loot_ids, locale, limit=drops)


async def _kill_credits(realm: Realm, template: Template, locale: str) -> list[Coded]:
    """The creatures a kill also counts for in quests."""
    ids = [entry for entry in (template.kill_credit_1, template.kill_credit_2) if entry]
    creature_names = await names.creature_names(realm, ids, locale)
    return [named(creature_names, entry) for entry in ids]


def _origin(template: Template) -> dict[str, str | int | None]:
    """Who drives it and where its row comes from."""
    return {
        "ai_name": template.ai_name or None,
        "script_name": template.script_name or None,
        "string_id": template.string_id or None,
        "verified_build": template.verified_build or None,
    }


def _combat(known: Enums, template: Template) -> Combat:
    return Combat(
        damage_school=coded(known, "SpellSchools", template.damage_school),
        attack_time_ms=template.attack_time_ms,
        ranged_attack_time_ms=template.ranged_attack_time_ms,
        modifiers=modifiers(template, template.experience_modifier),
        regenerates_health=bool(template.regenerates_health),
    )


def _flags(known: Enums, template: Template, type_flags: list[Flags]) -> dict[str, Flags]:
    found = {
        "npc": npc_flags(known, template.npc_flags),
        "unit": flags(known, "UnitFlags", template.unit_flags),
        "unit2": flags(known, "UnitFlags2", template.unit_flags2),
        "extra": flags(known, "CreatureFlagsExtra", template.flags_extra),
    }
    if template.unit_flags3 is not None:
        found["unit3"] = mask(known, "UnitFlags3", template.unit_flags3)
    if template.dynamic_flags is not None:
        found["dynamic"] = flags(known, "UnitDynFlags", template.dynamic_flags)
    found |= dict(zip(("type", "type2"), type_flags, strict=False))
    return {name: shown for name, shown in found.items() if shown.value}


def _notes(realm: Realm, template: Template, spawns: Spawns) -> list[str]:
    notes = []
    if not spawns.total:
        notes.append(
            "no spawn in the creature table: scripts, events or spells may summon it, or it is "
            "another template's difficulty"
        )
    if template.immunities and not realm.schema.has("creature_immunities", "MechanicsMask"):
        notes.append(f"creature_immunities {template.immunities} is not in this realm's database")
    if any(point.place.zone_from == Way.RECTANGLE for point in spawns.points):
        notes.append("zones of spawns are estimates: the smallest zone map around each position")
    return notes


def _missing(branch: Branch, tables: list[str]) -> list[str]:
    """What is not said because a client file is not there."""
    if not tables:
        return []
    files = ", ".join(file_name(branch, table) for table in tables)
    return [
        f"client files that are missing or cannot be read, and names and zones with them: {files}"
    ]
