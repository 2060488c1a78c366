"""Priorities of log lines where the journal reads them."""

from __future__ import annotations

import io
import json
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import pytest
import structlog

from appliance.telemetry import journal, logs


@pytest.fixture
def stream(tmp_path: Path) -> Iterator[TextIO]:
    with (tmp_path / "stderr").open("w+") as file:
        yield file


def named(stream: TextIO) -> dict[str, str]:
    """What the service manager tells a process whose standard error is `stream`."""
    status = os.fstat(stream.fileno())
    return {"JOURNAL_STREAM": f"{status.st_dev}:{status.st_ino}"}


def close(log: logs.Logs) -> None:
    log.close()
    log._writer.close(timeout_s=30)  # the end of a process waits for less


def test_the_journal_is_known_by_device_and_inode(stream: TextIO, tmp_path: Path) -> None:
    assert journal.is_journal(stream, named(stream))
    assert not journal.is_journal(stream, {})
    with (tmp_path / "other").open("w") as other:
        assert not journal.is_journal(other, named(stream))
    assert not journal.is_journal(other, named(stream))
    assert not journal.is_journal(io.StringIO(), named(stream))


@pytest.mark.parametrize(
    ("level", "priority"),
    [("debug", "<7>"), ("info", "<6>"), ("warning", "<4>"), ("error", "<3>"), ("critical", "<2>")],
)
@pytest.mark.parametrize("origin", ["appliance", "package"])
def test_each_line_carries_its_priority(
    stream: TextIO, level: str, priority: str, origin: str
) -> None:
    log = logs.configure(level="debug", as_json=True, stream=stream, environ=named(stream))
    logging.getLogger().setLevel(logging.DEBUG)
    logger = structlog.get_logger() if origin == "appliance" else logging.getLogger("package")
    getattr(logger, level)("event")
    close(log)
    stream.seek(0)
    (line,) = stream.read().splitlines()
    assert line.startswith(priority)
    event = json.loads(line.removeprefix(priority))
    assert (event["event"], event["level"]) == ("event", level)


def test_a_traceback_for_people_keeps_the_priority_on_every_line(stream: TextIO) -> None:
    log = logs.configure(level="info", as_json=False, stream=stream, environ=named(stream))
    try:
        raise ValueError("broken")
    except ValueError:
        structlog.get_logger().exception("bug")
    close(log)
    stream.seek(0)
    lines = stream.read().splitlines()
    assert len(lines) > 3
    assert all(line.startswith("<3>") for line in lines)


def test_other_readers_see_no_priorities(stream: TextIO) -> None:
    log = logs.configure(level="info", as_json=True, stream=stream)
    structlog.get_logger().warning("event")
    close(log)
    stream.seek(0)
    assert stream.read().startswith("{")


def test_a_level_nobody_knows_is_information() -> None:
    render = journal.prioritized(lambda _logger, _method, event: event["event"])
    assert render(None, "notice", {"event": "text"}) == "<6>text"
