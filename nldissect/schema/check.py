"""Checks of a registry as a whole: whether selectors name something, and whether it can have the values of their cases.

What one declaration can know about itself is checked when it is made. A selector names a field of another declaration,
and which ones are around it is known only when every family is there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from nldissect.schema.conditions import AllOf, AnyOf, Bits, Condition, Equals, Not
from nldissect.schema.leaf import Leaf, Sizes
from nldissect.schema.message import Message, Protocol
from nldissect.schema.registry import Registry
from nldissect.schema.types import (
    Array,
    AttributesType,
    Headed,
    Indexed,
    OneOf,
    Quoted,
    Records,
    Select,
    StructType,
    Type,
)

CONTROL_TYPES = range(1, 16)  # linux/netlink.h: messages of every protocol, below NLMSG_MIN_TYPE

Scopes = tuple[StructType | AttributesType, ...]  # outermost first


@dataclass(frozen=True, slots=True)
class _Owner:
    """A declaration that holds a selector: where its table or struct is, and its name."""

    where: str
    name: str


@dataclass(slots=True)
class _Use:
    """A field that a declaration asks for: what it is in all the places where the declaration can be met."""

    leaves: dict[Leaf, None] = field(default_factory=dict)
    values: dict[int | str, None] = field(default_factory=dict)
    bits: bool = False


def check(registry: Registry) -> list[str]:
    """What is wrong with the declarations, each a sentence that starts with file and line; imports all families."""
    walk = _Walk()
    for protocol in registry:
        for message in _messages(protocol):
            walk.message(message)
    return list(walk.faults())


def _messages(protocol: Protocol) -> Iterator[Message]:
    yield from protocol
    yield from (message for number in CONTROL_TYPES if (message := protocol.find(number)).declared)


def _can_be(leaf: Leaf, value: int | str) -> bool:
    if leaf.code == "s" or isinstance(value, str):
        return leaf.code == "s" and isinstance(value, str)
    bits = 8 * (leaf.size or 0)
    return -(1 << bits - 1) <= value < 1 << bits - 1 if leaf.code.islower() else 0 <= value < 1 << bits


def _fields(by: str, scopes: Scopes) -> Iterator[Leaf]:
    """What a selector can find, from the innermost scope outwards: attributes may be absent, members are there."""
    struct, _, name = by.rpartition(".")
    for scope in reversed(scopes):
        if isinstance(scope, StructType):
            member = scope.by_name.get(name)
            if member and struct in ("", scope.name) and isinstance(member.type, Leaf) and member.size:
                yield member.type
                return
        else:
            key, *names = by.split(".")
            declared = scope.by_key[key].type if key in scope.by_key else None
            for each in names:
                inside = declared.by_name.get(each) if isinstance(declared, StructType) else None
                declared = inside.type if inside else None
            yield from (declared,) if isinstance(declared, Leaf) else ()
            yield from declared.leaves if isinstance(declared, Sizes) else ()


def _where(declared: Type | None) -> str:
    """The place of the first struct or table in a type that has no place of its own."""
    match declared:
        case StructType() | AttributesType():
            return declared.where
        case OneOf():
            types = (*(each for _, each in declared.variants), declared.otherwise)
            return next((where for each in types if (where := _where(each))), "")
        case _:
            return ""


class _Walk:
    """Meets every declaration below the messages with what is around it."""

    def __init__(self) -> None:
        self._uses: dict[tuple[_Owner, str], _Use] = {}
        self._met: set[tuple[StructType | AttributesType, Scopes]] = set()
        self._headers: dict[str, StructType] = {}

    def message(self, message: Message) -> None:
        # The netlink headers of all messages differ in the names of values only: one stands for all.
        header = self._headers.setdefault(message.nlmsghdr.name, message.nlmsghdr)
        self._headed(message.body, _Owner("", message.name), (header,))

    def faults(self) -> Iterator[str]:
        for (owner, by), use in self._uses.items():
            start = f"{owner.where}: {owner.name}"
            if not use.leaves:
                yield f"{start} is chosen by {by!r}, but nothing around it has that name and a plain value"
                continue
            names = " or ".join(dict.fromkeys(leaf.name for leaf in use.leaves))
            for value in use.values:
                if not any(_can_be(leaf, value) for leaf in use.leaves):
                    yield f"{start} has a case for {value!r}, but {by!r} is {names}"
            if use.bits and all(leaf.code == "s" for leaf in use.leaves):
                yield f"{start} tests bits of {by!r}, but that is {names}"

    def _use(self, by: str, owner: _Owner, scopes: Scopes) -> _Use:
        use = self._uses.setdefault((owner, by), _Use())
        use.leaves.update(dict.fromkeys(_fields(by, scopes)))
        return use

    def _condition(self, condition: Condition, owner: _Owner, scopes: Scopes) -> None:
        match condition:
            case Equals(by, values):
                self._use(by, owner, scopes).values.update(dict.fromkeys(values))
            case Bits(by, _):
                self._use(by, owner, scopes).bits = True
            case AllOf(conditions) | AnyOf(conditions):
                for each in conditions:
                    self._condition(each, owner, scopes)
            case Not(inner):
                self._condition(inner, owner, scopes)

    def _variants(self, declared: Type | None, owner: _Owner, scopes: Scopes) -> Iterator[Type | None]:
        """The types that a choice can come to, its conditions looked at."""
        if not isinstance(declared, OneOf):
            yield declared
            return
        for condition, each in declared.variants:
            self._condition(condition, owner, scopes)
            yield from self._variants(each, owner, scopes)
        yield from self._variants(declared.otherwise, owner, scopes)

    def _headed(self, body: Headed, owner: _Owner, scopes: Scopes) -> None:
        above = _Owner(owner.where or _where(body.header), owner.name)
        behind = _Owner(owner.where or _where(body.attributes), owner.name)
        for header in list(self._variants(body.header, above, scopes)):
            inner = scopes
            if isinstance(header, StructType):
                self._type(header, above, scopes)
                inner = (*scopes, header)
            for attributes in list(self._variants(body.attributes, behind, inner)):
                self._type(attributes, behind, inner)

    def _type(self, declared: Type | None, owner: _Owner, scopes: Scopes) -> None:
        match declared:
            case StructType() | AttributesType():
                self._members(declared, scopes)
            case Indexed() | Array():
                self._type(declared.type, owner, scopes)
            case Headed():
                self._headed(declared, owner, scopes)
            case Records():
                if declared.within:
                    self._use(declared.within, owner, scopes)
                self._members(declared.struct, scopes)
                self._type(declared.attributes, owner, (*scopes, declared.struct))
            case Select():
                cases = dict(declared.cases.items())
                self._use(declared.by, owner, scopes).values.update(dict.fromkeys(cases))
                for each in (*cases.values(), declared.otherwise):
                    self._type(each, owner, scopes)
            case OneOf():
                for variant in list(self._variants(declared, owner, scopes)):
                    self._type(variant, owner, scopes)
            case Quoted():
                self._condition(declared.header_only, owner, scopes)

    def _members(self, declared: StructType | AttributesType, scopes: Scopes) -> None:
        if declared in scopes or (declared, scopes) in self._met:
            return
        self._met.add((declared, scopes))
        inner = (*scopes, declared)
        if isinstance(declared, StructType):
            for member in declared.members:
                self._type(member.type, _Owner(declared.where, f"{declared.name}.{member.name}"), inner)
        else:
            for key, attribute in declared.by_key.items():
                self._type(attribute.type, _Owner(declared.where, f"{declared.name}.{key}"), inner)
