"""The twelve loot tables of the world database, in both layouts.

A row points to a reference by its column `Reference` (3.3.5, older master) or by `ItemType` 1 with
the reference's number as `Item` (LootStoreItem::Type; 2 is a currency, 3 a tracking quest).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from appliance.formulas.loot import MAX_DEPTH, LootRow
from appliance.gamedata.lookup import fetch_by_ids
from appliance.gamedata.realm import Realm


class LootKind(StrEnum):
    """What is looted; names the table <kind>_loot_template."""

    CREATURE = "creature"
    PICKPOCKETING = "pickpocketing"
    SKINNING = "skinning"
    GAMEOBJECT = "gameobject"
    ITEM = "item"
    DISENCHANT = "disenchant"
    PROSPECTING = "prospecting"
    MILLING = "milling"
    MAIL = "mail"
    SPELL = "spell"
    FISHING = "fishing"
    REFERENCE = "reference"

    @property
    def table(self) -> str:
        """The table of this kind."""
        return f"{self}_loot_template"


CONDITION_SOURCES: Mapping[LootKind, int] = {
    LootKind.CREATURE: 1,
    LootKind.DISENCHANT: 2,
    LootKind.FISHING: 3,
    LootKind.GAMEOBJECT: 4,
    LootKind.ITEM: 5,
    LootKind.MAIL: 6,
    LootKind.MILLING: 7,
    LootKind.PICKPOCKETING: 8,
    LootKind.PROSPECTING: 9,
    LootKind.REFERENCE: 10,
    LootKind.SKINNING: 11,
    LootKind.SPELL: 12,
}
"""The ConditionSourceType of each table."""

ROWS = """
SELECT Entry, Item, {kind}, Chance, QuestRequired, LootMode, GroupId, MinCount, MaxCount
FROM {table} WHERE Entry IN ({ids}) ORDER BY Entry, Item, {kind}
"""
ITEM, REFERENCE, CURRENCY, TRACKING_QUEST = range(4)
"""LootStoreItem::Type."""
_OTHER_TYPES = {CURRENCY: "currency", TRACKING_QUEST: "tracking quest"}


@dataclass(frozen=True, slots=True)
class NotAnItem:
    """Label of a row that gives something else."""

    what: str


class StoredRow(NamedTuple):
    """A row as stored; `kind` is the column Reference or ItemType."""

    entry: int
    item: int
    kind: int
    chance: float
    quest_required: int
    loot_mode: int
    group: int
    min_count: int
    max_count: int


def has_item_types(realm: Realm, kind: LootKind) -> bool:
    """Whether the table is in today's layout, with ItemType."""
    return realm.schema.has(kind.table, "ItemType")


def gives_item_twice(realm: Realm) -> bool:
    """Whether a group that is rolled again may give the same item again.

    The server that reads ItemType does so; the older one refuses (Loot::maxDuplicates).
    """
    return has_item_types(realm, LootKind.REFERENCE)


def loot_row(row: StoredRow, *, item_types: bool) -> LootRow:
    """The row in the terms of the formula."""
    label: Hashable = None
    reference = row.kind
    if item_types:
        reference = row.item if row.kind == REFERENCE else 0
        if row.kind in _OTHER_TYPES:
            label = NotAnItem(_OTHER_TYPES[row.kind])
        elif row.kind not in (ITEM, REFERENCE):
            label = NotAnItem(f"thing of ItemType {row.kind}")
    return LootRow(
        item=row.item,
        reference=reference,
        chance=row.chance,
        group=row.group,
        min_count=row.min_count,
        max_count=row.max_count,
        quest_required=bool(row.quest_required) and not reference,
        loot_mode=row.loot_mode,
        label=label,
    )


def rows_sql(realm: Realm, kind: LootKind, sql: str = ROWS) -> str:
    """`sql` for the table of `kind` in the layout it has."""
    column = "ItemType" if has_item_types(realm, kind) else "Reference"
    return sql.replace("{table}", kind.table).replace("{kind}", column)


async def fetch_templates(
    realm: Realm, kind: LootKind, entries: Collection[int]
) -> dict[int, list[LootRow]]:
    """The rows of templates in the order the server loads them; without rows, no template."""
    if not realm.schema.has(kind.table):
        return {}
    item_types = has_item_types(realm, kind)
    found: dict[int, list[LootRow]] = defaultdict(list)
    for row in await fetch_by_ids(realm.world, rows_sql(realm, kind), entries, row=StoredRow):
        found[row.entry].append(loot_row(row, item_types=item_types))
    return dict(found)


async def fetch_references(realm: Realm, rows: Collection[LootRow]) -> dict[int, list[LootRow]]:
    """Every reference table that `rows` lead to, directly or through others."""
    found: dict[int, list[LootRow]] = {}
    pending = {row.reference for row in rows if row.reference}
    for _ in range(MAX_DEPTH):
        if not pending:
            break
        more = await fetch_templates(realm, LootKind.REFERENCE, pending)
        found |= more
        pending = {row.reference for members in more.values() for row in members}
        pending -= found.keys() | {0}
    return found


def labelled(rows: Sequence[LootRow], conditions: Mapping[int, Sequence[str]]) -> list[LootRow]:
    """Rows whose items have conditions, by item, carry them as label."""
    return [
        replace(row, label=tuple(conditions[row.item]))
        if row.item in conditions and not row.reference and row.label is None
        else row
        for row in rows
    ]
