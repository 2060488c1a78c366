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
        self._source = source
        self._starts = [start for start, _ in blocks]
        self._ends = [start + size for start, size in blocks]
        self._firsts: list[int] = []
        self.size = 0
        for _, size in blocks:
            self._firsts.append(self.size)
            self.size += size

    def read(self, position: int, at: int) -> str:
        """The text at a position in all blocks; `at` is where the file says so.

        Raises:
            ClientFileError: there is none.
        """
        if position >= self.size:
            message = f"points to byte {position} of {self.size} bytes of texts"
            raise self._source.error(message, at)
        block = bisect_right(self._firsts, position) - 1
        begin = self._starts[block] + position - self._firsts[block]
        end = min(self._ends[block], begin + _LONGEST_TEXT)
        stop = self._source.data.find(b"\0", begin, end)
        if stop < 0:
            raise self._source.error("a text without an end", begin)
        return self._source.data[begin:stop].decode("utf-8", "replace")

    def reader(self) -> Reader:
        """What reads the texts of one question."""
        return Reader(self)

    def refuse_overlap(self, total: int, at: int) -> None:
        """Stop when texts are together longer than the blocks that hold them.

        Texts may end alike and share that; a file made to blow up shares nearly all of each.
        """
        if total > 4 * self.size + _LONGEST_TEXT:
            raise self._source.error("texts overlap without end", at)


class Reader:
    """Reads each text once, so that memory follows the file's."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self._known: dict[int, str] = {}
        self._total = 0

    def read(self, position: int, at: int) -> str:
        """See `Texts.read`; what lies before all texts is no text."""
        if position < 0:
            return ""
        text = self._known.get(position)
        if text is None:
            text = self._known[position] = self._texts.read(position, at)
            self._total += len(text)
            self._texts.refuse_overlap(self._total, at)
        return text
