"""How long a cluster of three is without a leader: real processes, mutual TLS, votes on the disk.

python tests/load/failover.py                       200 trials each of crash, pause, partition and
                                                    hand-over, with a histogram
python tests/load/failover.py crash --trials 20     one of them, fewer
python tests/load/failover.py --json figures.json   keep every figure
python tests/load/failover.py steady --minutes 60 --burn 4
                                                    nothing is done but burning processor time:
                                                    elections of a cluster that is well

A trial hurts the leader at a random moment of its heartbeat's interval. The time counts from the
fault until the last survivor has heard the new leader's first heartbeat. Every trial is checked:
in no term two nodes acted, and no term acted after a higher one.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(CHECKOUT))

from tests.support.clusters import Cluster, cluster  # noqa: E402
from tests.support.relays import Relays  # noqa: E402

STEP_MS = 50
SETTLE_S = 0.7
"""Between two trials: everybody has heard some heartbeats, and every stream is open again."""


def came(found: Cluster, names: Sequence[str], after: int, since: float) -> float:
    """Seconds from `since` until the last of the nodes knew a leader of a higher term."""

    def seen() -> list[float] | None:
        first = [
            next((e["at"] for e in found.nodes[name].events if _is_later(e, after)), None)
            for name in names
        ]
        return None if None in first else [at for at in first if at is not None]

    moments: list[float] = found.wait(seen)
    return max(moments) - since


def _is_later(event: dict[str, object], after: int) -> bool:
    term = event.get("term")
    return bool(event["event"] == "leader" and event["leader"] and isinstance(term, int)
                and term > after)  # fmt: skip


def crash(found: Cluster, leader: str, term: int, others: list[str]) -> float:
    """kill -9."""
    took = came(found, others, term, found.hurt(leader, signal.SIGKILL))
    found.start(leader)
    return took


def pause(found: Cluster, leader: str, term: int, others: list[str]) -> float:
    """SIGSTOP, and SIGCONT when another leads."""
    node = found.nodes.pop(leader)
    since = time.monotonic()
    node.process.send_signal(signal.SIGSTOP)
    try:
        return came(found, others, term, since)
    finally:
        node.process.send_signal(signal.SIGCONT)
        found.nodes[leader] = node


def partition(found: Cluster, leader: str, term: int, others: list[str]) -> float:
    """Every byte from and to the leader is lost until another leads."""
    assert found.relays is not None
    node = found.nodes.pop(leader)
    since = time.monotonic()
    found.relays.cut(leader)
    try:
        return came(found, others, term, since)
    finally:
        found.relays.heal()
        found.nodes[leader] = node


def hand_over(found: Cluster, leader: str, term: int, others: list[str]) -> float:
    """SIGTERM: the time counts from the signal."""
    took = came(found, others, term, found.hurt(leader, signal.SIGTERM))
    found.start(leader)
    return took


FAULTS: dict[str, Callable[[Cluster, str, int, list[str]], float]] = {
    "crash": crash,
    "pause": pause,
    "partition": partition,
    "hand-over": hand_over,
}


def trials(fault: str, count: int, luck: random.Random) -> list[float]:
    """The seconds of each trial of a fault."""
    with (
        tempfile.TemporaryDirectory() as folder,
        cluster(Path(folder), start=False) as found,
        Relays(found.addresses) as relays,
    ):
        found.relays = relays if fault == "partition" else None
        if found.relays is not None:
            found.addresses = relays.addresses
        for name in list(found.addresses):
            found.start(name)
        term, figures = 0, []
        for number in range(count):
            leader, term = found.leader(after=term)
            time.sleep(SETTLE_S + luck.random() * 0.1)
            others = [name for name in found.nodes if name != leader]
            figures.append(FAULTS[fault](found, leader, term, others))
            print(f"\r{fault} {number + 1}/{count}", end="", file=sys.stderr)
        found.leader(after=term)
        entries = found.settle()
        print(f"\r{fault}: {len(entries)} effects in {len({e[0] for e in entries})} terms, "
              "never two leaders", file=sys.stderr)  # fmt: skip
    return figures


def steady(minutes: float, burners: int) -> None:
    """Print how often the leader of a cluster changed to which nothing was done."""
    burn = [sys.executable, "-c", "while True: pass"]
    with (
        tempfile.TemporaryDirectory() as folder,
        cluster(Path(folder)) as found,
        ExitStack() as stack,
    ):
        leader, first = found.leader()
        for process in [subprocess.Popen(burn) for _ in range(burners)]:
            stack.callback(process.kill)
        time.sleep(60 * minutes)
        for name, node in found.nodes.items():
            told = [e for e in node.events if e["event"] == "leader" and e["term"] > first]
            print(f"{name}: {len({e['term'] for e in told})} terms after that of {leader}")
        found.settle()


def share(figures: Sequence[float], part: float) -> float:
    """The figure that `part` of them do not exceed."""
    ordered = sorted(figures)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def show(fault: str, figures: Sequence[float]) -> None:
    """Print figures and their histogram, in milliseconds."""
    p50, p90, p99 = (share(figures, part) * 1e3 for part in (0.5, 0.9, 0.99))
    print(
        f"{fault}: n {len(figures)}, p50 {p50:.0f} ms, p90 {p90:.0f} ms, p99 {p99:.0f} ms, "
        f"max {max(figures) * 1e3:.0f} ms"
    )
    step = 5 if p99 < 100 else STEP_MS
    counts: dict[int, int] = {}
    for each in figures:
        slot = int(each * 1e3 / step) * step
        counts[slot] = counts.get(slot, 0) + 1
    for slot in range(min(counts), max(counts) + step, step):
        found = counts.get(slot, 0)
        bar = "#" * round(60 * found / len(figures))
        print(f"  {slot:5d}-{slot + step:<5d} {found:4d} {bar}")


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("faults", nargs="*", choices=[*FAULTS, "steady", []], default=[])
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--burn", type=int, default=os.cpu_count())
    parser.add_argument("--trials", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path)
    chosen = parser.parse_args()
    if chosen.faults == ["steady"]:
        return steady(chosen.minutes, chosen.burn)
    luck, found = random.Random(chosen.seed), {}
    for fault in chosen.faults or FAULTS:
        found[fault] = trials(fault, chosen.trials, luck)
        show(fault, found[fault])
    if chosen.json is not None:
        chosen.json.write_text(json.dumps(found))


if __name__ == "__main__":
    main()
