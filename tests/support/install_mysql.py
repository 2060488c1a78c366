"""Unpack a real MySQL server for the tests, without installing anything on the machine.

Debian's stable release has no MySQL server, its development release has. This script takes the
packages from the Debian mirror the machine already uses, through apt with private directories,
unpacks them into a folder and writes launchers into its `bin` that run the programs with the
libraries they came with. Usage: `install_mysql.py [FOLDER]`, by default .cache/mysql.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
SUITE = "sid"
PACKAGES = ("mysql-server", "mysql-client")
PROGRAMS = {
    "mysqld": "usr/sbin/mysqld",
    "mysql": "usr/bin/mysql",
    "mysqlbinlog": "usr/bin/mysqlbinlog",
}
LAUNCHER = """#!/bin/sh
root={root}
exec "{loader}" --library-path "{libraries}" "$root/{program}" "$@" {arguments}
"""


class InstallError(Exception):
    """MySQL cannot be unpacked here; the text says why."""


def run(*command: str | Path) -> str:
    """Run a program and return what it printed; its complaint becomes an `InstallError`."""
    words = [str(word) for word in command]
    try:
        done = subprocess.run(words, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise InstallError(f"{words[0]} is missing: this works on Debian only") from None
    if done.returncode:
        raise InstallError(f"{words[0]}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


def mirror() -> str:
    """The Debian mirror of the machine's own apt sources."""
    listed = run(
        *("apt-get", "indextargets", "--format", "$(REPO_URI) $(RELEASE) $(ORIGIN)"),
        "Created-By: Packages",
    )
    for line in listed.splitlines():
        uri, release, *origin = line.split(" ")
        if "debian" in uri and "security" not in release and origin in (["Debian"], [""], []):
            return uri
    raise InstallError("the apt sources of this machine name no Debian mirror")


def download(private: Path) -> list[Path]:
    """Fetch the packages and everything they stand on, the C library included."""
    keyring = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
    if not keyring.exists():
        raise InstallError("apt-get install debian-archive-keyring")
    for folder in ("state/lists/partial", "cache/archives/partial", "parts"):
        (private / folder).mkdir(parents=True)
    (private / "status").touch()
    (private / "sources.list").write_text(f"deb [signed-by={keyring}] {mirror()} {SUITE} main\n")
    options = [
        f"Dir::Etc::sourcelist={private / 'sources.list'}",
        f"Dir::Etc::sourceparts={private / 'parts'}",
        f"Dir::Etc::preferencesparts={private / 'parts'}",
        f"Dir::State={private / 'state'}",
        f"Dir::State::status={private / 'status'}",
        f"Dir::Cache={private / 'cache'}",
        "APT::Sandbox::User=root",
        "APT::Install-Recommends=false",
        "APT::Get::AllowUnauthenticated=false",
        "Acquire::Languages=none",
    ]
    apt = ["apt-get", "--quiet", "--yes", *(word for value in options for word in ("-o", value))]
    run(*apt, "update")
    run(*apt, "install", "--download-only", *PACKAGES)
    return sorted((private / "cache" / "archives").glob("*.deb"))


def unpack(packages: list[Path], root: Path) -> None:
    """Unpack the files of the packages; their scripts are not run."""
    for package in packages:
        run("dpkg-deb", "--extract", package, root)


def write_launchers(home: Path) -> None:
    """Write the launchers of `PROGRAMS`, which need nothing of the machine."""
    root = home / "root"
    loaders = sorted(root.glob("usr/lib*/ld-linux*.so*")) + sorted(root.glob("lib*/ld-linux*.so*"))
    if not loaders:
        raise InstallError("the packages hold no program loader")
    patterns = ("lib*/lib*.so.*", "lib*/*/lib*.so.*", "lib*/*/*/lib*.so.*")
    libraries = {file.parent for pattern in patterns for file in (root / "usr").glob(pattern)}
    plugins = root / "usr" / "lib" / "mysql" / "plugin"
    arguments = {
        "mysqld": f'"--basedir={root / "usr"}" '
        f'"--lc-messages-dir={root / "usr/share/mysql"}" "--plugin-dir={plugins}"',
    }
    (home / "bin").mkdir(exist_ok=True)
    for name, program in PROGRAMS.items():
        launcher = home / "bin" / name
        launcher.write_text(
            LAUNCHER.format(
                root=root,
                loader=loaders[0],
                libraries=":".join(sorted(map(str, libraries))),
                program=program,
                arguments=arguments.get(name, ""),
            )
        )
        launcher.chmod(0o755)


def install(home: Path) -> str:
    """Unpack into `home` unless it already holds a server; return its version line."""
    daemon = home / "bin" / "mysqld"
    if daemon.exists():
        return run(daemon, "--version").strip()
    home.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home.parent, prefix="mysql-") as private:
        packages = download(Path(private))
        if home.exists():
            shutil.rmtree(home)
        home.mkdir()
        unpack(packages, home / "root")
    write_launchers(home)
    return run(daemon, "--version").strip()


def main() -> int:
    """Unpack into the folder of the command line; exit 1 with one line when that fails."""
    home = Path(sys.argv[1] if len(sys.argv) > 1 else CHECKOUT / ".cache" / "mysql").resolve()
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    try:
        print(install(home))
    except InstallError as error:
        print(f"MySQL is not installed: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
