"""The site behind a real gunicorn with the product's own options, on a database that may be taken away."""

import contextlib
import os
import resource
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection

from django.conf import settings
from django.db import connection
from django.utils import timezone

HOST = "127.0.0.1"
ADDRESS = "https://plan.example.org"


def copy_of_the_database(path):
    """What the test has made so far, also what is not committed, as an SQLite file. Returns its URL."""
    path.write_bytes(connection.connection.serialize())
    return f"sqlite:///{path}"


class Site:
    """A gunicorn of ours: started, asked and ended."""

    def __init__(self, database, folder, *, workers=1, largest_file=None, code=settings.BASE_DIR, **environment):
        from .worlds import MONDAY

        self.workers, self.largest_file, self.code, self.mail = workers, largest_file, code, folder / "mail"
        self.environment = os.environ | {
            "DATABASE_URL": database,
            "DJANGO_SETTINGS_MODULE": "tests.settings_served",
            "SECRET_KEY": settings.SECRET_KEY,
            "ALLOWED_HOSTS": HOST,
            "INSECURE_COOKIES": "true",
            "MAIL_FOLDER": str(self.mail),
            "SITE_URL": ADDRESS,
            "CLOCK_OFFSET_SECONDS": str(int((MONDAY - timezone.now()).total_seconds())),
            **environment,
        }

    def __enter__(self):
        with socket.create_server((HOST, 0)) as listening:
            self.port, handle = listening.getsockname()[1], listening.fileno()
            options = ["--bind", f"fd://{handle}", "--workers", str(self.workers)]
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "--config", "config/gunicorn.conf.py", *options],
                cwd=self.code,
                env=self.environment,
                pass_fds=[handle],
                start_new_session=True,
                preexec_fn=self._limit,
            )
        self.until(lambda: self.get("/healthz")[0] == 200, 60)
        return self

    def _limit(self):
        """A disk with no room: nobody writes beyond this many bytes of a file (Python ignores the signal)."""
        if self.largest_file:
            resource.setrlimit(resource.RLIMIT_FSIZE, (self.largest_file, self.largest_file))

    def __exit__(self, *error):
        self.process.terminate()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def get(self, path, method="GET", body=None, headers=(), host=HOST):
        """(Status, headers as a dict in lower case, body) of an answer. `headers` are pairs, sent as they are."""
        talk = HTTPConnection(HOST, self.port, timeout=40)
        with contextlib.closing(talk):
            talk.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in [*([("Host", host)] if host else []), *headers]:
                talk.putheader(name, value)
            if body is not None:
                talk.putheader("Content-Length", str(len(body)))
            talk.endheaders(body)
            answer = talk.getresponse()
            return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()

    def post(self, path, body, headers=()):
        form = ("Content-Type", "application/x-www-form-urlencoded")
        return self.get(path, "POST", body.encode(), [form, *headers])

    def until(self, holds, seconds):
        """Wait until something holds. Returns after how many seconds it did; fails if it does not in time."""
        begun = time.monotonic()
        while time.monotonic() - begun < seconds:
            with contextlib.suppress(OSError):
                if holds():
                    return time.monotonic() - begun
            time.sleep(0.05)
        raise AssertionError(f"not within {seconds} s")
