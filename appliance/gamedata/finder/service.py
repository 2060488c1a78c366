"""Keeps the index of names: builds it in the background, anew now and then, and answers from it.

An index that is there answers until the next one is whole, even while the realm is away: names are
text. Everything of the index runs in threads, a search at a time.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from contextlib import ExitStack, aclosing
from dataclasses import dataclass, replace
from typing import Protocol

import structlog
import trio

from appliance.errors import ApplianceError, InvalidArgument, Unavailable
from appliance.fulltext.names import Found, NameIndex, Size
from appliance.gamedata.finder.sources import KINDS, LOCALES, parts
from appliance.gamedata.names import BASE_LOCALE
from appliance.gamedata.realm import Realm
from appliance.settings.knowledge import NamesSettings
from appliance.telemetry.health import Check, Status

__all__ = ["Finder", "FinderState", "Found", "Realms"]

logger = structlog.get_logger("appliance.names")

LOOK_S = 1.0
"""Pause between two looks whether the realm is there, or another one."""
FIRST_RETRY_S = 5.0
"""Pause after a build that failed; doubled after each."""
MOST_RETRY_S = 300.0
CLOSE_S = 5.0
"""How long the end waits for a search that still runs."""
MOST_LIMIT = 1000
_READING = 70
"""Percent of a build that is reading; the rest is indexing."""
_MOST_ID = 2**32 - 1


class Realms(Protocol):
    """Where the realm comes from."""

    def current(self) -> Realm:
        """The realm.

        Raises:
            Unavailable: it is away; says why.
        """


@dataclass(frozen=True, slots=True)
class FinderState:
    """What the index is like now.

    `percent` of a build that runs, None when none does; `size` and `seconds` are of the index
    that answers, None before there is one; `problem` is why the last attempt came to nothing.
    """

    enabled: bool
    percent: int | None = None
    size: Size | None = None
    seconds: float | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class _Built:
    """An index, and what it was built from."""

    index: NameIndex
    realm: Realm
    at: float


class Finder:
    """Finds creatures, items, quests, spells and gameobjects by name.

    Without arguments it is the one of a process that keeps no index: it says so when asked.
    """

    def __init__(self, settings: NamesSettings | None = None, realms: Realms | None = None) -> None:
        self._settings = settings or NamesSettings(enabled=False)
        self._realms = realms
        self._built: _Built | None = None
        self._state = FinderState(self._settings.enabled and realms is not None)
        self._turn = trio.CapacityLimiter(1)
        self._first = trio.Event()
        self._changed = trio.Event()
        self._retry_s = FIRST_RETRY_S

    @property
    def source(self) -> str:
        """Where the names come from, for answers; "" before there are any."""
        return self._built.realm.source if self._built else ""

    def state(self) -> FinderState:
        """What the index is like now."""
        return self._state

    def checks(self) -> list[Check]:
        """The state in a line for operators; nothing when the index is switched off."""
        state = self._state
        if not state.enabled:
            return []
        if state.problem:
            what = "kept as they were" if state.size else "not indexed"
            return [Check("names", Status.WARNING, f"{what}: {state.problem}")]
        if state.size is None:
            return [Check("names", Status.OK, f"being indexed: {state.percent or 0} %")]
        size = state.size
        message = f"{size.names} names in {size.bytes / 1e6:.1f} MB, built in {state.seconds:.1f} s"
        return [Check("names", Status.OK, message)]

    async def wait_built(self) -> None:
        """Wait until there is an index."""
        await self._first.wait()

    async def find(
        self,
        text: str,
        *,
        kinds: Collection[str] | None = None,
        locale: str = BASE_LOCALE,
        limit: int = 20,
    ) -> list[Found]:
        """What is called so, or nearly so, in any language, best first, each thing once.

        A number also finds what has it as id.

        Args:
            kinds: the only kinds wanted, of `KINDS`; all when None.
            locale: the language to show names in; the base text where there is none.

        Raises:
            InvalidArgument: there is no such kind.
            Unavailable: there is no index, or not yet.
        """
        if unknown := set(kinds or ()) - set(KINDS):
            raise InvalidArgument(f"no kind {min(unknown)!r}: known are {', '.join(KINDS)}")
        limit = min(limit, MOST_LIMIT)
        return await trio.to_thread.run_sync(
            self._find, text, kinds, locale, limit, limiter=self._turn
        )

    async def complete(self, prefix: str, kind: str, limit: int) -> list[Found]:
        """What a name, or an id, that begins like this may become; raises as `find` does."""
        return await self.find(prefix, kinds=[kind], limit=limit)

    def _find(
        self, text: str, kinds: Collection[str] | None, locale: str, limit: int
    ) -> list[Found]:
        if self._built is None:
            raise self._missing()
        index, plain = self._built.index, text.strip()
        found: dict[tuple[str, int], Found] = {}
        if plain.isascii() and plain.isdigit() and len(plain) <= 10 and int(plain) <= _MOST_ID:
            named = index.by_id(int(plain), kinds=kinds, locale=locale)
            found = {(each.kind, each.id): each for each in named}
        for each in index.search(plain, kinds=kinds, locale=locale, limit=limit):
            found.setdefault((each.kind, each.id), each)
        return list(found.values())[:limit]

    def _missing(self) -> Unavailable:
        state = self._state
        if not state.enabled:
            return Unavailable("there is no index of names", hint="set names.enabled to true")
        if state.problem:
            return Unavailable(
                f"the index of names could not be built: {state.problem}",
                hint="it is tried again by itself",
            )
        return Unavailable(
            f"the index of names is being built: {state.percent or 0} %",
            hint="try again in a moment",
        )

    def change(self, settings: NamesSettings) -> None:
        """Take other settings into use, and look at the realm at once (on reload)."""
        self._settings = settings
        self._retry_s = FIRST_RETRY_S
        if settings.enabled != self._state.enabled and self._realms is not None:
            self._state = FinderState(settings.enabled)
        self._changed.set()

    async def run(self, *, task_status: trio.TaskStatus[Finder] = trio.TASK_STATUS_IGNORED) -> None:
        """Keep the index until cancelled, while it is switched on; return at once without realm."""
        task_status.started(self)
        if self._realms is None:
            return
        try:
            while True:
                self._changed = trio.Event()
                pause_s = math.inf
                if self._settings.enabled:
                    pause_s = await self._keep(self._realms)
                else:
                    await self._drop()
                    self._state = FinderState(enabled=False)
                with trio.move_on_after(pause_s):
                    await self._changed.wait()
        finally:
            with trio.move_on_after(CLOSE_S, shield=True):
                await self._drop()

    async def _keep(self, realms: Realms) -> float:
        """Look after the index once; return how long to pause before the next look."""
        try:
            realm = realms.current()
        except Unavailable as error:
            self._fail(error)
            return LOOK_S
        try:
            await self._look(realm)
        except ApplianceError as error:
            if _is_another(realm, realms):  # its databases were closed while they were read
                return 0
            self._fail(error)
            pause_s, self._retry_s = self._retry_s, min(2 * self._retry_s, MOST_RETRY_S)
            return pause_s
        self._retry_s = FIRST_RETRY_S
        return LOOK_S

    async def _drop(self) -> None:
        await trio.to_thread.run_sync(self._put, None, limiter=self._turn)

    async def _look(self, realm: Realm) -> None:
        """Build when there is no index, its time is over, or the realm is another."""
        built = self._built
        age_s = math.inf if built is None else trio.current_time() - built.at
        if (
            built is None
            or built.realm.schema is not realm.schema
            or built.realm.client is not realm.client
            or age_s >= self._settings.refresh_interval_s
        ):
            await self._build(realm)
        elif self._state.problem:
            self._state = replace(self._state, problem="")

    async def _build(self, realm: Realm) -> None:
        began = trio.current_time()
        with ExitStack() as stack:
            index = NameIndex(KINDS, LOCALES)
            stack.callback(index.close)
            await self._fill(index, realm)
            size = await trio.to_thread.run_sync(index.size)
            stack.pop_all()
        now = trio.current_time()
        await trio.to_thread.run_sync(self._put, _Built(index, realm, now), limiter=self._turn)
        self._state = FinderState(True, None, size, now - began)
        self._first.set()
        logger.info("names indexed", seconds=round(now - began, 1), **size._asdict())

    async def _fill(self, index: NameIndex, realm: Realm) -> None:
        """Read every name, then do what the index needs before it can be searched."""
        reads = parts(realm)
        for done, read in enumerate(reads):
            self._state = replace(self._state, percent=_READING * done // len(reads))
            async with aclosing(read()) as pages:
                async for names in pages:
                    await trio.to_thread.run_sync(index.add, names)
        for done, step in enumerate(index.steps()):
            self._state = replace(self._state, percent=min(99, _READING + done))
            await trio.to_thread.run_sync(step)

    def _put(self, built: _Built | None) -> None:
        """Have another index answer; runs in a thread, when no search does."""
        before, self._built = self._built, built
        if before is not None:
            before.index.close()

    def _fail(self, error: ApplianceError) -> None:
        """Say it once, and keep what there is."""
        if self._state.problem != str(error):
            logger.warning("names not indexed", reason=str(error))
        self._state = replace(self._state, percent=None, problem=str(error))


def _is_another(realm: Realm, realms: Realms) -> bool:
    """Whether another realm has taken over from `realm`."""
    try:
        return realms.current().world is not realm.world
    except Unavailable:
        return False
