"""System calls that Python has no function for, or only in later versions."""

from __future__ import annotations

import ctypes
import os
from functools import cache

CLONE_NEWUSER = 0x10000000
CLONE_NEWNET = 0x40000000
PR_SET_DUMPABLE = 4
PR_SET_NO_NEW_PRIVS = 38
PR_SET_PTRACER = 0x59616D61
PR_SET_PTRACER_ANY = -1
CAPABILITY_VERSION_3 = 0x20080522  # linux/capability.h


@cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _checked(result: int) -> None:
    if result:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def enter_network(descriptor: int) -> None:
    """Have this process speak in the network namespace of an open file (setns)."""
    _checked(_libc().setns(descriptor, CLONE_NEWNET))


def unshare(flags: int) -> None:
    """Give this process namespaces of its own."""
    _checked(_libc().unshare(flags))


def control(option: int, argument: int) -> None:
    """prctl with one argument."""
    _checked(_libc().prctl(option, ctypes.c_ulong(argument), 0, 0, 0))


def clear_capabilities() -> None:
    """Give up all capabilities of this thread, for good."""
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    _checked(_libc().capset(header, (ctypes.c_uint32 * 6)()))
