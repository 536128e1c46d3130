"""What the checks need from the machine beside Python: PostgreSQL's server, a Chromium, Pango (for PDFs), liblouis (for
braille), LibreOffice, nginx, Caddy, PgBouncer, Java for the checkers of HTML and of e-books, and npm for biome and the
checkers of HTML and of accessibility.

All are found, else installed where that can be done without asking anybody, else named in one line.
"""

import contextlib
import ctypes
import functools
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
DATABASE_USER = "living_plan"
MACHINE_TOOLS = ("debootstrap", "buildah", "podman", "crun")
BIOME, HTML_CHECKER = ".bin/biome", "vnu-jar/build/dist/vnu.jar"
# What is locked, and npm's own note of what it installed.
LOCK, INSTALLED = "package-lock.json", "node_modules/.package-lock.json"

# What WeasyPrint loads, by Debian's packages.
PDF_LIBRARIES = {
    "libpango-1.0-0": "libpango-1.0.so.0",
    "libpangoft2-1.0-0": "libpangoft2-1.0.so.0",
    "libharfbuzz-subset0": "libharfbuzz-subset.so.0",
}

# LibreOffice's parts for spreadsheets and documents, by Debian's packages.
OFFICE_PARTS = {"libreoffice-calc-nogui": "libsclo.so", "libreoffice-writer-nogui": "libswlo.so"}
OFFICE_FOLDER = Path("/usr/lib/libreoffice/program")

# While this file lies here, Debian's package makes no server of its own: none shall be left running by a test.
NO_CLUSTER = Path("/etc/postgresql-common/createcluster.d/living-plan-tests.conf")


class LackingError(Exception):
    """The machine lacks something and we could not install it. The message is one line that says what to do."""


def find_chromium():
    """The path of a Chromium, installing one if there is none."""
    if not (found := _chromium()):
        # Without a font, screenshots show boxes and texts have no width.
        install("chromium", "fonts-liberation")
        found = _chromium()
    if not found:
        raise LackingError("no chromium on PATH although the package was installed")
    return found


def find_pdf_libraries():
    """Sees to it that WeasyPrint can be imported, installing the libraries that are missing."""
    if missing := _missing_libraries():
        install(*missing)
        missing = _missing_libraries()
    if missing:
        raise LackingError(f"cannot load {' '.join(missing)} although installed")


def find_braille():
    """Sees to it that liblouis' translator is there, installing it if it is missing."""
    if not shutil.which("lou_translate"):
        install("liblouis-bin")
    if not shutil.which("lou_translate"):
        raise LackingError("no lou_translate on PATH although liblouis-bin was installed")


def find_office():
    """The path of LibreOffice's soffice, installing its parts that are missing."""
    if missing := _missing_office_parts():
        install(*missing)
    if not (found := shutil.which("soffice")):
        raise LackingError(f"no soffice on PATH although {' '.join(missing)} was installed")
    return found


def find_servers(*names):
    """{name: path} of servers that are Debian packages of that name, installing those that are missing."""
    # Not what the environment of the checks has.
    own = str(Path(sys.executable).parent)
    places = [place for place in os.environ.get("PATH", os.defpath).split(os.pathsep) if place != own]
    path = os.pathsep.join([*places, "/usr/sbin"])
    if missing := [name for name in names if not shutil.which(name, path=path)]:
        install(*missing)
    found = {name: shutil.which(name, path=path) for name in names}
    if missing := [name for name in names if not found[name]]:
        raise LackingError(f"no {' '.join(missing)} on PATH although installed")
    return found


def find_machine_tools():
    """What makes a bare Debian and containers, installing what is missing."""
    if missing := [name for name in MACHINE_TOOLS if not shutil.which(name)]:
        install(*missing)
    if missing := [name for name in MACHINE_TOOLS if not shutil.which(name)]:
        raise LackingError(f"no {' '.join(missing)} on PATH although installed")


def folder_in_memory():
    """Where files cost no disk, if two gigabytes are left there (in a container there may be 64 megabytes), or None."""
    folder = "/dev/shm"  # noqa: S108 (a file system in memory)
    with contextlib.suppress(OSError):
        if os.access(folder, os.W_OK) and shutil.disk_usage(folder).free > 2 * 1024**3:
            return folder
    return None


def find_biome(root):
    """The path of biome in the project at `root`."""
    return str(find_npm_packages(root) / BIOME)


