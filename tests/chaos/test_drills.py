"""The short drills, run as `make drills` runs all. Whether they were fast is not asked here."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from chaos.faults import DRILLS
from chaos.faults.rolling_upgrade import next_minor
from chaos.hosts import CHECKOUT, environment
from tests.support.servers import find_program

FAULTS = CHECKOUT / "chaos" / "faults"


def test_every_fault_is_in_the_list_under_its_own_name() -> None:
    files = {path.stem for path in FAULTS.glob("*.py")} - {"__init__"}
    assert {drill.name for drill in DRILLS} == files
    for drill in DRILLS:
        assert import_module(f"chaos.faults.{drill.name}").DRILL is drill


def test_the_next_minor_version_is_the_next_minor_version() -> None:
    assert next_minor("2.0.0.dev0") == "2.1.0"
    assert next_minor("2.9.3") == "2.10.0"


@pytest.mark.sweep
@pytest.mark.skipif(
    os.geteuid() != 0 or not Path("/dev/net/tun").exists() or shutil.which("ip") is None,
    reason="namespaces need root, iproute2 and /dev/net/tun",
)
def test_the_promises_hold_in_the_short_drills(tmp_path: Path) -> None:
    find_program("nginx", "nginx-light")
    find_program("mariadbd", "mariadb-server")
    done = subprocess.run(
        [sys.executable, "-m", "chaos", "run", "--short", "--untimed", f"--out={tmp_path}"],
        cwd=CHECKOUT,
        env=environment({}),
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    kept = [json.loads(line) for line in (tmp_path / "trials.jsonl").read_text().splitlines()]
    assert [each["drill"] for each in kept] == [drill.name for drill in DRILLS if drill.short]
    assert all(each["calls"] > 0 for each in kept)
