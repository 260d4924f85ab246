"""The capture of `--capture`: a session as that of `nldissect capture`, into the pipe of Wireshark."""

from __future__ import annotations

import argparse
import os
import stat
import sys
from collections.abc import Sequence

from nldissect.cli import UsageError
from nldissect.cli.live import MEBIBYTE, namespace
from nldissect.errors import CaptureError
from nldissect.interop.extcap import answers, rights
from nldissect.live.keeper import Namespace, Request
from nldissect.live.recorder import Listener
from nldissect.live.session import Destination, Session, Source

STANDARD = "-"
"""In place of a pipe: standard output, until standard input is closed."""


def capture(options: argparse.Namespace, chosen: Sequence[str], command: Sequence[str]) -> int:
    """Capture until Wireshark ends it, which is no failure; gives the exit code.

    chosen   what was chosen in the dialog, as words
    command  the script that Wireshark started, and what it was given
    """
    pipe, watched = _pipe(options.fifo)  # before all that may fail: Wireshark waits until somebody has opened it
    if options.filter:
        raise UsageError(answers.NO_FILTER)
    source = wanted(chosen)
    if not rights.suffice(source.request):
        return rights.relay([*rights.way(command[0]), *command, "--fifo", STANDARD], pipe)
    # What Wireshark finds on standard error it shows as a fault; what notifications lack is no fault, but was chosen.
    told = _leave if source.request.multicast else _say
    session = Session(source)
    try:
        session.record(Destination("the pipe of Wireshark", descriptor=pipe), Listener(told=told, watched=watched))
    finally:
        session.close()
    return 0


def wanted(chosen: Sequence[str]) -> Source:
    """What the dialog says is to be captured."""
    options = answers.parsed(chosen)
    if options.notifications and options.snaplen:
        raise UsageError('packets are cut only by a tap; leave out "Only notifications" or "Bytes of each packet"')
    names = options.other_netns or options.netns
    namespaces = tuple(Namespace() if name == answers.OWN else namespace(name) for name in names)
    request = Request(namespaces or (Namespace(),), multicast=options.notifications)
    return Source(request, options.only, options.snaplen, options.buffer * MEBIBYTE, not options.no_dictionary)


def _pipe(path: str | None) -> tuple[int, int]:
    """Descriptors of what is written to, and of what somebody closes to end the capture."""
    if not path:
        raise UsageError("--capture needs --fifo PIPE")
    if path == STANDARD:
        return sys.stdout.fileno(), sys.stdin.fileno()
    try:
        found = os.open(path, os.O_PATH)
        # whom sudo lets run this program is not let write on other files by it
        if not stat.S_ISFIFO(os.fstat(found).st_mode):
            raise CaptureError(f"{path}: is no pipe")
        descriptor = os.open(f"/proc/self/fd/{found}", os.O_WRONLY | os.O_CLOEXEC)  # waits until Wireshark reads
    except OSError as error:
        raise CaptureError(f"{path}: cannot be written ({error.strerror})") from None
    os.close(found)
    return descriptor, descriptor


def _say(sentence: str) -> None:
    print(f"nldissect: {sentence}", file=sys.stderr, flush=True)


def _leave(sentence: str) -> None:
    """Say nothing: the sentence is in the capture."""
