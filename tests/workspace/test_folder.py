"""The workspace on a real disk: what it reads and writes, and what it leaves alone."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest
import trio

from appliance.errors import InvalidArgument, NotFound, Unavailable
from appliance.settings.workspace import WorkspaceSettings
from appliance.workspace.folder import MOST_PROGRAMS, Workspace

SECRET = "secret"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The folder; beside it lies a file that must never be seen."""
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.txt").write_text(SECRET)
    folder = tmp_path / "work"
    (folder / "src").mkdir(parents=True)
    (folder / "src" / "a.cpp").write_text("int a;\n")
    return folder


@pytest.fixture
def workspace(root: Path) -> Workspace:
    return Workspace(WorkspaceSettings(path=root, allow_write=True, allow_run=True))


def tree(folder: Path) -> list[str]:
    """Every path below and beside the folder."""
    return sorted(str(path) for path in folder.parent.rglob("*"))


async def test_reads_files(workspace: Workspace, root: Path) -> None:
    for name in ("src/a.cpp", "./src/../src/a.cpp", str(root / "src/a.cpp")):
        assert await workspace.read(name, field="filePath", limit_bytes=7) == b"int a;\n"
    assert await workspace.locate("src/a.cpp", field="filePath") == root / "src/a.cpp"
    assert await workspace.locate("src", field="buildFolder", folder=True) == root / "src"
    assert await workspace.locate(".", field="buildFolder", folder=True) == root


async def test_reads_no_more_than_asked(workspace: Workspace) -> None:
    with pytest.raises(InvalidArgument, match="filePath: the file has more than 6 bytes"):
        await workspace.read("src/a.cpp", field="filePath", limit_bytes=6)


async def test_what_is_missing_is_said(workspace: Workspace) -> None:
    for name in ("nothing", "nothing/a.cpp"):
        with pytest.raises(NotFound, match="filePath: there is no such file"):
            await workspace.read(name, field="filePath", limit_bytes=9)


def make_traps(root: Path) -> None:
    """Everything in the folder that is not a plain file below plain folders."""
    outside = root.parent / "outside"
    (root / "link").symlink_to(outside / "secret.txt")
    (root / "dangling").symlink_to(outside / "nothing")
    (root / "inner").symlink_to("src/a.cpp")
    (root / "linked").symlink_to(outside)
    (root / "loop").symlink_to("loop")
    os.mkfifo(root / "fifo")


TRAPS = [
    "link",
    "dangling",
    "inner",
    "linked/secret.txt",
    "linked/nothing",
    "loop",
    "loop/a",
    "fifo",
    "src",
    "src/a.cpp/b",
    ".",
    "../outside/secret.txt",
    "../outside/nothing",
]


@pytest.mark.parametrize("name", TRAPS)
async def test_traps_are_refused_and_nothing_is_touched(
    workspace: Workspace, root: Path, name: str
) -> None:
    make_traps(root)
    before = tree(root)
    with pytest.raises(InvalidArgument, match=r"^filePath"):
        await workspace.read(name, field="filePath", limit_bytes=100)
    with pytest.raises(InvalidArgument, match=r"^filePath"):
        await workspace.locate(name, field="filePath")
    for overwrite in (False, True):
        with pytest.raises(InvalidArgument, match=r"^outputPath"):
            await workspace.write(name, "x", field="outputPath", overwrite=overwrite)
    assert tree(root) == before
    assert (root.parent / "outside" / "secret.txt").read_text() == SECRET


async def test_answers_do_not_tell_what_exists_outside(workspace: Workspace, root: Path) -> None:
    make_traps(root)
    pairs = [
        ("../outside/secret.txt", "../outside/nothing"),
        ("linked/secret.txt", "linked/nothing"),
        ("link", "dangling"),
        ("/etc/passwd", "/etc/no-such-file"),
    ]
    for there, missing in pairs:
        said = []
        for name in (there, missing):
            with pytest.raises(InvalidArgument) as refused:
                await workspace.read(name, field="filePath", limit_bytes=10)
            said.append(str(refused.value))
        assert said[0] == said[1]


async def test_a_device_is_not_opened(root: Path) -> None:
    devices = Workspace(WorkspaceSettings(path=Path("/dev")))
    with pytest.raises(InvalidArgument, match="not a regular file"):
        await devices.read("null", field="filePath", limit_bytes=10)


