"""How long the node's certificate for the cluster is good, for metrics; files may be replaced."""

from __future__ import annotations

from pathlib import Path

import structlog
import trio

from appliance.errors import SettingsError
from appliance.telemetry.metrics import Metrics

LOOK_S = 600.0

logger = structlog.get_logger("appliance.failover")


async def watch_expiry(
    certificate: Path,
    metrics: Metrics,
    *,
    task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED,
) -> None:
    """Keep the metric of the certificate's end true until cancelled."""
    from appliance.failover.certificates import expires_at

    task_status.started()
    while True:
        try:
            end = await trio.to_thread.run_sync(expires_at, certificate)
        except SettingsError as error:  # just being replaced, or gone: streams go on without it
            logger.warning("certificate cannot be read", reason=str(error))
        else:
            metrics.certificate_expiry.set(end.timestamp())
        await trio.sleep(LOOK_S)
