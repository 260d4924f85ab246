"""Pairing: the request of each message of the kernel, found for many messages at once.

Sorted by key, the messages of a key fall into segments, each a request and what follows it. A segment with answers of
one port, an end that is the last of them, and nothing left open before it, is a call: `matching` could not decide
otherwise. All other messages are matched one by one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nldissect.analysis.calls.conventions import ANY, NLM_F_ACK
from nldissect.analysis.calls.exchange import Exchange
from nldissect.analysis.calls.matching import AT_ONCE, Answer, Matcher, Request
from nldissect.index.messages import NLM_F_MULTI

if TYPE_CHECKING:
    import numpy.typing as npt

    Places = npt.NDArray[np.intp]

NONE = -1
LARGEST = np.uint32(0xFFFFFFFF)


@dataclass(slots=True)
class Pairing:
    """The requests that messages belong to; columns as long as the exchange, by its places.

    owner   place of the request, a request's own for itself; NONE where there is none
    open    whether it is a request that may still get replies
    """

    owner: Places
    open: npt.NDArray[np.bool_]


@dataclass(slots=True)
class Segments:
    """Messages sorted by key, cut where a request or another key begins; columns by segment.

    order   places in the exchange, sorted
    number  of the segment, for each of these
    start   of the segment, in these
    head    place of its first message
    asked   whether that is a request
    same    whether the next segment has its key
    """

    order: Places
    number: Places
    start: Places
    head: Places
    asked: npt.NDArray[np.bool_]
    same: npt.NDArray[np.bool_]


def pair(exchange: Exchange) -> Pairing:
    """The request of each message of an exchange."""
    if not len(exchange):
        return Pairing(np.zeros(0, np.intp), np.zeros(0, np.bool_))
    segments = _segments(exchange)
    unclear, ended = _look(exchange, segments)
    owner = np.empty(len(exchange), np.intp)
    owner[segments.order] = np.where(segments.asked, segments.head, NONE)[segments.number]
    still_open = np.zeros(len(exchange), np.bool_)
    still_open[segments.head[segments.asked & ~segments.same & ~ended]] = True
    pairing = Pairing(owner, still_open)
    _match(exchange, segments, unclear, pairing)
    return pairing


def _segments(exchange: Exchange) -> Segments:
    order = np.argsort(exchange.key, kind="stable")
    key = exchange.key[order]
    request = exchange.request[order]
    begins = np.empty(len(key), np.bool_)
    begins[0] = True
    np.not_equal(key[1:], key[:-1], out=begins[1:])
    cuts = request | begins
    start = np.flatnonzero(cuts)
    number = np.cumsum(cuts) - 1
    new_key = begins[start]
    return Segments(
        order=order,
        number=number,
        start=start,
        head=order[start],
        asked=request[start],
        same=np.append(~new_key[1:], False),
    )


def _look(exchange: Exchange, segments: Segments) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Whether it is unclear what belongs to each segment, and whether it has an end."""
    order, start, head, asked, same = segments.order, segments.start, segments.head, segments.asked, segments.same
    count = np.diff(np.append(start, len(order))) - asked  # of the kernel's messages
    port = exchange.port[order]
    highest = np.maximum.reduceat(port, start)
    lowest = np.minimum.reduceat(np.where(port == 0, LARGEST, port), start)
    error, done = exchange.error[order], exchange.done[order]
    # Request.is_ended_by
    waits = (exchange.flags[head] & np.uint16(NLM_F_ACK) != 0) & ~exchange.dump[head]
    ends = error | (done & ~waits[segments.number])
    end_count = np.add.reduceat(ends.astype(np.uint32), start)
    ended = end_count > 0
    unclear = (lowest < highest) | (end_count > 1) | (ended & ~ends[np.append(start[1:], len(order)) - 1])
    unclear[segments.number[_misfits(exchange, segments, ~(error | done))]] = True
    unclear &= asked

    carried = exchange.carried
    multi = (exchange.flags[order] & np.uint16(NLM_F_MULTI) != 0) & ~ends
    parts = np.add.reduceat(multi.astype(np.uint32), start) > 0
    data = count > end_count
    old = np.flatnonzero(asked & (head < len(carried)))
    parts[old] |= carried.parts[head[old]]
    data[old] |= carried.data[head[old]]
    unclear[:-1] |= same[:-1] & _open_at_next(exchange, segments, data, parts) & ~ended[:-1]
    unclear[:-1] |= same[:-1] & _told_by_next(exchange, segments, data) & ~ended[:-1]
    # which of several old requests a new one had closed is no longer known
    unclear[:-1] |= same[:-1] & asked[:-1] & asked[1:] & (head[1:] < len(carried))
    return unclear, ended


