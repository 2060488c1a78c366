"""The service under a real systemd: started, hung, killed, misconfigured, stopped, sandboxed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest

from tests.packaging.service.conftest import ONE
from tests.packaging.service.test_units import HIGHEST_EXPOSURE
from tests.support.booted_debian import Machine, answer, calling, message

pytestmark = pytest.mark.packaged

SEVERAL = "trinitycore-mcp@pvp"
CONFIGURATION = "/etc/trinitycore-mcp"
DYNAMIC_USERS = range(61184, 65520)
"""systemd's range, see systemd.exec(5)."""
WRITABLE = "find / -path /proc -prune -o -path /sys -prune -o -type d -writable -print"
MAY_WRITE = (
    *(f"/{kept}/private/{ONE}" for kept in ("var/lib", "var/cache")), f"/run/{ONE}",
    "/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue", "/run/lock",
)  # fmt: skip
RUN = "cp /bin/true {0}/program && echo copied && {0}/program && echo runs; rm -f {0}/program"
PASSWORD = "a 'secret' with \"quotes\""
REALM = """
[database]
socket = "/run/mysqld/mysqld.sock"
user = "trinity"
"""


@pytest.fixture(autouse=True)
def _fresh(machine: Machine) -> Iterator[None]:
    """Each test begins with a configuration that serves the demo realm, and nothing running."""
    configure(machine, "")
    yield
    machine.run(
        f"systemctl stop '{ONE}*'; systemctl reset-failed;"
        f"rm -rf /etc/systemd/system/{ONE}*.service.d {CONFIGURATION}/*.credentials;"
        "systemctl daemon-reload"
    )


def configure(machine: Machine, text: str, name: str = "appliance") -> None:
    """Write a realm's configuration."""
    machine.tree.write(f"{CONFIGURATION}/{name}.toml", text)


def change_unit(machine: Machine, text: str) -> None:
    """Write a drop-in."""
    machine.tree.write(f"/etc/systemd/system/{ONE}.service.d/test.conf", f"[Service]\n{text}")
    machine.run("systemctl daemon-reload")


def keep_secret(machine: Machine, setting: str, text: str, name: str = "appliance") -> None:
    """Write a secret into the folder that only root can read."""
    folder = f"{CONFIGURATION}/{name}.credentials"
    machine.run(f"install -d -m 700 {folder}; install -m 600 /dev/stdin {folder}/{setting}", text)


def start(machine: Machine, unit: str = ONE) -> int:
    """Start the service; its process id in the machine."""
    machine.run(f"systemctl start {unit}")
    return int(machine.show("MainPID", unit))


def restarted(machine: Machine, old_pid: int) -> int:
    """Wait until another process serves; its id."""

    def another() -> str:
        # Asked at once: between two questions the old one may go and the new one begin.
        said = machine.run(f"systemctl show --property=ActiveState,MainPID {ONE}")
        found = dict(line.split("=", 1) for line in said.splitlines())
        serves = found["ActiveState"] == "active" and found["MainPID"] not in ("0", str(old_pid))
        return found["MainPID"] if serves else ""

    return int(machine.until(another))


def answers(machine: Machine) -> bool:
    """Whether a call is answered."""
    return bool(machine.call("get-item-info", itemId=110001))


@pytest.fixture(scope="module", autouse=True)
def _accounts(machine: Machine) -> None:
    password = PASSWORD.replace("'", "''")
    machine.sql(
        f"CREATE USER trinity@'%' IDENTIFIED BY '{password}';"
        "GRANT SELECT, SHOW VIEW, TRIGGER, EVENT, REPLICATION CLIENT ON *.* TO trinity@'%';"
        f"CREATE USER prover@'%' IDENTIFIED BY '{password}';"
        r"GRANT ALL PRIVILEGES ON `mcp\_scratch\_%`.* TO prover@'%'"
    )


def test_started_means_that_calls_are_taken(machine: Machine) -> None:
    start(machine)
    assert answers(machine)
    assert machine.show("StatusText", ONE) == "serving http://127.0.0.1:3000"
    assert machine.run("trinitycore-mcp health").startswith("ready")


