"""What lives at the start is not walked again."""

from __future__ import annotations

import gc

from appliance.lifecycle.memory import settle


def test_what_is_alive_is_frozen_and_later_garbage_is_still_collected() -> None:
    settle()
    try:
        assert gc.get_freeze_count() > 10_000
        cycle: list[object] = []
        cycle.append(cycle)
        del cycle
        assert gc.collect() >= 1
    finally:
        gc.unfreeze()
