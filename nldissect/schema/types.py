"""Composite types: structs, attribute tables, arrays, and choices between types.

A family writes `class ifaddrmsg(Struct)` and `class IFA(Attributes)`; each class becomes one frozen description
(`StructType`, `AttributesType`) that the engine interprets. Nothing here touches bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum, IntFlag
from importlib import import_module
from threading import RLock
from typing import Any, ClassVar

from nldissect.schema.conditions import Condition
from nldissect.schema.errors import DeclarationError, place
from nldissect.schema.leaf import Leaf, Sizes, u32, undeclared
from nldissect.schema.symbols import word

LOADING = RLock()
"""Held while cases that are declared elsewhere are imported."""


@dataclass(slots=True, eq=False)
class Member:
    """A field of a struct: its name, type, and offset in bytes; `size` is None for the rest of the struct."""

    name: str
    type: Type
    offset: int
    size: int | None


@dataclass(slots=True, eq=False)
class StructType:
    """A C struct, every byte of it declared; `size` leaves out a last member of variable length (`variable`).

    where   "file:line" of the declaration
    """

    name: str
    key: str
    header: str
    members: tuple[Member, ...]
    size: int
    variable: bool
    by_name: Mapping[str, Member]
    where: str = ""


@dataclass(slots=True, eq=False)
class Attribute:
    """An entry of an attribute table: `name` is the kernel's constant, `key` its part of a filter path.

    policy   where nobody declares it: what the kernel accepts as its value, in words
    """

    number: int
    name: str
    key: str
    type: Type
    multi: bool = False
    policy: str = ""


@dataclass(slots=True, eq=False)
class AttributesType:
    """A table of attributes (struct nlattr), number to declaration; `where` is the "file:line" of it."""

    name: str
    key: str
    prefix: str
    header: str
    by_number: dict[int, Attribute] = field(default_factory=dict)
    by_key: dict[str, Attribute] = field(default_factory=dict)  # "KIND" as declared, without the prefix
    where: str = ""

    def add(self, attribute: Attribute, key: str, where: str) -> None:
        other = self.by_number.get(attribute.number)
        if other is not None:
            raise DeclarationError(
                f"{where}: {attribute.name} has the number {attribute.number} of {other.name}; "
                "give each attribute its number of the kernel's header"
            )
        self.by_number[attribute.number] = attribute
        self.by_key[key] = attribute


@dataclass(slots=True, eq=False)
class Multi:
    """Marks an attribute that may repeat: its value is a list."""

    type: Declarable


@dataclass(slots=True, eq=False)
class Indexed:
    """A nest whose attribute types are indexes, or data, and whose children are all of one type (NLA_NESTED_ARRAY).

    names   an IntEnum that names the indexes, if they have names
    first   the number of the first name
    """

    type: Type
    names: Mapping[int, str] | None = None


@dataclass(slots=True, eq=False)
class Array:
    """Values of a fixed size one behind the other, `count` of them or as many as there are."""

    type: Leaf | StructType
    count: int | None = None
    names: Mapping[int, str] | None = None


@dataclass(slots=True, eq=False)
class Headed:
    """A header struct and then attributes: the body of a message, or an attribute that holds such a body."""

    header: Type | None
    attributes: Type | None


@dataclass(slots=True, eq=False)
class Records:
    """Structs one behind the other, each of its own length, which a member of it says.

    attributes  what follows each struct; None where the struct is all, its last member of variable length
    unit        how many bytes `length` counts in
    within      field that says how many bytes all of them have, named as in `Select`; "" where they have what is left
    """

    struct: StructType
    length: str
    attributes: Type | None
    unit: int = 1
    within: str = ""


@dataclass(slots=True, eq=False)
class Select:
    """A type chosen by the value of another field.

    by        "KIND": an attribute beside this one or in an enclosing nest, in any order; "HDR.kind": a member of the
              struct that it holds; "family" or "rtmsg.family": a member of an enclosing struct (of that name)
    cases     value to type; an open table lets other modules add to it
    otherwise for a value without a case, or when there is no such field
    """

    by: str
    cases: Cases
    otherwise: Type = undeclared


@dataclass(slots=True, eq=False)
class OneOf:
    """A type chosen by the first condition that holds; None is nothing at all (no header, no attributes)."""

    variants: tuple[tuple[Condition, Type | None], ...]
    otherwise: Type | None


@dataclass(slots=True, eq=False)
class Quoted:
    """Another message inside this one, its header alone when the condition holds."""

    header_only: Condition


Type = Leaf | Sizes | StructType | AttributesType | Indexed | Array | Headed | Records | Select | OneOf | Quoted


class Cases:
    """An open table of types by value; every entry is checked as it is made.

    load   module that fills the table, imported when something is first looked for: most programs meet few kinds
    """

    def __init__(self, name: str, cases: Mapping[Any, Declarable] | None = None, *, load: str = "") -> None:
        self.name = name
        self._load = load
        self._types: dict[int | str, Type] = {}
        self._names: dict[int | str, str] = {}
        for value, declared in (cases or {}).items():
            self[value] = declared

    def __setitem__(self, value: int | str, declared: Declarable) -> None:
        key: int | str = value if isinstance(value, str) else int(value)
        if key in self._types:
            raise DeclarationError(f"{place()}: {self.name} has a type for {value!r} already")
        self._types[key] = type_of(declared)
        self._names[key] = word(value) if isinstance(value, Enum) else str(value)

    def _filled(self) -> dict[int | str, Type]:
        if self._load:
            with LOADING:  # another thread must not see half of them
                import_module(self._load)
                self._load = ""
        return self._types

    def get(self, value: int | str) -> Type | None:
        """The type for a value, or None."""
        return self._filled().get(value)

    def name_of(self, value: int | str) -> str:
        """The case's part of a filter path: "vlan", "inet6"."""
        return self._names[value]

    def items(self) -> Iterator[tuple[int | str, Type]]:
        return iter(self._filled().items())


