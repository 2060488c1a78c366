"""Runs the drill: looks, has the leader step down round by round while clients call, looks again.

Only what is safe: no process is touched, nothing is cut off. It asks the nodes' operations ports
and calls a read through the address that clients use.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import trio

from appliance.console.client import ask
from appliance.drill.client import DrillClient
from appliance.drill.report import Calls, HandOver, Report, View, disagreements
from appliance.errors import ClusterError

CALLERS = 4
"""Clients that call at the same time."""
LATEST_S = 30.0
"""A leader that is not there by then does not come: dozens of elections would have fitted."""
POLL_S = 0.01


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done.

    Attributes:
        nodes: operations ports, http://host:port.
        endpoint: the address that clients use, https://name/mcp; None: nobody calls.
        authority: PEM file with the authority of its certificate; None: the system's.
        rounds: how often the leader is to step down.
        rate: calls a second.
        pause_s: before, between and after the rounds.
    """

    nodes: tuple[str, ...]
    endpoint: str | None = None
    authority: Path | None = None
    rounds: int = 3
    rate: float = 20.0
    pause_s: float = 1.0


async def run(plan: Plan) -> Report:
    """Run the drill.

    Raises:
        ClusterError: a node does not answer, or the endpoint's address or authority is no good.
    """
    report = Report(before=await look(plan.nodes))
    report.problems += [f"before: {each}" for each in disagreements(report.before)]
    if report.problems:
        report.undone = "the cluster is not in order, so nobody was asked to step down"
        return report
    endpoint = plan.endpoint
    clients = [DrillClient(endpoint, plan.authority) for _ in range(CALLERS) if endpoint]
    async with trio.open_nursery() as nursery:
        stop = trio.Event()
        for client in clients:
            nursery.start_soon(_call, client, plan.rate / CALLERS, stop, report.calls)
        try:
            await _rounds(plan, report)
        except ClusterError as error:
            report.problems.append(f"during the drill: {error.message}")
        stop.set()
    report.after = await look(plan.nodes)
    report.problems += [f"after: {each}" for each in disagreements(report.after)]
    if failures := report.calls.failures:
        told = f"{len(failures)} of {report.calls.made} calls failed: {failures[0]}"
        report.problems.append(told)
    return report


async def look(nodes: Sequence[str]) -> tuple[View, ...]:
    """Ask every node at the same time."""
    found: dict[str, View] = {}

    async def ask_one(url: str) -> None:
        found[url] = await trio.to_thread.run_sync(view, url)

    failed: list[Exception] = []
    try:
        async with trio.open_nursery() as nursery:
            for url in nodes:
                nursery.start_soon(ask_one, url)
    except* ClusterError as errors:
        failed.extend(errors.exceptions)
    # Not in the block above: before Python 3.11.4 what is raised there ends up in a group.
    if failed:
        raise failed[0]
    return tuple(found[url] for url in nodes)


def view(url: str) -> View:
    """What the node at `url` says. Blocks.

    Raises:
        ClusterError: nobody answers there, or not as a node.
    """
    _, cluster = ask(url, "/cluster")
    code, leader = ask(url, "/leader")
    try:
        own = next(each for each in cluster["members"] if each["node"] == cluster["node"])
        return View(
            url=url,
            node=cluster["node"],
            leads=code == 200,
            ready=own["ready"] is not False,
            leader=leader["leader"],
            term=leader["term"],
            version=own["version"],
        )
    except (KeyError, StopIteration, TypeError) as error:
        raise ClusterError(f"{url} answers, but not as a node of a cluster") from error


async def _rounds(plan: Plan, report: Report) -> None:
    await trio.sleep(plan.pause_s)
    for _ in range(plan.rounds):
        views = await look(plan.nodes)
        leading = next((each for each in views if each.leads), None)
        if leading is None:
            report.undone = f"{views[0].leader or 'nobody'} leads now: name its operations port too"
            return
        began = trio.current_time()
        request = partial(
            ask, leading.url, "/cluster/step-down", method="POST", body={"reason": "drill"}
        )
        code, told = await trio.to_thread.run_sync(request)
        if code != 200:
            report.undone = f"{leading.node} does not step down: {told.get('error', code)}"
            return
        if (new := await _successor(plan.nodes, leading)) is None:
            report.problems.append(f"nobody led {LATEST_S:g} s after {leading.node} stepped down")
            return
        name, term, url = new
        took_s = trio.current_time() - began
        told_s = await trio.to_thread.run_sync(_told, url, term)
        report.hand_overs.append(HandOver(leading.node, name, term, took_s, told_s))
        await trio.sleep(plan.pause_s)


async def _successor(nodes: Sequence[str], old: View) -> tuple[str, int, str] | None:
    """Wait for the next leader: name, term and the address of a node that knows it.

    One whose operations port was not named is believed in when a node says that it leads.
    """
    asked = {each.node for each in await look(nodes)}
    with trio.move_on_after(LATEST_S):
        while True:
            for each in await look(nodes):
                if each.leader in (None, old.node) or each.term <= old.term:
                    continue
                if each.leads or each.leader not in asked:
                    return str(each.leader), each.term, each.url
            await trio.sleep(POLL_S)
    return None


def _told(url: str, term: int) -> float | None:
    """How long nobody led before this term, as the node at `url` says. Blocks."""
    _, cluster = ask(url, "/cluster")
    for failover in cluster.get("failovers", ()):
        if failover.get("term") == term:
            lasted: float | None = failover.get("durationSeconds")
            return lasted
    return None


async def _call(client: DrillClient, rate: float, stop: trio.Event, calls: Calls) -> None:
    """Call at this rate until told to stop."""
    while not stop.is_set():
        began = trio.current_time()
        failure = await trio.to_thread.run_sync(client.call)
        took_s = trio.current_time() - began
        calls.made += 1
        calls.longest_s = max(calls.longest_s, took_s)
        if failure:
            calls.failures.append(failure)
        with trio.move_on_after(max(0.0, 1 / rate - took_s)):
            await stop.wait()
    client.close()
