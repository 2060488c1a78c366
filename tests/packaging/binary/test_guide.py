"""The chapter "The binary" of docs/DEPLOYMENT_GUIDE.md works as it is written."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from appliance import __version__
from tests.packaging.binary.conftest import DIST, path_of
from tests.support.pages import sections
from tests.support.process import Program, run

pytestmark = pytest.mark.packaged

SEARCH = "/usr/sbin:/usr/bin:/sbin:/bin"
# With ports of its own, and with everything that is still running ended at the end.
ALONE = ("unshare", "--net", "--pid", "--fork", "--kill-child", "--mount-proc")
CHAPTER = sections("DEPLOYMENT_GUIDE.md", "The binary")


@pytest.fixture
def downloads(tmp_path: Path) -> Path:
    """A folder with the downloads."""
    folder = tmp_path / "downloads"
    folder.mkdir()
    shutil.copy2(path_of("onefile"), folder)
    (folder / path_of("onefile").name).chmod(0o644)
    for name in ("SHA256SUMS", "trinitycore-mcp.1", "THIRD_PARTY_LICENSES.txt"):
        shutil.copy2(DIST / name, folder)
    shutil.copytree(DIST / "completions", folder / "completions")
    return folder


def test_the_download_is_installed_and_tried(downloads: Path, tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("a network of its own needs root")
    (install,) = CHAPTER["Install the download"]["sh"]
    (attempt,) = CHAPTER["Try it"]["sh"]
    done = subprocess.run(
        [*ALONE, "bash", "-euo", "pipefail", "-c",
         f"ip link set lo up\n{install}\nexport PATH={tmp_path}/.local/bin:{SEARCH}\n{attempt}"],
        cwd=downloads, env=dict.fromkeys(("HOME", "TMPDIR"), str(tmp_path)) | {"PATH": SEARCH},
        capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"trinitycore-mcp {__version__}" in done.stdout
    assert "ok       schema: TrinityCore 3.3.5" in done.stdout
    assert "FAILED" not in done.stdout


def test_the_client_s_configuration_starts_it(folder: Program, tmp_path: Path) -> None:
    (text,) = CHAPTER["Try it"]["json"]
    server = json.loads(text)["mcpServers"]["trinitycore"]
    done = run(*server["args"], cwd=tmp_path, program=folder)
    assert (done.returncode, server["command"]) == (0, "trinitycore-mcp")


@pytest.mark.parametrize(
    ("mounted", "code", "told"),
    [
        ("noexec", 127, "failed to map segment from shared object"),
        ("size=20m", 255, "decompression resulted in return code -1!"),
    ],
    ids=["forbids execution", "is full"],
)
def test_a_folder_that_does_not_do_is_told_as_written(
    onefile: Program, tmp_path: Path, mounted: str, code: int, told: str
) -> None:
    if os.geteuid() != 0:
        pytest.skip("mounting needs root")
    folder = tmp_path / "temporary"
    folder.mkdir()
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-c",
         f"mount -t tmpfs -o {mounted} none {folder} && exec {onefile.path} --version"],
        env=onefile.environment(TMPDIR=str(folder)), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == code
    assert told in done.stderr
