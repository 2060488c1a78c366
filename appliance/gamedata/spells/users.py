"""Who teaches a spell, which items carry it, which creatures and scripts cast it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from appliance.gamedata import client
from appliance.gamedata.concurrency import concurrently
from appliance.gamedata.lookup import as_record, column_list, fetch_by_ids, numbered
from appliance.gamedata.realm import Branch, Realm

LEARN_SPELL, LEARN_PET_SPELL = 36, 57
"""SpellEffects that teach their trigger spell."""
ON_USE, LEARNED = 0, 6
"""ItemSpelltriggerType: an item that teaches carries "learn" with the spell itself."""
CREATURE, GAMEOBJECT, TIMED_LIST = 0, 1, 9
MOST_USERS = 1000
"""Rows of each kind that are read."""

LESSONS = """
SELECT SpellId, TrainerId, MoneyCost, ReqLevel, ReqSkillLine, ReqSkillRank FROM trainer_spell
WHERE SpellId IN ({ids}) ORDER BY SpellId, TrainerId
"""
TEACHERS_WRATH = """
SELECT TrainerId, CreatureId FROM creature_default_trainer WHERE TrainerId IN ({ids})
ORDER BY TrainerId, CreatureId
"""
TEACHERS_MASTER = """
SELECT TrainerID, CreatureID FROM creature_trainer WHERE TrainerID IN ({ids})
GROUP BY TrainerID, CreatureID ORDER BY TrainerID, CreatureID
"""
CASTERS = """
SELECT DISTINCT CreatureID FROM creature_template_spell WHERE Spell = %s
ORDER BY CreatureID LIMIT %s
"""
SMART_CASTS = """
SELECT entryorguid, source_type, id, event_type, action_type FROM smart_scripts
WHERE action_type IN (11, 75, 85, 86, 134) AND action_param1 = %s
ORDER BY source_type, entryorguid, id, link LIMIT %s
"""
SPAWNS = "SELECT guid, id FROM creature WHERE guid IN ({ids}) ORDER BY guid"
_ITEM_SPELLS = 5
_OLD_SPELLS = numbered("spell", 8)


class Lesson(NamedTuple):
    """A line of a trainer's list; cost in copper."""

    spell: int
    trainer: int
    cost: int
    level: int
    skill: int
    skill_rank: int


class _Teacher(NamedTuple):
    trainer: int
    creature: int


class Taught(NamedTuple):
    """A line of a list, and who has that list."""

    lesson: Lesson
    creatures: tuple[int, ...]


class Carried(NamedTuple):
    """An item with the spell, or with one that teaches it; trigger is ItemSpelltriggerType."""

    item: int
    spell: int
    trigger: int


class SmartCast(NamedTuple):
    """A line of SmartAI that casts the spell or puts its aura on somebody.

    owner: creature entry, minus a spawn's guid, gameobject entry, or the number of a timed list.
    """

    owner: int
    source_type: int
    line: int
    event: int
    action: int


class _Spawn(NamedTuple):
    guid: int
    entry: int


class Users(NamedTuple):
    """Who has to do with a spell. `spawns` has the creature of each scripted spawn by guid."""

    teaching: tuple[int, ...]
    taught: list[Taught]
    items: list[Carried]
    creatures: list[int]
    smart: list[SmartCast]
    spawns: Mapping[int, int]
    teaching_known: bool

    @property
    def cut(self) -> bool:
        """Whether there may be more items, creatures or lines than were read."""
        return max(len(self.items), len(self.creatures), len(self.smart)) >= MOST_USERS


async def users_of(realm: Realm, spell: int) -> Users:
    """Ask who teaches, carries and casts a spell."""
    teaching = await teaching_spells(realm, spell)
    learned = {spell, *(teaching or ())}
    async with concurrently() as questions:
        taught = questions.ask(_taught, realm, learned)
        items = questions.ask(_items, realm, spell, learned)
        creatures = questions.ask(_creatures, realm, spell)
        smart = questions.ask(_smart, realm, spell)
    scripted = [-one.owner for one in smart.value if one.source_type == CREATURE and one.owner < 0]
    spawns = await fetch_by_ids(realm.world, SPAWNS, scripted, row=_Spawn)
    return Users(
        teaching=tuple(teaching or ()),
        taught=taught.value,
        items=items.value,
        creatures=creatures.value,
        smart=smart.value,
        spawns={one.guid: one.entry for one in spawns},
        teaching_known=teaching is not None,
    )


