"""Which spells make an item, out of what, and where they are learned."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from appliance.clientdata.interface import Record
from appliance.gamedata import client, names
from appliance.gamedata.lookup import fetch_by_ids, numbered
from appliance.gamedata.realm import Branch, Realm

CREATE_WRATH = frozenset((24, 66, 157))
"""SpellEffects of 3.3.5 that create an item: CREATE_ITEM, CREATE_MANA_GEM, CREATE_ITEM_2."""
CREATE_MASTER = frozenset((24, 157))
"""SpellEffectName of master: CREATE_ITEM, CREATE_LOOT."""
MOST_RECIPES = 50

TRAINERS = """
SELECT s.SpellId, c.{creature} FROM trainer_spell s
JOIN {table} c ON c.{trainer} = s.TrainerId
WHERE s.SpellId IN ({ids}) ORDER BY s.SpellId, c.{creature} LIMIT 1000
"""
RECIPE_ITEMS = """
SELECT entry, {columns} FROM item_template WHERE class = 9 AND ({conditions})
ORDER BY entry LIMIT 200
"""


class Reagent(NamedTuple):
    """Pieces of an item that are used up."""

    item: int
    name: str | None
    pieces: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """A spell that makes an item.

    least, most: pieces at a time, None where the spell does not say. skill with rank: 0 without.
    recipes: items that teach it. trainers: creatures that do.
    """

    spell: int
    name: str | None
    least: int | None
    most: int | None
    skill: int
    skill_name: str | None
    skill_rank: int
    reagents: tuple[Reagent, ...]
    recipes: tuple[Reagent, ...] = ()
    trainers: tuple[Reagent, ...] = ()


class _Made(NamedTuple):
    spell: int
    least: int | None
    most: int | None
    reagents: tuple[tuple[int, int], ...]


class _Taught(NamedTuple):
    spell: int
    creature: int


async def recipes_of(realm: Realm, item: int, locale: str) -> list[Recipe] | None:
    """The spells that make an item, by id; None where no client table tells."""
    made = await (_made_wrath if realm.branch is Branch.WRATH else _made_master)(realm, item)
    if made is None:
        return None
    made = made[:MOST_RECIPES]
    spells = [one.spell for one in made]
    skills = await _skills(realm, spells)
    taught = await _trainers(realm, spells)
    learned = await _recipe_items(realm, spells)
    items = {number for one in made for number, _ in one.reagents}
    items |= {entry for entries in learned.values() for entry in entries}
    creatures = {creature for entries in taught.values() for creature in entries}
    spell_names = await names.spell_names(realm, spells, locale)
    skill_names = await names.skill_names(realm, {skill for skill, _ in skills.values()}, locale)
    item_names = await names.item_names(realm, items, locale)
    creature_names = await names.creature_names(realm, creatures, locale)
    found = []
    for one in made:
        skill, rank = skills.get(one.spell, (0, 0))
        found.append(
            Recipe(
                spell=one.spell,
                name=spell_names.get(one.spell),
                least=one.least,
                most=one.most,
                skill=skill,
                skill_name=skill_names.get(skill),
                skill_rank=rank,
                reagents=tuple(Reagent(n, item_names.get(n), count) for n, count in one.reagents),
                recipes=_named(learned.get(one.spell, ()), item_names),
                trainers=_named(taught.get(one.spell, ()), creature_names),
            )
        )
    return found


def _named(ids: Collection[int], known: dict[int, str]) -> tuple[Reagent, ...]:
    return tuple(Reagent(number, known.get(number), 1) for number in ids)


async def _made_wrath(realm: Realm, item: int) -> list[_Made] | None:
    if not await client.has(realm, "Spell"):
        return None
    rows = await client.find(realm, "Spell", "EffectItemType", [item])
    return [made for row in rows if (made := _made(row, item)) is not None]


def _made(row: Record, item: int) -> _Made | None:
    pairs = list(zip(row["Effect"], row["EffectItemType"], strict=True))
    making = [
        n for n, (effect, made) in enumerate(pairs) if effect in CREATE_WRATH and made == item
    ]
    place = making[0] if making else None
    if place is None:
        return None
    base, die = row["EffectBasePoints"][place], row["EffectDieSides"][place]
    reagents = zip(row["Reagent"], row["ReagentCount"], strict=True)
    return _Made(
        row["ID"],
        max(base + min(die, 1), 1),
        max(base + die, 1),
        tuple((number, count) for number, count in reagents if number > 0),
    )


async def _made_master(realm: Realm, item: int) -> list[_Made] | None:
    if not await client.has(realm, "SpellEffect"):
        return None
    rows = await client.find(realm, "SpellEffect", "EffectItemType", [item])
    spells = sorted({row["SpellID"] for row in rows if row["Effect"] in CREATE_MASTER})
    reagents = await _reagents_master(realm, spells[:MOST_RECIPES])
    return [_Made(spell, None, None, reagents.get(spell, ())) for spell in spells]


async def _reagents_master(
    realm: Realm, spells: Collection[int]
) -> dict[int, tuple[tuple[int, int], ...]]:
    if not spells or not await client.has(realm, "SpellReagents"):
        return {}
    rows = await client.find(realm, "SpellReagents", "SpellID", spells)
    return {
        row["SpellID"]: tuple(
            (number, count)
            for number, count in zip(row["Reagent"], row["ReagentCount"], strict=True)
            if number > 0
        )
        for row in rows
    }


async def _skills(realm: Realm, spells: Collection[int]) -> dict[int, tuple[int, int]]:
    """Skill and rank by spell."""
    if not spells or not await client.has(realm, "SkillLineAbility"):
        return {}
    rows = await client.find(realm, "SkillLineAbility", "Spell", spells)
    return {row["Spell"]: (row["SkillLine"], row["MinSkillLineRank"]) for row in rows}


async def _trainers(realm: Realm, spells: Collection[int]) -> dict[int, list[int]]:
    if realm.schema.has("creature_default_trainer"):
        names_of = {
            "table": "creature_default_trainer",
            "creature": "CreatureId",
            "trainer": "TrainerId",
        }
    elif realm.schema.has("creature_trainer"):
        names_of = {"table": "creature_trainer", "creature": "CreatureID", "trainer": "TrainerID"}
    else:
        return {}
    sql = TRAINERS
    for key, value in names_of.items():
        sql = sql.replace("{" + key + "}", value)
    found: dict[int, list[int]] = {}
    for row in await fetch_by_ids(realm.world, sql, spells, row=_Taught):
        if row.creature not in found.setdefault(row.spell, []):
            found[row.spell].append(row.creature)
    return found


async def _recipe_items(realm: Realm, spells: Collection[int]) -> dict[int, list[int]]:
    """Recipes that teach a spell (3.3.5); on master they are in client files."""
    if not spells or not realm.schema.has("item_template", "spelltrigger_1"):
        return {}
    columns = numbered("spellid_", 5)
    marks = ",".join(["%s"] * len(spells))
    conditions = " OR ".join(f"{column} IN ({marks})" for column in columns)
    sql = RECIPE_ITEMS.replace("{columns}", ", ".join(columns)).replace("{conditions}", conditions)
    found: dict[int, list[int]] = {}
    for row in await realm.world.fetch(sql, [*spells] * len(columns), row=_row):
        entry, *taught = row
        for spell in set(taught) & set(spells):
            found.setdefault(spell, []).append(entry)
    return found


def _row(*values: int) -> tuple[int, ...]:
    return values
