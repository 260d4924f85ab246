"""Conditions: the display filters that a field, some bytes or a message can become, spelled as people type them.

Every condition that is given holds of the message that it was taken from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from nldissect.analysis.filter import Filter, FilterError
from nldissect.analysis.filter.kinds import INSTANTS, UNITS, kind, label, spellings, symbols_of
from nldissect.analysis.filter.lexer import KEYWORDS
from nldissect.analysis.filter.literals import SECOND, integer
from nldissect.engine.layout import Layout
from nldissect.engine.values import guess
from nldissect.index.messages import NLM_F_REQUEST, NLMSG_MIN_TYPE
from nldissect.schema.leaf import Leaf
from nldissect.schema.symbols import word

if TYPE_CHECKING:
    from nldissect.engine.node import Node
    from nldissect.message import Message

MOST_BYTES = 32  # of a longer value its beginning is compared: nobody reads more
SYMBOL = re.compile(r"[A-Za-z_]\w*", re.ASCII)


def conditions(message: Message, node: Node) -> list[str]:
    """The display filters that a field can become, the most fitting first; [] for bytes that have no name.

    A value is compared with: by its name if it has one, then by its number, then each of its flags by itself; at last
    that the field is there at all.
    """
    if not node.path:
        return []
    if node.field.role == "computed":
        return _holding(message, of_computed(node.path, node.value))
    leaf = _leaf(message.layout, node)
    found = [] if leaf is None else list(_comparisons(message, node.path, leaf, node.value))
    return _holding(message, [*found, node.path])


def of_computed(path: str, value: int | str) -> list[str]:
    """The display filters for a value of a computed field, as `Computed.values` gives it."""
    from nldissect.analysis.computed import COMPUTED as FIELDS

    leaf = FIELDS[path].leaf
    if isinstance(value, str):
        return [f"{path} == {_string(value)}"]
    if leaf.show in UNITS:
        return [f"{path} == {_time(leaf, value)}"] if value >= 0 else [f"{path} < 0"]
    if leaf.show == "enum" and isinstance(leaf.symbols, type):
        return [f"{path} == {word(leaf.symbols(value))}"]
    return [f"{path} == {_named(leaf, value)}"]


def of_bytes(data: bytes, start: int, stop: int) -> list[str]:
    """The display filters for the bytes from `start` to `stop` of a message: at their place, then anywhere."""
    taken = data[start : min(stop, start + MOST_BYTES)]
    if not taken:
        return []
    found = [f"nl[{start}:{len(taken)}] == {_octets(taken)}", f"nl contains {_octets(taken)}"]
    return [f"nl[{start}] == {taken[0]:#04x}", *found] if len(taken) == 1 else found


def of_type(message: Message) -> str:
    """The display filter for the messages of the same protocol or family and of the same type or command."""
    declaration, family = message.declaration, f"nl.family == {_string(message.family_name)}"
    if declaration is None:
        return f"{family} and nl.diagnostic == fragment"
    nodes = {node.path: node for node in reversed(message.nodes())}
    paths = ("genl.cmd",) if declaration.family else ("nl.type", "genl.cmd")
    found = [conditions(message, nodes[path])[0] for path in paths if path in nodes]
    if declaration.family or not declaration.declared or message.type < NLMSG_MIN_TYPE:
        found.insert(0, family)
    if declaration.family and "genl.cmd" not in nodes:
        found.append("not genl.cmd")
    return " and ".join(found)


def of_message(message: Message) -> dict[str, str]:
    """The display filters that a message can become, by words for what they leave: "this type", "this call", ..."""
    from nldissect.analysis.computed import COMPUTED as FIELDS

    table: dict[str, str] = {"this type": of_type(message)}
    table["this family"] = f"nl.family == {_string(message.family_name)}"
    call = message.capture.calls.of(message.row)
    if call is not None:
        table["this call"] = f"call.number == {call.number}"
        (asked,) = FIELDS["call.type"].values(message.capture, message.row)
        (type_name,) = of_computed("call.type", asked)
        table["calls of this type"] = type_name
        table["failed calls of this type"] = f"{type_name} and call.state == failed"
        if call.port:
            table["calls of this port"] = f"call.port == {call.port}"
    if message.port and not message.flags & NLM_F_REQUEST:
        table["this port id"] = f"nl.port == {message.port}"
    table["this message"] = f"nl.number == {message.number}"
    table["this datagram"] = f"frame.number == {message.frame_number}"
    return table


def _holding(message: Message, found: Iterable[str]) -> list[str]:
    """Those that can be said in the language and hold: a value whose size is not the declared one has no literal."""
    return [text for text in dict.fromkeys(found) if _holds(message, text)]


def _holds(message: Message, text: str) -> bool:
    try:
        return Filter(text, message.capture.registry).matches(message)
    except FilterError:
        return False


def _leaf(layout: Layout, node: Node) -> Leaf | None:
    """The type of a node's value."""
    return next(
        leaf
        for field, leaf, start, value, *_ in layout.spans
        if field is node.field and start == node.start and value == node.value_start
    )


