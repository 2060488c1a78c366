"""What `backup restore --files-to` says: the plan of a whole instance, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from appliance.cli.backup.running import Outcome
from appliance.cli.backup.words import size

if TYPE_CHECKING:
    from appliance.backup.restore_files import FilesPlan


def plan_lines(plan: FilesPlan) -> list[str]:
    """The plan in words."""
    backup, manifest = plan.backup, plan.manifest
    server = manifest.server
    proved = f"proved {backup.proof.at:%F %T} UTC" if backup.proof else "NOT PROVED"
    return [
        f"from {manifest.id}, taken {manifest.started_at:%F %T} UTC, {proved}",
        f"  all files of a {server.flavour} {server.version} -> {plan.into}",
        f"  {size(plan.needed_bytes)} needed, {size(plan.free_bytes)} free",
    ]


def plan_data(plan: FilesPlan) -> dict[str, Any]:
    """The same as JSON."""
    manifest = plan.manifest
    return {
        "id": manifest.id,
        "state": plan.backup.state,
        "engine": manifest.engine,
        "server": manifest.server.model_dump(mode="json"),
        "into": str(plan.into),
        "neededBytes": plan.needed_bytes,
        "freeBytes": plan.free_bytes,
    }


def outcome(plan: FilesPlan, options: Mapping[str, str]) -> Outcome:
    """What came of it, and how a server is started on it.

    Args:
        options: variables of the server that the files depend on.
    """
    from appliance.backup.manifest import Engine

    manifest = plan.manifest
    position = manifest.position.model_dump() if manifest.position else None
    data = {"plan": plan_data(plan), "options": dict(options), "position": position}
    if manifest.engine is Engine.SQLITE:
        held = ", ".join(f"{each.role}.sqlite" for each in manifest.databases)
        return Outcome(data, [f"{plan.into} holds {held}, for sqlite3 and its like"])
    lines = [
        f"{plan.into} holds the instance of {manifest.id}",
        f"give it to the server's account (chown -R mysql: {plan.into}), and start "
        f"{manifest.server.flavour} {manifest.server.version} on it with",
        f"  datadir = {plan.into}",
        *(f"  {name} = {value}" for name, value in options.items()),
    ]
    return Outcome(data, lines)
