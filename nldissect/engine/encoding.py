"""Encoding: a message built by its declaration, for what this program itself asks the kernel.

Values are given under the kernel's names, as it has them: a number where it has a number.

    encode(message, {"family": 2}, {"WHEEL_NAME": "front", "WHEEL_HUB": {"HUB_TEETH": 12}})
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from contextlib import suppress
from ipaddress import ip_address
from reprlib import repr as shortened
from struct import Struct as Packed
from typing import Any

from nldissect.schema.leaf import Leaf, Sizes
from nldissect.schema.message import Message
from nldissect.schema.types import (
    Array,
    AttributesType,
    Headed,
    Indexed,
    OneOf,
    Select,
    StructType,
    Type,
)

NLA_F_NESTED = 0x8000
HEADER = Packed("=HH")  # struct nlattr

Values = Mapping[str, Any]
UNFIT = (TypeError, ValueError, AttributeError, struct.error)
"""What comes of a value that is of another kind than its declaration."""


class EncodingError(ValueError):
    """A value that does not go with its declaration; `str()` names both."""


def encode(
    message: Message, header: Values, attributes: Values, *, flags: int = 0, seq: int = 0, port: int = 0
) -> bytes:
    """The bytes of a message in this machine's byte order.

    header      values of the members of its header struct; those left out are 0
    attributes  values by the attributes' names, in the order in which they are written: a mapping for a nest, a list
                for an attribute that repeats, True for a flag
    flags       NLM_F_*

    Raises EncodingError for what is not declared or does not fit its type.
    """
    body = b"".join(_headed(message.body, header, attributes, ()))
    fields = {"len": message.nlmsghdr.size + len(body), "type": message.number, "flags": flags, "seq": seq, "pid": port}
    return _struct(message.nlmsghdr, fields) + body


def _headed(body: Headed, header: Values, attributes: Values, scopes: tuple[Values, ...]) -> Iterator[bytes]:
    head = _chosen(body.header, header)
    if isinstance(head, StructType):
        yield _aligned(_struct(head, header))
    elif header:
        raise EncodingError(f"there is no header for {', '.join(header)}")
    table = _chosen(body.attributes, attributes)
    if isinstance(table, AttributesType):
        yield from _attributes(table, attributes, (*scopes, header))
    elif attributes:
        raise EncodingError(f"there is no attribute {next(iter(attributes))}")


def _chosen(declared: Type | None, values: Values) -> Type | None:
    """Of what conditions choose between, what is usual if it has all the names, else the first that has them."""
    if not isinstance(declared, OneOf):
        return declared
    for kind in _alternatives(declared):
        match kind:
            case StructType(by_name=names):
                known = set(names)
            case AttributesType(by_number=numbers):
                known = {attribute.name for attribute in numbers.values()}
            case _:
                known = set()
        if known.issuperset(values) and (known or kind is None):
            return kind
    raise EncodingError(f"no alternative has {', '.join(values)}")


def _alternatives(declared: OneOf) -> list[Type | None]:
    return [declared.otherwise, *(kind for _, kind in declared.variants)]


def _attributes(table: AttributesType, values: Values, scopes: tuple[Values, ...]) -> Iterator[bytes]:
    declared = {attribute.name: attribute for attribute in table.by_number.values()}
    for name, value in values.items():
        attribute = declared.get(name)
        if attribute is None:
            raise EncodingError(f"{table.name} has no attribute {name}")
        for each in value if attribute.multi and isinstance(value, list) else [value]:
            try:
                payload, nested = _payload(attribute.type, each, (*scopes, values), table.prefix, name)
                yield _attribute(attribute.number, payload, nested)
            except EncodingError:
                raise
            except UNFIT as error:  # a value of another kind
                raise EncodingError(f"{name}: {shortened(each)} does not go with its declaration ({error})") from None


def _attribute(number: int, payload: bytes, nested: bool) -> bytes:
    length = HEADER.size + len(payload)
    if length > 0xFFFF:
        raise ValueError(f"{len(payload):,} bytes are more than an attribute can have")
    return _aligned(HEADER.pack(length, number | (NLA_F_NESTED if nested else 0)) + payload)


def _aligned(data: bytes) -> bytes:
    return data + bytes(-len(data) % 4)


def _payload(declared: Type, value: Any, scopes: tuple[Values, ...], prefix: str, name: str) -> tuple[bytes, bool]:
    """The bytes of an attribute's value, and whether it is a nest."""
    match declared:
        case Leaf() | Sizes():
            return _leaf(declared, value, name), False
        case StructType():
            return _struct(declared, value), False
        case AttributesType():
            return b"".join(_attributes(declared, value, scopes)), True
        case Array(type=element):
            return b"".join(_payload(element, each, scopes, prefix, name)[0] for each in value), False
        case Indexed(type=element):
            numbered = value.items() if isinstance(value, Mapping) else enumerate(value, 1)
            parts = (_attribute(number, *_payload(element, each, scopes, "", name)) for number, each in numbered)
            return b"".join(parts), True
        case Headed():
            header, attributes = value
            return b"".join(_headed(declared, header, attributes, scopes)), False
        case Select(by=by, cases=cases, otherwise=otherwise):
            return _payload(cases.get(_selector(by, prefix, scopes)) or otherwise, value, scopes, prefix, name)
        case OneOf():
            for kind in _alternatives(declared):
                with suppress(*UNFIT):
                    if kind is not None:
                        return _payload(kind, value, scopes, prefix, name)
            raise EncodingError(f"{name}: {value!r} is nothing that it can be")
    raise EncodingError(f"{name}: is not declared in a way that can be encoded")


