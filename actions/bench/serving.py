"""The site behind gunicorn, as in production, on the bench's database; and readers and writers from outside."""

import os
import signal
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

HOST = "127.0.0.1"
WORKERS = 2


@dataclass(frozen=True)
class Served:
    process: subprocess.Popen
    port: int

    def cpu(self):
        """Seconds of CPU that the workers have used."""
        ticks = 0
        for pid in self.pids()[1:]:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def pids(self):
        """The master's, then its workers'."""
        master = self.process.pid
        return [master, *map(int, Path(f"/proc/{master}/task/{master}/children").read_text().split())]

    def pss(self):
        """Proportional set sizes in MB: of all together, of the master, of each worker."""
        sizes = []
        for pid in self.pids():
            rollup = dict(line.split(":") for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:])
            sizes.append(int(rollup["Pss"].removesuffix("kB")) / 1000)
        return [sum(sizes), *sizes]


@contextmanager
def gunicorn(application="config.wsgi", **environment):
    """The site, or another application, as it is served: yields a Served. It is ended in any case."""
    name = connection.settings_dict["NAME"]
    site = urlsplit(os.environ.get("DATABASE_URL", ""))
    url = f"sqlite:///{name}" if connection.vendor == "sqlite" else site._replace(path=f"/{name}").geturl()
    ours = {
        "DATABASE_URL": url,
        "DEBUG": "false",
        "SECRET_KEY": settings.SECRET_KEY,
        "ALLOWED_HOSTS": HOST,
        "INSECURE_COOKIES": "true",
        "STATIC_ROOT": settings.STATIC_ROOT,
        **environment,
    }
    options = ["--config", "config/gunicorn.conf.py", "--workers", str(WORKERS), "--log-level", "error"]
    with socket.create_server((HOST, 0)) as listening:
        port, handle = listening.getsockname()[1], listening.fileno()
        process = subprocess.Popen(  # noqa: S603 (our own words)
            [sys.executable, "-m", "gunicorn", application, "--bind", f"fd://{handle}", *options],
            cwd=settings.BASE_DIR,
            env=os.environ | ours,
            pass_fds=[handle],
            start_new_session=True,  # so that Ctrl-C comes to us, who end it
        )
    try:
        yield Served(process, port)
    finally:
        process.terminate()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def request(path, method="GET", body="", **headers):
    """The bytes of a request; a header's name is written with underscores."""
    headers = {"Host": HOST, "Connection": "close", **{k.replace("_", "-"): v for k, v in headers.items()}}
    if body:
        headers |= {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": len(body.encode())}
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"{method} {path} HTTP/1.1\r\n{head}\r\n{body}".encode()


def ask(port, words, expect=b"200"):
    """Send a request on a connection of its own, read all of the answer and return it. Raises RuntimeError.

    Nothing else: what the reader costs is taken from what the server can use.
    """
    with socket.create_connection((HOST, port), timeout=60) as wire:
        wire.sendall(words)
        parts = []
        while part := wire.recv(65536):
            parts.append(part)
    answer = b"".join(parts)
    if answer[9:12] != expect:
        raise RuntimeError(f"{words.splitlines()[0]!r} answered {answer[:300]!r}")
    return answer


def send(port, requests, number, readers):
    """Send so many requests of a mix, from a few threads. Returns the seconds that it took."""

    def some(numbers):
        for n in numbers:
            ask(port, requests[n % len(requests)])

    began = perf_counter()
    with ThreadPoolExecutor(readers) as pool:
        list(pool.map(some, [range(n, min(n + 50, number)) for n in range(0, number, 50)]))
    return perf_counter() - began
