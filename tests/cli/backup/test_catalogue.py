"""`list`, `show`, `verify`, `drill`, `prune`, `hold` and `release` on the demo realm."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from appliance.cli.backup.words import size, span, table
from tests.cli.backup.conftest import Backups


@pytest.fixture
def two(demo: Backups) -> list[str]:
    """Two backups, the newest first."""
    first = demo.data("now", "--description", "the first")["id"]
    time.sleep(1)  # ids tell seconds apart, no less
    second = demo.data("now", "--no-verify")["id"]
    newest_first = [each["id"] for each in demo.data("list")["backups"]]
    assert set(newest_first) == {first, second}
    return newest_first


def test_lists_and_shows(demo: Backups, two: list[str]) -> None:
    listed = demo("list").out
    assert all(each in listed for each in two)
    assert demo.data("list", "--limit", "1")["total"] == 2
    assert "and 1 more" in demo("list", "--limit", "1").out
    assert len(demo.data("list", "--state", "unverified")["backups"]) == 1
    shown = demo.data("show", "latest", "--tables")
    assert shown["id"] == two[0]
    assert shown["contents"][2]["role"] == "world"
    assert shown["tables"]["world"][0]["checksum"] is not None
    assert "TABLE" not in demo("show", "latest").out
    assert "TABLE" in demo("show", "latest", "--tables").out


def test_proves_and_finds_damage(demo: Backups, two: list[str]) -> None:
    assert demo.data("verify", "latest")["sound"]
    assert demo.data("verify", two[1], "--level", "quick")["level"] == "quick"
    folder = Path(demo.values["backup.repository"]) / two[0]
    victim = next(folder.rglob("*.frames"))
    victim.write_bytes(victim.read_bytes()[:-1])
    ran = demo("verify", two[0])
    assert ran.code == 1
    assert "DAMAGED" in ran.out
    ran = demo("verify", two[0], "--json")
    assert ran.code == 1
    assert ran.data["problems"]
    assert demo.data("show", "latest")["id"] == two[1], "a damaged one is not the latest"


def test_a_drill_tells_both_times(demo: Backups, two: list[str]) -> None:
    ran = demo("drill")
    assert ran.code == 0
    assert "recovery time (RTO)" in ran.out
    assert "recovery point (RPO)" in ran.out
    data = demo.data("drill")
    assert data["passed"]
    assert data["missing"] == []
    assert data["recoveryTimeS"] > 0
    assert data["covers"] == dict.fromkeys(("auth", "characters", "world"), two[0])


def test_a_drill_names_what_no_backup_holds(demo: Backups) -> None:
    assert demo("now", "--database", "world").code == 0
    ran = demo("drill", "--json")
    assert ran.code == 3
    assert ran.data["missing"] == ["auth", "characters"]


def test_prune_shows_first_and_removes_when_told(demo: Backups, two: list[str]) -> None:
    demo.values |= {f"backup.keep_{rule}": 0 for rule in ("daily", "weekly", "monthly")}
    demo.values["backup.keep_last"] = 1
    demo.data("verify", two[0])
    assert demo.data("hold", two[1], "--reason", "evidence")["held"]
    verdicts = {each["id"]: each for each in demo.data("prune", "--confirm")["verdicts"]}
    assert verdicts[two[1]]["reasons"] == ["held: evidence"]
    assert not demo.data("release", two[1])["held"]
    shown = demo("prune")
    assert "1 to remove: --confirm" in shown.out
    assert demo.data("list")["total"] == 2
    assert "1 removed" in demo("prune", "--confirm").out
    assert [each["id"] for each in demo.data("list")["backups"]] == [two[0]]


def test_a_hold_may_end_by_itself(demo: Backups, two: list[str]) -> None:
    assert demo.data("hold", "latest", "--until", "2999-01-01")["until"].startswith("2999-01-01")
    assert "2999" in demo("show", "latest").out
    ran = demo("hold", "latest", "--until", "2020-01-01")
    assert ran.code == 1
    assert "2020-01-01 00:00:00: that is over" in ran.err


def test_a_schedule_that_means_nothing_is_told_by_every_command(demo: Backups) -> None:
    demo.values["backup.schedule"] = "6x"
    ran = demo("list")
    assert ran.code == 1
    assert "backup.schedule" in ran.err


def test_words_of_sizes_and_times() -> None:
    assert [size(n) for n in (0, 999, 1500, 2.5e9)] == ["0 B", "999 B", "1.5 kB", "2.5 GB"]
    assert [span(s) for s in (0.04, 59, 125, 7300, 1e6)] == [
        "0.0 s",
        "59 s",
        "2 min 5 s",
        "2 h 1 min",
        "11 days",
    ]
    assert table(("A", "B"), [("x", "yy")]) == ["A  B", "x  yy"]
