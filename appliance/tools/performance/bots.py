"""The tool that measures the worldserver."""

from __future__ import annotations

from dataclasses import dataclass

from appliance.errors import InvalidArgument, NotFound, ToolError, Unavailable
from appliance.tools.context import Scope, ToolContext
from appliance.tools.performance import bots_told
from appliance.tools.performance.bots_models import (
    AnalyzeBotPerformance,
    BotPerformance,
    CpuFacts,
    MemoryFacts,
    Mode,
    PerCharacter,
    RealmFacts,
    Window,
)
from appliance.tools.performance.bots_world import look_at_world
from appliance.tools.performance.rights import check_files
from appliance.tools.performance.sampling import take_samples, to_csv
from appliance.tools.registry import Sources, tool
from appliance.worldserver.finding import Target
from appliance.worldserver.process import Machine
from appliance.worldserver.reading import Detail, Reading

SNAPSHOT_S, SNAPSHOT_INTERVAL_S = 0.5, 0.1
MIB = 2**20
GROWTH_NOTE = (
    "memory.growth: least squares over the samples; its errors hold if they are independent, and"
    " memory that loads in steps is not."
)


@dataclass(frozen=True, slots=True)
class Measurement:
    """All that was read of the process."""

    target: Target
    machine: Machine
    before: Detail
    after: Detail
    readings: list[Reading]
    missed: int

    @property
    def seconds(self) -> float:
        """From the first reading to the last."""
        return self.readings[-1].at_s - self.readings[0].at_s


@tool(
    "analyze-bot-performance",
    title="Worldserver performance",
    scope=Scope.OPERATIONS_READ,
    read_only=False,  # exportCSV writes
    timeout_s=90,
    sources=Sources(
        wrath="/proc of the worldserver; characters: characters; auth: uptime",
        master="/proc of the worldserver; characters: characters; auth: uptime",
    ),
)
async def analyze_bot_performance(
    query: AnalyzeBotPerformance, context: ToolContext
) -> BotPerformance:
    """Measure the running worldserver: CPU, busiest threads, memory and its growth, connections,
    players online and the cost of one. Its answer feeds get-optimization-suggestions."""
    if not (query.metrics.cpu or query.metrics.memory or query.metrics.network):
        raise InvalidArgument("metrics: at least one of cpu, memory and network must be true")
    if query.mode is Mode.REALTIME and query.interval > query.duration:
        raise InvalidArgument("interval: must not be above duration")
    notes: list[str] = []
    export = query.export_csv
    if export is not None and not await _may_export(export, context, notes):
        export = None
    with context.services.worldserver.measuring():
        found = await _measure(query, context)
    realm = await look_at_world(context, found.target, notes)
    owner = await context.services.worldserver.owner(found.target)
    notes += bots_told.notes_of(found.after, owner)
    written = None if export is None else await _export(export, found, context, notes)
    return _tell(query, found, realm, written, notes)


def _tell(
    query: AnalyzeBotPerformance,
    found: Measurement,
    realm: RealmFacts,
    written: str | None,
    notes: list[str],
) -> BotPerformance:
    metrics, before, after, readings = query.metrics, found.before, found.after, found.readings
    cpu = bots_told.cpu(readings, before, after, found.machine) if metrics.cpu else None
    memory = bots_told.memory(readings, after) if metrics.memory else None
    if memory is not None and memory.growth is not None:
        notes.append(GROWTH_NOTE)
    return BotPerformance(
        source=f"/proc of process {found.target.pid}",
        mode=query.mode,
        process=bots_told.process(found.target, readings[-1], after),
        machine=bots_told.machine(found.machine, after),
        window=Window(seconds=round(found.seconds, 3), samples=len(readings), missed=found.missed),
        cpu=cpu,
        memory=memory,
        network=bots_told.network(after) if metrics.network else None,
        traffic=bots_told.traffic(before, after) if metrics.network else None,
        cgroup=bots_told.cgroup(after),
        realm=realm,
        per_character=_per_character(realm, cpu, memory, notes),
        samples=bots_told.samples(readings, cpu=metrics.cpu, memory=metrics.memory),
        csv_file=written,
        notes=notes,
    )


async def _measure(query: AnalyzeBotPerformance, context: ToolContext) -> Measurement:
    worldserver = context.services.worldserver
    target = await worldserver.find()
    snapshot = query.mode is Mode.SNAPSHOT
    network = query.metrics.network
    before = await worldserver.inspect(target, network=network)
    readings, missed = await take_samples(
        worldserver,
        target,
        duration_s=SNAPSHOT_S if snapshot else query.duration / 1000,
        interval_s=SNAPSHOT_INTERVAL_S if snapshot else query.interval / 1000,
        progress=context.progress,
    )
    after = await worldserver.inspect(
        target, network=network, mapped=snapshot and query.metrics.memory
    )
    return Measurement(target, await worldserver.machine(), before, after, readings, missed)


async def _may_export(name: str, context: ToolContext, notes: list[str]) -> bool:
    """Whether the file can be written; looked at first, because measuring takes a while.

    Raises:
        Forbidden: the caller may not write files.
        InvalidArgument: the name leaves the workspace, or there is such a file already.
    """
    check_files(context, "exportCSV")
    workspace = context.services.workspace
    try:
        workspace.check_write()
        await workspace.locate(name, field="exportCSV")
    except Unavailable as error:
        notes.append(f"exportCSV was not written: {error}")
        return False
    except NotFound:
        return True
    raise InvalidArgument("exportCSV: there is such a file already", hint="give a new name")


async def _export(
    name: str, found: Measurement, context: ToolContext, notes: list[str]
) -> str | None:
    text = to_csv(found.readings)
    try:
        return await context.services.workspace.write(name, text, field="exportCSV")
    except ToolError as error:
        # The measurement is worth more than the file.
        notes.append(f"exportCSV was not written: {error}")
        return None


def _per_character(
    realm: RealmFacts, cpu: CpuFacts | None, memory: MemoryFacts | None, notes: list[str]
) -> PerCharacter | None:
    online = realm.online_characters
    if not online or (cpu is None and memory is None):
        return None
    notes.append(
        f"perCharacter: the whole process divided by {online} characters online, so the server's"
        " base load is in it; measure at several numbers for simulate-scaling's samples."
    )
    return PerCharacter(
        cpu_percent_of_core=cpu and round(cpu.percent_of_core.mean / online, 4),
        memory_mb=memory and round(memory.rss_bytes / MIB / online, 3),
    )
