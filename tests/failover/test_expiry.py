"""The metric of the certificate's end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
import trio

from appliance.failover import expiry
from appliance.failover.certificates import init
from appliance.failover.expiry import watch_expiry
from appliance.telemetry.metrics import Metrics
from tests.support.cluster_network import until


async def test_the_metric_follows_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expiry, "LOOK_S", 0.01)
    metrics, now = Metrics(), datetime.now(UTC).replace(microsecond=0)
    read = partial(
        metrics.registry.get_sample_value,
        "trinitycore_mcp_cluster_certificate_expiry_timestamp_seconds",
    )
    async with trio.open_nursery() as nursery:
        await nursery.start(watch_expiry, tmp_path / "a.pem", metrics)
        await trio.sleep(0.05)
        assert read() == 0
        for days in (5, 9):
            init(tmp_path, "x", {"a": ["127.0.0.1"]}, now=now, days=days)
            end = (now + timedelta(days=days)).timestamp()
            await until(lambda end=end: abs((read() or 0) - end) < 86_400)
        nursery.cancel_scope.cancel()
