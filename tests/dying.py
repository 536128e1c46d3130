"""Sites of their own whose commands and pages die at a step: by SIGKILL, before the n-th thing that they do.

Steps are statements to the database, both sides of a commit, files that are made, named and removed, and each send and
reply of SMTP. Run as a program this is what the commands run in: it is set up once for all sites with the same
settings, and forks for each command.
"""

import gc
import json
import os
import signal
import smtplib
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
KILLED = -signal.SIGKILL
FILE_EVENTS = {"os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir", "os.truncate"}
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT


class Done(NamedTuple):
    code: int
    said: str
    steps: list


class Server:
    """A process with settings of its own. Each site names its database, which is where that of the URL is."""

    def __init__(self, url, **environ):
        wanted = {"DATABASE_URL": url, "SECRET_KEY": "x", **environ}
        wanted |= {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "INSECURE_COOKIES": "true",
            "ALLOWED_HOSTS": "testserver",
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.dying"], cwd=ROOT, env=os.environ | wanted, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def do(self, asked):
        self.process.stdin.write(f"{json.dumps(asked)}\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def close(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(20)


class Site:
    """A database, by its name, and a folder, in which `evidence` is."""

    def __init__(self, server, database, folder):
        self.server, self.database, self.folder = server, database, folder
        (folder / "evidence").mkdir(parents=True)

    def _do(self, **asked):
        files = {name: str(self.folder / name) for name in ("said", "steps", "evidence")}
        code = self.server.do(asked | files | {"database": str(self.database)})
        return Done(code, Path(files["said"]).read_text(), json.loads(Path(files["steps"]).read_text() or "[]"))

    def run(self, *command, at=None):
        """Run a command of manage.py, which dies before step `at`: its number from 1, or a (name, number)."""
        return self._do(command=[str(word) for word in command], at=at)

    def do(self, code, at=None):
        """Run some lines of Python, which may die too."""
        return self._do(code=code, at=at)

    def ask(self, code):
        """What some lines of Python leave in `result`."""
        done = self.do(f"{code}\nimport json; print(json.dumps(result))")
        assert done.code == 0, done.said
        return json.loads(done.said.strip().splitlines()[-1])


def some(steps, most=9):
    """Numbers of steps to die at: the first and the last, all around commits, and others at even distances."""
    numbers = range(1, len(steps) + 1)
    commits = [n for n in numbers if steps[n - 1] in ("commit", "committed")]
    files = [n for n in numbers if steps[n - 1] in FILE_EVENTS]
    chosen = {1, len(steps), *commits[:2], *commits[-4:], *files[:: max(1, len(files) // most)]}
    return sorted(chosen | set(numbers[:: max(1, len(steps) // (most // 3))]))


class _Steps:
    def __init__(self, at):
        self.at, self.names, self.counts = at, [], True

    def __call__(self, name):
        if self.counts:
            self.names.append(name)
            if self.at in (len(self.names), [name, self.names.count(name)]):
                os.kill(os.getpid(), signal.SIGKILL)

    def watch(self):
        """From here on each step counts."""
        from django.db import connection
        from django.db.backends.base.base import BaseDatabaseWrapper

        def statement(execute, sql, params, many, context):
            self(sql[:60])
            return execute(sql, params, many, context)

        connection.execute_wrappers.append(statement)
        self._around(BaseDatabaseWrapper, "_commit", "commit", "committed")
        self._around(smtplib.SMTP, "send", "smtp send")
        self._around(smtplib.SMTP, "getreply", "smtp reply")
        sys.addaudithook(self._file)

    def _around(self, owner, name, before, after=""):
        real = getattr(owner, name)

        def counted(*args, **kwargs):
            self(before)
            answer = real(*args, **kwargs)
            if after:
                self(after)
            return answer

        setattr(owner, name, counted)

    def _file(self, event, args):
        if event in FILE_EVENTS:
            self(event)
        elif event == "open" and isinstance(args[2], int) and args[2] & WRITES and str(args[0]) != os.devnull:
            self("open")


def _child(asked):
    from django.conf import settings
    from django.core.management import CommandError, call_command
    from django.db import connection

    said = os.open(asked["said"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(said, 1)
    os.dup2(said, 2)
    Path(asked["steps"]).write_text("")
    connection.settings_dict["NAME"], settings.EVIDENCE_ROOT = asked["database"], Path(asked["evidence"])
    steps, code = _Steps(asked["at"]), 0
    steps.watch()
    try:
        if "command" in asked:
            call_command(*asked["command"])
        else:
            exec(asked["code"], {"settings": settings})  # noqa: S102 (a test's own words)
    except CommandError as error:
        print(error)
        code = 1
    steps.counts = False
    connection.close()
    Path(asked["steps"]).write_text(json.dumps(steps.names))
    return code


def _serve():
    import django
    from django.conf import settings
    from django.core.mail.utils import DNS_NAME
    from django.urls import get_resolver

    # As tests have them (tests/settings.py).
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    django.setup()
    # Once for all children.
    str(DNS_NAME)
    len(get_resolver().url_patterns)
    for module in ("config.operations.backup.restore", "config.operations.seed.year", "tests.factories"):
        import_module(module)
    gc.collect()
    gc.freeze()
    sys.dont_write_bytecode = True  # those would be steps of whichever child imports a module first
    answers = os.dup(1)
    for line in sys.stdin:
        if (pid := os.fork()) == 0:
            code = 70
            try:
                code = _child(json.loads(line))
            except BaseException:
                import traceback

                traceback.print_exc()
            sys.stdout.flush()
            os._exit(code)
        _, status = os.waitpid(pid, 0)
        os.write(answers, f"{os.waitstatus_to_exitcode(status)}\n".encode())


if __name__ == "__main__":
    _serve()
