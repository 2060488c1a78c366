"""What is in the .deb and in the .rpm: the same files, as policy wants them, always the same."""

from __future__ import annotations

import gzip
import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support import packages
from tests.support.packages import CONFIGURATION, DIST, NAME, Packages
from tests.support.process import CHECKOUT

pytestmark = pytest.mark.packaged

ONLY_IN = {
    "deb": {
        "/usr/share/doc/trinitycore-mcp/changelog.Debian.gz",
        "/usr/share/doc/trinitycore-mcp/copyright",
        "/usr/share/lintian/overrides/trinitycore-mcp",
        "/usr/share/zsh/vendor-completions/_trinitycore-mcp",
    },
    "rpm": {
        "/usr/share/licenses/trinitycore-mcp/LICENSE",
        "/usr/share/zsh/site-functions/_trinitycore-mcp",
    },
}
CREDENTIALS = "/etc/trinitycore-mcp/appliance.credentials"
PROGRAM = "/usr/lib/trinitycore-mcp/trinitycore-mcp"
MAIN_PAGE = "/usr/share/man/man1/trinitycore-mcp.1.gz"
RPM_LINE = "[%{FILEMODES:octal} %{FILEUSERNAME}:%{FILEGROUPNAME} %{FILEDIGESTS} %{FILENAMES}\n]"


def run(*command: str | Path) -> str:
    """The output of a command that has to succeed."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout


def need(program: str) -> None:
    """Skip where a program is missing."""
    if shutil.which(program) is None:
        pytest.skip(f"{program} is missing: packaging/setup/packages.sh installs it")


@pytest.fixture(scope="module")
def unpacked(built: Packages, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of the .deb."""
    folder = tmp_path_factory.mktemp("deb")
    run("dpkg-deb", "--extract", built.deb, folder)
    return folder


@pytest.fixture(scope="module")
def in_rpm(built: Packages) -> dict[str, tuple[int, str, str]]:
    """The files of the .rpm: name -> mode, owner, SHA-256."""
    need("rpm")
    found: dict[str, tuple[int, str, str]] = {}
    for line in run("rpm", "--query", "--package", "--queryformat", RPM_LINE, built.rpm).split(
        "\n"
    ):
        if line:
            # A folder and a link have no digest: two blanks stand beside each other.
            mode, owner, digest, name = line.split(" ", 3)
            found[name] = int(mode, 8), owner, digest
    return found


def test_both_packages_have_the_same_files(
    unpacked: Path, in_rpm: dict[str, tuple[int, str, str]]
) -> None:
    in_deb = {f"/{path.relative_to(unpacked)}": path for path in unpacked.rglob("*")}
    files = {name for name, path in in_deb.items() if path.is_symlink() or not path.is_dir()}
    others = {name for name, (mode, _, _) in in_rpm.items() if mode & 0o170000 != 0o040000}
    assert files - others == ONLY_IN["deb"]
    assert others - files == ONLY_IN["rpm"]
    for name in files & others:
        path, (mode, _, digest) = in_deb[name], in_rpm[name]
        if not path.is_symlink():
            assert path.stat().st_mode == mode, name
            assert hashlib.sha256(path.read_bytes()).hexdigest() == digest, name


def test_everything_belongs_to_root(
    built: Packages, in_rpm: dict[str, tuple[int, str, str]]
) -> None:
    listed = run("dpkg-deb", "--contents", built.deb).splitlines()
    assert {line.split()[1] for line in listed} == {"root/root", "0/0"}
    assert {owner for _, owner, _ in in_rpm.values()} == {"root:root"}


def test_modes_are_as_policy_wants_them(in_rpm: dict[str, tuple[int, str, str]]) -> None:
    modes = {name: mode for name, (mode, _, _) in in_rpm.items()}
    assert modes.pop(CREDENTIALS) == 0o040700
    assert modes.pop(PROGRAM) == 0o100755
    assert modes.pop(f"/usr/bin/{NAME}") & 0o170000 == 0o120000
    assert set(modes.values()) == {0o040755, 0o100644}


def test_the_configuration_belongs_to_the_administrator(built: Packages) -> None:
    need("rpm")
    conffiles = run("dpkg-deb", "--info", built.deb, "conffiles")
    assert conffiles.split() == [CONFIGURATION]
    assert run("rpm", "-qp", "--configfiles", built.rpm).split() == [CONFIGURATION]


def test_one_program_and_its_page(unpacked: Path) -> None:
    link = unpacked / "usr/bin" / NAME
    assert (link.parent / link.readlink()).resolve() == unpacked / PROGRAM[1:]
    page = gzip.decompress((unpacked / MAIN_PAGE[1:]).read_bytes()).decode()
    assert ".TH TRINITYCORE" in page.upper()
    assert (unpacked / "usr/lib" / NAME / "THIRD_PARTY_LICENSES.txt").stat().st_size > 10_000
    for unit in (CHECKOUT / "systemd").glob("*.service"):
        assert (unpacked / "usr/lib/systemd/system" / unit.name).read_text() == unit.read_text()


def test_what_is_needed_comes_from_the_program(built: Packages) -> None:
    # A floor of the C library, and nothing of a Python or its packages.
    needed = run("dpkg-deb", "--field", built.deb, "Depends").strip().split(", ")
    assert [package.split()[0] for package in needed][:1] == ["libc6"]
    assert {package.split()[0] for package in needed} <= {"libc6", "libgcc-s1", "libstdc++6"}
    floor = needed[0].removeprefix("libc6 (>= ").removesuffix(")")
    assert tuple(map(int, floor.split("."))) <= (2, 35)


def test_rpm_finds_it_whole(built: Packages) -> None:
    need("rpm")
    assert run("rpm", "--checksig", "--nosignature", built.rpm).strip().endswith("digests OK")


def test_lintian_has_no_complaint(built: Packages) -> None:
    need("lintian")
    assert run("lintian", "--allow-root", "--no-cfg", "--fail-on=error,warning", built.deb) == ""


def test_the_checksums_are_listed(built: Packages) -> None:
    listed = dict(reversed(line.split()) for line in (DIST / "SHA256SUMS").read_text().splitlines())
    for package in (built.deb, built.rpm):
        assert listed[package.name] == hashlib.sha256(package.read_bytes()).hexdigest()


def test_a_second_build_is_the_same_to_the_byte(built: Packages, tmp_path: Path) -> None:
    need("rpm")
    made = run("rpm", "--query", "--package", "--queryformat", "%{BUILDTIME}", built.rpm)
    environ = {"SOURCE_DATE_EPOCH": made, "TZ": "Asia/Tokyo"}
    again = packages.build(CHECKOUT, DIST, tmp_path, **environ)
    assert again.deb.read_bytes() == built.deb.read_bytes()
    assert again.rpm.read_bytes() == built.rpm.read_bytes()
