"""The rights that a capture needs: whether they are there, and how a user's Wireshark comes by them."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress

from nldissect.errors import CaptureError
from nldissect.live.keeper import Request
from nldissect.live.stopping import stopped_by_signals

# linux/capability.h
CAP_NET_ADMIN = 12
CAP_NET_RAW = 13
CAP_SYS_ADMIN = 21

PATIENCE = 10
"""Seconds that sudo may take to say whether it runs the program."""

NO_RIGHTS = (
    "you may not capture netlink; ways to get there: let sudo run {program} without a password, install pkexec, "
    'start Wireshark as root, or choose "Only notifications" in the options of the interface'
)


def suffice(request: Request) -> bool:
    """Whether this process may open what is to be captured."""
    needed = set() if request.multicast else {CAP_NET_ADMIN, CAP_NET_RAW}
    if any(each.path for each in request.namespaces):
        needed.add(CAP_SYS_ADMIN)
    held = _capabilities()
    return os.geteuid() == 0 or all(held >> each & 1 for each in needed)


def _capabilities() -> int:
    with open("/proc/self/status", encoding="ascii", errors="replace") as file:
        return next(int(line.split()[1], 16) for line in file if line.startswith("CapEff:"))


def way(program: str, environment: Mapping[str, str] = os.environ) -> list[str]:
    """What runs a program with more rights, without a terminal; raises CaptureError when there is no way."""
    path = environment.get("PATH")
    if (sudo := shutil.which("sudo", path=path)) and _runs([sudo, "-n", program]):
        return [sudo, "-n"]
    screen = environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")
    if screen and (pkexec := shutil.which("pkexec", path=path)):
        return [pkexec]
    raise CaptureError(NO_RIGHTS.format(program=program))


def _runs(command: Sequence[str]) -> bool:
    """Whether a command runs the program, by a question that needs no rights."""
    words = [*command, "--extcap-interfaces"]
    try:
        found = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return found.returncode == 0


def relay(command: Sequence[str], pipe: int) -> int:
    """Have a command capture into a pipe, until this process is told to end or nobody reads; gives its exit code.

    The command may belong to root, whom an ordinary user cannot send signals: it ends when its standard input closes.
    """
    with stopped_by_signals() as stop:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=pipe)
        ended = os.pidfd_open(process.pid)
        poll = select.poll()
        for descriptor in (stop, ended):
            poll.register(descriptor, select.POLLIN)
        poll.register(pipe, 0)  # told of in any case: that nobody reads
        ending = {number for number, _ in poll.poll()}
        assert process.stdin is not None
        process.stdin.close()
        with suppress(PermissionError):  # it may still ask for a password
            process.terminate()
        status = process.wait()
    return abs(status) if ending == {ended} else 0
