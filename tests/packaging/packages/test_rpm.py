"""The .rpm installed, upgraded and erased in a tree of its own, whose libraries suit it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator

import pytest

from tests.packaging.packages.conftest import differences
from tests.support.debian_tree import DebianTree
from tests.support.packages import CONFIGURATION, LATER_LINE, NAME, Packages

pytestmark = pytest.mark.packaged

HELPER = "/usr/lib/systemd/systemd-update-helper"
"""Where rpm is at home systemd brings this program; here one stands in that writes down what it is
asked for."""
CALLS = "/var/log/helper"
OF_THE_SYSTEM = (
    "/usr/share/fish/vendor_completions.d",
    "/usr/share/licenses",
    "/usr/share/man/man1",
    "/usr/share/zsh/site-functions",
)
"""Folders that belong to another package where rpm is at home."""
MINE = "# Mine.\n"


@pytest.fixture(scope="module")
def untouched(tree: DebianTree) -> dict[str, str]:
    """The files of the tree, with the helper, before anything was installed."""
    if shutil.which("rpm") is None:
        pytest.skip("rpm is missing: packaging/setup/packages.sh installs it")
    tree.write(HELPER, f'#!/bin/sh\necho "$@" >>{CALLS}\n')
    tree.path(HELPER).chmod(0o755)
    for folder in OF_THE_SYSTEM:
        tree.path(folder).mkdir(parents=True, exist_ok=True)
    return tree.files()


@pytest.fixture(autouse=True)
def installed(tree: DebianTree, untouched: dict[str, str], built: Packages) -> Iterator[None]:
    """The package is installed for a test and erased after it, and then nothing is left."""
    rpm(tree, "-i", built)
    yield
    rpm(tree, "-e")
    tree.path(CALLS).unlink()
    assert differences(untouched, tree.files()) == {}


def rpm(tree: DebianTree, action: str, packages: Packages | None = None) -> None:
    """Run rpm on the tree; Debian has what is needed under other names."""
    what = str(packages.rpm) if packages else NAME
    line = ["rpm", "--root", str(tree.root), "--dbpath", "/var/lib/rpm", "--nodeps", action, what]
    done = subprocess.run(line, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"


def calls(tree: DebianTree) -> list[str]:
    """What the helper was asked for."""
    return tree.path(CALLS).read_text().splitlines()


def test_it_runs(tree: DebianTree) -> None:
    assert tree.succeed(NAME, "--version").startswith("trinitycore-mcp ")
    assert "demo realm" in tree.succeed(NAME, "check", "--config", CONFIGURATION)


def test_presets_decide_whether_it_is_enabled(tree: DebianTree) -> None:
    assert calls(tree) == ["install-system-units trinitycore-mcp.service"]


def test_an_upgrade_disables_nothing(tree: DebianTree, later: Packages) -> None:
    rpm(tree, "-U", later)
    assert calls(tree) == ["install-system-units trinitycore-mcp.service"]
    assert tree.path(CONFIGURATION).read_text().endswith(LATER_LINE)
    assert tree.succeed(NAME, "--version").startswith("trinitycore-mcp ")


def test_a_changed_configuration_is_kept(tree: DebianTree, later: Packages) -> None:
    with tree.path(CONFIGURATION).open("a") as file:
        file.write(MINE)
    rpm(tree, "-U", later)
    assert tree.path(CONFIGURATION).read_text().endswith(MINE)
    new = tree.path(f"{CONFIGURATION}.rpmnew")
    assert new.read_text().endswith(LATER_LINE)
    rpm(tree, "-e")
    saved = tree.path(f"{CONFIGURATION}.rpmsave")
    assert saved.read_text().endswith(MINE)
    shutil.rmtree(saved.parent)
    rpm(tree, "-i", later)


def test_an_erasure_stops_the_service(tree: DebianTree, built: Packages) -> None:
    rpm(tree, "-e")
    assert calls(tree)[-1] == "remove-system-units trinitycore-mcp.service"
    rpm(tree, "-i", built)
