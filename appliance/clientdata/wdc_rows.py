"""Which record has which id, and where it lies.

A place counts the records of readable sections, in the file's order. A copy has an id of its own
and another record's place.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from operator import lt
from typing import Any, NamedTuple

from appliance.clientdata.wdc_sections import Section


class Spot(NamedTuple):
    """One record: `at` counts within its section; `source` is the id it was written for, which
    for a copy is not its own `number`."""

    section: Section
    at: int
    number: int
    source: int


class Rows:
    """Ids ascending, and the place of each.

    Args:
        ids_of: the ids of a section's records, in order.
    """

    def __init__(
        self, sections: Sequence[Section], ids_of: Callable[[Section], Sequence[int]]
    ) -> None:
        self.sections = sections
        self.own = _together([ids_of(section) for section in sections])
        """The id each place was written for."""
        self.lost_copies = 0
        """Copies of records that are not there."""
        self.copied = any(len(section.copies) for section in sections)
        self.ids: Sequence[int] = self.own
        self.places: Sequence[int] = range(len(self.own))
        if self.copied or not ascending(self.own):
            self._order()
        self._firsts = [section.first for section in sections]

    def place(self, number: int) -> int | None:
        """The place of a record; None when there is none with this id."""
        at = bisect_left(self.ids, number)
        if at == len(self.ids) or self.ids[at] != number:
            return None
        return self.places[at]

    def spot(self, number: int, place: int) -> Spot:
        """The record with an id, at its place."""
        section = self.sections[bisect_right(self._firsts, place) - 1]
        return Spot(section, place - section.first, number, self.own[place])

    def gather(self, read: Callable[[Section], list[Any]]) -> Sequence[Any]:
        """What `read` finds in each section, by ascending id."""
        if len(self.sections) == 1:
            return self.arrange(read(self.sections[0]))
        return self.arrange(list(chain.from_iterable(map(read, self.sections))))

    def arrange(self, values: Sequence[Any]) -> Sequence[Any]:
        """Values by place, put by ascending id."""
        if isinstance(self.places, range):
            return values
        return [values[place] for place in self.places]

    def _order(self) -> None:
        """Sort ids; of equal ids the last counts, a copy more than a record."""
        own = self.own
        numbers = [(number << 32) | place for place, number in enumerate(own)]
        numbers.sort()
        copies, copy_places = self._copies(numbers)
        order = len(own)
        numbers += [(number << 32) | (order + index) for index, number in enumerate(copies)]
        numbers.sort()
        ids, places = array("q"), array("q")
        last = -1
        for key in numbers:
            number, at = key >> 32, key & 0xFFFFFFFF
            place = at if at < order else copy_places[at - order]
            if number == last:
                places[-1] = place
            else:
                ids.append(number)
                places.append(place)
                last = number
        self.ids, self.places = ids, places

    def _copies(self, numbers: list[int]) -> tuple[list[int], list[int]]:
        """New ids and the places they share; `numbers` are the sorted keys of records."""
        made: dict[int, int] = {}
        pairs = (pair for section in self.sections for pair in _pairs(section.copies))
        for new, old in pairs:
            place = made.get(old)
            if place is None:
                at = bisect_left(numbers, (old + 1) << 32) - 1
                if at < 0 or numbers[at] >> 32 != old:
                    self.lost_copies += 1
                    continue
                place = numbers[at] & 0xFFFFFFFF
            if new != old:
                made[new] = place
        return list(made), list(made.values())


def _pairs(words: Sequence[int]) -> Iterable[tuple[int, int]]:
    return zip(words[::2], words[1::2], strict=True)


def _together(parts: Sequence[Sequence[int]]) -> Sequence[int]:
    if len(parts) == 1:
        return parts[0]
    return array("q", chain.from_iterable(parts))


def ascending(ids: Sequence[int]) -> bool:
    """Whether each id is above the one before it."""
    if isinstance(ids, range):
        return True
    return all(map(lt, ids, ids[1:]))
