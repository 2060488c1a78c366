"""The tool that says how many bots fit."""

from __future__ import annotations

from dataclasses import dataclass

from appliance.errors import InvalidArgument, Unavailable
from appliance.tools.context import Scope, ToolContext
from appliance.tools.performance import bots_told
from appliance.tools.performance.scaling_models import (
    Model,
    Profile,
    Scaling,
    ScalingFactors,
    SimulateScaling,
    Step,
)
from appliance.tools.registry import Sources, tool
from appliance.tuning.scaling import (
    MB_PER_GB,
    MBIT_PER_KB,
    Curve,
    counts,
    fit,
    machine_percent,
    weighted_factor,
)

MOST_ROWS = 200


@dataclass(frozen=True, slots=True)
class _Resource:
    """A resource: `name` starts its fields of a step; curve and limit are in `unit`."""

    name: str
    unit: str
    curve: Curve
    limit: float | None

    @property
    def most_bots(self) -> int | None:
        return None if self.limit is None else self.curve.most_within(self.limit)


@tool(
    "simulate-scaling",
    title="Scaling of bots",
    scope=Scope.GAME_READ,
    read_only=True,
    timeout_s=10,
    sources=Sources(wrath="the given figures", master="the given figures"),
)
async def simulate_scaling(query: SimulateScaling, context: ToolContext) -> Scaling:
    """Predict CPU, memory and network of a number of bots and which limit is met first, from
    a bot's cost or, better, from loads measured with analyze-bot-performance at several numbers."""
    _check(query)
    notes = [
        "cost(n) = base * n ^ exponent. cpu: percent of one core; percentOfMachine divides by"
        " cores; 1 GB = 1024 MB; 1 kB/s = 0.008 Mbit/s.",
    ]
    cores = query.limits.cores or await _cores(context, notes)
    resources = _resources(query, cores, notes)
    hit = [(most, each.name) for each in resources if (most := each.most_bots) is not None]
    most, first = min(hit, default=(None, None))
    if query.scaling_factors == ScalingFactors() and not query.samples:
        notes.append("Exponents are 1 (linear), an assumption: give samples to have them fitted.")
    if most is None:
        notes.append("No limit is met: give limits, or there is none in reach.")
    elif most > query.max_bots:
        notes.append("The first limit lies beyond maxBots.")
    return Scaling(
        source="trinitycore-mcp, from the given figures",
        cores=cores,
        first_limit=first,
        most_bots=most,
        models=[_model(each) for each in resources],
        steps=[
            _step(bots, resources, cores)
            for bots in counts(query.min_bots, query.max_bots, query.step_size)
        ],
        notes=notes,
    )


async def _cores(context: ToolContext, notes: list[str]) -> float:
    """Cores the worldserver may use; the machine's where none runs here."""
    worldserver = context.services.worldserver
    machine = await worldserver.machine()
    try:
        if Scope.OPERATIONS_READ not in context.caller.scopes:
            raise Unavailable("the caller may not look at the worldserver")
        target = await worldserver.find()
        detail = await worldserver.inspect(target, network=False)
    except Unavailable:
        notes.append(f"cores: the {machine.cores} of the machine this server runs on.")
        return float(machine.cores)
    cores = bots_told.usable_cores(machine, detail)
    notes.append(f"cores: the {cores:g} that the worldserver may use here.")
    return cores


