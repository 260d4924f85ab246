"""The byte order of the captured kernel, found datagram by datagram.

It is a property of the kernel and not of the file: a file may have been rewritten on another machine, or merged from
captures of several.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nldissect.index.datagrams import Datagrams
from nldissect.index.messages import NLMSG_HDRLEN
from nldissect.sources.data import Data, gather

if TYPE_CHECKING:
    import numpy.typing as npt

FARTHEST = 1 << 33


class ByteOrder:
    """Decides for datagrams, one portion of a capture after the other.

    A datagram is decided when its first nlmsg_len fits into it (from 16 to its length) in one order only. Any other
    (short ones, garbage, lying lengths) goes with the majority of those before it on its interface; when there is
    none, the order counts which brings nlmsg_len nearest to the datagram's length.
    """

    def __init__(self) -> None:
        self._votes = np.zeros(1, np.int64)
        """little-endian datagrams less big-endian ones so far, per interface"""

    def decide(self, data: Data, datagrams: Datagrams) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.uint32]]:
        """Whether each of the next datagrams is big-endian, and its first nlmsg_len (0: no whole header)."""
        length = datagrams.length
        little = self._first_words(data, datagrams)
        big = little.byteswap()
        little_fits = (little >= NLMSG_HDRLEN) & (little <= length)
        big_fits = (big >= NLMSG_HDRLEN) & (big <= length)
        most = int(datagrams.interface.max(initial=0)) + 1
        if most > len(self._votes):
            self._votes = np.concatenate([self._votes, np.zeros(most - len(self._votes), np.int64)])
        undecided = np.flatnonzero(little_fits == big_fits)
        votes = little_fits.astype(np.int8) - big_fits.astype(np.int8)
        if undecided.size:
            majority = self._votes_before(votes, datagrams.interface)[undecided]
            nearer = distance(big[undecided], length[undecided]) < distance(little[undecided], length[undecided])
            big_fits[undecided] = np.where(majority == 0, nearer, majority < 0)
        if most == 1:
            self._votes[0] += votes.sum(dtype=np.int64)
        else:
            np.add.at(self._votes, datagrams.interface, votes)
        return big_fits, np.where(big_fits, big, little) if big_fits.any() else little

    def _first_words(self, data: Data, datagrams: Datagrams) -> npt.NDArray[np.uint32]:
        """The first nlmsg_len of each datagram as little-endian; 0 where it has no whole header."""
        if datagrams.headers is not None:
            return np.ascontiguousarray(datagrams.headers.view("<u4")[::4]).astype(np.uint32, copy=False)
        whole = datagrams.end - datagrams.start >= NLMSG_HDRLEN
        if whole.all():
            return gather(data, datagrams.start, 4).view("<u4").astype(np.uint32, copy=False)
        words = np.zeros(len(datagrams), np.uint32)
        words[whole] = gather(data, datagrams.start[whole], 4).view("<u4")
        return words

    def _votes_before(self, votes: npt.NDArray[np.int8], interface: npt.NDArray[np.uint16]) -> npt.NDArray[np.int64]:
        """The votes on the interface of each datagram before it."""
        if len(self._votes) == 1:
            before: npt.NDArray[np.int64] = np.cumsum(votes, dtype=np.int64) - votes + self._votes[0]
            return before
        order = np.argsort(interface, kind="stable")
        sorted_interface, sorted_votes = interface[order], votes[order]
        before = np.cumsum(sorted_votes, dtype=np.int64) - sorted_votes
        begins = np.flatnonzero(np.concatenate([[True], sorted_interface[1:] != sorted_interface[:-1]]))
        counts = np.diff(np.concatenate([begins, [len(order)]]))
        result = np.empty(len(order), np.int64)
        result[order] = before - np.repeat(before[begins], counts) + self._votes[sorted_interface]
        return result


def distance(word: npt.NDArray[np.uint32], length: npt.NDArray[np.uint32]) -> npt.NDArray[np.int64]:
    """How far an nlmsg_len is from a datagram's length; one that is below 16 is out of reach."""
    far = np.abs(word.astype(np.int64) - length)
    return np.where(word >= NLMSG_HDRLEN, far, FARTHEST)
