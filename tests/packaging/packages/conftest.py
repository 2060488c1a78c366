"""Packages and the Debian that they are installed in."""

from __future__ import annotations

import pytest

from tests.support import packages
from tests.support.debian_tree import DebianTree, unpack
from tests.support.packages import Packages


@pytest.fixture(scope="session")
def built() -> Packages:
    """This version's packages."""
    return packages.built()


@pytest.fixture(scope="session")
def later(built: Packages, tmp_path_factory: pytest.TempPathFactory) -> Packages:
    """A later version's."""
    return packages.build_later(tmp_path_factory.mktemp("later"))


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> DebianTree:
    """A small Debian without any package of ours; whoever installs one removes it."""
    return unpack(tmp_path_factory.mktemp("tree"))


@pytest.fixture(scope="module")
def untouched(tree: DebianTree) -> dict[str, str]:
    """The files of the tree before anything was installed."""
    return tree.files()


def differences(before: dict[str, str], after: dict[str, str]) -> dict[str, tuple[str, str]]:
    """What differs: name -> (before, after), an empty text where there is nothing."""
    return {
        name: (before.get(name, ""), after.get(name, ""))
        for name in sorted(before.keys() | after.keys())
        if before.get(name) != after.get(name)
    }
