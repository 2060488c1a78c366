"""The serving half of the MCP SDK, without the rest of it.

To import `mcp.server.context`, Python first runs `mcp/__init__.py` and `mcp/server/__init__.py`.
They gather names for users' convenience, and to that end import the client, its HTTP library and a
framework for servers. Nothing here uses those; they would cost a tenth of the start and 4 MB.

The protocol's types are 490 models for every version of it, of which a server uses a few dozen.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec, module_from_spec
from typing import Any

from pydantic import BaseModel

GATHERING = ("mcp", "mcp.server")
"""The SDK's packages that only gather names, outer ones first."""


def defer(name: str) -> None:
    """Put a package in place whose own code runs when a name it gathers is first asked for.

    Until then only its submodules are imported, each when it is asked for. To its users it is the
    package that it would have been. Nothing happens to one that was imported before.

    Raises:
        ModuleNotFoundError: there is no such package.
    """
    if name in sys.modules:
        return
    spec = find_spec(name)
    if spec is None or spec.loader is None:
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)
    package, loader = module_from_spec(spec), spec.loader

    def run(attribute: str) -> Any:
        del vars(package)["__getattr__"]
        loader.exec_module(package)
        return getattr(package, attribute)

    vars(package)["__getattr__"] = run  # PEP 562: called for names that the package lacks
    sys.modules[name] = package
    outer, _, inner = name.rpartition(".")
    if outer:
        setattr(sys.modules[outer], inner, package)


def load_types() -> None:
    """Import the protocol's types, each to be built by pydantic when it is first used.

    That is pydantic's `defer_build`, which models inherit: these have no other base than its own.
    """
    BaseModel.model_config["defer_build"] = True
    try:
        import_module("mcp_types.methods")
    finally:
        del BaseModel.model_config["defer_build"]
