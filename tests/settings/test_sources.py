"""Findings are lines: place, what it is about, what is wrong."""

from __future__ import annotations

from appliance.settings.sources import DEFAULT, Findings, Layer, Source


def test_a_line_names_place_and_key_once() -> None:
    findings = Findings()
    findings.problem(Source(Layer.FILE, "a.toml:3"), "server.port", "is odd")
    findings.problem(DEFAULT, "server.port", "is odd")
    findings.warn(Source(Layer.ENVIRONMENT, "environment X", "X"), "X", "is odd")
    findings.warn(Source(Layer.ENVIRONMENT, "environment X", "X"), "server.port", "is odd")
    assert findings.problems == ["a.toml:3: server.port: is odd", "server.port: is odd"]
    assert findings.warnings == ["environment X: is odd", "environment X: server.port: is odd"]
