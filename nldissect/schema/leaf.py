"""Leaf types: what a run of bytes means when it holds one value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import IntEnum, IntFlag

from nldissect.schema.constants import AddressFamily, DsField, EtherType
from nldissect.schema.errors import DeclarationError, place

Symbols = type[IntEnum] | type[IntFlag] | Mapping[int, str]


@dataclass(slots=True, eq=False)
class Leaf:
    """One value: how many bytes, how they are read, and how people write it.

    size      bytes, or None for as many as there are
    code      letter of the `struct` module ("s" for bytes)
    network   big-endian whatever the host is
    show      how the value is written: a key of `nldissect.engine.values.PRESENTATIONS`
    symbols   names of the values
    key       name in filter paths where it is not the kernel's own
    names     name space of the values: "interface", "table", ...; "" when they have no names
    carries   how many of the low bits are a number of their own, which some of the symbols have with them
    elsewhere kernel's name of an attribute: in a message that has it, the value belongs to another network namespace
    """

    name: str
    size: int | None
    code: str = "s"
    network: bool = False
    show: str = "hex"
    symbols: Symbols | None = None
    key: str = ""
    sensitive: bool = False
    names: str = ""
    elsewhere: str = ""
    carries: int = 0

    def __call__(self, meaning: type[IntEnum] | type[IntFlag] | Leaf | int) -> Leaf:
        """The same leaf with symbols `u8(Enum)`, a meaning `s32(ifindex)` or a length in bytes `binary(32)`."""
        if isinstance(meaning, int):
            if self.code != "s":
                raise DeclarationError(f"{place()}: {self.name} has {self.size} bytes and takes no other length")
            return replace(self, size=meaning)
        if isinstance(meaning, Leaf):
            return replace(
                self,
                show=meaning.show,
                symbols=meaning.symbols,
                names=meaning.names,
                elsewhere=meaning.elsewhere,
                name=f"{self.name}({meaning.name})",
            )
        show = "flags" if issubclass(meaning, IntFlag) else "enum"
        return replace(self, symbols=meaning, show=show)

    def __or__(self, other: Leaf | Sizes) -> Sizes:
        """A leaf that is one or the other by its length: `ipv4 | ipv6`, `flag | u16`."""
        return Sizes((self,)) | other

    @property
    def secret(self) -> Leaf:
        """The same leaf, redacted in exports unless told otherwise."""
        return replace(self, sensitive=True)

    def called(self, key: str) -> Leaf:
        """The same leaf under another name in filter paths."""
        return replace(self, key=key)

    def carrying(self, bits: int) -> Leaf:
        """The same leaf, in whose values a symbol may have a number with it, in the low bits."""
        return replace(self, carries=bits)

    def named(self, space: str, elsewhere: str = "") -> Leaf:
        """The same leaf, whose values have names; those of another network namespace in a message with `elsewhere`."""
        if self.code == "s":
            raise DeclarationError(f"{place()}: {self.name} is no integer and has no names")
        return replace(self, names=space, elsewhere=elsewhere)


@dataclass(slots=True, eq=False)
class Sizes:
    """A leaf with alternatives by length; one of no fixed size, if any, takes what the others leave."""

    leaves: tuple[Leaf, ...]

    def __or__(self, other: Leaf | Sizes) -> Sizes:
        return Sizes(self.leaves + (other.leaves if isinstance(other, Sizes) else (other,)))

    def of(self, length: int) -> Leaf | None:
        """The leaf for a value of `length` bytes, or None when no alternative fits."""
        for leaf in self.leaves:
            if leaf.size == length:
                return leaf
        return next((leaf for leaf in self.leaves if leaf.size is None), None)

    @property
    def name(self) -> str:
        return "|".join(leaf.name for leaf in self.leaves)


def _integer(name: str, size: int, code: str, network: bool = False) -> Leaf:
    return Leaf(name, size, code, network, show="number")


u8 = _integer("u8", 1, "B")
u16 = _integer("u16", 2, "H")
u32 = _integer("u32", 4, "I")
u64 = _integer("u64", 8, "Q")
s8 = _integer("s8", 1, "b")
s16 = _integer("s16", 2, "h")
s32 = _integer("s32", 4, "i")
s64 = _integer("s64", 8, "q")
be16 = _integer("be16", 2, "H", network=True)
be32 = _integer("be32", 4, "I", network=True)
be64 = _integer("be64", 8, "Q", network=True)
uint = u32 | u64  # the kernel's NLA_UINT and NLA_SINT: 4 or 8 bytes
sint = s32 | s64

string = Leaf("string", None, show="string")
binary = Leaf("binary", None, show="hex")
undeclared = Leaf("undeclared", None, show="guess")
undeclared_big = Leaf("undeclared", None, network=True, show="guess")  # from a big-endian host
pad = Leaf("pad", None, show="pad")
flag = Leaf("flag", 0, show="flag")

ipv4 = Leaf("ipv4", 4, show="ipv4")
ipv6 = Leaf("ipv6", 16, show="ipv6")
ip = ipv4 | ipv6
mac = Leaf("mac", 6, show="lladdr")
lladdr = Leaf("lladdr", None, show="lladdr")
mpls = Leaf("mpls label stack", None, show="mpls")
uuid = Leaf("uuid", 16, show="uuid")

ifindex = Leaf("ifindex", 4, "I", show="ifindex", names="interface")
port_id = Leaf("port id", 4, "I", show="number")
netns_id = Leaf("netns id", 4, "i", show="number")
errno = Leaf("errno", 4, "i", show="errno")
ethertype = Leaf("ethertype", 2, "H", network=True, show="enum", symbols=EtherType)
address_family = Leaf("address family", 1, "B", show="enum", symbols=AddressFamily)
dsfield = Leaf("dsfield", 1, "B", show="enum", symbols=DsField)
dscp = Leaf("dscp", 1, "B", show="enum", symbols={int(each) >> 2: each.name for each in DsField if not each & 3})
realms = Leaf("realms", 4, "I", show="realms", names="realm")
tc_handle = Leaf(
    "tc handle", 4, "I", show="tc_handle", symbols={0xFFFFFFFF: "root", 0xFFFFFFF2: "ingress", 0xFFFFFFF3: "egress"}
)  # linux/pkt_sched.h: major and minor number, 16 bits each
u32_handle = Leaf("u32 handle", 4, "I", show="u32_handle")  # of filter u32: table, bucket and node, 12, 8 and 12 bits
uid = Leaf("uid", 4, "I", show="number", names="user")
boolean = Leaf("boolean", 1, "B", show="boolean")
hex8 = Leaf("hex8", 1, "B", show="hexadecimal")
hex16 = Leaf("hex16", 2, "H", show="hexadecimal")
hex32 = Leaf("hex32", 4, "I", show="hexadecimal")
hex64 = Leaf("hex64", 8, "Q", show="hexadecimal")

nanoseconds = Leaf("nanoseconds", 8, "Q", show="nanoseconds")
microseconds = Leaf("microseconds", 4, "I", show="microseconds")
milliseconds = Leaf("milliseconds", 4, "I", show="milliseconds")
centiseconds = Leaf("centiseconds", 4, "I", show="centiseconds")  # clock_t as user space sees it, USER_HZ = 100
psched_ticks = Leaf("psched ticks", 4, "I", show="psched_ticks")  # of 64 ns (PSCHED_SHIFT of net/pkt_sched.h)
seconds = Leaf("seconds", 4, "I", show="seconds")
lifetime = Leaf("lifetime", 4, "I", show="lifetime")  # seconds, all ones for "forever"
bytes_per_second = Leaf("bytes per second", 8, "Q", show="bytes_per_second")
