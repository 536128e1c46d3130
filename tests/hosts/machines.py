"""The machines of docs/several-hosts.md: database with PgBouncer, application hosts and web server, all on this one."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

import psycopg

from config.operations.proxy_examples import compose, nginx
from tests import machine, object_storage
from tests.machines.book import File, sections, steps
from tests.web_servers import HOST, PATIENCE, free_port, listens, nginx_options, running, wait_for

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "several-hosts.md").read_text(encoding="utf-8")
ROLE, PASSWORD = "livingplan", "a-password-of-the-tests"
PROGRAMS = {name: os.environ.get(f"LIVING_PLAN_{name.upper()}") for name in ("nginx", "pgbouncer")}


class Database:
    """A throwaway PostgreSQL with the site's role and database, asked for a password, and PgBouncer before it.

    `owner` is the server's URL for its superuser, `url` the site's for commands, `pooler` that of its workers.
    """

    def __init__(self, owner, folder):
        self.owner, self.folder, self.port = owner, folder, free_port()
        _, self.socket, _ = machine.server_of(owner)
        self.url = f"postgres://{ROLE}:{PASSWORD}@/{ROLE}?host={quote(self.socket, safe='')}"
        self.pooler = f"postgres://{ROLE}:{PASSWORD}@127.0.0.1:{self.port}/{ROLE}"
        with psycopg.connect(owner, autocommit=True) as server:
            server.execute(f"CREATE ROLE {ROLE} LOGIN PASSWORD '{PASSWORD}'")
            # What was acknowledged outlives the server's process, unlike other tests' data.
            server.execute(f"ALTER ROLE {ROLE} SET synchronous_commit = on")
            server.execute(f"CREATE DATABASE {ROLE} OWNER {ROLE}")
            access = Path(self.socket, "data", "pg_hba.conf")
            access.write_text(f"local {ROLE} {ROLE} scram-sha-256\n{access.read_text()}")
            server.execute("SELECT pg_reload_conf()")
            [self.secret] = server.execute("SELECT rolpassword FROM pg_authid WHERE rolname = %s", [ROLE]).fetchone()

    def rows(self, query, *values):
        with psycopg.connect(self.owner, dbname=ROLE) as server:
            return server.execute(query, values).fetchall()

    @contextlib.contextmanager
    def pgbouncer(self):
        """PgBouncer with the page's own configuration, but for addresses and paths. Yields its process."""
        folder = self.folder / "pgbouncer"
        folder.mkdir()
        users, log = folder / "userlist.txt", folder / "log"
        users.write_text(f'"{ROLE}" "{self.secret}"\n')
        [ini] = [step.text for step in steps(sections(PAGE)["The database"]) if isinstance(step, File)]
        for is_, becomes in {
            "host=/var/run/postgresql": f"host={self.socket}",
            "listen_addr = 10.0.0.20": "listen_addr = 127.0.0.1",
            "listen_port = 6432": f"listen_port = {self.port}",
            "/etc/pgbouncer/userlist.txt": str(users),
            "/var/log/postgresql/pgbouncer.log": str(folder / "pgbouncer.log"),
            "/var/run/postgresql/pgbouncer.pid": str(folder / "pid"),
        }.items():
            assert is_ in ini
            ini = ini.replace(is_, becomes)
        (folder / "pgbouncer.ini").write_text(ini)
        owner = os.stat(self.socket)
        for path in (folder, *folder.iterdir()):
            os.chown(path, owner.st_uid, owner.st_gid)
        program = PROGRAMS["pgbouncer"] or machine.find_servers("pgbouncer")["pgbouncer"]
        command = [*machine.owner_of(self.socket), program, "-q", str(folder / "pgbouncer.ini")]
        with running(*command, log=log) as process:
            wait_for(lambda: listens(self.port), process, log)
            yield process


