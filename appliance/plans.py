"""What the settings mean for each part: which databases, files, backups, and who leads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from functools import partial
from typing import TYPE_CHECKING

from appliance.clientdata.demo import demo_client
from appliance.clientdata.folders import DB2, DBC, ClientFolders
from appliance.clock import WallClock
from appliance.database.demo import open_demo_world
from appliance.database.interface import Database
from appliance.failover.facts import Facts
from appliance.failover.leader import Bystander, Leadership, Shift, SingleNode
from appliance.gamedata.realm import Branch
from appliance.gamedata.service import RealmPlan
from appliance.library.service import LibraryPlan, demo_plan, plan_library
from appliance.settings.knowledge import ClientDataSettings
from appliance.settings.model import DatabaseSettings, Settings
from appliance.telemetry.metrics import Metrics

if TYPE_CHECKING:
    from appliance.backup.service import BackupService


def plan_knowledge(settings: Settings, environ: Mapping[str, str]) -> LibraryPlan:
    """Say which source tree and documents there are; the demo realm brings its own."""
    plan = plan_library(settings.source_tree, settings.library, environ)
    own = plan.source is not None or plan.documents is not None
    return demo_plan() if settings.demo and not own else plan


def plan_leadership(
    settings: Settings,
    environ: Mapping[str, str],
    clock: WallClock,
    metrics: Metrics,
    facts: Callable[[], Facts],
    shift: Shift,
    *,
    alone: bool,
) -> Leadership:
    """Who leads: this node, being alone, or whoever its cluster elects."""
    if not settings.ha.enabled:
        return SingleNode()
    if alone:
        return Bystander()
    # Here and not above: who is alone pays nothing for others.
    from appliance.failover.opening import open_leadership

    return open_leadership(settings.ha, environ, clock, facts=facts, shift=shift, metrics=metrics)


def plan_backups(
    settings: Settings, metrics: Metrics, clock: WallClock, leadership: Leadership
) -> BackupService | None:
    """What looks after the backups; None where no repository is configured."""
    if settings.backup.repository is None:
        return None
    # Here and not above: who takes no backups need not load encryption and object storage.
    from appliance.backup.groups import groups_of
    from appliance.backup.leading import unranked
    from appliance.backup.service import BackupService

    groups_of(settings.backup, ())  # a schedule that means nothing forbids the start
    leader = leadership.term if settings.ha.enabled else unranked
    return BackupService(
        settings, clock, metrics, leader=leader, who_leads=lambda: leadership.status().leader
    )


def plan_realm(
    settings: Settings, metrics: Metrics
) -> tuple[RealmPlan, Callable[[str], AbstractAsyncContextManager[Database]]]:
    """Say which databases and client files make up the realm and how each database is opened."""
    database = settings.database
    if settings.demo:
        plan = RealmPlan(
            source="demo",
            optional=("characters", "auth"),
            interval_s=database.retry_interval_s,
            attempt_s=database.connect_timeout_s,
            client=lambda _branch: demo_client(),
        )
        return plan, lambda kind: open_demo_world(kind=kind)
    # Here and not above: the demo realm needs no driver.
    from appliance.database.pool import open_pool

    schemas = schemas_of(database)
    attempt_s = len(schemas) * (database.connect_timeout_s + database.query_timeout_s)
    plan = RealmPlan(
        source=f"{database.world}@{database.socket or database.host}",
        optional=tuple(kind for kind in schemas if kind != "world"),
        interval_s=database.retry_interval_s,
        attempt_s=attempt_s,
        client=partial(client_folders, settings.client_data),
    )
    return plan, lambda kind: open_pool(database, schemas[kind], metrics, kind=kind)


def client_folders(settings: ClientDataSettings, branch: Branch) -> ClientFolders:
    """The client files of a realm of `branch`."""
    return ClientFolders(settings, DBC if branch is Branch.WRATH else DB2)


def schemas_of(database: DatabaseSettings) -> dict[str, str]:
    """The configured schemas by kind: world first, then those beside it."""
    named = {
        "world": database.world,
        "hotfixes": database.hotfixes,
        "auth": database.auth,
        "characters": database.characters,
    }
    return {kind: schema for kind, schema in named.items() if schema}
