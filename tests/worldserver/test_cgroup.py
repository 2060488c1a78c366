"""Control groups of version 2, as files of their tree."""

from __future__ import annotations

from pathlib import Path

from appliance.worldserver.cgroup import Cgroup, group_path, read_cgroup


def group(folder: Path, **files: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "cgroup.procs").touch()
    for name, text in files.items():
        (folder / name.replace("_", ".", 1)).write_text(text)
    return folder


def test_the_tightest_limit_of_the_path_counts(tmp_path: Path) -> None:
    group(tmp_path)
    group(tmp_path / "game.slice", cpu_max="150000 100000\n", memory_max="8589934592\n")
    group(
        tmp_path / "game.slice" / "worldserver.service",
        cpu_max="max 100000\n",
        memory_max="max\n",
        memory_current="1048576\n",
        cpu_stat="usage_usec 5\nnr_periods 200\nnr_throttled 3\nthrottled_usec 40\n",
        cpu_pressure="some avg10=1.00 avg60=2.50 avg300=0.00 total=1\n",
    )
    assert read_cgroup("/game.slice/worldserver.service", (tmp_path / "none", tmp_path)) == Cgroup(
        path="/game.slice/worldserver.service",
        cpu_limit_cores=1.5,
        memory_limit_bytes=2**33,
        memory_bytes=2**20,
        periods=200,
        throttled_periods=3,
        pressure_percent={"cpu": 2.5},
    )


def test_what_cannot_be_seen_is_none(tmp_path: Path) -> None:
    group(tmp_path)
    assert read_cgroup("/", (tmp_path,)) == Cgroup("/")
    assert read_cgroup("/elsewhere", (tmp_path,)) is None
    group(tmp_path / "outside")
    assert read_cgroup("/../outside", (group(tmp_path / "in"),)) is None


def test_the_group_of_version_2_is_found_beside_version_1() -> None:
    assert group_path("4:memory:/old\n0::/game.slice/worldserver.service\n") == (
        "/game.slice/worldserver.service"
    )
    assert group_path("4:memory:/old\n") is None
