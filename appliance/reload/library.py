"""The source tree and the documents: other folders are looked at before their index takes over."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import trio

from appliance.library.service import Library
from appliance.lifecycle.generations import Generations
from appliance.plans import plan_knowledge
from appliance.reload.steps import Step
from appliance.settings.model import Settings
from appliance.settings.reload import Changes, Part
from appliance.sourcetree.opcodes import SourceTree


class Libraries:
    """The library in use, and the one that is to take over from it.

    Args:
        environ: tells the folder for caches.
    """

    def __init__(self, settings: Settings, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._generations = Generations(Library(plan_knowledge(settings, environ)))

    @property
    def current(self) -> Library:
        """The library in use."""
        return self._generations.current

    async def run(
        self, *, task_status: trio.TaskStatus[Library] = trio.TASK_STATUS_IGNORED
    ) -> None:
        """Keep the indexes up to date until cancelled."""
        await self._generations.run(task_status=task_status)

    async def prepare(self, changes: Changes) -> Step:
        """Begin to index the folders of other settings.

        Two that lie in the same folder get along: one of them writes, the other reads until then.
        """
        if Part.LIBRARY not in changes.parts:
            return Step()
        generations, old = self._generations, self.current
        new = Library(plan_knowledge(changes.settings, self._environ))
        await generations.start(new)
        return Step(
            commit=partial(generations.adopt, new),
            services={"library": new, "source_tree": SourceTree(changes.settings.source_tree.path)},
            undo=partial(generations.stop, new),
            retire=partial(generations.stop, old),
        )
