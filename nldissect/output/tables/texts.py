"""Texts: raw values as the texts that they are, each that occurs written once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from nldissect.engine.values import presentation
from nldissect.schema.leaf import Leaf

if TYPE_CHECKING:
    import numpy.typing as npt

    Array = npt.NDArray[Any]

LONGEST_PADDED = 64  # strings up to this are brought to one size: NULs at their end mean nothing
INTEGERS = {1: pa.uint8(), 2: pa.uint16(), 4: pa.uint32(), 8: pa.uint64()}  # whose hashes are quick

Parts = list[tuple[Leaf, "Array", "Array"]]  # raw values of a leaf, and where their codes go

# what an octet of an address is written as, in four bytes with zeros at the end
OCTETS = np.array([f"{octet}." for octet in range(256)], "S4")
LAST_OCTETS = np.array([str(octet) for octet in range(256)], "S4")


def texts(parts: Parts) -> pa.Array:
    """Write the code of each raw value to its place; the texts that the codes stand for."""
    groups: dict[tuple[str, int], Parts] = {}
    for part in parts:
        leaf, raw, _ = part
        size = raw.dtype.itemsize
        if leaf.show == "string" and size < LONGEST_PADDED:
            size = LONGEST_PADDED
        groups.setdefault((leaf.show, size), []).append(part)
    encoded = [_encoded(group) for group in groups.values()]
    # values that differ may be written alike
    distinct = pa.concat_arrays([written for _, written in encoded]).dictionary_encode()
    places = distinct.indices.to_numpy()
    first = 0
    for group, (codes, written) in zip(groups.values(), encoded, strict=True):
        codes = places[first + codes]
        first += len(written)
        start = 0
        for _, raw, room in group:
            room[:] = codes[start : start + len(raw)]
            start += len(raw)
    return distinct.dictionary


def _encoded(group: Parts) -> tuple[Array, pa.Array]:
    """The distinct ones of values that can be compared by their bytes, as texts, and for each value its place there."""
    leaf = group[0][0]
    size = max(raw.dtype.itemsize for _, raw, _ in group)
    count = sum(len(raw) for _, raw, _ in group)
    if not size:
        return np.zeros(count, np.int64), pa.array([_text(leaf, b"")], pa.string())
    together = np.zeros(count, f"S{size}")
    start = 0
    for _, raw, _ in group:
        if width := raw.dtype.itemsize:
            together[start : start + len(raw)] = raw.view(f"S{width}")
        start += len(raw)
    values = pa.Array.from_buffers(INTEGERS.get(size, pa.binary(size)), count, [None, pa.py_buffer(together)])
    encoded = values.dictionary_encode()
    data = encoded.dictionary.buffers()[1].to_pybytes()[: len(encoded.dictionary) * size]
    return encoded.indices.to_numpy(), _texts(leaf, size, data)


def _texts(leaf: Leaf, size: int, data: bytes) -> pa.Array:
    if leaf.show == "ipv4":
        return _addresses(np.frombuffer(data, np.uint8).reshape(-1, 4))
    return pa.array([_text(leaf, data[at : at + size]) for at in range(0, len(data), size)], pa.string())


def _addresses(octets: Array) -> pa.Array:
    """IPv4 addresses as texts: a capture may have as many as messages."""
    texts = np.empty((len(octets), 4), "S4")
    texts[:, :3] = OCTETS[octets[:, :3]]
    texts[:, 3] = LAST_OCTETS[octets[:, 3]]
    padded = texts.view(np.uint8).reshape(-1, 16)
    there = padded != 0
    offsets = np.zeros(len(octets) + 1, np.int32)
    np.cumsum(there.sum(axis=1), out=offsets[1:])
    return pa.Array.from_buffers(pa.string(), len(octets), [None, pa.py_buffer(offsets), pa.py_buffer(padded[there])])


def _text(leaf: Leaf, raw: bytes) -> str:
    """A value as a text; what is no UTF-8 is escaped."""
    text: str = presentation(leaf).value(raw)
    if text.isascii():
        return text
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
