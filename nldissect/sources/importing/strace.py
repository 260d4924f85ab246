"""Logs of strace, as with `strace -f -tt -y -e trace=%network,read,write -e read=all -e write=all -o LOG`."""

from __future__ import annotations

import os
import re

from nldissect.notes import Process
from nldissect.sources.importing.found import Datagram, Found, listed
from nldissect.strace import reader
from nldissect.strace.reader import EXECUTIONS, FORKS, NAMINGS, TRANSFERS, Bound, Executed, Reader
from nldissect.strace.sockets import UNKNOWN

LARGEST_PROCESS = 1 << 22  # PID_MAX_LIMIT
BYTES = "strace -f -y -tt -e trace=%network,read,write,readv,writev -e read=all -e write=all -o LOG COMMAND"

_CALLS = b"|".join([b"socket", b"setsockopt", b"close", b"openat", b"brk", *NAMINGS, *TRANSFERS, *EXECUTIONS, *FORKS])
_FIRST = re.compile(rb"(?:^|\n) *(?:\[pid +\d+\] +|\d+ +)?(?:[\d:.]+ +)?(?:" + _CALLS + rb")\(")


def read(data: bytes) -> Found:
    """Each datagram that a process sent or received, and the processes."""
    text = Reader()
    found = Found()
    names: dict[int, str] = {}
    for each in text.feed(data.replace(b"\r\n", b"\n") + b"\n") + text.finish():
        match each:
            case reader.Datagram():
                protocol = None if each.protocol == UNKNOWN else each.protocol
                found.datagrams.append(Datagram(each.data, each.time or None, protocol, each.length, each.socket))
            case Executed():
                names[each.process] = each.command
            case Bound():
                if (process := _process(each, names)) is not None:
                    found.processes.append(process)
    if text.omitted:
        found.warnings.append(
            f"{listed(text.omitted)}: strace printed words or addresses and not the bytes; to have them: {BYTES}"
        )
    if text.cut:
        found.warnings.append(f"{listed(text.cut)}: only the first bytes of the datagram are there; strace -s has more")
    return found


def _process(bound: Bound, names: dict[int, str]) -> Process | None:
    """Whose a socket is. Without -f strace prints no process id; the port of a first socket is the same number."""
    command = names.get(bound.process, "")
    process = bound.process or bound.port
    if process > LARGEST_PROCESS:
        return None
    name = os.path.basename(command.partition(" ")[0])
    return Process(0, bound.protocol, bound.port, process, command, name, certain=bound.process > 0)


def recognises(head: bytes) -> bool:
    return _FIRST.search(head) is not None
