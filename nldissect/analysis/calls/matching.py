"""Matching: messages that share a key, one after the other, where it takes more than the key to tell whose they are.

This is the rule that pairing follows; `pairing` finds, for many keys at once, those where it leaves no choice.

A request waits for replies from when it is sent: it is open. A message of the kernel goes to the open request whose
port it has; else to one of unknown port that it fits, which then has that port. An error fits the request that it
quotes, everything else a request about the same object. Where several fit, the one that fills in its own port id comes
first, then the one that asked for such a message, then the one that an answer is due to, then the oldest: the kernel
answers at once, and in the order of requests.
"""

from __future__ import annotations

from typing import NamedTuple

from nldissect.analysis.calls.conventions import ANY, NLM_F_ACK
from nldissect.index.messages import NLM_F_MULTI

AT_ONCE = 1_000_000_000  # ns in which a request has its first answer, if others with its key are to wait for theirs
MOST_OPEN = 16  # requests with one key: bounds the work on captures made to be slow


class Request:
    """An open request.

    port   the asker's, 0 as long as nothing tells it
    pid    nlmsg_pid, which is that port, 0, or wrong
    data   whether a reply or notification came
    parts  whether a part of a dump came
    """

    __slots__ = ("data", "dump", "flags", "frame", "head", "length", "object", "parts", "pid", "place", "port", "time",
                 "writes")  # fmt: skip

    def __init__(
        self,
        place: int,
        frame: int,
        time: int,
        flags: int,
        head: int,
        length: int,
        object_: int,
        writes: bool,
        dump: bool,
    ) -> None:
        self.place = place
        self.frame = frame
        self.time = time
        self.head = head
        self.flags = flags
        self.pid = head & 0xFFFFFFFF
        self.length = length
        self.object = object_
        self.writes = writes
        self.dump = dump
        self.port = 0
        self.data = False
        self.parts = False

    def outlasts(self, frame: int, time: int) -> bool:
        """Whether it stays open when another request with its key is sent."""
        if self.frame == frame:
            return True
        acked = bool(self.flags & NLM_F_ACK)
        if self.data:
            return acked or self.dump or self.parts
        return (acked or not self.writes) and time - self.time <= AT_ONCE

    def is_told_of(self, other: Request) -> bool:
        """Whether what looks like another request is the kernel's message about this one.

        tcf_add_notify(), tfilter_notify() (net/sched/act_api.c, cls_api.c) and nexthop_notify() (net/ipv4/nexthop.c)
        give messages the flags of the request, and its port id and seq. The same header once more is the request once
        more.
        """
        return (
            other.pid != 0
            and other.writes  # the kernel never asks to read
            and self.flags == other.flags
            and self.object == other.object
            and (self.port or self.pid) in (0, other.pid)
            and not (self.head == other.head and self.length == other.length)
            and (self.data or other.time - self.time <= AT_ONCE)
        )

    def fit(self, message: Answer) -> int:
        """How well a message of the kernel fits; -1 when it is not about this request."""
        if message.head and message.head != self.head:
            return -1
        due = bool(self.flags & NLM_F_ACK) or self.dump or not self.writes
        if self.port:
            return -1 if message.port and message.port != self.port else 12 + due
        if message.data and message.object != self.object != ANY:
            return -1
        if message.flags & NLM_F_MULTI:
            asked_for = self.dump
        else:
            asked_for = message.error or (self.writes if message.removal else not self.writes and not self.dump)
        claim = 1 if not message.port or not self.pid else 2 if self.pid == message.port else 0
        return claim * 4 + asked_for * 2 + due

    def is_ended_by(self, message: Answer) -> bool:
        """Whether nothing is to come after a message."""
        # devlink and team send a list with NLMSG_DONE when no dump was asked for, and then the acknowledgement
        return message.error or (message.done and (self.dump or not self.flags & NLM_F_ACK))


class Answer(NamedTuple):
    """A message of the kernel; see Exchange."""

    flags: int
    port: int
    object: int
    head: int
    removal: bool
    error: bool
    done: bool

    @property
    def data(self) -> bool:
        return not (self.error or self.done)


class Matcher:
    """Finds the request of each message of one key; messages are told in the order of the capture.

    open  requests that may still get replies, the oldest first
    """

    def __init__(self) -> None:
        self.open: list[Request] = []

    def echo(self, message: Request) -> int:
        """The place of the request that a message with NLM_F_REQUEST is the kernel's about; its own for a request."""
        for request in self.open:
            if request.is_told_of(message):
                request.port = message.pid
                request.data = True
                return request.place
        return message.place

    def ask(self, request: Request) -> None:
        """Take in a request."""
        self.open = [each for each in self.open if each.outlasts(request.frame, request.time)][1 - MOST_OPEN :]
        self.open.append(request)

    def answer(self, message: Answer) -> int:
        """The place of the request that a message of the kernel belongs to; -1 when it belongs to none."""
        best, found = -1, None
        for request in self.open:
            fit = request.fit(message)
            if fit > best:
                best, found = fit, request
        if found is None:
            return -1
        found.port = message.port or found.port
        if found.is_ended_by(message):
            self.open.remove(found)
        else:
            found.data = True
            found.parts |= bool(message.flags & NLM_F_MULTI)
        return found.place
