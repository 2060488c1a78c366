"""What belongs to a DB2 file's records and lies outside of them: their ids and relations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import eq
from typing import Any

from appliance.clientdata.wdc_rows import Rows, Spot
from appliance.clientdata.wdc_sections import Section
from appliance.clientdata.wdc_texts import Reader


class IdColumn:
    """The record's id."""

    def one(self, spot: Spot, reader: Reader) -> int:
        """See `Column`."""
        return spot.number

    def all(self, rows: Rows) -> Sequence[int]:
        """See `Column`."""
        return rows.ids


class EmptyColumn:
    """A field of a table without records."""

    def one(self, spot: Spot, reader: Reader) -> Any:
        """See `Column`; there is no record to ask for."""
        raise LookupError(spot.number)

    def all(self, rows: Rows) -> Sequence[Any]:
        """See `Column`."""
        return ()


class RelationColumn:
    """The parent record's id, kept outside of records; 0 where a record has none.

    Args:
        by_id: whether records are named by their ids.
    """

    def __init__(self, by_id: bool) -> None:
        self._by_id = by_id
        self._known: dict[tuple[int, int], dict[int, int]] = {}

    def one(self, spot: Spot, reader: Reader) -> int:
        """See `Column`."""
        return self._one(spot)

    def all(self, rows: Rows) -> Sequence[int]:
        """See `Column`."""
        if self._by_id and rows.copied:
            return [self._one(spot) for spot in map(rows.spot, rows.ids, rows.places)]
        return rows.gather(lambda section: self._of(section, rows))

    def _one(self, spot: Spot) -> int:
        if not self._by_id:
            return self._parent(spot.section, spot.at, spot.at)
        if spot.number != spot.source:
            known = self._parents(spot.section).get(spot.number)
            if known is not None:
                return known
        return self._parent(spot.section, spot.at, spot.source)

    def _of(self, section: Section, rows: Rows) -> list[int]:
        keys: Sequence[int] = range(section.size)
        if self._by_id:
            keys = rows.own[section.first : section.first + section.size]
        words = section.relations
        if len(words) == 2 * section.size and all(map(eq, words[1::2], keys)):
            return words[::2].tolist()
        return [self._parent(section, at, key) for at, key in enumerate(keys)]

    def _parent(self, section: Section, index: int, key: int) -> int:
        """The record's own entry where relations are in the records' order, as nearly always."""
        words, at = section.relations, 2 * index + 1
        if at < len(words) and words[at] == key:
            return int(words[at - 1])
        return self._parents(section).get(key, 0)

    def _parents(self, section: Section) -> dict[int, int]:
        name = (section.first, section.size)
        known = self._known.get(name)
        if known is None:
            known = self._known[name] = dict(_pairs(section))
        return known


def _pairs(section: Section) -> Iterable[tuple[int, int]]:
    """Key and parent of every relation."""
    words = section.relations
    return zip(words[1::2], words[::2], strict=True)
