"""Build the program that needs no Python: one file for download, one folder for packages.

Usage: python packaging/pyinstaller/build.py [--folder]   (`make binary`; products in dist/)

Nothing is done when nothing that goes in has changed. SOURCE_DATE_EPOCH, BUILD_PYTHON: the time
that the products carry, and the interpreter that they contain, other than the usual ones.
"""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import environment
import inventory
import libraries
import licences
import sbom
from environment import CACHE, CHECKOUT

HERE = Path(__file__).resolve().parent
DIST = CHECKOUT / "dist"
NAME = "trinitycore-mcp"
INPUTS = (
    "appliance", "packaging/pyinstaller", "requirements.lock", "requirements-dev.lock",
    "pyproject.toml", "LICENSE",
)  # fmt: skip
COMPLETIONS = {
    "bash": f"completions/{NAME}",
    "zsh": f"completions/_{NAME}",
    "fish": f"completions/{NAME}.fish",
}


def main() -> None:
    """Bring dist/ up to date."""
    parser = argparse.ArgumentParser(prog="build.py")
    parser.add_argument(
        "--folder", action="store_true",
        help="only the folder program with its licences, as an image needs it; needs pip alone",
    )  # fmt: skip
    only_folder = parser.parse_args().folder
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not only_folder and built() == state():
            sys.stderr.write("binary: dist/ is up to date\n")
            return
        (CACHE / "state").unlink(missing_ok=True)
        before = inputs()
        python = environment.ready()
        libraries.link(python, CACHE / "libraries")
        freeze(python, CHECKOUT, CACHE / "frozen")
        staged, parts = stage(python)
        if not only_folder:
            accompany(staged, python, parts)
        publish(staged)
        if not only_folder:
            # What was changed meanwhile is not in the products: then the next call builds again.
            (CACHE / "state").write_text(before + products())


def freeze(python: Path, checkout: Path, folder: Path) -> None:
    """Run PyInstaller on `checkout`; the programs and the inventory are in `folder` then."""
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run(
        [python, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR", "--distpath", folder,
         "--workpath", folder / "work", checkout / HERE.relative_to(CHECKOUT) / f"{NAME}.spec"],
        check=True,
        env=os.environ | {
            "INVENTORY": str(folder / "inventory.json"),
            "LIBRARIES": str(CACHE / "libraries"),
            "PYINSTALLER_CONFIG_DIR": str(CACHE / "pyinstaller"),
            "PYTHONHASHSEED": "0",  # the order of constants in compiled code
            "SOURCE_DATE_EPOCH": epoch(),
        },
    )  # fmt: skip


def epoch() -> str:
    """The time that the products carry: that of the last commit of what goes in."""
    named = os.environ.get("SOURCE_DATE_EPOCH")
    if named:
        return named
    done = subprocess.run(
        ["git", "log", "-1", "--format=%ct", "--", *INPUTS],
        cwd=CHECKOUT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.stdout.strip() or "315532800"  # the oldest time that a ZIP file can carry


def version() -> str:
    """The program's version."""
    found = re.search(r'__version__ = "(.+)"', (CHECKOUT / "appliance/__init__.py").read_text())
    assert found
    return found[1]


def stage(python: Path) -> tuple[Path, list[inventory.Part]]:
    """Lay out the folder program in a folder of its own; also returns what is in it."""
    staged = CACHE / "staged"
    shutil.rmtree(staged, ignore_errors=True)
    shutil.copytree(CACHE / "frozen" / NAME, staged / NAME, symlinks=True)
    site = next((python.parents[1] / "lib").glob("python*/site-packages"))
    parts = inventory.parts(CACHE / "frozen" / "inventory.json", site, CACHE / "libraries")
    (staged / NAME / "THIRD_PARTY_LICENSES.txt").write_text(licences.document(parts))
    shutil.copy2(CHECKOUT / "LICENSE", staged / NAME)
    return staged, parts


def accompany(staged: Path, python: Path, parts: Sequence[inventory.Part]) -> None:
    """Add the one-file program and what belongs beside it."""
    onefile = staged / f"{NAME}-{version()}-linux-{platform.machine()}"
    shutil.copy2(CACHE / "frozen" / f"{NAME}-onefile", onefile)
    for name in ("LICENSE", "THIRD_PARTY_LICENSES.txt"):
        shutil.copy2(staged / NAME / name, staged)
    bill = sbom.document(python, CHECKOUT / "pyproject.toml", parts, version())
    (staged / f"{NAME}-{version()}.cdx.json").write_text(bill)
    describe(staged)
    (staged / "SHA256SUMS").write_text(sums(staged))


def describe(staged: Path) -> None:
    """Write the manual page and the completion scripts."""
    page = subprocess.run(
        [sys.executable, "-m", "appliance.cli.manual"],
        cwd=CHECKOUT, env=os.environ | {"SOURCE_DATE_EPOCH": epoch()}, check=True,
        capture_output=True,
    )  # fmt: skip
    (staged / f"{NAME}.1").write_bytes(page.stdout)
    for shell, name in COMPLETIONS.items():
        (staged / name).parent.mkdir(exist_ok=True)
        script = subprocess.run(
            [staged / NAME / NAME, "completion", shell], check=True, capture_output=True
        )
        (staged / name).write_bytes(script.stdout)


def sums(folder: Path) -> str:
    """What `sha256sum` says of the files in a folder, itself without folders."""
    return "".join(
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n"
        for path in sorted(folder.iterdir())
        if path.is_file()
    )


def publish(staged: Path) -> None:
    """Replace what dist/ has of our products."""
    DIST.mkdir(exist_ok=True)
    for named in (f"{NAME}-*-linux-{platform.machine()}", f"{NAME}-*.cdx.json"):
        for old in DIST.glob(named):  # of another version
            old.unlink()
    for path in staged.iterdir():
        target = DIST / path.name
        if path.is_dir() and target.exists():
            # Programs that run from there go on with the files that they have open.
            shutil.rmtree(CACHE / "replaced", ignore_errors=True)
            target.rename(CACHE / "replaced")
            shutil.rmtree(CACHE / "replaced")
        path.rename(target)


def built() -> str:
    """What the last build noted as its `state`."""
    noted = CACHE / "state"
    return noted.read_text() if noted.exists() else ""


def state() -> str:
    """What went in and what came out; a build is wanted when it differs from the last one's."""
    return inputs() + products()


def inputs() -> str:
    """A digest of everything that goes in."""
    digest = hashlib.sha256()
    for name in INPUTS:
        root = CHECKOUT / name
        for path in sorted(root.rglob("*")) if root.is_dir() else [root]:
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(f"{path.relative_to(CHECKOUT)}\0".encode())
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    digest.update(f"{environment.interpreter()} {epoch()}".encode())
    return digest.hexdigest() + "\n"


def products() -> str:
    """Our checksums in dist/, and the size and time of the program in the folder."""
    listed = DIST / "SHA256SUMS"
    program = DIST / NAME / NAME
    if not listed.exists() or not program.exists():
        return "none\n"
    about = program.stat()
    lines = listed.read_text().splitlines()
    ours = [line for line in lines if not line.endswith((".deb", ".rpm"))]  # `make packages`
    return "\n".join(ours) + f"\n{about.st_size} {about.st_mtime_ns}\n"


if __name__ == "__main__":
    main()
