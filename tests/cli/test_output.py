"""An answer that cannot be written is one line, and no reason not to serve."""

from __future__ import annotations

import shlex
import signal
import subprocess
from pathlib import Path

import pytest

from tests.support.process import CHECKOUT, Program, command, environment, serving


@pytest.mark.parametrize("arguments", [("check", "--demo"), ("config", "show")])
def test_a_full_disk_is_one_line(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            command(*arguments), cwd=tmp_path, env=environment(), stdout=full,
            stderr=subprocess.PIPE, text=True, timeout=60, check=False,
        )  # fmt: skip
    assert done.returncode == 1
    message, hint = done.stderr.splitlines()
    assert message == "trinitycore-mcp: cannot write to standard output: No space left on device"
    assert hint.startswith("  hint: ")


def test_serving_goes_on_without_its_greeting(tmp_path: Path) -> None:
    (tmp_path / "stdout").symlink_to("/dev/full")
    with serving(tmp_path, "--demo") as server:
        server.wait_until("/readyz", 200)
        assert server.end(signal.SIGTERM) == 0


def test_a_closed_standard_output_is_one_line(tmp_path: Path) -> None:
    done = subprocess.run(
        ["sh", "-c", 'exec "$@" >&-', "sh", *command("config", "show")],
        cwd=tmp_path, env=environment(), stderr=subprocess.PIPE, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    message, hint = done.stderr.splitlines()
    assert message == "trinitycore-mcp: standard output is closed"
    assert hint.startswith("  hint: ")


def test_serving_needs_no_standard_streams(tmp_path: Path) -> None:
    script = tmp_path / "closed"
    line = shlex.join([f"PYTHONPATH={CHECKOUT}", *command()])
    script.write_text(f'#!/bin/sh\nexec env {line} "$@" <&- >&- 2>&-\n')
    script.chmod(0o755)
    with serving(tmp_path, "--demo", program=Program(script, tmp_path)) as server:
        server.wait_until("/readyz", 200)
        assert server.end(signal.SIGTERM) == 0
