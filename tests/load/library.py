"""Measure the index of source and documents on a tree of TrinityCore's size.

    python -m tests.load.library --files 5000 --megabytes 70

Invents the tree in a temporary folder, builds the index in a Trio loop that is watched, and prints
what it costs: time, stalls of the loop, memory, disk; then queries, an update, a second start.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import tempfile
import time
from functools import partial
from pathlib import Path

import trio

from appliance.errors import Unavailable
from appliance.fulltext import declarations, texts
from appliance.fulltext.store import size_bytes
from appliance.library.service import Library, LibraryPlan
from appliance.library.shelf import state_of
from tests.support.source_trees import write_large_tree

TICK_S = 0.005


class Lag:
    """How late the loop comes back to a task that sleeps a moment."""

    def __init__(self) -> None:
        self.late_s: list[float] = []

    async def watch(self) -> None:
        """Measure until cancelled."""
        while True:
            due = trio.current_time() + TICK_S
            await trio.sleep_until(due)
            self.late_s.append(trio.current_time() - due)

    def __str__(self) -> str:
        late = sorted(self.late_s)
        p99 = late[len(late) * 99 // 100]
        stalls = sum(each > 0.05 for each in late)
        return f"largest {late[-1] * 1000:.1f} ms, p99 {p99 * 1000:.1f} ms, above 50 ms: {stalls}"


def memory_mb() -> float:
    """Resident memory now, in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


async def wait_whole(library: Library, generation: int) -> None:
    """Wait until the source's index is whole and of that generation."""
    while True:
        try:
            state, _notes = await library.source().ask(state_of)
            if not state.building and state.generation >= generation:
                return
        except Unavailable:
            pass  # Nothing is there yet.
        await trio.sleep(0.02)


async def build(plan: LibraryPlan, changed: Path) -> None:
    """Build, ask, change ten files."""
    library, lag, before = Library(plan), Lag(), memory_mb()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(lag.watch)
        began = time.perf_counter()
        await nursery.start(library.run)
        await wait_whole(library, 1)
        print(f"build            {time.perf_counter() - began:.1f} s")
        print(f"loop during it   {lag}")
        print(f"memory growth    {memory_mb() - before:.0f} MB")
        print(f"index            {(await library.source().ask(size_bytes))[0] / 1e6:.0f} MB")
        print(f"holds            {(await library.source().ask(declarations.counts))[0]}")
        await ask(library)
        await trio.to_thread.run_sync(change, changed)
        began = time.perf_counter()
        await wait_whole(library, 2)
        print(f"ten changed      {time.perf_counter() - began:.2f} s, "
              f"a pause of up to {plan.interval_s:g} s included")  # fmt: skip
        nursery.cancel_scope.cancel()


def change(tree: Path) -> None:
    """Change ten files."""
    for path in sorted(tree.rglob("*.h"))[:5] + sorted(tree.rglob("*.cpp"))[:5]:
        path.write_text(path.read_text() + "\n// changed\n")


async def ask(library: Library) -> None:
    """Time questions of every kind."""
    shelf = library.source()
    samples, _ = await shelf.ask(
        lambda connection: connection.execute(
            "SELECT qualified FROM classes ORDER BY id % 997, id LIMIT 100"
        ).fetchall()
    )
    names = [row[0] for row in samples]
    kinds = {
        "class": [partial(declarations.find, name=name) for name in names],
        "misspelt class": [partial(declarations.nearest, name=name[:-2]) for name in names[:30]],
        "identifier": [partial(texts.search, text=f"Get{name}", limit=10) for name in names],
        "rare words": [partial(texts.search, text=f"{name} update", limit=10) for name in names],
        "common words": [
            partial(texts.search, text=text, limit=10)
            for text in ("get", "player health", "set unit target", "SendUnitHealth", "is has can")
            * 20
        ],
    }
    for kind, questions in kinds.items():
        took = []
        for question in questions:
            began = time.perf_counter()
            await shelf.ask(question)
            took.append(1000 * (time.perf_counter() - began))
        p95 = statistics.quantiles(took, n=20)[-1]
        print(f"{kind:<17}p50 {statistics.median(took):.1f} ms, p95 {p95:.1f} ms")


async def start_again(plan: LibraryPlan) -> None:
    """Start with the index that is there."""
    library = Library(plan)
    async with trio.open_nursery() as nursery:
        began = time.perf_counter()
        await nursery.start(library.run)
        print(f"start again      {time.perf_counter() - began:.2f} s")
        nursery.cancel_scope.cancel()


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--files", type=int, default=5000)
    parser.add_argument("--megabytes", type=int, default=70)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="library-load-") as folder:
        root = Path(folder) / "tree"
        written = write_large_tree(
            root, files=options.files, size=options.megabytes * 1_000_000, seed=options.seed
        )
        print(f"tree             {options.files} files, {written / 1e6:.0f} MB")
        plan = LibraryPlan(source=root, index=Path(folder) / "index", interval_s=1.0)
        trio.run(build, plan, root)
        trio.run(start_again, plan)


if __name__ == "__main__":
    main()
