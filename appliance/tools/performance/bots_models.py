"""What analyze-bot-performance takes and answers."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from appliance.tools.models import Answer, ToolInput, ToolOutput

MOST_DURATION_MS = 60_000


class Mode(StrEnum):
    """How long to look."""

    REALTIME = "realtime"
    SNAPSHOT = "snapshot"


class Metrics(ToolInput):
    """Which to measure."""

    cpu: bool = True
    memory: bool = True
    network: bool = True


class AnalyzeBotPerformance(ToolInput):
    """How to measure."""

    mode: Annotated[Mode, Field(description="snapshot: half a second.")]
    metrics: Metrics = Metrics()
    duration: Annotated[
        int, Field(ge=200, le=MOST_DURATION_MS, description="Milliseconds (realtime).")
    ] = 10000
    interval: Annotated[int, Field(ge=20, le=MOST_DURATION_MS, description="Milliseconds.")] = 100
    export_csv: Annotated[
        str | None, Field(max_length=500, alias="exportCSV", description="New workspace file.")
    ] = None


class Percentiles(ToolOutput):
    """A series in six numbers."""

    minimum: float
    mean: float
    p50: float
    p95: float
    p99: float
    maximum: float


class ProcessFacts(ToolOutput):
    """The measured process."""

    pid: int
    name: str
    found_by: str
    started_at: Annotated[float, Field(description="Seconds since 1970.")]
    threads: int
    open_files: int | None = None
    open_files_limit: int | None = None


class MachineFacts(ToolOutput):
    """The machine under it."""

    cores: int
    usable_cores: Annotated[float, Field(description="After affinity and CPU limit.")]
    memory_bytes: int | None = None
    available_bytes: int | None = None
    load: Annotated[float | None, Field(description="Load average of a minute.")] = None


class Window(ToolOutput):
    """When it was measured."""

    seconds: float
    samples: int
    missed: Annotated[int, Field(description="Samples left out: the machine was too slow.")]


class ThreadFacts(ToolOutput):
    """One thread."""

    id: int
    name: str
    percent_of_core: float
    wait_percent: Annotated[float | None, Field(description="Ready, but no core free.")] = None


class CpuFacts(ToolOutput):
    """CPU of all its threads."""

    percent_of_core: Percentiles
    percent_of_machine: Annotated[float, Field(description="Mean, of all cores.")]
    user_seconds: float
    system_seconds: float
    wait_percent: Annotated[
        float | None, Field(description="Of the time threads wanted to run.")
    ] = None
    disk_wait_seconds: float
    threads: Annotated[list[ThreadFacts], Field(description="The busiest.")]


class Growth(ToolOutput):
    """Slope of resident memory."""

    bytes_per_s: float
    standard_error: float
    margin_bytes_per_s: Annotated[float, Field(description="Half the 95 % interval.")]


class MemoryFacts(ToolOutput):
    """Memory of the process."""

    rss_bytes: int
    peak_rss_bytes: int
    swap_bytes: int
    proportional_bytes: Annotated[
        int | None, Field(description="Shared pages counted by their share.")
    ] = None
    private_dirty_bytes: int | None = None
    growth: Growth | None = None
    major_faults: Annotated[int, Field(description="Pages read from disk meanwhile.")]
    read_bytes: Annotated[int | None, Field(description="From disk, meanwhile.")] = None
    written_bytes: Annotated[int | None, Field(description="To disk, meanwhile.")] = None


class NetworkFacts(ToolOutput):
    """TCP connections at the end of the window."""

    connections: dict[str, int]
    listening_ports: list[int]
    receive_queue_bytes: int
    send_queue_bytes: int
    largest_send_queue_bytes: int


class Traffic(ToolOutput):
    """Bytes of the process's own network namespace, a second."""

    received_bytes_per_s: float
    sent_bytes_per_s: float


class CgroupFacts(ToolOutput):
    """Limits and pressure of its control group."""

    path: str
    cpu_limit_cores: float | None = None
    memory_limit_bytes: int | None = None
    memory_bytes: int | None = None
    throttled_percent: Annotated[float | None, Field(description="Of periods.")] = None
    pressure_percent: Annotated[dict[str, float], Field(description="Stalled, last minute.")]


class UptimeFacts(ToolOutput):
    """A world's last start, as it wrote it."""

    realm_id: int
    started_at: int
    uptime_s: int
    most_players: int
    revision: str
    is_measured: Annotated[bool, Field(description="Started with the measured process.")]


class RealmFacts(ToolOutput):
    """What the databases say of the world."""

    online_characters: int | None = None
    worlds: list[UptimeFacts] | None = None


class PerCharacter(ToolOutput):
    """Means a character online, the server's own base load included."""

    cpu_percent_of_core: float | None = None
    memory_mb: float | None = None


class Sample(ToolOutput):
    """Part of the window."""

    at_s: float
    cpu_percent: Annotated[float | None, Field(description="Mean, of one core.")] = None
    cpu_maximum: float | None = None
    rss_bytes: int | None = None


class BotPerformance(Answer):
    """What was measured."""

    mode: Mode
    process: ProcessFacts
    machine: MachineFacts
    window: Window
    cpu: CpuFacts | None = None
    memory: MemoryFacts | None = None
    network: NetworkFacts | None = None
    traffic: Traffic | None = None
    cgroup: CgroupFacts | None = None
    realm: RealmFacts
    per_character: PerCharacter | None = None
    samples: Annotated[list[Sample], Field(description="At most 30, equally long.")]
    csv_file: str | None = None
    notes: list[str]
