"""The recorder: takes packets as they come and appends them to a capture file. It decodes nothing."""

from __future__ import annotations

import errno
import select
import socket
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass

from nldissect.errors import CaptureError
from nldissect.live.files import NO_LIMITS, Files, Limits
from nldissect.live.interface import Interface
from nldissect.live.keeper import Ended, Gone, Keeper
from nldissect.live.packets import Format, Pcap, Pcapng, heard_port
from nldissect.live.stopping import stopped_by_signals
from nldissect.notes import Process

SECOND = 1_000_000_000
LOOK = 1.0
"""Seconds between two looks at the counters."""

LAST_PACKETS = 0.06
"""Seconds after which the kernel has handed over all that came before; a ring does so after 20 ms."""

MOST_PATIENCE = 2.0
"""Seconds that the dictionary of a short capture may take."""

MOST_LAST = 1 << 12  # blocks that are taken at the end: more than any ring has
MOST_BLOCKS = 64  # of an interface that are taken before it is the turn of others
MOST_PORTS = 1 << 16  # that are remembered as asked about
MOST_ASKED = 256  # ports that are asked about at a time
MOST_KEPT = 1 << 24  # bytes of the names of processes that later files begin with
MOST_TOLD = 1 << 18  # bytes of a datagram from a relay
HEARD = 22  # bytes of `Format.heard` with a whole nlmsg_pid


@dataclass(frozen=True, slots=True)
class Listener:
    """Who hears of a capture under way.

    told     what is to be said to the user, sentence by sentence
    grown    is called when the file has more
    ready    is called once a signal would end the capture in order
    watched  the writing end of a pipe: when nobody reads it any more, the capture is over
    """

    told: Callable[[str], None] = lambda sentence: None
    grown: Callable[[], None] = lambda: None
    ready: Callable[[Recorder], None] = lambda recorder: None
    watched: int = -1


NOBODY = Listener()