class Host:
    """An application host: a folder with the code as it is tracked, static files, and a gunicorn of two workers."""

    def __init__(self, name, folder, env_file):
        self.name, self.folder, self.port = name, folder / name, free_port()
        self.code, self.log, self.process = self.folder / "living-plan", self.folder / "gunicorn.log", None
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
        static, runtime = self.folder / "static", self.folder / "run"
        self.environment = kept | {
            "LANG": "C.UTF-8",
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "ENV_FILE": str(env_file),
            "STATIC_ROOT": str(static),
            "RUNTIME_DIRECTORY": str(runtime),
            "PYTHONDONTWRITEBYTECODE": "",
        }
        for each in (static, runtime):
            each.mkdir(parents=True)
        tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
        for path in filter(None, tracked.stdout.split("\0")):
            (self.code / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / path, self.code / path)

    def begin(self, *command):
        """Start a program on this host; whoever asked waits for it."""
        return subprocess.Popen(
            [sys.executable, *map(str, command)], cwd=self.code, env=self.environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def manage(self, *command):
        return printed_by(self.begin("manage.py", *command))

    def run(self, code):
        return printed_by(self.begin("-c", code))

    def start(self):
        options = ("--config", "config/gunicorn.conf.py", "--workers", "2", "--bind", f"127.0.0.1:{self.port}")
        self.stack = contextlib.ExitStack()
        command = (sys.executable, "-m", "gunicorn", *options)
        self.process = self.stack.enter_context(
            running(*command, environment=self.environment, log=self.log, cwd=self.code)
        )
        wait_for(lambda: listens(self.port) and self.get("/readyz") == 200, self.process, self.log)

    def stop(self):
        self.stack.close()

    def signal(self, number):
        """A signal for gunicorn and its workers, all at once."""
        os.killpg(self.process.pid, number)

    def kill(self):
        self.signal(signal.SIGKILL)
        self.process.wait(PATIENCE)

    @contextlib.contextmanager
    def frozen(self):
        """It takes connections and says nothing, until the end."""
        self.signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.signal(signal.SIGCONT)

    def connection(self):
        """A connection to gunicorn itself."""
        return HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE * 3)

    def get(self, path):
        """The status of an answer."""
        with contextlib.closing(self.connection()) as connection:
            connection.request("GET", path, headers={"Host": HOST, "X-Forwarded-Proto": "https"})
            return connection.getresponse().status


def printed_by(process):
    """What a program printed, which has to succeed."""
    printed, _ = process.communicate(timeout=PATIENCE * 6)
    assert process.returncode == 0, printed
    return printed


def settings_of(database, storage, post, clock_offset):
    """The file of settings that all hosts have alike."""
    wanted = {
        "SECRET_KEY": "the-same-on-all-hosts-and-long-enough-for-what-is-signed-with-it",
        "ALLOWED_HOSTS": HOST,
        "SITE_URL": f"https://{HOST}",
        "DATABASE_URL": database.url,
        "DATABASE_POOLER_URL": database.pooler,
        "TRUSTED_PROXY_COUNT": "1",
        "EMAIL_URL": f"smtp://127.0.0.1:{post.port}",
        "FILES_STORAGE": "s3",
        "S3_BUCKET": object_storage.BUCKET,
        "S3_ENDPOINT": storage.address,
        "S3_REGION": object_storage.REGION,
        "S3_ACCESS_KEY": object_storage.KEY,
        "S3_SECRET_KEY": object_storage.SECRET,
        # The timers run them, on both hosts at once.
        "START_JOBS": "false",
        "CLOCK_OFFSET_SECONDS": str(clock_offset),
    }
    return "".join(f"{name}={value}\n" for name, value in wanted.items())


@contextlib.contextmanager
def web_server(hosts, folder, certificate, **instead):
    """nginx before the hosts, with the configuration that the site prints. Yields its port."""
    port, log = free_port(), folder / "log"
    words = nginx(HOST, [f"127.0.0.1:{host.port}" for host in hosts])
    for name, value in instead.items():
        words, number = re.subn(rf"{name} [^;]+;", f"{name} {value};", words)
        assert number == 1
    arguments = nginx_options(folder, port, words, certificate)
    program = PROGRAMS["nginx"] or machine.find_servers("nginx")["nginx"]
    with running(program, *map(str, arguments), log=log) as process:
        wait_for(lambda: listens(port), process, log)
        yield port


@contextlib.contextmanager
def web_server_of_containers(hosts, folder, certificate, *, patience):
    """Caddy before the hosts in place of containers, with the Caddyfile of compose.yaml. Yields its port.

    `patience` is how long it waits for an answer, such as 2s.
    """
    port, log = free_port(), folder / "log"
    words = compose()
    for is_, becomes, times in (
        ("{$SITE_HOST} {", f"https://{HOST}:{port} {{\nbind 127.0.0.1\ntls {certificate[0]} {certificate[1]}", 1),
        ("app-1:8000 app-2:8000", " ".join(f"127.0.0.1:{host.port}" for host in hosts), 2),
        ("response_header_timeout 40s", f"response_header_timeout {patience}", 2),
    ):
        assert words.count(is_) == times
        words = words.replace(is_, becomes)
    (folder / "Caddyfile").write_text(f"{{\nadmin off\nauto_https disable_redirects\n}}\n{words}")
    # Debian's own is older than what the image caddy:2 has.
    program = Path(sys.executable).with_name("caddy")
    arguments = ("run", "--config", folder / "Caddyfile", "--adapter", "caddyfile")
    environment = os.environ | {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    with running(program, *arguments, log=log, environment=environment) as process:
        wait_for(lambda: listens(port), process, log)
        yield port
