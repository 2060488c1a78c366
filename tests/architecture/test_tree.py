"""Rules of the tree: sizes, layers, tests that mirror the code, no leftovers."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
PACKAGE = CHECKOUT / "appliance"


@cache
def trees() -> dict[Path, ast.Module]:
    """Every module of the package."""
    return {path: ast.parse(path.read_text()) for path in sorted(PACKAGE.rglob("*.py"))}


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


def test_modules_and_functions_stay_small() -> None:
    assert list(_too_long()) == []


def _too_long() -> Iterator[str]:
    for path, tree in trees().items():
        lines = len(path.read_text().splitlines())
        if lines > FILE_LINES:
            yield f"{name(path)} has {lines} lines"
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                assert node.end_lineno is not None
                lines = node.end_lineno - node.lineno + 1
                if lines > FUNCTION_LINES:
                    yield f"{name(path)}: {node.name} has {lines} lines"


def test_modules_and_public_functions_say_what_they_promise() -> None:
    assert list(_untold()) == []


def _untold() -> Iterator[str]:
    for path, tree in trees().items():
        if tree.body and not ast.get_docstring(tree):
            yield name(path)
        for node in tree.body:
            public = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
            if public and not node.name.startswith("_") and not ast.get_docstring(node):  # type: ignore[attr-defined,arg-type]
                yield f"{name(path)}: {node.name}"  # type: ignore[attr-defined]


def test_nothing_is_raised_where_only_some_pythons_leave_it_alone() -> None:
    """Before Python 3.11.4, Debian 12's among them, what `except*` raises ends up in a group."""
    for path, tree in trees().items():
        for tried in (node for node in ast.walk(tree) if isinstance(node, ast.TryStar)):
            for handler in tried.handlers:
                raised = [node for node in ast.walk(handler) if isinstance(node, ast.Raise)]
                assert not [node for node in raised if node.exc], name(path)


def test_the_layers_hold() -> None:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_wall_clock_and_randomness_stay_at_the_edges() -> None:
    allowed = {"appliance/clock.py"}
    for path, tree in trees().items():
        if name(path) in allowed:
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                called = f"{node.value.id}.{node.attr}"
                assert called not in ("time.sleep", "datetime.now", "datetime.utcnow"), name(path)


def test_lock_files_hold_no_address() -> None:
    for lock in CHECKOUT.glob("requirements*.lock"):
        assert "://" not in lock.read_text()