def test_it_can_do_nothing_but_its_work(machine: Machine) -> None:
    pid = start(machine)
    limit = f"--threshold={HIGHEST_EXPOSURE}"
    machine.run(f"systemd-analyze security --no-pager {limit} {ONE}")
    shown = machine.run(f"cat /proc/{pid}/status")
    (uid,) = re.findall(r"^Uid:\t(\d+)", shown, re.MULTILINE)
    assert int(uid) in DYNAMIC_USERS
    assert re.search(r"^CapBnd:\t0+$", shown, re.MULTILINE)
    assert re.search(r"^NoNewPrivs:\t1$", shown, re.MULTILINE)
    # What root itself could not do in the service's view of the system.
    inside = f"nsenter --target={pid} --mount --"
    assert "Read-only" in machine.run(f"{inside} touch /etc/a /usr/a /srv/a 2>&1", fails=True)
    as_service = f"{inside} setpriv --reuid={uid} --regid={uid} --clear-groups sh -c"
    found = machine.run(f"{as_service} '{WRITABLE}' 2>/dev/null || true").split()
    assert {f"/var/lib/private/{ONE}", "/var/tmp"} <= set(found)
    assert all(folder.startswith(MAY_WRITE) for folder in found), found
    tried = machine.run("\n".join(f"{as_service} '{RUN.format(folder)}' 2>&1" for folder in found))
    assert tried.count("copied\n") >= 6
    assert tried.count("copied\n") == tried.count("/program: Permission denied\n")
    assert "runs" not in tried
    assert machine.run(f"stat --format '%u %a' /var/lib/{ONE}/. /var/cache/{ONE}/.") == (
        f"{uid} 700\n" * 2
    )


def test_a_hung_process_is_ended_and_started_again(machine: Machine) -> None:
    change_unit(machine, "WatchdogSec=5\nTimeoutAbortSec=5\nRestartSec=0")
    pid = start(machine)
    machine.run(f"kill -STOP {pid}")
    restarted(machine, pid)
    assert machine.show("NRestarts", ONE) == "1"
    assert "Watchdog timeout" in machine.journal(f"--unit {ONE} --lines 100")
    assert answers(machine)


def test_a_process_that_is_ended_for_hanging_says_where(machine: Machine) -> None:
    change_unit(machine, "RestartSec=0")
    pid = start(machine)
    machine.run(f"kill -ABRT {pid}")
    restarted(machine, pid)
    assert "most recent call first" in machine.journal(f"--unit {ONE} --lines 200")


def test_a_killed_process_is_started_again(machine: Machine) -> None:
    change_unit(machine, "RestartSec=0")
    pid = start(machine)
    machine.run(f"kill -KILL {pid}")
    restarted(machine, pid)
    assert answers(machine)


@pytest.mark.parametrize(
    ("configuration", "told"),
    [
        ("[server]\nport = 'many'\n", "server.port"),
        ("[server]\nhost = '192.0.2.1'\nallow_unauthenticated = true\n", "192.0.2.1"),
    ],
    ids=["not a setting", "not this machine's address"],
)
def test_an_error_of_the_configuration_is_final(
    machine: Machine, configuration: str, told: str
) -> None:
    configure(machine, configuration)
    machine.run(f"systemctl start {ONE}", fails=True)
    assert machine.show("ActiveState", ONE) == "failed"
    assert machine.show("NRestarts", ONE) == "0"
    assert machine.show("ExecMainStatus", ONE) == "1"
    status = machine.run(f"journalctl --sync; systemctl status --no-pager --full {ONE} || true")
    assert told in status
    assert told in machine.journal(f"--unit {ONE} --priority err --lines 20")


def test_warnings_are_found_by_their_priority(machine: Machine) -> None:
    configure(machine, "[redis]\nport = 1\n[source_tree]\npath = '/nowhere'\n")
    start(machine)
    since = f"--unit {ONE} _PID={machine.show('MainPID', ONE)}"
    lines = machine.journal(since).splitlines()
    levels = {json.loads(line)["level"] for line in lines if line.startswith("{")}
    assert {"info"} < levels
    found = machine.journal(f"{since} --priority warning").splitlines()
    assert {json.loads(line)["level"] for line in found} == levels - {"info"}


def test_a_reload_changes_the_running_process(machine: Machine) -> None:
    pid = start(machine)
    for level in ("info", "warning", "info"):
        configure(machine, f"[log]\nlevel = '{level}'\n")
        machine.run(f"systemctl reload {ONE}")
        assert answers(machine)
    # Lines come in their order: with the last one there the one between is not to come any more.
    of_process = f"--unit {ONE} _PID={pid}"
    assert machine.until(lambda: machine.journal(of_process).count('"event":"call"') >= 2)
    assert machine.journal(of_process).count('"event":"call"') == 2
    assert machine.show("MainPID", ONE) == str(pid)
    assert machine.show("StatusText", ONE).startswith("serving http://127.0.0.1:3000")


