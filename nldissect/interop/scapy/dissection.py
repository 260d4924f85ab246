"""Dissection: the layouts that the engine finds, as layers."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, cast

from scapy.fields import AnyField, RawVal
from scapy.packet import Packet, Raw

from nldissect.engine.interpreter import HEADER, interpret
from nldissect.engine.layout import Layout
from nldissect.engine.root import Root
from nldissect.engine.values import presentation
from nldissect.families import registry
from nldissect.index.chase import walk
from nldissect.index.messages import NLM_F_REQUEST
from nldissect.interop.scapy.catalogue import LENGTH, NLMSGHDR, Kind
from nldissect.interop.scapy.fields import Inner, Nest, Value, Values, big_endian
from nldissect.interop.scapy.layers import (
    NLA_HEADER,
    NLA_TYPE_MASK,
    Attribute,
    Layer,
    Netlink,
    Struct,
    attribute_class,
    element_class,
    families,
    families_of,
    name_in_layer,
    nlattrs,
    plain_class,
    protocol_class,
    protocol_of,
    struct_class,
)
from nldissect.interop.scapy.values import decode
from nldissect.message import Message as Captured
from nldissect.schema.message import Message
from nldissect.schema.types import AttributesType, Headed, StructType

KINDS_OF_ROLES: dict[str, Kind] = {
    "": "nest",
    "attribute": "nest",
    "struct": "struct",
    "message": "struct",
    "member": "struct",
}
"""What a value is, by what it begins with."""


def dissect(layer: Layer, data: bytes) -> bytes:
    """Fill a layer from bytes; returns those that are left."""
    if isinstance(layer, Netlink):
        big = _is_big(data)
        _fill(layer, big, _messages(data, layer.protocol(), big))
        return b""
    found = _alone(layer, data)
    if type(found) is type(layer):
        for name, value in found.fields.items():
            layer.fields[name] = layer.get_field(name).any2i(layer, value)
        layer.add_payload(found.payload)
        return b""
    for field in layer.fields_desc:  # none of it is what the class says
        layer.fields[field.name] = RawVal(b"")
    return data


def datagram_of(found: Captured) -> Netlink:
    """The datagram with one message of a capture alone."""
    layout, data, big = found.layout, found.data, found.layout.root.big
    made = protocol_class(found.protocol)()
    length = 0 if found.declaration is None else min(len(data), _lengths(data)[big])
    layers: list[Packet] = [_Dissection(layout, data).message(range(len(layout.spans)), 0, length)] if length else []
    _fill(made, big, [*layers, Raw(load=data[length:])] if length < len(data) else layers)
    return made


def _fill(datagram: Netlink, big: bool, layers: list[Packet]) -> None:
    order = "big" if big else "little"
    if order != sys.byteorder:
        datagram.fields["order"] = order
    datagram.fields["messages"] = datagram.get_field("messages").any2i(datagram, layers)


def _messages(data: bytes, protocol: int, big: bool) -> list[Packet]:
    """The messages of a datagram; bytes that are none as they are."""
    starts = walk(data, 0, len(data), big)
    layers: list[Packet] = [] if starts else [Raw(load=data)]
    for start, end in zip(starts, [*starts[1:], len(data)], strict=bool(starts)):
        layers += _row(data[start:end], protocol, big, last=end == len(data))
    return layers


def _is_big(data: bytes) -> bool:
    """Whether the first nlmsg_len fits in this order alone, or, if in both or none, comes nearer to the size."""
    far = [abs(length - len(data)) + (length < HEADER) * (1 << 33) for length in _lengths(data)]
    fits = [HEADER <= length <= len(data) for length in _lengths(data)]
    return fits[1] if fits[0] != fits[1] else far[1] < far[0]


def _lengths(data: bytes) -> tuple[int, int]:
    return int.from_bytes(data[:4], "little"), int.from_bytes(data[:4], "big")


def _row(data: bytes, protocol: int, big: bool, *, last: bool) -> Iterator[Packet]:
    """A message, and what is behind it where that is not what aligns the next."""
    length = min(len(data), _lengths(data)[big])
    yield _message(data, protocol, big, length)
    rest = data[length:]
    if rest and (last or any(rest)):
        yield Raw(load=rest)


def _message(data: bytes, protocol: int, big: bool, length: int) -> Packet:
    """The message in the first `length` bytes; what it tells of families is remembered."""
    number = int.from_bytes(data[4:6], "big" if big else "little")
    layout = interpret(_root(protocol, number, big, families_of(protocol).get(number, "")), data)
    _learn(layout, data)
    return _Dissection(layout, data).message(range(len(layout.spans)), 0, length)


@lru_cache(4096)
def _root(protocol: int, number: int, big: bool, family: str) -> Root:
    """How messages of a type are read; `family` is what the type is called for now."""
    return Root(registry, protocol, registry.protocol(protocol).find(number, family), big, families_of(protocol))


def _learn(layout: Layout, data: bytes) -> None:
    """Remember the name of a family that the controller tells."""
    teaching = registry.protocol(layout.root.protocol).teaches
    told = layout.message
    if teaching is None or told is None or told.name not in teaching.told_by:
        return
    number, name = (_first(layout, data, path) for path in (teaching.number, teaching.name))
    flags = int.from_bytes(data[6:8], "big" if layout.root.big else "little")
    if isinstance(number, int) and name and not flags & NLM_F_REQUEST:
        families[number] = name


def _first(layout: Layout, data: bytes, path: str) -> Any:
    """The value of the first field with this path, None when there is none."""
    for index in layout.places(path):
        leaf = layout.spans[index][1]
        if leaf is not None and index not in layout.issues:
            (raw,) = layout.unpacker((index,)).unpack_from(data)
            return presentation(leaf).value(raw)
    return None


def _alone(layer: Layer, data: bytes) -> Packet:
    """What bytes are that begin with a layer of this class."""
    big = big_endian(layer)
    if isinstance(layer, Struct) and layer.begins_message():
        length = min(len(data), _lengths(data)[big])
        return _message(data, protocol_of(layer), big, length) if length >= HEADER else Raw(load=data)
    if isinstance(layer, Struct):
        body = Headed(layer.entry.declared, None)
    elif isinstance(layer, Attribute) and layer.entry.table is not None:
        body = Headed(None, layer.entry.table)
    else:
        return Raw(load=data)
    kind = registry.protocol(0).kinds[0]
    head = (HEADER + len(data)).to_bytes(4, "big" if big else "little") + bytes(HEADER - 4)
    layout = interpret(Root(registry, 0, Message("", 0, NLMSGHDR, body, kind), big, {}), head + data)
    made = _Dissection(layout, head + data).message(range(len(layout.spans)), 0, HEADER + len(data)).payload
    if not isinstance(made, nlattrs):
        return made
    first, *others = made.attributes
    if others:
        first.add_payload(b"".join(bytes(each) for each in others))
    return cast("Packet", first)


class _Dissection:
    """The layers of one message: they have every byte of it, those that the layout does not explain as they are."""

    def __init__(self, layout: Layout, data: bytes) -> None:
        self._layout = layout
        self._spans = layout.spans
        self._data = data
        self._big = layout.root.big

    def message(self, indexes: range, start: int, stop: int) -> Packet:
        """A message in [start, stop), given all its nodes."""
        places = [place for place in self._level(indexes) if self._spans[place][2] < stop]
        header = self._struct(places[0])
        behind = self._body(places[1:], start + HEADER, stop)
        if behind is not None:
            header.add_payload(behind)
        if header.fields[LENGTH] == stop - start:
            del header.fields[LENGTH]
        return header

    def _level(self, indexes: range) -> list[int]:
        """Those of the nodes that are in no other of them."""
        found = []
        index = indexes.start
        while index < indexes.stop:
            found.append(index)
            index = self._layout.children(index).stop
        return found

    def _below(self, index: int) -> list[int]:
        return self._level(self._layout.children(index))

    def _role(self, places: Sequence[int]) -> str:
        return self._spans[places[0]][0].role if places else ""

    def _raw(self, start: int, stop: int) -> Raw:
        return Raw(load=self._data[start:stop])

    def _number(self, start: int, stop: int) -> int:
        return int.from_bytes(self._data[start:stop], "big" if self._big else "little")

    # Layers

    def _body(self, places: list[int], start: int, stop: int) -> Packet | None:
        """What is in [start, stop): a struct and the attributes behind it, one of them, or bytes; None for nothing."""
        struct: Packet | None = None
        size = 0
        if self._role(places) == "struct":
            struct = self._struct(places[0])
            size = self._spans[places[0]][4] - start
            start += size
            places = places[1:]
        if not any(self._role((place,)) == "attribute" for place in places):
            return self._chain(struct, self._raw(start, stop) if start < stop else None)
        layers = self._layers(places, start, stop)
        if not isinstance(struct, Struct) or not struct.entry.headed:
            return self._chain(struct, nlattrs(attributes=layers))
        aligning = bytes(-size % 4)
        if isinstance(layers[0], Raw) and layers[0].load == aligning:
            del layers[0]
        elif aligning and not isinstance(layers[0], Raw):
            layers.insert(0, Raw(load=b""))
        struct.fields["attributes"] = struct.get_field("attributes").any2i(struct, layers)
        return struct

    @staticmethod
    def _chain(first: Packet | None, behind: Packet | None) -> Packet | None:
        if first is None or behind is None:
            return first or behind
        first.add_payload(behind)
        return first

    def _layers(self, places: list[int], start: int, stop: int, owner: str = "") -> list[Packet]:
        """All that is in [start, stop); `owner` is the entry of the attribute around it."""
        layers: list[Packet] = []
        for place in places:
            _, _, begin, value, end, next_, _ = self._spans[place]
            role = self._role((place,))
            if begin > start:
                layers.append(self._raw(start, begin))
            start = next_
            if role == "attribute" or (role == "element" and value - begin == NLA_HEADER):
                layers.append(self._attribute(place, owner))
            elif role == "element":
                layers.append(self._element(place))
                start = end
            else:
                layers.append(self._raw(begin, next_))
        if start < stop:
            layers.append(self._raw(start, stop))
        return layers

    def _attribute(self, place: int, owner: str) -> Packet:
        field, _, start, value, end, next_, _ = self._spans[place]
        length, word = self._number(start, start + 2), self._number(start + 2, start + NLA_HEADER)
        kind = self._kind(place)
        table = field.table
        attribute = table.by_number.get(word & NLA_TYPE_MASK) if isinstance(table, AttributesType) else None
        if field.role == "element":
            made = element_class(owner, kind)
        elif isinstance(table, AttributesType) and attribute is not None:
            made = attribute_class(table, attribute, kind)
        else:
            made = plain_class(kind)
        layer = made(_internal=1)
        layer.explicit = 1
        found = self._value(place, kind, made.entry.name)
        data = self._data[value:end]
        held = layer.get_field("value")
        said = length if length != end - start else None
        if isinstance(held, Value) and kind == "value" and not held.gives(found, data, self._big, None):
            said = length  # of several sizes the value can have it is not the first
        if said is not None:
            layer.fields["nla_len"] = said
        if word != layer.default_fields["nla_type"]:
            layer.fields["nla_type"] = word
        layer.fields["value"] = held.any2i(layer, self._fitted(held, kind, found, data, said))
        padding = self._data[end:next_]
        if padding != bytes(-(end - start) % 4):
            layer.fields["padding"] = padding
        return layer

    def _kind(self, place: int) -> Kind:
        """What the value of a node is."""
        if self._spans[place][1] is not None:
            return "value"
        places = self._below(place)
        role = self._role(places)
        if role != "element":
            return KINDS_OF_ROLES.get(role, "value")
        spans = [self._spans[each] for each in places]
        if any(leaf is None or begin != value for _, leaf, begin, value, *_ in spans):
            return "nest"
        return "array" if all(field.role == "element" for field, *_ in spans) else "value"

    def _value(self, place: int, kind: Kind, owner: str = "") -> Any:
        """The value of a node."""
        _, leaf, _, value, end, _, _ = self._spans[place]
        if leaf is not None:
            return decode(leaf, self._data[value:end], self._big)
        places = self._below(place)
        match kind:
            case "nest":
                return self._layers(places, value, end, owner)
            case "array":
                return [self._value(each, "value") for each in places]
            case "struct" if self._role(places) == "message":
                return self._quoted(places[0], end)
            case "struct" if self._role(places) == "member":
                return self._members(places, value, end)
            case "struct":
                return self._body(places, value, end)
        return self._data[value:end]

    def _quoted(self, place: int, stop: int) -> Packet:
        """A message in a struct, and the bytes behind it up to `stop`."""
        _, _, start, _, end, _, _ = self._spans[place]
        quoted = self.message(self._layout.children(place), start, end)
        if end < stop:
            quoted.lastlayer().add_payload(self._raw(end, stop))
        return quoted

    def _fitted(self, field: AnyField, kind: Kind, value: Any, data: bytes, length: int | None) -> Any:
        """The value as the field can have it so that it gives these bytes; else the bytes."""
        match field:
            case Nest():
                layers = [value] if kind == "struct" else value if kind == "nest" else None
                return layers if layers is not None else [Raw(load=data)] if data else []
            case Inner():
                return value if kind == "struct" else data
            case Values():
                return value if kind == "array" and field.gives(value, data, self._big, length) else data
            case Value():
                return value if kind == "value" and field.gives(value, data, self._big, length) else data
        return data

    def _element(self, place: int) -> Packet:
        """A struct in an array, or a record: a struct with its attributes and its own length."""
        _, _, start, _, end, _, _ = self._spans[place]
        places = self._below(place)
        if self._role(places) != "struct":
            return self._members(places, start, end)
        record = self._body(places, start, end) or self._raw(start, end)
        if isinstance(record, Struct) and record.fields.get(record.entry.length) == end - start:
            del record.fields[record.entry.length]
        return record

    def _struct(self, place: int) -> Packet:
        _, _, _, value, end, _, _ = self._spans[place]
        return self._members(self._below(place), value, end)

    def _members(self, places: list[int], start: int, stop: int) -> Packet:
        """The struct in [start, stop), and the bytes behind its members; members that are not there are None."""
        table = next((self._spans[place][0].table for place in places if self._role((place,)) == "member"), None)
        if not isinstance(table, StructType):
            return self._raw(start, stop)
        layer = struct_class(table)(_internal=1)
        layer.explicit = 1
        layer.fields.update(dict.fromkeys(layer.members()))
        for place in places:
            field, _, begin, _, _, next_, _ = self._spans[place]
            if field.role not in ("member", "message"):
                continue
            held = layer.get_field(name_in_layer(field.name))
            kind: Kind = "struct" if field.role == "message" else self._kind(place)
            found = self._quoted(place, next_) if field.role == "message" else self._value(place, kind)
            data = self._data[begin:next_]
            layer.fields[held.name] = held.any2i(layer, self._fitted(held, kind, found, data, None))
            start = next_
        if start < stop:
            layer.add_payload(self._raw(start, stop))
        return layer