def find_html_checker(root):
    """The path of the W3C's checker of HTML in the project at `root`; Java, which runs it, is installed if missing."""
    if not shutil.which("java"):
        install("default-jre-headless")
    if not shutil.which("java"):
        raise LackingError("no java on PATH although the package was installed")
    return str(find_npm_packages(root) / HTML_CHECKER)


def find_npm_packages(root):
    """The folder of what package.json at `root` asks for, installed by npm as locked if it is missing or older."""
    lock, installed = (root / name for name in (LOCK, INSTALLED))
    if not (installed.exists() and installed.stat().st_mtime >= lock.stat().st_mtime):
        if not shutil.which("npm"):
            install("npm")
        done = subprocess.run(["npm", "ci"], cwd=root, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if done.returncode:
            complaint = (done.stderr.strip() or "no reason given").splitlines()[0]
            raise LackingError(f"npm could not install what package.json names: {complaint}")
    return root / "node_modules"


@contextlib.contextmanager
def throwaway_postgres():
    """A PostgreSQL of our own on a unix socket in a temporary directory: yields its URL, leaves nothing behind."""
    if not _postgres_programs():
        with _without_debian_cluster():
            install("postgresql-15")
    if not (programs := _postgres_programs()):
        raise LackingError("no PostgreSQL server in /usr/lib/postgresql although the package was installed")
    # Not $TMPDIR: a socket's path may have 107 characters at most.
    place = folder_in_memory() or "/tmp"  # noqa: S108 (a folder of its own is made in it)
    with tempfile.TemporaryDirectory(prefix="living-plan-", dir=place, ignore_cleanup_errors=True) as folder:
        run = functools.partial(_run_as_server_user, _server_user(folder))
        data, log = f"{folder}/data", f"{folder}/log"
        pg_ctl = (f"{programs}/pg_ctl", "--pgdata", data, "--silent", "--wait")
        initdb = (f"{programs}/initdb", "--pgdata", data, "--username", DATABASE_USER)
        run(*initdb, "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync")
        try:
            run(*pg_ctl, "--log", log, "--options", _server_options(folder), "start")
            yield f"postgres://{DATABASE_USER}@/postgres?host={quote(folder, safe='')}"
        finally:
            run(*pg_ctl, "--mode=immediate", "stop", check=False)


@contextlib.contextmanager
def postgres_stopped(url, mode):
    """The throwaway server at a URL is stopped, and starts again in the end."""
    pg_ctl, folder, run = server_of(url)
    run(*pg_ctl, f"--mode={mode}", "stop")
    try:
        yield
    finally:
        run(*pg_ctl, "--log", f"{folder}/log", "--options", _server_options(folder), "start")


@contextlib.contextmanager
def postgres_frozen(url):
    """The throwaway server at a URL takes connections and says nothing, until the end."""
    _, folder, _ = server_of(url)
    postmaster = int(Path(folder, "data", "postmaster.pid").read_text().split()[0])
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    for pid in (postmaster, *map(int, children)):
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in (postmaster, *map(int, children)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)


def _server_options(folder):
    """-h '': no TCP. -k: the socket's directory. jit: as docs/running.md has it. The rest, -F being no fsync: nobody
    wants this data after a crash."""
    hasty = "-F -c synchronous_commit=off -c full_page_writes=off -c autovacuum=off"
    return f"-h '' -k {folder} -c jit=off {hasty}"


def server_of(url):
    """(pg_ctl for it, folder, a function that runs a program as its user) of the throwaway server at a URL."""
    folder = parse_qs(urlsplit(url).query)["host"][0]
    pg_ctl = (f"{_postgres_programs()}/pg_ctl", "--pgdata", f"{folder}/data", "--silent", "--wait")
    return pg_ctl, folder, functools.partial(_run_as_server_user, owner_of(folder))


def owner_of(folder):
    """The words before a command that make the owner of a throwaway server's folder run it."""
    owner = pwd.getpwuid(os.stat(folder).st_uid)
    return [] if os.geteuid() else ["setpriv", f"--reuid={owner.pw_name}", f"--regid={owner.pw_name}", "--init-groups"]


@contextlib.contextmanager
def throwaway_replica(url):
    """A streaming replica of the throwaway server at a URL, in a folder beside its own: yields its URL."""
    pg_ctl, primary, run = server_of(url)
    folder = f"{primary}/replica"
    os.mkdir(folder, 0o700)
    shutil.chown(folder, os.stat(primary).st_uid)
    copy = (f"{Path(pg_ctl[0]).parent}/pg_basebackup", "--host", primary, "--username", DATABASE_USER)
    run(*copy, "--pgdata", f"{folder}/data", "--write-recovery-conf", "--checkpoint=fast", "--no-sync")
    replica = f"postgres://{DATABASE_USER}@/postgres?host={quote(folder, safe='')}"
    pg_ctl, *_ = server_of(replica)
    try:
        run(*pg_ctl, "--log", f"{folder}/log", "--options", _server_options(folder), "start")
        yield replica
    finally:
        run(*pg_ctl, "--mode=immediate", "stop", check=False)
        shutil.rmtree(folder, ignore_errors=True)


def install(*packages):
    """Install Debian packages, or say in one line why that was not done."""
    wanted = " ".join(packages)
    if not shutil.which("apt-get") or (root := _becoming_root()) is None:
        raise LackingError(f"please install: {wanted}")
    print(f"installing {wanted}; this may take some minutes", flush=True)
    try:
        _refresh_package_lists()
        done = _apt_get(root, "install", "-y", "--no-install-recommends", *packages)
    except KeyboardInterrupt:
        raise KeyboardInterrupt(f"while installing {wanted}; `dpkg --configure -a` repairs what is half done") from None
    if done.returncode:
        complaint = (done.stderr.strip() or "no reason given").splitlines()[-1]
        raise LackingError(f"please install: {wanted} (apt-get failed: {complaint})")


@functools.cache
def _refresh_package_lists():
    """Once in a run. One broken source is no reason to stop: the install that follows will tell."""
    _apt_get(_becoming_root(), "update")


def _apt_get(root, *arguments):
    settings = ("DEBIAN_FRONTEND=noninteractive", "RUNLEVEL=1")  # asks nothing, starts no service
    command = [*root, "env", *settings, "apt-get", "-q", "-o", "DPkg::Lock::Timeout=300", *arguments]
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)


