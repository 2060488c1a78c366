"""Faults: each does something to a world, at random, and undoes it after a while.

A pause ends before the chaos does; all the rest may last until somebody repairs it.
"""

from __future__ import annotations

from appliance.failover.messages import NodeId
from appliance.failover.state import Role, StepDown
from tests.failover.simulation.world import CALM, Node, Weather, World

CHAOS_S = 3.2
LONGEST_S = 2.0
"""Five leases."""


def victim(world: World) -> Node:
    """A node, the leader more often than others."""
    leaders = [n for n in world.nodes.values() if n.state and n.state.role is Role.LEADER]
    if leaders and world.random.random() < 0.4:
        return world.random.choice(leaders)
    return world.random.choice(list(world.nodes.values()))


def while_it_lasts(world: World) -> float:
    """How long a fault stays: short ones are as likely as long ones."""
    return world.random.uniform(0.02, world.random.choice((0.2, 0.8, LONGEST_S)))


def crash(world: World) -> None:
    """A process dies, and starts again."""
    node = victim(world)
    world.crash(node)
    world.at(world.time + while_it_lasts(world), world.start, node)


def crash_amid_effects(world: World) -> None:
    """A process dies between two effects: between a save and what it allows to send, say."""
    node = victim(world)
    node.crash_in = world.random.randint(0, 6)
    for _ in range(3):
        world.at(world.time + while_it_lasts(world), world.start, node)


def pause(world: World) -> None:
    """A loop stands still: SIGSTOP, a blocking call, a busy machine."""
    world.hold(victim(world), min(while_it_lasts(world), max(0.0, CHAOS_S - world.time)))


def one_way_cut(world: World) -> None:
    """What one node says to another does not arrive."""
    sender, receiver = world.random.sample(sorted(world.nodes), 2)
    cut(world, {(sender, receiver)}, while_it_lasts(world))


def deafness(world: World) -> None:
    """A node hears nobody, or nobody hears it."""
    node = victim(world)
    pairs = hears_from(world, node.name)
    if world.random.random() < 0.5:
        pairs = {(receiver, sender) for sender, receiver in pairs}
    cut(world, pairs, while_it_lasts(world))


def congestion(world: World) -> None:
    """What a node hears is late; soon afterwards nobody hears it any more, often."""
    congest(world, victim(world), muted=world.random.random() < 0.7)


def congest(world: World, node: Node, *, muted: bool) -> None:
    """What a node hears is late; when `muted`, nobody hears it after a while."""
    random = world.random
    ways, extra = hears_from(world, node.name), random.uniform(0.1, 0.6)
    world.congested |= dict.fromkeys(ways, extra)
    lasting = extra + random.uniform(0.2, 2.0)
    world.at(world.time + lasting, clear, world, ways)
    if muted:
        begin = world.time + random.uniform(extra, lasting)
        world.at(begin, cut, world, {(b, a) for a, b in ways}, lasting)


def clear(world: World, ways: set[tuple[NodeId, NodeId]]) -> None:
    """Congestion is over."""
    for way in ways:
        world.congested.pop(way, None)


def partition(world: World) -> None:
    """The network falls into two parts."""
    names = sorted(world.nodes)
    part = set(world.random.sample(names, world.random.randint(1, len(names) - 1)))
    pairs = {(a, b) for a in names for b in names if (a in part) is not (b in part)}
    cut(world, pairs, while_it_lasts(world))


def storm(world: World) -> None:
    """Loss, duplication, delay, stragglers, slow disks and late timers."""
    random = world.random
    world.weather = Weather(
        loss=random.choice((0.0, 0.1, 0.4)),
        duplication=random.choice((0.0, 0.3)),
        delay_s=random.choice((0.002, 0.1, 0.4)),
        straggling=random.choice((0.0, 0.05, 0.3)),
        straggle_s=random.choice((0.3, 1.0, 3.0)),
        save_s=random.choice((0.001, 0.02, 0.2)),
        lateness_s=random.choice((0.002, 0.1)),
    )
    world.at(world.time + while_it_lasts(world), subside, world)


def subside(world: World) -> None:
    """A storm is over."""
    world.weather = CALM


def hand_over(world: World) -> None:
    """The leader is asked to step down, in favour of anybody or of one node."""
    to = world.random.choice((None, *sorted(world.nodes)))
    for node in list(world.nodes.values()):
        if node.state is not None and node.state.role is Role.LEADER:
            world.tell(node, StepDown(to))


FAULTS = {
    crash: 3,
    crash_amid_effects: 3,
    pause: 4,
    one_way_cut: 3,
    deafness: 2,
    partition: 2,
    congestion: 3,
    storm: 4,
    hand_over: 3,
}
"""With their weights."""


def cut(world: World, pairs: set[tuple[NodeId, NodeId]], seconds: float) -> None:
    """Block what goes from the first of each pair to the second; not once the chaos is over."""
    if world.patience_s < float("inf"):
        return
    world.blocked |= pairs
    world.at(world.time + seconds, world.blocked.difference_update, pairs)


def hears_from(world: World, receiver: NodeId) -> set[tuple[NodeId, NodeId]]:
    """The ways to a node."""
    return {(sender, receiver) for sender in world.nodes if sender != receiver}


def cut_off(world: World, node: Node, leader: NodeId, seconds: float) -> None:
    """A node hears nobody, and nobody hears it."""
    ways = hears_from(world, node.name)
    cut(world, ways | {(b, a) for a, b in ways}, seconds)


def deaf(world: World, node: Node, leader: NodeId, seconds: float) -> None:
    """A node hears nobody."""
    cut(world, hears_from(world, node.name), seconds)


def mute(world: World, node: Node, leader: NodeId, seconds: float) -> None:
    """Nobody hears a node."""
    cut(world, {(b, a) for a, b in hears_from(world, node.name)}, seconds)


def estranged(world: World, node: Node, leader: NodeId, seconds: float) -> None:
    """A node and the leader do not hear each other, but the others hear both."""
    cut(world, {(node.name, leader), (leader, node.name)}, seconds)


def paused(world: World, node: Node, leader: NodeId, seconds: float) -> None:
    """A node's loop stands still."""
    world.hold(node, seconds)


def restarted(world: World, node: Node, leader: NodeId, seconds: float) -> None:
    """A node's process dies, and starts again."""
    world.crash(node)
    world.at(world.time + seconds, world.start, node)


ABSENCES = (cut_off, deaf, mute, estranged, paused, restarted)
"""Ways in which one follower can be away."""
