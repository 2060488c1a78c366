"""Lines reach their stream in order, and nothing that happens to it reaches the callers."""

from __future__ import annotations

import io
import os
import time

from appliance.telemetry import log_writer
from appliance.telemetry.log_writer import LogWriter

PATIENCE_S = 30.0
MORE_THAN_A_PIPE_HOLDS = 2**21


def test_lines_are_written_in_order() -> None:
    stream = io.StringIO()
    writer = LogWriter(stream)
    for number in range(1000):
        writer.write(f"{number}\n")
    writer.close(timeout_s=PATIENCE_S)
    assert stream.getvalue().split() == [str(number) for number in range(1000)]


def test_a_full_disk_fails_nobody() -> None:
    with open("/dev/full", "w") as full:
        writer = LogWriter(full)
        writer.write("line\n")
        writer.close(timeout_s=PATIENCE_S)
        assert writer.lost == 1


def test_a_reader_that_left_fails_nobody() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with open(writing, "w") as stream:
        writer = LogWriter(stream)
        writer.write("line\n")
        writer.close(timeout_s=PATIENCE_S)
        assert writer.lost == 1


def test_a_reader_that_does_not_read_holds_up_nobody_and_the_oldest_lines_go() -> None:
    reading, writing = os.pipe()
    with open(writing, "w") as stream:
        writer = LogWriter(stream)
        with open(reading):
            writer.write("x" * MORE_THAN_A_PIPE_HOLDS)
            deadline = time.monotonic() + PATIENCE_S
            while writer._lines:
                assert time.monotonic() < deadline
                time.sleep(0.001)
            for number in range(2 * log_writer.MOST_LINES):
                writer.write(f"{number}\n")
            assert len(writer._lines) == log_writer.MOST_LINES
            assert writer._lines[0] == f"{log_writer.MOST_LINES}\n"
            writer.close(timeout_s=0.2)
            assert writer._thread.is_alive()
            assert os.read(reading, 1) == b"x"
        # With its reader gone the thread ends; else it would write on into whatever file gets the
        # descriptor's number next.
        writer.close(timeout_s=PATIENCE_S)
        assert not writer._thread.is_alive()
        assert writer.lost == 2, "what it was writing, and what waited"


def test_text_that_is_no_text_is_written_all_the_same() -> None:
    reading, writing = os.pipe()
    with open(reading), open(writing, "w") as stream:
        writer = LogWriter(stream)
        writer.write("\ud800\n")
        writer.close(timeout_s=PATIENCE_S)
        assert os.read(reading, 100) == b"\\ud800\n"