async def test_writes_new_files_in_new_folders(workspace: Workspace, root: Path) -> None:
    old = os.umask(0o027)
    try:
        written = await workspace.write("gen/ai/./Bot.h", "// Größe\n", field="outputPath")
    finally:
        os.umask(old)
    assert written == "gen/ai/Bot.h"
    assert (root / written).read_text() == "// Größe\n"
    assert stat.S_IMODE((root / written).stat().st_mode) == 0o640
    assert os.listdir(root / "gen/ai") == ["Bot.h"]


async def test_replaces_only_when_asked(workspace: Workspace, root: Path) -> None:
    with pytest.raises(InvalidArgument, match="outputPath: the file exists already"):
        await workspace.write("src/a.cpp", "new", field="outputPath")
    assert (root / "src/a.cpp").read_text() == "int a;\n"
    await workspace.write("src/a.cpp", "new", field="outputPath", overwrite=True)
    assert (root / "src/a.cpp").read_text() == "new"


async def test_of_many_writers_one_wins(workspace: Workspace, root: Path) -> None:
    refused = []

    async def write(text: str) -> None:
        try:
            await workspace.write("new", text, field="outputPath")
        except InvalidArgument:
            refused.append(text)

    async with trio.open_nursery() as nursery:
        for number in range(20):
            nursery.start_soon(write, str(number))
    assert len(refused) == 19
    assert (root / "new").read_text() not in refused
    assert sorted(os.listdir(root)) == ["new", "src"]


async def test_a_full_disk_is_one_line_and_leaves_nothing(
    workspace: Workspace, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Unavailable, match="outputPath: the workspace says: No space left"):
        await workspace.write("b.cpp", "x", field="outputPath")
    assert os.listdir(root) == ["src"]


async def test_the_folder_may_be_reached_by_a_link(root: Path) -> None:
    (root.parent / "way").symlink_to(root)
    linked = Workspace(WorkspaceSettings(path=root.parent / "way"))
    assert await linked.read("src/a.cpp", field="filePath", limit_bytes=99)


async def test_what_is_not_switched_on_names_the_setting(root: Path) -> None:
    none, bare = Workspace(), Workspace(WorkspaceSettings(path=root))
    with pytest.raises(Unavailable, match=r"set workspace\.path"):
        await none.read("a", field="filePath", limit_bytes=1)
    with pytest.raises(Unavailable, match=r"set workspace\.path"):
        await none.write("a", "", field="outputPath")
    with pytest.raises(Unavailable, match=r"set workspace\.path"):
        await none.run(["true"], cwd=root)
    with pytest.raises(Unavailable, match=r"workspace\.allow_write = true"):
        await bare.write("a", "", field="outputPath")
    with pytest.raises(Unavailable, match=r"workspace\.allow_run = true"):
        await bare.run(["true"], cwd=root)
    gone = Workspace(WorkspaceSettings(path=root / "gone"))
    with pytest.raises(Unavailable, match="the workspace cannot be opened"):
        await gone.read("a", field="filePath", limit_bytes=1)


async def test_programs_run_below_and_wait_for_each_other(workspace: Workspace, root: Path) -> None:
    code = (
        "import os, time; open(str(os.getpid()), 'x').close(); time.sleep(0.3)\n"
        "print(len(os.listdir('.'))); os.unlink(str(os.getpid()))"
    )
    seen = []

    async def run() -> None:
        done = await workspace.run([sys.executable, "-c", code], cwd=root / "runs")
        seen.append(int(done.stdout))

    (root / "runs").mkdir()
    async with trio.open_nursery() as nursery:
        for _ in range(MOST_PROGRAMS * 2):
            nursery.start_soon(run)
    assert len(seen) == MOST_PROGRAMS * 2
    assert max(seen) <= MOST_PROGRAMS


async def test_the_deadline_is_at_most_the_setting(root: Path) -> None:
    workspace = Workspace(WorkspaceSettings(path=root, allow_run=True, run_timeout_s=0.2))
    assert (await workspace.run(["sleep", "60"], cwd=root, timeout_s=50)).timed_out


async def test_writes_nothing_hidden(workspace: Workspace, root: Path) -> None:
    before = tree(root)
    for name in (".git/hooks/pre-commit", ".clangd", "src/.vscode/tasks.json", "src/..x"):
        with pytest.raises(InvalidArgument, match="outputPath: no part of the name may begin"):
            await workspace.write(name, "x", field="outputPath")
    assert tree(root) == before
