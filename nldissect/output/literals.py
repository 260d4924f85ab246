"""Bytes written for people and their programs: as hex digits, and as literals of Python, C and Rust."""

from __future__ import annotations

import re
from collections.abc import Iterator

WIDTH = 16
"""Bytes in a line."""


def hexadecimal(data: bytes) -> str:
    """The bytes as pairs of digits with spaces between them, in one line."""
    return data.hex(" ")


def python_lines(data: bytes) -> Iterator[str]:
    """A Python expression for the bytes, line by line; every byte is an escape, so that they can be counted."""
    literals = ['b"' + "".join(f"\\x{byte:02x}" for byte in row) + '"' for row in _rows(data)] or ['b""']
    if len(literals) == 1:
        yield from literals
        return
    yield "("
    yield from (f"    {literal}" for literal in literals)
    yield ")"


def c_lines(data: bytes, name: str) -> Iterator[str]:
    """A C array with the bytes, line by line; the name becomes an identifier."""
    yield f"static const unsigned char {identifier(name).lower()}[{len(data)}] = {{"
    yield from _numbers(data)
    yield "};"


def rust_lines(data: bytes, name: str) -> Iterator[str]:
    """A Rust array with the bytes, line by line; the name becomes an identifier."""
    yield f"const {identifier(name).upper()}: [u8; {len(data)}] = ["
    yield from _numbers(data)
    yield "];"


def identifier(name: str) -> str:
    """A name as one that C and Rust take: "IFLA_MTU" stays, "2 words" becomes "_2_words"."""
    return re.sub(r"^(?=\d|$)", "_", re.sub(r"\W+", "_", name, flags=re.ASCII))


def _numbers(data: bytes) -> Iterator[str]:
    return (f"    {', '.join(f'0x{byte:02x}' for byte in row)}," for row in _rows(data))


def _rows(data: bytes) -> Iterator[bytes]:
    return (data[start : start + WIDTH] for start in range(0, len(data), WIDTH))
