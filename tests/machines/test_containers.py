"""The image that Containerfile makes: built on a bare Debian by a real engine, and run as docs/containers.md says."""

import contextlib
import json
import os
import re
import subprocess
import tempfile
import time

import pytest

from .test_book import HOST, PROJECT

USER = 10001
# Namespaces and cgroups of its own are more than some machines allow, so it shares this one's where it may.
HERE = (
    "--cgroups=disabled", "--network=none", "--runtime=crun",
    "--ulimit=nofile=4096:4096", "--ulimit=nproc=4096:4096",
)  # fmt: skip
FROM_A_PROXY = {"Host": HOST, "X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}
ASK = """
import sys
from http.client import HTTPConnection
connection = HTTPConnection("127.0.0.1", 8000)
connection.request("GET", sys.argv[1], headers={headers})
answer = connection.getresponse()
print(answer.status)
print(answer.read().decode())
"""


class Engine:
    """podman and buildah with a store in a folder, in a mount namespace where they look for no cgroups."""

    def __init__(self, folder, namespace):
        self.inside = ("nsenter", "--mount", f"--target={namespace}")
        self.store = ("--root", f"{folder}/store", "--runroot", f"{folder}/run", "--storage-driver=overlay")

    def __call__(self, program, *arguments, wrong=False):
        """Run it. Returns what it printed; fails if the program does, or with `wrong` if it does not."""
        done = subprocess.run(
            [*self.inside, program, *self.store, *arguments], capture_output=True, text=True, check=False
        )
        assert (done.returncode != 0) == wrong, f"{arguments}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
        return done.stdout


@pytest.fixture(scope="module")
def engine():
    with tempfile.TemporaryDirectory(prefix="living-plan-", dir="/var/tmp", ignore_cleanup_errors=True) as folder:
        apart = "umount /sys/fs/cgroup/unified 2>/dev/null; exec sleep infinity"
        with subprocess.Popen(["unshare", "--mount", "sh", "-c", apart], start_new_session=True) as namespace:
            time.sleep(0.5)
            engine = Engine(folder, namespace.pid)
            yield engine
            with contextlib.suppress(AssertionError):
                engine("podman", "unmount", "--all", "--force")
            namespace.kill()


@pytest.fixture(scope="module")
def image(engine, debian, tmp_path_factory):
    packed = tmp_path_factory.mktemp("base") / "debian.tar"
    subprocess.run(["tar", "-C", str(debian), "-cf", str(packed), "."], check=True)
    engine("podman", "import", "--quiet", str(packed), "docker.io/library/debian:bookworm-slim")
    packed.unlink()
    # What is committed, as somebody clones it.
    clone = tmp_path_factory.mktemp("context") / "living-plan"
    subprocess.run(["git", "clone", "-q", str(PROJECT), str(clone)], check=True)
    for_building = ("--pull-never", "--isolation=chroot", "--network=host", "--format=docker")
    engine("buildah", "build", *for_building, f"--file={clone}/Containerfile", "--tag=living-plan", str(clone))
    return "localhost/living-plan"


@pytest.fixture(scope="module")
def site(engine, image):
    """The name of a container that serves the site, with compose.yaml's restrictions."""
    with tempfile.TemporaryDirectory(prefix="living-plan-", dir="/var/tmp") as evidence:
        os.chown(evidence, USER, USER)
        settings = {
            "SECRET_KEY": "for-this-container-only-" * 3, "ALLOWED_HOSTS": HOST, "SITE_URL": f"https://{HOST}",
            "TRUSTED_PROXY_COUNT": "1", "EVIDENCE_ROOT": "/var/lib/living-plan/evidence",
            "DATABASE_URL": "sqlite:////var/lib/living-plan/evidence/plan.sqlite3",
        }  # fmt: skip
        engine(
            "podman", "run", "--detach", "--name=site", *HERE, "--read-only", "--tmpfs=/tmp", "--cap-drop=all",
            "--security-opt=no-new-privileges", f"--volume={evidence}:/var/lib/living-plan/evidence",
            *(f"--env={name}={value}" for name, value in settings.items()), image,
        )  # fmt: skip
        yield "site"
        engine("podman", "rm", "--force", "--time=5", "site")


def test_the_image_holds_the_locked_release_and_nothing_else(engine, image):
    def inside(*command):
        return engine("podman", "run", "--rm", *HERE, image, *command)

    assert inside("id", "-u").strip() == str(USER)
    assert set(inside("ls", "-A", "/opt/living-plan").split()) - {"__pycache__"} == {
        ".venv", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "NOTICE", "README.md", "actions", "config", "fixtures",
        "manage.py", "partners", "plans", "priorities", "pyproject.toml", "requirements-extras.txt",
        "requirements.txt", "static", "staticfiles", "templates",
    }  # fmt: skip
    locked = set()
    for name in ("requirements.txt", "requirements-extras.txt"):
        locked |= set(re.findall(r"(?m)^([a-z0-9.-]+)==", (PROJECT / name).read_text()))
    names = "from importlib.metadata import distributions as d; print(*{each.name for each in d()})"
    installed = {re.sub("[-_.]+", "-", name).lower() for name in inside("python", "-c", names).split()}
    # Some are for Windows alone.
    assert (installed - locked, {"django", "boto3", "sentry-sdk"} <= installed) == (set(), True)


def test_the_image_serves_the_site_with_no_rights_and_a_file_system_that_it_cannot_change(engine, site):
    def manage(*arguments):
        return engine("podman", "exec", site, "python", "manage.py", *arguments)

    def ask(path):
        script = ASK.format(headers=FROM_A_PROXY)
        status, _, body = engine("podman", "exec", site, "python", "-c", script, path).partition("\n")
        return int(status), body

    manage("migrate", "--verbosity=0")
    place = ("--slug=anytown", "--area=Anytown", "--authority=Anytown Borough Council")
    said = manage("first_coordinator", *place, "--name=Ann Example", "--email=ann@example.org")
    (link,) = re.findall(rf"https://{HOST}(/invitation/\S+)", said)
    assert ask(link)[0] == 200
    status, page = ask("/account/login/")
    (stylesheet, *_) = re.findall(r'href="(/static/[^"]+\.css)"', page)
    assert (status, ask(stylesheet)[0], ask("/readyz")[0]) == (200, 200, 200)
    engine("podman", "healthcheck", "run", site)
    wrong = engine("podman", "exec", site, "python", "manage.py", "doctor", wrong=True)
    # No mail server, and no web server in front, are here.
    assert re.findall(r"(?m)^wrong +([a-z ]+):", wrong) == ["mail", "address"]
    assert "ok      pdf" in wrong
    assert manage("backup", "/dev/shm/plan.zip").startswith("/dev/shm/plan.zip: ")  # noqa: S108 (the container's)
    engine("podman", "exec", site, "touch", "/opt/living-plan/new", wrong=True)
    engine("podman", "exec", site, "sh", "-c", "echo > /etc/new", wrong=True)


def test_a_container_that_is_stopped_ends_at_once_and_its_log_has_no_error(engine, site):
    began = time.monotonic()
    engine("podman", "stop", "--time=40", site)
    log = engine("podman", "logs", site)
    state = json.loads(engine("podman", "inspect", site))[0]["State"]
    # Not killed when its time was up.
    assert (state["ExitCode"], time.monotonic() - began < 40) == (0, True)
    assert [line for line in log.splitlines() if " ERROR " in line or "Traceback" in line] == []
