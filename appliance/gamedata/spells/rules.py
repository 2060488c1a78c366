"""What the world database says of a spell beside its own record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from appliance.gamedata.concurrency import concurrently
from appliance.gamedata.lookup import as_record, column_list, fetch_by_ids
from appliance.gamedata.realm import Realm
from appliance.gamedata.scripts import conditions
from appliance.gamedata.scripts.conditions import ConditionSource

RANKS = """
SELECT r.spell_id, r.`rank` FROM spell_ranks r
JOIN spell_ranks own ON own.first_spell_id = r.first_spell_id
WHERE own.spell_id = %s ORDER BY r.`rank`, r.spell_id
"""
GROUPS = "SELECT id, spell_id FROM spell_group WHERE spell_id IN ({ids}) ORDER BY id, spell_id"
PARENT_GROUPS = """
SELECT id, spell_id FROM spell_group WHERE spell_id IN ({parents}) ORDER BY id, spell_id
"""
STACK_RULES = """
SELECT group_id, stack_rule FROM spell_group_stack_rules WHERE group_id IN ({ids})
ORDER BY group_id
"""
MEMBERS = """
SELECT id, spell_id FROM spell_group WHERE id IN ({ids}) ORDER BY id, spell_id LIMIT 500
"""
LINKED = """
SELECT spell_trigger, spell_effect, type, comment FROM spell_linked_spell
WHERE spell_trigger IN (%s, %s) OR spell_effect IN (%s, %s)
ORDER BY spell_trigger, spell_effect, type LIMIT 200
"""
SCRIPTS = """
SELECT spell_id, ScriptName FROM spell_script_names WHERE spell_id IN ({spells})
ORDER BY spell_id, ScriptName LIMIT 100
"""
REQUIRED = "SELECT req_spell FROM spell_required WHERE spell_id = %s ORDER BY req_spell LIMIT 100"
REQUIRED_BY = "SELECT spell_id FROM spell_required WHERE req_spell = %s ORDER BY spell_id LIMIT 100"
LEARNED = "SELECT SpellID FROM spell_learn_spell WHERE entry = %s ORDER BY SpellID LIMIT 100"
LEARNED_FROM = "SELECT entry FROM spell_learn_spell WHERE SpellID = %s ORDER BY entry LIMIT 100"
DISABLED = """
SELECT flags, params_0, params_1, comment FROM disables WHERE sourceType = 0 AND entry = %s
"""
CONDITIONED = """
SELECT SourceTypeOrReferenceId, SourceGroup FROM conditions
WHERE SourceTypeOrReferenceId IN (13, 17, 24) AND SourceEntry = %s
GROUP BY SourceTypeOrReferenceId, SourceGroup
ORDER BY SourceTypeOrReferenceId, SourceGroup LIMIT 50
"""
_MOST_NESTED = 8
_ROWS = {
    "spell_threat": ("entry", ("flatMod", "pctMod", "apPctMod")),
    "spell_bonus_data": ("entry", ("direct_bonus", "dot_bonus", "ap_bonus", "ap_dot_bonus")),
    "spell_custom_attr": ("entry", ("attributes",)),
    "spell_proc": (
        "SpellId",
        (
            *("SchoolMask", "SpellFamilyName", "SpellFamilyMask0", "SpellFamilyMask1"),
            *("SpellFamilyMask2", "SpellFamilyMask3", "ProcFlags", "ProcFlags2"),
            *("SpellTypeMask", "SpellPhaseMask", "HitMask", "AttributesMask"),
            *("DisableEffectsMask", "ProcsPerMinute", "Chance", "Cooldown", "Charges"),
        ),
    ),
    "spell_area": (
        "spell",
        (
            *("area", "quest_start", "quest_end", "aura_spell", "racemask", "gender"),
            *("autocast", "flags", "quest_start_status", "quest_end_status"),
        ),
    ),
    "spell_target_position": (
        "ID",
        ("EffectIndex", "MapID", "PositionX", "PositionY", "PositionZ", "Orientation"),
    ),
}
"""Table → its key and the columns that are read, as far as the schema has them."""

Record = dict[str, Any]
Row = TypeVar("Row")


class Rank(NamedTuple):
    """A spell of a chain of ranks."""

    spell: int
    rank: int


class Group(NamedTuple):
    """A group of spells whose auras exclude each other; `member` is a spell, or minus a group."""

    id: int
    member: int


class Link(NamedTuple):
    """A spell that another one casts or removes; negative numbers as in the table."""

    trigger: int
    effect: int
    type: int
    comment: str | None


class Script(NamedTuple):
    """A C++ script; a negative spell means all ranks of that first rank."""

    spell: int
    name: str


class Disabled(NamedTuple):
    """A row of disables; maps and areas as the table lists them."""

    flags: int
    maps: str | None
    areas: str | None
    comment: str | None


class _Rule(NamedTuple):
    group: int
    rule: int


@dataclass(frozen=True, slots=True)
class Rules:
    """What the tables of the world database say of one spell; each empty where they are silent.

    ranks: the whole chain. groups: stack rule and members by group. conditions: by what they
    limit ("targets", "cast", "proc"). Keys of rows are column names.
    """

    ranks: Sequence[Rank]
    groups: Sequence[tuple[int, int, tuple[int, ...]]]
    linked: Sequence[Link]
    scripts: Sequence[Script]
    required: Sequence[int]
    required_by: Sequence[int]
    learned: Sequence[int]
    learned_from: Sequence[int]
    disabled: Disabled | None
    conditions: Sequence[tuple[ConditionSource, Sequence[str]]]
    rows: dict[str, list[Record]]


async def rules_of(realm: Realm, spell: int, locale: str) -> Rules:
    """Ask everything the world database says of a spell."""
    ranks = await _when(realm, "spell_ranks", RANKS, [spell], Rank)
    chain = {spell, *(one.spell for one in ranks)}
    first = ranks[0].spell if ranks else spell
    async with concurrently() as questions:
        ask = questions.ask
        rows = {table: ask(_rows, realm, table, _keys(table, spell, first)) for table in _ROWS}
        groups = ask(_groups, realm, first)
        linked = ask(
            _when, realm, "spell_linked_spell", LINKED, [spell, -spell, spell, -spell], Link
        )
        scripts = ask(_scripts, realm, spell, chain)
        required = ask(_when, realm, "spell_required", REQUIRED, [spell], int)
        required_by = ask(_when, realm, "spell_required", REQUIRED_BY, [spell], int)
        learned = ask(_when, realm, "spell_learn_spell", LEARNED, [spell], int)
        learned_from = ask(_when, realm, "spell_learn_spell", LEARNED_FROM, [spell], int)
        disabled = ask(_when, realm, "disables", DISABLED, [spell], Disabled)
        limits = ask(_conditions, realm, spell, locale)
    return Rules(
        ranks=ranks,
        groups=groups.value,
        linked=linked.value,
        scripts=scripts.value,
        required=required.value,
        required_by=required_by.value,
        learned=learned.value,
        learned_from=learned_from.value,
        disabled=disabled.value[0] if disabled.value else None,
        conditions=limits.value,
        rows={table: found.value for table, found in rows.items()},
    )


async def _when(
    realm: Realm, table: str, sql: str, parameters: Sequence[int], row: type[Row]
) -> list[Row]:
    """Rows of a table that not every schema has."""
    if not realm.schema.has(table):
        return []
    return await realm.world.fetch(sql, list(parameters), row=row)


async def _rows(realm: Realm, table: str, keys: Sequence[int]) -> list[Record]:
    """The rows of the first of `keys` that has any."""
    key, columns = _ROWS[table]
    present = [column for column in columns if realm.schema.has(table, column)]
    if not present or not realm.schema.has(table, key):
        return []
    names = column_list([key, *present])
    marks = ",".join(["%s"] * len(keys))
    sql = f"SELECT {names} FROM {table} WHERE `{key}` IN ({marks}) ORDER BY {names} LIMIT 100"
    rows = await realm.world.fetch(sql, list(keys), row=as_record([key, *present]))
    counting = next((one for one in keys if any(row[key] == one for row in rows)), None)
    return [row for row in rows if row[key] == counting]


def _keys(table: str, spell: int, first_rank: int) -> list[int]:
    """A rank without a row of its own has that of the first (SpellMgr::GetSpellBonusData)."""
    if table in ("spell_threat", "spell_bonus_data"):
        return list(dict.fromkeys([spell, first_rank]))
    return [spell, -first_rank] if table == "spell_proc" else [spell]


async def _groups(realm: Realm, first_rank: int) -> list[tuple[int, int, tuple[int, ...]]]:
    """The groups of a spell and those that contain them, with stack rule and members."""
    if not realm.schema.has("spell_group"):
        return []
    found = {row.id for row in await fetch_by_ids(realm.world, GROUPS, [first_rank], row=Group)}
    pending = set(found)
    for _ in range(_MOST_NESTED):
        if not pending:
            break
        marks = ",".join(["%s"] * len(pending))
        sql = PARENT_GROUPS.replace("{parents}", marks)
        parents = await realm.world.fetch(sql, [-one for one in sorted(pending)], row=Group)
        pending = {row.id for row in parents} - found
        found |= pending
    members = await fetch_by_ids(realm.world, MEMBERS, found, row=Group)
    rules: dict[int, int] = {}
    if realm.schema.has("spell_group_stack_rules"):
        known = await fetch_by_ids(realm.world, STACK_RULES, found, row=_Rule)
        rules = {one.group: one.rule for one in known}
    return [
        (group, rules.get(group, 0), tuple(row.member for row in members if row.id == group))
        for group in sorted(found)
    ]


async def _scripts(realm: Realm, spell: int, chain: set[int]) -> list[Script]:
    if not realm.schema.has("spell_script_names"):
        return []
    ids = [spell, *(-one for one in sorted(chain))]
    sql = SCRIPTS.replace("{spells}", ",".join(["%s"] * len(ids)))
    return await realm.world.fetch(sql, ids, row=Script)


async def _conditions(
    realm: Realm, spell: int, locale: str
) -> list[tuple[ConditionSource, Sequence[str]]]:
    if not realm.schema.has("conditions"):
        return []
    rows = await realm.world.fetch(CONDITIONED, [spell], row=Group)
    sources = [ConditionSource(row.id, row.member, spell) for row in rows]
    explained = await conditions.explain(realm, sources, locale)
    return [(source, explained[source]) for source in sources if source in explained]
