"""The guide's chapter on systemd works as it is written, from its top to its bottom."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.packaging.service.conftest import INSTALL, ONE
from tests.support.authority import Authority
from tests.support.booted_debian import Machine
from tests.support.pages import Chapter

pytestmark = pytest.mark.packaged

CONFIGURATION = "/etc/trinitycore-mcp/appliance.toml"
SECRET = "database.password"
ON_DEMAND = "schedule = 'off'\nworld_schedule = 'off'\n"
"""Nothing in a test depends on when the first backup of a schedule begins."""
HEALTH = "trinitycore-mcp health"


def configure(machine: Machine, *parts: str) -> None:
    """Write the configuration."""
    machine.tree.write(CONFIGURATION, "\n".join(parts))


def restart(machine: Machine) -> None:
    """Take drop-ins and configuration into use."""
    machine.run(f"systemctl daemon-reload; systemctl restart {ONE}")


def until_ready(machine: Machine, options: str = "") -> None:
    """Wait for the realm."""
    machine.until(lambda: machine.run(f"{HEALTH} {options} || true").startswith("ready"))


def health(machine: Machine) -> dict[str, tuple[str, str]]:
    """Each check: its status and what it says."""
    checks = machine.call("get-health-status")["checks"]
    return {check["name"]: (check["status"], check["message"]) for check in checks}


def inside(machine: Machine) -> str:
    """What a command begins with that root runs in the service's view of the files."""
    return f"nsenter --target={machine.show('MainPID', ONE)} --mount --"


def drop_ins(section: Chapter) -> dict[str, str]:
    """The drop-ins of a section: the path in its first line -> the file."""
    return {block.splitlines()[0].removeprefix("# "): block for block in section["ini"]}


def follow(machine: Machine, section: Chapter) -> str:
    """Run a section's commands where its files are; what they said."""
    return "".join(machine.run(f"cd /root\n{script}") for script in section["sh"])


def test_the_page_works_from_top_to_bottom(
    machine: Machine, guide: dict[str, Chapter], tmp_path: Path
) -> None:
    page = dict(guide)
    assert page.pop(INSTALL)["sh"]  # the machine was made by it
    said = follow(machine, page.pop("Start"))
    assert "active (running)" in said
    assert said.splitlines()[-1].startswith("ready")

    section = page.pop("Connect the realm")
    machine.sql("".join(section["sql"]))
    (realm,) = section["toml"]
    configure(machine, realm)
    machine.tree.write(f"/root/{SECRET}", "choose-a-password\n")
    connect, encrypt = section["sh"]
    machine.run(f"cd /root\n{connect}")
    until_ready(machine)
    assert health(machine)["realm"][1].startswith("world@/run/mysqld/mysqld.sock")
    machine.run(f"cd /root\n{encrypt}")
    restricted = drop_ins(page["What the sandbox keeps out"])
    (password,) = (path for path in restricted if path.endswith("/password.conf"))
    machine.tree.write(password, restricted.pop(password))
    restart(machine)
    until_ready(machine)

    assert '"event":"leader tasks start"' in follow(machine, page.pop("Read the log"))
    configure(machine, realm, "[log]\nlevel = 'debug'\n")
    follow(machine, page.pop("Change the configuration"))

    section = page.pop("Backups")
    machine.sql("".join(section["sql"]))
    configure(machine, realm, *section["toml"], ON_DEMAND)
    restart(machine)
    until_ready(machine)
    run = machine.back_up()
    assert "unverified" in follow(machine, section), run

    section = page.pop("Several realms on one machine")
    machine.tree.write("/etc/trinitycore-mcp/pvp.toml", section["toml"][0])
    assert follow(machine, section).splitlines()[-1].startswith("ready")
    machine.run(f"systemctl disable --now {ONE}@pvp")

    page.pop("What the sandbox keeps out")
    assert {name_of(path) for path in restricted} == set(OPENED)
    for path, text in restricted.items():
        OPENED[name_of(path)](machine, realm, partial(machine.tree.write, path, text), tmp_path)
        machine.tree.path(path).unlink()
    assert not any("sh" in blocks or "ini" in blocks for blocks in page.values())


def name_of(path: str) -> str:
    """A drop-in's name."""
    return path.rpartition("/")[2]


Open = Callable[[], None]
"""Writes the drop-in."""


def open_port(machine: Machine, realm: str, write: Open, _folder: Path) -> None:
    configure(machine, realm, "[server]\nport = 80\n")
    machine.run(f"systemctl daemon-reload; systemctl restart {ONE}", fails=True)
    write()
    restart(machine)
    assert machine.call("get-health-status", port=80)


