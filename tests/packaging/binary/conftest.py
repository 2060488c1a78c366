"""The two built programs, as somebody has them who downloaded one."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance import __version__
from tests.support.process import CHECKOUT, Program

DIST = CHECKOUT / "dist"
FOLDER = DIST / "trinitycore-mcp" / "trinitycore-mcp"


def path_of(form: str) -> Path:
    """Where a form of the program is."""
    if form == "folder":
        return FOLDER
    return next(DIST.glob(f"trinitycore-mcp-{__version__}-linux-*"), DIST / "nothing")


def built(form: str, home: Path) -> Program:
    """A form of the program, with a home of its own."""
    path = path_of(form)
    if not path.exists():
        pytest.fail(f"{path} is not there: run `make binary`")
    home.mkdir()
    return Program(path, home)


@pytest.fixture(params=["onefile", "folder"])
def program(request: pytest.FixtureRequest, tmp_path: Path) -> Program:
    """Each form."""
    return built(request.param, tmp_path / "home")


@pytest.fixture
def onefile(tmp_path: Path) -> Program:
    """The form for download."""
    return built("onefile", tmp_path / "home")


@pytest.fixture
def folder(tmp_path: Path) -> Program:
    """The form for packages and the image."""
    return built("folder", tmp_path / "home")


def unpacked(program: Program) -> list[Path]:
    """The folders that one-file programs were unpacked to and that are still there."""
    return sorted(program.home.glob("_MEI*"))
