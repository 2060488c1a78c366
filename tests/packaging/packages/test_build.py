"""How packages are made, as far as it shows without a built program."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import pytest

from appliance.backup.repository.layout import LAYOUT
from tests.support.process import CHECKOUT

SOURCES = CHECKOUT / "packaging" / "packages"


@pytest.fixture(scope="module")
def depends() -> ModuleType:
    """packaging/packages/depends.py."""
    return load("depends")


@pytest.fixture(scope="module")
def build(depends: ModuleType) -> ModuleType:
    """packaging/packages/build.py."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "depends", depends)
        return load("build")


def load(name: str) -> ModuleType:
    """A module of packaging/packages, which is no package of Python."""
    spec = importlib.util.spec_from_file_location(f"packages_{name}", SOURCES / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("2.0.0", "2.0.0"),
        ("2.0.0.dev0", "2.0.0~dev0"),
        ("2.1.0rc2", "2.1.0~rc2"),
        ("2.1.0.post1", "2.1.0.post1"),
    ],
)
def test_versions_before_a_release_sort_before_it(
    build: ModuleType, version: str, expected: str
) -> None:
    assert build.package_version(version) == expected


def test_dpkg_sorts_versions_as_python_does(build: ModuleType) -> None:
    if shutil.which("dpkg") is None:
        pytest.skip("dpkg is missing")
    rising = ["2.0.0.dev0", "2.0.0rc1", "2.0.0", "2.0.0.post1", "2.0.1.dev0", "2.0.1"]
    names = [build.package_version(version) for version in rising]
    for lower, higher in pairwise(names):
        subprocess.run(["dpkg", "--compare-versions", lower, "lt", higher], check=True)


def test_needs_become_packages_and_capabilities(depends: ModuleType) -> None:
    needs = [
        depends.Need("libc.so.6"),
        depends.Need("libc.so.6", "GLIBC", (2, 34)),
        depends.Need("libm.so.6", "GLIBC", (2, 35)),
        depends.Need("libgcc_s.so.1", "GCC", (4, 2, 0)),
        depends.Need("libstdc++.so.6", "GLIBCXX", (3, 4, 30)),
        depends.Need("libstdc++.so.6", "CXXABI", (1, 3, 13)),
    ]
    assert depends.debian_depends(needs) == ["libc6 (>= 2.35)", "libgcc-s1", "libstdc++6 (>= 12)"]
    assert [str(need) for need in needs[:2]] == [
        "libc.so.6()(64bit)",
        "libc.so.6(GLIBC_2.34)(64bit)",
    ]


def test_a_library_that_should_be_inside_is_named(depends: ModuleType) -> None:
    with pytest.raises(SystemExit, match=r"libssl\.so\.3 is needed"):
        depends.debian_depends([depends.Need("libssl.so.3")])


def test_a_library_from_the_future_is_named(depends: ModuleType) -> None:
    with pytest.raises(SystemExit, match=r"GLIBCXX_3\.4\.99"):
        depends.debian_depends([depends.Need("libstdc++.so.6", "GLIBCXX", (3, 4, 99))])


def test_needs_are_read_from_elf_files(depends: ModuleType, tmp_path: Path) -> None:
    if shutil.which("objdump") is None:
        pytest.skip("objdump is missing: packaging/setup/packages.sh installs it")
    shutil.copy("/bin/true", tmp_path / "program")
    (tmp_path / "notes.txt").write_text("not a program")
    found = depends.needs(tmp_path)
    assert depends.Need("libc.so.6") in found
    (version,) = [
        need.version for need in found if (need.library, need.kind) == ("libc.so.6", "GLIBC")
    ]
    assert version >= (2, 2, 5)


def test_a_purge_knows_repositories_by_their_mark() -> None:
    assert f"/{LAYOUT}'" in (SOURCES / "deb" / "postrm").read_text()


@pytest.mark.parametrize("script", sorted(SOURCES.glob("*/p*")), ids=lambda path: path.name)
def test_scripts_are_of_the_plain_shell(script: Path) -> None:
    subprocess.run(["sh", "-n", script], check=True)