def test_a_reload_of_a_wrong_configuration_fails_and_says_why(machine: Machine) -> None:
    pid = start(machine)
    configure(machine, "[log]\nlevel = 'chatty'\n")
    machine.run(f"systemctl reload {ONE}", fails=True)
    assert machine.show("ActiveState", ONE) == "active"
    assert machine.show("MainPID", ONE) == str(pid)
    assert answers(machine)
    assert "log.level" in machine.journal(f"--unit {ONE} --priority err --lines 20")
    configure(machine, "")
    machine.run(f"systemctl reload {ONE}")


def test_a_stop_waits_for_calls_in_flight(machine: Machine) -> None:
    keep_secret(machine, "database.password", PASSWORD)
    configure(machine, REALM + "[server]\ndrain_timeout_s = 60\n")
    start(machine)
    machine.until(lambda: machine.run("trinitycore-mcp health || true").startswith("ready"))
    with machine.start("mariadb world") as holder, machine.start(calling(3000)) as call:
        assert holder.stdin
        assert call.stdin
        assert call.stdout
        holder.stdin.write("LOCK TABLES item_template WRITE;\n")
        holder.stdin.flush()
        machine.until(lambda: machine.sql("SHOW OPEN TABLES FROM world WHERE In_use > 0"))
        call.stdin.write(message("get-item-info", itemId=110001))
        call.stdin.close()
        machine.until(lambda: "Waiting for table" in machine.sql("SHOW PROCESSLIST"))
        machine.run(f"systemctl stop --no-block {ONE}")
        assert machine.until(lambda: machine.show("StatusText", ONE) == "draining")
        holder.stdin.close()  # its client ends, and the lock with it
        assert answer(call.stdout.read())
    machine.until(lambda: machine.show("ActiveState", ONE) == "inactive")
    assert machine.show("Result", ONE) == "success"


def test_a_longer_drain_needs_no_change_of_the_unit(machine: Machine) -> None:
    change_unit(machine, "TimeoutStopSec=5")
    configure(machine, "[server]\ndrain_delay_s = 7\n")
    start(machine)
    machine.run(f"systemctl stop {ONE}")
    assert machine.show("Result", ONE) == "success"


def test_backups_outlive_restarts_and_belong_to_the_service(machine: Machine) -> None:
    for secret in ("database.password", "backup.scratch_password"):
        keep_secret(machine, secret, PASSWORD)
    backup = f"[backup]\nrepository = '/var/lib/{ONE}/backups'\njitter_s = 0\nmin_free_bytes = 0\n"
    configure(machine, REALM + backup + "scratch_user = 'prover'\n")
    start(machine)

    def proved() -> list[str]:
        said = machine.run(calling(3000), message("list-backups", status="verified"))
        if "the repository is being opened" in said:  # calls are taken before that is done
            return []
        return sorted(found["id"] for found in answer(said)["backups"])

    first = machine.until(proved)
    machine.run(f"systemctl restart {ONE}")
    uid = machine.run(f"stat --format %u /proc/{machine.show('MainPID', ONE)}").strip()
    assert set(first) <= set(machine.until(proved))
    machine.run(f"systemctl stop {ONE}")
    owners = machine.run(f"find /var/lib/{ONE}/ -printf '%U %m\\n' | sort --unique")
    assert {line.split()[0] for line in owners.splitlines()} == {uid}
    assert {line.split()[1] for line in owners.splitlines()} <= {"700", "600", "400"}


def test_realms_live_side_by_side(machine: Machine) -> None:
    keep_secret(machine, "database.password", PASSWORD, "pvp")
    own = "[server]\nport = 3001\n[console]\nport = 9091\n"
    configure(
        machine,
        own + REALM.replace("socket", "host").replace("/run/mysqld/mysqld.sock", "127.0.0.1"),
        "pvp",
    )
    one, other = start(machine), start(machine, SEVERAL)
    machine.until(
        lambda: machine.run(
            f"trinitycore-mcp health --config {CONFIGURATION}/pvp.toml || true"
        ).startswith("ready")
    )
    assert machine.call("get-item-info", port=3001, itemId=110001)
    assert answers(machine)
    owners = machine.run(f"stat --format %u /proc/{one} /proc/{other}").split()
    assert len(set(owners)) == 2
    folders = f"/var/lib/{ONE}/. /var/lib/{ONE}-pvp/."
    assert machine.run(f"stat --format %u {folders}").split() == owners
    machine.run(f"systemctl stop {ONE}")
    assert machine.call("get-item-info", port=3001, itemId=110001)
