"""The tool that describes a spell."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field

from appliance.errors import InvalidArgument, NotFound
from appliance.gamedata import client, names
from appliance.gamedata.concurrency import concurrently
from appliance.gamedata.enums import enums
from appliance.gamedata.realm import Branch, Realm
from appliance.gamedata.spells import text
from appliance.gamedata.spells.load import load
from appliance.gamedata.spells.rules import Rules, rules_of
from appliance.gamedata.spells.types import Spell
from appliance.gamedata.spells.users import (
    CREATURE,
    GAMEOBJECT,
    MOST_USERS,
    Users,
    users_of,
)
from appliance.gamedata.spells.variants import variants_of
from appliance.tools.context import Scope, ToolContext
from appliance.tools.decode import coded, coded_if, flags
from appliance.tools.models import Entry, Locale, LocaleField, ToolInput
from appliance.tools.registry import Sources, tool
from appliance.tools.spells import around, misc, models, parts
from appliance.tools.spells.parts import Named

_CORRECTED = (
    "the server changes some spells in C++ when it starts (SpellMgr::LoadSpellInfoCorrections), "
    "which no data shows"
)
_UNSCRIPTED = "creatures whose AI is C++ code cast spells that no table lists"
_RAID_MODES = 2
"""Modes from 2 on are heroic raids, each two after its normal mode (3.3.5)."""
_SAME = "difficulty changes nothing: the modes of instances cast no other spell in its place"
_MORE = f"totals of users end at {MOST_USERS}: there may be more of them"
_UNTAUGHT = "which spells teach it: the client's table of spells is not there"


class GetSpellInfo(ToolInput):
    """Which spell."""

    spell_id: Annotated[Entry, Field(description="The spell's id.")]
    locale: LocaleField = Locale.ENUS
    difficulty: Annotated[
        int | None,
        Field(
            ge=0,
            le=1000,
            description="Master: Difficulty id whose rows count. 3.3.5: mode of the instance, 0-3.",
        ),
    ] = None
    caster_level: Annotated[
        int | None, Field(ge=1, le=255, description="Also give points at this level.")
    ] = None
    limit: Annotated[
        int, Field(ge=1, le=200, description="Most rows in each list of who uses it.")
    ] = 25


@tool(
    "get-spell-info",
    title="Spell",
    scope=Scope.GAME_READ,
    read_only=True,
    timeout_s=15,
    sources=Sources(
        wrath="client: Spell, SpellCastTimes, SpellDuration, SpellRange, SpellRadius; "
        "world: spell_dbc and the other spell tables, trainer_spell, item_template, "
        "smart_scripts",
        master="client and hotfixes: SpellName, SpellMisc, SpellEffect and their like, "
        "ItemEffect; world: serverside_spell, the other spell tables, trainer_spell, "
        "smart_scripts",
    ),
)
async def get_spell_info(query: GetSpellInfo, context: ToolContext) -> models.SpellInfo:
    """Describe a spell: cost, times, effects with every number named, ranks, stacking, procs,
    scripts, who teaches, carries and casts it. Needs Spell.dbc or Spell*.db2, but for spells of the
    database."""
    realm, locale = context.realm, query.locale.value
    number, variants = await _variant(realm, query)
    found = await load(realm, [number], locale, query.difficulty or 0)
    if number not in found:
        raise NotFound(f"there is no spell {number}")
    spell = found[number]
    async with concurrently() as questions:
        rules = questions.ask(rules_of, realm, number, locale)
        users = questions.ask(users_of, realm, number)
        others = questions.ask(_mentioned, realm, spell, locale)
    named = await _names(realm, spell, rules.value, users.value, variants, query)
    return _answer(realm, query, spell, others.value, rules.value, users.value, variants, named)


async def _variant(realm: Realm, query: GetSpellInfo) -> tuple[int, list[int]]:
    """The spell to show, and those of each mode of an instance (3.3.5)."""
    if realm.branch is Branch.MASTER:
        return query.spell_id, []
    variants = await variants_of(realm, query.spell_id)
    mode = query.difficulty
    if mode is None:
        return query.spell_id, variants
    if mode > 3:
        raise InvalidArgument("difficulty: instances of 3.3.5 have the modes 0 to 3")
    # A raid of 10 or 25 heroic without a spell of its own casts that of its normal mode.
    modes = (mode, mode - _RAID_MODES) if mode >= _RAID_MODES else (mode,)
    chosen = [variants[one] for one in modes if one < len(variants) and variants[one]]
    return chosen[0] if chosen else query.spell_id, variants


async def _mentioned(realm: Realm, spell: Spell, locale: str) -> dict[int, Spell]:
    """The spells whose values its texts show."""
    ids = text.mentioned(f"{spell.description} {spell.aura_description}")
    return await load(realm, ids, locale) if await _whole(realm) else {}


async def _whole(realm: Realm) -> bool:
    return await client.has(realm, "Spell" if realm.branch is Branch.WRATH else "SpellName")


async def _names(
    realm: Realm,
    spell: Spell,
    rules: Rules,
    users: Users,
    variants: list[int],
    query: GetSpellInfo,
) -> Named:
    """Names of everything the answer refers to."""
    locale, areas = query.locale.value, rules.rows["spell_area"]
    positions = rules.rows["spell_target_position"]
    async with concurrently() as questions:
        ask = questions.ask
        spells = ask(names.spell_names, realm, _spells(spell, rules, users, variants), locale)
        items = ask(names.item_names, realm, _items(spell, users, query.limit), locale)
        creatures = ask(names.creature_names, realm, _creatures(spell, users, query.limit), locale)
        objects = {one.owner for one in users.smart if one.source_type == GAMEOBJECT}
        gameobjects = ask(names.gameobject_names, realm, objects, locale)
        asked = {row[end] for row in areas for end in ("quest_start", "quest_end")}
        quests = ask(names.quest_titles, realm, asked, locale)
        maps = ask(names.map_names, realm, {row["MapID"] for row in positions}, locale)
        places = ask(names.area_names, realm, {row["area"] for row in areas}, locale)
        focuses = ask(client.names, realm, "SpellFocusObject", [spell.focus], "Name", locale)
        tools = ask(client.names, realm, "TotemCategory", spell.totem_categories, "Name", locale)
    return Named(
        spells=spells.value,
        items=items.value,
        creatures=creatures.value,
        gameobjects=gameobjects.value,
        quests=quests.value,
        maps=maps.value,
        areas=places.value,
        focuses=focuses.value,
        tools=tools.value,
    )


def _spells(spell: Spell, rules: Rules, users: Users, variants: list[int]) -> set[int]:
    return {
        *(one.trigger_spell for one in spell.effects),
        *(one.aura for one in spell.costs),
        *spell.aura_conditions[4:],
        *(one.spell for one in rules.ranks),
        *(member for _, _, members in rules.groups for member in members),
        *(abs(end) for one in rules.linked for end in (one.trigger, one.effect)),
        *(abs(row["aura_spell"]) for row in rules.rows["spell_area"]),
        *rules.required,
        *rules.required_by,
        *rules.learned,
        *rules.learned_from,
        *users.teaching,
        *(one.lesson.spell for one in users.taught),
        *variants,
    } - {0}


def _items(spell: Spell, users: Users, limit: int) -> set[int]:
    reagents: Iterable[int] = (one.item for one in spell.reagents)
    made = (one.item for one in spell.effects)
    return {*reagents, *made, *spell.totems, *(one.item for one in users.items[:limit])} - {0}


def _creatures(spell: Spell, users: Users, limit: int) -> set[int]:
    summoned = (one.misc[0] for one in spell.effects if misc.meaning(one) == misc.CREATURE)
    taught = (entry for one in users.taught[:limit] for entry in one.creatures[:limit])
    smart = (one.owner for one in users.smart[:limit] if one.source_type == CREATURE)
    return {
        number
        for number in {
            *summoned, *taught, *smart, *users.creatures[:limit], *users.spawns.values()
        }
        if number > 0
    }  # fmt: skip


def _answer(
    realm: Realm,
    query: GetSpellInfo,
    spell: Spell,
    others: dict[int, Spell],
    rules: Rules,
    users: Users,
    variants: list[int],
    named: Named,
) -> models.SpellInfo:
    known, level = enums(realm.branch), query.caster_level
    return models.SpellInfo(
        source=realm.source,
        spell_id=spell.id,
        name=spell.name,
        rank=spell.rank or None,
        description=parts.described(spell.description, spell, others, level),
        aura_description=parts.described(spell.aura_description, spell, others, level),
        schools=flags(known, "SpellSchoolMask", spell.school_mask),
        passive=spell.passive,
        channeled=spell.channeled,
        dispel=coded_if(known, "DispelType", spell.dispel),
        mechanic=coded_if(known, "Mechanics", spell.mechanic),
        damage_class=coded(known, "SpellDmgClass", spell.damage_class),
        prevention=coded_if(known, "SpellPreventionType", spell.prevention),
        difficulty=coded_if(known, "Difficulty", spell.difficulty),
        difficulty_variants=[
            models.Variant(mode=mode, spell=named.spell(one))
            for mode, one in enumerate(variants)
            if one
        ]
        or None,
        timing=parts.timing(spell),
        range=parts.reach(spell),
        costs=[parts.cost(realm.branch, known, one, named) for one in spell.costs],
        runes=parts.runes(spell),
        levels=parts.levels(spell),
        maximum_stacks=spell.stack_amount or None,
        proc=parts.proc(realm.branch, spell),
        interrupted_by=known.flags("SpellInterruptFlags", spell.interrupt_flags) or None,
        aura_removed_by=parts.interrupts(known, spell.aura_interrupt_flags),
        channel_interrupted_by=parts.interrupts(known, spell.channel_interrupt_flags, channel=True),
        requirements=parts.requirements(known, spell, named),
        targeting=parts.targeting(known, spell),
        family=parts.family(known, spell),
        attributes=parts.attributes(known, spell),
        effects=[parts.effect(known, spell, one, named, level) for one in spell.effects],
        icon=_icon(realm.branch, spell),
        server=around.server_side(realm.branch, rules, named),
        users=around.users(known, users, named, query.limit),
        notes=_notes(realm, query, spell, users, variants),
    )


def _icon(branch: Branch, spell: Spell) -> str | None:
    """3.3.5 names a texture; master numbers its files."""
    if spell.icon and branch is Branch.MASTER:
        return f"file {spell.icon}"
    return spell.icon_texture or None


def _notes(
    realm: Realm, query: GetSpellInfo, spell: Spell, users: Users, variants: list[int]
) -> list[str]:
    wrath = realm.branch is Branch.WRATH
    same = [_SAME] if wrath and query.difficulty is not None and not variants else []
    untaught = [] if users.teaching_known else [_UNTAUGHT]
    more = [_MORE] if users.cut else []
    return [*spell.notes, *same, *untaught, *more, _CORRECTED, _UNSCRIPTED]
