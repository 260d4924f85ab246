"""The layers: one class for each struct and attribute of the registry, made when it is first asked for.

Lengths and padding that follow from the rest are not kept in a layer but worked out whenever they are asked for, so
that values can be changed without touching anything around them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache, lru_cache
from keyword import iskeyword
from types import new_class
from typing import Any, ClassVar, cast

from scapy.config import conf
from scapy.fields import ConditionalField, Field, ShortEnumField, ShortField, StrFixedLenField, XShortField
from scapy.layers.l2 import COOKED_LINUX_PACKET_TYPES, CookedLinux, CookedLinuxV2
from scapy.packet import Packet

from nldissect.cooked import ARPHRD_NETLINK
from nldissect.families import NAMES, registry
from nldissect.index.datagrams import LINUX_SLL
from nldissect.interop.scapy.catalogue import (
    NLMSGHDR,
    AttributeEntry,
    Entry,
    Kind,
    StructEntry,
    catalogue,
    kinds_of,
)
from nldissect.interop.scapy.fields import (
    Attributes,
    Inner,
    Length,
    Messages,
    Nest,
    Order,
    Value,
    Values,
    big_endian,
    built_as,
)
from nldissect.interop.scapy.values import alternatives, decode, symbols
from nldissect.schema.leaf import Leaf, binary, u16
from nldissect.schema.message import Message, Protocol, retyped
from nldissect.schema.types import Array, Attribute as Declared, AttributesType, StructType, Type
from nldissect.sources.frames import LINKTYPE_NETLINK

NLA_HEADER = 4  # struct nlattr
NLA_F_NESTED = 0x8000
NLA_FLAGS = {"NLA_F_NESTED": NLA_F_NESTED, "NLA_F_NET_BYTEORDER": 0x4000}
NLA_TYPE_MASK = 0x3FFF
PUBLIC = "nldissect.interop.scapy"

families: dict[int, str] = {}
"""Names of the generic netlink families by their ids, which each boot gives out anew: those that dissected messages of
the controller told, and those that are put in."""


class Layer(Packet):
    """What all layers here have in common."""

    def do_build(self) -> bytes:
        with built_as(big_endian(self)):
            return super().do_build()

    def command(self) -> str:
        """A Python expression that makes this layer; what follows from the rest is left out."""
        from nldissect.interop.scapy.expressions import one_line

        return one_line(self)

    def do_dissect(self, s: bytes) -> bytes:
        from nldissect.interop.scapy.dissection import dissect

        self.explicit = 1
        return dissect(self, s)

    def show2(self, dump: bool = False, indent: int = 3, lvl: str = "", label_lvl: str = "") -> str | None:
        built = type(self)(bytes(self), _underlayer=self.underlayer, _parent=self.parent)
        return cast("str | None", built.show(dump, indent, lvl, label_lvl))


class Struct(Layer):
    """A C struct; attributes may follow it."""

    entry: ClassVar[StructEntry]

    def post_build(self, pkt: bytes, pay: bytes) -> bytes:
        if isinstance(self.payload, Attribute):
            pkt += bytes(-len(pkt) % 4)
        length = self.entry.length
        if length and self.getfieldval(length) is None:
            member = self.entry.declared.by_name[length]
            size = (len(pkt) + len(pay)).to_bytes(member.size or 0, "big" if big_endian(self) else "little")
            pkt = pkt[: member.offset] + size + pkt[member.offset + len(size) :]
        return pkt + pay

    @classmethod
    def begins_message(cls) -> bool:
        """Whether this is struct nlmsghdr."""
        return cls.entry.declared.name == NLMSGHDR.name

    @classmethod
    def members(cls) -> list[str]:
        """The names of the fields that are members."""
        return [field.name for field in cls.fields_desc if field.name != "attributes"]

    def measured(self) -> int:
        """The length that is written into a struct that has its own: its bytes and those of what follows it."""
        return len(self.do_build())

    def declared_leaf(self, name: str) -> Leaf | None:
        """The leaf of a member by the declaration that holds where this struct is, which tells what values mean."""
        members = self._declaration().by_name
        member = members.get(name) or members.get(name.removesuffix("_"))
        return member.type if member is not None and isinstance(member.type, Leaf) else None

    def _declaration(self) -> StructType:
        if self.begins_message():
            return _named(self)
        own = self.entry.declared
        above = self.underlayer or self.parent
        around: Type | None = None
        if isinstance(above, Attribute):
            around = above.entry.declared
        elif isinstance(above, Struct) and above.begins_message():
            around = declaration(above).body.header
        found = (each for each in alternatives(around) if isinstance(each, StructType) and each.name == own.name)
        return next(found, own)


def protocol_of(layer: Packet) -> int:
    """The protocol of the datagram that a layer is in; of what is in none, NETLINK_ROUTE."""
    above: Packet | None = layer
    while above is not None and not isinstance(above, Netlink):
        above = above.underlayer or above.parent
    return above.protocol() if above is not None else 0


def families_of(protocol: int) -> dict[int, str]:
    """The names that types of a protocol have for now."""
    return families if registry.protocol(protocol).teaches is not None else {}


def declaration(header: Struct) -> Message:
    """The declaration of the message that begins with this nlmsghdr."""
    number, protocol = header.getfieldval("type"), protocol_of(header)
    message = registry.find(protocol, number if isinstance(number, int) else 0, families_of(protocol))
    dispatch = message.dispatch
    command = header.payload.fields.get(dispatch.name) if dispatch else None
    return message.command(command) if isinstance(command, int) else message


def _named(header: Struct) -> StructType:
    """The declaration of an nlmsghdr, with the name of the family that has its type for now."""
    message = declaration(header)
    leaf = message.nlmsghdr.by_name["type"].type
    if message.number or not message.family or not isinstance(leaf, Leaf):
        return message.nlmsghdr
    return retyped(message.nlmsghdr, type=replace(leaf, symbols={int(header.getfieldval("type")): message.family}))


class AttributeType(Value):
    """nla_type: the number of an attribute, by its name if it is declared, and how its value is marked."""

    def __init__(self, entry: AttributeEntry) -> None:
        named = {} if entry.table is None else {entry.table.by_number[entry.number].name: entry.number}
        default = entry.number | (NLA_F_NESTED if entry.nested else 0)
        super().__init__("nla_type", default, (u16,), 2, {**named, **NLA_FLAGS})

    def i2repr(self, pkt: Packet | None, x: Any) -> str:
        number = isinstance(x, int) and x & NLA_TYPE_MASK
        found = [name for name, known in self.known.items() if known == number and name not in NLA_FLAGS]
        if not found:
            return repr(x)
        return "+".join([*found, *(name for name, flag in NLA_FLAGS.items() if x & flag)])

    def command(self, pkt: Packet, x: Any) -> str:
        named = self.i2repr(pkt, x)
        return repr(x) if named == repr(x) else repr(named)


class Attribute(Layer):
    """An attribute: struct nlattr, its value, and what pads it to a multiple of four bytes."""

    entry: ClassVar[AttributeEntry]

    def post_build(self, pkt: bytes, pay: bytes) -> bytes:
        padding = self.getfieldval("padding")
        if self.getfieldval("nla_len") is None:
            size = len(pkt) - len(padding or b"")
            pkt = min(size, 0xFFFF).to_bytes(2, "big" if big_endian(self) else "little") + pkt[2:]
        return pkt + (bytes(-len(pkt) % 4) if padding is None else b"") + pay

    def measured(self) -> int:
        """nla_len: the header and the value."""
        return NLA_HEADER + self.get_field("value").i2len(self, self.getfieldval("value"))


class nlattrs(Layer):
    """Attributes without a struct before them."""

    fields_desc = [Attributes("attributes", [])]


class Netlink(Layer):
    """A netlink datagram: messages, and bytes that are none."""

    fields_desc = [Order("order"), Messages("messages", [])]
    match_subclass = True
    number: ClassVar[int | None] = None

    @classmethod
    def dispatch_hook(cls, _pkt: bytes = b"", _underlayer: Packet | None = None, **_: Any) -> type[Packet]:
        """The class for the protocol that the cooked header names."""
        return cls if _underlayer is None else protocol_class(min(int(_underlayer.getfieldval("proto")), 0xFF))

    def protocol(self) -> int:
        """The number of the protocol."""
        if self.number is None and self.underlayer is not None:
            return min(int(self.underlayer.getfieldval("proto")), 0xFF)
        return self.number or 0

    def mysummary(self) -> str:
        """The protocol and the names of the messages."""
        headers = (each if isinstance(each, Struct) and each.begins_message() else None for each in self.messages)
        names = Counter("data" if header is None else declaration(header).name for header in headers)
        counted = ", ".join(name if count == 1 else f"{count} {name}" for name, count in names.items())
        return f"{type(self).__name__} {counted}"


class CookedNetlink(CookedLinux):
    """The header that nlmon devices put before each datagram (LINKTYPE_NETLINK)."""

    name = "cooked netlink"
    match_subclass = True
    fields_desc = [
        ShortEnumField("pkttype", 4, COOKED_LINUX_PACKET_TYPES),
        XShortField("lladdrtype", ARPHRD_NETLINK),
        ShortField("lladdrlen", 0),
        StrFixedLenField("src", b"", 8),
        ShortEnumField("proto", 0, NAMES),
    ]

    @classmethod
    def dispatch_hook(cls, _pkt: bytes = b"", **_: Any) -> type[Packet]:
        """Mere bytes for what was cut in the header."""
        return conf.raw_layer if 0 < len(_pkt) < LINUX_SLL.size else cls

    def guess_payload_class(self, payload: bytes) -> type[Packet]:
        return Netlink if self.lladdrtype == ARPHRD_NETLINK else conf.raw_layer


COOKED = (CookedNetlink, CookedLinux, CookedLinuxV2)


@cache
def protocol_class(number: int) -> type[Netlink]:
    """The layer of the datagrams of a protocol."""
    protocol: Protocol = registry.protocol(number)
    fields = {"proto": number, "lladdrtype": ARPHRD_NETLINK}
    contents = {
        "__module__": PUBLIC,
        "__doc__": f"A datagram of {protocol.name}: messages, and bytes that are none.",
        "number": number,
        "overload_fields": dict.fromkeys(COOKED, fields),
    }
    return cast("type[Netlink]", new_class(protocol.name, (Netlink,), exec_body=lambda body: body.update(contents)))


@cache
def layer_class(name: str) -> type[Layer]:
    """The layer of an entry of the catalogue."""
    entry = catalogue().names[name]
    if isinstance(entry, StructEntry):
        base, fields = cast("type[Layer]", Struct), _struct_fields(entry)
    else:
        base, fields = Attribute, _attribute_fields(entry)
    contents = {"__module__": PUBLIC, "__doc__": _document(entry), "entry": entry, "fields_desc": fields}
    return cast("type[Layer]", new_class(name, (base,), exec_body=lambda body: body.update(contents)))


def _document(entry: Entry) -> str:
    if isinstance(entry, StructEntry):
        return f"struct {entry.declared.name}, from {entry.declared.header or 'the registry'}."
    return f"Attribute {entry.name}, from {entry.table.header or 'the registry' if entry.table else 'the registry'}."


@lru_cache(4096)
def struct_class(declared: StructType) -> type[Struct]:
    """The layer of a struct."""
    return cast("type[Struct]", layer_class(catalogue().struct(declared).name))


@lru_cache(65536)
def attribute_class(table: AttributesType, attribute: Declared, kind: Kind) -> type[Attribute]:
    """The layer of an attribute with values of a kind, as far as it can have such."""
    return cast("type[Attribute]", layer_class(catalogue().attribute(table, attribute, kind).name))


@lru_cache(65536)
def element_class(owner: str, kind: Kind) -> type[Attribute]:
    """The layer of the elements of the attribute that is the entry `owner`, an indexed nest."""
    above = catalogue().names[owner]
    entry = catalogue().element(above, kind) if isinstance(above, AttributeEntry) else None
    return plain_class(kind) if entry is None else cast("type[Attribute]", layer_class(entry.name))


def plain_class(kind: Kind) -> type[Attribute]:
    """The layer of attributes that are not declared."""
    return cast("type[Attribute]", layer_class("nlattr_nest" if kind == "nest" else "nlattr"))


def name_in_layer(member: str) -> str:
    """The name of a member as a field: "name_" where all layers have a "name" already, "from_" for words of Python."""
    return f"{member}_" if hasattr(Packet, member) or iskeyword(member) or member == "attributes" else member


def _struct_fields(entry: StructEntry) -> list[Field[Any, Any]]:
    known = catalogue().symbols
    fields: list[Field[Any, Any]] = []
    for member in entry.declared.members:
        name = name_in_layer(member.name)
        names = known.get((entry.declared.name, member.name), {})
        if member.name == entry.length and isinstance(member.type, Leaf):
            fields.append(Length(name, None, (member.type,), member.size))
        else:
            fields.append(_value(name, member.type, kinds_of(member.type)[0], member.size, names))
    return [*fields, Attributes("attributes", [])] if entry.headed else fields


def _attribute_fields(entry: AttributeEntry) -> list[Any]:
    padding = Value("padding", None, (binary,))
    return [
        Length("nla_len", None, (u16,), 2),
        AttributeType(entry),
        _value("value", entry.declared, entry.kind, None, {}),
        ConditionalField(padding, lambda packet: packet.fields.get("padding") is not None),
    ]


def _value(name: str, declared: Type, kind: Kind, size: int | None, names: dict[str, int]) -> Field[Any, Any]:
    """The field for values of a type, if they are of this kind."""
    types = list(alternatives(declared))
    if kind == "nest":
        return Nest(name, [])
    if kind == "struct":
        return Inner(name, _default_struct(types))
    if kind == "array":
        array = next(each for each in types if isinstance(each, Array))
        assert isinstance(array.type, Leaf)  # the kind says so
        default = [_default(array.type)] * (array.count or 0)
        return Values(name, default, (array.type,), size, symbols(array.type))
    leaves = tuple(each for each in types if isinstance(each, Leaf))
    known = {key: number for leaf in reversed(leaves) for key, number in symbols(leaf).items()}
    return Value(name, _default(leaves[0]) if leaves else b"", leaves, size, {**known, **names})


def _default(leaf: Leaf) -> Any:
    return decode(leaf, bytes(leaf.size), False) if leaf.size else b""


def _default_struct(types: list[Type]) -> Packet | None:
    struct = next((each for each in types if isinstance(each, StructType)), None)
    return None if struct is None else struct_class(struct)()


def register() -> None:
    """Have scapy read what link types 253, 113 and 276 have of netlink."""
    conf.l2types.register(LINKTYPE_NETLINK, CookedNetlink)
    for cooked in (CookedLinux, CookedLinuxV2):  # before what they have for numbers of Ethernet protocols
        cooked.payload_guess = [({"lladdrtype": ARPHRD_NETLINK}, Netlink), *cooked.payload_guess]
