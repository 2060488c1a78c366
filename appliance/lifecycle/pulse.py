"""Progress of long-running tasks. Pure: the time is handed in.

A task that is alive but stuck looks healthy from outside. So each task that matters beats a
pulse whenever it gets round its loop, and the watchdog is fed only while every pulse is fresh.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Pulses:
    """The pulses of all tasks: name → (last beat, seconds it may be silent)."""

    _beats: dict[str, tuple[float, float]] = field(default_factory=dict)

    def beat(self, name: str, *, now: float, silence_s: float) -> None:
        """Note that task `name` made progress at `now` and will again within `silence_s`."""
        self._beats[name] = (now, silence_s)

    def end(self, name: str) -> None:
        """Forget a task that ended in good order."""
        self._beats.pop(name, None)

    def stalled(self, now: float) -> list[str]:
        """Names of the tasks that have been silent for longer than they said."""
        return sorted(
            name for name, (beat_at, silence_s) in self._beats.items() if now - beat_at > silence_s
        )
