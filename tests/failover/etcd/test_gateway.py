"""The edge to a real etcd that wants TLS, client certificates and a user."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import trio

from appliance.errors import ClusterError
from appliance.failover.etcd.actions import Acquire, Grant, Granted, Holder, Look, Seen, Taken, Tell
from appliance.failover.etcd.gateway import EtcdGateway, EtcdPlan
from appliance.failover.etcd.service import examine
from appliance.failover.facts import Facts
from appliance.failover.roster import Roster
from appliance.failover.trust import Trust
from tests.failover.etcd.conftest import PROGRAMS, program
from tests.support.authority import Authority
from tests.support.etcd_server import EtcdCluster, running_etcd

USER, PASSWORD = "realm", "p4ss wörd"
DEADLINE_S = 10.0


@dataclass
class Guarded:
    """An etcd behind TLS and users, and a plan that gets through."""

    etcd: EtcdCluster
    plan: EtcdPlan
    authority: Authority
    folder: Path


@contextmanager
def guarded_etcd(version: str, folder: Path) -> Iterator[Guarded]:
    """Etcd with its own CA, which lets in certificates of that CA and one user."""
    authority = Authority(folder, "etcd-ca")
    certificate, key = authority.issue("server", "127.0.0.1")
    ours, our_key = authority.issue("client", "client", subject="")
    options = (
        *("--cert-file", str(certificate), "--key-file", str(key)),
        *("--client-cert-auth", "--trusted-ca-file", str(authority.certificate)),
    )
    through = [f"--cacert={authority.certificate}", f"--cert={ours}", f"--key={our_key}"]
    with running_etcd(
        program(version), folder, scheme="https", options=options, client_options=through
    ) as etcd:
        add_users(etcd)
        etcd.client_options = (*through, "--user=root:root")
        trust = Trust(authority.certificate, ours, our_key, "name its CA", "show a certificate")
        plan = EtcdPlan("a", "guarded", etcd.endpoints, user=USER, password=PASSWORD, trust=trust)
        yield Guarded(etcd, plan, authority, folder)


def add_users(etcd: EtcdCluster) -> None:
    """Root, and one user with a role for the keys of clusters."""
    for command in (
        "user add root:root",
        "user grant-role root root",
        "role add trinitycore",
        "role grant-permission trinitycore --prefix=true readwrite /trinitycore-mcp/",
        "user add idle:idle",
    ):
        etcd.ctl(*command.split())
    etcd.ctl("user", "add", f"{USER}:{PASSWORD}")
    etcd.ctl("user", "grant-role", USER, "trinitycore")
    etcd.ctl("auth", "enable")


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    if not PROGRAMS:
        pytest.skip("no etcd: run packaging/setup/etcd.sh")
    with guarded_etcd(min(PROGRAMS), tmp_path_factory.mktemp("guarded")) as made:
        yield made


async def problems(plan: EtcdPlan) -> str:
    return "; ".join(await examine(plan))


async def leads(gateway: EtcdGateway, node: str) -> None:
    """Ask for a lease and the key as a contest would."""
    deadline = trio.current_time() + DEADLINE_S
    granted = await gateway.perform(Grant(5), deadline)
    assert isinstance(granted, Granted)
    taken = await gateway.perform(Acquire(granted.lease), deadline)
    assert isinstance(taken, Taken)
    seen = await gateway.perform(Look(), deadline)
    assert isinstance(seen, Seen)
    assert seen.holder == taken.holder
    assert isinstance(seen.holder, Holder)
    assert seen.holder.node == node


async def test_a_user_with_the_right_certificate_gets_through(guarded: Guarded) -> None:
    assert await problems(guarded.plan) == ""
    gateway = EtcdGateway(guarded.plan, Roster("a", Facts))
    await leads(gateway, "a")
    await gateway.retire()
    await gateway.aclose()


async def test_a_token_that_etcd_forgot_is_asked_for_anew(guarded: Guarded) -> None:
    gateway = EtcdGateway(guarded.plan, Roster("a", Facts))
    await gateway.perform(Look(), trio.current_time() + DEADLINE_S)
    guarded.etcd.ctl("user", "add", "newcomer:x")  # raises the revision of the users
    await leads(gateway, "a")
    guarded.etcd.ctl("user", "delete", "newcomer")
    gateway._token = "no.such"
    await gateway.perform(Look(), trio.current_time() + DEADLINE_S)
    await gateway.retire()
    await gateway.aclose()


async def test_what_etcd_refuses_is_one_line_with_the_fix(guarded: Guarded) -> None:
    plan = guarded.plan
    wrong = await problems(replace(plan, password="wrong"))
    assert wrong == (
        "etcd refuses the password of user 'realm' (correct ha.etcd_user and ha.etcd_password_file)"
    )
    assert "set ha.etcd_user" in await problems(replace(plan, user=None))
    denied = await problems(replace(plan, user="idle", password="idle"))
    assert "etcdctl role grant-permission ROLE --prefix=true readwrite" in denied
    assert "/trinitycore-mcp/guarded/" in denied


async def test_certificates_that_do_not_fit_are_one_line_with_the_fix(guarded: Guarded) -> None:
    plan, folder = guarded.plan, guarded.folder
    stranger = Authority(folder, "other-ca")
    certificate, key = stranger.issue("stranger", "client")
    unknown = replace(plan.trust, authority=stranger.certificate)
    assert "(name its CA)" in await problems(replace(plan, trust=unknown))
    bare = replace(plan.trust, certificate=None, key=None)
    assert "show a certificate)" in await problems(replace(plan, trust=bare))
    foreign = replace(plan.trust, certificate=certificate, key=key)
    assert "show a certificate)" in await problems(replace(plan, trust=foreign))
    named = guarded.authority.issue("named", "client")
    common_name = replace(plan.trust, certificate=named[0], key=named[1])
    assert "whose subject has no CN" in await problems(replace(plan, trust=common_name))
    plain = tuple(each.replace("https", "http") for each in plan.endpoints)
    assert "https://" in await problems(replace(plan, endpoints=plain))
    elsewhere = tuple(each.replace("127.0.0.1", "localhost") for each in plan.endpoints)
    assert "use a name that is in it" in await problems(replace(plan, endpoints=elsewhere))


async def test_renewed_certificates_are_taken_up(guarded: Guarded, tmp_path: Path) -> None:
    authority = tmp_path / "ca.pem"
    authority.write_bytes(Authority(guarded.folder, "former-ca").certificate.read_bytes())
    trust = replace(guarded.plan.trust, authority=authority)
    gateway = EtcdGateway(replace(guarded.plan, trust=trust), Roster("a", Facts))
    with pytest.raises(ClusterError, match="not accepted"):
        await gateway.perform(Look(), trio.current_time() + DEADLINE_S)
    authority.write_bytes(guarded.authority.certificate.read_bytes())
    await gateway.perform(Look(), trio.current_time() + DEADLINE_S)
    await gateway.aclose()


async def test_two_etcd_clusters_are_refused(etcd: EtcdCluster, tmp_path: Path) -> None:
    with running_etcd(PROGRAMS[min(PROGRAMS)], tmp_path) as other:
        plan = EtcdPlan("a", "two", (*etcd.endpoints, *other.endpoints))
        gateway = EtcdGateway(plan, Roster("a", Facts))
        deadline = trio.current_time() + DEADLINE_S
        await gateway.perform(Look(), deadline)
        gateway._turn = 1
        with pytest.raises(ClusterError, match="belongs to another etcd cluster"):
            await gateway.perform(Look(), deadline)
        await gateway.aclose()
        assert "belong to different etcd clusters" in await problems(plan)


@pytest.mark.sweep
@pytest.mark.parametrize("version", ["3.4", "3.5"])
async def test_users_may_be_switched_on_later(version: str, tmp_path: Path) -> None:
    with running_etcd(program(version), tmp_path) as etcd:
        plan = EtcdPlan("a", "later", etcd.endpoints, user=USER, password=PASSWORD)
        gateway = EtcdGateway(plan, Roster("a", Facts))
        await gateway.perform(Look(), trio.current_time() + DEADLINE_S)
        add_users(etcd)
        await leads(gateway, "a")
        await gateway.retire()
        await gateway.aclose()


async def test_news_is_written_and_the_same_again_is_not(etcd: EtcdCluster) -> None:
    ready = False
    plan = EtcdPlan("a", "news", etcd.endpoints)
    gateway = EtcdGateway(plan, Roster("a", lambda: Facts(ready=ready)))
    deadline = trio.current_time() + 60
    granted = await gateway.perform(Grant(60), deadline)
    assert isinstance(granted, Granted)

    async def told() -> bytes:
        await gateway.perform(Tell(granted.lease), deadline)
        seen = await gateway.perform(Look(), deadline)
        assert isinstance(seen, Seen)
        [member] = seen.members
        return member.facts

    assert b"false" in await told()
    before = etcd.ctl("get", "/trinitycore-mcp/news/members/a", "--write-out=json").stdout
    assert b"false" in await told()
    again = etcd.ctl("get", "/trinitycore-mcp/news/members/a", "--write-out=json").stdout
    assert '"version":1' in before
    assert '"version":1' in again
    ready = True
    assert b"true" in await told()
    await gateway.retire()
    await gateway.aclose()


async def test_something_else_is_not_taken_for_etcd(etcd: EtcdCluster) -> None:
    peers = replace(EtcdPlan("a", "x", ()), endpoints=(etcd.members[0].peer,))
    assert "is no etcd that we know: it answers 404" in await problems(peers)


@pytest.mark.sweep
async def test_the_newer_etcd_lets_us_in_and_refuses_us_alike(tmp_path: Path) -> None:
    with guarded_etcd("3.5", tmp_path) as newer:
        await test_a_user_with_the_right_certificate_gets_through(newer)
        await test_a_token_that_etcd_forgot_is_asked_for_anew(newer)
        await test_what_etcd_refuses_is_one_line_with_the_fix(newer)
        await test_certificates_that_do_not_fit_are_one_line_with_the_fix(newer)
