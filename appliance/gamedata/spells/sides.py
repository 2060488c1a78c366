"""Side tables of spells: what index columns point to.

A side table that is not there leaves its fields unknown; only the main table is required.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from appliance.clientdata.interface import Record
from appliance.gamedata import client
from appliance.gamedata.realm import Realm
from appliance.gamedata.spells.types import AuraConditions, Reagent

BASE_LOCALE = "enUS"
Rows = Mapping[int, Record]


class Sides:
    """Records of side tables by id, and which tables are missing although they are asked for."""

    def __init__(self, tables: Mapping[str, Rows | None]) -> None:
        self._tables = tables

    def get(self, table: str, number: int) -> Record | None:
        """A record; None where there is none, or no table."""
        rows = self._tables.get(table)
        return None if rows is None else rows.get(number)

    def missing(self, wanted: Mapping[str, str]) -> tuple[str, ...]:
        """Notes for those tables of `wanted` (table → what it would say) that are not there."""
        return tuple(
            f"{what}: the client table {table} is not there"
            for table, what in wanted.items()
            if self._tables.get(table) is None
        )


async def by_id(
    realm: Realm, wanted: Mapping[str, Iterable[int]], locale: str = BASE_LOCALE
) -> Sides:
    """Records of each table by id (0 is no record)."""
    found: dict[str, Rows | None] = {}
    for table, ids in wanted.items():
        numbers = {number for number in ids if number > 0}
        if not numbers:
            found[table] = {}
        elif await client.has(realm, table):
            found[table] = await client.records(realm, table, numbers, locale)
        else:
            found[table] = None
    return Sides(found)


async def by_spell(
    realm: Realm, table: str, spells: Collection[int], difficulties: Sequence[int]
) -> dict[int, list[Record]] | None:
    """Records of a table of master by their SpellID; None where table or names are not there.

    Of records for several difficulties, those of the first of `difficulties` count; without any
    of these, those of the lowest.
    """
    if not await client.has(realm, table):
        return None
    known = {field.name for field in (await client.table(realm, table)).fields}
    if "SpellID" not in known:
        return None
    rows: dict[int, list[Record]] = defaultdict(list)
    for row in await client.find(realm, table, "SpellID", spells):
        rows[row["SpellID"]].append(row)
    return {spell: _of_difficulty(found, difficulties) for spell, found in rows.items()}


def first(rows: Mapping[int, list[Record]] | None, spell: int) -> Record:
    """The first record of a spell, or an empty one."""
    found = (rows or {}).get(spell)
    return found[0] if found else {}


def numbers(value: Any) -> tuple[int, ...]:
    """An array column, or a single number, as a tuple."""
    if value is None:
        return ()
    return tuple(value) if isinstance(value, tuple) else (value,)


def mask(value: Any) -> int:
    """Words of 32 bits, lowest first, as one number without a sign."""
    return sum((word & 0xFFFFFFFF) << 32 * place for place, word in enumerate(numbers(value)))


def words(*values: Any) -> tuple[int, ...]:
    """Masks as the unsigned numbers of 32 bits that they are."""
    return tuple(word & 0xFFFFFFFF for value in values for word in numbers(value))


def present(values: Iterable[int]) -> tuple[int, ...]:
    """Those of an array of ids that are set."""
    return tuple(value for value in values if value)


def conditions(row: Record) -> AuraConditions:
    """Auras that caster and target must, or must not, have."""
    return AuraConditions(
        *(
            row.get(f"{exclude}{who}Aura{what}", 0)
            for what in ("State", "Spell")
            for exclude in ("", "Exclude")
            for who in ("Caster", "Target")
        )
    )


def reagents(row: Record) -> tuple[Reagent, ...]:
    """Items that casting uses up."""
    pairs = zip(row.get("Reagent", ()), row.get("ReagentCount", ()), strict=False)
    return tuple(Reagent(item, pieces) for item, pieces in pairs if item > 0 and pieces)


def _of_difficulty(rows: list[Record], difficulties: Sequence[int]) -> list[Record]:
    """Rows that count for a difficulty. Effects are told apart by index, powers by order."""
    chosen: dict[int, Record] = {}
    for row in sorted(rows, key=lambda row: (_weight(row, difficulties), row["ID"])):
        place = row.get("EffectIndex", row.get("OrderIndex", 0))
        chosen.setdefault(place, row)
    return [chosen[place] for place in sorted(chosen)]


def _weight(row: Record, difficulties: Sequence[int]) -> tuple[int, int]:
    own = row.get("DifficultyID", 0)
    return (difficulties.index(own) if own in difficulties else len(difficulties)), own
