"""What lives at the start is not walked again."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from appliance.lifecycle.memory import loading, settle, settle_anew


@pytest.fixture(autouse=True)
def thawed() -> Iterator[None]:
    """Other tests' objects are not left frozen."""
    yield
    gc.unfreeze()


def test_what_is_alive_is_frozen_and_later_garbage_is_still_collected() -> None:
    settle()
    assert gc.get_freeze_count() > 10_000
    cycle: list[object] = []
    cycle.append(cycle)
    del cycle
    assert gc.collect() >= 1


def test_nothing_is_collected_while_the_program_is_loaded() -> None:
    with loading():
        assert not gc.isenabled()
    assert gc.isenabled()
    assert gc.get_freeze_count() > 10_000


def test_the_collector_works_again_after_a_load_that_failed() -> None:
    with pytest.raises(ImportError), loading():
        raise ImportError
    assert gc.isenabled()


def test_what_a_replaced_part_left_behind_is_found_although_it_was_frozen() -> None:
    class Part:
        pass

    part = Part()
    part.itself = part  # type: ignore[attr-defined]
    settle()
    left = weakref.ref(part)
    del part
    gc.collect()
    assert left() is not None
    settle_anew()
    assert left() is None
    assert gc.get_freeze_count() > 10_000
