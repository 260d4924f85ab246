"""pcap files, in micro- and nanoseconds, of both byte orders.

Format: https://datatracker.ietf.org/doc/draft-ietf-opsawg-pcap/.
"""

from __future__ import annotations

from struct import Struct
from typing import TYPE_CHECKING

import numpy as np

from nldissect.errors import CaptureError
from nldissect.sources.data import Data, gather
from nldissect.sources.frames import LONGEST, NETLINK_LINK_TYPES, Contents, Interface, describe_link_type
from nldissect.sources.walk import RECORD_HEADER, portions

if TYPE_CHECKING:
    import numpy.typing as npt

FILE_HEADER = 24
# MAXIMUM_SNAPLEN of libpcap: what a packet can have when the file's own limit is no help.
MAXIMUM_SNAPLEN = 262144

# magic number as it stands in the file -> byte order, units per second
MAGIC = {
    b"\xd4\xc3\xb2\xa1": ("<", 1_000_000),
    b"\xa1\xb2\xc3\xd4": (">", 1_000_000),
    b"\x4d\x3c\xb2\xa1": ("<", 1_000_000_000),
    b"\xa1\xb2\x3c\x4d": (">", 1_000_000_000),
}


class PcapParser:
    """Bytes of a pcap file -> frames; never opens a file.

    Raises CaptureError when the file header names a link type that cannot hold netlink.
    """

    format = "pcap"

    def __init__(self, contents: Contents, header: bytes) -> None:
        self.contents = contents
        self.damaged = False
        order, ticks = MAGIC[header[:4]]
        snap_length, link_type = Struct(order + "16xII").unpack_from(header)
        link_type &= 0x03FFFFFF  # the bits above tell of a frame check sequence
        if link_type not in NETLINK_LINK_TYPES:
            raise CaptureError(
                f"{contents.name}: holds {describe_link_type(link_type)}, no netlink; record an nlmon device instead"
            )
        contents.interfaces.append(Interface(link_type, ticks=ticks, snap_length=snap_length))
        self._order = order
        self._captured = Struct(order + "8xI")
        self._fields = np.dtype(order + "u4")
        self._nanoseconds = 1_000_000_000 // ticks
        self._most = max(snap_length, MAXIMUM_SNAPLEN) if snap_length < LONGEST else MAXIMUM_SNAPLEN

    def scan(self, data: Data, position: int, stop: int, end: int) -> int:
        """Take the records that begin before `stop` and are complete before `end`; returns where the next begins."""
        position = max(position, FILE_HEADER)
        for records in portions(data, position, stop, end, self._order):
            headers = self._headers(data, records)
            self._take(records, headers, end)
            position = int(records[-1]) + RECORD_HEADER + int(headers[-1, 2])
        if position + RECORD_HEADER <= end:
            captured = self._captured.unpack_from(data, position)[0]
            if captured > LONGEST:
                self._damage(position, captured)
        return position

    def finish(self, data: Data, position: int, end: int) -> None:
        """Take what is left at `position` when nothing more will come."""
        left = end - max(position, FILE_HEADER)
        if left <= 0 or self.damaged:
            return
        if left < RECORD_HEADER:
            self.contents.warn(f"cut at byte {end:,}: the last packet's header has {left} of {RECORD_HEADER} bytes")
            return
        captured = self._captured.unpack_from(data, position)[0]
        there = left - RECORD_HEADER
        if captured > self._most:
            self._damage(position, captured)
            return
        self.contents.warn(f"cut at byte {end:,}: the last packet says {captured:,} bytes, {there:,} are there")
        if there:
            record = np.array([position], np.uint64)
            self._take(record, self._headers(data, record), end, captured - there)

    def _damage(self, position: int, captured: int) -> None:
        self.damaged = True
        self.contents.warn(
            f"damaged at byte {position:,}: the packet there says {captured:,} bytes, so the rest cannot be read"
        )

    def _headers(self, data: Data, records: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint32]:
        """The headers of records, a row each: seconds, fraction, bytes captured, bytes on the wire."""
        headers: npt.NDArray[np.uint32] = gather(data, records, RECORD_HEADER).view(self._fields).reshape(-1, 4)
        return headers

    def _take(
        self, records: npt.NDArray[np.uint64], fields: npt.NDArray[np.uint32], end: int, missing: int = 0
    ) -> None:
        """Add the frames of whole records with these headers, or of the last one, `missing` that many bytes."""
        frames = self.contents.frames
        expected = (len(frames) + len(records)) * end // (int(records[-1]) or 1)
        rows = frames.reserve(len(records), expected)
        np.add(records, RECORD_HEADER, out=frames.offset[rows])
        frames.captured[rows] = fields[:, 2] - np.uint32(missing) if missing else fields[:, 2]
        frames.length[rows] = fields[:, 3]
        frames.time[rows] = fields[:, 0]
        frames.time[rows] *= 1_000_000_000
        frames.time[rows] += np.multiply(fields[:, 1], self._nanoseconds, dtype=np.int64)
        frames.interface[rows] = 0
        frames.publish(rows)
