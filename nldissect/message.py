"""The view of one message of a capture."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from nldissect.engine.layout import Layout
from nldissect.engine.node import Node, build_nodes
from nldissect.engine.values import presentation
from nldissect.index.messages import NLM_F_MULTI, NLM_F_REQUEST, NLMSG_DONE, NLMSG_ERROR
from nldissect.schema.message import Message as Declaration

if TYPE_CHECKING:
    from nldissect.capture import Capture


class Message:
    """One message of a capture, decoded as far as it is looked at.

    number        its number in the capture, from 1
    frame_number  the number of its datagram, from 1
    time          when the datagram was captured, in nanoseconds since the epoch
    protocol      number of the netlink protocol
    """

    def __init__(self, capture: Capture, row: int) -> None:
        self.capture = capture
        self.row = row

    def __repr__(self) -> str:
        return f"<Message {self.number} {self.type_name}>"

    @property
    def number(self) -> int:
        return self.row + 1

    @property
    def frame(self) -> int:
        """Row of the datagram in `capture.source.frames`."""
        return int(self.capture.index.messages.frame[self.row])

    @property
    def frame_number(self) -> int:
        return self.frame + 1

    @property
    def time(self) -> int:
        return int(self.capture.source.frames.time[self.frame])

    @property
    def protocol(self) -> int:
        return int(self.capture.index.messages.protocol[self.row])

    @property
    def protocol_name(self) -> str:
        return self.capture.registry.protocol(self.protocol).short

    @property
    def family_name(self) -> str:
        """The generic netlink family, or the protocol."""
        declaration = self.declaration
        return (declaration.family if declaration else "") or self.protocol_name

    @property
    def type(self) -> int:
        return int(self.capture.index.messages.type[self.row])

    @property
    def type_name(self) -> str:
        """The kernel's name of the message or command; "data" for bytes that are no message."""
        return self.declaration.name if self.declaration else "data"

    @property
    def flags(self) -> int:
        return int(self.capture.index.messages.flags[self.row])

    @property
    def seq(self) -> int:
        return int(self.capture.index.messages.seq[self.row])

    @property
    def port(self) -> int:
        return int(self.capture.index.messages.port[self.row])

    @property
    def length(self) -> int:
        return int(self.capture.index.messages.length[self.row])

    @property
    def errno(self) -> int | None:
        """The error number of an error (0: acknowledged) or of the end of a dump; None for other messages."""
        value = self.get("nl.errno")
        return value if isinstance(value, int) else None

    @property
    def kind(self) -> str:
        """ "request", "ack", "error", "part" (of a dump), "done", "notification" or "fragment"."""
        if self.declaration is None:
            return "fragment"
        if self.type in (NLMSG_ERROR, NLMSG_DONE):
            failed = (self.errno or 0) > 0
            return "error" if failed else "ack" if self.type == NLMSG_ERROR else "done"
        flags = self.flags
        if flags & NLM_F_REQUEST and self.is_request:
            return "request"
        return "part" if flags & NLM_F_MULTI else "notification"

    @property
    def is_request(self) -> bool:
        """Whether it is a request: the kernel's messages about some (filters, next hops) carry the flags of these."""
        if not self.flags & NLM_F_REQUEST:
            return False
        calls = self.capture.known_calls(self.capture.patience) if self.row else None  # the first one answers nothing
        return calls is None or not calls.is_from_kernel(self.row)

    @cached_property
    def data(self) -> bytes:
        """The bytes of the message with its padding, as far as they were captured."""
        return self.capture.data(self.row)

    @cached_property
    def layout(self) -> Layout:
        return self.capture.layout(self.row)

    @property
    def declaration(self) -> Declaration | None:
        """The declaration of the message; None for bytes that are no message."""
        return self.layout.message

    @property
    def summary(self) -> str:
        """The message in one line, without control characters."""
        from nldissect.engine.summary import summary_of

        return summary_of(self.layout)(self.data, _Context(self))

    def nodes(self) -> list[Node]:
        """All nodes of the tree in preorder."""
        return build_nodes(self.layout, self.data, _Context(self))

    def tree(self) -> list[Node]:
        """The top nodes of the tree."""
        return [node for node in self.nodes() if node.depth == 0]

    def values(self, path: str) -> list[Any]:
        """The values of all fields with this path, in their order."""
        layout = self.layout
        indexes = layout.places(path)
        raws = layout.unpacker(indexes).unpack_from(self.data)
        found = []
        for index, raw in zip(indexes, raws, strict=True):
            leaf = layout.spans[index][1]
            assert leaf is not None  # leaves have one
            found.append(presentation(leaf).value(raw))
        return found

    def get(self, path: str, default: Any = None) -> Any:
        """The value of the first field with this path, or the default."""
        found = self.values(path)
        return found[0] if found else default

    def __getitem__(self, path: str) -> Any:
        """The value of the first field with this path; KeyError when the message has none."""
        found = self.values(path)
        if not found:
            raise KeyError(path)
        return found[0]

    def to_dict(self, *, spans: bool = False, secrets: bool = False) -> dict[str, Any]:
        """The message as JSON shows it."""
        from nldissect.output.json import message_dict

        return message_dict(self, spans=spans, secrets=secrets)


class _Context:
    """What the capture knows of a message besides its bytes."""

    __slots__ = ("_message",)

    def __init__(self, message: Message) -> None:
        self._message = message

    def name(self, space: str, number: int) -> str:
        return self._message.capture.names.name(space, number, self._message.row)

    def asks(self) -> bool:
        return self._message.is_request

    def cause(self) -> str:
        from nldissect.analysis.cause import cause

        found = cause(self._message)
        return found.text if found else ""
