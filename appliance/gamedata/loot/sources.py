"""Where an item comes from: every loot template that gives it, directly or through references.

Only the rows that decide about the item are read, the chance is computed once for each template,
and owners are read only for the templates that are shown: a cloth that three thousand creatures
drop costs a few queries.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from appliance.formulas.loot import MAX_DEPTH, LootRow, LootTables, Outcome
from appliance.gamedata.lookup import fetch_by_ids
from appliance.gamedata.loot.owners import Owner, owner_names, owners_of
from appliance.gamedata.loot.tables import (
    CONDITION_SOURCES,
    ITEM,
    LootKind,
    StoredRow,
    gives_item_twice,
    has_item_types,
    labelled,
    loot_row,
    rows_sql,
)
from appliance.gamedata.realm import Realm
from appliance.gamedata.scripts import conditions
from appliance.gamedata.scripts.conditions import ConditionSource

SILENT_SHOWN = 5
"""Loot templates named that hold an item and never give it."""
COLUMNS = "Entry, Item, {kind}, Chance, QuestRequired, LootMode, GroupId, MinCount, MaxCount"
OF_ITEM = f"""
SELECT {COLUMNS} FROM {{table}} WHERE Item = %s AND {{kind}} = %s ORDER BY Entry, Item
"""
REFERRING = f"""
SELECT {COLUMNS} FROM {{table}} WHERE Reference IN ({{ids}}) ORDER BY Entry, Item
"""
REFERRING_TYPED = f"""
SELECT {COLUMNS} FROM {{table}} WHERE ItemType = 1 AND Item IN ({{ids}}) ORDER BY Entry, Item
"""
IN_GROUPS = f"""
SELECT {COLUMNS} FROM {{table}} WHERE Entry IN ({{ids}}) AND GroupId > 0
ORDER BY Entry, Item, {{kind}}
"""

_NOTES = {
    LootKind.DISENCHANT: "disenchant: which items have this id is in client files",
    LootKind.FISHING: "fishing: the id is an area's, its name is in client files (AreaTable)",
    LootKind.MAIL: "mail: the id is that of a mail template",
    LootKind.SPELL: "spell: names of these spells are in client files",
}
"""What is said when no owner of a kind has a name."""


@dataclass(frozen=True, slots=True)
class ItemSource:
    """One thing that gives the item.

    kind, loot_id: the loot template. id, name: who or what is looted (a creature, a chest, an
        item, a spell, an area …), the name None where only client files know it.
    difficulties: master: DifficultyIDs with this loot; empty elsewhere.
    The other fields are as in `loot.Drop`, for this item.
    """

    kind: LootKind
    loot_id: int
    id: int
    name: str | None
    difficulties: tuple[int, ...]
    chance_percent: float
    min_count: int
    max_count: int
    expected_count: float
    quest_required: bool
    group: int
    via_reference: tuple[int, ...]
    conditions: list[str]


@dataclass(frozen=True, slots=True)
class ItemSources:
    """Sources of an item, best chance first; `total` counts those that were cut too.

    unused_templates: loot templates that give the item but that nothing uses.
    """

    item: int
    sources: list[ItemSource]
    total: int
    truncated: bool
    unused_templates: int
    notes: list[str]


class _Found(NamedTuple):
    """A template that gives the item, and how."""

    kind: LootKind
    loot_id: int
    outcome: Outcome


Templates = dict[int, list[LootRow]]


async def sources_of_item(realm: Realm, item: int, locale: str, *, limit: int = 100) -> ItemSources:
    """Everything that can be looted for `item`, at most `limit` sources.

    Templates of chance 0 (cut off in an overfull group, other loot mode …) are left out, and named
    in a note. What a template gives under different conditions are different sources.
    """
    found, silent = await _found(realm, item, locale)
    owners = await owners_of(realm, _ids_by_kind(found))
    used = [one for one in found if (one.kind, one.loot_id) in owners]
    pairs = [(one, owner) for one in used for owner in owners[one.kind, one.loot_id]]
    shown = pairs[:limit]
    known = await _owner_names(realm, shown, locale)
    return ItemSources(
        item=item,
        sources=[_source(one, owner, known[one.kind].get(owner.id)) for one, owner in shown],
        total=len(pairs),
        truncated=len(pairs) > len(shown),
        unused_templates=len(found) - len(used),
        notes=[_NOTES[kind] for kind in known if kind in _NOTES and not known[kind]]
        + _silence(silent),
    )


def _silence(silent: Sequence[tuple[LootKind, int]]) -> list[str]:
    """What is said of templates that hold the item and never give it."""
    if not silent:
        return []
    named = ", ".join(f"{kind} {entry}" for kind, entry in silent[:SILENT_SHOWN])
    more = f" and {len(silent) - SILENT_SHOWN} more" if len(silent) > SILENT_SHOWN else ""
    return [
        f"loot templates that hold it but give none as they stand (a loot mode that a script must "
        f"set, or no chance): {named}{more}"
    ]


async def _found(
    realm: Realm, item: int, locale: str
) -> tuple[list[_Found], list[tuple[LootKind, int]]]:
    """The templates that give the item, best chance first, and those that hold it for nothing."""
    references = await _references(realm, item)
    stored = {LootKind.REFERENCE: references}
    for kind in LootKind:
        if kind is not LootKind.REFERENCE and realm.schema.has(kind.table):
            stored[kind] = await _templates(realm, kind, item, references)
    await _add_conditions(realm, stored, item, locale)
    tables = LootTables(
        stored.pop(LootKind.REFERENCE), distinct=not gives_item_twice(realm), only=item
    )
    cache: dict[tuple[LootRow, ...], list[Outcome]] = {}
    found: list[_Found] = []
    silent: list[tuple[LootKind, int]] = []
    for kind, templates in stored.items():
        for entry, rows in templates.items():
            key = tuple(rows)
            if key not in cache:
                cache[key] = [one for one in tables.outcomes(rows) if one.chance_percent > 0]
            found += [_Found(kind, entry, outcome) for outcome in cache[key]]
            if not cache[key]:
                silent.append((kind, entry))
    found.sort(key=lambda one: (-one.outcome.chance_percent, one.kind, one.loot_id))
    return found, silent


async def _add_conditions(
    realm: Realm, stored: Mapping[LootKind, Templates], item: int, locale: str
) -> None:
    """Label the item's rows with their conditions."""
    places = {
        ConditionSource(CONDITION_SOURCES[kind], entry, item): (kind, entry)
        for kind, templates in stored.items()
        for entry in templates
    }
    for source, required in (await conditions.explain(realm, places.keys(), locale)).items():
        kind, entry = places[source]
        stored[kind][entry] = labelled(stored[kind][entry], {item: required})


