"""The faults, one a file. `DRILLS` is the order in which they run."""

from __future__ import annotations

from chaos.drill import Drill
from chaos.faults import (
    clock_step,
    cold_start,
    database_away,
    full_disk,
    kill_follower,
    kill_leader,
    latency,
    loop_stall,
    minority,
    no_majority,
    old_leader_returns,
    one_way_in,
    one_way_out,
    packet_loss,
    partition_leader,
    pause_leader,
    rolling_restart,
    rolling_upgrade,
    step_down,
)

DRILLS: tuple[Drill, ...] = (
    step_down.DRILL,
    kill_leader.DRILL,
    kill_follower.DRILL,
    old_leader_returns.DRILL,
    pause_leader.DRILL,
    loop_stall.DRILL,
    partition_leader.DRILL,
    one_way_out.DRILL,
    one_way_in.DRILL,
    minority.DRILL,
    no_majority.DRILL,
    packet_loss.DRILL,
    latency.DRILL,
    database_away.DRILL,
    full_disk.DRILL,
    clock_step.DRILL,
    cold_start.DRILL,
    rolling_restart.DRILL,
    rolling_upgrade.DRILL,
)
