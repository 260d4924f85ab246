"""What an importer finds in a file that is no capture, and how it becomes one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field

from nldissect import blocks
from nldissect.cooked import cooked
from nldissect.notes import Process
from nldissect.sources.frames import LINKTYPE_NETLINK

Guess = Callable[[Sequence[bytes]], int]
"""Gives the netlink protocol that some datagrams most likely belong to."""

MOST_PLACES = 5
"""Line numbers in a warning; there may be thousands."""


@dataclass(slots=True)
class Datagram:
    """A netlink datagram.

    time      nanoseconds since the epoch, or since whatever the file counts from; None where it does not tell
    protocol  netlink protocol number; None where the file does not tell
    length    bytes on the wire, where they are more than `data`
    socket    those of one socket have one protocol
    """

    data: bytes
    time: int | None = None
    protocol: int | None = None
    length: int = 0
    socket: int = 0


@dataclass(slots=True)
class Found:
    """Datagrams in the order of the file, whose the sockets are, and what could not be read, as sentences."""

    datagrams: list[Datagram] = field(default_factory=list)
    processes: list[Process] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def settle(self, name: str, protocol: int | None, guess: Guess) -> None:
        """Give a protocol to the datagrams without: the given one, else a guess for each socket, and a warning."""
        sockets: dict[int, list[Datagram]] = {}
        for datagram in self.datagrams:
            if datagram.protocol is None:
                sockets.setdefault(datagram.socket, []).append(datagram)
        guessed: dict[int, int] = {}
        for datagrams in sockets.values():
            number = guess([each.data for each in datagrams]) if protocol is None else protocol
            guessed[number] = guessed.get(number, 0) + len(datagrams)
            for datagram in datagrams:
                datagram.protocol = number
        if guessed and protocol is None:
            from nldissect.families import NAMES

            names = {number: NAMES[number].removeprefix("NETLINK_").lower() for number in guessed}
            said = ", ".join(names.values())
            if len(names) > 1:
                said = ", ".join(f"{names[number]} for {count:,} datagrams" for number, count in guessed.items())
            likeliest = names[max(guessed, key=guessed.__getitem__)]
            self.warnings.append(f"the protocol is guessed: {said}; give it by --from {name}:{likeliest}")

    def capture(self) -> bytes:
        """All of it as a pcapng file; every datagram must have its protocol.

        One without a time has that of the datagram before it, 0 if none has any. Times begin at 0 or later.
        """
        earliest = min((each.time for each in self.datagrams if each.time is not None), default=0)
        shift = -min(earliest, 0)
        time = max(earliest, 0)
        parts = [blocks.section(), blocks.interface(LINKTYPE_NETLINK)]
        parts += [blocks.note({"process": asdict(process)}) for process in self.processes]
        parts += [blocks.note({"warning": sentence}) for sentence in self.warnings]
        for each in self.datagrams:
            assert each.protocol is not None
            time = time if each.time is None else each.time + shift
            header = cooked(each.protocol)
            length = len(header) + max(each.length, len(each.data))
            parts.append(blocks.packet(0, time, header + each.data, length))
        return b"".join(parts)


def listed(places: Sequence[int], word: str = "line") -> str:
    """Places for a sentence: "line 7", "lines 7, 9 and 120 more"."""
    shown = ", ".join(f"{place:,}" for place in places[:MOST_PLACES])
    more = f" and {len(places) - MOST_PLACES:,} more" if len(places) > MOST_PLACES else ""
    return f"{word}{'s' if len(places) > 1 else ''} {shown}{more}"
