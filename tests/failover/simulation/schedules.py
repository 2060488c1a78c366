"""What happens to a cluster: a schedule of faults drawn from a seed, and what has to come of it.

Chaos     everything at once; then a majority is connected and timely again, has to have a leader
          within ten election timeouts, and keeps it
Contest   candidates and voters die over their votes in a slow network
Absence   followers are away and come back, the leader and a majority are well: the leader stays
Amnesia   voters restart while a node that does not hear the leader asks for their votes: it stays
Fading    what the leader hears gets late, and then nobody hears the leader
Severed   the leader is cut off or stands still, and nodes may differ in their timing
Rolling   the leader hands over, again and again
Resized   a voter joins or leaves, and the nodes hear of it one after the other
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from random import Random

from appliance.failover.messages import NodeId
from appliance.failover.state import Config, StepDown, Timing, VotersChanged
from tests.failover.simulation.faults import (
    ABSENCES,
    CHAOS_S,
    FAULTS,
    congest,
    crash,
    crash_amid_effects,
    cut_off,
    estranged,
    hand_over,
    mute,
    pause,
    paused,
    restarted,
)
from tests.failover.simulation.judge import Violation
from tests.failover.simulation.world import CALM, Node, Saving, Weather, World, durable

TIMING = Timing()
SLOWER = Timing(election_min_s=0.8, election_max_s=1.2, lease_s=0.64)
"""Of some nodes, while an operator changes the timing of one after the other."""
SLOWEST, FASTEST = 0.9, 1.1
"""Rates of the nodes' clocks."""
LIVENESS_S = 10 * TIMING.election_min_s / FASTEST
"""Ten election timeouts of the fastest clock."""
CALMING_S = 0.5
"""How long messages of the chaos may still be on their way afterwards."""
SETTLING_S = 1.2
WATCHED_S = 0.6
VOTERS_SETTLE_S = 1.2


@dataclass
class Result:
    """What a schedule came to."""

    seed: int
    family: str
    steps: int = 0
    terms: int = 0
    """Terms in which a node led."""
    virtual_s: float = 0.0
    leaderless_s: float | None = None
    """From the end of the chaos to a lease."""


Family = Callable[[World, Result], None]


def run(
    seed: int,
    family: Family | None = None,
    *,
    saving: Saving = durable,
    log: list[str] | None = None,
) -> Result:
    """Run the schedule of a seed, of the family that it draws or of a given one.

    Raises:
        Violation: a rule was broken; the message has the seed.
    """
    random = Random(seed)
    drawn = random.choices(list(FAMILIES), weights=list(FAMILIES.values()))[0]
    family = family or drawn
    world = cluster(random, saving)
    world.log = log
    result = Result(seed, family.__name__)
    try:
        family(world, result)
    except Violation as broken:
        raise Violation(f"seed {seed}, {result.family}, {world.time:.3f} s: {broken}") from None
    result.steps = world.steps
    result.virtual_s = world.time
    result.terms = len(world.judge.elected)
    return result


def cluster(random: Random, saving: Saving) -> World:
    """Three or five nodes, one of them a witness at times, with clocks of their own rates."""
    world = World(random, saving)
    names = "abcde"[: 3 if random.random() < 0.75 else 5]
    witness = names[-1] if random.random() < 0.25 else ""
    extreme = random.random() < 0.5
    for name in names:
        world.add(_machine(random, name, frozenset(names), extreme, witness=name == witness))
    for node in world.nodes.values():
        world.at(random.uniform(0, 0.3), world.start, node)
    return world


