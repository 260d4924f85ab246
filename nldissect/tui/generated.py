"""Lines of a message's tree that stand for no bytes of their own: what is worked out about it, and what is odd."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from nldissect.engine.field import Field
from nldissect.engine.node import Node
from nldissect.tui.glyphs import Glyphs
from nldissect.tui.times import duration_text, seconds_text

if TYPE_CHECKING:
    from nldissect.analysis.calls import Call, Calls
    from nldissect.analysis.diagnostics import Diagnostic
    from nldissect.capture import Capture
    from nldissect.message import Message

FEW = 1 << 13
"""Messages that the calls may be behind by and still be asked on the way to the screen: some milliseconds."""

ASK_CALLS = ("call.", "process.", "nl.direction", "nl.summary", "nl.diagnostic", "nl.severity", "nl.extack.")
"""What the names of computed fields start with that ask, or may ask, the calls."""

REQUEST, STATE, NUMBER, DIAGNOSTIC = "call.request", "call.state", "nl.number", "nl.diagnostic"


class Generated(Node):
    """A line that stands for no bytes; `start` and `end` are those that it tells of.

    link     row of the message that it leads to, None for none
    outline  what is said while what is below is hidden
    closed   whether it has fields below that are not made yet
    sign     "error", "warning", "note" or ""
    """

    __slots__ = ("closed", "link", "outline", "sign")

    def __init__(
        self,
        path: str,
        name: str,
        value: int | str,
        depth: int,
        *,
        text: str = "",
        span: tuple[int, int] = (0, 0),
        link: int | None = None,
        outline: str = "",
        sign: str = "",
    ) -> None:
        super().__init__(Field(name, path, "computed"), span[0], span[0], span[1], span[1], depth)
        self.value: Any = value
        self.text = text
        self.link = link
        self.outline = outline
        self.sign = sign
        self.closed = False


def known_calls(capture: Capture) -> Calls | None:
    """The calls of a capture, where asking them holds nobody up; None while many messages are to be taken in."""
    return capture.known_calls(FEW)


def message_line(message: Message, calls: Calls | None, glyphs: Glyphs) -> Generated:
    """The first line of a message: its number, and in words who to whom, when, and what it is in its call."""
    outline = "  ".join(part for part in _outline(message, calls, glyphs) if part)
    return Generated(NUMBER, f"Message {message.number}", message.number, 0, outline=outline)


def computed_lines(message: Message, calls: Calls | None, glyphs: Glyphs) -> Iterator[Generated]:
    """The computed fields of a message, one line each; those of its call only when the calls are known."""
    from nldissect.analysis.computed import COMPUTED, written

    for path, field in COMPUTED.items():
        if calls is None and path.startswith(ASK_CALLS):
            continue
        for value in field.values(message.capture, message.row):
            text, link = written(field.leaf, value), None
            if path == REQUEST and isinstance(value, int) and value != message.number:
                text, link = f"{glyphs.forward} {text}", value - 1
            yield Generated(path, path, value, 1, text=text, link=link)


def diagnostic_line(found: Diagnostic) -> Generated:
    """A line for something odd, which is about the bytes where it is."""
    severity = found.severity.name.lower()
    text = found.text if found.code == severity else f"{found.code}: {found.text}"
    return Generated(DIAGNOSTIC, severity, found.code, 0, text=text, span=(found.start, found.end), sign=severity)


def _outline(message: Message, calls: Calls | None, glyphs: Glyphs) -> Iterator[str]:
    started = message.capture.message(0).time
    at = f"at {seconds_text(message.time - started)}"
    if calls is None:
        yield at
        return
    call = calls.of(message.row)
    yield _speakers(message, calls, call)
    if call is None:
        yield at
        return
    yield _part(message, calls, call)
    request = call.request
    if request.row != message.row:
        passed = duration_text(message.time - request.time, glyphs.micro)
        yield f"{passed} after request {request.number}"
        return
    yield at
    yield _course(call, glyphs)


def _speakers(message: Message, calls: Calls, call: Call | None) -> str:
    from nldissect.analysis.calls import Direction, Role
    from nldissect.analysis.processes import described, process_of

    port = str(call.port if call is not None else message.port)
    if message.capture.source.processes and (process := process_of(message.capture, message.row)) is not None:
        port = described(process)
    match Direction(int(calls.direction[message.row])):
        case Direction.TO_KERNEL:
            return f"{port if port != '0' else 'a program'} to kernel"
        case Direction.FROM_KERNEL:
            if int(calls.role[message.row]) == Role.NOTIFICATION:
                return "kernel to listeners"
            return f"kernel to {port if port != '0' else 'a program'}"
        case Direction.USER_TO_USER:
            return "program to program"
    return ""


def _part(message: Message, calls: Calls, call: Call) -> str:
    from nldissect.analysis.calls import Role

    role = Role(int(calls.role[message.row]))
    return f"{'message' if role == Role.NONE else role.name.lower()} of call {call.number}"


def _course(call: Call, glyphs: Glyphs) -> str:
    """How a call went, in words: "failed (EBUSY) after 61µs"."""
    from nldissect.engine.values import errno_name

    state = call.state.words
    if call.errno:
        state += f" ({errno_name(call.errno)})"
    if call.replies > 1:
        state += f", {call.replies:,} replies"
    return state if call.latency is None else f"{state} after {duration_text(call.latency, glyphs.micro)}"
