"""One loaded configuration and what is found about it, for the rules between values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from appliance.settings.model import Settings
from appliance.settings.sources import Findings, Layer, Source


@dataclass(frozen=True)
class Ground:
    """One loaded configuration, and where findings about it go.

    A finding that depends on a key in `broken` is dropped: the value there is a default that
    nobody chose, and its own problem is reported already.
    """

    settings: Settings
    sources: Mapping[str, Source]
    broken: frozenset[str]
    findings: Findings

    def is_given(self, key: str) -> bool:
        """Whether somebody set `key`, be it to its default."""
        return self.sources[key].layer is not Layer.DEFAULT

    def problem(self, message: str, *keys: str) -> None:
        """Report a relation of `keys` that forbids the start, at the first one that was set."""
        if self.broken.isdisjoint(keys):
            about = self._about(keys)
            self.findings.problem(self.sources[about], about, message)

    def warn(self, message: str, *keys: str) -> None:
        """Report a relation of `keys` that an operator should know."""
        if self.broken.isdisjoint(keys):
            about = self._about(keys)
            self.findings.warn(self.sources[about], about, message)

    def _about(self, keys: tuple[str, ...]) -> str:
        return next((key for key in keys if self.is_given(key)), keys[0])
