"""`trinitycore-mcp witness`: a voter that never leads, for clusters of two nodes.

It needs no database, serves nobody and imports what an election needs and no more.
"""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from appliance import __version__
from appliance.cli.options import load_settings, settings_options
from appliance.clock import SystemClock
from appliance.errors import SettingsError

if TYPE_CHECKING:
    from appliance.settings.ha import HaSettings

HELP = """\
Vote in a cluster and do nothing else.

Two nodes have no majority when one of them fails; a witness on a third machine gives it to the
other. It reads [ha] as the nodes do, and stands in their ha.peers like them.
"""


@click.command("witness", help=HELP)
@settings_options
def command(**options: Any) -> None:
    """Vote in a cluster and do nothing else."""
    import trio

    from appliance.cli.logging import configure_logs
    from appliance.settings.ha import HaBackend

    loaded = load_settings(**options)
    ha = loaded.settings.ha
    if not ha.enabled or ha.backend is not HaBackend.PEERS:
        raise SettingsError(
            "a witness votes among peers", hint="set ha.enabled = true and ha.backend = peers"
        )
    configure_logs(loaded)
    trio.run(vote, ha)


def nothing_to_reload() -> None:
    """Say so: a witness reads its settings once, and renewed certificates by itself."""
    import structlog

    logger = structlog.get_logger("appliance.witness")
    logger.info("a witness has nothing to reload; restart it for other settings")


async def vote(ha: HaSettings) -> None:
    """Vote until SIGTERM or SIGINT."""
    import trio

    from appliance.failover.facts import Facts
    from appliance.failover.leader import Shift
    from appliance.failover.opening import open_leadership
    from appliance.lifecycle import memory
    from appliance.lifecycle.running import running
    from appliance.lifecycle.signals import watch_reload, watch_signals
    from appliance.lifecycle.systemd import Notifier

    facts = partial(Facts, version=__version__, health="ok", ready=False)
    leadership = open_leadership(
        ha, os.environ, SystemClock(), facts=facts, shift=Shift(), witness=True
    )
    stop, notifier = trio.Event(), Notifier(os.environ)
    async with (
        running(partial(watch_signals, stop)),
        running(partial(watch_reload, nothing_to_reload)),
        running(leadership.run),
    ):
        memory.settle()
        notifier.send(READY="1", STATUS="votes")
        await stop.wait()
        notifier.send(STOPPING="1")
