"""Parts with nothing that could fail: they are told, or made anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from appliance.gamedata.finder.service import Finder
from appliance.reload.steps import Reloadable, Step
from appliance.server.kernel import Kernel
from appliance.settings.reload import Changes, Part
from appliance.workspace.folder import Workspace
from appliance.worldserver.process import Worldserver


@dataclass(frozen=True, slots=True)
class Simple:
    """A part that does `step` when something is changed for any of `parts`."""

    parts: frozenset[Part]
    step: Callable[[Changes], Step]

    async def prepare(self, changes: Changes) -> Step:
        """Make ready what cannot fail."""
        return self.step(changes) if self.parts & changes.parts else Step()


def simple_parts(kernel: Kernel, finder: Finder) -> list[Reloadable]:
    """The parts that tools, names, workspace and worldserver are."""

    def tools(changes: Changes) -> Step:
        return Step(commit=partial(kernel.show, changes.settings.tools.profile))

    def names(changes: Changes) -> Step:
        return Step(commit=partial(finder.change, changes.settings.names))

    def workspace(changes: Changes) -> Step:
        return Step(services={"workspace": Workspace(changes.settings.workspace)})

    def worldserver(changes: Changes) -> Step:
        return Step(services={"worldserver": Worldserver(changes.settings.worldserver)})

    return [
        Simple(frozenset({Part.TOOLS}), tools),
        Simple(frozenset({Part.NAMES, Part.REALM}), names),  # another realm has other names
        Simple(frozenset({Part.WORKSPACE}), workspace),
        Simple(frozenset({Part.WORLDSERVER}), worldserver),
    ]
