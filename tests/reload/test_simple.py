"""Parts that are told, or made anew, and only when something of theirs changed."""

from __future__ import annotations

from pathlib import Path

from appliance.gamedata.finder.service import Finder
from appliance.reload.simple import simple_parts
from appliance.server.kernel import Kernel, build_kernel
from appliance.settings.model import Profile, Settings
from appliance.settings.reload import diff
from appliance.workspace.folder import Workspace
from appliance.worldserver.process import Worldserver
from tests.support.mcp_server import RealmAway, listed_over_mcp, sample_dispatcher


async def apply(kernel: Kernel, finder: Finder, **sections: object) -> dict[str, object]:
    """What calls find in other places of `Services` afterwards."""
    changes = diff(Settings(), Settings.model_validate(sections))
    services: dict[str, object] = {}
    for part in simple_parts(kernel, finder):
        step = await part.prepare(changes)
        step.commit()
        services |= step.services
    return services


async def test_each_takes_what_is_its_own(tmp_path: Path) -> None:
    kernel, finder = build_kernel(sample_dispatcher()), Finder(None, RealmAway())
    assert await apply(kernel, finder, tools={"profile": Profile.MINIMAL}) == {}
    assert await listed_over_mcp(kernel.server) == []
    assert not finder.state().enabled
    # Switched on again: the defaults have it on, the finder of this test began without.
    assert await apply(kernel, finder, names={"refresh_interval_s": 60}) == {}
    assert finder.state().enabled
    found = await apply(kernel, finder, workspace={"path": tmp_path})
    (workspace,) = found.values()
    assert isinstance(workspace, Workspace)
    assert workspace.settings.path == tmp_path
    found = await apply(kernel, finder, worldserver={"executable": "worldserver"})
    assert list(found) == ["worldserver"]
    assert isinstance(found["worldserver"], Worldserver)