async def teaching_spells(realm: Realm, spell: int) -> list[int] | None:
    """Spells whose effect teaches this one; None where no client table can tell."""
    wrath = realm.branch is Branch.WRATH
    table = "Spell" if wrath else "SpellEffect"
    if not await client.has(realm, table):
        return None
    rows = await client.find(realm, table, "EffectTriggerSpell", [spell])
    if not wrath:
        found = {row["SpellID"] for row in rows if row["Effect"] in (LEARN_SPELL, LEARN_PET_SPELL)}
        return sorted(found)
    return sorted(row["ID"] for row in rows if _teaches(row, spell))


def _teaches(row: Mapping[str, Any], spell: int) -> bool:
    effects = zip(row["Effect"], row["EffectTriggerSpell"], strict=True)
    return any(
        effect in (LEARN_SPELL, LEARN_PET_SPELL) and taught == spell for effect, taught in effects
    )


async def _taught(realm: Realm, spells: Collection[int]) -> list[Taught]:
    if not realm.schema.has("trainer_spell"):
        return []
    lessons = await fetch_by_ids(realm.world, LESSONS, spells, row=Lesson)
    teachers: list[_Teacher] = []
    trainers = {lesson.trainer for lesson in lessons}
    for table, sql in (
        ("creature_default_trainer", TEACHERS_WRATH),
        ("creature_trainer", TEACHERS_MASTER),
    ):
        if realm.schema.has(table):
            teachers += await fetch_by_ids(realm.world, sql, trainers, row=_Teacher)
    return [
        Taught(lesson, tuple(one.creature for one in teachers if one.trainer == lesson.trainer))
        for lesson in lessons
    ]


async def _items(realm: Realm, spell: int, learned: Collection[int]) -> list[Carried]:
    if realm.branch is Branch.WRATH:
        return await _items_wrath(realm, spell, learned)
    if not await client.has(realm, "ItemEffect") or not await client.has(realm, "ItemXItemEffect"):
        return []
    effects = {row["ID"]: row for row in await client.find(realm, "ItemEffect", "SpellID", learned)}
    owners = await client.find(realm, "ItemXItemEffect", "ItemEffectID", list(effects))
    found = [
        Carried(
            row["ItemID"],
            effects[row["ItemEffectID"]]["SpellID"],
            effects[row["ItemEffectID"]]["TriggerType"],
        )
        for row in owners
    ]
    return sorted(set(found))


async def _items_wrath(realm: Realm, spell: int, learned: Collection[int]) -> list[Carried]:
    """An item may carry it in any of five places; a teaching spell counts too."""
    spells, triggers = numbered("spellid_", _ITEM_SPELLS), numbered("spelltrigger_", _ITEM_SPELLS)
    columns = ("entry", *spells, *triggers)
    wanted = sorted(learned)
    marks = ",".join(["%s"] * len(wanted))
    where = " OR ".join(f"`{column}` IN ({marks})" for column in spells)
    sql = f"SELECT {column_list(columns)} FROM item_template WHERE {where} ORDER BY entry LIMIT %s"
    rows = await realm.world.fetch(
        sql, [*wanted * _ITEM_SPELLS, MOST_USERS], row=as_record(columns)
    )
    found = [
        Carried(row["entry"], row[carried], row[trigger])
        for row in rows
        for carried, trigger in zip(spells, triggers, strict=True)
        if row[carried] in learned
    ]
    return sorted(set(found))


async def _creatures(realm: Realm, spell: int) -> list[int]:
    if realm.schema.has("creature_template_spell"):
        return await realm.world.fetch(CASTERS, [spell, MOST_USERS], row=int)
    columns = [name for name in _OLD_SPELLS if realm.schema.has("creature_template", name)]
    if not columns:
        return []
    where = " OR ".join(f"`{column}` = %s" for column in columns)
    sql = f"SELECT entry FROM creature_template WHERE {where} ORDER BY entry LIMIT %s"
    return await realm.world.fetch(sql, [*[spell] * len(columns), MOST_USERS], row=int)


async def _smart(realm: Realm, spell: int) -> list[SmartCast]:
    if not realm.schema.has("smart_scripts"):
        return []
    return await realm.world.fetch(SMART_CASTS, [spell, MOST_USERS], row=SmartCast)
