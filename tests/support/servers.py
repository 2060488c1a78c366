"""Private database servers for the tests: own data directory, free port, gone at the end.

Nothing here touches a server of the machine: the installed programs are only started, with
`--no-defaults`, on data directories that the test run owns.
"""

from __future__ import annotations

import gzip
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count, islice
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from appliance.settings.model import DatabaseSettings
from tests.support.data_folders import fresh_data_folder

READER = "reader"
READER_PASSWORD = "read-only"
START_TIMEOUT_S = 60.0
CHECKOUT = Path(__file__).resolve().parents[2]


_PORTS = range(20_000, 32_000)
"""Below those that the kernel gives to connections and to listeners that name none."""
_WORKERS = 8
_asked = count(os.getpid())


def free_port() -> int:
    """A TCP port of 127.0.0.1 that nothing listens on, and that no other worker is given."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw7").removeprefix("gw")) % _WORKERS
    ours = _PORTS[worker::_WORKERS]
    for number in islice(_asked, len(ours)):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", ours[number % len(ours)]))
            port: int = probe.getsockname()[1]
            return port
    raise RuntimeError("every port is in use")


@dataclass
class SqlServer:
    """A running server, its administrator (`run`) and its read-only account (`settings`)."""

    engine: str
    directory: Path
    command: list[str]
    client: str
    options: list[str] = field(default_factory=list)
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def socket(self) -> Path:
        return self.directory / "server.sock"

    @property
    def log(self) -> Path:
        return self.directory / "server.log"

    def settings(self, **over: Any) -> DatabaseSettings:
        """Settings that reach this server over TCP as the read-only account."""
        values: dict[str, Any] = {
            "host": "127.0.0.1",
            "port": self.port,
            "user": READER,
            "password": SecretStr(READER_PASSWORD),
        }
        return DatabaseSettings(**(values | over))

    def start(self) -> None:
        """Start and wait until the server answers."""
        command = [
            *dies_with_parent(),
            *self.command,
            f"--datadir={self.directory / 'data'}",
            f"--socket={self.socket}",
            f"--port={self.port}",
            f"--pid-file={self.directory / 'server.pid'}",
            # A starting server deletes the temporary tables it finds, those of others too.
            f"--tmpdir={self.directory}",
            "--bind-address=127.0.0.1",
            *self.options,
        ]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, cwd=self.directory)
        deadline = time.monotonic() + START_TIMEOUT_S
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                tail = self.log.read_text(errors="replace")[-2000:]
                self.stop()
                raise RuntimeError(f"{self.engine} did not start:\n{tail}")
            time.sleep(0.02)

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as probe:
                return bool(probe.recv(5))
        except OSError:
            return False

    def stop(self, *, kill: bool = False) -> None:
        """End the server: orderly, or as a crash would with `kill`."""
        if self.process is None:
            return
        if kill:
            self.process.kill()
        else:
            self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def restart(self, *, kill: bool = False) -> None:
        """Stop and start on the same port."""
        self.stop(kill=kill)
        self.start()

    def run(self, sql: str | bytes, schema: str | None = None) -> str:
        """Run statements as administrator; the rows come back tab-separated, without header."""
        command = [
            self.client,
            "--no-defaults",
            f"--socket={self.socket}",
            "--user=root",
            "--batch",
            "--skip-column-names",
            "--default-character-set=utf8mb4",
            "--max-allowed-packet=64M",
            *([schema] if schema else []),
        ]
        data = sql.encode() if isinstance(sql, str) else sql
        done = subprocess.run(command, input=data, capture_output=True, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr.decode(errors="replace").strip())
        return done.stdout.decode("utf-8", "replace")

    def create_schema(self, name: str, *sources: Path | str) -> str:
        """Create a schema anew and load files (.sql, .sql.gz) or texts; the reader may SELECT."""
        self.run(
            f"DROP DATABASE IF EXISTS `{name}`;"
            f"CREATE DATABASE `{name}` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;"
            f"GRANT SELECT ON `{_grant_name(name)}`.* TO {READER}@'%';"
        )
        for source in sources:
            self.run(source if isinstance(source, str) else _read_sql(source), name)
        return name


def _read_sql(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def _grant_name(schema: str) -> str:
    return schema.replace("_", r"\_").replace("%", r"\%")


def dies_with_parent() -> list[str]:
    """Prefix that ends the server when the test run is killed before it can clean up."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "KILL"] if setpriv else []


def find_program(name: str, package: str) -> str:
    """Path of an installed program; a missing one fails the test and names the apt package."""
    path = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")
    if path is None:
        pytest.fail(f"{name} is missing: apt-get install {package}")
    return path


MARIADB_FAST = (
    "--innodb-buffer-pool-size=96M",
    "--innodb-log-file-size=32M",
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-flush-method=nosync",
    "--innodb-doublewrite=0",
    "--aria-log-file-size=8M",
    "--skip-log-bin",
    "--skip-name-resolve",
    "--performance-schema=0",
    "--max-allowed-packet=64M",
)


