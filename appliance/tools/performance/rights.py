"""What a tool of this domain needs beside its own scope."""

from __future__ import annotations

from appliance.errors import Forbidden
from appliance.tools.context import Scope, ToolContext


def check_files(context: ToolContext, field: str) -> None:
    """Raise Forbidden unless the caller may use files of the workspace, as `field` asks for."""
    if Scope.WORKSPACE not in context.caller.scopes:
        raise Forbidden(f"{field} needs the right {Scope.WORKSPACE}, which you do not have")