def _misfits(exchange: Exchange, segments: Segments, data: npt.NDArray[np.bool_]) -> Places:
    """Which of the sorted messages cannot belong to their segment's request."""
    first = segments.head[segments.number]
    object_, quoted = exchange.object[segments.order], exchange.head[segments.order]
    wanted = exchange.object[first]
    wrong = data & (object_ != wanted) & (wanted != ANY)
    wrong |= (quoted != 0) & (quoted != exchange.head[first])
    return np.flatnonzero(wrong)


def _open_at_next(
    exchange: Exchange, segments: Segments, data: npt.NDArray[np.bool_], parts: npt.NDArray[np.bool_]
) -> npt.NDArray[np.bool_]:
    """Whether the request of each segment but the last outlasts the next, if it has not ended: Request.outlasts."""
    head, following = segments.head[:-1], segments.head[1:]
    acked = exchange.flags[head] & np.uint16(NLM_F_ACK) != 0
    recent = exchange.time[following] - exchange.time[head] <= AT_ONCE
    waits: npt.NDArray[np.bool_]
    waits = np.where(data[:-1], acked | exchange.dump[head] | parts[:-1], (acked | ~exchange.writes[head]) & recent)
    waits |= exchange.frame[head] == exchange.frame[following]
    waits &= segments.asked[:-1]
    return waits


def _told_by_next(exchange: Exchange, segments: Segments, data: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Whether the next segment's request may be the kernel's message about this one's: Request.is_told_of."""
    head, following = segments.head[:-1], segments.head[1:]
    port, own = exchange.port[following], exchange.port[head]
    found: npt.NDArray[np.bool_] = segments.asked[:-1] & exchange.alone[following] & exchange.writes[following]
    found &= (port != 0) & ((own == 0) | (own == port))
    found &= exchange.flags[head] == exchange.flags[following]
    found &= exchange.object[head] == exchange.object[following]
    other_length = exchange.length[head] != exchange.length[following]
    found &= other_length | (exchange.head[head] != exchange.head[following])
    found &= data[:-1] | (exchange.time[following] - exchange.time[head] <= AT_ONCE)
    return found


def _match(exchange: Exchange, segments: Segments, unclear: npt.NDArray[np.bool_], pairing: Pairing) -> None:
    """Match the messages of unclear segments one by one, and of those after them, until nothing is left open."""
    stops = np.append(segments.start[1:], len(segments.order))
    done = 0
    for first in np.flatnonzero(unclear).tolist():
        if first < done:
            continue
        matcher = Matcher()
        for number in range(first, len(stops)):
            done = number + 1
            head = int(segments.head[number])
            _ask(exchange, matcher, pairing, head)
            if not unclear[number] and [request.place for request in matcher.open] == [head]:
                break  # nothing else is open: from here on it is clear again
            pairing.open[head] = False
            places = segments.order[segments.start[number] + 1 : stops[number]]
            if len(places):
                pairing.owner[places] = _answer(exchange, matcher, places)
            if not segments.same[number]:
                pairing.open[[request.place for request in matcher.open]] = True
                break


def _ask(exchange: Exchange, matcher: Matcher, pairing: Pairing, place: int) -> None:
    request = _request(exchange, place)
    if place < len(exchange.carried):
        matcher.open.append(request)
        return
    owner = matcher.echo(request) if exchange.alone[place] else place
    pairing.owner[place] = owner
    if owner == place:
        matcher.ask(request)


def _answer(exchange: Exchange, matcher: Matcher, places: Places) -> list[int]:
    """The places of the requests that messages of the kernel belong to."""
    columns = (exchange.flags, exchange.port, exchange.object, exchange.head, exchange.removal, exchange.error,
               exchange.done)  # fmt: skip
    owners = []
    last, owner = None, NONE
    for fields in zip(*(column[places].tolist() for column in columns), strict=True):
        if fields != last:  # else one more part of the same dump
            answer = Answer(*fields)
            owner = matcher.answer(answer)
            last = fields if answer.data else None
        owners.append(owner)
    return owners


def _request(exchange: Exchange, place: int) -> Request:
    request = Request(
        place=place,
        frame=int(exchange.frame[place]),
        time=int(exchange.time[place]),
        flags=int(exchange.flags[place]),
        head=int(exchange.head[place]),
        length=int(exchange.length[place]),
        object_=int(exchange.object[place]),
        writes=bool(exchange.writes[place]),
        dump=bool(exchange.dump[place]),
    )
    carried = exchange.carried
    if place < len(carried):
        request.port = int(carried.port[place])
        request.data = bool(carried.data[place])
        request.parts = bool(carried.parts[place])
    return request
