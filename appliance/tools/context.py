"""What a tool may use, and nothing else."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

from appliance.backup.runs import Backups, NoBackups
from appliance.failover.leader import Leadership, SingleNode
from appliance.gamedata.finder.service import Finder
from appliance.library.service import Library
from appliance.sourcetree.opcodes import SourceTree
from appliance.telemetry.health import HealthReport
from appliance.workspace.folder import Workspace
from appliance.worldserver.process import Worldserver

if TYPE_CHECKING:
    from appliance.gamedata.realm import Realm


class Scope(StrEnum):
    """The right a caller needs for a tool."""

    GAME_READ = "game:read"
    """World content: creatures, items, quests, formulas."""
    REALM_READ = "realm:read"
    """What players did: characters, accounts, auctions."""
    OPERATIONS_READ = "operations:read"
    """Health, metrics, logs, backups, cluster."""
    OPERATIONS_WRITE = "operations:write"
    """Taking and verifying backups."""
    WORKSPACE = "workspace"
    """Generating files and running programs below the configured workspace."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, as identity established it, and what they may do."""

    name: str
    scopes: frozenset[Scope]


LOCAL_CALLER = Caller("local", frozenset(Scope))
"""The person who started the process: stdio, and loopback HTTP without authentication."""


class Progress(Protocol):
    """Tell the caller how far a long call is; a no-op when the caller did not ask."""

    async def __call__(
        self, done: float, total: float | None = None, message: str | None = None
    ) -> None: ...


async def no_progress(done: float, total: float | None = None, message: str | None = None) -> None:
    """Nobody asked."""


class RealmSource(Protocol):
    """Where the realm comes from: it may be away now and back later."""

    def current(self) -> Realm:
        """The realm.

        Raises:
            Unavailable: the realm's database is away or its schema is unknown; says why.
        """


@dataclass(frozen=True, slots=True)
class Services:
    """What the process has for its tools to work with. What is not configured says so when asked.

    `realms` and `check_health` are always there; `source_tree` and `library` are the TrinityCore
    source and the documents, `finder` the index of names, `workspace` the folder for files and
    programs, `worldserver` the process beside us, `backups` those of the databases, `leadership`
    who leads among the nodes.
    """

    realms: RealmSource
    check_health: Callable[[], Awaitable[HealthReport]]
    source_tree: SourceTree = field(default_factory=SourceTree)
    library: Library = field(default_factory=Library)
    finder: Finder = field(default_factory=Finder)
    workspace: Workspace = field(default_factory=Workspace)
    worldserver: Worldserver = field(default_factory=Worldserver)
    backups: Backups = field(default_factory=NoBackups)
    leadership: Leadership = field(default_factory=SingleNode)


@dataclass(frozen=True, slots=True)
class ToolContext:
    """Handed to every call of a tool."""

    services: Services
    caller: Caller = LOCAL_CALLER
    request_id: str = ""
    progress: Progress = no_progress
    tools: Mapping[str, Any] = field(default_factory=dict)
    """Every tool of the server by name (registry.Tools), for those that tell of others."""

    @property
    def realm(self) -> Realm:
        """The realm this call is about; raises Unavailable when it is away."""
        return self.services.realms.current()
