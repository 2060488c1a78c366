"""The rows of loot templates, each in words: what it gives, how likely, and under which rules.

The chances are those of the row as it stands; `drops` has those of a whole template.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from appliance.formulas.loot import DEFAULT_LOOT_MODE, LootRow, fault
from appliance.formulas.numbers import plain
from appliance.gamedata import names
from appliance.gamedata.enums import Enums, enums
from appliance.gamedata.loot.tables import (
    CONDITION_SOURCES,
    LootKind,
    NotAnItem,
    fetch_templates,
)
from appliance.gamedata.realm import Realm
from appliance.gamedata.scripts import conditions
from appliance.gamedata.scripts.conditions import ConditionSource

ALL_LOOT_MODES = 0xFFFF


async def explain(
    realm: Realm, kind: LootKind, entries: Collection[int], locale: str
) -> dict[int, list[str]]:
    """A sentence for each row of templates of a kind; templates without rows are missing."""
    templates = await fetch_templates(realm, kind, entries)
    sources = {
        ConditionSource(CONDITION_SOURCES[kind], entry, row.item)
        for entry, rows in templates.items()
        for row in rows
    }
    required = await conditions.explain(realm, sources, locale)
    items = {row.item for rows in templates.values() for row in rows if not row.reference}
    known = await names.item_names(realm, items, locale)
    return {
        entry: [
            in_words(
                enums(realm.branch),
                row,
                known,
                required.get(ConditionSource(CONDITION_SOURCES[kind], entry, row.item), ()),
            )
            for row in rows
        ]
        for entry, rows in templates.items()
    }


def in_words(
    known: Enums, row: LootRow, item_names: Mapping[int, str], required: Sequence[str] = ()
) -> str:
    """One row; `required` are alternatives of which one must hold."""
    parts = [_chance(row), _amount(row)]
    if row.quest_required:
        parts.append("only for those on a quest for it")
    if row.loot_mode != DEFAULT_LOOT_MODE:
        modes = " or ".join(known.flags("LootModes", row.loot_mode)) or "none"
        parts.append(f"only in loot mode {modes}")
    if required:
        parts.append(f"if {' or '.join(required)}")
    if why := fault(row, ALL_LOOT_MODES):
        parts.append(f"but it {why.removeprefix(_plain_thing(row))}")
    return f"{_thing(row, item_names)}: {', '.join(part for part in parts if part)}"


def _plain_thing(row: LootRow) -> str:
    """How a fault begins."""
    return f"reference {row.reference} " if row.reference else f"item {row.item} "


def _thing(row: LootRow, item_names: Mapping[int, str]) -> str:
    """What the row gives."""
    if row.reference:
        of = f"group {row.group} of " if row.group else ""
        return f"{of}reference {row.reference}"
    if isinstance(row.label, NotAnItem):
        return f"{row.label.what} {row.item}"
    name = item_names.get(row.item)
    return f"{name} (item {row.item})" if name else f"item {row.item}"


def _chance(row: LootRow) -> str:
    """How likely it is taken, and against what it is rolled."""
    if not row.group or row.reference:
        return f"{plain(row.chance, 6)} %"
    if row.chance:
        return f"{plain(row.chance, 6)} % in group {row.group} (at most one of it)"
    return f"an equal share of what is left of group {row.group}"


def _amount(row: LootRow) -> str:
    """How many pieces, or how often a reference is rolled."""
    if row.reference:
        return f"rolled {row.max_count} times" if row.max_count > 1 else ""
    if row.min_count == row.max_count:
        return f"{row.max_count} pieces" if row.max_count != 1 else ""
    return f"{row.min_count}-{row.max_count} pieces"
