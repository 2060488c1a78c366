"""The garbage collector of a process that serves for months."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loading() -> Iterator[None]:
    """Import the program in this block: it is not searched for garbage, then or later.

    Modules live as long as the process does. Searching them again and again while they are loaded
    takes a tenth of the start, and what they leave behind is too little to look for.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def settle() -> None:
    """Take all that is alive now out of the collector's sight.

    It lives as long as the process does. Walking it in every full collection costs a tenth of the
    processor time of a busy server, and each walk holds up every call for some 80 ms.
    """
    gc.collect()
    gc.freeze()


def settle_anew() -> None:
    """The same after a part was replaced: what it has left behind is looked for as well.

    Costs one walk over everything.
    """
    gc.unfreeze()
    settle()
