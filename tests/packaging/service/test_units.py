"""The units as text: systemd takes them without a word, and calls them safe."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from appliance.lifecycle.systemd import STOP_MARGIN_S
from appliance.settings.model import ServerSettings
from tests.support.process import CHECKOUT

UNITS = CHECKOUT / "systemd"
ONE, SEVERAL = UNITS / "trinitycore-mcp.service", UNITS / "trinitycore-mcp@.service"
HIGHEST_EXPOSURE = 15
"""Tenths, as `--threshold` counts."""
DIFFERENCES = (
    ("Description=MCP server for a TrinityCore realm", "Description=MCP server for the realm %i"),
    ("/trinitycore-mcp/appliance.", "/trinitycore-mcp/%i."),
    ("User=trinitycore-mcp", "User=trinitycore-mcp-%i"),
    ("StateDirectory=trinitycore-mcp", "StateDirectory=trinitycore-mcp-%i"),
    ("CacheDirectory=trinitycore-mcp", "CacheDirectory=trinitycore-mcp-%i"),
    ("RuntimeDirectory=trinitycore-mcp", "RuntimeDirectory=trinitycore-mcp-%i"),
    ("%S/trinitycore-mcp", "%S/trinitycore-mcp-%i"),
    ("%C/trinitycore-mcp", "%C/trinitycore-mcp-%i"),
    ("%t/trinitycore-mcp", "%t/trinitycore-mcp-%i"),
)
"""What one realm's unit says, and what that of several says instead."""


def directives(unit: Path) -> list[str]:
    """The lines that mean something."""
    return [line for line in unit.read_text().splitlines() if line and line[0] not in "#;"]


def seconds(name: str) -> float:
    """A time of the unit, in seconds."""
    (text,) = re.findall(rf"^{name}=(\d+)$", ONE.read_text(), re.MULTILINE)
    return float(text)


@pytest.fixture(scope="module")
def analyze() -> str:
    """The path of systemd-analyze."""
    found = shutil.which("systemd-analyze")
    if found is None:
        pytest.skip("systemd-analyze is missing: packaging/setup/systemd.sh installs it")
    return found


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A root with systemd's own units, ours, and a program where ours is installed."""
    units = tmp_path / "usr" / "lib" / "systemd" / "system"
    shutil.copytree("/usr/lib/systemd/system", units, symlinks=True)
    for unit in (ONE, SEVERAL):
        shutil.copy(unit, units)
    program = tmp_path / "usr" / "bin" / "trinitycore-mcp"
    program.parent.mkdir()
    program.touch(mode=0o755)
    return tmp_path


def test_several_realms_have_the_unit_of_one() -> None:
    expected = "\n".join(directives(ONE))
    for one, several in DIFFERENCES:
        assert one in expected
        expected = expected.replace(one, several)
    assert "\n".join(directives(SEVERAL)) == expected


@pytest.mark.parametrize("unit", ["trinitycore-mcp.service", "trinitycore-mcp@pvp.service"])
def test_systemd_has_nothing_to_say(analyze: str, root: Path, unit: str) -> None:
    # Its exit status does not tell: an unknown key is a line and nothing more.
    checked = verify(analyze, root, unit)
    assert (checked.returncode, checked.stderr) == (0, "")
    path = root / "usr/lib/systemd/system" / re.sub("pvp", "", unit)
    path.write_text(path.read_text().replace("WatchdogSec=", "WatchdogSecs="))
    assert "WatchdogSecs" in verify(analyze, root, unit).stderr


def verify(analyze: str, root: Path, unit: str) -> subprocess.CompletedProcess[str]:
    """What systemd says of a unit below `root`."""
    command = [analyze, "verify", "--man=no", f"--root={root}", unit]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("unit", [ONE, SEVERAL])
def test_systemd_calls_the_service_safe(analyze: str, unit: Path) -> None:
    threshold = f"--threshold={HIGHEST_EXPOSURE}"
    command = [analyze, "security", "--offline=true", "--no-pager", threshold, str(unit)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout


def test_an_error_of_the_configuration_is_final() -> None:
    assert "RestartPreventExitStatus=1 2" in directives(ONE)


def test_a_stop_may_take_what_the_settings_allow() -> None:
    defaults = ServerSettings()
    needed_s = defaults.drain_delay_s + defaults.drain_timeout_s + STOP_MARGIN_S
    assert seconds("TimeoutStopSec") >= needed_s
