"""Names for processes, by which another process can check whether they still run."""

import os
from functools import cache
from hashlib import sha256
from pathlib import Path


def this_process():
    """Name of this process: machine and boot, process id, start time; "" on a machine without /proc."""
    try:
        _, started = _process_state(os.getpid())
        return f"{_machine()} {os.getpid()} {started}"
    except OSError:
        return ""


def has_died(name):
    """Whether the process with that name is known to have ended; False for a process of another machine."""
    try:
        machine, number, started = name.split()
        if machine != _machine():
            return False
        os.kill(int(number), 0)  # signal 0 only checks
        state, started_now = _process_state(number)
    except ProcessLookupError:
        return True
    except (OSError, ValueError):  # another user's process, or an empty name
        return False
    return state == "Z" or started_now != started


@cache
def _machine():
    """Identifies the boot and the PID namespace (container), within which process ids are unique."""
    boot = Path("/proc/sys/kernel/random/boot_id").read_text()
    return sha256(f"{boot} {os.readlink('/proc/self/ns/pid')}".encode()).hexdigest()[:16]


def _process_state(number):
    """(state as one letter, start time in clock ticks since boot) of a process. Raises OSError."""
    # The process's own name, in brackets, may hold anything.
    fields = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
    return fields[0], fields[19]
