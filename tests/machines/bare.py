"""A bare Debian 12 with a systemd of its own, in namespaces of this machine, as a server has it on its first day.

It has this machine's network, so what it listens at must be free here, and the certificates that this machine trusts.
"""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

from tests.machine import LackingError

# What Debian's own installer leaves on a server, beyond the least.
AS_INSTALLED = "ca-certificates,systemd,systemd-sysv,dbus,cron,procps,iproute2"
OF_ROOT = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME": "/root",
    "LANG": "C.UTF-8",
    "DEBIAN_FRONTEND": "noninteractive",
}
PORTS = (80, 443, 5432)
LOCAL_CERTIFICATES = Path("/usr/local/share/ca-certificates")
PATIENCE = 30

# Mounts as a container's manager makes them. `$1` is the folder of the system.
BOOT = r"""
set -e
mount --make-rprivate /
mount --bind "$1" "$1"
cd "$1"
mount -t proc proc proc
mount --rbind /sys sys
mount --make-rslave sys
mount -t tmpfs -o mode=755 tmpfs sys/fs/cgroup
mkdir sys/fs/cgroup/systemd
mount --rbind /sys/fs/cgroup/systemd sys/fs/cgroup/systemd
mount -t tmpfs -o mode=755 tmpfs run
mount -t tmpfs -o mode=1777 tmpfs tmp
mount -t tmpfs -o mode=755 tmpfs dev
for name in null zero full random urandom tty; do touch dev/$name; mount --bind /dev/$name dev/$name; done
mkdir dev/shm dev/pts
mount -t tmpfs -o mode=1777 tmpfs dev/shm
mount -t devpts -o newinstance,ptmxmode=0666 devpts dev/pts
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
ln -s fd/0 dev/stdin; ln -s fd/1 dev/stdout; ln -s fd/2 dev/stderr
touch dev/console
mkdir -p .before
pivot_root . .before
umount -l .before
exec env -i container=test PATH=/usr/sbin:/usr/bin:/sbin:/bin \
    /lib/systemd/systemd --system systemd.unified_cgroup_hierarchy=0
"""


class CommandFailed(AssertionError):
    """A command in the machine ended with an error. The message has its end."""


class BareMachine:
    """A running system in the folder `root`."""

    def __init__(self, root, pid):
        self.root, self.pid = root, pid

    def run(self, script, *, wrong=False):
        """Run a script as root in a login shell, which stops at its first error. Returns what it printed.

        Raises CommandFailed if it fails, or with `wrong` if it does not.
        """
        command = ("nsenter", f"--target={self.pid}", "--mount", "--pid", "--uts", "--ipc", "--cgroup")
        result = subprocess.run(
            [*command, "/bin/bash", "--login", "-e", "-o", "pipefail", "-c", script],
            env=OF_ROOT, stdin=subprocess.DEVNULL, capture_output=True,
            text=True, check=False,
        )  # fmt: skip
        if (result.returncode != 0) != wrong:
            raise CommandFailed(f"{script}\n{result.stdout[-3000:]}\n{result.stderr[-3000:]}")
        return result.stdout

    def path(self, inside):
        return self.root / inside.lstrip("/")

    def write(self, inside, text):
        path = self.path(inside)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def install(root):
    """Install the system into the folder. Raises LackingError where that cannot be done."""
    if os.geteuid() != 0:
        raise LackingError("only root can install a Debian into a folder")
    command = ("debootstrap", "--variant=minbase", f"--include={AS_INSTALLED}", "bookworm", str(root))
    result = subprocess.run(command, capture_output=True, text=True, check=False, env=OF_ROOT)
    if result.returncode:
        raise LackingError(f"debootstrap failed: {result.stdout[-500:]}")
    for certificate in LOCAL_CERTIFICATES.glob("*.crt"):
        shutil.copy(certificate, root / LOCAL_CERTIFICATES.relative_to("/"))
    subprocess.run(["chroot", str(root), "update-ca-certificates"], check=True, capture_output=True, env=OF_ROOT)
    # pip has certificates of its own, and does not know those.
    (root / "etc/pip.conf").write_text("[global]\ncert = /etc/ssl/certs/ca-certificates.crt\n")


@contextlib.contextmanager
def booted(root):
    """The system in the folder, running. Yields a BareMachine; nothing of it outlives the block."""
    for port in PORTS:
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                raise LackingError(f"something on this machine listens at port {port}")
    namespaces = ("unshare", "--mount", "--pid", "--fork", "--uts", "--ipc", "--cgroup", "--kill-child")
    outer = subprocess.Popen(
        [*namespaces, "sh", "-c", BOOT, "sh", str(root)],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        machine = BareMachine(root, _init(outer))
        _wait_until_booted(machine)
        yield machine
    finally:
        # The first process of a namespace takes all others with it.
        with contextlib.suppress(ProcessLookupError, OSError):
            os.kill(_init(outer), signal.SIGKILL)
        outer.kill()
        outer.wait()


def _init(outer):
    """Number of the system's first process, the child of `unshare`."""
    until = time.monotonic() + PATIENCE
    while outer.poll() is None and time.monotonic() < until:
        if children := Path(f"/proc/{outer.pid}/task/{outer.pid}/children").read_text().split():
            return int(children[0])
        time.sleep(0.05)
    raise LackingError("a system of its own cannot be started in namespaces here")


def _wait_until_booted(machine):
    until = time.monotonic() + PATIENCE
    state = ""
    while state not in ("running", "degraded"):
        if time.monotonic() > until:
            raise LackingError(f"systemd does not start in namespaces here ({state or 'no answer'})")
        time.sleep(0.2)
        with contextlib.suppress(CommandFailed):
            state = machine.run("systemctl is-system-running || true").strip()
