"""What a part has to do at a reload, in the order in which it happens."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from appliance.settings.reload import Changes


def nothing() -> None:
    """Nothing is to be done."""


async def nothing_later() -> None:
    """Nothing is left to be done."""


@dataclass(frozen=True, slots=True)
class Step:
    """What one part has made ready.

    Attributes:
        commit: switches over; must not fail.
        services: what calls that begin afterwards find in `Services`, by field.
        undo: lets go again what was made ready, when another part refuses.
        retire: ends what was in use before, once no call uses it any more.
        notes: what an operator should know of it.
    """

    commit: Callable[[], object] = nothing
    services: Mapping[str, object] = field(default_factory=dict)
    undo: Callable[[], Awaitable[object]] = nothing_later
    retire: Callable[[], Awaitable[object]] = nothing_later
    notes: tuple[str, ...] = ()


class Reloadable(Protocol):
    """A part that takes other settings into use."""

    async def prepare(self, changes: Changes) -> Step:
        """Make ready whatever can fail; change nothing that is in use.

        Raises:
            ApplianceError: the changes cannot be applied; a SettingsError may have many reasons.
        """
