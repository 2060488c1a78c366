"""Fence and holder."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.backup.repository.interface import UNRANKED
from appliance.backup.repository.layout import Fence, Holder, admit, is_note_name, see
from appliance.errors import BackupLocked, TermOver
from tests.support.backups import NOON


@given(st.lists(st.integers(1, 5), max_size=20))
def test_terms_never_fall_and_every_change_counts(terms: list[int]) -> None:
    fence, admitted = Fence(), []
    for term in terms:
        if term < fence.term:
            with pytest.raises(BackupLocked):
                admit(fence, term)
        else:
            fence = admit(fence, term)
            admitted.append(term)
    assert admitted == sorted(admitted)
    assert fence.generation == len(admitted)


def test_a_term_that_was_seen_counts_no_change_and_ends_lower_ones() -> None:
    fence = see(admit(Fence(), 2), 3)
    assert fence == Fence(term=3, generation=1)
    for door in (see, admit):
        with pytest.raises(TermOver, match="used in 3"):
            door(fence, 2)


def test_who_was_not_elected_changes_things_in_whatever_term_it_is() -> None:
    fence = Fence(term=3, generation=1)
    assert see(fence, UNRANKED) == fence
    assert admit(fence, UNRANKED) == Fence(term=3, generation=2)


def test_a_leader_gives_way_to_a_later_one_and_a_person_to_nobody() -> None:
    assert holder(term=2).gives_way_to(3)
    assert not holder(term=3).gives_way_to(3)
    assert not holder(term=UNRANKED).gives_way_to(3)
    assert not holder(term=2).gives_way_to(UNRANKED)


def holder(**over: object) -> Holder:
    here = Holder.here("one", "backup", since=NOON)
    return Holder.model_validate({**here.model_dump(), **over})


def test_a_run_is_over_when_its_process_is_and_only_this_node_knows() -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    assert not holder().is_over("one")
    assert holder(process="x", pid=ended.pid).is_over("one")
    assert not holder(process="x", pid=ended.pid).is_over("two")
    assert holder(process="x").is_over("one"), "its number is ours now"
    assert not holder(process="x", pid=os.getppid()).is_over("one")


def test_a_holder_is_told_in_words() -> None:
    assert str(holder(pid=7)) == "backup on one (process 7) since 2026-01-31 12:00:00 UTC"


@pytest.mark.parametrize(
    ("name", "good"),
    [
        ("proof.json", True),
        ("restore-2.json", True),
        ("manifest.json", False),
        ("staging.json", False),
        ("removed.json", False),
        ("Proof.json", False),
        ("a/b.json", False),
        (".json", False),
        ("proof.json\n", False),
    ],
)
def test_names_of_notes(name: str, good: bool) -> None:
    assert is_note_name(name) == good
