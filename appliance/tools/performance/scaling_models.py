"""What simulate-scaling takes and answers."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from appliance.tools.models import Answer, ToolInput, ToolOutput

MOST_SAMPLES = 200

Bots = Annotated[int, Field(ge=1, le=1_000_000)]
Cost = Annotated[float, Field(ge=1e-9, le=1e9)]
Exponent = Annotated[float, Field(ge=0.1, le=3)]
Factor = Annotated[float, Field(ge=0.001, le=1000)]
Limit = Annotated[float, Field(ge=0.001, le=1e9)]


class Profile(ToolInput):
    """Who the bots are; factors only as you measured them."""

    role_distribution: Annotated[
        dict[Annotated[str, Field(max_length=40)], Annotated[float, Field(ge=0, le=1e6)]],
        Field(default_factory=dict, max_length=40, description="Share of each role."),
    ]
    activity_level: Annotated[str | None, Field(max_length=40)] = None
    activity_factor: Annotated[
        Factor | None, Field(description="Measured; on CPU and network, as roleFactors.")
    ] = None
    role_factors: Annotated[
        dict[Annotated[str, Field(max_length=40)], Factor],
        Field(default_factory=dict, max_length=40),
    ]


class Baseline(ToolInput):
    """Cost of one bot."""

    cpu_per_bot: Annotated[Cost | None, Field(description="Percent of one core.")] = None
    memory_per_bot_mb: Annotated[Cost | None, Field(alias="memoryPerBotMB")] = None
    network_per_bot_kbps: Annotated[
        Cost | None, Field(alias="networkPerBotKBps", description="kB a second.")
    ] = None


class ScalingFactors(ToolInput):
    """Exponents; 1 is linear."""

    cpu_scaling_exponent: Exponent = 1.0
    memory_scaling_exponent: Exponent = 1.0
    network_scaling_exponent: Exponent = 1.0


class Limits(ToolInput):
    """What may be used."""

    max_cpu_percent: Annotated[
        Annotated[float, Field(gt=0, le=100)] | None, Field(description="Of all cores.")
    ] = None
    max_memory_gb: Annotated[Limit | None, Field(alias="maxMemoryGB")] = None
    max_network_mbps: Limit | None = None
    cores: Annotated[
        Annotated[float, Field(ge=0.01, le=4096)] | None,
        Field(description="This machine's unless given."),
    ] = None


class MeasuredLoad(ToolInput):
    """Measured at a number of bots."""

    bots: Bots
    cpu_percent: Annotated[Cost | None, Field(description="Of one core.")] = None
    memory_mb: Annotated[Cost | None, Field(alias="memoryMB")] = None
    network_kbps: Annotated[Cost | None, Field(alias="networkKBps")] = None


class SimulateScaling(ToolInput):
    """The range, the costs and the limits."""

    min_bots: Bots
    max_bots: Bots
    step_size: Bots = 100
    profile: Profile
    baseline: Baseline
    scaling_factors: ScalingFactors = ScalingFactors()
    limits: Limits = Limits()
    samples: Annotated[
        list[MeasuredLoad],
        Field(default_factory=list, max_length=MOST_SAMPLES, description="Fit base and exponent."),
    ]


class Model(ToolOutput):
    """How one resource grows."""

    resource: str
    unit: str
    base: Annotated[float, Field(description="Cost of the first bot.")]
    exponent: float
    exponent_margin: Annotated[float | None, Field(description="Half the 95 % interval.")] = None
    samples: Annotated[int | None, Field(description="Points it was fitted to.")] = None
    limit: float | None = None
    most_bots: Annotated[int | None, Field(description="Within the limit.")] = None
    most_bots_surely: Annotated[int | None, Field(description="With 95 % confidence.")] = None


class Step(ToolOutput):
    """Costs at a number of bots; low and high are a fit's 95 % band."""

    bots: int
    cpu_percent_of_core: float | None = None
    cpu_low: float | None = None
    cpu_high: float | None = None
    cpu_percent_of_machine: float | None = None
    memory_mb: float | None = None
    memory_low: float | None = None
    memory_high: float | None = None
    network_mbps: float | None = None
    network_low: float | None = None
    network_high: float | None = None
    within_limits: bool


class Scaling(Answer):
    """How many bots fit, and why not more."""

    cores: float
    first_limit: Annotated[str | None, Field(description="The resource used up first.")] = None
    most_bots: Annotated[int | None, Field(description="Within every limit.")] = None
    models: list[Model]
    steps: list[Step]
    notes: list[str]
