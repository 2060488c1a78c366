"""Who teaches, and what.

3.3.5 gives a creature one trainer (creature_default_trainer); master gives it one per gossip
option (creature_trainer), and knows no requirement of the trainer as a whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from appliance.gamedata.concurrency import concurrently
from appliance.gamedata.enums import enums
from appliance.gamedata.lookup import fetch_by_ids
from appliance.gamedata.realm import Branch, Realm

TRAINERS = """
SELECT t.entry, COALESCE(t.name, ''), t.subname, t.faction, t.npcflag FROM creature_template t
WHERE t.entry > %s
  AND ((t.npcflag & 16) <> 0 OR t.entry IN (SELECT l.CreatureId FROM {links} l))
ORDER BY t.entry LIMIT %s
"""
COUNT = """
SELECT COUNT(*) FROM creature_template t
WHERE (t.npcflag & 16) <> 0 OR t.entry IN (SELECT l.CreatureId FROM {links} l)
"""
LINKS = """
SELECT l.CreatureId, l.TrainerId, {menu} FROM {links} l
WHERE l.CreatureId IN ({ids}) ORDER BY l.CreatureId, l.TrainerId
"""
LESSONS = """
SELECT t.Id, t.Type, {requirement}, t.Greeting,
  (SELECT COUNT(*) FROM trainer_spell s WHERE s.TrainerId = t.Id)
FROM trainer t WHERE t.Id IN ({ids}) ORDER BY t.Id
"""
SPELLS = """
SELECT SpellId, MoneyCost, ReqSkillLine, ReqSkillRank, ReqAbility1, ReqAbility2, ReqAbility3,
  ReqLevel
FROM trainer_spell WHERE TrainerId = %s ORDER BY SpellId LIMIT %s
"""
GREETING_LOCALE = "SELECT Greeting_lang FROM trainer_locale WHERE Id = %s AND locale = %s"

TRAINER_FLAG = 0x10
"""UNIT_NPC_FLAG_TRAINER: without it the server ignores a creature's list."""
TYPES = {0: "class", 1: "mount", 2: "tradeskill", 3: "pet"}
"""Trainer::Type (Trainer.h)."""


class TrainerRow(NamedTuple):
    """A creature that is a trainer by its flag, or is linked to one."""

    entry: int
    name: str
    subname: str | None
    faction: int
    npc_flags: int


class Trainer(NamedTuple):
    """A trainer's list; see `requirement_text` for what its requirement means."""

    id: int
    type: int
    requirement: int
    greeting: str | None
    spells: int


class TrainerSpell(NamedTuple):
    """A spell for sale: cost in copper, and what the player must have; 0 for nothing."""

    spell: int
    cost: int
    skill: int
    skill_rank: int
    ability_1: int
    ability_2: int
    ability_3: int
    level: int

    @property
    def abilities(self) -> tuple[int, ...]:
        """The spells the player must know."""
        return tuple(filter(None, (self.ability_1, self.ability_2, self.ability_3)))


@dataclass(frozen=True, slots=True)
class TrainerPage:
    """Part of the trainers by ascending entry, and how many there are in all."""

    rows: list[TrainerRow]
    more: bool
    total: int


class Link(NamedTuple):
    """That a creature teaches a list; `menu` is the gossip menu that opens it, 0 for any."""

    creature: int
    trainer: int
    menu: int


async def trainers(realm: Realm, *, after: int, limit: int) -> TrainerPage:
    """At most `limit` trainers with an entry above `after`."""
    links = _links(realm)
    async with concurrently() as questions:
        page = questions.ask(
            realm.world.fetch,
            TRAINERS.replace("{links}", links),
            [after, limit + 1],
            row=TrainerRow,
        )
        count = questions.ask(realm.world.fetch, COUNT.replace("{links}", links), row=int)
    return TrainerPage(page.value[:limit], len(page.value) > limit, count.value[0])


async def taught_by(realm: Realm, entries: Collection[int]) -> dict[int, list[Trainer]]:
    """The lists each creature teaches; one that is linked but missing is left out."""
    sql = LINKS.replace("{links}", _links(realm))
    sql = sql.replace("{menu}", "0" if realm.branch is Branch.WRATH else "l.MenuId")
    links = await fetch_by_ids(realm.world, sql, entries, row=Link)
    lessons = LESSONS.replace(
        "{requirement}", "t.Requirement" if realm.schema.has("trainer", "Requirement") else "0"
    )
    rows = await fetch_by_ids(realm.world, lessons, {link.trainer for link in links}, row=Trainer)
    known = {row.id: row for row in rows}
    found: dict[int, list[Trainer]] = defaultdict(list)
    for link in links:
        trainer = known.get(link.trainer)
        if trainer is not None and trainer not in found[link.creature]:
            found[link.creature].append(trainer)
    return dict(found)


async def spells(realm: Realm, trainer: int, *, limit: int) -> list[TrainerSpell]:
    """At most `limit` spells of a trainer's list."""
    return await realm.world.fetch(SPELLS, [trainer, limit], row=TrainerSpell)


async def greeting(realm: Realm, trainer: int, locale: str) -> str | None:
    """A trainer's greeting in a language, when it is translated."""
    if not realm.schema.has("trainer_locale"):
        return None
    rows = await realm.world.fetch(GREETING_LOCALE, [trainer, locale], row=lambda text: text)
    return rows[0] if rows else None


def requirement_text(
    branch: Branch, trainer: Trainer, spell_names: Mapping[int, str]
) -> str | None:
    """Whom the trainer teaches: a class, a race or those who know a spell; None for everybody.

    Source (3.3.5): Trainer.cpp, Trainer::IsTrainerValidForPlayer.
    """
    number = trainer.requirement
    if not number:
        return None
    match TYPES.get(trainer.type):
        case "class" | "pet":
            return f"class {enums(branch).name('Classes', number) or number}"
        case "mount":
            return f"race {enums(branch).name('Races', number) or number}"
        case "tradeskill":
            name = spell_names.get(number)
            return f"who knows spell {number}" + (f" “{name}”" if name else "")
        case _:
            return f"requirement {number}"


def _links(realm: Realm) -> str:
    """The table that says which creature teaches what."""
    return "creature_default_trainer" if realm.branch is Branch.WRATH else "creature_trainer"
