"""The composition root: the order in which parts end."""

from __future__ import annotations

from dataclasses import replace

import trio

from appliance.app import build, leading
from appliance.clock import SystemClock
from appliance.failover.leader import SingleNode
from appliance.settings.model import Settings


class Steps(SingleNode):
    """Leads until it is asked to step down."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []
        self.ran = trio.Event()

    async def step_down(self, reason: str) -> None:
        assert not self.ran.is_set()
        self.asked.append(reason)

    async def run(self, *, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        try:
            await super().run(task_status=task_status)
        finally:
            self.ran.set()


async def test_who_leads_at_the_very_end_hands_over_before_it_is_gone() -> None:
    """The others may have elected this node while its port drained."""
    leadership = Steps()
    parts = replace(build(Settings(), {}, SystemClock()), leadership=leadership)
    async with leading(parts):
        assert leadership.asked == []
    assert leadership.asked == ["this node stops"]
    assert leadership.ran.is_set()