class Struct:
    """Base of C structs: `class ifaddrmsg(Struct, header="linux/if_addr.h")`, one line a member, in their order.

    key     first part of the members' filter paths; by default the struct's name without "msg"
    name    the kernel's, where it has several declarations; by default the class's
    """

    declared: ClassVar[StructType]

    def __init_subclass__(cls, header: str = "", key: str = "", name: str = "") -> None:
        where = place()
        struct = name or cls.__name__
        members: list[Member] = []
        offset = 0
        for member_name, value in list(vars(cls).items()):
            if member_name.startswith("__"):
                continue
            if members and members[-1].size is None:
                raise DeclarationError(f"{where}: {cls.__name__}.{members[-1].name} has no fixed size and is not last")
            declared = type_of(value, f"{where}: {cls.__name__}.{member_name}")
            size = size_of(declared)
            members.append(Member(member_name.rstrip("_"), declared, offset, size))
            offset += size or 0
        by_name = {member.name: member for member in members}
        cls.declared = StructType(
            struct,
            key or struct.removesuffix("msg"),
            header,
            tuple(members),
            offset,
            bool(members) and members[-1].size is None,
            by_name,
            where,
        )


class Attributes:
    """Base of attribute tables: `class IFA(Attributes, header="linux/if_addr.h")`, one line each: NAME = 1, type.

    The class's name is the prefix of the kernel's constants (IFA_LOCAL), unless `prefix` says another; an underscore
    before a name that starts with a digit is left out.
    key     first part of the filter paths where this table is outermost; by default the prefix in lower case
    """

    declared: ClassVar[AttributesType]

    def __init_subclass__(cls, header: str = "", key: str = "", prefix: str | None = None) -> None:
        where = place()
        start = cls.__name__ if prefix is None else prefix
        table = AttributesType(cls.__name__, key or cls.__name__.lower(), start, header, where=where)
        for name, value in list(vars(cls).items()):
            if name.startswith("__"):
                continue
            match value:
                case (int() as number, declared):
                    pass
                case _:
                    raise DeclarationError(f"{where}: {cls.__name__}.{name} is not `{name} = number, type`")
            multi = isinstance(declared, Multi)
            resolved = type_of(declared.type if multi else declared, f"{where}: {cls.__name__}.{name}")
            short = name.removeprefix("_")
            attribute = Attribute(number, f"{start}_{short}" if start else short, short.lower(), resolved, multi)
            table.add(attribute, name, where)
        cls.declared = table


