"""Diagnostics: what is odd about a message, each with a code, a severity and one sentence.

Most of it is the same in all messages of a layout and found once for each; the rest is told by the columns of the
message table and by the calls.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from nldissect.analysis.answers import answers_among
from nldissect.analysis.calls import State
from nldissect.analysis.calls.conventions import NLM_F_DUMP_INTR
from nldissect.analysis.cause import Cause, cause
from nldissect.engine.cache import NOT_KEPT
from nldissect.engine.interpreter import NESTED
from nldissect.engine.layout import Layout, Span
from nldissect.engine.values import errno_name, printable
from nldissect.families.netlink import EXTENDED_ACK, POLICY
from nldissect.index.messages import FRAGMENT, NLM_F_REQUEST, NLMSG_HDRLEN

if TYPE_CHECKING:
    import numpy.typing as npt

    from nldissect.capture import Capture
    from nldissect.message import Message

    Rows = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]
    Bits = npt.NDArray[np.uint32]


class Severity(IntEnum):
    """How much a diagnostic matters."""

    NOTE = 1
    """worth knowing, nothing is wrong"""
    WARNING = 2
    """what the capture shows may be incomplete or not as it was meant"""
    ERROR = 3
    """a request failed, or bytes are not what they must be"""


class Code(NamedTuple):
    """What all diagnostics of a code have in common."""

    severity: Severity
    meaning: str


NLMSG_OVERRUN = 4
FLAGS = (6, 8)  # where nlmsg_flags is
ERRNO = (NLMSG_HDRLEN, NLMSG_HDRLEN + 4)  # where the errno of NLMSG_ERROR and NLMSG_DONE is
DEEPEST = 1 << 30

NOTE, WARNING, ERROR = Severity
CODES = {
    "error": Code(ERROR, "An NLMSG_ERROR or NLMSG_DONE carries an errno."),
    "overrun": Code(ERROR, "NLMSG_OVERRUN: messages were lost."),
    "message-length": Code(ERROR, "nlmsg_len is less than a header, or more than the bytes that are there."),
    "attribute-length": Code(ERROR, "nla_len is less than a header, or more than the bytes that are there."),
    "record-length": Code(ERROR, "The length of a struct in a list of them leaves no room for it, or is too large."),
    "out-of-policy": Code(WARNING, "The kernel refused a value and told what it accepts."),
    "width": Code(WARNING, "A value does not have the size of the type that it is declared with."),
    "fragment": Code(WARNING, "Bytes that are no netlink message."),
    "too-deep": Code(WARNING, "Attributes are nested too deeply to be decoded."),
    "too-many": Code(WARNING, "A message has too many fields to be decoded to its end."),
    "cut": Code(WARNING, "The end of the datagram is missing for the snap length."),
    "dump-interrupted": Code(WARNING, "NLM_F_DUMP_INTR: what is dumped changed meanwhile and may not fit together."),
    "no-reply": Code(WARNING, "A request was not answered."),
    "lost": Code(WARNING, "The last of the replies to a request are missing."),
    "trailing-bytes": Code(NOTE, "Bytes follow the last attribute or member that is declared."),
    "nested-missing": Code(NOTE, "An attribute of a request holds attributes and lacks NLA_F_NESTED."),
    "nested-needless": Code(NOTE, "An attribute has NLA_F_NESTED and holds no attributes."),
    "undeclared-kind": Code(NOTE, "Nobody declares what this kind of object has inside."),
    "unknown-attribute": Code(NOTE, "Nobody declares an attribute of this number."),
    "unknown-message": Code(NOTE, "Nobody declares this message or command."),
}
OF_CALLS = {  # requests whose calls have a state
    "no-reply": (State.NO_REPLY, "an answer was due and none came"),
    "lost": (State.LOST, "data came, but not the end that was due"),
}
OF_MESSAGES = ("cut", "dump-interrupted", "overrun", "error", *OF_CALLS)  # layouts tell all others
# What a missing end of the datagram explains.
OF_ENDS = ("message-length", "attribute-length", "record-length", "width", "fragment", "trailing-bytes")
BITS = {code: np.uint32(1 << number) for number, code in enumerate(CODES)}


class Diagnostic(NamedTuple):
    """One odd thing.

    code        a key of CODES
    text        one sentence, without control characters
    start, end  where it is: bytes from the start of the message
    """

    severity: Severity
    code: str
    text: str
    start: int
    end: int


def diagnose(message: Message) -> list[Diagnostic]:
    """What is odd about a message, the most severe first, then by place."""
    cut = bool(_cut(message.capture, np.array([message.row]))[0])
    found = [*_of_layout(message, cut), *_of_header(message, cut), *_of_call(message)]
    return sorted(found, key=lambda each: (-each.severity, each.start, each.end))


def masks(capture: Capture, rows: Rows, codes: Collection[str] | None = None) -> dict[str, Mask]:
    """Which of the rows have a diagnostic, for each of the codes (None: all); the same as `diagnose` tells one by one.

    Some codes need the calls: "no-reply", "lost", and "out-of-policy" for the requests.
    """
    wanted = CODES.keys() if codes is None else codes
    table = capture.index.messages
    flags, whole = table.flags[rows], table.state[rows] & FRAGMENT == 0
    requests = flags & NLM_F_REQUEST != 0
    cut = _cut(capture, rows)
    found = {code: np.zeros(len(rows), np.bool_) for code in wanted}
    of_layouts = found.keys() - OF_MESSAGES
    if of_layouts:
        bits = _bits(capture, rows, requests, cut)
        for code in of_layouts:
            found[code] = bits & BITS[code] != 0
    if "cut" in found:
        found["cut"] = cut
    if "dump-interrupted" in found:
        found["dump-interrupted"] = (flags & NLM_F_DUMP_INTR != 0) & ~requests & whole
    if "overrun" in found:
        found["overrun"] = (table.type[rows] == NLMSG_OVERRUN) & whole
    if "error" in found:
        places, errnos = answers_among(capture, rows)
        found["error"][places[errnos > 0]] = True
    if found.keys() & {"out-of-policy", *OF_CALLS}:
        _mark_calls(capture, rows, found)
    return found


def _mark_calls(capture: Capture, rows: Rows, found: dict[str, Mask]) -> None:
    """Mark the requests whose answers tell something."""
    calls = capture.calls
    numbers = calls.number[rows]
    places = np.flatnonzero((numbers != 0) & (calls.request[numbers] == rows))
    numbers = numbers[places]
    if found.keys() & OF_CALLS.keys():
        states = calls.state[numbers]
        for code, (state, _) in OF_CALLS.items():
            if code in found:
                found[code][places[states == state]] = True
    if "out-of-policy" in found:
        failed = calls.errno[numbers] > 0
        answers = calls.last[numbers[failed]].astype(np.int64)
        nothing = np.zeros(len(answers), np.bool_)
        refused = _bits(capture, answers, nothing, nothing) & BITS["out-of-policy"] != 0
        found["out-of-policy"][places[failed][refused]] = True


def _cut(capture: Capture, rows: Rows) -> Mask:
    """Which rows are the last of a datagram whose end was not captured."""
    own, frames = capture.index.messages.frame, capture.source.frames
    short = frames.captured < frames.length
    if not short.any():
        return np.zeros(len(rows), np.bool_)
    cut: Mask = short[own[rows]]
    places = np.flatnonzero(cut)
    following = np.minimum(rows[places] + 1, len(capture) - 1)
    cut[places] = (following == rows[places]) | (own[following] != own[rows[places]])
    return cut


# What all messages of a layout have in common


class _Oddity(NamedTuple):
    """A diagnostic of all messages of a layout that are `told` of it."""

    told: int
    diagnostic: Diagnostic


TOLD = ALWAYS, OF_REQUESTS, OF_WHOLE = range(3)


def _oddities(layout: Layout) -> list[_Oddity]:
    """What is odd about the messages of a layout, found once for each."""
    found = layout.renderers.get(_oddities)
    if found is None:
        found = layout.renderers[_oddities] = [
            _Oddity(_told(layout, code, end), _diagnostic(code, text, start, end))
            for code, text, start, end in _odd(layout)
        ]
    assert isinstance(found, list)
    return found


def _told(layout: Layout, code: str, end: int) -> int:
    if code == "nested-missing":  # the kernel itself leaves the flag out of old nests
        return OF_REQUESTS
    # The quote or message whose length is too large starts with a header, which ends before the bytes do.
    return OF_WHOLE if code == "message-length" or (code in OF_ENDS and end == layout.extent) else ALWAYS


def _odd(layout: Layout) -> Iterator[tuple[str, str, int, int]]:
    """Code, text, start and end of each odd thing.

    Nothing is told of what is inside of undeclared things, which is a guess, and inside of a request that is quoted,
    which has its own diagnostics.
    """
    message, spans = layout.message, layout.spans
    if message is not None and not message.declared:
        yield "unknown-message", f"{message.name} is not declared", 0, NLMSG_HDRLEN
        spans = spans[:1]
    steering = layout.expected.to_bytes(layout.extent, "little")  # has the headers of all attributes
    skipped = DEEPEST
    for index, (field, _, start, _, end, _, depth) in enumerate(spans):
        if depth > skipped:
            continue
        skipped = DEEPEST
        name = field.path if field.role == "tail" or field.name.isdecimal() else field.name
        issue = layout.issues.get(index)
        if issue is not None:
            yield issue.code, issue.text if field.role == "fragment" else f"{name}: {issue.text}", start, end
            skipped = depth if issue.code == "undeclared-kind" else DEEPEST
        elif field.role == "tail":
            yield "trailing-bytes", f"{name}: {end - start:,} bytes that nobody declares", start, end
        if field.role == "message":
            skipped = depth
        elif field.path == POLICY:
            yield "out-of-policy", "the kernel tells what it accepts", start, end
        elif field.role == "attribute" and not field.declared:
            yield "unknown-attribute", f"{name} is not declared", start, end
            skipped = depth
        elif field.role == "attribute":
            flagged = _word(layout, steering, start) & NESTED != 0
            if not flagged and _nests(spans, index):
                yield "nested-missing", f"{name} holds attributes without NLA_F_NESTED", start, end
            elif flagged and _plain(spans[index]):
                yield "nested-needless", f"{name} has NLA_F_NESTED and holds no attributes", start, end


def _word(layout: Layout, steering: bytes, start: int) -> int:
    """The type of the attribute at `start`, with its flags."""
    return int.from_bytes(steering[start + 2 : start + 4], "big" if layout.root.big else "little")


def _nests(spans: list[Span], index: int) -> bool:
    """Whether a node holds attributes, not the elements of an array or the members of a struct."""
    _, leaf, _, value, _, _, depth = spans[index]
    if leaf is not None or index + 1 == len(spans):
        return False
    field, _, start, inside, _, _, below = spans[index + 1]
    return below == depth + 1 and field.role in ("attribute", "element") and start == value and inside == start + 4


def _plain(span: Span) -> bool:
    """Whether a node is one value that is declared as something, not just as bytes."""
    _, leaf, start, value, *_ = span
    return leaf is not None and leaf.show not in ("guess", "hex", "pad") and value == start + 4


def _bits(capture: Capture, rows: Rows, requests: Mask, cut: Mask) -> Bits:
    """What the layouts tell of each row: the bits of their codes."""
    numbers = capture.assign_layouts(rows)
    kept = numbers != NOT_KEPT
    everywhere = bool(kept.all())
    present = np.flatnonzero(np.bincount(numbers if everywhere else numbers[kept], minlength=1))
    table = np.zeros((len(TOLD), int(present[-1]) + 1 if len(present) else 1), np.uint32)
    for number in present.tolist():
        table[:, number] = _bits_of(capture.decoder.layouts[number])
    told = [each[numbers if everywhere else np.where(kept, numbers, 0)] for each in table]
    for place in np.flatnonzero(~kept).tolist():
        for each, own in zip(told, _bits_of(capture.layout(int(rows[place]))), strict=True):
            each[place] = own
    always, of_requests, of_whole = told
    bits: Bits = always | of_requests * requests | of_whole * ~cut
    return bits


def _bits_of(layout: Layout) -> tuple[int, int, int]:
    bits = [0 for _ in TOLD]
    for told, diagnostic in _oddities(layout):
        bits[told] |= int(BITS[diagnostic.code])
    return bits[0], bits[1], bits[2]


# What messages have each by itself


def _of_layout(message: Message, cut: bool) -> Iterator[Diagnostic]:
    request = message.flags & NLM_F_REQUEST != 0
    for told, diagnostic in _oddities(message.layout):
        if told == ALWAYS or (told == OF_REQUESTS and request) or (told == OF_WHOLE and not cut):
            if diagnostic.code == "out-of-policy":
                found = cause(message)
                yield _refused(found, *((found and found.quoted) or (diagnostic.start, diagnostic.end)))
            else:
                yield diagnostic


def _diagnostic(code: str, text: str, start: int, end: int) -> Diagnostic:
    return Diagnostic(CODES[code].severity, code, printable(text), start, end)


def _refused(found: Cause | None, start: int, end: int) -> Diagnostic:
    """What an error tells of a policy, with the attribute that it is about."""
    if found is None or not found.policy:
        return _diagnostic("out-of-policy", "the kernel tells what it accepts", start, end)
    name = found.attribute or "the value"
    return _diagnostic("out-of-policy", f"{name}: the kernel accepts {found.policy}", start, end)


def _of_header(message: Message, cut: bool) -> Iterator[Diagnostic]:
    """What the netlink header and the frame tell."""
    end = len(message.data)
    if cut:
        frames = message.capture.source.frames
        missing = int(frames.length[message.frame]) - int(frames.captured[message.frame])
        yield _diagnostic("cut", f"{missing:,} bytes of the datagram were not captured", end, end)
    if message.declaration is None:
        return
    if message.flags & NLM_F_DUMP_INTR and not message.flags & NLM_F_REQUEST:
        yield _diagnostic("dump-interrupted", "what is dumped changed meanwhile and may not fit together", *FLAGS)
    if message.type == NLMSG_OVERRUN:
        yield _diagnostic("overrun", "messages were lost", 0, NLMSG_HDRLEN)
    if message.kind == "error":
        said, found = message.get(f"{EXTENDED_ACK}.msg"), cause(message)
        text = errno_name(message.errno or 0)
        text += f' "{said}"' if said else ""
        yield _diagnostic("error", f"{text} {found.text}" if found else text, *ERRNO)


def _of_call(message: Message) -> Iterator[Diagnostic]:
    """What the answers to a request tell."""
    calls = message.capture.calls
    call = calls.of(message.row)
    if call is None or call.request.row != message.row:
        return
    for code, (state, text) in OF_CALLS.items():
        if call.state == state:
            yield _diagnostic(code, text, 0, NLMSG_HDRLEN)
    if call.errno:
        answer = message.capture.message(int(calls.last[call.number]))
        if _bits_of(answer.layout)[ALWAYS] & BITS["out-of-policy"]:
            found = cause(answer)
            yield _refused(found, *((found and found.span) or (0, NLMSG_HDRLEN)))
