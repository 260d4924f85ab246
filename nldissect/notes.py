"""Notes: what a capture of our own tells besides its packets, in pcapng blocks that other programs skip.

The type is one of those that the format leaves to local use. The body is `MAGIC` and a JSON object with one of

    process  a netlink socket and whose it is: the members of `Process`
    own      a socket of the capturing program itself: interface, protocol, port
    warning  what the user should know of the capture, as a sentence
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from typing import Any

NOTE = 0x80006E6C
MAGIC = b"nldissect\0\0\0"

LARGEST = 0xFFFFFFFF  # of all numbers
WORDS = {"int": int, "str": str, "bool": bool}


@dataclass(frozen=True, slots=True)
class Process:
    """A netlink socket, and the process that it belongs to.

    interface  of the capture, from 0: a port id means another socket in another network namespace
    protocol   netlink protocol number
    port       its port id (nlmsg_pid)
    process    the process id, as seen by the capturing program
    command    the command line
    name       the process's short name (comm)
    user       user id; -1 where it is not known
    certain    whether the process had the socket open; else its id and that of the port were only the same
    """

    interface: int
    protocol: int
    port: int
    process: int
    command: str = ""
    name: str = ""
    user: int = -1
    certain: bool = True


def read(body: bytes) -> dict[str, Any]:
    """The facts in the body of a note; none when it is somebody else's block, or damaged."""
    if not body.startswith(MAGIC):
        return {}
    try:
        facts = json.loads(body[len(MAGIC) :])
    except (ValueError, RecursionError):
        return {}
    return facts if isinstance(facts, dict) else {}


def process(facts: Any, first_interface: int) -> Process | None:
    """The process that a note tells; `first_interface` is where its section's interfaces begin."""
    if not isinstance(facts, dict):
        return None
    known = {each.name: facts[each.name] for each in fields(Process) if each.name in facts}
    types = {each.name: WORDS[str(each.type)] for each in fields(Process)}
    if any(type(value) is not types[name] for name, value in known.items()):
        return None
    if any(not -1 <= value <= LARGEST for value in known.values() if isinstance(value, int)):
        return None
    try:
        found = Process(**known)
    except TypeError:  # not all that there must be
        return None
    return Process(**{**known, "interface": found.interface + first_interface})


def own(facts: Any, first_interface: int) -> tuple[int, int, int] | None:
    """Interface, protocol and port of a socket of the capturing program."""
    if not isinstance(facts, dict):
        return None
    values = [facts.get(name) for name in ("interface", "protocol", "port")]
    if any(type(value) is not int or not 0 <= value <= LARGEST for value in values):
        return None
    return facts["interface"] + first_interface, facts["protocol"], facts["port"]
