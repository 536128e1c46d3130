"""A process of this machine by name, so that another one can tell whether it still runs."""

import os
from functools import cache
from hashlib import sha256
from pathlib import Path


def this_process():
    """The name of this process: the machine since it was started, the process's number, and when it began.

    "" where the machine does not tell (it has no /proc).
    """
    try:
        _, began = _state(os.getpid())
        return f"{_machine()} {os.getpid()} {began}"
    except OSError:
        return ""


def has_died(name):
    """Whether the process of that name is known to be over. Of one on another machine nothing is known: False."""
    try:
        machine, number, began = name.split()
        if machine != _machine():
            return False
        os.kill(int(number), 0)  # asks only
        state, begun = _state(number)
    except ProcessLookupError:
        return True
    except (OSError, ValueError):  # somebody else's, or without a name
        return False
    return state == "Z" or begun != began


@cache
def _machine():
    """This start of this machine, and of its containers this one: numbers of processes mean something only there."""
    boot = Path("/proc/sys/kernel/random/boot_id").read_text()
    return sha256(f"{boot} {os.readlink('/proc/self/ns/pid')}".encode()).hexdigest()[:16]


def _state(number):
    """(its state as one letter, when it began). Raises OSError."""
    # The name stands in brackets and may hold anything.
    fields = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
    return fields[0], fields[19]
