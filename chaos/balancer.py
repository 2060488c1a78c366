"""NGINX in the lab, with the files that users deploy; only the site's two are the lab's own."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import trio

from chaos.hosts import CHECKOUT, LabError, Network, end

FILES = CHECKOUT / "packaging" / "nginx"
_TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


@dataclass(frozen=True)
class Site:
    """What the lab's own files say: where NGINX listens, with which certificate, for whom."""

    listen: str
    name: str
    certificate: Path
    key: Path
    replicas: Sequence[str]


def write_prefix(folder: Path, site: Site) -> list[str]:
    """Lay out a private NGINX below `folder`; return its command line."""
    (folder / "logs").mkdir(parents=True)
    shutil.copytree(FILES / "trinitycore-mcp", folder / "trinitycore-mcp")
    shutil.copy(FILES / "trinitycore-mcp.conf", folder)
    (folder / "trinitycore-mcp" / "site.conf").write_text(
        f"listen {site.listen} ssl http2;\n"
        f"server_name {site.name};\n"
        f"ssl_certificate {site.certificate};\n"
        f"ssl_certificate_key {site.key};\n"
        f"access_log {folder}/logs/access.log trinitycore_mcp;\n"
    )
    deployed = folder / "trinitycore-mcp" / "replicas.conf"
    ways = re.findall(r"^server 10\.0\.0\.11:3000 (.+;)$", deployed.read_text(), re.MULTILINE)
    servers = [f"server {address} {way}\n" for way in ways for address in site.replicas]
    deployed.write_text("".join(servers))
    own = [f"{name}_temp_path {folder}/{name};" for name in _TEMPORARY]
    (folder / "nginx.conf").write_text(
        "daemon off;\nworker_processes 2;\nworker_rlimit_nofile 8192;\n"
        f"pid {folder}/nginx.pid;\n"
        "events { worker_connections 2048; }\n"
        "http {\n" + "\n".join(own) + "\naccess_log off;\ninclude trinitycore-mcp.conf;\n}\n"
    )
    program = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
    if program is None:
        raise LabError("nginx is missing: apt-get install nginx-light")
    return [program, "-p", f"{folder}/", "-c", "nginx.conf", "-e", "logs/error.log"]


@dataclass(frozen=True)
class Balancer:
    """A running NGINX."""

    process: subprocess.Popen[bytes]
    folder: Path
    url: str

    def requests(self) -> list[dict[str, Any]]:
        """Its access log so far."""
        lines = (self.folder / "logs" / "access.log").read_text().splitlines()
        return [json.loads(line) for line in lines]


def sent_twice(requests: Iterable[Mapping[str, Any]]) -> list[str]:
    """Names of the requests that may be sent once only and reached a second connection."""
    return [
        request["request_id"]
        for request in requests
        if request["way"] == "once"
        # A replica that took no connection has no time of connecting.
        and sum(part != "-" for part in request["connect_s"].split(", ")) > 1
    ]


@contextmanager
def balancing(network: Network, host: str, folder: Path, site: Site) -> Iterator[Balancer]:
    """Run NGINX on a host for as long as the block."""
    command = write_prefix(folder, site)
    process = network.start(host, command, log=folder / "logs" / "output", directory=folder)
    try:
        yield Balancer(process, folder, f"https://{site.name}/mcp")
    finally:
        end(process)


async def wait_until_listening(address: str, port: int, seconds: float = 10.0) -> None:
    """Wait until a port takes connections.

    Raises:
        LabError: it never did.
    """
    with trio.move_on_after(seconds):
        while True:
            try:
                stream = await trio.open_tcp_stream(address, port)
            except OSError:
                await trio.sleep(0.02)
            else:
                await stream.aclose()
                return
    raise LabError(f"nothing listens on {address}:{port}")
