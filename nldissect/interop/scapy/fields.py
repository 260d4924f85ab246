"""The fields of the layers: values in the byte order of the captured host, and lengths that follow from the rest."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from scapy.fields import Field
from scapy.packet import Packet, Raw
from scapy.volatile import VolatileValue

from nldissect.interop.scapy.values import encode_any, flag_names, name_of, number_named, text
from nldissect.schema.leaf import Leaf

_order: ContextVar[bool | None] = ContextVar("order", default=None)


@contextmanager
def built_as(big: bool) -> Iterator[None]:
    """What is built inside is big-endian, or little-endian, unless what it is built into says so already."""
    token = _order.set(big if _order.get() is None else _order.get())
    try:
        yield
    finally:
        _order.reset(token)


def big_endian(packet: Packet | None) -> bool:
    """The byte order of the datagram that a layer is being built into, or is in; else this machine's."""
    given = _order.get()
    while given is None and packet is not None:
        order = packet.fields.get("order") if "messages" in packet.default_fields else None
        given = None if order is None else order == "big"
        packet = packet.underlayer or packet.parent
    return sys.byteorder == "big" if given is None else given


def place(packet: Packet | None, name: str) -> str:
    """A field by its name, for people: "IFLA_MTU.value"."""
    return name if packet is None else f"{type(packet).__name__}.{name}"


class Flags(int):
    """A number of which each bit has a name: `flags.UP`."""

    _names: Sequence[str] = ()

    def named(self, names: Sequence[str]) -> Flags:
        """The same number with names for its bits, bit 0 first."""
        self._names = names
        return self

    def __getattr__(self, name: str) -> bool:
        if name.startswith("_") or name not in self._names:
            raise AttributeError(name)
        return bool(self >> self._names.index(name) & 1)

    def __str__(self) -> str:
        return "+".join(name for place, name in enumerate(self._names) if self >> place & 1)

    def __repr__(self) -> str:
        return f"<Flag {int(self)} ({self})>"


class Value(Field[Any, Any]):
    """A value: an integer, a text, or bytes, which go with everything; None is not there at all.

    leaves  what it can be
    size    its bytes, None for as many as it has
    known   numbers by their names
    """

    __slots__ = ["known", "leaves", "size"]

    def __init__(
        self,
        name: str,
        default: Any,
        leaves: tuple[Leaf, ...],
        size: int | None = None,
        known: Mapping[str, int] | None = None,
    ) -> None:
        self.leaves = leaves
        self.size = size
        self.known = known or {}
        code = next((leaf.code for leaf in leaves if leaf.code != "s"), f"{size or 0}s")
        super().__init__(name, default, code)

    def any2i(self, pkt: Packet | None, x: Any) -> Any:
        if isinstance(x, str) and self.leaves and all(leaf.code != "s" or leaf.size == 0 for leaf in self.leaves):
            return self._number(pkt, x)
        if isinstance(x, int) and not isinstance(x, bool):
            return int(x)
        if isinstance(x, list):
            return [self.any2i(pkt, each) for each in x]
        return bytes(x) if isinstance(x, bytearray) else x

    def _number(self, pkt: Packet | None, x: str) -> int:
        try:
            return number_named(x, self.known)
        except ValueError as error:
            raise ValueError(f"{place(pkt, self.name)}: {error}") from None

    def i2h(self, pkt: Packet | None, x: Any) -> Any:
        leaf = self.leaf(pkt, x)
        if isinstance(x, int) and leaf is not None and leaf.show == "flags":
            return Flags(x).named(flag_names(leaf))
        return x

    def i2repr(self, pkt: Packet | None, x: Any) -> str:
        leaf = self.leaf(pkt, x)
        return repr(x) if leaf is None or isinstance(x, VolatileValue) else text(leaf, x, big_endian(pkt))

    def i2len(self, pkt: Packet, x: Any) -> int:
        return len(self._bytes(pkt, x))

    def addfield(self, pkt: Packet, s: bytes, val: Any) -> bytes:
        return s + self._bytes(pkt, val)

    def _bytes(self, pkt: Packet, val: Any) -> bytes:
        if val is None:
            return b""
        try:
            return self.encoded(val, big_endian(pkt), self._length(pkt))
        except ValueError as error:
            raise ValueError(f"{place(pkt, self.name)}: {error}") from None

    def encoded(self, val: Any, big: bool, length: int | None) -> bytes:
        """The bytes of a value, which has this length if it can; ValueError when it is none that goes here."""
        return encode_any(self.leaves, val, big, length).ljust(self.size or 0, b"\0")

    def gives(self, val: Any, data: bytes, big: bool, nla_len: int | None) -> bool:
        """Whether a value is written as these bytes."""
        try:
            return self.encoded(val, big, None if nla_len is None else nla_len - 4) == data
        except ValueError:
            return False

    def _length(self, pkt: Packet | None) -> int | None:
        """The bytes that the value of an attribute has by its header."""
        given = pkt.fields.get("nla_len") if pkt is not None else None
        return given - 4 if isinstance(given, int) else None

    def leaf(self, pkt: Packet | None, x: Any) -> Leaf | None:
        """What the value is, by the declaration that holds for this packet."""
        declared = getattr(pkt, "declared_leaf", None)
        found = declared(self.name) if declared else None
        if isinstance(found, Leaf) or x is None or isinstance(x, bytes | VolatileValue | list):
            return found
        for leaf in self.leaves:
            try:
                data = encode_any((leaf,), x, False, None)
            except ValueError:
                continue
            if self._length(pkt) in (None, len(data)):
                return leaf
        return None

    def command(self, pkt: Packet, x: Any) -> str:
        """The value as a Python expression, by its name if it has one everywhere."""
        leaf = self.leaf(pkt, x)
        if isinstance(x, int) and leaf is not None and leaf.symbols is not None:
            name = name_of(leaf, x)
            if name and set(name.split("+")) <= self.known.keys() and number_named(name, self.known) == x:
                return repr(name)
        return repr(x)