def _becoming_root():
    """The words to put before a command so that root runs it; None if we cannot."""
    if os.geteuid() == 0:
        return []
    sudo = ["sudo", "-n"]
    if shutil.which("sudo") and subprocess.run([*sudo, "true"], capture_output=True).returncode == 0:
        return sudo
    return None


def _chromium():
    return next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def _missing_office_parts():
    """Packages to install; none of a LibreOffice that is not Debian's, which is whole."""
    if shutil.which("soffice") and not OFFICE_FOLDER.exists():
        return []
    return [package for package, library in OFFICE_PARTS.items() if not (OFFICE_FOLDER / library).exists()]


def _missing_libraries():
    """Those of PDF_LIBRARIES that cannot be loaded, as names of packages."""
    missing = []
    for package, library in PDF_LIBRARIES.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            missing.append(package)
    return missing


def _postgres_programs():
    """The newest server's bin directory, or None. Debian keeps it off the PATH."""
    found = [p.parent for p in Path("/usr/lib/postgresql").glob("*/bin/initdb") if p.parts[-3].isdecimal()]
    return max(found, key=lambda folder: int(folder.parent.name), default=None)


@contextlib.contextmanager
def _without_debian_cluster():
    """Keeps the package from making a server that would start with the machine ever after."""
    if (root := _becoming_root()) is None:
        yield
        return
    script = f"mkdir -p {NO_CLUSTER.parent} && echo 'create_main_cluster = false' > {NO_CLUSTER}"
    subprocess.run([*root, "sh", "-c", script], capture_output=True)
    try:
        yield
    finally:
        subprocess.run([*root, "rm", "-f", str(NO_CLUSTER)], capture_output=True)


def _server_user(folder):
    """The words before a command that make the right user run it, who then owns the folder: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return []
    try:
        user = pwd.getpwnam("postgres")
    except KeyError:
        raise LackingError("please add a user named postgres, or run the tests as somebody other than root") from None
    if not shutil.which("setpriv"):
        raise LackingError("please install: util-linux (setpriv), or run the tests as somebody other than root")
    os.chown(folder, user.pw_uid, user.pw_gid)
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"]


def _run_as_server_user(user, *command, check=True):
    """Run one of PostgreSQL's programs: from `/`, since the server's user may not read where we stand; with errors to a
    file, since the server would keep a pipe open; in a session of its own, so that Ctrl-C does not reach it."""
    with tempfile.TemporaryFile("w+") as errors:
        done = subprocess.run(
            [*user, *command],
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            start_new_session=True,
        )
        errors.seek(0)
        if check and done.returncode:
            raise RuntimeError(f"{Path(command[0]).name}: {errors.read().strip() or 'failed without a word'}")
