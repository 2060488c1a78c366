"""Make a .deb and a .rpm of the built program, from one description: nfpm.yaml.

Usage: python packaging/packages/build.py [--program FOLDER] [--out FOLDER] [--version VERSION]

`make packages`; products and their lines of SHA256SUMS in dist/. The same program, version and
SOURCE_DATE_EPOCH (else the time of the last commit of what goes in) make the same bytes.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml
from depends import debian_depends, needs

HERE = Path(__file__).resolve().parent
CHECKOUT = HERE.parents[1]
NAME = "trinitycore-mcp"
# Debian's and nfpm's name of this machine's architecture, and rpm's.
ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
INPUTS = (
    "CHANGELOG.md", "LICENSE", "appliance", "config", "packaging/packages",
    "packaging/pyinstaller", "requirements-dev.lock", "requirements.lock", "systemd",
)  # fmt: skip
DOCUMENTATION = ("/usr/share/doc/", "/usr/share/man/")


def main() -> None:
    """Read the command line and build both packages."""
    parser = argparse.ArgumentParser(description="Make a .deb and a .rpm of the built program.")
    parser.add_argument("--program", type=Path, default=CHECKOUT / "dist" / NAME)
    parser.add_argument("--out", type=Path, default=CHECKOUT / "dist")
    parser.add_argument("--version", default=product_version())
    options = parser.parse_args()
    if not (options.program / NAME).is_file():
        raise SystemExit(f"{options.program} has no built program; run: make binary")
    build(options.program, options.out, options.version)


def product_version() -> str:
    """The version that the source states."""
    text = (CHECKOUT / "appliance/__init__.py").read_text()
    found = re.search(r'__version__ = "(.+)"', text)
    if found is None:
        raise SystemExit("appliance/__init__.py states no version")
    return found[1]


def package_version(version: str) -> str:
    """Python's version as dpkg and rpm order it: what comes before a release sorts before it."""
    return re.sub(r"\.?(dev|rc)(\d+)", r"~\1\2", version)


def build(program: Path, out: Path, version: str) -> list[Path]:
    """Write both packages and their checksums into `out`."""
    machine = platform.machine()
    architecture = ARCHITECTURES[machine]
    number = f"{package_version(version)}-1"
    out.mkdir(parents=True, exist_ok=True)
    made = {
        "deb": out / f"{NAME}_{number}_{architecture}.deb",
        "rpm": out / f"{NAME}-{number}.{machine}.rpm",
    }
    for old in (*out.glob(f"{NAME}_*_{architecture}.deb"), *out.glob(f"{NAME}-*.{machine}.rpm")):
        old.unlink()
    epoch = int(os.environ.get("SOURCE_DATE_EPOCH") or last_change())
    with tempfile.TemporaryDirectory(prefix=f"{NAME}-packages-") as folder:
        stage = Path(folder)
        prepare(stage, program, version, epoch)
        given = {"arch": architecture, "version": package_version(version)}
        for packager, target in made.items():
            describe(stage, packager, given)
            settle(stage, epoch)
            subprocess.run(
                [nfpm(), "package", "--config", f"{packager}.yaml", "--packager", packager,
                 "--target", target.absolute()],
                cwd=stage, check=True, stdout=subprocess.DEVNULL,
                env=os.environ | {"SOURCE_DATE_EPOCH": str(epoch)},
            )  # fmt: skip
    note_checksums(out / "SHA256SUMS", list(made.values()))
    return list(made.values())


def nfpm() -> str:
    """Where the packager is; it was installed beside this interpreter."""
    found = shutil.which("nfpm", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    if found is None:
        raise SystemExit("nfpm is missing: make .venv/.ready-dev installs it")
    return found


def last_change() -> str:
    """Seconds since 1970 of the last commit of what goes in."""
    done = subprocess.run(
        ["git", "log", "-1", "--format=%ct", "--", *INPUTS],
        cwd=CHECKOUT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.stdout.strip() or "0"


def describe(stage: Path, packager: str, given: dict[str, str]) -> None:
    """Write nfpm.yaml for one packager, with what depends on the build."""
    found: dict[str, Any] = yaml.safe_load((HERE / "nfpm.yaml").read_text()) | given
    libraries = needs(stage / "program")
    if packager == "deb":
        found["depends"] = debian_depends(libraries)
    else:
        found["depends"] = [str(need) for need in libraries]
        found["rpm"]["summary"], _, body = found["description"].partition("\n")
        found["description"] = body.replace("\n.\n", "\n\n")
        for content in found["contents"]:
            if content["dst"].startswith(DOCUMENTATION) and "type" not in content:
                content["type"] = "doc"
    (stage / f"{packager}.yaml").write_text(yaml.safe_dump(found))


def settle(stage: Path, epoch: int) -> None:
    """Give every file a mode and a time that do not depend on who built it and when."""
    for path in stage.rglob("*"):
        if path.is_symlink():
            continue
        is_program = path.stat().st_mode & 0o100 and ".so" not in path.name
        path.chmod(0o755 if path.is_dir() or is_program else 0o644)
        os.utime(path, (epoch, epoch))


def prepare(stage: Path, program: Path, version: str, epoch: int) -> None:
    """Put every file that nfpm.yaml names into one folder."""
    products = program.parent
    shutil.copytree(program, stage / "program", symlinks=True)
    shutil.copytree(products / "completions", stage / "completions")
    for packager in ("deb", "rpm"):
        shutil.copytree(HERE / packager, stage / packager)
    for path in (
        *CHECKOUT.glob("systemd/*.service"),
        HERE / "appliance.toml",
        CHECKOUT / "LICENSE",
    ):
        shutil.copy(path, stage)
    (bill,) = products.glob(f"{NAME}-*.cdx.json")
    shutil.copy(bill, stage / f"{NAME}.cdx.json")
    shutil.copy(CHECKOUT / "config" / "appliance.toml", stage / "every-setting.toml")
    pack(stage / f"{NAME}.1.gz", (products / f"{NAME}.1").read_bytes())
    pack(stage / "changelog.gz", (CHECKOUT / "CHANGELOG.md").read_bytes())
    entry = {
        "semver": package_version(version),
        "date": datetime.fromtimestamp(epoch, UTC).isoformat(),
        "packager": yaml.safe_load((HERE / "nfpm.yaml").read_text())["maintainer"],
        "deb": {"urgency": "medium", "distributions": ["unstable"]},
        "changes": [{"note": f"Version {version}; {NAME}'s changelog.gz says what is new."}],
    }
    (stage / "changelog.yaml").write_text(yaml.safe_dump([entry]))


def pack(path: Path, content: bytes) -> None:
    """Write as gzip without name and time."""
    path.write_bytes(gzip.compress(content, compresslevel=9, mtime=0))


def note_checksums(path: Path, made: list[Path]) -> None:
    """Replace the lines of these files, keep the others."""
    lines = path.read_text().splitlines() if path.exists() else []
    names = {file.name for file in made}
    kept = [line for line in lines if line.partition("  ")[2] not in names]
    for file in made:
        with file.open("rb") as content:
            kept.append(f"{hashlib.file_digest(content, 'sha256').hexdigest()}  {file.name}")
    path.write_text("".join(f"{line}\n" for line in sorted(kept, key=lambda line: line[66:])))


if __name__ == "__main__":
    main()
