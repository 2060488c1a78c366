"""What reaches standard error, line by line."""

from __future__ import annotations

import io
import json
import logging
from typing import Any

import pytest
import structlog

from appliance.telemetry import logs


class Lines:
    """What was logged, once it was written."""

    def __init__(self, level: str, as_json: bool) -> None:
        self._stream = io.StringIO()
        self.log = logs.configure(level=level, as_json=as_json, stream=self._stream)

    def getvalue(self) -> str:
        self.log.close()
        self.log._writer.close(timeout_s=30)  # the end of a process waits for less
        return self._stream.getvalue()


def configured(*, level: str = "info", as_json: bool = True) -> Lines:
    return Lines(level, as_json)


def test_an_event_is_one_json_line_with_its_logger_and_context() -> None:
    stream = configured()
    bound = logs.request_id.set("r1")
    structlog.get_logger("appliance.test").info("call", tool="x", text="two\nlines")
    logs.request_id.reset(bound)
    (line,) = stream.getvalue().splitlines()
    event = json.loads(line)
    assert event.pop("timestamp").endswith("Z")
    assert event == {
        "event": "call",
        "level": "info",
        "logger": "appliance.test",
        "request_id": "r1",
        "tool": "x",
        "text": "two\nlines",
    }


@pytest.mark.parametrize("package", ["mcp", "httpx2", "hypercorn"])
def test_packages_below_do_not_log_each_request(package: str) -> None:
    stream = configured()
    logging.getLogger(package).info("request")
    logging.getLogger(package).warning("trouble")
    (line,) = stream.getvalue().splitlines()
    assert json.loads(line)["event"] == "trouble"


@pytest.mark.parametrize("as_json", [True, False])
def test_values_under_secret_names_are_masked(as_json: bool) -> None:
    stream = configured(as_json=as_json)
    structlog.get_logger("t").warning("login", db_password="hunter2", jwt_secret="s3", user="u")
    assert "hunter2" not in stream.getvalue()
    assert "s3" not in stream.getvalue()
    assert logs.MASK in stream.getvalue()


def test_packages_that_use_the_standard_library_end_in_the_same_lines() -> None:
    stream = configured()
    logging.getLogger("some.package").warning("it is %s", "late")
    event = json.loads(stream.getvalue())
    assert (event["event"], event["logger"], event["level"]) == (
        "it is late",
        "some.package",
        "warning",
    )


def test_an_exception_carries_its_traceback_in_the_same_line() -> None:
    stream = configured()
    try:
        raise ValueError("broken")
    except ValueError:
        structlog.get_logger("t").exception("bug")
    (line,) = stream.getvalue().splitlines()
    assert "ValueError: broken" in json.loads(line)["exception"]


def test_events_below_the_level_are_left_out() -> None:
    stream = configured(level="warning")
    structlog.get_logger("t").info("quiet")
    logging.getLogger("p").info("quiet")
    assert stream.getvalue() == ""


def test_debug_does_not_open_up_the_packages_below() -> None:
    stream = configured(level="debug")
    logging.getLogger("mcp.server").debug("a payload")
    structlog.get_logger("t").debug("ours")
    assert "payload" not in stream.getvalue()
    assert "ours" in stream.getvalue()


def test_a_traceback_for_people_shows_no_local_variables() -> None:
    stream = configured(as_json=False)
    password = "hunter2"
    try:
        raise ValueError("broken")
    except ValueError:
        structlog.get_logger("t").exception("bug")
    assert password == "hunter2"
    assert "hunter2" not in stream.getvalue()
    assert "ValueError: broken" in stream.getvalue()


def test_level_and_look_change_for_loggers_that_were_used_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    configure = structlog.configure

    def as_in_the_product(**options: Any) -> None:
        configure(**options | {"cache_logger_on_first_use": True})

    monkeypatch.setattr(structlog, "configure", as_in_the_product)
    stream = configured(level="warning", as_json=True)
    ours, below = structlog.get_logger("appliance.changing"), logging.getLogger("below")
    for number, level, as_json in ((1, "", True), (2, "info", False), (3, "error", True)):
        if level:
            stream.log.change(level=level, as_json=as_json)
        for log in (ours, below):
            log.info(f"info {number}")
            log.error(f"error {number}")
    lines = stream.getvalue().splitlines()
    told = [(line.startswith("{"), word, number) for line in lines for word in ("info", "error")
            for number in (1, 2, 3) if f"{word} {number}" in line]  # fmt: skip
    assert told == [
        *[(True, "error", 1)] * 2,
        *[(False, "info", 2), (False, "error", 2)] * 2,
        *[(True, "error", 3)] * 2,
    ]
