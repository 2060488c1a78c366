"""An archive in a process of its own, to be killed: ENGINE PORT FOLDER [FOLDER OF PROGRAMS…]."""

from __future__ import annotations

import sys
from pathlib import Path

import trio

from appliance.backup.programs import Programs
from tests.support.point_in_time import Realm
from tests.support.servers import SqlServer


async def main(engine: str, port: str, folder: str, *programs: str) -> None:
    """Archive for ever; says when it streams."""
    server = SqlServer(engine, Path(folder), [], "", port=int(port))
    realm = Realm(server, Programs(tuple(map(Path, programs))), Path(folder))
    async with realm.archiving():
        print("streaming", flush=True)
        await trio.sleep_forever()


if __name__ == "__main__":
    trio.run(main, *sys.argv[1:])
