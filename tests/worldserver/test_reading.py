"""What is read of real processes."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from appliance.clock import SystemClock
from appliance.errors import Unavailable
from appliance.settings.workspace import WorldserverSettings
from appliance.worldserver import reading
from appliance.worldserver.finding import Target, find
from appliance.worldserver.reading import Reading, take_detail, take_reading
from tests.support.programs import BUSY, GROWING, IDLE, program, write_pid_file

PROC = Path("/proc")
THREADS = """
import threading, time
def work():
    open('/proc/self/task/%d/comm' % threading.get_native_id(), 'w').write('map worker')
    while True: pass
threading.Thread(target=work, daemon=True).start()
time.sleep(600)
"""
LISTENING = """
import socket, time
listener = socket.create_server(('127.0.0.1', 0))
client = socket.create_connection(listener.getsockname())
kept = listener.accept()
client.sendall(b'x' * 5000)
print(flush=True)
time.sleep(600)
"""


def target_of(pid: int, tmp_path: Path) -> Target:
    settings = WorldserverSettings(pid_file=write_pid_file(tmp_path, pid))
    return find(settings, PROC, SystemClock())


def reading_when(target: Target, done: object) -> Reading:
    """The first reading that satisfies `done`, which has a minute."""
    deadline = time.monotonic() + 60
    while not done(found := take_reading(target, PROC)):  # type: ignore[operator]
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return found


def test_work_is_counted_and_rest_is_not(tmp_path: Path) -> None:
    with program(BUSY) as busy:
        target = target_of(busy.pid, tmp_path)
        first = take_reading(target, PROC)
        later = reading_when(target, lambda now: now.cpu_s > first.cpu_s + 0.05)
        ends = time.monotonic()
        assert 0 < later.cpu_s - first.cpu_s <= (ends - first.at_s) * 1.01
        assert later.rss_bytes > 2**20
        assert later.peak_rss_bytes >= later.rss_bytes
        assert (later.threads, later.swap_bytes) == (1, first.swap_bytes)
        assert later.read_bytes is not None


@pytest.mark.parametrize("interrupted", [1, 100])
def test_the_moment_and_the_cpu_time_are_read_side_by_side(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, interrupted: int
) -> None:
    read_at: list[float] = []

    def cpu_s(_pid: int, _counted_s: float) -> float:
        if len(read_at) < interrupted:
            time.sleep(2 * reading.MOST_APART_S)
        read_at.append(time.monotonic())
        return float(len(read_at))

    with program(IDLE) as process:
        target = target_of(process.pid, tmp_path)
        monkeypatch.setattr(reading, "_cpu_s", cpu_s)
        found = take_reading(target, PROC)
    assert found.cpu_s == len(read_at)
    assert read_at[-2] <= found.at_s <= read_at[-1]
    assert 2 <= len(read_at) <= reading.MOST_LOOKS
    assert len(read_at) == reading.MOST_LOOKS or interrupted == 1


def test_memory_that_grows_is_seen(tmp_path: Path) -> None:
    with program(GROWING) as growing:
        target = target_of(growing.pid, tmp_path)
        first = take_reading(target, PROC)
        later = reading_when(target, lambda now: now.rss_bytes > first.rss_bytes + 4 * 2**20)
        assert later.minor_faults > first.minor_faults


def test_threads_are_told_apart_by_name(tmp_path: Path) -> None:
    with program(THREADS) as process:
        target = target_of(process.pid, tmp_path)
        reading_when(target, lambda now: now.cpu_s > 2.0)
        detail = take_detail(target, PROC, network=False, mapped=True)
        worker = next(each for each in detail.threads if each.name == "map worker")
        assert worker.run_s == max(each.run_s for each in detail.threads) > 0
        assert detail.allowed_cores == len(os.sched_getaffinity(process.pid))
        assert detail.sockets is None
        assert detail.traffic is None
        assert detail.proportional_bytes is not None
        assert detail.private_dirty_bytes is not None
        assert detail.refused == ()


def test_open_files_and_sockets_are_those_of_the_process(tmp_path: Path) -> None:
    with program(LISTENING) as process:
        assert process.stdout is not None
        process.stdout.readline()
        detail = take_detail(target_of(process.pid, tmp_path), PROC, network=True, mapped=False)
        assert detail.open_files is not None
        assert detail.open_files >= 6
        assert detail.open_files_limit is None or detail.open_files_limit > detail.open_files
        assert detail.sockets is not None
        assert detail.sockets.states == {"established": 2, "listen": 1}
        assert detail.sockets.receive_queue_bytes == 5000
        # It shares our network, so bytes are everybody's.
        assert detail.traffic is None
        assert detail.proportional_bytes is None


def test_a_process_that_ended_is_an_error(tmp_path: Path) -> None:
    with program(IDLE) as process:
        target = target_of(process.pid, tmp_path)
        take_reading(target, PROC)
        process.kill()
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        with pytest.raises(Unavailable, match=f"process {process.pid}.* ended"):
            take_reading(target, PROC)
    with pytest.raises(Unavailable, match="ended while it was measured"):
        take_reading(target, PROC)
    with pytest.raises(Unavailable, match="ended while it was measured"):
        take_detail(target, PROC, network=True, mapped=True)


def test_another_process_under_the_same_id_is_not_measured(tmp_path: Path) -> None:
    with program(IDLE) as process:
        target = target_of(process.pid, tmp_path)
        before = Target(target.pid, target.name, target.start_ticks - 1, 0.0, "")
        with pytest.raises(Unavailable, match="ended"):
            take_reading(before, PROC)


def test_what_this_account_may_not_read_is_named(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can leave root's rights")
    with program(IDLE) as process:
        target = target_of(process.pid, tmp_path)
        os.seteuid(65534)
        try:
            found = take_reading(target, PROC)
            detail = take_detail(target, PROC, network=True, mapped=True)
        finally:
            os.seteuid(0)
    assert found.rss_bytes > 0
    assert found.read_bytes is None
    assert detail.refused == ("open files, sockets and disk bytes", "memory maps")
    assert (detail.open_files, detail.sockets, detail.traffic) == (None, None, None)
    assert detail.threads
