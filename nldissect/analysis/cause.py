"""Causes: the attribute of a request that made the kernel refuse it, from the extended ack of the error.

NLMSGERR_ATTR_OFFS and MISS_NEST count from the start of the request's nlmsghdr. What they point at is looked up in the
request as the error quotes it; where the error quotes only its header (NLM_F_CAPPED) or nothing at all (the end of a
dump), in the request itself, found through the call.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from nldissect.analysis.policy import policy_words
from nldissect.engine.field import Field
from nldissect.engine.interpreter import UNDECLARED
from nldissect.engine.layout import Layout, Span
from nldissect.engine.nests import nests
from nldissect.engine.values import presentation
from nldissect.families.netlink import EXTENDED_ACK, MISS_NEST, MISS_TYPE, OFFS, POLICY

if TYPE_CHECKING:
    from nldissect.message import Message

MOST_REMEMBERED = 256  # causes of one layout
Told = dict[str, Any]  # what an extended ack says, by path
Taker = Callable[[bytes], Told]


@dataclass(frozen=True)
class Cause:
    """What an error is about.

    attribute  the kernel's name: "IFLA_MTU", "ndmsg.flags" for the member of a struct; "" when nothing is found there
    path       its field in the request: "ifla.mtu"
    missing    whether it should have been there
    nest       where it is missing, "" when that is the message itself
    offset     what the kernel told: where it is, or the nest in which it is missing, in bytes from the start of the
               request; None when it is missing in the message itself
    span       where it, or the nest, is in the request
    quoted     where the same is in the error, as far as it quotes the request
    policy     what the kernel would have accepted: "u32 from 68 to 65535"; "" when it does not tell
    """

    message: Message = field(repr=False)
    attribute: str
    path: str
    missing: bool
    nest: str
    offset: int | None
    span: tuple[int, int] | None
    quoted: tuple[int, int] | None
    policy: str

    @cached_property
    def request(self) -> int | None:
        """The row of the request; None when it is not in the capture."""
        call = self.message.capture.calls.of(self.message.row)
        return None if call is None else call.request.row

    def to_dict(self) -> dict[str, Any]:
        """The cause as JSON shows it; messages go by their numbers."""
        return {
            "attribute": self.attribute,
            "path": self.path,
            "missing": self.missing,
            "offset": self.offset,
            "request": None if self.request is None else self.request + 1,
            "span": self.span,
            "quoted": self.quoted,
            "policy": self.policy,
        }

    @property
    def name(self) -> str:
        """What to call the attribute: by its path where its name is only a number."""
        return _words(self.attribute, self.path)

    @property
    def text(self) -> str:
        """The cause as the end of a sentence: "at IFLA_MTU (u32 from 68 to 65535)"."""
        return f"{self._place} ({self.policy})" if self.policy else self._place

    @property
    def _place(self) -> str:
        name = self.name
        if self.missing:
            nest = self.nest or ("" if self.offset is None else f"the nest at offset {self.offset}")
            return f"missing {name} in {nest}" if nest else f"missing {name}"
        return f"at {name}" if name else f"at offset {self.offset}"


class _Request(NamedTuple):
    """A request as it stands in a message: where it starts, the field that holds it, and its nodes."""

    message: Message
    origin: int
    field: Field
    nodes: range

    def at(self, offset: int) -> Span | None:
        """The smallest node that has this byte of the request."""
        spans = self.message.layout.spans
        place = self.origin + offset
        return next(
            (spans[index] for index in reversed(self.nodes) if spans[index][2] <= place < spans[index][5]), None
        )

    def path(self, found: Field) -> str:
        """The path of a field in the request by itself."""
        return found.path.removeprefix(f"{self.field.path}.") if self.field.path else found.path


class _Found(NamedTuple):
    attribute: str
    path: str
    nest: str
    start: int | None
    end: int


def cause(message: Message) -> Cause | None:
    """What the extended ack of an error, or of the end of a dump, says to be its cause; None when it says nothing."""
    told = _told(message)
    if OFFS not in told and MISS_TYPE not in told:
        return None
    # Errors of one layout that quote their request and say the same have the same cause.
    remembered = _remembered(message.layout)
    key = tuple(told.items())
    resolved = remembered.get(key)
    if resolved is None:
        quote = _quote(message)
        resolved = _resolved(message, told, quote)
        if quote and resolved.quoted and len(remembered) < MOST_REMEMBERED:
            remembered[key] = resolved
    return Cause(message, *resolved)


class _Resolved(NamedTuple):
    """The members of a Cause, without the message."""

    attribute: str
    path: str
    missing: bool
    nest: str
    offset: int | None
    span: tuple[int, int] | None
    quoted: tuple[int, int] | None
    policy: str


def _resolved(message: Message, told: Told, quote: _Request | None) -> _Resolved:
    requests = _requests(message, quote)
    missing = told.get(MISS_TYPE)
    if missing is None:
        offset = told[OFFS]
        found = next((each for request in requests if (each := _at(request, offset))), None)
    else:
        offset = told.get(MISS_NEST)
        found = next((each for request in requests if (each := _missing(request, missing, offset))), None)
    if found is None:
        found = _Found("" if missing is None else str(missing), "", "", None, 0)
    span = quoted = None
    if found.start is not None:
        span = (found.start, found.end)
        if quote and quote.origin + found.end <= message.layout.spans[quote.nodes.start - 1][4]:
            quoted = (quote.origin + found.start, quote.origin + found.end)
    policy = policy_words({path.removeprefix(f"{POLICY}."): value for path, value in told.items()})
    return _Resolved(found.attribute, found.path, missing is not None, found.nest, offset, span, quoted, policy)


def _remembered(layout: Layout) -> dict[object, _Resolved]:
    kept: dict[object, _Resolved] = layout.renderers.setdefault(_Resolved, {})  # type: ignore[assignment]
    return kept


def tells(layout: Layout) -> bool:
    """Whether messages of this layout have an extended ack that tells a cause."""
    return _taker(layout) is not None


def _told(message: Message) -> Told:
    """What the extended ack of a message says, if it tells a cause."""
    take = _taker(message.layout)
    return take(message.data) if take else {}


def _taker(layout: Layout) -> Taker | None:
    """Takes what the extended ack says out of the bytes of messages of this layout; None when it tells no cause."""
    if _taker not in layout.renderers:
        layout.renderers[_taker] = _made_taker(layout)
    taker: Taker | None = layout.renderers[_taker]  # type: ignore[assignment]
    return taker


def _made_taker(layout: Layout) -> Taker | None:
    start = f"{EXTENDED_ACK}."
    leaves = [index for index in layout.leaves if layout.spans[index][0].path.startswith(start)]
    leaves = [index for index in leaves if index not in layout.issues]
    paths = [layout.spans[index][0].path for index in leaves]
    if OFFS not in paths and MISS_TYPE not in paths:
        return None
    values = [presentation(leaf).value for index in leaves if (leaf := layout.spans[index][1])]
    unpack = layout.unpacker(tuple(leaves)).unpack_from

    def take(data: bytes) -> Told:
        taken = zip(paths, values, unpack(data), strict=True)
        return {path: value(raw) for path, value, raw in taken}

    return take


def _quote(message: Message) -> _Request | None:
    """The request that an error quotes, as far as it does."""
    layout = message.layout
    for index, (holder, _, start, *_) in enumerate(layout.spans):
        if holder.role == "message":
            return _Request(message, start, holder, layout.children(index))
    return None


def _requests(message: Message, quote: _Request | None) -> Iterator[_Request]:
    """The request as far as it can be had: as it is quoted, then by itself."""
    if quote:
        yield quote
    call = message.capture.calls.of(message.row)
    if call is not None:
        layout = call.request.layout
        yield _Request(call.request, 0, layout.root.field, range(len(layout.spans)))


def _at(request: _Request, offset: int) -> _Found | None:
    """What is at an offset of the request."""
    span = request.at(offset)
    if span is None:
        return None
    found, _, start, _, end, *_ = span
    start -= request.origin
    return _Found(_name(found), request.path(found), "", start, end - request.origin)


def _name(found: Field) -> str:
    return f"{found.table.name}.{found.name}" if found.role == "member" and found.table else found.name


def _words(name: str, path: str) -> str:
    """What to call a field in a sentence: by its path when its name is just a number."""
    return path if name.isdecimal() and path else name


def _missing(request: _Request, number: int, offset: int | None) -> _Found | None:
    """The attribute of this number that is missing in the nest at the offset, or in the message itself."""
    holder, value, start, end = request.field, request.origin, None, 0
    if offset is not None:
        span = request.at(offset)
        if span is None or span[2] != request.origin + offset:
            return None
        holder, _, place, value, end, *_ = span
        start, end = place - request.origin, end - request.origin
    whole = nests(request.message.layout.root, request.message.data)
    table = next((nest.table for nest in whole if nest.field is holder and nest.start >= value), None)
    if table is None:
        if offset is None:
            return None
        table = UNDECLARED
    attribute = table.by_number.get(number)
    found = holder.attribute(table, attribute) if attribute else holder.undeclared(table, number)
    return _Found(
        found.name,
        request.path(found),
        "" if offset is None else _words(_name(holder), request.path(holder)),
        start,
        end,
    )
