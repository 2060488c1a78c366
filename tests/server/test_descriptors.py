from __future__ import annotations

import os
import pty
import signal
import socket
import subprocess
import sys
import tty
from pathlib import Path
from typing import Any

import pytest
import trio

from appliance.server.descriptors import ThreadedFile, open_descriptor


async def test_pipes_are_polled() -> None:
    read_end, write_end = os.pipe()
    reader, writer = open_descriptor(read_end), open_descriptor(write_end)
    assert isinstance(reader, trio.lowlevel.FdStream)
    async with reader, writer:
        await writer.send_all(b"x")
        assert await reader.receive_some() == b"x"


async def test_sockets_are_polled() -> None:
    ours, theirs = socket.socketpair()
    with ours:
        async with open_descriptor(theirs.detach()) as stream:
            assert isinstance(stream, trio.lowlevel.FdStream)
            await stream.send_all(b"x")
            assert ours.recv(10) == b"x"


async def test_files_are_read_and_written_in_threads(tmp_path: Path) -> None:
    path = tmp_path / "file"
    with path.open("w+b") as file:
        stream = open_descriptor(file.fileno())
        assert isinstance(stream, ThreadedFile)
        await stream.wait_send_all_might_not_block()
        await stream.send_all(b"x" * 100_000)
        file.seek(0)
        read = b""
        while data := await stream.receive_some(30_000):
            read += data
        await stream.aclose()
    assert read == path.read_bytes() == b"x" * 100_000


async def test_reading_in_a_thread_can_be_cancelled() -> None:
    read_end, write_end = os.pipe()
    stream = ThreadedFile(read_end)
    with trio.move_on_after(0.05) as scope:
        await stream.receive_some()
    assert scope.cancelled_caught
    os.close(write_end)


async def test_trouble_with_a_file_is_a_broken_stream() -> None:
    read_end, write_end = os.pipe()
    os.close(read_end)
    writer = ThreadedFile(write_end)
    with pytest.raises(trio.BrokenResourceError):
        await writer.send_all(b"x")
    os.close(write_end)
    with pytest.raises(trio.BrokenResourceError):
        await ThreadedFile(write_end).receive_some()


ROOT = Path(__file__).parents[2]
SHOUT = """
import os, trio
from appliance.lifecycle.signals import watch_signals
from appliance.server.descriptors import claim_standard_streams

async def main():
    stop = trio.Event()
    async with trio.open_nursery() as nursery:
        await nursery.start(watch_signals, stop)
        nursery.start_soon(shout, nursery.cancel_scope)
        await stop.wait()
        nursery.cancel_scope.cancel()

async def shout(done):
    with claim_standard_streams() as (source, sink):
        print("stray print", flush=True)
        os.system("echo stray child; cat")
        while data := await source.receive_some():
            await sink.send_all(data.upper())
    print("printed at the end", flush=True)
    done.cancel()

trio.run(main)
"""
"""Takes the standard streams, disturbs them, and returns the input in capitals."""
COMMAND = [sys.executable, "-c", SHOUT]
STRAY = b"stray print\nstray child\nprinted at the end\n"
DEADLINE_S = 60


def run(stdin: Any, stdout: Any, stderr: Any) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        COMMAND, cwd=ROOT, stdin=stdin, stdout=stdout, stderr=stderr, timeout=DEADLINE_S, check=True
    )


def test_files_as_standard_streams(tmp_path: Path) -> None:
    (tmp_path / "in").write_bytes(b"hello\n" * 50_000)
    with (tmp_path / "in").open("rb") as source, (tmp_path / "out").open("wb") as sink:
        done = run(source, sink, subprocess.PIPE)
    assert (tmp_path / "out").read_bytes() == b"HELLO\n" * 50_000
    assert done.stderr.endswith(STRAY)


def test_nothing_to_read() -> None:
    assert run(subprocess.DEVNULL, subprocess.PIPE, subprocess.DEVNULL).stdout == b""


def test_standard_streams_that_are_closed() -> None:
    script = '"$0" -c "$1" 0<&-; "$0" -c "$1" </dev/null 1>&-'
    done = subprocess.run(
        ["sh", "-c", script, sys.executable, SHOUT], cwd=ROOT, capture_output=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.count(b"StartError: standard input and output must be open") == 2


def test_without_standard_error_stray_output_is_lost() -> None:
    script = 'echo hello | "$0" -c "$1" 2>&-'
    done = subprocess.run(
        ["sh", "-c", script, sys.executable, SHOUT], cwd=ROOT, capture_output=True, check=True
    )
    assert done.stdout == b"HELLO\n"


@pytest.mark.parametrize("merged", [False, True], ids=["log apart", "log to the same file"])
def test_pipes_are_left_as_they_were(merged: bool) -> None:
    read_end, write_end = os.pipe()
    out_read, out_write = os.pipe()
    os.write(write_end, b"hello\n")
    os.close(write_end)
    done = run(read_end, out_write, out_write if merged else subprocess.PIPE)
    assert os.get_blocking(read_end)
    assert os.get_blocking(out_write)
    os.close(read_end)
    os.close(out_write)
    with os.fdopen(out_read, "rb") as output:
        written = output.read()
    assert (b"HELLO\n" in written) if merged else (written == b"HELLO\n")
    assert merged or done.stderr == STRAY


def test_one_socket_both_ways() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.settimeout(DEADLINE_S)
        ours.sendall(b"hello\n")
        ours.shutdown(socket.SHUT_WR)
        run(theirs, theirs, subprocess.DEVNULL)
        assert ours.recv(100) == b"HELLO\n"


async def test_a_terminal() -> None:
    """As when somebody types: the terminal is input, output and standard error in one."""
    ours, theirs = pty.openpty()
    tty.setraw(theirs)
    process = await trio.lowlevel.open_process(
        COMMAND, cwd=ROOT, stdin=theirs, stdout=theirs, stderr=theirs
    )
    try:
        with trio.fail_after(DEADLINE_S):
            os.write(ours, b"hello\n")
            seen = b""
            while b"HELLO" not in seen:
                seen += await trio.to_thread.run_sync(os.read, ours, 65536)
            assert os.get_blocking(theirs)
            process.send_signal(signal.SIGINT)
            with trio.fail_after(30):
                assert await process.wait() == 0
    finally:
        process.kill()
        os.close(ours)
        os.close(theirs)