class Recorder:
    """A capture under way.

    files       where it goes
    interfaces  where it comes from
    listener    who hears of it
    keeper      who names processes, and tells of namespaces that are gone; None: nobody does
    longest     bytes of each packet that are kept, with its cooked header; 0: all
    limits      when it ends
    rotation    when the next file begins
    explain     asks the kernel for the dictionary, once for each file; gives the interfaces, each with a socket from
                which it comes: protocol (1 byte), time (8, little-endian), bytes of each datagram
    """

    def __init__(
        self,
        files: Files,
        interfaces: Sequence[Interface],
        listener: Listener = NOBODY,
        *,
        keeper: Keeper | None = None,
        longest: int = 0,
        limits: Limits = NO_LIMITS,
        rotation: Limits = NO_LIMITS,
        explain: Callable[[], Iterable[tuple[int, socket.socket]]] = tuple,
    ) -> None:
        self.packets = 0
        """Packets so far, without those of our own questions to the kernel."""
        self.status: int | None = None
        """What the command that was captured ended with."""
        self._files = files
        self._interfaces = interfaces
        self._keeper = keeper
        self._longest = longest
        self._limits = limits
        self._rotation = rotation
        # in a pcap file nothing could tell our own questions from those of others
        self._explain = tuple if files.is_pcap else explain
        self._listener = listener
        self._form: Format = Pcap() if files.is_pcap else Pcapng()
        self._size = self._written = 0
        """Bytes of packets, without those of our own questions; packets that were written."""
        self._beginning: list[bytes] = []
        """What the next file begins with, too."""
        self._kept = 0
        self._owners: dict[int, int] = {}
        """Interfaces by the descriptors from which they come."""
        self._relays: dict[int, tuple[int, socket.socket]] = {}
        self._poll = select.poll()
        self._counted: list[tuple[int, int] | None] = [None] * len(interfaces)
        self._started = self._file_started = 0.0
        self._file_packets = self._file_size = 0
        """Packets and their bytes before the present file."""
        self._stopping = False
        self._full = False
        """Whether there is to be no packet more."""
        self._asked: list[tuple[int, int, int]] = []

    @property
    def dropped(self) -> int:
        """Packets for which there was no room."""
        return sum(each.input.dropped for each in self._interfaces)

    @property
    def path(self) -> str:
        """Where the capture goes."""
        return "standard output" if self._files.path == "-" else self._files.path

    def begin(self) -> None:
        """Write the start of the file; raises CaptureError."""
        self._started = self._file_started = time.monotonic()
        self._beginning.append(self._form.begin([each.name for each in self._interfaces], self._longest))
        for number, interface in enumerate(self._interfaces):
            for protocol, port in interface.ports:
                own = {"interface": number, "protocol": protocol, "port": port}
                self._beginning.append(self._form.note({"own": own}))
        self._write(b"".join(self._beginning))

    def run(self, begun: Callable[[], None] = lambda: None) -> None:
        """Record until it is told to stop, a limit is reached, or nothing more can come.

        `begun` is called after the listener's `ready`. Raises CaptureError when the file cannot be written on; what
        was written stays.
        """
        try:
            self._run(begun)
        finally:  # strace waits as long as there is somebody who might read
            for interface in self._interfaces:
                if not interface.over:
                    interface.close()

    def _run(self, begun: Callable[[], None]) -> None:
        watched = self._listener.watched
        with stopped_by_signals() as stop:
            self._listener.ready(self)
            begun()
            poll = self._poll
            poll.register(stop, select.POLLIN)
            if watched >= 0:
                poll.register(watched, 0)
            if self._keeper is not None:
                poll.register(self._keeper.fileno(), select.POLLIN)
            for interface, each in enumerate(self._interfaces):
                self._owners.update(dict.fromkeys(each.input.filenos(), interface))
            for number in self._owners:
                poll.register(number, select.POLLIN)
            self._ask_dictionary()
            if self._keeper is not None:
                self._keeper.start()
            while not self._stopping:
                for number, events in poll.poll(self._patience() * 1000):
                    if number in (stop, watched):
                        self._stopping = True
                    elif (interface := self._owners.get(number, -1)) >= 0:
                        self._take(interface)
                        if events & (select.POLLERR | select.POLLHUP):
                            self._failed(interface)
                    elif number in self._relays:
                        self._hear_own(number)
                    elif self._keeper is not None and number == self._keeper.fileno() and not self._hear():
                        poll.unregister(number)
                self._look()
        self._finish()

    def _patience(self) -> float:
        """Seconds until there is something to do, whatever comes."""
        now = time.monotonic()
        waits = [LOOK]
        if self._limits.duration:
            waits.append(self._started + self._limits.duration - now)
        if self._rotation.duration:
            waits.append(self._file_started + self._rotation.duration - now)
        return max(0.0, min(waits))

    # Packets

    def _take(self, number: int) -> None:
        """Write what an interface has, until nothing is left, a limit is reached, or it is the turn of others."""
        for _ in range(MOST_BLOCKS):
            if self._stopping or not self._take_some(number):
                break
            self._check_limits()
        self._ask()

    def _take_some(self, number: int) -> bool:
        """Write the next packets of an interface; False when there are none."""
        interface = self._interfaces[number]
        ends = [self._limits.packets] if self._limits.packets else []
        ends += [self._file_packets + self._rotation.packets] if self._rotation.packets else []
        room = min(ends) - self.packets if ends else None
        if interface.over or room == 0 or (found := interface.input.take(self._form, number, room)) is None:
            return False
        count, data = found
        self.packets += count
        self._size += len(data)
        self._write(data)
        self._listen(number)
        return True

    def _listen(self, number: int) -> None:
        """Note the ports in what was taken, to ask whose they are."""
        interface = self._interfaces[number]
        heard, self._form.heard = self._form.heard - interface.asked, set()
        if not heard or self._keeper is None:
            return
        if len(interface.asked) + len(heard) > MOST_PORTS:
            interface.asked.clear()
        interface.asked |= heard
        for each in heard:
            protocol, port = heard_port(each)
            if len(each) == HEARD and port and (protocol, port) not in interface.ports:
                self._asked.append((number, protocol, port))

    def _ask(self) -> None:
        if self._asked and self._keeper is not None:
            for start in range(0, len(self._asked), MOST_ASKED):
                self._keeper.ask(self._asked[start : start + MOST_ASKED])
            self._asked = []

    def _ask_dictionary(self) -> None:
        for interface, relay in self._explain():
            self._relays[relay.fileno()] = interface, relay
            self._poll.register(relay, select.POLLIN)

    def _hear_own(self, number: int) -> None:
        """Write a datagram of our own questions to the kernel, or of its answers."""
        interface, relay = self._relays[number]
        told = relay.recv(MOST_TOLD)
        if told:
            data = told[9:]
            moment = int.from_bytes(told[1:9], "little")
            self._write(self._form.datagram(interface, moment, told[0], data, len(data)))
        else:
            self._poll.unregister(relay)
            del self._relays[number]
            relay.close()

    # Limits

    def _check_limits(self) -> None:
        limits, rotation = self._limits, self._rotation
        now = time.monotonic()
        if (limits.packets and self.packets >= limits.packets) or (limits.size and self._size >= limits.size):
            self._stopping = self._full = True
        elif limits.duration and now - self._started >= limits.duration:
            self._stopping = True
        elif (
            (rotation.size and self._size >= self._file_size + rotation.size)
            or (rotation.packets and self.packets >= self._file_packets + rotation.packets)
            or (rotation.duration and now - self._file_started >= rotation.duration)
        ):
            if limits.files and self._files.count >= limits.files:
                self._stopping = self._full = True
            else:
                self._switch()

    def _switch(self) -> None:
        """Go on in the next file."""
        self._count(always=True)
        try:
            self._files.switch()
        except OSError as error:
            self._cannot_write(error)
        self._file_started = time.monotonic()
        self._file_packets, self._file_size = self.packets, self._size
        self._write(b"".join(self._beginning))
        self._ask_dictionary()

    # What is known besides packets

    def _look(self) -> None:
        """See how things stand; at least once a second."""
        self._check_file()
        self._listener.grown()  # again, for who was too busy to hear of it
        self._count()
        self._check_limits()
        if all(each.over for each in self._interfaces):
            self._stopping = True

    def _count(self, *, always: bool = False) -> None:
        """Bring the counters up to date, and write those of which packets were lost."""
        for number, interface in enumerate(self._interfaces):
            if not interface.over:
                interface.input.count()
            counted = interface.input.packets, interface.input.dropped
            before = self._counted[number]
            if always or before is None or counted[1] != before[1]:
                self._write(self._form.statistics(number, time.time_ns(), *counted))
            self._counted[number] = counted

    def tell(self, sentence: str) -> None:
        """Say something to the user, now and whenever the file is read."""
        self._write(self._form.note({"warning": sentence}))
        self._listener.told(sentence)

    def _hear(self) -> bool:
        """Take in what the keeper says; False when it says nothing any more."""
        assert self._keeper is not None
        try:
            answers = self._keeper.answers()
        except (EOFError, OSError):
            self._keeper = None
            return False
        for answer in answers:
            match answer:
                case Process():
                    self._write(self._form.note({"process": asdict(answer)}), keep=True)
                case Gone(interface=number):
                    self._end(number, f"the network namespace of {self._interfaces[number].name} is gone")
                case Ended(status=status):
                    self.status = status
                    self._stopping = True
        return True

    def _failed(self, number: int) -> None:
        interface = self._interfaces[number]
        error = interface.input.failure()
        if not error:
            return
        if (end := interface.gone(error)) is not None:
            self._end(number, end)

    def _end(self, number: int, reason: str) -> None:
        """Nothing more comes from an interface."""
        interface = self._interfaces[number]
        if not interface.over:
            interface.input.count()
            interface.over = True
            if reason:
                self.tell(f"{reason}: nothing more comes from there")
            for descriptor in interface.input.filenos():
                self._poll.unregister(descriptor)
                del self._owners[descriptor]  # another file may have the number soon
            interface.close()

    # The file

    def _write(self, data: bytes, *, keep: bool = False) -> None:
        """Append to the file; with `keep` later files begin with it, too."""
        if not data:
            return
        if keep and self._kept + len(data) <= MOST_KEPT:
            self._kept += len(data)
            self._beginning.append(data)
        try:
            self._files.current.write(data)
        except OSError as error:
            self._cannot_write(error)
        self._written = self.packets
        self._listener.grown()

    def _check_file(self) -> None:
        if self._files.current.harmed():
            path = self._files.current.path
            raise CaptureError(f"{path}: was removed or cut by another program while it was written; the capture ended")

    def _cannot_write(self, error: OSError) -> None:
        self._stopping = True
        path = self._files.current.path
        if error.errno == errno.EPIPE:
            raise BrokenPipeError(error.errno, error.strerror) from None
        reason = "the disk is full" if error.errno in (errno.ENOSPC, errno.EDQUOT) else error.strerror
        held = self._written - self._file_packets
        raise CaptureError(
            f"{path}: cannot be written on ({reason}); it holds the {held:,} packets up to then"
        ) from None

    def _finish(self) -> None:
        """Take what came before the end, and close the file."""
        for each in self._interfaces:
            each.ending()
        if not self._full:
            time.sleep(LAST_PACKETS)
            self._rotation = NO_LIMITS  # the last file takes them all
            for number, _ in enumerate(self._interfaces):
                for _ in range(MOST_LAST):
                    if not self._take_some(number):
                        break
            self._ask()
        self._hear_last()
        self._count(always=True)
        self._check_file()
        try:
            self._files.current.close()
        except OSError as error:
            self._cannot_write(error)

    def _hear_last(self) -> None:
        """Take in the names of the last processes, and what is left of the dictionary."""
        end = time.monotonic() + MOST_PATIENCE
        while self._relays and (left := end - time.monotonic()) > 0:
            ready, _, _ = select.select(list(self._relays), [], [], left)
            for number in ready:
                self._hear_own(number)
        while self._keeper is not None and select.select([self._keeper], [], [], LAST_PACKETS)[0]:
            self._hear()