def _create_reader(server: SqlServer) -> None:
    server.run(f"CREATE USER {READER}@'%' IDENTIFIED BY '{READER_PASSWORD}'")


@contextmanager
def running_mariadb(*options: str) -> Iterator[SqlServer]:
    """A fresh MariaDB for as long as the block; `options` are added to mariadbd's."""
    daemon = find_program("mariadbd", "mariadb-server")
    install = find_program("mariadb-install-db", "mariadb-server")
    client = find_program("mariadb", "mariadb-client")
    as_root = ["--user=root"] if os.geteuid() == 0 else []
    with ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tcmcp-mariadb-")))
        made = [
            *(install, "--no-defaults", *as_root, "--skip-test-db"),
            *("--auth-root-authentication-method=normal", "--skip-name-resolve"),
            *MARIADB_FAST,
        ]
        fresh_data_folder(directory / "data", daemon, made)
        server = SqlServer(
            engine="mariadb",
            directory=directory,
            command=[daemon, "--no-defaults", *as_root, *MARIADB_FAST],
            client=client,
            options=list(options),
        )
        stack.callback(server.stop, kill=True)
        server.start()
        _create_reader(server)
        yield server


def mysql_home() -> Path | None:
    """Where a real MySQL is unpacked: TRINITYCORE_MCP_TEST_MYSQL, or .cache/mysql when there."""
    named = os.environ.get("TRINITYCORE_MCP_TEST_MYSQL")
    if named:
        return Path(named)
    cached = CHECKOUT / ".cache" / "mysql"
    return cached if (cached / "bin" / "mysqld").exists() else None


@contextmanager
def running_mysql(home: Path, *options: str) -> Iterator[SqlServer]:
    """A fresh MySQL for as long as the block, from the programs in `home`/bin."""
    daemon, client = home / "bin" / "mysqld", home / "bin" / "mysql"
    for program in (daemon, client):
        if not program.exists():
            pytest.fail(f"{program} is missing: run tests/support/install_mysql.py")
    with ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tcmcp-mysql-")))
        command = [
            *(str(daemon), "--no-defaults"),
            *(["--user=root"] if os.geteuid() == 0 else []),
            "--innodb-buffer-pool-size=96M",
            "--innodb-redo-log-capacity=32M",
            "--innodb-flush-log-at-trx-commit=0",
            "--innodb-doublewrite=0",
            "--skip-log-bin",
            "--skip-name-resolve",
            "--performance-schema=0",
            "--mysqlx=0",
            "--secure-file-priv=NULL",
            "--max-allowed-packet=64M",
        ]
        fresh_data_folder(directory / "data", str(daemon), [*command, "--initialize-insecure"])
        server = SqlServer("mysql", directory, command, str(client), list(options))
        stack.callback(server.stop, kill=True)
        server.start()
        _create_reader(server)
        yield server


def master_sources(data: Path) -> tuple[Sequence[Path], Sequence[Path]]:
    """Files of the master world and hotfixes schemas, in loading order."""
    master = data / "trinitycore-master"
    full = master / "schema" / "92_full"
    world = (
        full / "world_database.sql",
        master / "schema" / "world_master_2025_key_tables.sql",
        master / "world_slice_derived.sql.gz",
    )
    return world, (full / "hotfixes_database.sql", master / "hotfixes_slice_derived.sql.gz")


@contextmanager
def locked(server: SqlServer, table: str) -> Iterator[None]:
    """Hold a write lock on `table`: its readers wait."""
    command = [server.client, "--no-defaults", f"--socket={server.socket}", "--user=root"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, text=True) as session:
        assert session.stdin is not None
        session.stdin.write(f"LOCK TABLES {table} WRITE;\n")
        session.stdin.flush()
        while server.run("SHOW OPEN TABLES WHERE In_use > 0") == "":
            time.sleep(0.02)
        yield


def end_sessions(server: SqlServer, user: str) -> int:
    """End every session of an account, as a server that goes away does; how many there were."""
    query = f"SELECT ID FROM information_schema.PROCESSLIST WHERE USER = '{user}'"
    sessions = server.run(query).split()
    for session in sessions:
        with suppress(RuntimeError):  # it has ended by itself
            server.run(f"KILL {session}")
    deadline = time.monotonic() + 30
    while set(server.run(query).split()) & set(sessions):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return len(sessions)


def wait_for_blocked_reader(server: SqlServer, user: str | None = None) -> None:
    """Wait until a statement of that account, or of any, waits for a lock."""
    sql = "SELECT COUNT(*) FROM information_schema.processlist WHERE state LIKE 'Waiting%lock%'"
    if user is not None:
        sql += f" AND user = '{user}'"
    deadline = time.monotonic() + 30
    while server.run(sql).strip() == "0":
        assert time.monotonic() < deadline
        time.sleep(0.02)
