"""A second build, from a checkout elsewhere, is the same byte for byte."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.packaging.binary.conftest import FOLDER, path_of
from tests.support.process import CHECKOUT

pytestmark = pytest.mark.packaged

FREEZE = """\
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
import build, environment
if build.built() != build.state():
    sys.exit("dist/ is not from these files: run `make binary`")
build.freeze(environment.ready(), Path(sys.argv[2]), Path(sys.argv[3]))
"""


def files(folder: Path) -> dict[str, bytes]:
    """Name below `folder` -> content."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_another_build_is_the_same(tmp_path: Path) -> None:
    checkout = tmp_path / "elsewhere"
    for name in ("appliance", "packaging/pyinstaller"):
        unwanted = shutil.ignore_patterns("__pycache__")
        shutil.copytree(CHECKOUT / name, checkout / name, ignore=unwanted)
    for name in ("LICENSE", "pyproject.toml"):
        shutil.copy2(CHECKOUT / name, checkout / name)
    again = tmp_path / "again"
    builder = CHECKOUT / "packaging" / "pyinstaller"
    subprocess.run([sys.executable, "-c", FREEZE, builder, checkout, again], check=True)
    ours = files(FOLDER.parent)
    for added in ("LICENSE", "THIRD_PARTY_LICENSES.txt"):
        del ours[added]
    theirs = files(again / FOLDER.name)
    assert ours.keys() == theirs.keys()
    assert [name for name in ours if ours[name] != theirs[name]] == []
    onefile = (again / "trinitycore-mcp-onefile").read_bytes()
    assert onefile == path_of("onefile").read_bytes()