def _check(query: SimulateScaling) -> None:
    if query.min_bots > query.max_bots:
        raise InvalidArgument("minBots: must not be above maxBots")
    rows = -(-(query.max_bots - query.min_bots) // query.step_size) + 1
    if rows > MOST_ROWS:
        least = -(-(query.max_bots - query.min_bots) // (MOST_ROWS - 1))
        raise InvalidArgument(
            f"stepSize: {rows} steps are more than {MOST_ROWS}", hint=f"give at least {least}"
        )


def _resources(query: SimulateScaling, cores: float, notes: list[str]) -> list[_Resource]:
    """Every resource whose cost is given or measured."""
    base, exponents, limits, samples = (
        query.baseline, query.scaling_factors, query.limits, query.samples,
    )  # fmt: skip
    factor = _factor(query.profile, notes)
    if limits.max_cpu_percent is None:
        notes.append("limits.maxCpuPercent: 100, all of the cores, as none is given.")
    percent = 100.0 if limits.max_cpu_percent is None else limits.max_cpu_percent
    memory = None if limits.max_memory_gb is None else limits.max_memory_gb * MB_PER_GB
    rows = (
        (
            "cpu", "percent of one core", percent * cores,
            _scaled(base.cpu_per_bot, factor), exponents.cpu_scaling_exponent,
            [(each.bots, each.cpu_percent) for each in samples],
        ),
        (
            "memory", "MB", memory,
            base.memory_per_bot_mb, exponents.memory_scaling_exponent,
            [(each.bots, each.memory_mb) for each in samples],
        ),
        (
            "network", "Mbit/s", limits.max_network_mbps,
            _scaled(base.network_per_bot_kbps, factor * MBIT_PER_KB),
            exponents.network_scaling_exponent,
            [(each.bots, _scaled(each.network_kbps, MBIT_PER_KB)) for each in samples],
        ),
    )  # fmt: skip
    found = []
    for name, unit, limit, first, exponent, measured in rows:
        curve = _fitted(name, measured, notes)
        if curve is None and first is not None:
            curve = Curve(first, exponent)
        if curve is not None:
            found.append(_Resource(name, unit, curve, limit))
    if not found:
        raise InvalidArgument(
            "baseline: gives no cost", hint="give cpuPerBot, memoryPerBotMB or networkPerBotKBps"
        )
    return found


def _scaled(value: float | None, factor: float) -> float | None:
    return None if value is None else value * factor


def _factor(profile: Profile, notes: list[str]) -> float:
    """What the caller measured of the profile; nothing is known of it otherwise."""
    if profile.activity_level and profile.activity_factor is None:
        notes.append(
            "profile.activityLevel changes nothing: no factor of it was ever measured. Give"
            " activityFactor, or a baseline measured at that activity."
        )
    roles = 1.0
    if profile.role_distribution and not profile.role_factors:
        notes.append(
            "profile.roleDistribution changes nothing: no cost by role was ever measured. Give"
            " roleFactors, or a baseline measured with that mix."
        )
    elif profile.role_factors:
        try:
            roles = weighted_factor(profile.role_distribution, profile.role_factors)
        except KeyError as error:
            name = "profile.roleFactors"
            raise InvalidArgument(f"{name}: lacks a role of roleDistribution") from error
        except ValueError as error:
            name = "profile.roleDistribution"
            raise InvalidArgument(f"{name}: needs a share above 0 for roleFactors") from error
    factor = roles * (profile.activity_factor or 1.0)
    if factor != 1.0:
        notes.append(
            f"baseline's cpu and network times {factor:.4g}: activityFactor times the mean of"
            " roleFactors by roleDistribution, as given."
        )
    return factor


def _fitted(name: str, measured: list[tuple[int, float | None]], notes: list[str]) -> Curve | None:
    """The curve of the samples that hold this resource; None without any."""
    points = [(bots, cost) for bots, cost in measured if cost is not None]
    if not points:
        return None
    try:
        curve = fit([bots for bots, _ in points], [cost for _, cost in points])
    except ValueError as error:
        raise InvalidArgument(
            f"samples: {name} cannot be fitted: {error}",
            hint="give three or more, at different numbers of bots",
        ) from error
    least, most = min(bots for bots, _ in points), max(bots for bots, _ in points)
    notes.append(
        f"{name}: least squares of log cost over log bots, {len(points)} samples from {least} to"
        f" {most} bots; low and high are the 95 % band of that line (Student's t). Beyond the"
        " samples it is an extrapolation. Baseline and scalingFactors are not used for it."
    )
    return curve


def _model(resource: _Resource) -> Model:
    line = resource.curve.line
    return Model(
        resource=resource.name,
        unit=resource.unit,
        base=_short(resource.curve.base),
        exponent=_short(resource.curve.exponent),
        exponent_margin=None if line is None else _short(line.slope_margin),
        samples=None if line is None else line.points,
        limit=resource.limit,
        most_bots=resource.most_bots,
        most_bots_surely=None
        if resource.limit is None
        else resource.curve.most_surely_within(resource.limit),
    )


def _step(bots: int, resources: list[_Resource], cores: float) -> Step:
    told: dict[str, float] = {}
    fields = {"cpu": "cpu_percent_of_core", "memory": "memory_mb", "network": "network_mbps"}
    for resource in resources:
        told[fields[resource.name]] = _short(resource.curve.cost(bots))
        if (band := resource.curve.band(bots)) is not None:
            told[f"{resource.name}_low"], told[f"{resource.name}_high"] = map(_short, band)
        if resource.name == "cpu":
            told["cpu_percent_of_machine"] = _short(
                machine_percent(resource.curve.cost(bots), cores)
            )
    within = all(each.limit is None or each.curve.cost(bots) <= each.limit for each in resources)
    return Step(bots=bots, within_limits=within, **told)


def _short(value: float) -> float:
    """Six digits: no measurement has more."""
    return float(f"{value:.6g}")
