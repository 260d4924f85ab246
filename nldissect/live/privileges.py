"""Privileges: whose program this is, and giving up what only opening sockets needs."""

from __future__ import annotations

import os
import pwd
from collections.abc import Mapping
from dataclasses import dataclass

from nldissect.errors import CaptureError
from nldissect.live import system


@dataclass(frozen=True, slots=True)
class Caller:
    """The user who had the program started with the rights of root."""

    name: str
    user: int
    group: int
    home: str


def caller(environment: Mapping[str, str] = os.environ) -> Caller | None:
    """Who called sudo, pkexec or doas; None when nobody did, or root itself."""
    if os.geteuid() != 0:
        return None
    try:
        if "DOAS_USER" in environment:
            entry = pwd.getpwnam(environment["DOAS_USER"])
        else:
            entry = pwd.getpwuid(int(environment.get("SUDO_UID") or environment["PKEXEC_UID"]))
    except (KeyError, ValueError):
        return None
    return Caller(entry.pw_name, entry.pw_uid, entry.pw_gid, entry.pw_dir) if entry.pw_uid else None


def drop() -> None:
    """Go on as the user who called, without any capability, and without a way back.

    A program that root itself started goes on as root, whose files it reads and writes, but can do nothing else that
    an ordinary user could not. Raises CaptureError when it cannot be that user.
    """
    found = caller()
    if found is not None:
        try:
            os.initgroups(found.name, found.group)
            os.setresgid(found.group, found.group, found.group)
            os.setresuid(found.user, found.user, found.user)
        except OSError as error:
            raise CaptureError(f"cannot go on as {found.name}, who called ({error.strerror})") from None
        os.environ.update(HOME=found.home, USER=found.name, LOGNAME=found.name)
    system.clear_capabilities()
    system.control(system.PR_SET_NO_NEW_PRIVS, 1)
