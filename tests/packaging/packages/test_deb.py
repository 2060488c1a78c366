"""The .deb by Debian's policy: installed, upgraded, removed and purged in a Debian of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.packaging.packages.conftest import differences
from tests.support.debian_tree import DebianTree
from tests.support.packages import CONFIGURATION, LATER_LINE, NAME, Packages

pytestmark = pytest.mark.packaged

WANTED = "/etc/systemd/system/multi-user.target.wants/trinitycore-mcp.service"
UNIT = "/lib/systemd/system/trinitycore-mcp.service"
STATE = "/var/lib/private/trinitycore-mcp"
"""Where systemd keeps the state of a service whose account exists while it runs."""
MINE = "# Mine.\n"
KEPT_BY_REMOVAL = {
    "etc/trinitycore-mcp",
    "etc/trinitycore-mcp/appliance.toml",
    # Whether the administrator wants the service: Debian remembers until the package is purged.
    "etc/systemd/system/multi-user.target.wants/trinitycore-mcp.service",
    "var/lib/systemd/deb-systemd-helper-enabled/multi-user.target.wants/trinitycore-mcp.service",
    "var/lib/systemd/deb-systemd-helper-enabled/trinitycore-mcp.service.dsh-also",
}


@pytest.fixture(autouse=True)
def installed(tree: DebianTree, untouched: dict[str, str], built: Packages) -> Iterator[None]:
    """The package is installed for a test and purged after it, and then nothing is left."""
    install(tree, built)
    yield
    tree.succeed("dpkg", "--purge", NAME)
    assert differences(untouched, tree.files()) == {}


def install(tree: DebianTree, packages: Packages, *options: str) -> str:
    """Install or upgrade."""
    return tree.succeed(
        "dpkg", *options, "-i", f"/mnt/{packages.deb.name}", mounted=packages.folder
    )


def test_it_runs_on_a_bare_system(tree: DebianTree) -> None:
    assert tree.succeed(NAME, "--version").startswith("trinitycore-mcp ")
    checked = tree.succeed(NAME, "check", "--config", CONFIGURATION)
    assert "the embedded demo realm is served" in checked


def test_every_file_is_as_it_was_packed(tree: DebianTree) -> None:
    assert tree.succeed("dpkg", "--verify", NAME) == ""


def test_the_service_is_enabled_and_not_started(tree: DebianTree) -> None:
    # systemd does not run in this tree, as it does not where an image is made.
    assert tree.path(WANTED).readlink().as_posix() == UNIT
    assert tree.succeed("systemctl", "is-enabled", NAME).strip() == "enabled"
    assert not tree.path("/var/lib/private").joinpath(NAME).exists()


def test_an_unchanged_configuration_is_replaced(tree: DebianTree, later: Packages) -> None:
    install(tree, later)
    assert tree.path(CONFIGURATION).read_text().endswith(LATER_LINE)


def test_a_changed_configuration_is_asked_about(tree: DebianTree, later: Packages) -> None:
    edit(tree)
    asked = tree.run("dpkg", "-i", f"/mnt/{later.deb.name}", mounted=later.folder)
    assert asked.returncode == 1
    assert f"Configuration file '{CONFIGURATION}'" in asked.stderr
    assert "Modified (by you or by a script) since installation" in asked.stderr
    assert tree.path(CONFIGURATION).read_text().endswith(MINE)
    tree.succeed("dpkg", "--force-confold", "--configure", NAME)
    assert tree.path(CONFIGURATION).read_text().endswith(MINE)
    assert tree.path(f"{CONFIGURATION}.dpkg-dist").read_text().endswith(LATER_LINE)


def test_a_disabled_service_stays_disabled(tree: DebianTree, later: Packages) -> None:
    tree.succeed("systemctl", "disable", NAME)
    install(tree, later)
    assert tree.run("systemctl", "is-enabled", NAME).stdout.strip() == "disabled"


def test_removal_keeps_the_configuration(
    tree: DebianTree, built: Packages, untouched: dict[str, str]
) -> None:
    edit(tree)
    tree.succeed("dpkg", "--remove", NAME)
    left = differences(untouched, tree.files())
    assert {name for name in left if not left[name][0]} == KEPT_BY_REMOVAL
    assert all(not before for before, _ in left.values())
    install(tree, built)
    assert tree.path(CONFIGURATION).read_text().endswith(MINE)


def test_a_purge_takes_the_state_and_keeps_the_backups(tree: DebianTree) -> None:
    tree.write(f"{STATE}/term.json", "{}")
    tree.path("/var/lib/trinitycore-mcp").symlink_to("private/trinitycore-mcp")
    tree.write("/var/lib/private/trinitycore-mcp-pvp/deep/er/notes.json", "{}")
    tree.write("/var/cache/private/trinitycore-mcp/index.sqlite", "")
    options = ("--set", f"backup.repository={STATE}/backups", "--set", "backup.min_free_bytes=0")
    tree.succeed(NAME, "backup", "now", "--config", CONFIGURATION, *options)
    before = {name for name in tree.files() if name.startswith(f"{STATE[1:]}/backups")}

    said = tree.succeed("dpkg", "--purge", NAME)
    assert f"{STATE}/backups holds backups and is kept" in said
    left = {name for name in tree.files() if "lib/private/" in name or "trinitycore" in name}
    assert left - {STATE[1:]} == before
    assert len(before) > 10
    tree.succeed("rm", "-r", STATE)


def test_files_of_the_administrator_outlive_a_purge(tree: DebianTree) -> None:
    mine = "/etc/trinitycore-mcp/pvp.toml"
    tree.write(mine, MINE)
    tree.succeed("dpkg", "--purge", NAME)
    assert tree.path(mine).read_text() == MINE
    tree.succeed("rm", "-r", "/etc/trinitycore-mcp")


def edit(tree: DebianTree) -> None:
    """Change the configuration as an administrator does."""
    with tree.path(CONFIGURATION).open("a") as file:
        file.write(MINE)