def chaos(world: World, result: Result) -> None:
    """Everything at once; then a majority is well."""
    random = world.random
    world.run_until(random.uniform(0.5, 1.2))
    for _ in range(random.randint(3, 12)):
        fault = random.choices(list(FAULTS), weights=list(FAULTS.values()))[0]
        world.at(random.uniform(world.time, CHAOS_S), fault, world)
    world.run_until(CHAOS_S)
    names = sorted(world.nodes)
    size = random.choice((len(names) // 2 + 1, len(names)))
    heals(world, set(random.sample(names, size)), result)


def contest(world: World, result: Result) -> None:
    """A slow network has several candidates at once, and nodes die over their votes."""
    random = world.random
    delay_s, straggle_s = random.choice((0.1, 0.3)), random.choice((0.5, 1.5))
    world.weather = Weather(delay_s=delay_s, straggling=0.3, straggle_s=straggle_s)
    for _ in range(random.randint(4, 12)):
        fault = random.choice((crash_amid_effects, crash_amid_effects, crash, pause))
        world.at(random.uniform(0.5, CHAOS_S), fault, world)
    world.run_until(CHAOS_S)
    heals(world, set(world.nodes), result)


def absence(world: World, result: Result) -> None:
    """A minority of followers goes and comes back; the leader stays."""
    random = world.random
    leader = elected(world)
    world.run_until(world.time + SETTLING_S)
    followers = sorted(world.nodes.keys() - {leader})
    for name in random.sample(followers, len(world.nodes) // 2):
        begin, seconds = world.time + random.uniform(0, 0.5), random.uniform(0.3, 3.0)
        away = random.choice(ABSENCES)
        world.at(begin, away, world, world.nodes[name], leader, seconds)
    stays(world, 4.0)


def amnesia(world: World, result: Result) -> None:
    """A follower does not hear the leader, and those who hear both restart: the leader stays."""
    random = world.random
    leader = elected(world)
    world.run_until(world.time + SETTLING_S)
    stranger, *rest = random.sample(sorted(world.nodes.keys() - {leader}), len(world.nodes) - 1)
    estranged(world, world.nodes[stranger], leader, 3.0)
    restart_at = world.time + random.uniform(0.8, 1.5)
    for name in rest:
        away_s = random.uniform(0.01, 0.1)
        world.at(restart_at, restarted, world, world.nodes[name], leader, away_s)
    stays(world, 3.0)


def fading(world: World, result: Result) -> None:
    """What the leader hears gets late, and then nobody hears the leader."""
    leader = world.nodes[elected(world)]
    world.at(world.time + world.random.random(), partial(congest, world, leader, muted=True))
    world.run_until(world.time + 3.0)
    heals(world, set(world.nodes), result)


def severed(world: World, result: Result) -> None:
    """The leader is cut off or stands still; some nodes may have another timing than others."""
    random = world.random
    leader = elected(world)
    slower = random.choice(sorted(world.nodes))
    if random.random() < 0.5:
        # Restarted with another timing, it is made the leader: the others are faster to campaign.
        restarted(world, world.nodes[slower], leader, 0.2)
        world.nodes[slower].config = replace(world.nodes[slower].config, timing=SLOWER)
        world.run_until(world.time + 2.0)
        world.tell(world.nodes[elected(world)], StepDown(slower))
        world.run_until(world.time + 0.2)
        leader = elected(world)
    world.run_until(world.time + random.uniform(0, 0.5))
    random.choice((mute, cut_off, paused))(world, world.nodes[leader], leader, 2.0)
    world.run_until(world.time + 2.5)
    heals(world, set(world.nodes), result)


def rolling(world: World, result: Result) -> None:
    """The leader hands over, again and again."""
    random = world.random
    elected(world)
    world.weather = Weather(delay_s=random.choice((0.001, 0.02)), loss=random.choice((0, 0.1)))
    for _ in range(6):
        world.run_until(world.time + random.uniform(0, 0.8))
        hand_over(world)
    heals(world, set(world.nodes), result)


def resized(world: World, result: Result) -> None:
    """A voter joins or leaves; some faults, and all nodes hear of it within a second."""
    random = world.random
    world.run_until(random.uniform(0.5, 1.2))
    before = frozenset(world.nodes)
    if random.random() < 0.5:
        voters = before | {"f"}
        world.add(_machine(random, "f", voters, random.random() < 0.5))
        world.at(world.time + random.random(), world.start, world.nodes["f"])
    else:
        voters = before - {random.choice(sorted(before))}
    for name in sorted(before):
        world.at(world.time + random.random(), _read_list, world, world.nodes[name], voters)
    for _ in range(random.randint(0, 5)):
        fault = random.choices(list(FAULTS), weights=list(FAULTS.values()))[0]
        world.at(random.uniform(world.time, CHAOS_S), fault, world)
    world.run_until(CHAOS_S)
    heals(world, set(voters), result)


def heals(world: World, core: set[NodeId], result: Result) -> None:
    """End the chaos for `core`: it has to find a leader, and to keep it.

    The other nodes may stay away, and what they say or hear may get lost one way.
    """
    random = world.random
    world.weather = CALM
    world.congested.clear()
    world.patience_s = CALMING_S
    world.blocked = {
        (a, b)
        for a in sorted(world.nodes)
        for b in sorted(world.nodes)
        if not core.issuperset((a, b)) and random.random() < 0.5
    }
    for name in sorted(world.nodes):
        world.nodes[name].crash_in = None
        if name in core:
            world.start(world.nodes[name])
    healed_at = world.time
    elected(world)
    result.leaderless_s = world.time - healed_at
    world.run_until(max(world.time, healed_at + CALMING_S) + SETTLING_S)
    stays(world, WATCHED_S)


def elected(world: World) -> NodeId:
    """Let time pass until a node holds a lease: not for longer than ten election timeouts."""
    if not world.run_until(world.time + LIVENESS_S, lambda: bool(world.holders())):
        raise Violation("there is no leader, though a majority is connected and timely")
    return world.holders()[0][0]


def stays(world: World, seconds: float) -> None:
    """Let time pass: whoever leads has to lead all the time."""
    before, reigns = world.holders(), len(world.judge.elected)
    world.run_until(world.time + seconds)
    after = world.holders()
    if not before or before != after or len(world.judge.elected) != reigns:
        raise Violation(f"the leader was disturbed: {before or 'nobody'}, then {after or 'nobody'}")


FAMILIES = {
    chaos: 12,
    contest: 3,
    absence: 2,
    amnesia: 1,
    fading: 1,
    severed: 2,
    rolling: 1,
    resized: 2,
}
"""With their weights."""


def _machine(
    random: Random, name: NodeId, voters: frozenset[NodeId], extreme: bool, witness: bool = False
) -> Node:
    config = Config(name, voters, TIMING, witness=witness, settle_s=VOTERS_SETTLE_S)
    rate = random.choice((SLOWEST, FASTEST)) if extreme else random.uniform(SLOWEST, FASTEST)
    return Node(config, rate, offset=random.uniform(0, 1e5))


def _read_list(world: World, node: Node, voters: frozenset[NodeId]) -> None:
    node.config = replace(node.config, voters=voters)
    world.tell(node, VotersChanged(voters))
