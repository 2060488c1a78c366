"""Rules of the tree: sizes, layers, tests that mirror the code, no leftovers."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
PACKAGE = CHECKOUT / "appliance"
MODULES = sorted(PACKAGE.rglob("*.py"))
FILE_LINES = 300
FUNCTION_LINES = 70

NOT_MIRRORED = {
    "appliance/__main__.py": "three lines; every test of the command runs it",
    "appliance/app.py": "tests/integration/test_serve.py runs the whole process",
    "appliance/checkup.py": "tests/cli/test_check.py",
    "appliance/clock.py": "one line",
    "appliance/errors.py": "class statements",
    "appliance/plans.py": "as app.py",
}


def name(path: Path) -> str:
    return path.relative_to(CHECKOUT).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_modules_and_functions_stay_small(path: Path) -> None:
    source = path.read_text()
    assert len(source.splitlines()) <= FILE_LINES
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            length = node.end_lineno - node.lineno + 1
            assert length <= FUNCTION_LINES, f"{node.name} has {length} lines"


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_modules_and_public_functions_say_what_they_promise(path: Path) -> None:
    tree = ast.parse(path.read_text())
    if path.name != "__init__.py" or tree.body:
        assert ast.get_docstring(tree), "module"
    for node in tree.body:
        public = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        if public and not node.name.startswith("_"):  # type: ignore[attr-defined]
            assert ast.get_docstring(node), node.name  # type: ignore[arg-type]


def test_the_layers_hold() -> None:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_wall_clock_and_randomness_stay_at_the_edges() -> None:
    allowed = {"appliance/clock.py"}
    for path in MODULES:
        if name(path) in allowed:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                called = f"{node.value.id}.{node.attr}"
                assert called not in ("time.sleep", "datetime.now", "datetime.utcnow"), name(path)


def test_lock_files_hold_no_address() -> None:
    for lock in CHECKOUT.glob("requirements*.lock"):
        assert "://" not in lock.read_text()
