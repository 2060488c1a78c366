"""Versions of state files."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.errors import RepositoryError
from appliance.formats import FIRST, KEY, UPGRADE, refuse_newer, version_in

JSON = (
    st.none()
    | st.booleans()
    | st.floats(allow_nan=False)
    | st.text(max_size=5)
    | st.lists(st.integers(), max_size=2)
)


@given(st.integers(), st.dictionaries(st.text(max_size=5), JSON, max_size=4))
def test_the_version_is_what_the_file_names(version: int, others: dict[str, object]) -> None:
    assert version_in(json.dumps({**others, KEY: version}).encode()) == version


@given(JSON | st.dictionaries(st.just(KEY), JSON))
def test_what_names_no_number_is_of_the_first_version(content: object) -> None:
    assert version_in(json.dumps(content).encode()) == FIRST


@given(st.binary())
def test_what_is_no_json_is_left_to_its_reader(content: bytes) -> None:
    assert version_in(content) == FIRST


def test_depth_is_no_way_in() -> None:
    assert version_in(b"[" * 100_000) == FIRST


@given(st.integers(), st.integers())
def test_only_a_newer_one_is_refused(version: int, newest: int) -> None:
    if version <= newest:
        refuse_newer("x", version, newest, RepositoryError)
        return
    with pytest.raises(RepositoryError) as caught:
        refuse_newer("x", version, newest, RepositoryError)
    assert caught.value.message == f"x has format {version}, this version reads up to {newest}"
    assert caught.value.hint == UPGRADE
