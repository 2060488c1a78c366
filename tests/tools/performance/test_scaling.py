"""simulate-scaling: limits that know cores, fits with a band, no invented factors."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from appliance.errors import InvalidArgument
from appliance.tools.performance.scaling import simulate_scaling
from tests.support.demo_realms import whole_demo_realm
from tests.support.performance import call, worldserver_of
from tests.support.programs import IDLE, program
from tests.support.realms import context_of

BASE: dict[str, Any] = {
    "minBots": 100,
    "maxBots": 1000,
    "profile": {
        "roleDistribution": {"tank": 20, "healer": 20, "dps": 60}, "activityLevel": "moderate",
    },
    "baseline": {"cpuPerBot": 0.1, "memoryPerBotMB": 10, "networkPerBotKBps": 5},
    "limits": {"maxCpuPercent": 80, "maxMemoryGB": 16, "maxNetworkMbps": 1000, "cores": 4},
}  # fmt: skip


async def simulate(**changes: Any) -> Any:
    async with whole_demo_realm() as realm:
        return await call(simulate_scaling, context_of(realm), **(BASE | changes))


async def test_a_limit_of_cpu_is_of_all_cores() -> None:
    found = await simulate()
    cpu, memory, network = found.models
    assert (cpu.limit, cpu.most_bots) == (320, 3200)
    assert (memory.limit, memory.most_bots) == (16384, 1638)
    assert (network.limit, network.most_bots) == (1000, 25000)
    assert (found.first_limit, found.most_bots) == ("memory", 1638)
    assert any("beyond maxBots" in note for note in found.notes)
    last = found.steps[-1]
    assert (last.bots, last.cpu_percent_of_core, last.cpu_percent_of_machine) == (1000, 100, 25)
    assert (last.memory_mb, last.network_mbps, last.within_limits) == (10000, 40, True)
    assert len(found.steps) == 10


async def test_steps_beyond_the_first_limit_are_marked() -> None:
    found = await simulate(minBots=1600, maxBots=1700, stepSize=30)
    assert [(step.bots, step.within_limits) for step in found.steps] == [
        (1600, True), (1630, True), (1660, False), (1690, False), (1700, False),
    ]  # fmt: skip


async def test_without_limits_only_the_cores_end_it() -> None:
    found = await simulate(limits={"cores": 2})
    assert (found.first_limit, found.most_bots) == ("cpu", 2000)
    assert any("maxCpuPercent: 100" in note for note in found.notes)
    own = await simulate(limits={})
    assert any("machine this server runs on" in note for note in own.notes)
    memory = await simulate(limits={}, baseline={"memoryPerBotMB": 3.0})
    assert (memory.first_limit, memory.most_bots) == (None, None)
    assert memory.steps[0].cpu_percent_of_core is None


async def test_exponents_bend_the_curves() -> None:
    found = await simulate(scalingFactors={"cpuScalingExponent": 1.5})
    assert found.steps[0].cpu_percent_of_core == pytest.approx(100)
    assert not any("an assumption" in note for note in found.notes)
    assert any("an assumption" in note for note in (await simulate()).notes)
    assert found.models[0].most_bots == 217  # (320 / 0.1) ** (2 / 3) = 217.2
    assert found.steps[0].memory_mb == 1000


async def test_what_nobody_measured_changes_nothing_and_is_said() -> None:
    found = await simulate()
    other = await simulate(profile={"activityLevel": "combat"})
    assert other.steps == found.steps
    said = " ".join(found.notes)
    assert "activityLevel changes nothing" in said
    assert "roleDistribution changes nothing" in said


async def test_the_callers_own_factors_count() -> None:
    profile = {
        "roleDistribution": {"tank": 20, "dps": 60}, "activityLevel": "combat",
        "activityFactor": 2, "roleFactors": {"tank": 2, "dps": 1, "healer": 9},
    }  # fmt: skip
    found = await simulate(profile=profile)
    assert found.steps[0].cpu_percent_of_core == pytest.approx(100 * 0.1 * 2 * 1.25)
    assert found.steps[0].network_mbps == pytest.approx(100 * 0.04 * 2.5)
    assert found.steps[0].memory_mb == 1000
    assert not any("changes nothing" in note for note in found.notes)
    assert any("times 2.5" in note for note in found.notes)


async def test_samples_are_fitted_with_their_confidence() -> None:
    samples = [
        {"bots": bots, "cpuPercent": 0.2 * bots**1.2 * noise, "memoryMB": 500 + bots}
        for bots, noise in ((50, 1.05), (100, 0.97), (200, 1.02), (400, 0.96), (800, 1.01))
    ]
    found = await simulate(samples=samples, maxBots=2000)
    cpu, memory, network = found.models
    assert cpu.samples == 5
    assert abs(cpu.exponent - 1.2) <= cpu.exponent_margin < 0.1
    assert memory.samples == 5
    assert (network.samples, network.exponent) == (None, 1)
    assert cpu.most_bots_surely < cpu.most_bots
    assert network.most_bots_surely is None
    near, far = found.steps[1], found.steps[-1]
    assert near.cpu_low < near.cpu_percent_of_core < near.cpu_high
    assert near.network_low is None
    assert far.cpu_high / far.cpu_low > near.cpu_high / near.cpu_low
    assert any("5 samples from 50 to 800 bots" in note for note in found.notes)


async def test_a_running_worldserver_says_which_cores_it_may_use(tmp_path: Path) -> None:
    async with whole_demo_realm() as realm:
        with program(IDLE) as process:
            os.sched_setaffinity(process.pid, list(os.sched_getaffinity(0))[:1])
            context = context_of(realm, worldserver=worldserver_of(process.pid, tmp_path))
            found = await call(simulate_scaling, context, **(BASE | {"limits": {}}))
    assert found.cores == 1
    assert found.models[0].most_bots == 1000
    assert any("the 1 that the worldserver may use" in note for note in found.notes)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"minBots": 2000}, "minBots: must not be above maxBots"),
        ({"stepSize": 1}, "stepSize: 901 steps are more than 200.*at least 5"),
        ({"baseline": {}}, "baseline: gives no cost"),
        ({"samples": [{"bots": 5, "cpuPercent": 1}]}, "samples: cpu cannot be fitted"),
        ({"profile": {"roleDistribution": {"a": 1}, "roleFactors": {"b": 1}}}, "lacks a role"),
        ({"profile": {"roleDistribution": {"a": 0}, "roleFactors": {"a": 1}}}, "share above 0"),
        ({"limits": {"maxCpuPercent": 800}}, "`limits.maxCpuPercent` must be at most 100"),
        ({"baseline": {"cpuPerBot": 0}}, "`baseline.cpuPerBot` must be at least"),
    ],
)
async def test_arguments_that_do_not_fit_are_refused(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidArgument, match=said):
        await simulate(**changes)


async def test_the_step_that_is_advised_is_taken() -> None:
    assert len((await simulate(stepSize=5)).steps) <= 200