Declarable = Type | Multi | type[Struct] | type[Attributes]


def type_of(declared: Any, where: str = "") -> Type:
    """The description that a declaration stands for; DeclarationError names the place of what is no type."""
    if isinstance(declared, type) and issubclass(declared, (Struct, Attributes)):
        return declared.declared
    if isinstance(declared, Type):
        return declared
    raise DeclarationError(f"{where or place()}: {declared!r} is no type")


def size_of(declared: Type) -> int | None:
    """The fixed size of a type in bytes, or None."""
    match declared:
        case Leaf():
            return declared.size
        case StructType():
            return None if declared.variable else declared.size
        case Array(type=element, count=int() as count):
            size = size_of(element)
            return None if size is None else size * count
        case _:
            return None


def multi(declared: Declarable) -> Multi:
    """An attribute that may repeat."""
    return Multi(declared)


def _names(names: Mapping[int, str] | type | None) -> Mapping[int, str] | None:
    if isinstance(names, type):
        return {int(member): member.name for member in names}  # type: ignore[attr-defined]
    return names


def indexed(declared: Declarable, names: Any = None) -> Indexed:
    """A nest whose attribute types are indexes; `names`, an IntEnum, where the indexes have names."""
    return Indexed(type_of(declared), _names(names))


def array(declared: Declarable, count: int | None = None, names: Any = None) -> Array:
    """`count` values one behind the other (as many as fit when None); `names`, an IntEnum, names the places."""
    element = type_of(declared)
    if not isinstance(element, Leaf | StructType) or size_of(element) is None:
        raise DeclarationError(f"{place()}: the elements of an array have a fixed size")
    return Array(element, count, _names(names))


def bitfield32(flags: type[IntFlag]) -> StructType:
    """Flags with a mask of those that are meant: struct nla_bitfield32 of linux/netlink.h."""
    leaf = u32(flags)
    members = (Member("value", leaf, 0, 4), Member("selector", leaf, 4, 4))
    by_name = {member.name: member for member in members}
    return StructType("nla_bitfield32", "bitfield32", "linux/netlink.h", members, 8, False, by_name, place())


def records(
    struct: type[Struct], length: str, attributes: Declarable | None = None, *, unit: int = 1, within: str = ""
) -> Records:
    """Structs of their own length, each followed by attributes (RTA_MULTIPATH) or alone (options of a protocol).

    As the last member of a struct they are followed by what follows the struct if `within` says how long they are.
    """
    if length not in struct.declared.by_name:
        raise DeclarationError(f"{place()}: {struct.__name__} has no member {length}")
    return Records(struct.declared, length, None if attributes is None else type_of(attributes), unit, within)


def headed(header: Declarable | None, attributes: Declarable | None) -> Headed:
    """A header struct, then attributes; each may be chosen by conditions (`one_of`)."""
    parts = [None if each is None else type_of(each) for each in (header, attributes)]
    for part in parts:
        if not isinstance(part, StructType | AttributesType | OneOf | None):
            raise DeclarationError(f"{place()}: a message has a struct and an attribute table, not {part!r}")
    return Headed(*parts)


def select(
    by: str, cases: Cases | Mapping[Any, Declarable], otherwise: Declarable = undeclared, name: str = ""
) -> Select:
    """A type chosen by the value of the field `by`."""
    table = cases if isinstance(cases, Cases) else Cases(name or by, cases)
    return Select(by, table, type_of(otherwise))


def one_of(*variants: tuple[Condition, Declarable | None], otherwise: Declarable | None) -> OneOf:
    """A type chosen by the first condition that holds; None for nothing at all."""
    return OneOf(
        tuple((condition, None if declared is None else type_of(declared)) for condition, declared in variants),
        None if otherwise is None else type_of(otherwise),
    )
