"""Files of /proc as the kernel writes them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.worldserver import procfs
from appliance.worldserver.procfs import Malformed, parse_numbers, parse_stat

STAT = (
    "8642 ({name}) R 8601 8597 4863 0 -1 4194304 1929 0 7 0 48 12 0 0 20 0 1 0 94862 16949248 3358 "
    "18446744073709551615 1 1 0 0 0 0 0 16781312 2 0 0 0 17 1 0 0 250 0 0 1 1 1 1 1 1 1 0"
)


@given(st.text(st.characters(exclude_characters="\n\0", exclude_categories=["Cs"]), max_size=15))
def test_a_name_may_hold_anything(name: str) -> None:
    stat = parse_stat(STAT.format(name=name))
    assert (stat.name, stat.state, stat.start_ticks) == (name, "R", 94862)
    assert (stat.minor_faults, stat.major_faults) == (1929, 7)
    assert stat.user_s * procfs.TICKS_PER_S == pytest.approx(48)
    assert stat.system_s * procfs.TICKS_PER_S == pytest.approx(12)
    assert stat.disk_wait_s * procfs.TICKS_PER_S == pytest.approx(250)
    assert not stat.dead


@pytest.mark.parametrize("text", ["", "1 (a", "1 (a) R 2", STAT.replace("94862", "soon")])
def test_another_form_is_an_error(text: str) -> None:
    with pytest.raises(Malformed):
        parse_stat(text)


def test_a_zombie_is_dead() -> None:
    assert parse_stat(STAT.format(name="a").replace(") R", ") Z")).dead


def test_sizes_come_in_bytes_and_words_are_left_out() -> None:
    text = "Name:\tworldserver\nVmRSS:\t  12 kB\nThreads:\t7\nbtime 1796058964\ncpu  1 2\n\n"
    assert parse_numbers(text) == {"VmRSS": 12288, "Threads": 7, "btime": 1796058964, "cpu": 1}


def test_limits_of_open_files() -> None:
    line = "Max open files            1024                 4096                 files"
    assert procfs.parse_open_files_limit(f"Limit  Soft\n{line}\n") == 1024
    assert procfs.parse_open_files_limit(line.replace("1024", "unlimited")) is None
    assert procfs.parse_open_files_limit("") is None


def test_schedule_and_pressure() -> None:
    assert procfs.parse_schedule("1500000000 250000000 39\n") == (1.5, 0.25)
    text = "some avg10=0.02 avg60=0.33 avg300=0.30 total=48\nfull avg10=0 avg60=9 total=0\n"
    assert procfs.parse_pressure(text) == 0.33
    assert procfs.parse_pressure("") is None


def test_traffic_leaves_the_loopback_out() -> None:
    text = (
        "Inter-|   Receive  |  Transmit\n face |bytes packets|bytes\n"
        "    lo:   20913     214    0    0    0     0          0         0    20913     214    0\n"
        "  eth0: 4294967296  15671    0    0    0     0          0         0  1101899   1    0\n"
    )
    assert procfs.parse_traffic(text) == (4294967296, 1101899)
