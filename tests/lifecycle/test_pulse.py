"""A task that stops beating is found out, and only then."""

from __future__ import annotations

from appliance.lifecycle.pulse import Pulses


def test_a_task_is_stalled_after_the_silence_it_announced() -> None:
    pulses = Pulses()
    pulses.beat("a", now=100.0, silence_s=5)
    pulses.beat("b", now=100.0, silence_s=50)
    assert pulses.stalled(105.0) == []
    assert pulses.stalled(105.1) == ["a"]
    assert pulses.stalled(151.0) == ["a", "b"]
    pulses.beat("a", now=151.0, silence_s=5)
    assert pulses.stalled(151.0) == ["b"]
    pulses.end("b")
    assert pulses.stalled(152.0) == []
