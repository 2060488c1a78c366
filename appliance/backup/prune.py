"""Retention put to work: asks `retention.py` what may go, and removes it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import structlog

from appliance.backup.leading import Mandate
from appliance.backup.retention import Candidate, Policy, Verdict, dated_ahead, judge
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
    return _judged(site, await _candidates(site))


async def _candidates(site: Site) -> list[Candidate]:
    return [backup.candidate() for backup in await site.backups()]


def _judged(site: Site, candidates: Sequence[Candidate]) -> list[Verdict]:
    return judge(candidates, policy_of(site.settings.backup), site.clock.now())


async def prune(site: Site, mandate: Mandate) -> list[Verdict]:
    """Remove what retention does not keep. Call it with the repository's lock held.

    Returns the verdicts it acted on.

    Raises:
        BackupLocked: the node lost the lead meanwhile; what was not removed yet stays.
        BackupError: the clock went backwards; or one cannot be removed, and the others were.
    """
    candidates = await _candidates(site)
    if why := dated_ahead(candidates, site.clock.now()):
        raise BackupError(why, hint="set the clock; if it is right now, move that backup away")
    found = _judged(site, candidates)
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
