"""Conventions: what the declarations say of the requests of each protocol, as tables to look up many at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nldissect.index.grouping import occurring
from nldissect.schema.registry import Registry

if TYPE_CHECKING:
    import numpy.typing as npt

    Integers = npt.NDArray[Any]

# linux/netlink.h
NLM_F_ACK = 0x04
NLM_F_DUMP_INTR = 0x10
NLM_F_DUMP = 0x300

TYPES = 1 << 16
ANY = 0xFFFFFFFF  # object of the ends of a batch: what the kernel says of a batch may be of any type

# what a request is for, as far as its type tells
WRITES, REMOVES, READS, EITHER = 0, 1, 2, 3
PURPOSES = {"get": READS, "del": REMOVES, "do": EITHER}  # by the name of its kind; all others make or change something


class Conventions:
    """Tables by netlink protocol number, filled in when a protocol is first seen."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._known: set[int] = set()
        self._purposes = np.zeros((256, 0), np.uint8)
        self._row = np.zeros(256, np.uint8)
        self.span = np.ones(256, np.uint32)
        self._both_dump_bits = np.zeros(256, np.bool_)
        self.batch_begin = np.full(256, -1, np.int32)
        self.batch_end = np.full(256, -1, np.int32)

    def know(self, protocols: Integers) -> None:
        """Look up what the registry says of these protocols; to be called before anything else is asked of them."""
        present = occurring(protocols)
        for number in present:
            if number not in self._known:
                self._learn(number)

    def _learn(self, number: int) -> None:
        protocol = self._registry.protocol(number)
        cycle = [PURPOSES.get(kind.name, WRITES) for kind in protocol.kinds]
        purposes = np.resize(np.array(cycle, np.uint8), TYPES)
        for type_, message in protocol.messages.items():
            if not message.commands:  # the commands of a family differ
                purposes[type_] = PURPOSES.get(message.kind.name, WRITES)
        self._row[number] = len(self._known)
        self._known.add(number)
        self._purposes = np.concatenate((self._purposes.reshape(-1, TYPES), purposes[None]))
        self.span[number] = protocol.span or TYPES
        self._both_dump_bits[number] = protocol.both_dump_bits
        if protocol.batch:
            self.batch_begin[number], self.batch_end[number] = protocol.batch

    def purposes(self, protocols: Integers, types: Integers) -> npt.NDArray[np.uint8]:
        """WRITES, REMOVES, READS or EITHER of messages."""
        found: npt.NDArray[np.uint8] = self._purposes[self._row[protocols], types]
        return found

    def dumps(self, protocols: Integers, flags: Integers, purposes: Integers) -> npt.NDArray[np.bool_]:
        """Whether requests ask for a dump."""
        asked = flags & np.uint16(NLM_F_DUMP)
        both = self._both_dump_bits[protocols]
        found: npt.NDArray[np.bool_] = np.where(both, asked == NLM_F_DUMP, (asked != 0) & (purposes >= READS))
        return found

    def objects(self, protocols: Integers, types: Integers) -> npt.NDArray[np.uint32]:
        """What messages are about, so that a reply has the number of its request; ANY for the ends of a batch."""
        found: npt.NDArray[np.uint32] = types.astype(np.uint32)
        if len(protocols) and (protocols == protocols[0]).all():
            found //= self.span[protocols[0]]
        else:
            found //= self.span[protocols]
        ends = self.batch_ends(protocols, types)
        if ends.any():
            found[ends] = ANY
        return found

    def batch_ends(self, protocols: Integers, types: Integers) -> npt.NDArray[np.bool_]:
        """Whether messages begin or end a batch."""
        found = np.zeros(len(types), np.bool_)
        for number in np.flatnonzero(self.batch_begin >= 0).tolist():
            here = protocols == number
            found |= here & ((types == self.batch_begin[number]) | (types == self.batch_end[number]))
        return found
