"""Find creature templates, and count them.

Whether an NPC sells or teaches is read here from its flags; what it sells and teaches is in
`vendors` and `trainers`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from appliance.database.interface import Parameter
from appliance.gamedata.concurrency import concurrently
from appliance.gamedata.names import BASE_LOCALE
from appliance.gamedata.realm import Realm, Schema

BOSS_RANK = 3
ELITE_RANKS = (1, 2, 3)
"""Values of rank or Classification: elite, rare elite, boss (CreatureEliteType)."""

SEARCH = """
SELECT t.entry, COALESCE(t.name, ''), t.subname, {min_level}, {max_level}, {rank}, t.type,
  t.family, t.faction, t.npcflag, {expansion}
FROM creature_template t WHERE {where} AND t.entry > %s ORDER BY t.entry LIMIT %s
"""
COUNT = "SELECT COUNT(*) FROM creature_template t WHERE {where}"
NAME_LIKE = "t.name LIKE %s"
NAME_LIKE_LOCALE = """(t.name LIKE %s OR t.entry IN
  (SELECT l.entry FROM creature_template_locale l WHERE l.locale = %s AND l.Name LIKE %s))"""
VENDOR = "(t.npcflag & 128) <> 0"
TRAINER = "(t.npcflag & 16) <> 0"

STATISTICS = """
SELECT t.type, {rank}, {expansion}, COUNT(*),
  SUM(CASE WHEN (t.npcflag & 128) <> 0 THEN 1 ELSE 0 END),
  SUM(CASE WHEN (t.npcflag & 16) <> 0 THEN 1 ELSE 0 END)
FROM creature_template t WHERE {where}
GROUP BY t.type, {rank}, {expansion} ORDER BY t.type, {rank}, {expansion}
"""


@dataclass(frozen=True, slots=True)
class CreatureFilter:
    """Which templates are wanted; None and False do not restrict.

    name_part: part of the name; `%`, `_` and `\\` match themselves.
    locale: its names are searched too ("deDE").
    rank: rank on 3.3.5, Classification on master.
    expansion: exp on 3.3.5, RequiredExpansion on master.
    """

    name_part: str | None = None
    locale: str = BASE_LOCALE
    type: int | None = None
    family: int | None = None
    rank: int | None = None
    faction: int | None = None
    expansion: int | None = None
    boss: bool = False
    elite: bool = False
    vendor: bool = False
    trainer: bool = False


class CreatureRow(NamedTuple):
    """What a list says about a template; levels are None where the template has none."""

    entry: int
    name: str
    subname: str | None
    min_level: int | None
    max_level: int | None
    rank: int
    type: int
    family: int
    faction: int
    npc_flags: int
    expansion: int


@dataclass(frozen=True, slots=True)
class CreaturePage:
    """Part of the matching templates by ascending entry, and how many match in all."""

    rows: list[CreatureRow]
    more: bool
    total: int


class GroupRow(NamedTuple):
    """How many templates share a type, rank and expansion."""

    type: int
    rank: int
    expansion: int
    creatures: int
    vendors: int
    trainers: int


async def search(realm: Realm, wanted: CreatureFilter, *, after: int, limit: int) -> CreaturePage:
    """Return at most `limit` matching templates with an entry above `after`."""
    where, parameters = _where(realm.schema, wanted)
    page_sql = _fill(SEARCH, realm.schema, where)
    count_sql = COUNT.replace("{where}", where)
    async with concurrently() as questions:
        page = questions.ask(
            realm.world.fetch, page_sql, [*parameters, after, limit + 1], row=CreatureRow
        )
        count = questions.ask(realm.world.fetch, count_sql, parameters, row=int)
    rows = page.value
    return CreaturePage(rows=rows[:limit], more=len(rows) > limit, total=count.value[0])


async def statistics(
    realm: Realm, *, type: int | None, faction: int | None, expansion: int | None
) -> list[GroupRow]:
    """Count templates by type, rank and expansion in one pass; arguments restrict, None do not."""
    wanted = CreatureFilter(type=type, faction=faction, expansion=expansion)
    where, parameters = _where(realm.schema, wanted)
    sql = _fill(STATISTICS, realm.schema, where)
    return await realm.world.fetch(sql, parameters, row=GroupRow)


def escape_like(text: str) -> str:
    """Make every character of `text` match itself in a LIKE pattern."""
    return text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")


def rank_column(schema: Schema) -> str:
    """The column of creature_template that holds the rank."""
    return "t.Classification" if schema.has("creature_template", "Classification") else "t.`rank`"


def _expansion_column(schema: Schema) -> str:
    wrath = schema.has("creature_template", "exp")
    return "t.exp" if wrath else "t.RequiredExpansion"


def _fill(sql: str, schema: Schema, where: str) -> str:
    levels = schema.has("creature_template", "minlevel")
    filled = {
        "{min_level}": "t.minlevel" if levels else "NULL",
        "{max_level}": "t.maxlevel" if levels else "NULL",
        "{rank}": rank_column(schema),
        "{expansion}": _expansion_column(schema),
        "{where}": where,
    }
    for place, text in filled.items():
        sql = sql.replace(place, text)
    return sql


def _where(schema: Schema, wanted: CreatureFilter) -> tuple[str, list[Parameter]]:
    """The condition and its parameters; every value is a parameter."""
    terms: list[str] = []
    parameters: list[Parameter] = []
    if wanted.name_part:
        pattern = f"%{escape_like(wanted.name_part)}%"
        translated = schema.has("creature_template_locale")
        if translated and wanted.locale != BASE_LOCALE:
            terms.append(NAME_LIKE_LOCALE)
            parameters += [pattern, wanted.locale, pattern]
        else:
            terms.append(NAME_LIKE)
            parameters.append(pattern)
    rank = rank_column(schema)
    for column, value in (
        ("t.type", wanted.type),
        ("t.family", wanted.family),
        (rank, wanted.rank),
        ("t.faction", wanted.faction),
        (_expansion_column(schema), wanted.expansion),
        (rank, BOSS_RANK if wanted.boss else None),
    ):
        if value is not None:
            terms.append(f"{column} = %s")
            parameters.append(value)
    terms += _flag_terms(wanted, rank)
    return " AND ".join(terms) or "1 = 1", parameters


def _flag_terms(wanted: CreatureFilter, rank: str) -> Iterable[str]:
    if wanted.elite:
        yield f"{rank} IN (1, 2, 3)"
    if wanted.vendor:
        yield VENDOR
    if wanted.trainer:
        yield TRAINER
