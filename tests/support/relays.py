"""A wire between every two nodes, in a thread of its own, which can be cut."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from contextlib import AsyncExitStack
from types import TracebackType

import trio

from tests.support.cluster_network import HOST, Relay


class Relays:
    """Relays for each direction between nodes.

    Args:
        addresses: what each node believes the others' addresses to be, its own among them.

    Attributes:
        addresses: the same, with relays in between.
    """

    def __init__(self, addresses: Mapping[str, Mapping[str, str]]) -> None:
        self.addresses: dict[str, dict[str, str]] = {}
        self._relays: dict[tuple[str, str], Relay] = {}
        self._before = addresses
        self._ready, self._thread = threading.Event(), threading.Thread(target=self._run)
        self._token: trio.lowlevel.TrioToken | None = None
        self._stop = trio.Event()

    def __enter__(self) -> Relays:
        self._thread.start()
        self._ready.wait(10)
        for dialer, known in self._before.items():
            self.addresses[dialer] = {
                name: known[name] if name == dialer else f"{HOST}:{self._relays[dialer, name].port}"
                for name in known
            }
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._token is not None
        self._token.run_sync_soon(self._stop.set)
        self._thread.join()

    def cut(self, node: str) -> None:
        """Lose everything from and to a node."""
        for pair, relay in self._relays.items():
            relay.cut = node in pair

    def heal(self) -> None:
        """Lose nothing any more."""
        for relay in self._relays.values():
            relay.cut = False

    def _run(self) -> None:
        trio.run(self._serve)

    async def _serve(self) -> None:
        self._token = trio.lowlevel.current_trio_token()
        async with AsyncExitStack() as stack:
            for dialer, known in self._before.items():
                for name, address in known.items():
                    if name != dialer:
                        relay = Relay(int(address.rpartition(":")[2]))
                        self._relays[dialer, name] = await stack.enter_async_context(
                            relay.running()
                        )
            self._ready.set()
            await self._stop.wait()
