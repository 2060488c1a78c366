"""Rules over a worldserver's measurements, and reports of any form."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.tuning.process import FIELDS, RULES, read_report, suggest

SOUND: dict[str, Any] = {
    "machine": {"cores": 8, "usableCores": 4, "memoryBytes": 16 * 2**30},
    "window": {"seconds": 30.0},
    "cpu": {
        "percentOfCore": {"mean": 120.0, "p95": 150.0}, "waitPercent": 1.5,
        "threads": [
            {"name": "world", "percentOfCore": 60.5}, {"name": "map", "percentOfCore": 30},
        ],
    },
    "memory": {
        "rssBytes": 4 * 2**30, "swapBytes": 0,
        "growth": {"bytesPerS": 5000.0, "marginBytesPerS": 9000.0},
    },
    "cgroup": {"throttledPercent": 0.1, "pressurePercent": {"cpu": 1.0, "memory": 0.0, "io": 2.0}},
    "process": {"openFiles": 300, "openFilesLimit": 1024},
    "network": {"sendQueueBytes": 4000, "receiveQueueBytes": 0},
}  # fmt: skip
TROUBLES: dict[str, dict[str, Any]] = {
    "one-thread-at-its-limit": {"cpu": {"threads": [{"name": "world", "percentOfCore": 97.0}]}},
    "all-cores-busy": {"cpu": {"percentOfCore": {"p95": 390.0}}},
    "waits-for-a-core": {"cpu": {"waitPercent": 25.0}},
    "cpu-limit-reached": {"cgroup": {"throttledPercent": 12.0}},
    "memory-grows": {"memory": {"growth": {"bytesPerS": 9e5, "marginBytesPerS": 1e5}}},
    "memory-nearly-used-up": {"memory": {"rssBytes": 15 * 2**30}},
    "swapped-out": {"memory": {"swapBytes": 2**30}},
    "cpu-pressure": {"cgroup": {"pressurePercent": {"cpu": 40.0}}},
    "memory-pressure": {"cgroup": {"pressurePercent": {"memory": 40.0}}},
    "io-pressure": {"cgroup": {"pressurePercent": {"io": 40.0}}},
    "open-files-nearly-used-up": {"process": {"openFiles": 1000}},
    "send-queue": {"network": {"sendQueueBytes": 2**22}},
    "receive-queue": {"network": {"receiveQueueBytes": 2**22}},
}


def merged(first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
    both = dict(first)
    for key, value in second.items():
        old = both.get(key)
        both[key] = merged(old, value) if isinstance(old, dict) else value
    return both


def test_a_sound_server_gets_no_suggestion() -> None:
    report, busiest = read_report(SOUND)
    assert set(report) == {*FIELDS, "busiest_thread_percent"}
    assert busiest == "world"
    assert report["cpu_percent"] == 150.0
    assert report["cores"] == 4
    assert list(suggest(report, busiest)) == []


@pytest.mark.parametrize("rule", TROUBLES)
def test_each_trouble_is_found_with_its_numbers(rule: str) -> None:
    (found,) = suggest(*read_report(merged(SOUND, TROUBLES[rule])))
    assert found.rule == rule
    assert found.evidence
    assert len(TROUBLES) == len(RULES) + 1


def test_growth_tells_how_long_it_can_go_on() -> None:
    (found,) = suggest(*read_report(merged(SOUND, TROUBLES["memory-grows"])))
    hours = next(each.value for each in found.evidence if each.name == "hours_to_limit")
    assert hours == pytest.approx(12 * 2**30 / 9e5 / 3600)
    assert found.impact == "high"
    short = merged(SOUND, TROUBLES["memory-grows"] | {"window": {"seconds": 2.0}})
    assert list(suggest(*read_report(short))) == []


def test_growth_within_its_error_is_none() -> None:
    noise = {"memory": {"growth": {"bytesPerS": 9e5, "marginBytesPerS": 9e5}}}
    assert list(suggest(*read_report(merged(SOUND, noise)))) == []


def test_other_spellings_and_plain_numbers_are_read() -> None:
    report, _ = read_report({"cores": 2, "cpuPercent": 190, "memory": {"rssMB": 100}})
    assert report == {"cores": 2, "cpu_percent": 190, "rss_bytes": 100 * 2**20}
    assert [found.rule for found in suggest(report)] == ["all-cores-busy"]


def test_what_is_no_number_is_not_read() -> None:
    words = {"cpuPercent": "high", "cores": True, "memory": [1], "cpu": {"threads": "many"}}
    assert read_report(words) == ({}, "")
    assert read_report({"cores": float("nan"), "cpuPercent": 10**400}) == ({}, "")


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["cpu", "threads", "percentOfCore", "memory", "growth", "cores", "name"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(["cpu", "memory", "cores", "machine", "threads"]), JSON))
def test_no_report_breaks_a_rule_and_nothing_comes_of_nothing(document: dict[str, Any]) -> None:
    report, busiest = read_report(document)
    for found in suggest(report, busiest):
        assert found.evidence
    assert list(suggest({})) == []


@given(
    st.dictionaries(
        st.sampled_from(sorted(FIELDS)),
        st.floats(allow_nan=False) | st.sampled_from([0, 1, -1, -1e9, 1e-300, 1e300, 10**400]),
    )
)
def test_whatever_the_numbers_say_the_evidence_is_numbers(numbers: dict[str, float]) -> None:
    document: dict[str, Any] = {}
    for name, number in numbers.items():
        *folders, last = FIELDS[name][0][0].split(".")
        place = document
        for folder in folders:
            place = place.setdefault(folder, {})
        place[last] = number
    for suggestion in suggest(*read_report(document)):
        for each in suggestion.evidence:
            assert isinstance(each.value, str) or math.isfinite(each.value)
