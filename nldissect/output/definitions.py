"""Messages written for programs: as constants of Python, C and Rust, as a pytest test, as a scapy expression."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from nldissect.errors import CaptureError
from nldissect.output.literals import c_lines, identifier, python_lines, rust_lines

if TYPE_CHECKING:
    from nldissect.message import Message


def python_definition(message: Message) -> Iterator[str]:
    """A Python constant with the bytes, line by line, and a comment in front."""
    yield f"# {_comment(message)}"
    yield from _assigned(f"{_name(message).upper()} = ", python_lines(message.data))


def c_definition(message: Message) -> Iterator[str]:
    """A C array with the bytes, line by line, and a comment in front."""
    yield f"/* {_comment(message).replace('*/', '* /')} */"
    yield from c_lines(message.data, _name(message))


def rust_definition(message: Message) -> Iterator[str]:
    """A Rust array with the bytes, line by line, and a comment in front."""
    yield f"// {_comment(message)}"
    yield from rust_lines(message.data, _name(message))


def pytest_definition(message: Message) -> Iterator[str]:
    """A test for the pytest plugin that decodes the bytes and compares what they say, line by line."""
    from nldissect.capture import decode
    from nldissect.testing.messages import Messages

    families = {message.type: message.family_name} if message.declaration and message.declaration.family else {}
    (alone,) = decode(message.data, message.protocol, families=families)  # without the names that a capture tells
    yield f"def test_{_name(message).lower()}(netlink):"
    yield f"    # {_comment(message)}"
    yield from (f"    {line}" for line in _assigned("data = ", python_lines(message.data)))
    named = f", families={families!r}" if families else ""
    yield f"    messages = netlink.decode(data, {json.dumps(message.protocol_name)}{named})"
    yield "    assert messages.to_text().splitlines() == ["
    yield from (f"        {json.dumps(line)}," for line in Messages(alone.capture).to_text().splitlines())
    yield "    ]"


def scapy_definition(message: Message) -> Iterator[str]:
    """A scapy expression that builds the message; its names are those of nldissect.interop.scapy.

    Raises CaptureError where scapy is not installed.
    """
    try:
        from nldissect.interop.scapy import expression
    except ImportError as error:
        raise CaptureError(str(error)) from None

    yield f"# {_comment(message)}"
    yield from _assigned(f"{_name(message).lower()} = ", iter(expression(message).splitlines()))


DEFINITIONS: Mapping[str, Callable[[Message], Iterator[str]]] = {
    "python": python_definition,
    "c": c_definition,
    "rust": rust_definition,
    "pytest": pytest_definition,
    "scapy": scapy_definition,
}
"""What writes a message in each form."""


def _comment(message: Message) -> str:
    return f"{message.number} {message.family_name} {message.type_name}: {message.summary}"


def _name(message: Message) -> str:
    return identifier(f"{message.type_name}_{message.number}")


def _assigned(start: str, lines: Iterator[str]) -> Iterator[str]:
    yield start + next(lines)
    yield from lines
