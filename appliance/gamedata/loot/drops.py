"""What a loot template gives, with true chances, names and conditions.

Chances are those of one kill (or chest, cast …) at the default drop rates, for a player who meets
the conditions and has the quest; see `formulas.loot`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from appliance.formulas.loot import LootRow, LootTables, Outcome, fault
from appliance.gamedata import client, names
from appliance.gamedata.enums import enums
from appliance.gamedata.lookup import fetch_by_ids
from appliance.gamedata.loot import rows as loot_rows
from appliance.gamedata.loot.sources import ItemSource, ItemSources, sources_of_item
from appliance.gamedata.loot.tables import (
    CONDITION_SOURCES,
    LootKind,
    NotAnItem,
    fetch_references,
    fetch_templates,
    gives_item_twice,
    labelled,
)
from appliance.gamedata.realm import Branch, Realm
from appliance.gamedata.scripts import conditions
from appliance.gamedata.scripts.conditions import ConditionSource

__all__ = [
    "Drop",
    "ItemSource",
    "ItemSources",
    "LootKind",
    "LootTable",
    "drops",
    "sources_of_item",
]

QUALITIES_WRATH = """
SELECT entry, Quality FROM item_template WHERE entry IN ({ids}) ORDER BY entry
"""

IDLE_SHOWN = 5
"""Rows that are told although they give nothing."""

RATES = "at the default drop rates; Rate.Drop.Item.* of the realm's worldserver.conf is not known"
REPEATS = (
    "where a reference rolls a group several times, no item comes twice, as the server does it "
    "outside raids for 25 players"
)


@dataclass(frozen=True, slots=True)
class Drop:
    """An item of a loot template.

    quality: number of ItemQualities; None when only client files know it. name: likewise.
    chance_percent: to drop at least once; expected_count: mean pieces. min_count, max_count: pieces
        of one successful row. ways: rows that lead to it, all counted in the chance.
    group, via_reference: GroupId of the likeliest row (0: rolls alone), and the reference tables
        on the way to it.
    conditions: alternatives, one of which must hold for a player to see it.
    """

    item: int
    name: str | None
    quality: int | None
    chance_percent: float
    min_count: int
    max_count: int
    expected_count: float
    quest_required: bool
    group: int
    via_reference: tuple[int, ...]
    ways: int
    conditions: list[str]


@dataclass(frozen=True, slots=True)
class LootTable:
    """What a template gives, likeliest first; `total` counts what was cut too."""

    kind: LootKind
    loot_id: int
    drops: list[Drop]
    total: int
    truncated: bool
    notes: list[str]


class _Quality(NamedTuple):
    item: int
    quality: int


async def drops(
    realm: Realm, kind: LootKind, loot_id: int, locale: str, *, limit: int = 200
) -> LootTable:
    """The drops of a loot template, at most `limit`, sorted by chance.

    `loot_id` is the Entry of the table of `kind` (for creatures: creature_template.lootid).
    """
    templates = await fetch_templates(realm, kind, [loot_id])
    if loot_id not in templates:
        return LootTable(kind, loot_id, [], 0, False, [f"{kind.table} has no entry {loot_id}"])
    references = await fetch_references(realm, templates[loot_id])
    asked = _conditions_of(kind, templates) + _conditions_of(LootKind.REFERENCE, references)
    required = await conditions.explain(realm, asked, locale)
    tables = LootTables(
        {
            number: _with_conditions(LootKind.REFERENCE, number, rows, required)
            for number, rows in references.items()
        },
        distinct=not gives_item_twice(realm),
    )
    outcomes = tables.outcomes(_with_conditions(kind, loot_id, templates[loot_id], required))
    items = [one for one in outcomes if not isinstance(one.label, NotAnItem)]
    shown = items[:limit]
    return LootTable(
        kind=kind,
        loot_id=loot_id,
        drops=await _named(realm, shown, locale),
        total=len(items),
        truncated=len(items) > len(shown),
        notes=[
            *_notes_of_others(outcomes),
            *await _idle_rows(realm, templates[loot_id], locale),
            *(note for note in tables.notes if note not in map(fault, templates[loot_id])),
            *([REPEATS] if tables.distinct and _rolls_again(templates, references) else []),
            RATES,
        ],
    )


def _conditions_of(
    kind: LootKind, templates: Mapping[int, Sequence[LootRow]]
) -> list[ConditionSource]:
    return [
        ConditionSource(CONDITION_SOURCES[kind], entry, row.item)
        for entry, rows in templates.items()
        for row in rows
        if not row.reference
    ]


def _with_conditions(
    kind: LootKind,
    entry: int,
    rows: Sequence[LootRow],
    required: Mapping[ConditionSource, list[str]],
) -> list[LootRow]:
    source = CONDITION_SOURCES[kind]
    return labelled(
        rows,
        {
            row.item: required[place]
            for row in rows
            if (place := ConditionSource(source, entry, row.item)) in required
        },
    )


def _rolls_again(*sets: Mapping[int, Sequence[LootRow]]) -> bool:
    """Whether a reference processes its table more than once."""
    rows = (row for templates in sets for members in templates.values() for row in members)
    return any(row.reference and row.max_count > 1 for row in rows)


def _notes_of_others(outcomes: Sequence[Outcome]) -> list[str]:
    """Currencies and the like, which are not items."""
    return [
        f"{one.label.what} {one.item}: {one.chance_percent:g} %, "
        f"{one.min_count}-{one.max_count} pieces"
        for one in outcomes
        if isinstance(one.label, NotAnItem)
    ]


async def _idle_rows(realm: Realm, rows: Sequence[LootRow], locale: str) -> list[str]:
    """The template's own rows that give nothing as the server rolls it by default."""
    idle = [row for row in rows if fault(row)]
    shown = idle[:IDLE_SHOWN]
    known = await names.item_names(realm, {row.item for row in shown}, locale)
    words = [loot_rows.in_words(enums(realm.branch), row, known) for row in shown]
    more = len(idle) - len(shown)
    return [
        *(f"gives nothing by default: {text}" for text in words),
        *([f"gives nothing by default: {more} more rows"] if more else []),
    ]


async def _named(realm: Realm, outcomes: Sequence[Outcome], locale: str) -> list[Drop]:
    items = {one.item for one in outcomes}
    known = await names.item_names(realm, items, locale)
    qualities = await _qualities(realm, items)
    return [
        Drop(
            item=one.item,
            name=known.get(one.item),
            quality=qualities.get(one.item),
            chance_percent=one.chance_percent,
            min_count=one.min_count,
            max_count=one.max_count,
            expected_count=one.expected_count,
            quest_required=one.quest_required,
            group=one.group,
            via_reference=one.references,
            ways=one.ways,
            conditions=list(one.label) if isinstance(one.label, tuple) else [],
        )
        for one in outcomes
    ]


async def _qualities(realm: Realm, items: Collection[int]) -> dict[int, int]:
    """Qualities of items; on master of those the hotfixes or the client's files hold."""
    if realm.branch is Branch.WRATH:
        rows = await fetch_by_ids(realm.world, QUALITIES_WRATH, items, row=_Quality)
        return {row.item: row.quality for row in rows}
    if not items:
        return {}
    found = await client.known(realm, "ItemSparse", items)
    return {number: row["OverallQualityID"] for number, row in found.items()}
