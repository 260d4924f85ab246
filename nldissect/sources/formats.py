"""Which capture format some bytes are, and what to say when they are none."""

from __future__ import annotations

from typing import Protocol

from nldissect.errors import CaptureError
from nldissect.sources.data import Data
from nldissect.sources.frames import Contents
from nldissect.sources.pcap import FILE_HEADER, MAGIC as PCAP_MAGIC, PcapParser

PCAPNG_MAGIC = b"\x0a\x0d\x0d\x0a"  # block type of a section header, the same in both byte orders
# how much of a file `parser` looks at, and what tells the formats that can be imported from each other
HEAD = 1024

COMPRESSED = {
    b"\x28\xb5\x2f\xfd": ("zstd", "zstd -dc"),
    b"\xfd7zX": ("xz", "xz -dc"),
    b"BZh": ("bzip2", "bzip2 -dc"),
    b"\x04\x22\x4d\x18": ("lz4", "lz4 -dc"),
    b"PK\x03\x04": ("zip", "unzip -p"),
}
OTHER_CAPTURES = {
    b"\xa1\xb2\xcd\x34": "modified pcap",
    b"\x34\xcd\xb2\xa1": "modified pcap",
    b"snoop\0": "snoop",
    b"btsnoop\0": "btsnoop",
    b"GMBU": "Microsoft Network Monitor",
}


class Parser(Protocol):
    """What reads one capture format; it is fed bytes and never opens a file.

    `scan` takes what begins before `stop` and is complete before `end` and returns where to go on; `finish` is
    called once, when nothing more will come. Nothing more is to be scanned once `damaged` is set.
    """

    format: str
    contents: Contents
    damaged: bool

    def scan(self, data: Data, position: int, stop: int, end: int) -> int: ...

    def finish(self, data: Data, position: int, end: int) -> None: ...


def parser(contents: Contents, head: bytes, complete: bool) -> Parser | None:
    """The parser for a capture that begins with `head`; None: `head` is too short to say, and more will come.

    Raises CaptureError when it is no capture, or one that cannot be read.
    """
    if not complete and len(head) < FILE_HEADER:
        return None
    if head[:4] in PCAP_MAGIC:
        if len(head) < FILE_HEADER:
            raise CaptureError(f"{contents.name}: cut in the file header, so nothing can be read")
        return PcapParser(contents, head)
    if head[:4] == PCAPNG_MAGIC:
        from nldissect.sources.pcapng import PcapngParser

        return PcapngParser(contents, head)
    raise CaptureError(f"{contents.name}: {describe(head)}")


def describe(head: bytes) -> str:
    """What to tell about a file that begins with `head` and is no capture we read."""
    from nldissect.sources.importing import FORMATS, recognised

    if sentence := foreign(head):
        return sentence
    if format := recognised(head):
        return f"is {FORMATS[format].described}, not a capture; read it with --from {format}"
    if printable(head):
        return "not a capture file (it is text); `nldissect decode` reads hex dumps, and --from files of them"
    return f"not a capture file (starts with {head[:4].hex()}); pcap, pcapng and those in gzip are read"


def foreign(head: bytes) -> str:
    """What to tell about a file that begins with `head` if nothing at all could read it so, else ""."""
    if not head:
        return "is empty"
    for magic, (compression, command) in COMPRESSED.items():
        if head.startswith(magic):
            return f"is compressed by {compression}; decompress it first ({command} FILE | nldissect read -)"
    for magic, name in OTHER_CAPTURES.items():
        if head.startswith(magic):
            return f"is a capture in the {name} format, which is not read; convert it first (editcap -F pcapng IN OUT)"
    return ""


def printable(head: bytes) -> bool:
    """Whether bytes are text, as far as one can see."""
    try:
        text = head.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(head) - 3:
            return False
        text = head[: error.start].decode("utf-8")
    return bool(text) and all(character.isprintable() or character in "\t\r\n" for character in text)
