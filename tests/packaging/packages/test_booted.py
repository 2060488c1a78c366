"""The .deb where systemd runs: installed, upgraded and removed by the commands of the page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.booted_debian import Machine, booted
from tests.support.packages import CONFIGURATION, LATER_LINE, NAME, Packages
from tests.support.pages import sections

pytestmark = pytest.mark.packaged

PAGE = sections("DEPLOYMENT_GUIDE.md", "Packages")
THIS, LATER = "/mnt/this", "/mnt/later"
INSTANCE = "trinitycore-mcp@pvp"
PVP = "[server]\nport = 3001\n[console]\nport = 9091\n"
NOBODY = '[database]\nhost = "127.0.0.1"\nport = 1\nuser = "mcp"\n'
STATE = "/var/lib/private/trinitycore-mcp"
POLICY = "/usr/sbin/policy-rc.d"


@pytest.fixture(scope="module")
def machine(
    built: Packages, later: Packages, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Machine]:
    """A booted Debian with the packages of both versions in folders."""
    folder = tmp_path_factory.mktemp("booted")
    with booted(folder, {built.folder: THIS, later.folder: LATER}) as found:
        yield found


@pytest.fixture(autouse=True)
def without_ours(machine: Machine) -> Iterator[None]:
    """Whatever a test installs is purged after it."""
    yield
    machine.run(f"rm -f {POLICY}; dpkg --purge {NAME}; rm -rf /etc/{NAME} /var/lib/private/{NAME}*")


def follow(machine: Machine, heading: str, number: int = 0, *, folder: str = THIS) -> str:
    """Run a block of the page."""
    return machine.run(f"cd {folder}\n{PAGE[heading]['sh'][number]}")


def process(machine: Machine, unit: str = NAME) -> int:
    """The unit's main process; 0 when it does not run."""
    return int(machine.show("MainPID", unit))


def test_the_page_is_followed_from_the_installation_to_the_purge(machine: Machine) -> None:
    assert f"{NAME}_" in follow(machine, "Install")
    assert machine.show("ActiveState", NAME) == "active"
    assert machine.show("UnitFileState", NAME) == "enabled"

    machine.run(f"""printf '[tools]\\nprofile = "core"\\n' >>{CONFIGURATION}""")
    follow(machine, "Configure")
    before = process(machine)

    machine.run(f"mkdir -m 700 -p {STATE}/backups && touch {STATE}/backups/repository.json")
    follow(machine, "Upgrade", 1, folder=LATER)
    assert process(machine) not in (0, before)
    assert 'profile = "core"' in machine.run(f"cat {CONFIGURATION}")
    assert LATER_LINE in machine.run(f"cat {CONFIGURATION}.dpkg-dist")

    follow(machine, "Remove")
    assert process(machine) == 0
    assert machine.run(f"ls {CONFIGURATION} {STATE}/backups; ! pgrep --exact '{NAME}|program'")
    said = follow(machine, "Remove", 1)
    assert f"{STATE}/backups holds backups and is kept" in said
    assert machine.run(f"find {STATE}").split() == [
        STATE, f"{STATE}/backups", f"{STATE}/backups/repository.json",
    ]  # fmt: skip


def test_an_upgrade_restarts_what_runs_once(machine: Machine) -> None:
    machine.run(f"dpkg -i {THIS}/*.deb && printf '{PVP}' >/etc/{NAME}/pvp.toml")
    machine.run(f"systemctl start {INSTANCE}; touch {STATE}/mine")
    before = process(machine), process(machine, INSTANCE)

    # What runs is the old version still, while its file by that name is the new one's. Modules
    # that it has not needed before, as a database's driver, are its own all the same.
    machine.run(f"dpkg --unpack {LATER}/*.deb")
    machine.run(f"cp {CONFIGURATION} /root; printf '{NOBODY}' >>{CONFIGURATION}")
    said = machine.run(f"{NAME} reload --config {CONFIGURATION}", fails=True)
    assert "127.0.0.1:1 cannot be reached: connection refused" in said
    machine.run(f"cp /root/appliance.toml {CONFIGURATION}")
    assert machine.call("find-by-name", name="wolf")["matches"]
    assert (process(machine), process(machine, INSTANCE)) == before

    machine.run(f"dpkg --configure {NAME}")
    after = process(machine), process(machine, INSTANCE)
    assert 0 not in after
    assert not set(after) & set(before)
    assert machine.show("NRestarts", NAME) == "0"
    assert f"/usr/lib/{NAME}/program" in machine.run(f"readlink /proc/{after[0]}/exe")
    machine.run(f"ls {STATE}/mine; {NAME} health; {NAME} health --config /etc/{NAME}/pvp.toml")
    machine.run(f"dpkg --remove {NAME}")
    assert (process(machine), process(machine, INSTANCE)) == (0, 0)


def test_an_upgrade_leaves_stopped_what_is_disabled(machine: Machine) -> None:
    machine.run(f"dpkg -i {THIS}/*.deb; systemctl disable --now {NAME}")
    follow(machine, "Upgrade", folder=LATER)
    assert process(machine) == 0
    assert machine.show("UnitFileState", NAME) == "disabled"


def test_nothing_is_started_where_policy_forbids_it(machine: Machine) -> None:
    machine.run(f"printf '#!/bin/sh\\nexit 101\\n' >{POLICY}; chmod 755 {POLICY}")
    machine.run(f"dpkg -i {THIS}/*.deb")
    assert process(machine) == 0
    assert machine.show("UnitFileState", NAME) == "enabled"
