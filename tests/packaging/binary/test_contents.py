"""What is in the built programs and beside them."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
from pathlib import Path

import pytest
import zstandard
from PyInstaller.archive.readers import CArchiveReader

from appliance import __version__, frozen
from tests.packaging.binary.conftest import DIST, FOLDER, path_of
from tests.support.process import CHECKOUT

pytestmark = pytest.mark.packaged

LIBRARIES = FOLDER.parent / "lib"
OLDEST_GLIBC = (2, 35)  # Ubuntu 22.04; Debian 12 has 2.36
LARGEST_BYTES = 35_000_000


@pytest.fixture(scope="module")
def archive() -> CArchiveReader:
    """The list of what the one file holds."""
    return CArchiveReader(str(path_of("onefile")))


def shared_objects() -> list[Path]:
    found = [path for path in LIBRARIES.rglob("*.so*") if path.is_file()]
    assert len(found) > 50
    return [FOLDER, *found]


def tracked(*patterns: str) -> set[str]:
    done = subprocess.run(
        ["git", "ls-files", "-z", "--", *patterns],
        cwd=CHECKOUT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return set(done.stdout.split("\0")) - {""}


def test_every_file_of_the_package_that_is_not_code_is_inside(archive: CArchiveReader) -> None:
    data = {name for name in tracked("appliance") if not name.endswith(".py")}
    folder = {
        str(path.relative_to(LIBRARIES))
        for path in (LIBRARIES / "appliance").rglob("*")
        if path.is_file()
    }
    assert folder == data
    assert {name for name in archive.toc if name.startswith("appliance/")} == data
    for name in data:
        assert (LIBRARIES / name).read_bytes() == (CHECKOUT / name).read_bytes()


def test_the_first_file_that_is_unpacked_is_known_to_the_program(archive: CArchiveReader) -> None:
    unpacked = [name for name, entry in archive.toc.items() if entry[-1] in "bx"]
    assert unpacked[0] == frozen.TERMS


def test_what_the_one_file_packs_are_the_folders_modules(archive: CArchiveReader) -> None:
    """All of packages but the one that unpacks them; Python's own are unpacked at the start."""
    packed = {name.removesuffix(frozen.PACKED) for name in archive.toc if frozen.PACKED in name}
    modules = {str(path.relative_to(LIBRARIES)) for path in LIBRARIES.rglob("*.so")}
    left = {name.partition("/")[0] for name in modules - packed}
    assert left == {"python3.11", "zstandard"}
    assert packed
    assert packed <= modules - set(archive.toc)
    for name in packed:
        library = zstandard.decompress(archive.extract(f"{name}{frozen.PACKED}"))
        assert library == (LIBRARIES / name).read_bytes(), name


def test_every_module_of_the_package_is_inside(archive: CArchiveReader) -> None:
    modules = {
        name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        for name in tracked("appliance/*.py")
    }
    inside = set(archive.open_embedded_archive("PYZ.pyz").toc)
    assert modules <= inside, modules - inside


def test_no_tests_builders_and_shells_are_inside(archive: CArchiveReader) -> None:
    inside = {name.partition(".")[0] for name in archive.open_embedded_archive("PYZ.pyz").toc}
    unwanted = {"pytest", "hypothesis", "setuptools", "pip", "PyInstaller", "tests", "uvicorn"}
    assert not inside & (unwanted | {"tkinter", "unittest", "IPython", "moto", "mypy"})


def test_the_systems_that_are_named_have_a_c_library_that_is_new_enough() -> None:
    needed = {path.name: glibc_needed(path) for path in shared_objects()}
    assert max(needed.values()) <= OLDEST_GLIBC, needed


def glibc_needed(path: Path) -> tuple[int, ...]:
    table = subprocess.run(["objdump", "-T", path], check=True, capture_output=True, text=True)
    found = re.findall(r"\*UND\*.*\(?GLIBC_([0-9.]+)", table.stdout)
    return max((tuple(map(int, version.split("."))) for version in found), default=(0,))


def test_nothing_is_needed_but_the_c_library_and_the_compilers() -> None:
    """Every shared library that an ELF file names is inside or is one of these."""
    system = {"libc.so.6", "libm.so.6", "libdl.so.2", "libpthread.so.0", "librt.so.1"}
    system |= {"libgcc_s.so.1", "libstdc++.so.6", "ld-linux-x86-64.so.2", "libutil.so.1"}
    inside = {path.name for path in shared_objects()}
    for path in shared_objects():
        dump = subprocess.run(["objdump", "-p", path], check=True, capture_output=True, text=True)
        named = set(re.findall(r"NEEDED +(\S+)", dump.stdout))
        assert named <= inside | system, path


def test_symbols_are_stripped() -> None:
    for path in shared_objects():
        table = subprocess.run(["objdump", "-h", path], check=True, capture_output=True, text=True)
        assert ".symtab" not in table.stdout, path
        assert ".debug_info" not in table.stdout, path


def test_the_download_is_small() -> None:
    assert path_of("onefile").stat().st_size <= LARGEST_BYTES


def test_the_checksums_are_those_of_the_files() -> None:
    lines = (DIST / "SHA256SUMS").read_text().splitlines()
    listed = {name: checksum for checksum, name in (line.split("  ") for line in lines)}
    assert path_of("onefile").name in listed
    for name, checksum in listed.items():
        assert hashlib.sha256((DIST / name).read_bytes()).hexdigest() == checksum


def test_the_bill_of_materials_names_what_is_inside(archive: CArchiveReader) -> None:
    text = (DIST / f"trinitycore-mcp-{__version__}.cdx.json").read_text()
    bill = json.loads(text)
    assert bill["bomFormat"] == "CycloneDX"
    assert bill["metadata"]["component"]["version"] == __version__
    names = {each["name"].lower().replace("_", "-") for each in bill["components"]}
    assert {"trio", "mcp", "cryptography", "pydantic-core", "obstore", "pyinstaller"} <= names
    assert not names & {"pytest", "hatchling", "pip", "uvicorn", "setuptools"}
    crates = {crate["name"] for each in bill["components"] for crate in each.get("components", ())}
    assert {"tokio", "age"} <= crates
    references = {each["bom-ref"] for each in bill["components"]}
    references.add(bill["metadata"]["component"]["bom-ref"])
    for each in bill["dependencies"]:
        assert {each["ref"], *each["dependsOn"]} <= references


def test_no_place_of_the_build_is_told() -> None:
    for path in [*DIST.glob("*.cdx.json"), DIST / "THIRD_PARTY_LICENSES.txt"]:
        text = path.read_text()
        assert str(CHECKOUT) not in text
        hosts = set(re.findall(r"https?://([^/\s\"]+)/simple", text))
        assert not hosts, path


def test_the_terms_of_everything_inside_are_told() -> None:
    text = (DIST / "THIRD_PARTY_LICENSES.txt").read_text()
    assert (FOLDER.parent / "THIRD_PARTY_LICENSES.txt").read_text() == text
    bill = json.loads((DIST / f"trinitycore-mcp-{__version__}.cdx.json").read_text())
    for each in bill["components"]:
        assert f"- {each['name']} {each['version']} (" in text
    assert "its makers name no terms" not in text
    assert "PYTHON SOFTWARE FOUNDATION LICENSE" in text.upper()
    assert "GENERAL PUBLIC LICENSE" in (FOLDER.parent / "LICENSE").read_text()
