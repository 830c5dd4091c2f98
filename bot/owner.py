"""This process in, a mark out by which the next one on this host sees that it has died.

Rows of work and named leases carry the mark of who took them. A process that was killed gives
nothing back, and what it had would wait until its leases end. Whoever starts next on the same host
may ask the system instead: a process that is not there any more does not come back. Of another
host's nothing is known, and of a number that somebody else has by now neither; these leases end by
themselves. Containers may share a host's name and number their processes each for itself, so that
where the system tells which numbering it is, that is part of the mark; one that was started anew
waits for the leases.
"""

import hashlib
import os
import pathlib
import re
import secrets
import socket


def _here() -> str:
    """Name the host and, on Linux, the numbering of processes (pid_namespaces(7))."""
    try:
        numbering = str(pathlib.Path("/proc/self/ns/pid").readlink())
    except OSError:
        numbering = ""
    return hashlib.sha256(f"{socket.gethostname()} {numbering}".encode()).hexdigest()[:6]


_HOST = _here()
_BIRTH = secrets.token_hex(2)
_MARK = re.compile(r"(?P<host>[0-9a-f]{6})-(?P<number>\d{1,7})-(?P<birth>[0-9a-f]{4})[0-9a-f]*")


def mark() -> str:
    """Give a new mark of this process, at most 31 characters; no two are the same."""
    return f"{_HOST}-{os.getpid()}-{_BIRTH}{secrets.token_hex(6)}"


def has_died(mark: str) -> bool:
    """Tell whether a mark's process is surely gone; False where that cannot be known."""
    found = _MARK.fullmatch(mark)
    if found is None or found["host"] != _HOST:
        return False
    number = int(found["number"])
    if number == os.getpid():  # ours now
        return found["birth"] != _BIRTH
    try:
        os.kill(number, 0)  # signal 0 asks only whether it is there
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        return False
    return False
