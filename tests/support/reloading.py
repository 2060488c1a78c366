"""Reloads for tests that have nothing to reload."""

from __future__ import annotations

from appliance.settings.reload import Outcome


async def no_reload() -> Outcome:
    """Refuse."""
    return Outcome(problems=("nothing to reload",))
