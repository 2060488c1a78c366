"""The texts of a DB2 file with records of one size.

The blocks of all sections count as one; a record says how far a text lies behind the place that
says so, as if all records of the file lay one after the other before all texts.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from appliance.clientdata.wdc_header import Source

_LONGEST_TEXT = 2**20


class Texts:
    """The blocks of texts.

    Args:
        blocks: start and size of each.
    """

    def __init__(self, source: Source, blocks: Sequence[tuple[int, int]]) -> None:
        self.source = source
        self._blocks = blocks
        self._firsts: list[int] = []
        self.size = 0
        for _, size in blocks:
            self._firsts.append(self.size)
            self.size += size

    def block(self, position: int) -> tuple[int, int, int]:
        """First and last position of the block that holds one, and where it starts."""
        at = bisect_right(self._firsts, position) - 1
        start, size = self._blocks[at]
        return self._firsts[at], self._firsts[at] + size, start

    def reader(self) -> Reader:
        """What reads the texts of one question."""
        return Reader(self)


class Reader:
    """Reads each text once, so that memory follows the file's.

    Texts may end alike and share that; a file made to blow up shares nearly all of each. So texts
    that are together longer than the blocks that hold them are refused.
    """

    def __init__(self, texts: Texts) -> None:
        self._texts, self._data = texts, texts.source.data
        self._known: dict[int, str] = {}
        self._left = 4 * texts.size + _LONGEST_TEXT
        self._first = self._last = self._start = 0

    def read(self, position: int, at: int) -> str:
        """The text at a position in all blocks; what lies before them is no text.

        Args:
            at: where the file says so.

        Raises:
            ClientFileError: there is none.
        """
        if position in self._known:
            return self._known[position]
        if not self._first <= position < self._last:
            if position < 0:
                return ""
            if position >= self._texts.size:
                message = f"points to byte {position} of {self._texts.size} bytes of texts"
                raise self._texts.source.error(message, at)
            self._first, self._last, self._start = self._texts.block(position)
        begin = self._start + position - self._first
        end = self._start + self._last - self._first
        stop = self._data.find(b"\0", begin, end)
        if stop < 0:
            raise self._texts.source.error("a text without an end", begin)
        self._left -= stop - begin
        if self._left < 0:
            raise self._texts.source.error("texts overlap without end", at)
        text = self._known[position] = str(self._data[begin:stop], "utf-8", "replace")
        return text
