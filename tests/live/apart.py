"""Runs a function of a test in a process of its own, and there in namespaces of its own: nothing else is touched.

The process is forked off pytest's, as the program's own are: what gives up rights, is killed or limited is the child.
"""

from __future__ import annotations

import os
import pickle
import select
import signal
import socket
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import IO, Any, NoReturn, ParamSpec, TypeVar

import pytest

from nldissect.live.conversation import (
    NETLINK_ROUTE,
    NLM_F_ACK,
    Conversation,
    KernelError,
    opened,
    route_message,
)
from nldissect.live.keeper import LiveError
from nldissect.live.namespaces import live_apart
from nldissect.live.tap import NLM_F_CREATE, NLM_F_EXCL, RTM_NEWLINK, RTM_SETLINK, set_up

P = ParamSpec("P")
T = TypeVar("T")

PATIENCE = 30
"""Seconds that a function may take."""

DEVICE = "frames0"
ETHERTYPE = 0x88B5  # for local experiments
LO = 1
IFF_UP = 1
CALLERS = ("SUDO_UID", "PKEXEC_UID", "DOAS_USER")
"""By which the program knows who called it: pytest may have been called by sudo, too."""


def in_child(function: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
    """What a function gives in a process of its own, with all whom it forks ended; its failures are this test's."""
    with tempfile.TemporaryFile() as answer:
        process = os.fork()
        if not process:
            _answer(answer, function, *arguments, **named)
        ended = os.pidfd_open(process)
        try:
            in_time, _, _ = select.select([ended], [], [], PATIENCE)
        finally:
            os.close(ended)
            with suppress(ProcessLookupError):
                os.killpg(process, signal.SIGKILL)
            os.waitpid(process, 0)
        assert in_time, f"it does not end in {PATIENCE} s"
        answer.seek(0)
        kind, found = pickle.load(answer)
    if kind == "skipped":
        pytest.skip(found)
    assert kind == "done", found
    result: T = found
    return result


def apart(function: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
    """As `in_child`, as root of a user and a network namespace; skips the test where there may be none."""

    def go_apart() -> T:
        try:
            live_apart()
        except LiveError as error:
            pytest.skip(str(error))
        return function(*arguments, **named)

    return in_child(go_apart)


def _answer(file: IO[bytes], function: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> NoReturn:
    answer: tuple[str, Any]
    try:
        os.setsid()
        for name in CALLERS:
            os.environ.pop(name, None)
        answer = "done", function(*arguments, **named)
    except pytest.skip.Exception as skipped:
        answer = "skipped", str(skipped)
    except BaseException:  # no exception may get into pytest's own code, of which this is a copy
        answer = "failed", traceback.format_exc()
    pickle.dump(answer, file)
    file.flush()
    os._exit(0)


def left_over() -> list[str]:
    """The command lines of all whom a function has started, directly or not, and who do not end in a second."""
    end = time.monotonic() + 1
    while (found := _others()) and time.monotonic() < end:
        time.sleep(0.02)
    return found


def _others() -> list[str]:
    """The command lines of the processes in the session of this one, which is a function's own."""
    found = []
    for word in os.listdir("/proc"):
        if word.isdecimal() and word != str(os.getpid()):
            with suppress(OSError):  # it ends while it is looked at
                if os.getsid(int(word)) == os.getpid():
                    with open(f"/proc/{word}/cmdline", "rb") as file:
                        found.append(file.read().replace(b"\0", b" ").decode())
    return [command for command in found if command]  # who has ended has none, and may wait to be told of


@contextmanager
def route() -> Iterator[Conversation]:
    """A conversation about links in the namespace of this process."""
    connected = opened(NETLINK_ROUTE)
    with connected:
        yield Conversation(connected, NETLINK_ROUTE)


def toggle_lo(times: int = 1) -> None:
    """Bring up lo, of which the kernel tells everybody, and take it down between that, so often."""
    with route() as conversation:
        for number in range(times):
            if number:
                conversation.ask(route_message(RTM_SETLINK), {"index": LO, "flags": 0, "change": IFF_UP})
            set_up(conversation, LO)


def make_device() -> None:
    """A device that drops what it is given: as on an nlmon device, what is sent on it is seen by packet sockets."""
    with route() as conversation:
        kind = {"IFLA_IFNAME": DEVICE, "IFLA_TXQLEN": 0, "IFLA_LINKINFO": {"IFLA_INFO_KIND": "ifb"}}
        try:
            conversation.ask(route_message(RTM_NEWLINK), attributes=kind, flags=NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL)
        except KernelError as error:
            pytest.skip(f"this kernel makes no ifb device, by which frames get into a ring ({error.strerror})")
        set_device(conversation, up=True)


def set_device(conversation: Conversation, *, up: bool) -> None:
    """Bring the device up or down."""
    flags = {"flags": IFF_UP if up else 0, "change": IFF_UP}
    conversation.ask(route_message(RTM_SETLINK), flags, {"IFLA_IFNAME": DEVICE})


def send(*payloads: bytes, protocol: int = ETHERTYPE, times: int = 1) -> None:
    """Send these on the device, so often."""
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0) as sender:
        sender.bind((DEVICE, 0))
        frames = [b"\xff" * 6 + b"\2\0\0\0\0\1" + protocol.to_bytes(2, "big") + each for each in payloads]
        for _ in range(times):
            for each in frames:
                sender.send(each)