class Values(Value):
    """Values one behind the other, as a list."""

    islist = 1

    def encoded(self, val: Any, big: bool, length: int | None) -> bytes:
        listed = val if isinstance(val, list) else [val]
        return b"".join(encode_any(self.leaves, each, big, None) for each in listed).ljust(self.size or 0, b"\0")

    def i2h(self, pkt: Packet | None, x: Any) -> Any:
        return x

    def i2repr(self, pkt: Packet | None, x: Any) -> str:
        if not isinstance(x, list):
            return super().i2repr(pkt, x)
        return f"[{', '.join(text(self.leaves[0], each, big_endian(pkt)) for each in x)}]"

    def command(self, pkt: Packet, x: Any) -> str:
        return repr(x)


class Inner(Field[Any, Any]):
    """A layer inside a layer: a struct in a struct, or the value of an attribute."""

    holds_packets = 1

    def __init__(self, name: str, default: Any) -> None:
        super().__init__(name, default, "0s")

    def any2i(self, pkt: Packet | None, x: Any) -> Any:
        if isinstance(x, list):
            return [self.any2i(pkt, each) for each in x]
        if isinstance(x, Packet) and pkt is not None:
            x.add_parent(pkt)
        if not isinstance(x, Packet | bytes | VolatileValue | None):
            raise ValueError(f"{place(pkt, self.name)}: {x!r} is no layer")
        return x

    def i2len(self, pkt: Packet, x: Any) -> int:
        return len(bytes(x))

    def addfield(self, pkt: Packet, s: bytes, val: Any) -> bytes:
        return s if val is None else s + bytes(val)

    def randval(self) -> Any:
        return None


class Nest(Inner):
    """Layers one behind the other: attributes, structs, and bytes that are neither."""

    islist = 1

    def any2i(self, pkt: Packet | None, x: Any) -> Any:
        listed = x if isinstance(x, list) else [] if x is None else [x]
        layers = [Raw(load=bytes(each)) if isinstance(each, bytes | bytearray) else each for each in listed]
        return [super(Nest, self).any2i(pkt, each) for each in layers]

    def i2len(self, pkt: Packet, x: Any) -> int:
        return sum(len(bytes(each)) for each in x)

    def addfield(self, pkt: Packet, s: bytes, val: Any) -> bytes:
        return s + b"".join(bytes(each) for each in val)


class Attributes(Nest):
    """The attributes behind a struct, which begin at a multiple of four bytes unless bytes are there that say where."""

    def addfield(self, pkt: Packet, s: bytes, val: Any) -> bytes:
        padding = bytes(-len(s) % 4) if val and not isinstance(val[0], Raw) else b""
        return super().addfield(pkt, s + padding, val)


class Messages(Nest):
    """The messages of a datagram, each at a multiple of four bytes unless bytes are before it that say where."""

    def addfield(self, pkt: Packet, s: bytes, val: Any) -> bytes:
        aligned = True
        for each in val:
            mere = isinstance(each, Raw)
            s += b"" if mere or not aligned else bytes(-len(s) % 4)
            s += bytes(each)
            aligned = not mere
        return s


class Length(Value):
    """A length that is worked out from what it measures, unless one is given: a wrong one, or one of what was cut."""

    def i2h(self, pkt: Packet | None, x: Any) -> Any:
        return pkt.measured() if x is None and pkt is not None else x

    def i2repr(self, pkt: Packet | None, x: Any) -> str:
        return repr(self.i2h(pkt, x))

    def addfield(self, pkt: Packet, s: bytes, val: Any) -> bytes:
        return super().addfield(pkt, s, 0 if val is None else val)


class Order(Field[Any, Any]):
    """The byte order of a datagram, which is in none of its bytes: "little" or "big"."""

    def __init__(self, name: str) -> None:
        super().__init__(name, None, "0s")

    def any2i(self, pkt: Packet | None, x: Any) -> Any:
        if x not in (None, "little", "big"):
            raise ValueError(f"{place(pkt, self.name)}: {x!r} is neither 'little' nor 'big'")
        return x

    def i2h(self, pkt: Packet | None, x: Any) -> Any:
        return x or ("big" if big_endian(pkt) else "little")

    def i2repr(self, pkt: Packet | None, x: Any) -> str:
        return str(self.i2h(pkt, x))

    def addfield(self, pkt: Packet, s: bytes, val: Any) -> bytes:
        return s

    def randval(self) -> Any:
        return None
