"""The arguments of calls in strace's notation: strings, buffers, commands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import pairwise

STRING = rb'"(?:[^"\\]|\\.)*+"'
_LITERAL = re.compile(STRING + rb"(?:\.\.\.)?", re.DOTALL)
# Of struct iovec; strace before 4.13 had no names.
_BUFFER = re.compile(rb"iov_base=|[\[ ]\{(?=\")")
_VECTOR = re.compile(rb"msg_iov(?:\(\d+\))?=|(?<=, )(?=\[\{(?:iov_base=|\"))")
DECODED = re.compile(rb"nlmsg_len=|\{len=\d+, type=")
_ARGUMENT_LIST = re.compile(rb'[^"]*' + STRING + rb"(?:\.\.\.)?, \[((?:" + STRING + rb"|\.\.\.|, )*+)\]", re.DOTALL)
_ARGUMENT = re.compile(STRING + rb"(?:\.\.\.)?|\.\.\.", re.DOTALL)


def unquoted(literal: bytes) -> bytes:
    """The bytes of what stands between the quotation marks of a string; ValueError when strace never writes it."""
    if literal.count(b"\\x") * 4 == len(literal):
        return bytes.fromhex(literal.replace(b"\\x", b"").decode("ascii"))
    return literal.decode("latin-1").encode().decode("unicode_escape").encode("latin-1")


def buffers(arguments: bytes, *, vectors: bool) -> Iterator[bytes]:
    """The data of each datagram among the arguments of a call, up to where strace cut it.

    vectors  whether the data are in vectors of buffers, else in the second argument

    Nothing comes of a call whose data are not there as a string.
    """
    if not vectors:
        start = arguments.find(b", ") + 2
        if arguments[start : start + 1] == b'"':
            yield _joined(arguments, [start])
        return
    begins = [match.end() for match in _VECTOR.finditer(arguments)]
    for begin, end in pairwise([*begins, len(arguments)]):
        places = [match.end() for match in _BUFFER.finditer(arguments, begin, end)]
        if places and arguments[places[0] : places[0] + 1] == b'"':
            yield _joined(arguments, places)


def _joined(arguments: bytes, places: list[int]) -> bytes:
    found = bytearray()
    for place in places:
        match = _LITERAL.match(arguments, place)
        if match is None:
            break
        literal, _, cut = match[0].rpartition(b'"')
        with suppress(ValueError):
            found += unquoted(literal[1:])
        if cut:
            break
    return bytes(found)


def command(arguments: bytes) -> str | None:
    """The argument list of an execve for display, unquoted as ps does it; what strace left out is "..."."""
    match = _ARGUMENT_LIST.match(arguments)
    return None if match is None else " ".join(_plain(word) for word in _ARGUMENT.findall(match[1]))


def _plain(word: bytes) -> str:
    """A string in strace's notation as a word of a command line, on one line whatever is in it."""
    quoted, _, cut = word.rpartition(b'"')
    text = quoted[1:].decode("latin-1")
    with suppress(ValueError):
        text = unquoted(quoted[1:]).decode(errors="replace")
    text = "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text)
    return text + cut.decode()
