"""Layouts: where everything of a message is, for all messages of the same structure."""

from __future__ import annotations

from functools import cached_property
from struct import Struct as Packed
from typing import TYPE_CHECKING

from nldissect.engine.field import Field
from nldissect.engine.issue import Issue
from nldissect.schema.leaf import Leaf
from nldissect.schema.message import Message

if TYPE_CHECKING:
    import numpy as np

    from nldissect.engine.root import Root

# One node of a layout, in preorder: field, leaf (None for containers), start, value, end, next, depth.
# The node's own header (struct nlattr) is [start, value), its value [value, end), its padding [end, next); offsets are
# bytes from the start of the message.
Span = tuple[Field, Leaf | None, int, int, int, int, int]


MOST_PATHS = 256  # whose places a layout remembers


def packed(big: bool, values: list[tuple[int, int, str]]) -> Packed:
    """Takes values out of bytes: start, end and `struct` code of each, in rising order."""
    position = 0
    parts = [">" if big else "<"]
    for start, end, code in values:
        if start != position:
            parts.append(f"{start - position}x")
        parts.append(code)
        position = end
    return Packed("".join(parts))


class Layout:
    """The flat preorder list of a message's nodes, and the bytes that a message must share to have it.

    root      how the message was read
    message   its declaration, the command's for generic netlink; None for bytes that are no message
    extent    size of the message in bytes, with its padding
    spans     the nodes
    issues    index of a node to what does not fit there
    mask      integer with all bits set of the bytes that steered the walk (byte 0 lowest)
    expected  those bytes
    number    place in the cache, from 1; 0 for a layout that is not kept
    renderers what outputs keep here: their templates for this layout
    """

    def __init__(
        self,
        root: Root,
        message: Message | None,
        extent: int,
        spans: list[Span],
        issues: dict[int, Issue],
        controls: list[tuple[int, int]],
        data: bytes,
    ) -> None:
        self.root = root
        self.message = message
        self.extent = extent
        self.spans = spans
        self.issues = issues
        self.number = 0
        self.renderers: dict[object, object] = {}
        self._places: dict[str, tuple[int, ...]] = {}
        mask = bytearray(extent)
        for start, end in controls:
            mask[start:end] = b"\xff" * (end - start)
        sample = int.from_bytes(data, "little")
        self.mask = int.from_bytes(mask, "little")
        self.expected = sample & self.mask
        # nlmsg_type is in the root, not in the mask
        self._known = self.mask | (0xFFFF << 32 if message is not None else 0)
        self._sample = sample & self._known

    def fits(self, data: bytes) -> bool:
        """Whether a message of the same root and extent has this layout."""
        return int.from_bytes(data, "little") & self.mask == self.expected

    def constant(self, start: int, end: int) -> bytes | None:
        """The bytes [start, end) where they are the same in all messages of this layout, else None."""
        bits = ((1 << 8 * (end - start)) - 1) << 8 * start
        if self._known & bits != bits:
            return None
        return ((self._sample & bits) >> 8 * start).to_bytes(end - start, "little")

    @cached_property
    def words(self) -> tuple[np.ndarray, np.ndarray, np.ndarray | None]:
        """The steering bytes as 32-bit little-endian words: offsets, expected values, and masks unless all are full."""
        import numpy as np  # which a program that decodes single messages does without

        size = (self.extent + 3) & ~3
        masks = np.frombuffer(self.mask.to_bytes(size, "little"), "<u4")
        offsets = np.flatnonzero(masks)
        expected = np.frombuffer(self.expected.to_bytes(size, "little"), "<u4")[offsets]
        masks = masks[offsets]
        full = bool((masks == 0xFFFFFFFF).all())
        offsets *= 4
        return offsets, expected, None if full else masks

    @cached_property
    def leaves(self) -> tuple[int, ...]:
        """Indexes of the nodes that hold a value, in the order of `unpack`."""
        return tuple(index for index, span in enumerate(self.spans) if span[1] is not None)

    @cached_property
    def named(self) -> dict[int, str]:
        """The name spaces of the values that can have a name here, by the indexes of their nodes.

        Numbers of another network namespace are not among them.
        """
        present = {span[0].name for span in self.spans if span[0].role == "attribute"}
        teachings = self.root.registry.protocol(self.root.protocol).names
        strange = {space for space, teaching in teachings.items() if not present.isdisjoint(teaching.elsewhere)}
        return {
            index: leaf.names
            for index, (_, leaf, *_) in enumerate(self.spans)
            if leaf is not None and leaf.names and leaf.names not in strange and leaf.elsewhere not in present
        }

    @cached_property
    def unpack(self) -> Packed:
        """Takes the raw values of all leaves out of a message: integers in host order, all else as bytes."""
        return self.unpacker(self.leaves)

    def code(self, index: int) -> str:
        """The `struct` code that takes the raw value of a leaf: an integer in host order, all else as bytes."""
        _, leaf, _, start, end, _, _ = self.spans[index]
        assert leaf is not None  # only leaves have a value
        return leaf.code if leaf.code != "s" and not leaf.network else f"{end - start}s"

    def unpacker(self, leaves: tuple[int, ...], origin: int = 0) -> Packed:
        """Takes the raw values of these leaves, given in preorder, out of the bytes from `origin` on."""
        return packed(
            self.root.big,
            [(self.spans[index][3] - origin, self.spans[index][4] - origin, self.code(index)) for index in leaves],
        )

    def places(self, path: str) -> tuple[int, ...]:
        """Indexes of the leaves with this path, in their order; remembered for the paths that were asked about."""
        found = self._places.get(path)
        if found is None:
            found = tuple(index for index in self.leaves if self.spans[index][0].path == path)
            if len(self._places) < MOST_PATHS:
                self._places[path] = found
        return found

    def has(self, path: str) -> bool:
        """Whether there is a field with this path, or one below it."""
        below = path + "."
        return any(span[0].path == path or span[0].path.startswith(below) for span in self.spans)

    def children(self, index: int) -> range:
        """Indexes of all nodes below a node (not only the next level)."""
        depth = self.spans[index][6]
        stop = index + 1
        while stop < len(self.spans) and self.spans[stop][6] > depth:
            stop += 1
        return range(index + 1, stop)
