"""Kill -9 of a process that votes: `python -m tests.support.ballots_under_kill FOLDER KILLS`.

Each child goes on where the disk says, saves one term after the other and tells each when it is
saved. It is killed after a random time. What was told must be on the disk; what is on the disk may
be one term more, as the child can die between saving and telling.
"""

from __future__ import annotations

import os
import random
import select
import signal
import sys
import time
from pathlib import Path

import trio

from appliance.failover.ballot import BallotFile
from appliance.failover.state import Ballot

SEED = 335
MOST_S = 0.03


def main(folder: Path, kills: int) -> None:
    """Fork, kill, compare; ends with status 1 when a vote was lost."""
    generator = random.Random(SEED)
    last = 0
    for number in range(kills):
        told = one_life(folder, generator.uniform(0, MOST_S), last)
        found = trio.run(file_in(folder).load).term
        if not told <= found <= told + 1:
            sys.exit(f"kill {number}: told of term {told}, found {found}")
        last = found
    print(f"{kills} kills, term {last}")


def file_in(folder: Path) -> BallotFile:
    """The ballot of the process that is killed."""
    return BallotFile(folder, node="a", cluster="azeroth")


def one_life(folder: Path, life_s: float, last: int) -> int:
    """The last term that a child told of, or `last` when it told of none."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        trio.run(vote_for_ever, file_in(folder), writer)
    os.close(writer)
    select.select([reader], [], [], 5)  # it lives
    time.sleep(life_s)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with open(reader, "rb") as pipe:
        lines = pipe.read().splitlines()
    return int(lines[-1]) if lines[1:] else last


async def vote_for_ever(file: BallotFile, writer: int) -> None:
    """Save one term after the other and tell of each."""
    term = (await file.load()).term
    os.write(writer, b"alive\n")
    while True:
        term += 1
        await file.save(Ballot(term, f"candidate {term}"))
        os.write(writer, b"%d\n" % term)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
