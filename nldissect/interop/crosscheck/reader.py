"""The process in which pyshark runs: what Wireshark shows of captures, in lines of JSON.

pyshark has an event loop of its own, which works in no other, and only its XML mode loses nothing of what tshark says.
Lines with names of files come in; what goes out is

    {"version": "4.0.17", "kinds": {field: [type, mask]}}      at first
    [frame number, [[field, start, size, show, label]]]        for each frame of a file
    {"frames": number}                                         at the end of a file

or {"error": sentence}, and then nothing more.
"""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import lru_cache
from typing import Any

OLDEST = (4, 0)
"""The first version of tshark whose names of fields are known here."""
TOO_NEW = (3, 14)
"""The first version of Python that has no more what pyshark 0.6 uses."""

Field = tuple[str, int, int, str, str]
Kinds = dict[str, tuple[str, int]]

# "Message type: Get network interface info (18)", "Type: 0x8012, Nested, Link info (18)", "Family ID: 0x10 (nlctrl)",
# and with the kernel's name behind Wireshark's own: "Error code: File exists (-EEXIST) (-17)".
_LABEL = re.compile(
    r": (?:0x[0-9a-f]+, (?:.*, )?)?(?P<label>[^:()]+?)(?: \(-(?P<error>E[A-Z0-9]+)\))? \(-?(?:0x)?[0-9a-f]+\)$"
    r"|: 0x[0-9a-f]+ \((?P<name>[^()]+)\)$"
)
# A field in the list of all: F, description, name, type, protocol, base, mask, ...
_FIELD = re.compile(
    r"^F\t[^\t]*\t((?:netlink(?:-route|-netfilter|-sock_diag)?|genl|nl80211|net_dm|psample)\.[^\t]*)\t([^\t]*)"
    r"\t[^\t]*\t[^\t]*\t(0x[0-9a-f]+)?",
    re.MULTILINE,
)
_NONE = re.compile(r"[Uu]nknown\b")


class UnableError(Exception):
    """Why nothing can be read; one sentence for the user."""


def lines(files: Iterable[str]) -> Iterator[Any]:
    """What is written, line by line."""
    try:
        if sys.version_info >= TOO_NEW:
            raise UnableError(f"pyshark does not run on Python {_dotted(TOO_NEW)} and later")
        tshark = shutil.which("tshark")
        if tshark is None:
            raise UnableError("tshark is not installed (apt install tshark)")
        version, kinds = _version(tshark), _kinds(tshark)
        yield {"version": version, "kinds": kinds}
        for file in files:
            number = 0
            for number, fields in _frames(json.loads(file), tshark, kinds):
                yield [number, list(fields)]
            yield {"frames": number}
    except UnableError as error:
        yield {"error": str(error)}


@lru_cache(maxsize=1 << 16)
def label(showname: str) -> str:
    """Wireshark's word for a value, the kernel's where it says that, too; "" when it has none."""
    found = _LABEL.search(showname)
    word = (found["error"] or found["label"] or found["name"]) if found else ""
    return "" if _NONE.match(word) else word


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))


def _version(tshark: str) -> str:
    said = subprocess.run([tshark, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"\d+(?:\.\d+)+", said)
    if found is None:
        raise UnableError(f"{tshark} does not say its version, as tshark does")
    if tuple(map(int, found[0].split("."))) < OLDEST:
        raise UnableError(f"tshark {found[0]} is too old; {_dotted(OLDEST)} or later is needed")
    return found[0]


def _kinds(tshark: str) -> Kinds:
    """The type of each of Wireshark's fields of netlink and its bit mask (0: all bits), which pyshark does not tell."""
    listed = subprocess.run([tshark, "-G", "fields"], capture_output=True, text=True, check=False).stdout
    kinds = {name: (kind, int(mask or "0", 16)) for name, kind, mask in _FIELD.findall(listed)}
    if not kinds:
        raise UnableError(f"{tshark} has no fields of netlink")
    return kinds


def _frames(file: str, tshark: str, kinds: Kinds) -> Iterator[tuple[int, Iterator[Field]]]:
    try:
        from pyshark import FileCapture
        from pyshark.capture.capture import TSharkCrashException
    except ImportError as error:
        raise UnableError(f"{error.name} is needed, too: pip install 'nldissect[wireshark]'") from None
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    # At the end pyshark kills tshark, which has ended by itself, and may take what comes of that for a crash. After a
    # crash frames are missing, which is looked at elsewhere.
    capture = FileCapture(file, keep_packets=False, tshark_path=tshark, eventloop=loop)
    with suppress(TSharkCrashException), capture:
        for packet in capture:
            yield int(packet.number), _fields(packet.layers, kinds)
    loop.close()


def _fields(layers: Iterable[Any], kinds: Kinds) -> Iterator[Field]:
    for layer in layers:
        for name, shown in layer._all_fields.items():  # what it has for the public searches it for each name
            if name in kinds:
                for field in shown.all_fields:
                    yield name, int(field.pos), int(field.size), field.show or "", label(field.showname or "")


if __name__ == "__main__":
    for line in lines(sys.stdin):
        print(json.dumps(line, separators=(",", ":")), flush=isinstance(line, dict))
