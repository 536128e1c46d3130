"""The site behind gunicorn, as in production but on the bench's database, and a minimal HTTP client."""

import os
import signal
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, sleep
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

HOST = "127.0.0.1"
WORKERS = 2


@dataclass(frozen=True)
class Served:
    """A running gunicorn and its port."""

    process: subprocess.Popen
    port: int

    def cpu(self):
        """CPU seconds used by the workers so far."""
        ticks = 0
        for pid in self.pids()[1:]:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def wait_until_ready(self):
        """Wait until the workers have nothing of their own to do: they prepare all public pages when they start."""
        before = None
        while before != (before := self.cpu()):
            sleep(1)

    def pids(self):
        """The process ids of the master and then its workers."""
        master = self.process.pid
        return [master, *map(int, Path(f"/proc/{master}/task/{master}/children").read_text().split())]

    def pss(self):
        """Proportional set sizes in MB: the total, the master, each worker."""
        sizes = []
        for pid in self.pids():
            rollup = dict(line.split(":") for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:])
            sizes.append(int(rollup["Pss"].removesuffix("kB")) / 1000)
        return [sum(sizes), *sizes]


@contextmanager
def gunicorn(application="config.wsgi", **environment):
    """Context manager: serve the site, or another application, with gunicorn. Yields a Served."""
    database_name = connection.settings_dict["NAME"]
    database_url = urlsplit(os.environ.get("DATABASE_URL", ""))
    url = (
        f"sqlite:///{database_name}"
        if connection.vendor == "sqlite"
        else database_url._replace(path=f"/{database_name}").geturl()
    )
    variables = {
        "DATABASE_URL": url,
        "DEBUG": "false",
        "SECRET_KEY": settings.SECRET_KEY,
        "ALLOWED_HOSTS": HOST,
        "INSECURE_COOKIES": "true",
        "STATIC_ROOT": settings.STATIC_ROOT,
        **environment,
    }
    options = ["--config", "config/gunicorn.conf.py", "--workers", str(WORKERS), "--log-level", "error"]
    with socket.create_server((HOST, 0)) as listener:
        port, handle = listener.getsockname()[1], listener.fileno()
        process = subprocess.Popen(  # noqa: S603 (our own command)
            [sys.executable, "-m", "gunicorn", application, "--bind", f"fd://{handle}", *options],
            cwd=settings.BASE_DIR,
            env=os.environ | variables,
            pass_fds=[handle],
            start_new_session=True,  # Ctrl-C reaches only this process, which then ends it
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
    """The bytes of a request; header names are given with underscores for hyphens."""
    headers = {"Host": HOST, "Connection": "close", **{k.replace("_", "-"): v for k, v in headers.items()}}
    if body:
        headers |= {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": len(body.encode())}
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"{method} {path} HTTP/1.1\r\n{head}\r\n{body}".encode()


def ask(port, request_bytes, expect=b"200"):
    """Send a request on a new connection. Returns the whole response as bytes.

    Raises RuntimeError on another status than `expect`, unless that is None. It does nothing else, because the client
    competes with the server for the CPU.
    """
    with socket.create_connection((HOST, port), timeout=120) as connection_socket:
        connection_socket.sendall(request_bytes)
        parts = []
        while part := connection_socket.recv(65536):
            parts.append(part)
    response = b"".join(parts)
    if expect and response[9:12] != expect:
        raise RuntimeError(f"{request_bytes.splitlines()[0]!r} answered {response[:300]!r}")
    return response


def send(port, requests, number, readers):
    """Send `number` requests, cycling through `requests`, from `readers` threads. Returns the seconds taken."""

    def ask_range(numbers):
        for n in numbers:
            ask(port, requests[n % len(requests)])

    started = perf_counter()
    with ThreadPoolExecutor(readers) as pool:
        list(pool.map(ask_range, [range(n, min(n + 50, number)) for n in range(0, number, 50)]))
    return perf_counter() - started
