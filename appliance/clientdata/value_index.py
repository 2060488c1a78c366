"""Which records of a table hold a value: made at the first question about a field, and kept."""

from __future__ import annotations

import threading
from array import array
from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Sequence
from typing import NamedTuple

from appliance.clientdata.interface import Table

_KEPT = 8
"""Fields whose values stay indexed at a time."""


class _Index(NamedTuple):
    """Values ascending, and the id of the record that has each."""

    values: array[int]
    ids: array[int]

    def find(self, value: int) -> tuple[int, ...]:
        first = bisect_left(self.values, value)
        return tuple(self.ids[first : bisect_right(self.values, value, lo=first)])


class ValueIndexes:
    """The indexes of one table. Safe in threads: one makes an index, the others wait."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: OrderedDict[str, _Index] = OrderedDict()

    def find(self, table: Table, field: str, value: int) -> tuple[int, ...]:
        """Ids of the records whose integer `field`, or a place of it, is `value`, ascending.

        Raises:
            KeyError: the table has no such field, or it holds no integers.
            ClientFileError: the file is damaged.
        """
        with self._lock:
            index = self._known.get(field)
            if index is None:
                index = self._known[field] = _index(table, field)
            self._known.move_to_end(field)
            while len(self._known) > _KEPT:
                self._known.popitem(last=False)
        return index.find(value)


def _index(table: Table, field: str) -> _Index:
    known = next((known for known in table.fields if known.name == field), None)
    if known is None:
        raise KeyError(f"{table.name} has no field {field}")
    if known.kind != "int":
        raise KeyError(f"{table.name}.{field} holds no integers")
    values: list[int] = []
    ids: Sequence[int] = table.ids()
    if known.count == 1:
        values = [value for _, value in table.scan(field)]
    else:
        ids = array("q")
        for number, found in table.scan(field):
            for value in set(found):
                values.append(value)
                ids.append(number)
    order = sorted(range(len(values)), key=values.__getitem__)
    code = "q" if known.signed else "Q"
    return _Index(array(code, (values[at] for at in order)), array("q", (ids[at] for at in order)))
