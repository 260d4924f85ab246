"""Dumps with offsets: of xxd, hexdump, od, tcpdump, tshark, the kernel's log, and `nldissect read -x`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from nldissect.cooked import uncooked
from nldissect.sources.hex import GROUP, LAST_OFFSET, REPEATED, DumpLine, bytes_of_dump, dump_line
from nldissect.sources.importing.found import Datagram, Found, listed
from nldissect.sources.importing.hex.told import Told, is_own

# Behind a log's prefix, a quotation mark, or the name that a program gives to its dump.
PREFIXED = re.compile(
    r"(.*?[\s\]>:|])(?:(?:0x)?([0-9a-fA-F]{4,16}):\s+|([0-9a-fA-F]{4,8})\s\s+)((?:[0-9a-fA-F]{2}){1,8}(?:\s.*)?)"
)


@dataclass(slots=True)
class _Dump:
    line: int
    time: int | None
    protocol: int | None
    rows: list[DumpLine | str] = field(default_factory=list)
    followed: bool = False
    """whether a line that is none of it came before the next one"""


def read(text: str) -> Found:
    """Each dump as a datagram; one begins where offsets begin at 0 again."""
    found = Found()
    wrong: list[int] = []
    last: bytes | None = None
    for dump in _dumps(text.splitlines()):
        try:
            data = bytes_of_dump(dump.rows)
        except ValueError:
            wrong.append(dump.line)
            continue
        datagram, protocol = uncooked(data)
        # tcpdump shows each packet of an nlmon device twice, with and without text beside it
        if protocol is None or data != last:
            known = dump.protocol if protocol is None else protocol
            found.datagrams.append(Datagram(datagram, dump.time, known))
        last = None if dump.followed or data == last else data
    if wrong:
        found.warnings.append(f"{listed(wrong)}: the offsets of the dump do not fit its bytes")
    return found


def _dumps(lines: Sequence[str]) -> list[_Dump]:
    told = Told()
    dumps: list[_Dump] = []
    for number, line in enumerate(lines, 1):
        row, prefix = dump_line(line), ""
        if row is None or not GROUP.match(row.rest):
            row, prefix = (None, "") if is_own(line) else _behind_prefix(line)
        if row is not None and not int(row.offset, 16):
            told.read(prefix)
            dumps.append(_Dump(number, told.time, told.protocol, [row]))
            told.forget()
        elif not dumps:
            told.read(line)
        elif row is not None:
            dumps[-1].rows.append(row)
        elif line.strip() == REPEATED:
            dumps[-1].rows.append(REPEATED)
        elif not dumps[-1].followed and (last := LAST_OFFSET.fullmatch(line)):
            dumps[-1].rows.append(DumpLine(last[1], "", False))
        else:
            dumps[-1].followed = True
            told.read(line)
    return dumps


def _behind_prefix(line: str) -> tuple[DumpLine | None, str]:
    match = PREFIXED.fullmatch(line)
    if match is None:
        return None, ""
    return DumpLine(match[2] or match[3], match[4], match[2] is None), match[1]
