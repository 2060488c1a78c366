"""The chapter "Containers" of docs/DEPLOYMENT_GUIDE.md: its commands, run as they stand."""

from __future__ import annotations

import json
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx2
import pytest

from chaos.switch import inside
from tests.support.composing import Operator, operating
from tests.support.containers import PROGRAM, Engine, build_stand_in, locked
from tests.support.mcp_requests import MODERN, headers_for, message
from tests.support.pages import sections

pytestmark = pytest.mark.packaged

CHAPTER = sections("DEPLOYMENT_GUIDE.md", "Containers")
TOOL = "search-creatures"


@pytest.fixture(scope="module")
def operator(
    engine: Engine, image: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Operator]:
    """An operator with the public images' stand-ins."""
    images = {
        "APPLIANCE_IMAGE": image,
        "DATABASE_IMAGE": build_stand_in(engine, "database"),
        "BALANCER_IMAGE": build_stand_in(engine, "balancer"),
    }
    with operating(engine, tmp_path_factory.mktemp("operator"), **images) as operator:
        yield operator


def test_every_command_of_the_chapter_is_run_here() -> None:
    assert {heading: len(code["sh"]) for heading, code in CHAPTER.items()} == {
        "Build": 2,
        "Run": 3,
        "A realm for trying out": 1,
        "Three nodes behind NGINX": 3,
    }


def test_the_image_is_built_of_a_ready_program(operator: Operator, image: str) -> None:
    """The other way, `make image` alone, builds the program first: test_source.py."""
    assert PROGRAM.exists()
    engine = operator.engine
    with locked():
        before = engine.image_id(image)
        # Not in the lab: from there no package of the base could be looked up.
        engine.run("bash", "-euc", CHAPTER["Build"]["sh"][1], **operator.environ)
        layers = engine.inspect(image, "image")["RootFS"]
        assert layers == engine.inspect(before, "image")["RootFS"]


def test_the_demo_and_a_realm_are_run_by_podman(operator: Operator) -> None:
    demo, realm, stdio = CHAPTER["Run"]["sh"]
    engine, name = operator.engine, "trinitycore-mcp"
    (operator.folder / "appliance.toml").write_text(CHAPTER["Run"]["toml"][0])
    (operator.folder / "reader_password").write_text("secret\n")
    engine.podman("rm", "--force", "--volumes", name, check=False)
    try:
        operator.shell(demo)
        operator.shell(realm)
        state = engine.inspect(name)
        assert state["State"]["ExitCode"] == 0
        assert "everyone on this machine" not in engine.podman("logs", name).stderr
    finally:
        engine.podman("rm", "--force", "--volumes", name, check=False)
        engine.podman("volume", "rm", "--force", name, check=False)
    operator.shell(stdio)


def test_a_realm_for_trying_out(operator: Operator) -> None:
    said = operator.shell(CHAPTER["A realm for trying out"]["sh"][0])
    assert "verified" in said, said


@dataclass
class Calls:
    """What became of a client's calls."""

    answered: int = 0
    failures: list[str] = field(default_factory=list)


@contextmanager
def calling(operator: Operator) -> Iterator[Calls]:
    """Read through the balancer, again and again, for as long as the block."""
    secrets = operator.folder / "packaging" / "container" / "secrets"
    trusted = ssl.create_default_context(cafile=str(secrets / "balancer_certificate"))
    sent = message(MODERN, "tools/call", {"name": TOOL, "arguments": {"limit": 1}})
    headers = dict(headers_for(MODERN, sent)) | {"host": "localhost:8443"}
    over, calls = threading.Event(), Calls()

    def call() -> None:
        with (
            inside(operator.lab.namespace("outside")),
            httpx2.Client(verify=trusted, trust_env=False, timeout=20, headers=headers) as client,
        ):
            while not over.wait(0.02):
                try:
                    reply = client.post("https://localhost:8443/mcp", content=json.dumps(sent))
                except httpx2.HTTPError as error:
                    calls.failures.append(repr(error))
                    continue
                if b'"creatures"' in reply.content:
                    calls.answered += 1
                else:
                    calls.failures.append(f"{reply.status_code} {reply.text}")

    thread = threading.Thread(target=call, daemon=True)
    thread.start()
    try:
        yield calls
    finally:
        over.set()
        thread.join(30)


def test_three_nodes_go_on_without_one(operator: Operator) -> None:
    start, lose, end = CHAPTER["Three nodes behind NGINX"]["sh"]
    try:
        said = operator.shell(start)
        assert '"jsonrpc"' in said
        with calling(operator) as calls:
            deadline = time.monotonic() + 30
            while calls.answered < 20:
                assert time.monotonic() < deadline, calls
                time.sleep(0.05)
            said = operator.shell(lose)
            before = calls.answered
            while calls.answered < before + 20:
                assert time.monotonic() < deadline + 60, calls
                time.sleep(0.05)
        assert not calls.failures, (len(calls.failures), calls.answered, calls.failures[:3])
        # Podman's service does not hand on how a command in a container ended.
        assert "no answer" not in said
        assert "leader" in said
    finally:
        operator.shell(end)
