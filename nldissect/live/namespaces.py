"""Network namespaces: into others, and into one of our own."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from nldissect.live import system
from nldissect.live.conversation import refused
from nldissect.live.keeper import LiveError


def enter(name: str, path: str) -> None:
    """Go on in the network namespace that a file stands for; raises LiveError or OSError."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        raise LiveError(f"there is no network namespace {name}") from None
    try:
        system.enter_network(descriptor)
    except OSError as error:
        if refused(error):
            raise
        raise LiveError(f"{name} is no network namespace ({error.strerror})") from None
    finally:
        os.close(descriptor)


NETWORK = "/proc/self/ns/net"
"""The network namespace where this process is: a file that stands for it, and a link that names it."""


@contextmanager
def returning() -> Iterator[None]:
    """Go back into the present network namespace when all went well; raises OSError."""
    name, descriptor = os.readlink(NETWORK), os.open(NETWORK, os.O_RDONLY)
    try:
        yield
        if os.readlink(NETWORK) != name:
            system.enter_network(descriptor)
    finally:
        os.close(descriptor)


def inhabited(network: str) -> bool:
    """Whether a process other than this one is in a network namespace, which is given as /proc/PID/ns/net names it."""
    for name in os.listdir("/proc"):
        if name.isdecimal() and int(name) != os.getpid():
            with suppress(OSError):  # it has ended, or is not ours to look at
                if os.readlink(f"/proc/{name}/ns/net") == network:
                    return True
    return False


def live_apart() -> None:
    """Go on in a user and a network namespace of our own, as its root; raises LiveError when users may not."""
    user, group = os.geteuid(), os.getegid()
    try:
        system.unshare(system.CLONE_NEWUSER | system.CLONE_NEWNET)
        for name, text in (("setgroups", "deny"), ("uid_map", f"0 {user} 1"), ("gid_map", f"0 {group} 1")):
            with open(f"/proc/self/{name}", "w", encoding="utf-8") as file:
                file.write(text)
    except OSError as error:
        limited = "there may be no more: see user.max_user_namespaces and user.max_net_namespaces in namespaces(7)"
        reason = limited if error.errno == errno.ENOSPC else error.strerror
        raise LiveError(f"this system lets users make no namespaces of their own ({reason})") from None
