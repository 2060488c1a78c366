"""The operations port: /livez, /readyz, /metrics, and what `cluster.py` and `reload.py` add.

They read what the parts already know; no probe asks the database, so that a storm of probes costs
nothing and a slow database cannot make a process look dead.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from prometheus_client.exposition import choose_encoder
from quart import Response, request
from quart_trio import QuartTrio

from appliance.console.cluster import add_cluster
from appliance.console.reload import Reload, add_reload
from appliance.failover.gauges import show
from appliance.failover.leader import Leadership
from appliance.telemetry.health import HealthReport
from appliance.telemetry.metrics import Metrics

INDEX = """trinitycore-mcp operations port
/livez             200 while a restart would not help, else 503
/readyz            200 while this process wants calls, else 503; ?verbose lists every check
/leader            200 while this node leads, else 503; who leads, as JSON
/cluster           the cluster as this node sees it, as JSON
/reload            POST: take the configuration of now into use, or say why not
/metrics           Prometheus metrics
"""


def make_console(
    report: Callable[[], HealthReport],
    metrics: Metrics,
    leadership: Leadership,
    reload: Reload,
    *,
    serve_metrics: Callable[[], bool],
) -> QuartTrio:
    """Build the application.

    Args:
        report: returns the health as the parts know it now.
        reload: takes the configuration of now into use, and returns how that ended.
        serve_metrics: whether /metrics is there, at the moment.
    """
    app = QuartTrio("appliance.console", static_folder=None)

    @app.get("/")
    async def index() -> Response:
        return _plain(INDEX)

    @app.get("/livez")
    async def livez() -> Response:
        return _verdict(report(), "live")

    @app.get("/readyz")
    async def readyz() -> Response:
        return _verdict(report(), "ready")

    add_cluster(app, leadership)
    add_reload(app, reload)

    @app.get("/metrics")
    async def show_metrics() -> Response:
        if not serve_metrics():
            return _plain("console.metrics is false\n", HTTPStatus.NOT_FOUND)
        metrics.ready.set(report().ready)
        show(leadership.status(), metrics, acts=leadership.term() is not None)
        encode, content_type = choose_encoder(request.headers.get("Accept", ""))
        return Response(encode(metrics.registry), content_type=content_type)

    return app


def _verdict(report: HealthReport, question: str) -> Response:
    """One word for a probe; every check for a person who asks with `?verbose`."""
    good = report.live if question == "live" else report.ready
    lines = ["ok" if good else f"not {question}"]
    if "verbose" in request.args:
        lines += [f"[{check.status}] {check.name}: {check.message}" for check in report.checks]
    status = HTTPStatus.OK if good else HTTPStatus.SERVICE_UNAVAILABLE
    return _plain("\n".join(lines) + "\n", status)


def _plain(text: str, status: HTTPStatus = HTTPStatus.OK) -> Response:
    headers = {"cache-control": "no-store"}
    return Response(text, status, headers, content_type="text/plain; charset=utf-8")
