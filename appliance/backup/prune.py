"""Retention put to work: asks `retention.py` what may go, and removes it."""

from __future__ import annotations

from datetime import timedelta

import structlog

from appliance.backup.leading import Mandate
from appliance.backup.retention import Policy, Verdict, judge
from appliance.backup.site import Site
from appliance.errors import BackupError, BackupLocked
from appliance.settings.backup import BackupSettings

logger = structlog.get_logger("appliance.backup")


def policy_of(settings: BackupSettings) -> Policy:
    """The policy the settings state."""
    return Policy(
        last=settings.keep_last,
        hourly=settings.keep_hourly,
        daily=settings.keep_daily,
        weekly=settings.keep_weekly,
        monthly=settings.keep_monthly,
        yearly=settings.keep_yearly,
        within=timedelta(seconds=settings.keep_within_s),
        point_in_time=timedelta(seconds=settings.keep_binlog_s),
    )


async def verdicts(site: Site) -> list[Verdict]:
    """What retention would do now, newest backup first."""
    return judge(
        [backup.candidate() for backup in await site.backups()],
        policy_of(site.settings.backup),
        site.clock.now(),
    )


async def prune(site: Site, mandate: Mandate) -> list[Verdict]:
    """Remove what retention does not keep. Call it with the repository's lock held.

    Returns the verdicts it acted on.

    Raises:
        BackupLocked: the node lost the lead meanwhile; what was not removed yet stays.
        BackupError: one cannot be removed; the others were.
    """
    found = await verdicts(site)
    failure: BackupError | None = None
    for verdict in found:
        if verdict.keep:
            continue
        try:
            await site.catalogue.remove(verdict.id, term=mandate.term())
        except BackupLocked:
            raise
        except BackupError as error:
            failure = failure or error
            logger.warning("backup not removed", backup=verdict.id, reason=str(error))
        else:
            logger.info("backup removed", backup=verdict.id, why=verdict.reasons)
    if failure is not None:
        raise failure
    return found
