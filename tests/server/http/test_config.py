"""What Hypercorn is told, the date, and the counting of requests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import trio
from prometheus_client import generate_latest
from trio.testing import MockClock

from appliance.server.http.config import CLIENT_LEFT, HttpConfig
from appliance.settings.model import ServerSettings
from appliance.telemetry.metrics import Metrics

START = datetime(2024, 2, 29, 23, 59, 58, 250_000, tzinfo=UTC)


class TrioWallClock:
    """Wall clock time that passes with Trio's."""

    def __init__(self) -> None:
        self.asked = 0
        self._began = trio.current_time()

    def now(self) -> datetime:
        self.asked += 1
        return START + timedelta(seconds=trio.current_time() - self._began)


def counted(metrics: Metrics) -> dict[str, float]:
    samples = next(iter(metrics.http_requests.collect())).samples
    return {
        sample.labels["status_code"]: sample.value
        for sample in samples
        if sample.name.endswith("_total")
    }


def test_settings_become_limits() -> None:
    settings = ServerSettings(
        drain_timeout_s=7,
        header_timeout_s=8,
        keep_alive_timeout_s=9,
        tls_certificate=Path("/c.pem"),
        tls_key=Path("/k.pem"),
    )
    config = HttpConfig(settings, Metrics())
    assert (config.graceful_timeout, config.keep_alive_timeout) == (7, 9)
    assert (config.header_timeout_s, config.ssl_handshake_timeout) == (8, 8)
    assert (config.certfile, config.keyfile) == ("/c.pem", "/k.pem")
    assert config.ssl_enabled
    assert not HttpConfig(ServerSettings(), Metrics()).ssl_enabled


async def test_the_date_is_computed_once_a_second(autojump_clock: MockClock) -> None:
    clock = TrioWallClock()
    config = HttpConfig(ServerSettings(), Metrics(), clock)
    dates = []
    for _ in range(30):
        dates.append(config.date_line())
        assert config.response_headers("h2") == [(b"date", dates[-1][6:-2])]
        await trio.sleep(0.1)
    assert dates[0] == b"date: Thu, 29 Feb 2024 23:59:58 GMT\r\n"
    assert dates[7] == dates[0]
    assert dates[8] == b"date: Thu, 29 Feb 2024 23:59:59 GMT\r\n"
    assert dates[-1] == b"date: Fri, 01 Mar 2024 00:00:01 GMT\r\n"
    assert clock.asked == 4


def test_requests_are_counted_by_a_bounded_set_of_statuses() -> None:
    metrics = Metrics()
    log = HttpConfig(ServerSettings(), metrics).log
    for status in (200, 200, 404, CLIENT_LEFT, *range(550, 599)):
        log.count(status)
    assert counted(metrics) == {"200": 2, "404": 1, "499": 1, "other": 49}
    assert b'status_code="200"' in generate_latest(metrics.registry)


async def test_hypercorn_reports_requests_to_be_counted() -> None:
    metrics = Metrics()
    log = HttpConfig(ServerSettings(), metrics).log
    scope = {"type": "http"}
    await log.access(scope, {"status": 204, "headers": []}, 0.1)  # type: ignore[arg-type]
    await log.access(scope, None, 0.1)  # type: ignore[arg-type]
    assert counted(metrics) == {"204": 1, "499": 1}
