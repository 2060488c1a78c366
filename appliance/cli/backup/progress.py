"""How far a run is, on a terminal; nothing where nobody looks."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from appliance.cli.backup.words import size, span

if TYPE_CHECKING:
    from appliance.backup.logical.progress import Progress

_REDRAW_S = 0.1
_BAR = 24


@contextmanager
def shown(what: str) -> Iterator[Progress]:
    """A line on standard error that tells how far it is, while the block runs."""
    from appliance.backup.logical.progress import unheard

    if not sys.stderr.isatty():
        yield unheard
        return
    line = _Line(what)
    try:
        yield line.tell
    finally:
        click.echo("\r\x1b[K", nl=False, err=True)


class _Line:
    def __init__(self, what: str) -> None:
        self._what = what
        self._drawn = -1.0

    async def tell(
        self, done: int, total: int, rows: int, bytes_: int, eta_s: float | None
    ) -> None:
        import trio

        now = trio.current_time()
        if now - self._drawn < _REDRAW_S:
            return
        self._drawn = now
        filled = _BAR * done // total if total else 0
        bar = "#" * filled + "-" * (_BAR - filled)
        left = "" if eta_s is None else f", {span(eta_s)} to go"
        text = f"{self._what} [{bar}] {done}/{total} tables, {rows} rows, {size(bytes_)}{left}"
        click.echo(f"\r\x1b[K{text}", nl=False, err=True)