def _selector(by: str, prefix: str, scopes: tuple[Values, ...]) -> Any:
    """The value that chooses a type: of the attribute or member of that name, the innermost."""
    key, *members = by.split(".")
    for scope in reversed(scopes):
        if (name := f"{prefix}_{key}") in scope:
            value = scope[name]
            for member in members:
                value = value.get(member, 0)
            return value
        if (name := by.rpartition(".")[2]) in scope:
            return scope[name]
    return ""


def _struct(declared: StructType, values: Values) -> bytes:
    unknown = [name for name in values if name not in declared.by_name]
    if unknown:
        raise EncodingError(f"{declared.name} has no member {unknown[0]}")
    parts = []
    for member in declared.members:
        if member.name in values:
            parts.append(_payload(member.type, values[member.name], (values,), "", member.name)[0])
        else:
            parts.append(bytes(member.size or 0))
        if member.size is not None and len(parts[-1]) != member.size:
            raise EncodingError(f"{declared.name}.{member.name} has {member.size} bytes, not {len(parts[-1])}")
    return b"".join(parts)


def _leaf(leaf: Leaf | Sizes, value: Any, name: str) -> bytes:
    if isinstance(leaf, Sizes):
        for alternative in leaf.leaves:
            try:
                return _leaf(alternative, value, name)
            except EncodingError:
                continue
        raise EncodingError(f"{name}: {value!r} is no {leaf.name}")
    match value:
        case True if leaf.size == 0:
            data = b""
        case int() if leaf.code != "s":
            try:
                data = Packed((">" if leaf.network else "=") + leaf.code).pack(value)
            except struct.error:
                raise EncodingError(f"{name}: {value} does not fit {leaf.name}") from None
        case bytes():
            data = value
        case str() if leaf.show == "string":
            data = value.encode() + b"\0"
        case str() if leaf.show in ("ipv4", "ipv6"):
            data = ip_address(value).packed
        case str() if leaf.show == "lladdr":
            data = bytes.fromhex(value.replace(":", ""))
        case _:
            raise EncodingError(f"{name}: {value!r} is no {leaf.name}")
    if leaf.size not in (None, len(data)):
        raise EncodingError(f"{name}: {leaf.name} has {leaf.size} bytes, not {len(data)}")
    return data