async def _owner_names(
    realm: Realm, shown: Sequence[tuple[_Found, Owner]], locale: str
) -> dict[LootKind, dict[int, str]]:
    ids: dict[LootKind, set[int]] = defaultdict(set)
    for one, owner in shown:
        ids[one.kind].add(owner.id)
    return {kind: await owner_names(realm, kind, wanted, locale) for kind, wanted in ids.items()}


async def _references(realm: Realm, item: int) -> Templates:
    """The reference tables that lead to the item, with the rows that decide about it."""
    kind = LootKind.REFERENCE
    if not realm.schema.has(kind.table):
        return {}
    stored = await _direct(realm, kind, item)
    pending = {row.entry for row in stored}
    known = set(pending)
    for _ in range(MAX_DEPTH):
        if not pending:
            break
        more = await _referring(realm, kind, pending)
        stored += more
        pending = {row.entry for row in more} - known
        known |= pending
    return _by_entry(realm, kind, stored)


async def _templates(
    realm: Realm, kind: LootKind, item: int, references: Collection[int]
) -> Templates:
    """The templates of one table that lead to the item, with the rows that decide about it."""
    stored = await _direct(realm, kind, item)
    stored += await _referring(realm, kind, references)
    return _by_entry(realm, kind, stored)


async def _direct(realm: Realm, kind: LootKind, item: int) -> list[StoredRow]:
    """Rows of the item itself, and all other rows of the groups that it is in."""
    rows = await realm.world.fetch(rows_sql(realm, kind, OF_ITEM), [item, ITEM], row=StoredRow)
    groups = {(row.entry, row.group) for row in rows if row.group}
    others = await fetch_by_ids(
        realm.world,
        rows_sql(realm, kind, IN_GROUPS),
        {entry for entry, _ in groups},
        row=StoredRow,
    )
    inside = [row for row in others if (row.entry, row.group) in groups]
    return [row for row in rows if not row.group] + inside


async def _referring(realm: Realm, kind: LootKind, references: Collection[int]) -> list[StoredRow]:
    typed = has_item_types(realm, kind)
    sql = rows_sql(realm, kind, REFERRING_TYPED if typed else REFERRING)
    return await fetch_by_ids(realm.world, sql, references, row=StoredRow)


def _by_entry(realm: Realm, kind: LootKind, stored: Sequence[StoredRow]) -> Templates:
    """Rows by template, in the server's order, each once."""
    item_types = has_item_types(realm, kind)
    rows: dict[int, list[LootRow]] = defaultdict(list)
    # A reference row in a group of the item comes twice: as part of the group, and as reference.
    for row in sorted(dict.fromkeys(stored)):
        rows[row.entry].append(loot_row(row, item_types=item_types))
    return dict(rows)


def _ids_by_kind(found: Sequence[_Found]) -> dict[LootKind, set[int]]:
    ids: dict[LootKind, set[int]] = defaultdict(set)
    for one in found:
        ids[one.kind].add(one.loot_id)
    return dict(ids)


def _source(one: _Found, owner: Owner, name: str | None) -> ItemSource:
    outcome = one.outcome
    return ItemSource(
        kind=one.kind,
        loot_id=one.loot_id,
        id=owner.id,
        name=name,
        difficulties=owner.difficulties,
        chance_percent=outcome.chance_percent,
        min_count=outcome.min_count,
        max_count=outcome.max_count,
        expected_count=outcome.expected_count,
        quest_required=outcome.quest_required,
        group=outcome.group,
        via_reference=outcome.references,
        conditions=list(outcome.label) if isinstance(outcome.label, tuple) else [],
    )