def _comparisons(message: Message, path: str, leaf: Leaf, value: Any) -> Iterator[str]:
    match kind(leaf):
        case "number":
            yield from _numbers(message, path, leaf, int(value))
        case "string":
            yield f"{path} == {_string(value)}"
        case "address":
            yield f"{path} == {value}"
        case "flag":
            return
        case _:
            # a link-layer address is a text already
            yield from _binary(path, leaf, value if isinstance(value, bytes) else bytes.fromhex(value.replace(":", "")))


def _numbers(message: Message, path: str, leaf: Leaf, value: int) -> Iterator[str]:
    if leaf.show == "flags":
        yield f"{path} == {value:#x}"
        yield from (f"{path}.{flag}" for flag in _flags(leaf, value))
        return
    name = message.capture.names.known(leaf.names, value, message.row) if leaf.names else ""
    if name and integer(name) is None:
        yield f"{path} == {_string(name)}"
    yield f"{path} == {_named(leaf, value)}"
    if leaf.show == "enum":
        yield f"{path} == {value}"


def _flags(leaf: Leaf, value: int) -> list[str]:
    """The names of the flags that are set, as fields are named."""
    assert isinstance(leaf.symbols, type)  # flags have a class of symbols
    return [word(flag) for flag in leaf.symbols if value & flag == flag]


def _named(leaf: Leaf, value: int) -> str:
    """A number by the name that its type gives it, else in digits."""
    if leaf.show == "boolean":
        return "true" if value else "false"
    name = label(leaf, value) if leaf.symbols is not None or leaf.show == "errno" else ""
    if name in spellings(leaf) and symbols_of(leaf):
        return name if SYMBOL.fullmatch(name) and name not in KEYWORDS else _string(name)
    return hex(value) if leaf.show == "hexadecimal" else str(value)


def _binary(path: str, leaf: Leaf, data: bytes) -> Iterator[str]:
    guessed = guess(data, leaf.network) if leaf.show == "guess" else None
    if isinstance(guessed, str):
        yield f"{path} == {_string(guessed)}"
    elif guessed is not None:
        yield f"{path} == {guessed}"
    if not data:
        return
    if len(data) <= MOST_BYTES:
        yield f"{path} == {_octets(data)}"
    else:
        yield f"{path}[0:{MOST_BYTES}] == {_octets(data[:MOST_BYTES])}"


def _octets(data: bytes) -> str:
    """Bytes with colons between them; one byte with a colon behind, or it might be a number."""
    return data.hex(":") if len(data) > 1 else f"{data.hex()}:"


def _time(leaf: Leaf, value: int) -> str:
    """A time in nanoseconds, to the last of them: a float beside a date of today would lose some."""
    from nldissect.analysis.computed import written

    if leaf.show in INSTANTS:
        return f'"{written(leaf, value)}"'
    if not value:
        return "0"
    unit, size = next((unit, size) for unit, size in (("s", SECOND), ("ms", 10**6), ("us", 10**3), ("ns", 1))
                      if value >= size)  # fmt: skip
    whole, rest = divmod(value, size)
    fraction = f"{rest:0{len(str(size)) - 1}d}".rstrip("0") if rest else ""
    return f"{whole}.{fraction}{unit}" if fraction else f"{whole}{unit}"


def _string(text: str) -> str:
    """A string as a literal of the language; bytes that are no UTF-8 as escapes."""
    return f'"{"".join(map(_character, text))}"'


def _character(character: str) -> str:
    code = ord(character)
    if character in '"\\':
        return "\\" + character
    if character.isprintable():
        return character
    if code < 0x80 or 0xDC80 <= code < 0xDD00:  # the lone surrogates that stand for bytes
        return f"\\x{code & 0xFF:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