def show_data(machine: Machine, realm: str, write: Open, _folder: Path) -> None:
    machine.run("install -d -m 700 /home/trinity; install -d /home/trinity/server/data/dbc")
    machine.tree.write("/home/trinity/server/data/dbc/Spell.dbc", "WDBC")
    machine.run(f"{inside(machine)} ls /home/trinity 2>&1", fails=True)
    configure(machine, realm, "[client_data]\ndbc_path = '/home/trinity/server/data/dbc'\n")
    write()
    restart(machine)
    assert health(machine)["client-data:dbc_path"][0] == "ok"


def read_certificate(machine: Machine, realm: str, write: Open, folder: Path) -> None:
    authority = Authority(folder)
    pair = authority.issue("service", "127.0.0.1")
    for file in (authority.certificate, *pair):
        machine.tree.write(f"/etc/ssl/private/{file.name}", file.read_text())
    machine.run(
        "groupadd --force ssl-cert; chgrp -R ssl-cert /etc/ssl/private;"
        "chmod 710 /etc/ssl/private; chmod 640 /etc/ssl/private/*"
    )
    names = "tls_certificate = '/etc/ssl/private/{}'\ntls_key = '/etc/ssl/private/{}'\n"
    configure(machine, realm, "[server]\n" + names.format(*(file.name for file in pair)))
    write()
    restart(machine)
    machine.run(
        f"curl --silent --cacert /etc/ssl/private/{authority.certificate.name}"
        " https://127.0.0.1:3000/mcp"
    )


def see_worldserver(machine: Machine, realm: str, write: Open, _folder: Path) -> None:
    machine.run(
        "cp /bin/sleep /usr/local/bin/worldserver;"
        "systemd-run --quiet --unit=realm --property=DynamicUser=yes /usr/local/bin/worldserver 999"
    )
    configure(machine, realm, "[worldserver]\nexecutable = 'worldserver'\n")
    write()
    restart(machine)
    found = machine.call("analyze-bot-performance", mode="snapshot")
    assert found["process"]["name"] == "worldserver"
    machine.run("systemctl stop realm")


def share_workspace(machine: Machine, realm: str, write: Open, _folder: Path) -> None:
    machine.run(
        "groupadd --force developers; install -d -m 2770 -g developers /srv/workspace;"
        "echo '#pragma once' >/srv/workspace/a.h; chmod 660 /srv/workspace/a.h"
    )
    machine.tree.write("/srv/workspace/c++", "#!/bin/sh\necho told: error: by it >&2\nexit 3\n")
    machine.run("chmod 770 /srv/workspace/c++; chgrp developers /srv/workspace/*")
    allowed = "[workspace]\npath = '/srv/workspace'\nallow_write = true\nallow_run = true\n"
    configure(machine, realm, allowed, "compiler = '/srv/workspace/c++'\n")
    write()
    restart(machine)
    checked = machine.call("validate-generated-code", filePath="a.h")
    assert "ended with 3: told" in checked["problems"][-1]["message"]
    files = {"sourceFiles": ["a.cpp"], "headerFiles": ["a.h"], "outputPath": "CMakeLists.txt"}
    machine.call("generate-cmake-integration", projectName="bots", **files)
    shown = machine.run("stat --format '%G %a' /srv/workspace/CMakeLists.txt")
    assert re.fullmatch(r"developers 6[46]0", shown.strip())


def copy_files(machine: Machine, realm: str, write: Open, _folder: Path) -> None:
    machine.sql("GRANT RELOAD, PROCESS, LOCK TABLES, BINLOG MONITOR ON *.* TO trinity@localhost")
    repository = "[backup]\nrepository = '/var/lib/trinitycore-mcp/copies'\nverify = false\n"
    configure(machine, realm, repository, "engine = 'mariabackup'\nrate_bytes_s = 0\n", ON_DEMAND)
    write()
    restart(machine)
    until_ready(machine)
    machine.back_up()
    (backup,) = machine.call("list-backups")["backups"]
    assert backup["engine"] == "mariabackup"
    refused = machine.run(f"{inside(machine)} touch /var/lib/mysql/x 2>&1", fails=True)
    assert "Read-only" in refused


def keep_addresses(machine: Machine, realm: str, write: Open, _folder: Path) -> None:
    configure(machine, realm)
    write()
    restart(machine)
    until_ready(machine)
    assert "::/0" in machine.show("IPAddressDeny", ONE)


def raise_limits(machine: Machine, realm: str, write: Open, _folder: Path) -> None:
    configure(machine, realm)
    write()
    restart(machine)
    assert machine.show("LimitNOFILE", ONE) == "20000"
    assert machine.show("MemoryMax", ONE) == str(4 * 2**30)


OPENED: dict[str, Callable[[Machine, str, Open, Path], None]] = {
    "port.conf": open_port,
    "data.conf": show_data,
    "certificate.conf": read_certificate,
    "worldserver.conf": see_worldserver,
    "workspace.conf": share_workspace,
    "mariadb-backup.conf": copy_files,
    "addresses.conf": keep_addresses,
    "limits.conf": raise_limits,
}
