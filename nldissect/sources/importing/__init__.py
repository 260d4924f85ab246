"""What is no capture and holds netlink messages: hex dumps, logs of strace, libnl and libmnl, files of rtmon.

An importer finds the datagrams; they become a pcapng file in memory, which is then read as any other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from nldissect.errors import CaptureError
from nldissect.sources.importing import hex, libmnl, libnl, raw, strace
from nldissect.sources.importing.found import Found, Guess


@dataclass(frozen=True, slots=True)
class Importer:
    """What reads one format.

    described   the words for it
    read        finds the datagrams in the bytes of a file; it raises nothing
    recognises  whether a file that begins with these bytes is most likely one
    """

    described: str
    read: Callable[[bytes], Found]
    recognises: Callable[[bytes], bool]


FORMATS: Mapping[str, Importer] = {
    "strace": Importer("strace output", strace.read, strace.recognises),
    "libnl": Importer("debug output of libnl", libnl.read, libnl.recognises),
    "libmnl": Importer("debug output of libmnl", libmnl.read, libmnl.recognises),
    "hex": Importer("a hex dump", hex.read, hex.recognises),
    "raw": Importer("a stream of netlink messages", raw.read, raw.recognises),
}


@dataclass(frozen=True, slots=True)
class Import:
    """How to read a file that is no capture.

    format    one of FORMATS
    protocol  netlink protocol number of what the file does not tell it of; None: `guess` tells it
    """

    format: str
    protocol: int | None
    guess: Guess

    def capture(self, data: bytes) -> bytes:
        """What is found in the bytes of a file, as a pcapng file; raises CaptureError when that is nothing."""
        found = FORMATS[self.format].read(data)
        if not found.datagrams:
            said = "".join(f"; {sentence}" for sentence in found.warnings)
            raise CaptureError(f"holds nothing that --from {self.format} could read{said}")
        found.settle(self.format, self.protocol, self.guess)
        return found.capture()


def recognised(head: bytes) -> str:
    """The format of a file that begins with these bytes; "" when it looks like none."""
    return next((name for name, importer in FORMATS.items() if importer.recognises(head)), "")
