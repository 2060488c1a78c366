from __future__ import annotations

import errno
import os
import resource
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appliance.errors import BallotUnsaved, StartError
from appliance.failover.ballot import FILE, TEMPORARY, BallotFile
from appliance.failover.state import Ballot
from tests.support.process import CHECKOUT, environment


def ballot_file(folder: Path, *, node: str = "a", cluster: str = "azeroth") -> BallotFile:
    return BallotFile(folder, node=node, cluster=cluster)


async def test_what_was_saved_is_loaded_by_the_next_process(tmp_path: Path) -> None:
    folder = tmp_path / "state" / "deep"
    assert await ballot_file(folder).load() == Ballot(0, None)
    for ballot in (Ballot(3, "b"), Ballot(4, None), Ballot(2**63 - 1, "ø")):
        await ballot_file(folder).save(ballot)
        assert await ballot_file(folder).load() == ballot
    assert stat.S_IMODE((folder / FILE).stat().st_mode) == 0o600
    assert [path.name for path in folder.iterdir()] == [FILE]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(index=st.integers(0, 400), change=st.integers(1, 255), cut=st.booleans())
async def test_no_damage_goes_unnoticed(tmp_path: Path, index: int, change: int, cut: bool) -> None:
    mine = ballot_file(tmp_path)
    await mine.save(Ballot(5, "b"))
    raw = bytearray((tmp_path / FILE).read_bytes())
    index %= len(raw) - 1  # the last byte ends the line
    raw[index] ^= change
    (tmp_path / FILE).write_bytes(raw[:index] if cut else raw)
    with pytest.raises(StartError, match=r"is damaged.*move the file away"):
        await mine.load()


async def test_values_that_no_node_saves_are_damage(tmp_path: Path) -> None:
    mine = ballot_file(tmp_path)
    for text in ("", "[]", "null", "{}", "7", '{"sha256": "", "term": 1, "voted_for": null}'):
        (tmp_path / FILE).write_text(text)
        with pytest.raises(StartError, match="damaged"):
            await mine.load()


@pytest.mark.parametrize("other", [{"node": "b"}, {"cluster": "outland"}])
async def test_the_ballot_of_another_is_not_taken(tmp_path: Path, other: dict[str, str]) -> None:
    await ballot_file(tmp_path, **other).save(Ballot(5, "b"))
    with pytest.raises(StartError, match=r"belongs to node '.' of cluster .*state_dir of its own"):
        await ballot_file(tmp_path).load()


async def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StartError, match=r"ha\.state_dir: cannot use .*file"):
        await ballot_file(tmp_path / "file").load()
    (tmp_path / FILE).symlink_to("/etc/passwd")
    with pytest.raises(StartError, match="cannot use"):
        await ballot_file(tmp_path).load()
    with pytest.raises(StartError, match=r"ha\.state_dir: cannot use /proc/none: No such file"):
        await ballot_file(Path("/proc/none")).load()
    (tmp_path / "odd" / FILE).mkdir(parents=True)
    with pytest.raises(StartError, match="cannot use"):
        await ballot_file(tmp_path / "odd").load()


@contextmanager
def no_file_longer_than(size: int) -> Iterator[None]:
    """As good as a full disk: the system writes so far and then refuses (EFBIG)."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


async def test_a_full_disk_is_told_and_the_last_ballot_stays(tmp_path: Path) -> None:
    mine = ballot_file(tmp_path)
    await mine.save(Ballot(5, "b"))
    for size in (0, 50):
        with (
            no_file_longer_than(size),
            pytest.raises(BallotUnsaved, match=r"vote of term 6 .*neither votes nor leads"),
        ):
            await mine.save(Ballot(6, "c"))
        assert await mine.load() == Ballot(5, "b")
    await mine.save(Ballot(6, "c"))
    assert await mine.load() == Ballot(6, "c")


async def test_a_disk_that_fails_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = ballot_file(tmp_path)
    await mine.save(Ballot(5, "b"))

    def fail(_fd: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(BallotUnsaved, match="Input/output error"):
        await mine.save(Ballot(6, "c"))


async def test_the_bytes_are_on_the_disk_before_the_name_and_the_name_before_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = ballot_file(tmp_path)
    await mine.load()
    done: list[tuple[str, str]] = []
    fsync, replace = os.fsync, os.replace

    def noted_fsync(fd: int) -> None:
        path = Path(f"/proc/self/fd/{fd}").resolve()
        fsync(fd)
        done.append(("fsync", path.name))

    def noted_replace(source: Path, target: Path) -> None:
        replace(source, target)
        done.append((source.name, target.name))

    monkeypatch.setattr(os, "fsync", noted_fsync)
    monkeypatch.setattr(os, "replace", noted_replace)
    await mine.save(Ballot(1, "a"))
    assert done == [("fsync", TEMPORARY), (TEMPORARY, FILE), ("fsync", tmp_path.name)]


def votes_under_kill(folder: Path, kills: int) -> None:
    """Kill a process that saves rising terms, again and again; it must never fall back."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.ballots_under_kill", str(folder), str(kills)],
        cwd=CHECKOUT,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=1200,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith(f"{kills} kills, term ")


def test_no_kill_brings_an_old_vote_back(tmp_path: Path) -> None:
    votes_under_kill(tmp_path, 12)


@pytest.mark.sweep
def test_hundreds_of_kills_bring_no_old_vote_back(tmp_path: Path) -> None:
    votes_under_kill(tmp_path, 500)
