"""pcapng files: several sections and interfaces, both byte orders, comments.

Format: https://datatracker.ietf.org/doc/draft-ietf-opsawg-pcapng/.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from struct import Struct
from typing import TYPE_CHECKING, Literal

import numpy as np

from nldissect import notes
from nldissect.errors import CaptureError
from nldissect.sources.data import Data, gather
from nldissect.sources.formats import PCAPNG_MAGIC
from nldissect.sources.frames import LONGEST, NETLINK_LINK_TYPES, Contents, describe_link_type
from nldissect.sources.options import COMMENT, commented, comments, interface, options
from nldissect.sources.timestamps import nanoseconds
from nldissect.sources.walk import PORTION

if TYPE_CHECKING:
    import numpy.typing as npt

SECTION_HEADER = 0x0A0D0D0A
INTERFACE_DESCRIPTION = 1
PACKET = 2  # obsolete, but for the interface laid out as the enhanced one
SIMPLE_PACKET = 3
INTERFACE_STATISTICS = 5
ENHANCED_PACKET = 6
OTHER_PACKETS = frozenset({PACKET, SIMPLE_PACKET})
TOLD_BLOCKS = frozenset({INTERFACE_DESCRIPTION, INTERFACE_STATISTICS, notes.NOTE})

BYTE_ORDER_MAGIC = {b"\x4d\x3c\x2b\x1a": "<", b"\x1a\x2b\x3c\x4d": ">"}
# shortest block of a kind: what its fixed fields and both lengths take
SHORTEST = {SECTION_HEADER: 28, INTERFACE_DESCRIPTION: 20, PACKET: 32, SIMPLE_PACKET: 16, ENHANCED_PACKET: 32}
BLOCK = 12
PACKET_FIELDS = 28
SIMPLE_FIELDS = 12
# options of interface statistics: isb_ifdrop, isb_osdrop
DROPS = frozenset({5, 7})
MOST_INTERFACES = 1 << 16
NO_SECTION = -1


class PcapngParser:
    """Bytes of a pcapng file -> frames; never opens a file.

    Raises CaptureError at the end of a file none of whose interfaces can hold netlink.
    """

    format = "pcapng"

    def __init__(self, contents: Contents, header: bytes) -> None:
        self.contents = contents
        self.damaged = False
        self._section = NO_SECTION
        self._first_interface = 0
        self._mixed = False
        self._warned = set[str]()
        self._reached = 0
        self._broken: tuple[int, str] | None = None
        self._order = "<"
        self._block = Struct("<II")

    def scan(self, data: Data, position: int, stop: int, end: int) -> int:
        """Take the blocks that begin before `stop` and are complete before `end`; returns where the next begins."""
        while not self.damaged:
            walk = self._walk(data, position, min(stop, end - BLOCK + 1), end)
            while not self.damaged and (blocks := np.fromiter(islice(walk, PORTION), np.uint64)).size:
                self._take(data, blocks)
            position = self._reached
            if self._broken is not None:
                self._damage(*self._broken)
            if position >= stop or not self._section_begins(data, position, end):
                break
            position += self._block.unpack_from(data, position)[1]
        return position

    def finish(self, data: Data, position: int, end: int) -> None:
        """Take what is left at `position` when nothing more will come."""
        if self._section == NO_SECTION:
            raise CaptureError(f"{self.contents.name}: cut or damaged in the first block, so nothing can be read")
        if end > position and not self.damaged:
            self._cut(data, position, end)
        for number, dropped in self.contents.dropped.items():
            if not dropped:
                continue
            name = self.contents.interfaces[number].name or f"interface {number}"
            self.contents.warn(f"the capture program lost {dropped:,} packets on {name}")
        link_types = {interface.link_type for interface in self.contents.interfaces}
        if link_types and not link_types & NETLINK_LINK_TYPES:
            held = " and ".join(describe_link_type(link_type) for link_type in sorted(link_types)[:3])
            raise CaptureError(f"{self.contents.name}: holds {held}, no netlink; record an nlmon device instead")

    def _cut(self, data: Data, position: int, end: int) -> None:
        left = end - position
        if left < BLOCK:
            self.contents.warn(f"cut at byte {end:,}: the last block has {left} bytes, too few for any")
            return
        kind, size = self._block.unpack_from(data, position)
        self.contents.warn(f"cut at byte {end:,}: the last block says {size:,} bytes, {left:,} are there")
        if kind == ENHANCED_PACKET and left > PACKET_FIELDS:
            block = np.array([position], np.uint64)
            fields = gather(data, block, PACKET_FIELDS).view(np.dtype(self._order + "u4")).reshape(-1, 7)
            room = np.array([left - PACKET_FIELDS], np.uint32)
            fields[:, 5] = np.minimum(fields[:, 5], room)
            self._packets(data, block + np.uint64(PACKET_FIELDS), room, fields)

    def _damage(self, position: int, sentence: str) -> None:
        if not self.damaged:
            self.damaged = True
            self.contents.warn(f"damaged at byte {position:,}: {sentence}, so the rest cannot be read")

    def _walk(self, data: Data, position: int, stop: int, end: int) -> Iterator[int]:
        """The packet blocks of one section; other blocks are dealt with on the way."""
        unpack = self._block.unpack_from
        self._reached = position
        if self._section == NO_SECTION:
            return
        with memoryview(data) as view:
            while position < stop:
                kind, size = unpack(view, position)
                following = position + size
                if kind == ENHANCED_PACKET and size >= 32 and following <= end and not size & 3:
                    yield position
                elif kind == SECTION_HEADER:
                    break
                elif size < SHORTEST.get(kind, BLOCK) or size > LONGEST or size & 3:
                    self._broken = position, f"the block there says {size:,} bytes"
                    break
                elif following > end:
                    break
                elif kind in OTHER_PACKETS:
                    self._mixed = True
                    yield position
                elif unpack(view, following - 8)[1] != size:
                    self._broken = position, "the block there ends with another length than it begins with"
                    break
                elif kind in TOLD_BLOCKS:
                    self._told(position, kind, bytes(view[position + 8 : following - 4]))
                position = following
            self._reached = position

    def _section_begins(self, data: Data, position: int, end: int) -> bool:
        """Start a section when its whole header is at `position`."""
        if self.damaged or end - position < BLOCK or data[position : position + 4] != PCAPNG_MAGIC:
            return False
        order = BYTE_ORDER_MAGIC.get(data[position + 8 : position + 12])
        if order is None:
            self._damage(position, "the section there has no byte-order magic")
            return False
        block = Struct(order + "II")
        size = block.unpack_from(data, position)[1]
        if size < SHORTEST[SECTION_HEADER] or size > LONGEST or size & 3:
            self._damage(position, f"the section header there says {size:,} bytes")
            return False
        if position + size > end:
            self._order, self._block = order, block
            return False
        self._order, self._block = order, block
        self._section += 1
        self._first_interface = len(self.contents.interfaces)
        for code, value in options(data[position + 24 : position + size - 4], order):
            if code == COMMENT:
                self.contents.comment(-1, value.decode("utf-8", "replace"))
        return True

    def _told(self, position: int, kind: int, body: bytes) -> None:
        """Take in a block that tells something else than packets."""
        if kind == INTERFACE_DESCRIPTION:
            self._interface(position, body)
        elif kind == INTERFACE_STATISTICS:
            self._count_dropped(body)
        else:
            self._note(body)

    def _note(self, body: bytes) -> None:
        facts = notes.read(body)
        if (process := notes.process(facts.get("process"), self._first_interface)) is not None:
            self.contents.processes.append(process)
        if (own := notes.own(facts.get("own"), self._first_interface)) is not None:
            self.contents.own.add(own)
        if isinstance(warning := facts.get("warning"), str):
            self.contents.warn(warning)

    def _interface(self, position: int, body: bytes) -> None:
        if len(self.contents.interfaces) >= MOST_INTERFACES:
            self._broken = self._broken or (position, f"there are more than {MOST_INTERFACES:,} interfaces")
            return
        self.contents.interfaces.append(interface(body, self._order, self._section))
        for code, value in options(body[8:], self._order):
            if code == COMMENT:
                self.contents.comment(-1, value.decode("utf-8", "replace"))

    def _count_dropped(self, body: bytes) -> None:
        if len(body) < 12:
            return
        number = Struct(self._order + "I").unpack_from(body)[0] + self._first_interface
        if number >= len(self.contents.interfaces):
            return
        order: Literal["little", "big"] = "little" if self._order == "<" else "big"
        told = [int.from_bytes(value, order) for code, value in options(body[12:], self._order) if code in DROPS]
        if told:
            self.contents.dropped[number] = sum(told)

    def _take(self, data: Data, blocks: npt.NDArray[np.uint64]) -> None:
        """Add the frames of the packet blocks, up to the first whose end does not match its beginning."""
        word = np.dtype(self._order + "u4")
        sizes = gather(data, blocks + np.uint64(4), 4).view(word)
        ends = gather(data, blocks + sizes - np.uint64(4), 4).view(word)
        if (wrong := np.flatnonzero(sizes != ends)).size:
            first = int(wrong[0])
            self._damage(int(blocks[first]), "the block there ends with another length than it begins with")
            blocks, sizes = blocks[:first], sizes[:first]
        if not len(blocks):
            return
        if self._mixed:
            starts, room, fields = self._mixed_fields(data, blocks, sizes)
        else:
            starts, room = blocks + np.uint64(PACKET_FIELDS), sizes - np.uint32(PACKET_FIELDS + 4)
            fields = gather(data, blocks, PACKET_FIELDS).view(word).reshape(-1, 7)
        self._packets(data, starts, room, fields)

    def _mixed_fields(
        self, data: Data, blocks: npt.NDArray[np.uint64], sizes: npt.NDArray[np.uint32]
    ) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint32], npt.NDArray[np.uint32]]:
        """Where the data of packet blocks of any kind start, room for them, and the fields an enhanced one has."""
        word = np.dtype(self._order + "u4")
        kinds = gather(data, blocks, 4).view(word)
        simple, obsolete = kinds == SIMPLE_PACKET, kinds == PACKET
        head = np.where(simple, np.uint32(SIMPLE_FIELDS), np.uint32(PACKET_FIELDS))
        room = sizes - head - np.uint32(4)
        fields = np.zeros((len(blocks), 7), np.uint32)
        fields[~simple] = gather(data, blocks[~simple], PACKET_FIELDS).view(word).reshape(-1, 7)
        # the interface takes the first half of the word, a drop count the other
        number = fields[obsolete, 2]
        fields[obsolete, 2] = number & np.uint32(0xFFFF) if self._order == "<" else number >> np.uint32(16)
        if simple.any() and self._first_interface < len(self.contents.interfaces):
            length = gather(data, blocks[simple] + np.uint64(8), 4).view(word)
            snap_length = self.contents.interfaces[self._first_interface].snap_length or LONGEST
            fields[simple, 5] = np.minimum(np.minimum(length, room[simple]), np.uint32(snap_length))
            fields[simple, 6] = length
        return blocks + head, room, fields

    def _packets(
        self,
        data: Data,
        starts: npt.NDArray[np.uint64],
        room: npt.NDArray[np.uint32],
        fields: npt.NDArray[np.uint32],
    ) -> None:
        """Add frames by the seven first words of their blocks; `room`: bytes for data and options in each."""
        stray = fields[:, 2] >= len(self.contents.interfaces) - self._first_interface
        if stray.any():
            first = int(starts[np.flatnonzero(stray)[0]])
            self._warn_once("interface", f"the packet at byte {first:,} is of no interface of the file, left out")
            starts, room, fields = starts[~stray], room[~stray], fields[~stray]
            if not len(starts):
                return
        captured = np.minimum(fields[:, 5], room)
        if (short := np.flatnonzero(captured != fields[:, 5])).size:
            first = int(starts[short[0]])
            self._warn_once("room", f"the packet at byte {first:,} says more bytes than its block has")
        number = fields[:, 2] + np.uint32(self._first_interface)
        ticks = fields[:, 3].astype(np.uint64) << np.uint64(32) | fields[:, 4]
        self._comments(data, starts, captured, room)
        self.contents.frames.append(
            len(starts), offset=starts, captured=captured, length=fields[:, 6],
            time=nanoseconds(ticks, number, self.contents.interfaces), interface=number)  # fmt: skip

    def _warn_once(self, about: str, sentence: str) -> None:
        if about not in self._warned:
            self._warned.add(about)
            self.contents.warn(sentence)

    def _comments(
        self, data: Data, starts: npt.NDArray[np.uint64], captured: npt.NDArray[np.uint32], room: npt.NDArray[np.uint32]
    ) -> None:
        padded = (captured + np.uint32(3)) & np.uint32(0xFFFFFFFC)
        with_options = np.flatnonzero(room >= padded + np.uint32(4))
        if not with_options.size:
            return
        begin = starts[with_options] + padded[with_options]
        end = starts[with_options] + room[with_options]
        first = len(self.contents.frames)
        for which in commented(data, begin, end, self._order).tolist():
            body = data[int(begin[which]) : int(end[which])]
            for text in comments(body, self._order):
                self.contents.comment(first + int(with_options[which]), text)
